/** A field worker of the rehearsal: tells a problem in chat or on the phone, answers what is asked, says how the solution went. Called by rehearsal.ts. */
import type { Team } from './campaign.js';
import type { Chance } from './chance.js';
import type { Door, Shown } from './gateway.js';

export interface Problem {
  readonly type: string;
  readonly words: readonly string[];
}

export const PROBLEMS: readonly Problem[] = [
  { type: 'sync', words: ['Boa noite, não consigo sincronizar os dados', 'a sincronização falha sempre', 'os dados nao estao a ser enviados'] },
  { type: 'login', words: ['nao consigo entrar na aplicação, diz senha errada', 'a minha palavra-passe não funciona'] },
  { type: 'app_crash', words: ['a aplicação fecha sozinha', 'a app trava quando abro'] },
  { type: 'form', words: ['o formulário não grava', 'aparece erro quando envio o formulário'] },
  { type: 'device', words: ['o telemóvel não liga', 'a bateria acaba em duas horas'] },
  { type: 'master_data', words: ['a minha aldeia não aparece na lista'] },
  { type: 'app_usage', words: ['como faço para corrigir um agregado que registei mal?'] },
  { type: 'programmatic', words: ['quantas redes devo dar a uma família de sete pessoas?', 'faltam redes no armazém'] },
  { type: 'feedback', words: ['quero agradecer, a formação foi muito boa'] },
  { type: 'grievance', words: ['o supervisor pediu dinheiro para pagar o subsídio, quero fazer uma queixa'] },
];
export const SYNC = PROBLEMS[0] ?? { type: 'sync', words: [] };

const MOST_TURNS = 18;
/** The talk has come to its end. */
const DONE = /número do seu pedido|obrigad[oa] pel|boa sorte|contacto/iu;

/** How far this person has read. */
export interface Reader {
  seq: number;
}

/** One report in chat from the first word to the end. @returns how many words it took */
export async function report(team: Team, problem: Problem, reader: Reader, door: Door, chance: Chance): Promise<number> {
  await door.write(team.phone, { text: chance.pick(problem.words) });
  let turns = 1;
  for (; turns < MOST_TURNS; turns += 1) {
    const shown = unread(team.phone, reader, door);
    const asked = [...shown].reverse().find(({ choices }) => (choices?.length ?? 0) > 0);
    const last = shown.at(-1);
    if (last === undefined) return turns;
    const answer = asked === last || asked !== undefined ? choose(asked, problem, chance) : freely(last, chance);
    if (answer === null) return turns;
    await door.write(team.phone, answer);
  }
  return turns;
}

export function unread(who: string, reader: Reader, door: Door): readonly Shown[] {
  const shown = door.read(who, reader.seq);
  reader.seq = Math.max(reader.seq, ...shown.map(({ seq }) => seq));
  return shown;
}

type Said = Readonly<Record<string, unknown>>;

/** Picks among the offered choices as most people would. */
function choose({ choices = [], text }: Shown, problem: Problem, chance: Chance): Said | null {
  const has = (id: string): boolean => choices.some((each) => each.id === id);
  const say = (id: string): Said | null => {
    const choice = choices.find((each) => each.id === id);
    return choice === undefined ? null : chance.hit(0.5) ? { choice } : { text: choice.title };
  };
  if (has('known_ok')) return say(chance.hit(0.9) ? 'known_ok' : 'mine_differs');
  if (has('correct') && has('cancel')) return say('yes');
  if (/resolveu|queria saber/iu.test(text)) return say(chance.hit(0.15) ? 'yes' : 'no');
  if (has('team') && has('district')) return say(chance.pick(['one', 'one', 'one', 'team']));
  const kind = choices.find(({ id }) => id === problem.type || id.endsWith(`:${problem.type}`) || id.endsWith(`.${problem.type}`));
  if (kind !== undefined) return { choice: kind };
  if (has('yes') && has('no')) return say('yes');
  if (has('nmcp_contact')) return say('nmcp_contact');
  if (has('skip')) return say('skip');
  if (has('report') && has('status')) return null;
  const [first] = choices;
  return first === undefined ? null : { choice: first };
}

function freely({ text }: Shown, chance: Chance): Said | null {
  if (!/\?|escreva|conte|qual|quant/iu.test(text) || DONE.test(text)) return null;
  if (/quant/iu.test(text)) return { text: String(chance.whole(1, 30)) };
  return { text: chance.pick(['desde ontem à tarde', 'não sei', 'saltar', 'na aldeia de Cateme', '1.4.2']) };
}

/** One report on the phone: presses the first key that is offered, speaks after the tone. @returns how many turns it took */
export async function callIn(team: Team, door: Door, chance: Chance): Promise<number> {
  let heard = await door.call(team.phone);
  for (let turns = 1; turns < MOST_TURNS; turns += 1) {
    if (heard.ended || heard.expects.kind === 'end') return turns;
    if (chance.hit(0.03)) {
      await door.go(heard.id, { hangup: true });
      return turns;
    }
    /** The known fix helps some of them. */
    const key = /resolv/iu.test(JSON.stringify(heard.say)) && chance.hit(0.7) ? '2' : '1';
    heard = await door.go(heard.id, heard.expects.kind === 'record' ? { recording: 'o aparelho nao sincroniza desde ontem' } : { digits: key });
  }
  await door.go(heard.id, { hangup: true });
  return MOST_TURNS;
}

/** After a solution: most say yes, some not yet, some nothing. @returns what was answered */
export async function rate(phone: string, reader: Reader, door: Door, chance: Chance): Promise<'yes' | 'no' | null> {
  const shown = unread(phone, reader, door);
  const told = shown.find(({ text }) => /resolvid|ficou bem/iu.test(text));
  if (told === undefined || chance.hit(0.25)) return null;
  const fine = chance.hit(0.9);
  await door.write(phone, { text: fine ? 'sim' : 'ainda não', quoted: told.id });
  return fine ? 'yes' : 'no';
}

/** Takes the call of ours that rings, listens and presses a key. */
export async function pickUp(phone: string, door: Door, chance: Chance): Promise<boolean> {
  const [ring] = await door.ringing(phone);
  if (ring === undefined) return false;
  if (chance.hit(0.3)) return false;
  let heard = await door.call(phone, { callbackId: ring.callbackId });
  for (let turns = 0; turns < 4 && !heard.ended && heard.expects.kind !== 'end'; turns += 1) heard = await door.go(heard.id, { digits: chance.hit(0.9) ? '1' : '2' });
  return true;
}
