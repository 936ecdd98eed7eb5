/** Learns from the campaign's training sentences: multinomial logistic regression, stochastic gradient with AdaGrad. Deterministic. Called by classify at first use. */
import type { TrainingSentence } from '../../content/types.js';
import { INCIDENT_TYPES } from '../../helpdesk/ticket.js';
import { features, SLOTS } from './features.js';
import type { Features } from './features.js';
import { tokens } from './normalise.js';

export interface Learnt {
  /** Slot of a feature -> row of `weights`; 0 = not known. */
  readonly rows: Int32Array;
  /** Row-major, one column per type in the order of INCIDENT_TYPES; row 0 is not used. */
  readonly weights: Float32Array;
}

/** The known features of a message: rows of weights and how much each counts. */
export interface Example {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

export const CLASSES = INCIDENT_TYPES.length;
const ROUNDS = 4;
const RATE = 1.5;
const DECAY = 0.00002;
/** First step of a row is no larger than RATE / sqrt(CAUTION). */
const CAUTION = 0.05;
/** A feature seen in fewer sentences says nothing. */
const SEEN = 2;

export function train(sentences: readonly TrainingSentence[]): Learnt {
  const made = sentences.map((sentence) => features(tokens(sentence.text)));
  const { rows, count } = frequent(made);
  const examples = made.map((each) => example(each, rows));
  const types = sentences.map((sentence) => INCIDENT_TYPES.indexOf(sentence.type));
  return { rows, weights: descend(examples, types, count + 1) };
}

function frequent(made: readonly Features[]): { rows: Int32Array; count: number } {
  const rows = new Int32Array(SLOTS);
  const seen = new Uint16Array(SLOTS);
  const lastIn = new Int32Array(SLOTS).fill(-1);
  let count = 0;
  made.forEach(({ slots }, sentence) => {
    for (const slot of slots) {
      if (lastIn[slot] === sentence) continue;
      lastIn[slot] = sentence;
      seen[slot] = (seen[slot] ?? 0) + 1;
      if (seen[slot] === SEEN) rows[slot] = count += 1;
    }
  });
  return { rows, count };
}

/** The whole has length 1, so that long messages shout no louder than short ones. */
export function example({ slots, weights }: Features, known: Int32Array): Example {
  const values = new Map<number, number>();
  slots.forEach((slot, at) => {
    const row = known[slot] ?? 0;
    if (row > 0) values.set(row, Math.max(values.get(row) ?? 0, weights[at] ?? 0));
  });
  let square = 0;
  for (const value of values.values()) square += value * value;
  const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
  return { rows: Int32Array.from(values.keys()), values: Float32Array.from(values.values(), (value) => value * scale) };
}

/** Raw scores per type. */
export function scores({ rows, values }: Example, weights: Float32Array, into: Float64Array = new Float64Array(CLASSES)): Float64Array {
  into.fill(0);
  for (let each = 0; each < rows.length; each += 1) {
    const base = (rows[each] ?? 0) * CLASSES;
    const value = values[each] ?? 0;
    for (let type = 0; type < CLASSES; type += 1) into[type] = (into[type] ?? 0) + value * (weights[base + type] ?? 0);
  }
  return into;
}

export function softmax(raw: Float64Array, temperature: number): Float64Array {
  let highest = -Infinity;
  for (const score of raw) highest = Math.max(highest, score);
  let sum = 0;
  for (let type = 0; type < raw.length; type += 1) {
    raw[type] = Math.exp(((raw[type] ?? 0) - highest) / temperature);
    sum += raw[type] ?? 0;
  }
  for (let type = 0; type < raw.length; type += 1) raw[type] = (raw[type] ?? 0) / sum;
  return raw;
}

function descend(examples: readonly Example[], types: readonly number[], rows: number): Float32Array {
  const weights = new Float32Array(rows * CLASSES);
  const squares = new Float32Array(rows).fill(CAUTION);
  const shares = new Float64Array(CLASSES);
  const order = examples.map((_, at) => at);
  let seed = 20230828;
  for (let round = 0; round < ROUNDS; round += 1) {
    seed = shuffle(order, seed);
    for (const at of order) {
      const one = examples[at];
      const type = types[at] ?? -1;
      if (one === undefined || type < 0) continue;
      softmax(scores(one, weights, shares), 1);
      shares[type] = (shares[type] ?? 0) - 1;
      let steep = 0;
      for (const share of shares) steep += share * share;
      for (let each = 0; each < one.rows.length; each += 1) step(one.rows[each] ?? 0, one.values[each] ?? 0, shares, steep, weights, squares);
    }
  }
  return weights;
}

/** One row's step against the gradient; rows that moved much already move less (AdaGrad, one memory per row). */
function step(row: number, value: number, slope: Float64Array, steep: number, weights: Float32Array, squares: Float32Array): void {
  const square = (squares[row] ?? 0) + steep * value * value;
  squares[row] = square;
  const rate = (RATE / Math.sqrt(square)) * value;
  const keep = 1 - DECAY;
  const base = row * CLASSES;
  for (let type = 0; type < CLASSES; type += 1) weights[base + type] = (weights[base + type] ?? 0) * keep - rate * (slope[type] ?? 0);
}

/** Fisher-Yates with a fixed linear congruence, so that the same data always teach the same. @returns the next seed */
function shuffle(order: number[], seed: number): number {
  let state = seed;
  for (let at = order.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return state;
}
