/** Plays a transcript against a whole gateway, as WhatsApp or as a phone call; what fails is shown with the whole dialogue. Called by test/transcripts.test.ts. */
import type { App } from './app.js';
import type { Phone } from './phone.js';
import type { Step, TicketWish, Transcript } from './transcript.js';
import { ticketFaults } from './transcript-tickets.js';
import { contains, plain, saysKey } from './transcript-words.js';
import { SAMPLE_FILES, attached, located, quoting, tapped } from './twilio-forms.js';

export interface RunOptions {
  readonly by: 'chat' | 'phone';
  /** Close and open the store again between any two steps. */
  readonly roundTrips: boolean;
}

/** What a person has been given so far and how much of it was looked at. */
interface Ear {
  written: number;
  spoken: number;
  checked: boolean;
  phone: Phone | null;
}

interface Stage {
  readonly app: App;
  readonly transcript: Transcript;
  readonly ears: Map<string, Ear>;
  readonly lines: string[];
  readonly by: 'chat' | 'phone';
}

const EXPECTING: ReadonlySet<Step['do']> = new Set(['hear', 'read', 'hearNot', 'nothing', 'ticket', 'callLog']);
const PAUSE = 'PT10S';

export async function runTranscript(transcript: Transcript, app: App, { by, roundTrips }: RunOptions): Promise<void> {
  const steps = by === 'phone' ? transcript.phone ?? [] : transcript.steps;
  const ears = new Map(Object.keys(transcript.people).map((name): [string, Ear] => [name, { written: 0, spoken: 0, checked: false, phone: null }]));
  const stage: Stage = { app, transcript, ears, lines: [], by };
  for (const [index, step] of steps.entries()) {
    try {
      const expecting = EXPECTING.has(step.do);
      if (!expecting) {
        if (roundTrips && index > 0) await app.restart();
        turnThePage(step, stage);
        await app.advance(PAUSE);
      }
      await (expecting ? expectStep(step, stage) : act(step, steps[index + 1], stage));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const shown = new Error(`${transcript.file}, passo ${index + 1}: ${step.line}\n${reason}\n\n${stage.lines.join('\n')}\n\n${await app.summary()}`);
      /** The dialogue says more than where in the runner it broke. */
      if (!(error instanceof TypeError)) shown.stack = shown.message;
      throw shown;
    }
  }
  if (process.env['TRANSCRIPT_SHOW'] === '1') process.stdout.write(`\n${transcript.file}\n${lines(stage)}\n\n${await app.summary()}\n`);
}

const lines = (stage: Stage): string => stage.lines.join('\n');

/** What was looked at is behind us, and so is everything from before a person's own next word. */
function turnThePage(step: Step, stage: Stage): void {
  for (const [name, ear] of stage.ears) {
    if (!ear.checked && !('who' in step && step.who === name)) continue;
    ear.written = stage.app.sentTo(number(name, stage)).length;
    ear.spoken = ear.phone?.said.length ?? 0;
    ear.checked = false;
  }
}

const number = (name: string, { transcript }: Stage): string => transcript.people[name] ?? name;
const earOf = (name: string, { ears }: Stage): Ear => ears.get(name) ?? { written: 0, spoken: 0, checked: false, phone: null };
const isCaller = (name: string, { by, transcript }: Stage): boolean => by === 'phone' && Object.keys(transcript.people)[0] === name;

async function act(step: Step, next: Step | undefined, stage: Stage): Promise<void> {
  const { app, lines } = stage;
  if (!('who' in step)) {
    lines.push(`      --- ${step.line} ---`);
    if (step.do === 'advance') await app.advance(step.duration);
    else if (step.do === 'until') await app.advanceTo(step.at);
    else if (step.do === 'restart') await app.restart();
    else if (step.do === 'vendor') await (step.down ? app.twilio.down() : app.twilio.up());
    return note(stage);
  }
  const ear = earOf(step.who, stage);
  if (step.do === 'takeOurs' || step.do === 'refuseOurs') return ours(step, ear, stage);
  const onPhone = (ear.phone !== null && !ear.phone.ended) || step.do === 'call' || isCaller(step.who, stage);
  lines.push(`${step.who} ${onPhone ? '☎' : '>'} ${step.line.slice(step.who.length + 1)}`);
  if (onPhone && step.do !== 'write' && step.do !== 'send' && step.do !== 'tap' && step.do !== 'quote') await speak(step, ear, stage);
  else await write(step, stage);
  await app.settle();
  note(stage);
  const silent = onPhone ? earOf(step.who, stage).phone?.said.length === ear.spoken && !ear.phone?.ended : app.sentTo(number(step.who, stage)).length === ear.written;
  const meant = next?.do === 'nothing' && next.who === step.who;
  if (silent && !meant && step.do !== 'hangup') throw new Error(`ninguém respondeu a ${step.who} (se está certo, escreva a seguir "${step.who} ouve: nada")`);
}

const TAKEN_BY = { human: 'human', machine: 'machine_end_beep', unknown: 'unknown' } as const;

/** A call of ours rings: it is taken, or not. */
async function ours(step: Extract<Step, { readonly do: 'takeOurs' | 'refuseOurs' }>, ear: Ear, stage: Stage): Promise<void> {
  const { app, lines } = stage;
  lines.push(`${step.who} ☎ ${step.line.slice(step.who.length + 1)}`);
  if (step.do === 'refuseOurs') await app.refuseOurs(number(step.who, stage), step.status);
  else {
    ear.phone = await app.takeOurs(number(step.who, stage), TAKEN_BY[step.by]);
    ear.spoken = 0;
  }
  await app.settle();
  note(stage);
}

async function speak(step: Step & { readonly who: string }, ear: Ear, stage: Stage): Promise<void> {
  const { app } = stage;
  const from = number(step.who, stage);
  if (step.do === 'call' || ear.phone === null) {
    ear.phone = await app.call(from);
    ear.spoken = 0;
  } else if (ear.phone.ended) throw new Error('a chamada já terminou');
  const { phone } = ear;
  switch (step.do) {
    case 'call': return;
    case 'press': return phone.press(filled(step.text, stage));
    case 'say': case 'speak': return phone.expects === 'record' ? phone.record(8) : phone.speak(filled(step.text, stage));
    case 'choose': return phone.press(keyOf(step.text, await phone.choices(), stage));
    case 'silence': return phone.silence();
    case 'record': return phone.record(step.seconds);
    case 'answer': return phone.answer(step.reached);
    case 'hangup': return phone.hangup();
    default: throw new Error(`"${step.line}" não se faz ao telefone`);
  }
}

function keyOf(wanted: string, choices: readonly { readonly key: string; readonly id: string }[], { app }: Stage): string {
  const titles = (id: string): string[] => ['choice', 'category', 'type', 'redirect.topic'].map((group) => app.text(`${group}.${id}`)).filter((each) => each !== null);
  const found = choices.find(({ id }) => plain(id) === plain(wanted) || titles(id).some((title) => plain(title) === plain(wanted)));
  if (found === undefined) throw new Error(`ao telefone não há a escolha "${wanted}": há ${choices.map(({ key, id }) => `${key}=${id}`).join(', ')}`);
  return found.key;
}

async function write(step: Step & { readonly who: string }, stage: Stage): Promise<void> {
  const { app } = stage;
  const from = number(step.who, stage);
  switch (step.do) {
    case 'say': case 'write': return void (await app.whatsapp(from, filled(step.text, stage)));
    case 'choose': return void (await app.whatsapp(from, String(1 + (await choiceOf(step.text, from, stage)).index)));
    case 'tap': {
      const { id, title, sid } = await choiceOf(step.text, from, stage);
      return void (await app.whatsapp(from, { ...tapped(id, title), ...quoting(sid) }));
    }
    case 'quote': {
      const quoted = [...app.sentTo(from)].reverse().find(({ body }) => contains(body, filled(step.phrase, stage)));
      if (quoted === undefined) throw new Error(`${step.who} não recebeu nada com "${step.phrase}"`);
      return void (await app.whatsapp(from, { Body: filled(step.text, stage), ...quoting(quoted.sid) }));
    }
    case 'send': return sendFile(step, from, app);
    default: throw new Error(`"${step.line}" só se faz ao telefone (falta "${step.who} liga"?)`);
  }
}

/** The choice with that title (or id) in the newest message that offered any. */
async function choiceOf(wanted: string, from: string, { app }: Stage): Promise<{ id: string; title: string; index: number; sid: string }> {
  const offer = await app.offered(from);
  const index = offer?.choices.findIndex(({ id, title }) => plain(id) === plain(wanted) || plain(title) === plain(wanted)) ?? -1;
  const choice = offer?.choices[index];
  if (offer === null || choice === undefined) throw new Error(`não há a escolha "${wanted}": há ${offer?.choices.map(({ title }) => title).join(', ') ?? 'nenhuma'}`);
  return { ...choice, index, sid: offer.sid };
}

const KINDS = { foto: 'image', voz: 'audio', video: 'video', documento: 'document', contacto: 'contacts' } as const;

async function sendFile(step: Extract<Step, { do: 'send' }>, from: string, app: App): Promise<void> {
  if (step.kind === 'localização') return void (await app.whatsapp(from, located(-16.1564, 33.5867, step.caption)));
  if (step.kind === 'desconhecido') return void (await app.whatsapp(from, { MessageType: 'reaction_of_tomorrow' }));
  const type = KINDS[step.kind];
  const { mime, bytes } = SAMPLE_FILES[type];
  const sid = app.newSid('MM');
  await app.whatsapp(from, attached(type, mime, app.twilio.addMedia(sid, bytes, mime), step.kind === 'documento' && step.caption === '' ? 'relatorio.pdf' : step.caption), sid);
}

/** Writes down what everybody got since the last look. */
function note({ app, transcript, ears, lines }: Stage): void {
  for (const [name, phone] of Object.entries(transcript.people)) {
    const ear = ears.get(name);
    for (const message of app.unseen(phone)) lines.push(`${message.body === '' ? message.contentSid ?? '' : message.body}`.split('\n').map((line, index) => (index === 0 ? `${name} < ${line}` : `${' '.repeat(name.length)}   ${line}`)).join('\n'));
    for (const said of ear?.phone?.unheard() ?? []) lines.push(`${name} ☎ « ${said}`);
  }
}

async function expectStep(step: Step, stage: Stage): Promise<void> {
  const { app } = stage;
  if (!('who' in step)) return;
  const ear = earOf(step.who, stage);
  if (step.do === 'ticket' || step.do === 'callLog') return expectRecord(step.who, step.do, filledWish(step.wish, stage), stage);
  ear.checked = true;
  const written = app.sentTo(number(step.who, stage)).slice(ear.written).map(({ body, contentVariables }) => `${body}\n${contentVariables ?? ''}`);
  const spoken = ear.phone?.said.slice(ear.spoken) ?? [];
  const onPhone = step.do !== 'read' && !(step.do === 'nothing' && step.written) && ear.phone !== null && (spoken.length > 0 || !ear.phone.ended || written.length === 0);
  const text = (onPhone ? spoken : written).join('\n');
  if (step.do === 'nothing') {
    if (text !== '') throw new Error(`${step.who} não devia receber nada, mas recebeu:\n${text}`);
    return;
  }
  if (step.do !== 'hear' && step.do !== 'read' && step.do !== 'hearNot') return;
  for (const phrase of step.phrases) {
    const found = says(text, phrase, onPhone, stage);
    if (found === (step.do === 'hearNot')) throw new Error(`${step.who} ${found ? 'não devia ouvir' : 'devia ouvir'}: ${phrase}\nmas ${onPhone ? 'ouviu' : 'recebeu'}:\n${text === '' ? '(nada)' : text}`);
  }
}

function says(text: string, phrase: string, onPhone: boolean, stage: Stage): boolean {
  if (!phrase.startsWith('chave:')) return contains(text, filled(phrase, stage));
  const key = phrase.slice('chave:'.length).trim();
  const templates = (['pt', 'en'] as const).flatMap((language) => [onPhone ? stage.app.text(`${key}_voice`, language) : null, stage.app.text(key, language)]).filter((each) => each !== null);
  if (templates.length === 0) throw new Error(`não há o texto ${key} em locales/`);
  return templates.some((template) => saysKey(text, template));
}

async function expectRecord(who: string, what: 'ticket' | 'callLog', wish: TicketWish, stage: Stage): Promise<void> {
  const faults = what === 'ticket' ? ticketFaults(await stage.app.ticketsOf(number(who, stage)), wish) : ticketFaults(await stage.app.callsOf(number(who, stage)), wish);
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** `<pedido>` is the number of the newest ticket, `<pedido 1>` of the first one, in the order in which they were opened. */
function filled(text: string, { app }: Stage): string {
  return text.replace(/<pedido(?: (\d+))?>/gu, (_, index?: string) => {
    const found = index === undefined ? app.numbers().at(-1) : app.numbers()[Number(index) - 1];
    if (found === undefined) throw new Error('ainda não há pedido nenhum');
    return found;
  });
}

const filledWish = (wish: TicketWish, stage: Stage): TicketWish =>
  ({ ...wish, fields: Object.fromEntries(Object.entries(wish.fields).map(([key, value]) => [key, typeof value === 'string' ? filled(value, stage) : value])) });
