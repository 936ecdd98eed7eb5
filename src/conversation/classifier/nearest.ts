/** The nearest sentences: which training sentences share the weightiest words with a message (tf-idf, cosine), and what types they are. Called by classify and train. */
import { CLASSES } from './linear.js';
import type { Example } from './linear.js';

/** Sentences one after the other: row and value of each word, `ends` where a sentence stops. */
export interface Sentences {
  readonly ends: Uint32Array;
  readonly rows: Uint16Array;
  readonly values: Uint8Array;
  /** Index in INCIDENT_TYPES. */
  readonly types: Uint8Array;
}

export interface Near {
  /** Share of each type among the nearest, by nearness. */
  readonly shares: Float64Array;
  /** The nearest sentences, nearest first: index in the training data, cosine 0..1. */
  readonly sentences: readonly { readonly at: number; readonly likeness: number }[];
}
export type Nearest = (said: Example) => Near;

const MOST = 15;
/** Likeness counts to this power: one sentence that is nearly the same outweighs many that share a word. */
const POWER = 3;
const ONE = 255;

export function storeSentences(examples: readonly (Example & { readonly type: number })[]): Sentences {
  const ends = new Uint32Array(examples.length);
  let count = 0;
  examples.forEach(({ rows }, at) => {
    count += rows.length;
    ends[at] = count;
  });
  return {
    ends, rows: Uint16Array.from(examples.flatMap((each) => [...each.rows])), values: Uint8Array.from(examples.flatMap((each) => Array.from(each.values, (value) => Math.round(value * ONE)))),
    types: Uint8Array.from(examples, (each) => each.type),
  };
}

/** @param rows how many rows there are, the unused first one included */
export function nearestIn({ ends, rows: words, values, types }: Sentences, rows: number): Nearest {
  const starts = new Uint32Array(rows + 1);
  for (let at = 0; at < words.length; at += 1) {
    const row = (words[at] ?? 0) + 1;
    starts[row] = (starts[row] ?? 0) + 1;
  }
  for (let row = 0; row < rows; row += 1) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const filled = starts.slice();
  const sentence = new Uint16Array(words.length);
  const weight = new Float32Array(words.length);
  for (let at = 0, word = 0; at < ends.length; at += 1) {
    for (; word < (ends[at] ?? 0); word += 1) {
      const row = words[word] ?? 0;
      const place = filled[row] ?? 0;
      filled[row] = place + 1;
      sentence[place] = at;
      weight[place] = (values[word] ?? 0) / ONE;
    }
  }
  const likeness = new Float32Array(ends.length);
  return ({ rows: said, values: how }) => {
    likeness.fill(0);
    for (let each = 0; each < said.length; each += 1) {
      const row = said[each] ?? 0;
      const value = how[each] ?? 0;
      const end = starts[row + 1] ?? 0;
      for (let place = starts[row] ?? 0; place < end; place += 1) {
        const at = sentence[place] ?? 0;
        likeness[at] = (likeness[at] ?? 0) + value * (weight[place] ?? 0);
      }
    }
    return summed(likeness, types);
  };
}

function summed(likeness: Float32Array, types: Uint8Array): Near {
  /** The best so far, nearest first. */
  const places = new Int32Array(MOST);
  const values = new Float32Array(MOST);
  let many = 0;
  let least = 0;
  for (let at = 0; at < likeness.length; at += 1) {
    const near = likeness[at] ?? 0;
    if (near <= least) continue;
    let place = many < MOST ? many : MOST - 1;
    for (; place > 0 && (values[place - 1] ?? 0) < near; place -= 1) {
      values[place] = values[place - 1] ?? 0;
      places[place] = places[place - 1] ?? 0;
    }
    values[place] = near;
    places[place] = at;
    if (many < MOST) many += 1;
    if (many === MOST) least = values[MOST - 1] ?? 0;
  }
  const best = Array.from({ length: many }, (_, at) => ({ at: places[at] ?? 0, likeness: values[at] ?? 0 }));
  const shares = new Float64Array(CLASSES);
  let sum = 0;
  for (const { at, likeness: near } of best) {
    const weight = near ** POWER;
    sum += weight;
    shares[types[at] ?? 0] = (shares[types[at] ?? 0] ?? 0) + weight;
  }
  if (sum > 0) for (let type = 0; type < CLASSES; type += 1) shares[type] = (shares[type] ?? 0) / sum;
  return { shares, sentences: best };
}
