/** Features of a message: stems, words, pairs of stems (next and next but one), concepts and pairs of them, character n-grams, rules that apply. Called by train and classify. */
import type { Said } from './clauses.js';

/** One feature: a slot below SLOTS (hashed; few of them ever meet), how much it counts, and which token it comes from (-1 = none). */
export interface Features {
  readonly slots: number[];
  readonly weights: number[];
  readonly tokens: number[];
}

export const SLOTS = 1 << 20;
export const WEIGHTS = { word: 1, form: 0.7, pair: 0.8, skip: 0.5, concept: 1, concepts: 0.5, gram: 0.3, rule: 1, asks: 1, length: 0.6 } as const;
export type Kinds = Readonly<Record<keyof typeof WEIGHTS, number>>;
const MOST_CONCEPTS = 10;
const BEGINNING = 17;
/** Lengths of character n-grams. */
const SHORTEST = 3;
const LONGEST = 5;
/** Messages of so many tokens count as equally long. */
const STEP = 4;
const STEPS = 4;

/** @param rules names of the rules that apply */
export function features({ tokens, stress, asks }: Said, rules: readonly string[], kinds: Kinds = WEIGHTS): Features {
  const made: Features = { slots: [], weights: [], tokens: [] };
  const add = (slot: number, weight: number, token: number): void => {
    if (weight === 0) return;
    made.slots.push(slot);
    made.weights.push(weight);
    made.tokens.push(token);
  };
  const about = new Map<number, { at: number; weight: number }>();
  tokens.forEach((token, at) => {
    const weight = stress[at] ?? 1;
    add(token.slot, kinds.word * weight, at);
    add(token.form, kinds.form * weight, at);
    add(mixed(tokens[at - 1]?.slot ?? BEGINNING, token.slot, 1), kinds.pair * weight, at);
    const before = tokens[at - 2];
    if (before !== undefined) add(mixed(before.slot, token.slot, 2), kinds.skip * weight, at);
    if (kinds.gram > 0) for (const gram of token.grams) add(gram, kinds.gram * weight, at);
    for (const concept of token.concepts) {
      const known = about.get(concept);
      if (known === undefined) about.set(concept, { at, weight });
      else if (known.weight < weight) about.set(concept, { at: known.at, weight });
    }
  });
  const concepts = [...about].slice(0, MOST_CONCEPTS).sort(([one], [other]) => one - other);
  concepts.forEach(([concept, { at, weight }], first) => {
    add(concept, kinds.concept * weight, at);
    for (const [other, { weight: its }] of concepts.slice(first + 1)) add(mixed(concept, other, 3), kinds.concepts * Math.min(weight, its), at);
  });
  for (const rule of rules) add(slotOf(`!${rule}`), kinds.rule, -1);
  if (asks) add(ASKS, kinds.asks, -1);
  add(LENGTHS[Math.min(STEPS, Math.floor(tokens.length / STEP))] ?? 0, kinds.length, -1);
  return made;
}

/** FNV-1a, folded to a slot. */
export function slotOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return folded(hash);
}

/** Character n-grams of one word, its edges marked. */
export function gramsOf(word: string): number[] {
  const edged = `<${word.slice(0, 24)}>`;
  const found: number[] = [];
  for (let length = SHORTEST; length <= LONGEST; length += 1) {
    for (let at = 0; at + length <= edged.length; at += 1) found.push(slotOf(`#${edged.slice(at, at + length)}`));
  }
  return found;
}

function mixed(one: number, other: number, kind: number): number {
  return folded(Math.imul(Math.imul(one + kind * 0x9e3779b1, 0x85ebca6b) ^ other, 0xc2b2ae35));
}

function folded(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

const ASKS = slotOf('?');
const LENGTHS = Array.from({ length: STEPS + 1 }, (_, step) => slotOf(`length ${step}`));
