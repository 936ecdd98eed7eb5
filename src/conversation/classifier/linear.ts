/** The linear part of the classifier: weighted features times weights, learnt by logistic regression and complement naive Bayes. Deterministic. Called by train and classify. */
import { INCIDENT_TYPES } from '../../helpdesk/ticket.js';
import type { Features } from './features.js';

export const CLASSES = INCIDENT_TYPES.length;

/** Which features are known (slot -> row, 0 = not) and how much each counts. */
export interface Vocabulary {
  readonly rows: Int32Array;
  readonly rarity: Float32Array;
  /** Of `example` alone: a value per row, all 0 between two calls. */
  readonly scratch: Float32Array;
}

/** The known features of a message: rows of weights and how much each counts. */
export interface Example {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

export interface Lesson extends Example {
  /** Index in INCIDENT_TYPES. */
  readonly type: number;
  /** Hash of the text: the order of learning hangs on it, so that one sentence more changes little. */
  readonly key: number;
}

/** The whole has length 1, so that long messages shout no louder than short ones. */
export function example({ slots, weights }: Pick<Features, 'slots' | 'weights'>, { rows: known, rarity, scratch }: Vocabulary): Example {
  const rows: number[] = [];
  for (let at = 0; at < slots.length; at += 1) {
    const row = known[slots[at] ?? 0] ?? 0;
    if (row === 0) continue;
    const value = (weights[at] ?? 0) * (rarity[row] ?? 0);
    if (scratch[row] === 0) rows.push(row);
    if (value > (scratch[row] ?? 0)) scratch[row] = value;
  }
  let square = 0;
  for (const row of rows) square += (scratch[row] ?? 0) ** 2;
  const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
  const values = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    values[at] = (scratch[row] ?? 0) * scale;
    scratch[row] = 0;
  }
  return { rows: Int32Array.from(rows), values };
}

/** Raw scores per type. @param weights row-major, one column per type */
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
    raw[type] = exponential(((raw[type] ?? 0) - highest) / temperature);
    sum += raw[type] ?? 0;
  }
  for (let type = 0; type < raw.length; type += 1) raw[type] = (raw[type] ?? 0) / sum;
  return raw;
}

const HALVES = Float64Array.from({ length: 80 }, (_, power) => 2 ** -power);
const TERMS = 14;

/** e^x for x <= 0 from additions and products alone: Math.exp may differ in its last digit between engines, and the artefact must not. */
function exponential(x: number): number {
  const halvings = Math.min(HALVES.length - 1, Math.ceil(-x / Math.LN2));
  const rest = Math.max(x, -55) + halvings * Math.LN2;
  let sum = 1;
  for (let term = TERMS; term >= 1; term -= 1) sum = 1 + (rest / term) * sum;
  return sum * (HALVES[halvings] ?? 0);
}

export interface Descent {
  readonly rounds: number;
  readonly rate: number;
  readonly decay: number;
  readonly loss: 'logistic' | 'hinge';
}
/** First step of a row is no larger than rate / sqrt(CAUTION). */
const CAUTION = 0.05;

/** Stochastic gradient with AdaGrad: multinomial logistic regression, or a margin for each type against the rest (squared hinge: a linear support vector machine). */
export function descend(lessons: readonly Lesson[], rows: number, { rounds, rate, decay, loss }: Descent): Float32Array {
  const weights = new Float32Array(rows * CLASSES);
  const squares = new Float32Array(rows).fill(CAUTION);
  const slope = new Float64Array(CLASSES);
  for (let round = 0; round < rounds; round += 1) {
    for (const lesson of inOrder(lessons, round)) {
      scores(lesson, weights, slope);
      if (loss === 'logistic') softmax(slope, 1)[lesson.type] = (slope[lesson.type] ?? 0) - 1;
      else hinge(slope, lesson.type);
      let steep = 0;
      for (const each of slope) steep += each * each;
      if (steep < 1e-12) continue;
      for (let each = 0; each < lesson.rows.length; each += 1) step(lesson.rows[each] ?? 0, lesson.values[each] ?? 0, slope, steep, rate, 1 - decay, weights, squares);
    }
  }
  return weights;
}

function inOrder(lessons: readonly Lesson[], round: number): Lesson[] {
  const salt = (round + 1) * 0x9e3779b1;
  const mix = (key: number): number => Math.imul(Math.imul(key ^ salt, 0x85ebca6b) ^ (key >>> 13), 0xc2b2ae35) >>> 0;
  return lessons.map((lesson) => ({ lesson, place: mix(lesson.key) })).sort((one, other) => one.place - other.place || one.lesson.key - other.lesson.key).map(({ lesson }) => lesson);
}

/** Wrong side of one's own margin counts double: there are eleven others. */
function hinge(slope: Float64Array, type: number): void {
  for (let each = 0; each < slope.length; each += 1) {
    const side = each === type ? 1 : -1;
    const short = 1 - side * (slope[each] ?? 0);
    slope[each] = short > 0 ? -side * short * (each === type ? 2 : 1) : 0;
  }
}

/** One row's step against the gradient; rows that moved much already move less (AdaGrad, one memory per row). */
function step(row: number, value: number, slope: Float64Array, steep: number, pace: number, keep: number, weights: Float32Array, squares: Float32Array): void {
  const square = (squares[row] ?? 0) + steep * value * value;
  squares[row] = square;
  const rate = (pace / Math.sqrt(square)) * value;
  const base = row * CLASSES;
  for (let type = 0; type < CLASSES; type += 1) weights[base + type] = (weights[base + type] ?? 0) * keep - rate * (slope[type] ?? 0);
}

/** Complement naive Bayes (Rennie et al. 2003): how much rarer a feature is in all the other types; each row's mean is 0. */
export function complement(lessons: readonly Lesson[], rows: number, smoothing: number): Float32Array {
  const seen = new Float64Array(rows * CLASSES);
  const all = new Float64Array(rows);
  for (const { rows: its, values, type } of lessons) {
    its.forEach((row, at) => {
      seen[row * CLASSES + type] = (seen[row * CLASSES + type] ?? 0) + (values[at] ?? 0);
      all[row] = (all[row] ?? 0) + (values[at] ?? 0);
    });
  }
  const weights = new Float32Array(rows * CLASSES);
  for (let type = 0; type < CLASSES; type += 1) {
    let others = 0;
    for (let row = 1; row < rows; row += 1) others += (all[row] ?? 0) - (seen[row * CLASSES + type] ?? 0) + smoothing;
    for (let row = 1; row < rows; row += 1) weights[row * CLASSES + type] = -Math.log(((all[row] ?? 0) - (seen[row * CLASSES + type] ?? 0) + smoothing) / others);
  }
  for (let row = 1; row < rows; row += 1) {
    let mean = 0;
    for (let type = 0; type < CLASSES; type += 1) mean += (weights[row * CLASSES + type] ?? 0) / CLASSES;
    for (let type = 0; type < CLASSES; type += 1) weights[row * CLASSES + type] = (weights[row * CLASSES + type] ?? 0) - mean;
  }
  return weights;
}
