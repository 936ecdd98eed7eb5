/** The figures: shares that are right, calibration, confusion. Pure; called by evaluate.ts. */
import { softmax } from '../../src/conversation/classifier/linear.js';
import { INCIDENT_TYPES } from '../../src/helpdesk/ticket.js';
import { CATEGORY } from './data.js';

/** What is measured of one guess. `order`: types, likeliest first. */
export interface Outcome {
  readonly type: number;
  readonly order: readonly number[];
  readonly confidence: number;
  readonly sure: boolean;
}

export interface Figures {
  readonly types: number;
  readonly routes: number;
  readonly topThree: number;
  readonly sure: number;
  readonly rightWhenSure: number;
}

const share = (some: number, all: number): number => (all === 0 ? 1 : some / all);
const count = <T>(all: readonly T[], which: (each: T) => boolean): number => all.filter(which).length;
export const right = ({ order, type }: Outcome): boolean => order[0] === type;

export function figures(all: readonly Outcome[]): Figures {
  const sure = all.filter((each) => each.sure);
  return {
    types: share(count(all, right), all.length), routes: share(count(all, ({ order, type }) => CATEGORY[order[0] ?? 0] === CATEGORY[type]), all.length),
    topThree: share(count(all, ({ order, type }) => order.slice(0, 3).includes(type)), all.length), sure: share(sure.length, all.length), rightWhenSure: share(count(sure, right), sure.length),
  };
}

/** @param raw scores per type */
export function outcome(raw: Float64Array, type: number, temperature: number, sureFrom: number): Outcome {
  const shares = softmax(Float64Array.from(raw), temperature);
  const order = Array.from(shares.keys()).sort((one, other) => (shares[other] ?? 0) - (shares[one] ?? 0) || one - other);
  const confidence = shares[order[0] ?? 0] ?? 0;
  return { type, order, confidence, sure: confidence >= sureFrom };
}

/** The temperature under which the right types were likeliest. */
export function fitted(raws: readonly Float64Array[], types: readonly number[]): { temperature: number; loss: number } {
  let best = { temperature: 1, loss: Infinity };
  for (let temperature = 0.05; temperature < 6; temperature *= 1.05) {
    let loss = 0;
    raws.forEach((raw, at) => (loss -= Math.log(Math.max(1e-9, softmax(Float64Array.from(raw), temperature)[types[at] ?? 0] ?? 0))));
    if (loss / raws.length < best.loss) best = { temperature, loss: loss / raws.length };
  }
  return best;
}

/** From which confidence on so many are right, and how many guesses that is. */
export function sureFrom(all: readonly Outcome[], wanted: number): { from: number; share: number } {
  const ordered = [...all].sort((one, other) => other.confidence - one.confidence);
  let good = 0;
  let best = { from: 1, share: 0 };
  ordered.forEach((each, at) => {
    if (right(each)) good += 1;
    if (good / (at + 1) >= wanted) best = { from: each.confidence, share: (at + 1) / all.length };
  });
  return best;
}

export function reliability(all: readonly Outcome[]): { from: number; n: number; said: number; right: number }[] {
  return Array.from({ length: 10 }, (_, bin) => {
    const inside = all.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin);
    return { from: bin / 10, n: inside.length, said: inside.reduce((sum, each) => sum + each.confidence, 0) / Math.max(1, inside.length), right: share(count(inside, right), inside.length) };
  }).filter(({ n }) => n > 0);
}

/** Rows: what it is; columns: what was guessed. */
export const confusion = (all: readonly Outcome[]): number[][] => INCIDENT_TYPES.map((_, type) => INCIDENT_TYPES.map((__, guess) => count(all, (each) => each.type === type && each.order[0] === guess)));

export const percent = (value: number): string => `${(100 * value).toFixed(1)}`;

export function markdown(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
