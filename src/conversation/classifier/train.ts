/** Learns from the campaign's training sentences; the same data always give the same, byte by byte. Called by `npm run train`, and by classify where there is no artefact. */
import type { TrainingSentence } from '../../content/types.js';
import { INCIDENT_TYPES } from '../../helpdesk/ticket.js';
import { hear } from './clauses.js';
import type { Said } from './clauses.js';
import { SLOTS, WEIGHTS, features, slotOf } from './features.js';
import type { Features, Kinds } from './features.js';
import { CLASSES, complement, descend, example } from './linear.js';
import type { Descent, Lesson, Vocabulary } from './linear.js';
import { storeSentences } from './nearest.js';
import type { Sentences } from './nearest.js';
import { hits } from './rules.js';
import type { Hit } from './rules.js';

export interface Learnt {
  /** Slots of the known features, rising: the row of the first one is 1. */
  readonly slots: Int32Array;
  /** In thousandths, per row. */
  readonly rarity: Uint16Array;
  /** Row-major, one column per type in the order of INCIDENT_TYPES; row 0 is not used. In units of GRAIN. */
  readonly weights: Int8Array;
  readonly sentences: Sentences;
}

/** Weights are kept to this much. */
export const GRAIN = 1 / 20;
export const DESCENT: Descent = { rounds: 4, rate: 1.5, decay: 0.00002, loss: 'logistic' };
/** What naive Bayes counts beside the regression; tuned by cross-validation on data/training, as all numbers here. */
export const BAYES = 0.5;
export const SMOOTHING = 0.1;
/** A feature seen in fewer sentences says nothing. */
const SEEN = 2;
/** A row's number is kept in two bytes. */
const MOST_ROWS = 65_534;
/** By which features sentences are near each other: no n-grams, so that the nearest is one that shares words. */
export const NEAR: Kinds = { ...WEIGHTS, form: 0.4, skip: 0, concepts: 0, gram: 0, asks: 0.3, length: 0 };

/** A message with everything that is worked out of it once. */
export interface Worked {
  readonly said: Said;
  readonly hits: readonly Hit[];
  readonly features: Features;
}

export function work(text: string): Worked {
  const said = hear(text);
  const found = hits(said.main);
  return { said, hits: found, features: features(said, namesOf(found)) };
}

/** What applies, and which type it speaks for. */
export const namesOf = (found: readonly Hit[]): string[] => [...new Set(found.flatMap((hit) => [hit.rule, hit.type]))];

export const nearFeatures = ({ said, hits: found }: Worked): Features => features(said, namesOf(found), NEAR);

export function train(sentences: readonly TrainingSentence[]): Learnt {
  return trainWorked(sentences.map((sentence) => ({ sentence, worked: work(sentence.text) })));
}

/** The same with the features worked out before (cross-validation uses them several times). */
export function trainWorked(made: readonly { readonly sentence: TrainingSentence; readonly worked: Worked }[]): Learnt {
  const { slots, rarity } = frequent(made.map(({ worked }) => worked.features));
  const known = vocabulary({ slots, rarity });
  const lessons = made.map(({ sentence, worked }): Lesson => ({ ...example(worked.features, known), type: INCIDENT_TYPES.indexOf(sentence.type), key: slotOf(sentence.text) * 4096 + (sentence.text.length & 4095) }));
  const rows = slots.length + 1;
  const weights = descend(lessons, rows, DESCENT);
  const bayes = complement(lessons, rows, SMOOTHING);
  const near = made.map(({ worked }, at) => ({ ...example(nearFeatures(worked), known), type: lessons[at]?.type ?? 0 }));
  return { slots, rarity, weights: Int8Array.from(weights, (weight, at) => clipped((weight + BAYES * (bayes[at] ?? 0)) / GRAIN)), sentences: storeSentences(near) };
}

const clipped = (value: number): number => Math.max(-127, Math.min(127, Math.round(value)));

/** Rows are numbered in the order of slots. */
export function vocabulary({ slots, rarity }: Pick<Learnt, 'slots' | 'rarity'>): Vocabulary {
  const rows = new Int32Array(SLOTS);
  for (let at = 0; at < slots.length; at += 1) rows[slots[at] ?? 0] = at + 1;
  const counts = new Float32Array(rarity.length);
  for (let at = 0; at < rarity.length; at += 1) counts[at] = (rarity[at] ?? 0) / 1000;
  return { rows, rarity: counts, scratch: new Float32Array(rarity.length) };
}

export function frequent(made: readonly Features[]): Pick<Learnt, 'slots' | 'rarity'> {
  const seen = new Uint16Array(SLOTS);
  const lastIn = new Int32Array(SLOTS).fill(-1);
  const often: number[] = [];
  made.forEach(({ slots }, sentence) => {
    for (const slot of slots) {
      if (lastIn[slot] === sentence) continue;
      lastIn[slot] = sentence;
      seen[slot] = (seen[slot] ?? 0) + 1;
      if (seen[slot] === SEEN) often.push(slot);
    }
  });
  const kept = often.length <= MOST_ROWS ? often : often.sort((one, other) => (seen[other] ?? 0) - (seen[one] ?? 0) || one - other).slice(0, MOST_ROWS);
  const slots = Int32Array.from(kept).sort();
  const rarity = new Uint16Array(slots.length + 1);
  slots.forEach((slot, at) => (rarity[at + 1] = Math.round(1000 * Math.sqrt(Math.log(1 + made.length / (seen[slot] ?? 1))))));
  return { slots, rarity };
}

/** Weights as they are multiplied. */
export function unpacked(weights: Int8Array): Float32Array {
  const found = new Float32Array(weights.length);
  for (let at = 0; at < weights.length; at += 1) found[at] = (weights[at] ?? 0) * GRAIN;
  return found;
}

export { CLASSES };
