/** Words of a message as the classifier compares them: folded, abbreviations written out, variants and slips made one. Called by clauses, features and rules. */
import { fold } from '../words.js';
import { conceptsOf } from './concepts.js';
import { gramsOf, slotOf } from './features.js';
import { CANON, LONG_FORMS, PATTERNS, PHRASES } from './lexicon.js';

export interface Token {
  /** As the person wrote it, for the evidence. */
  readonly said: string;
  /** Folded and written out, for character n-grams and rules. */
  readonly word: string;
  /** The stem, or the one name of all variants. */
  readonly stem: string;
  /** Slots of the stem, of the word, of the word's n-grams and of its concepts. */
  readonly slot: number;
  readonly form: number;
  readonly grams: readonly number[];
  readonly concepts: readonly number[];
}

/** Longer messages say what they want at the beginning and at the end. */
const HEAD = 900;
const TAIL = 300;
const MOST_TOKENS = 160;

/** Folded, "naoooo" is "nao", expressions of several words made one; the ends of lines are full stops. */
export function plain(text: string): string {
  const cut = text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)} ${text.slice(-TAIL)}`;
  return phrased(fold(cut.replace(/[\r\n]+/gu, ' . ')).replace(/([a-z])\1{2,}/gu, '$1'));
}

/** @param said what `plain` gave, or a part of it */
export function tokens(said: string): Token[] {
  const found: Token[] = [];
  for (const word of said.match(/[a-z]+|\d+/gu) ?? []) {
    if (found.length >= MOST_TOKENS) break;
    found.push(...read(word));
  }
  return found;
}

/** Expressions of several words that mean one thing: "palavra-passe", "p/", "nao quer". */
function phrased(text: string): string {
  let changed = text;
  for (const [pattern, instead] of PHRASES) changed = changed.replace(pattern, instead);
  return changed;
}

const memo = new Map<string, readonly Token[]>();
const MEMO_WORDS = 20_000;

/** Working out a word is pure, so each is worked out once. */
function read(said: string): readonly Token[] {
  const known = memo.get(said);
  if (known !== undefined) return known;
  if (memo.size >= MEMO_WORDS) memo.clear();
  const long = LONG_FORMS.get(said) ?? said;
  const made = long.split(' ').map((form) => {
    const word = softened(form);
    const stem = canonical(word);
    return { said, word, stem, slot: slotOf(stem), form: slotOf(`w${word}`), grams: stem === NUMBER ? [] : gramsOf(word), concepts: conceptsOf(word).map((name) => slotOf(`@${name}`)) };
  });
  memo.set(said, made);
  return made;
}

/** "komo", "ke", "kuando": k before a vowel is spelt c or qu. */
function softened(word: string): string {
  if (!word.includes('k') || LONG_FORMS.has(word) || CANON.has(word)) return word;
  return word.replace(/k(?=[ao])/gu, 'c').replace(/k(?=[ei])/gu, 'qu').replace(/ku(?=[aeio])/gu, 'qu');
}

function canonical(word: string): string {
  if (/^\d/u.test(word)) return NUMBER;
  const direct = CANON.get(word);
  if (direct !== undefined) return direct;
  for (const [pattern, name] of PATTERNS) if (pattern.test(word)) return name;
  const stem = stemOf(word);
  return (stem.length < 5 ? undefined : CANON.get(stem)) ?? stem;
}

/** All numbers are one word. */
export const NUMBER = '0';

/** Light Portuguese stemming: plural and gender, the commonest endings of verbs and nouns. English words lose -s, -ing, -ed. */
const ENDINGS = /(?:amentos?|imentos?|acoes|icoes|acao|icao|mente|aram|eram|iram|avam|ando|endo|indo|adas?|ados?|idas?|idos?|ava|amos|emos|imos|aria|eria|ing|ed|ar|er|ir|ou|eu|iu|am|em|ei|oes|ao|as|os|es|is|a|o|e|s)$/u;

function stemOf(word: string): string {
  if (word.length < 5) return word.length === 4 && word.endsWith('s') ? word.slice(0, 3) : word;
  const stem = word.replace(ENDINGS, '');
  return stem.length >= 3 ? stem : word;
}
