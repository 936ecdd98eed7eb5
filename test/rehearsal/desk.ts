/** The people of the desk in the rehearsal: executives, managers, L3, nodal officers and local monitors who answer soon, late or never. Called by rehearsal.ts. */
import type { Chance } from './chance.js';
import type { Door, Shown } from './gateway.js';
import { unread } from './worker.js';
import type { Reader } from './worker.js';

export type Manner = 'quick' | 'slow' | 'never';

export interface Person {
  readonly phone: string;
  readonly role: 'executive' | 'manager' | 'l3' | 'nodal' | 'monitor';
  readonly manner: Manner;
  readonly reader: Reader;
  /** What he means to type, and when (ms UTC, virtual). */
  readonly plans: { readonly at: number; readonly text: string }[];
  readonly seen: Set<string>;
}

const MINUTE = 60_000;
const DELAY: Readonly<Record<Exclude<Manner, 'never'>, readonly [number, number]>> = { quick: [1, 6], slow: [15, 70] };
const NUMBER = /\b\d{5,7}\b/gu;

export const person = (phone: string, role: Person['role'], manner: Manner): Person => ({ phone, role, manner, reader: { seq: 0 }, plans: [], seen: new Set() });

/** Reads what is new and makes up his mind; then types what is due. @returns how many words he typed */
export async function atWork(who: Person, news: ReadonlySet<string>, door: Door, chance: Chance): Promise<number> {
  if (news.has(who.phone)) for (const shown of unread(who.phone, who.reader, door)) consider(who, shown, door.now(), chance);
  const due = who.plans.filter(({ at }) => at <= door.now());
  for (const plan of due) {
    who.plans.splice(who.plans.indexOf(plan), 1);
    await door.write(who.phone, { text: plan.text });
    await sure(who, door);
  }
  return due.length;
}

/** What destroys is asked once more; who means it says so at once. */
export async function sure(who: Person, door: Door): Promise<void> {
  for (const { text } of unread(who.phone, who.reader, door)) {
    const word = /Responda sim ou não/u.test(text) ? 'sim' : /Answer yes or no/u.test(text) ? 'yes' : null;
    if (word !== null) await door.write(who.phone, { text: word });
  }
}

function consider(who: Person, shown: Shown, now: number, chance: Chance): void {
  if (who.manner === 'never') return;
  const [from, to] = DELAY[who.manner];
  const soon = now + chance.whole(from, to) * MINUTE;
  const proposal = /incidente confirmar (\d{5,7})/iu.exec(shown.text)?.[1];
  if (proposal !== undefined) {
    if (who.seen.has(`p${proposal}`)) return;
    who.seen.add(`p${proposal}`);
    who.plans.push({ at: now + 4 * MINUTE, text: `incidente confirmar ${proposal} até 23:00` }, { at: now + 170 * MINUTE, text: `incidente resolver ${proposal} O servidor voltou. Abra a aplicação e sincronize outra vez, por favor.` });
    return;
  }
  for (const number of new Set(shown.text.match(NUMBER) ?? [])) {
    if (who.seen.has(number) || !isAlert(shown.text, who)) continue;
    who.seen.add(number);
    plan(who, number, soon, chance);
  }
}

const isAlert = (text: string, { role }: Person): boolean => (role === 'l3' ? /ticket|reported|alert/iu.test(text) : /pedido|alerta|aviso|assumir|ligar/iu.test(text));

function plan(who: Person, number: string, soon: number, chance: Chance): void {
  const later = soon + chance.whole(5, 45) * MINUTE;
  if (who.role === 'monitor') {
    who.plans.push({ at: soon, text: chance.hit(0.6) ? `resolvido ${number} reiniciou o telemóvel e ficou bom` : `passar ${number}` });
    return;
  }
  if (who.role === 'l3') {
    who.plans.push({ at: soon, text: `take ${number}` }, { at: later, text: chance.hit(0.8) ? `done ${number} fixed on the server, please sync again` : `apk ${number} needs the next release` });
    return;
  }
  who.plans.push({ at: soon, text: `assumir ${number}` });
  const end = chance.next();
  if (end < 0.8) who.plans.push({ at: later, text: `resolver ${number} Feche a aplicação, abra outra vez e sincronize, por favor.` });
  else if (end < 0.88) who.plans.push({ at: later, text: `encaminhar ${number} L3` });
  else if (end < 0.92) who.plans.push({ at: later, text: `adiar ${number} só com a próxima versão` });
  /** The rest is forgotten: the ladder has to notice. */
}
