/** Why a guess: the words that weighed most, as the person wrote them, and the nearest training sentence. Called by classify. */
import { fold } from '../words.js';
import { PHRASES } from './lexicon.js';
import { CLASSES, example } from './linear.js';
import type { Vocabulary } from './linear.js';
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
function gains({ features }: Worked, vocabulary: Vocabulary, weights: Float32Array, best: number): Map<number, number> {
  const { rows, values } = example(features, vocabulary);
  const counts = new Map(Array.from(rows, (row, at) => [row, values[at] ?? 0] as const));
  const gained = new Map<number, number>();
  features.slots.forEach((slot, at) => {
    const row = vocabulary.rows[slot] ?? 0;
    const token = features.tokens[at] ?? -1;
    const value = counts.get(row);
    if (row === 0 || token < 0 || value === undefined) return;
    counts.delete(row);
    const base = row * CLASSES;
    let sum = 0;
    for (let type = 0; type < CLASSES; type += 1) sum += weights[base + type] ?? 0;
    gained.set(token, (gained.get(token) ?? 0) + value * ((weights[base + best] ?? 0) - sum / CLASSES));
  });
  return gained;
}

/** What the rules saw, then the words that weighed most. @param best index of the type */
export function deciding(text: string, worked: Worked, vocabulary: Vocabulary, weights: Float32Array, best: number, ruled: readonly string[]): string[] {
  const { tokens } = worked.said;
  const spoken = speller(text);
  const words = [...gains(worked, vocabulary, weights, best)].filter(([, gain]) => gain > 0).sort(([one, gain], [other, more]) => more - gain || one - other).map(([token]) => tokens[token]?.said ?? '');
  const fresh = words.filter((word, at) => word.length > 1 && words.indexOf(word) === at && !ruled.some((phrase) => phrase.split(' ').includes(word)));
  return [...new Set([...ruled, ...fresh])].slice(0, Math.max(MOST, ruled.length)).map((phrase) => spoken(phrase));
}

/** The nearest sentence of the type, where it is near enough. */
export function nearestOf({ sentences }: Near, texts: readonly { readonly text: string; readonly type: string }[], type: string): string[] {
  const found = sentences.find(({ at }) => texts[at]?.type === type);
  const text = found === undefined || found.likeness < ALIKE ? undefined : texts[found.at]?.text;
  return text === undefined ? [] : [`${LIKE}${text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text}`];
}

/** Folded words back to what stands in the text: accents, capitals, "palavra-passe" for what is compared as "senha". */
function speller(text: string): (phrase: string) => string {
  const flat = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  const folded = flat.toLowerCase().replace(/[^\x00-\x7f]/gu, (char) => fold(char) || char);
  const exact = folded.length === flat.length ? flat : folded;
  const written = (phrase: string): string | null => {
    const found = new RegExp(`(?<![\\p{L}\\p{N}])${phrase.split(' ').map((word) => word.replace(/[^a-z0-9]/gu, '')).join('[^\\p{L}\\p{N}]+')}(?![\\p{L}\\p{N}])`, 'u').exec(folded);
    return found === null ? null : exact.slice(found.index, found.index + found[0].length);
  };
  const source = (word: string): string | null => {
    for (const [pattern, instead] of PHRASES) {
      if (instead.trim().split(' ').includes(word)) {
        const found = new RegExp(pattern.source, 'u').exec(folded);
        if (found !== null) return exact.slice(found.index, found.index + found[0].length).trim();
      }
    }
    return null;
  };
  return (phrase) => written(phrase) ?? [...new Set(phrase.split(' ').map((word) => written(word) ?? source(word) ?? word))].join(' ');
}

export const saidWords = (tokens: readonly Token[]): string[] => tokens.map((token) => token.said);
