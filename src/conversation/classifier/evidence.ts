/** Why a guess: the words that weighed most, as the person wrote them, and the nearest training sentence. Called by classify. */
import { fold } from '../words.js';
import { PHRASES } from './lexicon.js';
import { CLASSES } from './linear.js';
import type { Example, Vocabulary } from './linear.js';
import type { Near } from './nearest.js';
import type { Token } from './normalise.js';
import type { Worked } from './train.js';

/** Before a training sentence, to tell it from the person's own words. */
export const LIKE = '≈ ';
const MOST = 3;
/** A sentence that is less like the message explains nothing. */
const ALIKE = 0.45;
const LONGEST = 90;

/** Per token: how much its features speak for one type rather than for the average one. */
function gains({ features }: Worked, known: Vocabulary, { rows, values }: Example, weights: Float32Array, best: number): Map<number, number> {
  const gained = new Map<number, number>();
  const worth = new Map<number, number>();
  for (let at = 0; at < rows.length; at += 1) {
    const base = (rows[at] ?? 0) * CLASSES;
    let sum = 0;
    for (let type = 0; type < CLASSES; type += 1) sum += weights[base + type] ?? 0;
    worth.set(rows[at] ?? 0, (values[at] ?? 0) * ((weights[base + best] ?? 0) - sum / CLASSES));
  }
  for (let at = 0; at < features.slots.length; at += 1) {
    const row = known.rows[features.slots[at] ?? 0] ?? 0;
    const token = features.tokens[at] ?? -1;
    const gain = worth.get(row);
    if (gain === undefined || token < 0) continue;
    worth.delete(row);
    gained.set(token, (gained.get(token) ?? 0) + gain);
  }
  return gained;
}

/** What the rules saw, then the words that weighed most. @param best index of the type */
export function deciding(text: string, worked: Worked, known: Vocabulary, example: Example, weights: Float32Array, best: number, ruled: readonly string[]): string[] {
  const { tokens } = worked.said;
  const words = [...gains(worked, known, example, weights, best)].filter(([, gain]) => gain > 0).sort(([one, gain], [other, more]) => more - gain || one - other).map(([token]) => tokens[token]?.said ?? '');
  const fresh = words.filter((word, at) => word.length > 1 && words.indexOf(word) === at && !ruled.some((phrase) => phrase.split(' ').includes(word)));
  const spoken = speller(text);
  return [...new Set([...ruled, ...fresh])].slice(0, Math.max(MOST, ruled.length)).map((phrase) => spoken(phrase));
}

/** The nearest sentence of the type, where it is near enough. */
export function nearestOf({ sentences }: Near, texts: readonly { readonly text: string; readonly type: string }[], type: string): string[] {
  const found = sentences.find(({ at }) => texts[at]?.type === type);
  const text = found === undefined || found.likeness < ALIKE ? undefined : texts[found.at]?.text;
  return text === undefined ? [] : [`${LIKE}${text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text}`];
}

/** The lexicon's expressions by what they are written out to, for looking one up in a text. */
const EXPRESSIONS = PHRASES.map(([pattern, instead]) => ({ pattern: new RegExp(pattern.source, 'u'), words: instead.trim().split(' ') }));

/** Folded words back to what stands in the text: accents, capitals, "palavra-passe" for what is compared as "senha". */
function speller(text: string): (phrase: string) => string {
  const flat = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  const plain = flat.toLowerCase().replace(/[^\x00-\x7f]/gu, (char) => fold(char) || char);
  const exact = plain.length === flat.length ? flat : plain;
  const words = Array.from(plain.matchAll(/[a-z]+|\d+/gu), ({ 0: word, index }) => ({ word: word.replace(/([a-z])\1{2,}/gu, '$1'), from: index, to: index + word.length }));
  const written = (phrase: readonly string[]): string | null => {
    const at = words.findIndex((_, start) => phrase.every((word, next) => words[start + next]?.word === word));
    const [first, last] = [words[at], words[at + phrase.length - 1]];
    return first === undefined || last === undefined ? null : exact.slice(first.from, last.to);
  };
  const expressed = (word: string): string | null => {
    for (const each of EXPRESSIONS) {
      const found = each.words.includes(word) ? each.pattern.exec(plain) : null;
      if (found !== null) return exact.slice(found.index, found.index + found[0].length).trim();
    }
    return null;
  };
  return (phrase) => {
    const parts = phrase.split(' ');
    return written(parts) ?? [...new Set(parts.map((word) => written([word]) ?? expressed(word) ?? word))].join(' ');
  };
}

export const saidWords = (tokens: readonly Token[]): string[] => tokens.map((token) => token.said);
