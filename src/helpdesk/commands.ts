/** Commands that staff type in their own WhatsApp: words -> an Order (contract.md "What executives type"). Pure; case, accents and order of number do not matter. */
import { fold } from '../conversation/words.js';
import { locateNumbers } from './number.js';

export type Order =
  | { readonly do: 'help' } | { readonly do: 'list' } | { readonly do: 'mine' }
  | { readonly do: 'show' | 'take' | 'close' | 'reopen' | 'why'; readonly number: string }
  | { readonly do: 'comment' | 'solve' | 'retype'; readonly number: string; readonly text: string }
  /** A command word with something missing or wrong. */
  | { readonly do: 'faulty'; readonly why: 'number_missing' | 'number_wrong' | 'text_missing' | 'type_missing'; readonly word: string };

/** Command words that need nothing more: anything after them makes the message ordinary talk. */
const ALONE = verbs({ help: 'ajuda comandos help', list: 'lista listar abertos list', mine: 'minhas meus mine' });
const PLAIN = verbs({ show: 'ver mostrar show', take: 'assumir assumo pegar take', close: 'fechar fecho close', reopen: 'reabrir reopen', why: 'porque porq why' });
const WORDED = verbs({ comment: 'comentar nota comment', solve: 'resolver resolvido resolvida solve solved', retype: 'tipo type retype' });

/** What may stand before a number or after a command without meaning anything. */
const LEAD = /^\s*(?:(?:o|a|no|do|ao|the|pedido|ticket|caso|n[uú]mero|n[º°o]?\.?|nr\.?|#)\s*[:#]?\s*)*$/iu;
const COURTESY = /^(?:[\s,.!]|\b(?:este|isto|esse|isso|eu|ja|por favor|se faz favor|pf|pfv|sff|please|obrigad[oa])\b)*$/u;
const PUNCTUATION = /^[\s:;,.–—-]+/u;

function verbs<Verb extends string>(words: Readonly<Record<Verb, string>>): ReadonlyMap<string, Verb> {
  return new Map((Object.entries(words) as [Verb, string][]).flatMap(([verb, all]) => all.split(' ').map((word) => [word, verb] as const)));
}

/** @param quoted the ticket of the alert that is quoted, if any; then the number may be left out. Null = not a command. */
export function command(text: string, quoted: string | null): Order | null {
  const apart = text.trim().replace(/^([^\s\d]*\p{L})(?=\d)/u, '$1 ');
  return verbFirst(apart, quoted) ?? numberFirst(apart);
}

function verbFirst(text: string, quoted: string | null): Order | null {
  const [first = ''] = text.split(/\s/u, 1);
  const word = fold(first).replace(/[^a-z]/gu, '');
  const tail = text.slice(first.length).trim();
  const alone = ALONE.get(word);
  if (alone !== undefined) return COURTESY.test(fold(tail)) ? { do: alone } : null;
  const plain = PLAIN.get(word);
  const worded = WORDED.get(word);
  if (plain === undefined && worded === undefined) return null;

  const meant = subject(worded === 'retype' ? apartFromType(tail) : tail, quoted);
  if (meant === 'wrong') return { do: 'faulty', why: 'number_wrong', word: first };
  if (meant === null) return COURTESY.test(fold(tail)) ? { do: 'faulty', why: 'number_missing', word: first } : null;
  if (worded !== undefined) return meant.said === '' ? { do: 'faulty', why: worded === 'retype' ? 'type_missing' : 'text_missing', word: first } : { do: worded, number: meant.number, text: meant.said };
  if (plain === undefined || (!meant.named && !COURTESY.test(fold(tail)))) return null;
  return { do: plain, number: meant.number };
}

/** In "tipo 40713 redes" the number is no count of nets. */
const apartFromType = (tail: string): string => tail.replace(/(\d)\s+(?=\p{L}[^\d]*$)/u, '$1, ');

/** "40713 assumir": the same with the number in front. */
function numberFirst(text: string): Order | null {
  const [first] = locateNumbers(text);
  if (first === undefined || !first.valid || !LEAD.test(text.slice(0, first.from))) return null;
  const rest = text.slice(first.to).replace(PUNCTUATION, '');
  const order = verbFirst(rest, first.number);
  return order === null || ALONE.has(order.do) ? null : order;
}

/** Which ticket, and what is said of it. A number inside the words of a quoted reply is part of the words. */
function subject(tail: string, quoted: string | null): { number: string; said: string; named: boolean } | 'wrong' | null {
  const all = locateNumbers(tail);
  const [first] = all;
  if (first !== undefined && LEAD.test(tail.slice(0, first.from))) {
    return first.valid ? { number: first.number, said: tail.slice(first.to).replace(PUNCTUATION, ''), named: true } : 'wrong';
  }
  if (quoted !== null) return { number: quoted, said: tail.replace(PUNCTUATION, ''), named: false };
  const later = all.find((each) => each.valid);
  if (later === undefined) return null;
  const after = tail.slice(later.to).replace(PUNCTUATION, '');
  return { number: later.number, said: after === '' ? tail.slice(0, later.from).trim() : after, named: true };
}
