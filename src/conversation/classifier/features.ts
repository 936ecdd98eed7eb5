/** Features of a message: stems, pairs of stems (next and next but one), concepts and pairs of them, character n-grams. Called by train and classify. */
import type { Token } from './normalise.js';

/** One feature: a slot below SLOTS (hashed; few of them ever meet), how much it counts, and which token it comes from. */
export interface Features {
  readonly slots: number[];
  readonly weights: number[];
  readonly tokens: number[];
}

export const SLOTS = 1 << 18;
const WORD = 1;
const PAIR = 0.8;
const SKIP = 0.5;
const CONCEPT = 1;
const CONCEPTS = 0.5;
const GRAM = 0.35;
const MOST_CONCEPTS = 10;
const BEGINNING = 17;

export function features(tokens: readonly Token[]): Features {
  const made: Features = { slots: [], weights: [], tokens: [] };
  const add = (slot: number, weight: number, token: number): void => {
    made.slots.push(slot);
    made.weights.push(weight);
    made.tokens.push(token);
  };
  const about = new Map<number, number>();
  tokens.forEach((token, at) => {
    add(token.slot, WORD, at);
    add(mixed(tokens[at - 1]?.slot ?? BEGINNING, token.slot, 1), PAIR, at);
    const before = tokens[at - 2];
    if (before !== undefined) add(mixed(before.slot, token.slot, 2), SKIP, at);
    for (const gram of token.grams) add(gram, GRAM, at);
    for (const concept of token.concepts) if (about.size < MOST_CONCEPTS && !about.has(concept)) about.set(concept, at);
  });
  const concepts = [...about].sort(([one], [other]) => one - other);
  concepts.forEach(([concept, at], first) => {
    add(concept, CONCEPT, at);
    for (let next = first + 1; next < concepts.length; next += 1) add(mixed(concept, concepts[next]?.[0] ?? 0, 3), CONCEPTS, at);
  });
  return made;
}

/** FNV-1a, folded to a slot. */
export function slotOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return folded(hash);
}

/** Character n-grams of length 4 of one word, its edges marked. */
export function gramsOf(word: string): number[] {
  if (word.length < 4) return [];
  const edged = `<${word.slice(0, 24)}>`;
  return Array.from({ length: edged.length - 3 }, (_, at) => slotOf(`#${edged.slice(at, at + 4)}`));
}

function mixed(one: number, other: number, kind: number): number {
  return folded(Math.imul(Math.imul(one + kind * 0x9e3779b1, 0x85ebca6b) ^ other, 0xc2b2ae35));
}

const folded = (hash: number): number => (hash ^ (hash >>> 15)) & (SLOTS - 1);
