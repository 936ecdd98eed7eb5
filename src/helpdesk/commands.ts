/** Commands that staff type in their own WhatsApp: words -> an Order (contract.md "What executives type"). Pure; case, accents and order of number do not matter. */
import { fold } from '../conversation/words.js';
import { findNumbers } from './number.js';

export type Order =
  | { readonly do: 'help' } | { readonly do: 'list' } | { readonly do: 'mine' }
  | { readonly do: 'show' | 'take' | 'close' | 'reopen'; readonly number: string }
  | { readonly do: 'comment' | 'solve'; readonly number: string; readonly text: string }
  /** A command word with something missing or wrong. */
  | { readonly do: 'faulty'; readonly why: 'number_missing' | 'number_wrong' | 'text_missing'; readonly word: string };

type Verb = 'help' | 'list' | 'mine' | 'show' | 'take' | 'comment' | 'solve' | 'close' | 'reopen';

const VERBS: Readonly<Record<string, Verb>> = {
  ajuda: 'help', comandos: 'help', help: 'help',
  lista: 'list', listar: 'list', abertos: 'list', list: 'list',
  minhas: 'mine', meus: 'mine', mine: 'mine',
  ver: 'show', mostrar: 'show', show: 'show',
  assumir: 'take', assumo: 'take', pegar: 'take', take: 'take',
  comentar: 'comment', nota: 'comment', comment: 'comment',
  resolver: 'solve', resolvido: 'solve', resolvida: 'solve', solve: 'solve', solved: 'solve',
  fechar: 'close', fecho: 'close', close: 'close',
  reabrir: 'reopen', reopen: 'reopen',
};

/** Whole-word commands that need nothing more: anything after them makes the message ordinary talk. */
const ALONE: ReadonlySet<Verb> = new Set(['help', 'list', 'mine']);
const WITH_TEXT: ReadonlySet<Verb> = new Set(['comment', 'solve']);

/** @param quoted the ticket of the alert that is quoted, if any; then the number may be left out. Null = not a command. */
export function command(text: string, quoted: string | null): Order | null {
  const [first = '', ...rest] = text.trim().split(/\s+/u);
  const word = fold(first).replace(/[^a-z]/gu, '');
  const verb = VERBS[word];
  if (verb === undefined) return null;
  const tail = rest.join(' ');
  if (ALONE.has(verb)) return rest.length === 0 ? ({ do: verb } as Order) : null;
  const found = findNumbers(tail);
  const number = found.valid[0] ?? (found.wrong.length === 0 ? quoted : null);
  if (number === null || number === undefined) {
    if (found.wrong.length > 0) return { do: 'faulty', why: 'number_wrong', word: first };
    return rest.length === 0 ? { do: 'faulty', why: 'number_missing', word: first } : null;
  }
  if (!WITH_TEXT.has(verb)) return { do: verb, number } as Order;
  const said = found.valid[0] === undefined ? tail : tail.slice(endOfNumber(tail, number)).trim();
  return said === '' ? { do: 'faulty', why: 'text_missing', word: first } : ({ do: verb, number, text: said } as Order);
}

/** Where the number ends in the typed text, digits possibly spaced ("4 0 7 1 3"). */
function endOfNumber(text: string, number: string): number {
  const spaced = new RegExp([...number].join('[\\s.-]*'), 'u').exec(text);
  return spaced === null ? 0 : spaced.index + spaced[0].length;
}
