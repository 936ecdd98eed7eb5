/** Features of a message: stems, pairs of stems (next and next but one), character n-grams of the words. Called by train and classify. */
import type { Token } from './normalise.js';

export interface Feature {
  readonly name: string;
  /** Which token it comes from (pairs: the second), for the evidence. */
  readonly token: number;
  readonly weight: number;
}

const WORD = Number(process.env.WORD ?? 1);
const PAIR = Number(process.env.PAIR ?? 0.8);
const SKIP = Number(process.env.SKIP ?? 0.5);
const CONCEPT = Number(process.env.CONCEPT ?? 0.8);
const BOTH = Number(process.env.BOTH ?? 0.5);
const GRAM = Number(process.env.GRAM ?? 0.35);

export function features(tokens: readonly Token[]): Feature[] {
  const made: Feature[] = [];
  tokens.forEach((token, at) => {
    const last = tokens[at - 1]?.stem ?? '^';
    made.push({ name: token.stem, token: at, weight: WORD }, { name: `${last} ${token.stem}`, token: at, weight: PAIR });
    const before = tokens[at - 2];
    if (before !== undefined) made.push({ name: `${before.stem}~${token.stem}`, token: at, weight: SKIP });
    if (token.word.length >= 4 && token.stem !== '0') for (const gram of grams(token.word)) made.push({ name: gram, token: at, weight: GRAM });
  });
  const about = new Map<string, number>();
  tokens.forEach((token, at) => token.concepts.forEach((concept) => { if (!about.has(concept)) about.set(concept, at); }));
  const names = [...about.keys()].sort();
  names.forEach((name, first) => {
    const at = about.get(name) ?? 0;
    made.push({ name: `@${name}`, token: at, weight: CONCEPT });
    for (const other of names.slice(first + 1)) made.push({ name: `@${name}@${other}`, token: at, weight: BOTH });
  });
  return made;
}

const memo = new Map<string, readonly string[]>();
const MEMO_WORDS = 20_000;

function grams(word: string): readonly string[] {
  const known = memo.get(word);
  if (known !== undefined) return known;
  if (memo.size >= MEMO_WORDS) memo.clear();
  const edged = `<${word.slice(0, 24)}>`;
  const made: string[] = [];
  for (let at = 0; at + 4 <= edged.length; at += 1) made.push(`#${edged.slice(at, at + 4)}`);
  memo.set(word, made);
  return made;
}
