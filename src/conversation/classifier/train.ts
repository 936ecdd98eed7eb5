/** Learns from the campaign's training sentences: multinomial logistic regression, stochastic gradient with AdaGrad. Deterministic. Called by classify at first use. */
import type { TrainingSentence } from '../../content/types.js';
import { INCIDENT_TYPES } from '../../helpdesk/ticket.js';
import { features } from './features.js';
import { tokens } from './normalise.js';

export interface Learnt {
  /** Feature -> row of `weights`. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Row-major, one column per type in the order of INCIDENT_TYPES; row 0 is the bias. */
  readonly weights: Float32Array;
}

export interface Example {
  readonly rows: Int32Array;
  readonly values: Float32Array;
  readonly type: number;
}

export const CLASSES = INCIDENT_TYPES.length;
const ROUNDS = Number(process.env.ROUNDS ?? 9);
const RATE = Number(process.env.RATE ?? 0.6);
const DECAY = Number(process.env.DECAY ?? 0.00002);
const START = Number(process.env.START ?? 0.05);
/** A feature seen in fewer sentences says nothing. */
const SEEN = Number(process.env.SEEN ?? 2);

export function train(sentences: readonly TrainingSentence[]): Learnt {
  const read = sentences.map((sentence) => ({ type: INCIDENT_TYPES.indexOf(sentence.type), made: features(tokens(sentence.text)) }));
  const seen = new Map<string, number>();
  for (const { made } of read) for (const name of new Set(made.map((each) => each.name))) seen.set(name, (seen.get(name) ?? 0) + 1);
  const vocabulary = new Map<string, number>();
  for (const [name, count] of seen) if (count >= SEEN) vocabulary.set(name, vocabulary.size + 1);
  const examples = read.map(({ type, made }) => example(made, vocabulary, type));
  return { vocabulary, weights: descend(examples, vocabulary.size + 1) };
}

/** Known features with their values; the whole has length 1, so that long messages shout no louder than short ones. */
export function example(made: readonly { name: string; weight: number }[], vocabulary: ReadonlyMap<string, number>, type: number): Example {
  const values = new Map<number, number>();
  for (const { name, weight } of made) {
    const row = vocabulary.get(name);
    if (row !== undefined) values.set(row, Math.max(values.get(row) ?? 0, weight));
  }
  let square = 0;
  for (const value of values.values()) square += value * value;
  const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
  return { rows: Int32Array.from(values.keys()), values: Float32Array.from(values.values(), (value) => value * scale), type };
}

/** Raw scores per type. */
export function scores({ rows, values }: Pick<Example, 'rows' | 'values'>, weights: Float32Array, into: Float64Array = new Float64Array(CLASSES)): Float64Array {
  for (let type = 0; type < CLASSES; type += 1) into[type] = weights[type] ?? 0;
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

function descend(examples: readonly Example[], rows: number): Float32Array {
  const weights = new Float32Array(rows * CLASSES);
  const squares = new Float32Array(rows).fill(START);
  const shares = new Float64Array(CLASSES);
  const order = examples.map((_, at) => at);
  let seed = 20230828;
  for (let round = 0; round < ROUNDS; round += 1) {
    seed = shuffle(order, seed);
    for (const at of order) {
      const one = examples[at];
      if (one === undefined || one.type < 0) continue;
      softmax(scores(one, weights, shares), 1);
      shares[one.type] = (shares[one.type] ?? 0) - 1;
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
