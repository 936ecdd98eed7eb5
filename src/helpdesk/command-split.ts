/** Two commands in one message: "assumir 40713; prioridade 40713 alta", one below the other, or with "e" between two whole commands. Pure; called by commands.ts. */
import { isLead } from './command-subject.js';
import { isCourtesy, verbAt } from './command-words.js';
import { locateNumbers } from './number.js';
import type { Order } from './order.js';

/** An order and the words it was read from. */
export interface Typed {
  readonly order: Order;
  readonly text: string;
}

type One = (text: string, quoted: string | null) => Order | null;

/** More than this in one message are read as one. */
const MOST = 10;
const MOST_JOINTS = 30;
const JOINT = /\s*(?:[\n;]+|,?\s+(?:e depois|e a seguir|e também|e|and then|and|depois)\s+|,\s+(?=\p{L}))\s*/giu;

export function splitOrders(text: string, quoted: string | null, one: One): readonly Typed[] {
  if (verbAt(text) === null && one(text, quoted) === null) return [];
  const parts = partsOf(text, quoted, one);
  const typed = parts.flatMap((part) => several(part.text, part.quoted, one));
  return typed.slice(0, MOST);
}

interface Part {
  readonly text: string;
  readonly quoted: string | null;
}

/** Cut only where both sides are commands of their own: words of a note or a solution stay together. */
function partsOf(text: string, quoted: string | null, one: One): Part[] {
  for (const joint of [...text.matchAll(JOINT)].slice(0, MOST_JOINTS)) {
    const head = text.slice(0, joint.index);
    const rest = text.slice(joint.index + joint[0].length);
    const first = one(head, quoted) ?? shared(head, rest, one);
    if (first === null || head === '') continue;
    const strong = /[\n;]/u.test(joint[0]);
    const given = numberOf(first);
    if (first.do === 'faulty') {
      const lent = first.why === 'number_missing' ? shared(head, rest, one) : null;
      if (lent !== null && whole(rest, null, one, strong)) return [{ text: head, quoted: numberOf(lent) }, ...partsOf(rest, quoted, one)];
      if (!whole(rest, null, one, strong)) continue;
      return [{ text: head, quoted }, ...partsOf(rest, quoted, one)];
    }
    if (whole(rest, null, one, strong)) return [{ text: head, quoted }, ...partsOf(rest, quoted, one)];
    /** "assumir 40713 e resolver senha reposta": the second means the same ticket, if the first has no words that it could belong to. */
    if (given !== null && !('text' in first && first.text !== '') && follows(rest, given, one)) return [{ text: head, quoted }, ...partsOf(rest, given, one)];
  }
  return [{ text, quoted }];
}

const numberOf = (order: Order | null): string | null => (order !== null && 'number' in order ? order.number : null);

/** "assumir e ver 40713": the first has the number of the second. */
function shared(head: string, rest: string, one: One): Order | null {
  const second = one(rest, null);
  const number = numberOf(second);
  return number === null || locateNumbers(head).length > 0 ? null : one(head, number);
}

/** A command of its own: its number right behind the verb, or one that needs none (then only on a line of its own or after ";"). */
function whole(text: string, quoted: string | null, one: One, strong: boolean): boolean {
  const begins = verbAt(text);
  const order = one(text, quoted);
  if (order === null) return false;
  const [first] = locateNumbers(begins === null ? text : begins.tail);
  if (first !== undefined && 'number' in order) return begins === null || first.from < 40;
  if (order.do === 'faulty') return strong && order.why === 'number_wrong' && begins !== null && first !== undefined && isLead(begins.tail.slice(0, first.from));
  return strong && !('number' in order);
}

function follows(text: string, number: string, one: One): boolean {
  const order = one(text, number);
  return order !== null && order.do !== 'faulty' && numberOf(order) === number && verbAt(text) !== null;
}

const MANY: ReadonlySet<Order['do']> = new Set(['take', 'show', 'close', 'reopen', 'call']);

/** "assumir 40713, 40721 e 40739": one order for each. */
function several(text: string, quoted: string | null, one: One): readonly Typed[] {
  const order = one(text, quoted);
  if (order === null) return [];
  const begins = MANY.has(order.do) ? verbAt(text) : null;
  if (begins === null) return [{ order, text }];
  const found = locateNumbers(begins.tail);
  const between = begins.tail.replace(/\d/gu, ' ').replace(/\b(?:e|and|o|os|a|as|pedidos?|tickets?|n[º°]?)\b|[,.#ºª&+]/giu, ' ');
  if (found.length < 2 || !isCourtesy(between)) return [{ order, text }];
  return found.map(({ number, valid }): Typed => {
    const alone = `${begins.word} ${number}`;
    return { order: valid ? one(alone, null) ?? order : { do: 'faulty', why: 'number_wrong', word: begins.word }, text: alone };
  });
}
