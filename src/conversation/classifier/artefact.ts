/** The classifier as a file: what was learnt, packed into JSON, with what it was learnt from. Pure; written by `npm run train`, read by content/classifier.ts, unpacked by classify. */
import { slotOf } from './features.js';
import { CONCEPTS } from './concepts.js';
import { CANON, HOLLOW, LONG_FORMS, PATTERNS, PHRASES } from './lexicon.js';
import { RULES } from './rules.js';
import { BAYES, DESCENT, NEAR, SMOOTHING } from './train.js';
import type { Learnt } from './train.js';

/** Strings are base64 of little-endian numbers. */
export interface Artefact {
  /** Of the code and its tables: another one works other features out of the same words. */
  readonly code: string;
  /** Hash of the training sentences. */
  readonly training: string;
  readonly slots: string;
  readonly rarity: string;
  readonly weights: string;
  readonly ends: string;
  readonly rows: string;
  readonly values: string;
  readonly types: string;
}

export const PARTS = ['code', 'training', 'slots', 'rarity', 'weights', 'ends', 'rows', 'values', 'types'] as const;

/** Raised by hand when the way from words to features changes otherwise than in the tables below. */
const CODE = 2;

/** Changes with every table that the features hang on, so that an old artefact is found out. */
export function codeVersion(): string {
  const tables = [
    CONCEPTS, PHRASES.map(([pattern, instead]) => [pattern.source, instead]), [...LONG_FORMS], [...CANON], [...HOLLOW], PATTERNS.map(([pattern, name]) => [pattern.source, name]),
    RULES.map(({ type, when, unless }) => [type, when.source, unless?.source ?? '']), BAYES, DESCENT, NEAR, SMOOTHING,
  ];
  return `${CODE}.${slotOf(JSON.stringify(tables)).toString(16)}`;
}

const encoded = (numbers: Int32Array | Uint32Array | Int8Array | Uint16Array | Uint8Array): string => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');

/** @param training hash of the sentences it was learnt from */
export function pack({ slots, rarity, weights, sentences: { ends, rows, values, types } }: Learnt, training: string): Artefact {
  return {
    code: codeVersion(), training, slots: encoded(slots), rarity: encoded(rarity), weights: encoded(weights),
    ends: encoded(ends), rows: encoded(rows), values: encoded(values), types: encoded(types),
  };
}

/** A copy, so that numbers begin at a multiple of their size. */
function bytes(text: string): ArrayBuffer {
  const found = Buffer.from(text, 'base64');
  const copy = new ArrayBuffer(found.length);
  new Uint8Array(copy).set(found);
  return copy;
}

export function unpack(artefact: Artefact): Learnt {
  return {
    slots: new Int32Array(bytes(artefact.slots)), rarity: new Uint16Array(bytes(artefact.rarity)), weights: new Int8Array(bytes(artefact.weights)),
    sentences: { ends: new Uint32Array(bytes(artefact.ends)), rows: new Uint16Array(bytes(artefact.rows)), values: new Uint8Array(bytes(artefact.values)), types: new Uint8Array(bytes(artefact.types)) },
  };
}
