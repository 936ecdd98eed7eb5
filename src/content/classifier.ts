/** data/classifier.json: what the classifier learnt from data/training, made by `npm run train`. Called by load.ts; trainingHash by whoever makes the file. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PARTS, codeVersion } from '../conversation/classifier/artefact.js';
import type { Artefact } from '../conversation/classifier/artefact.js';
import { shown } from './sources.js';
import type { Sources } from './sources.js';
import type { TrainingSentence } from './types.js';

export const CLASSIFIER_FILE = 'classifier.json';
const REMEDY = 'run npm run train';

/** sha256 (hex) over texts and types in their order. */
export function trainingHash(training: readonly TrainingSentence[]): string {
  return createHash('sha256').update(JSON.stringify(training.map(({ text, type }) => [text, type]))).digest('hex');
}

/**
 * Null where a campaign brings no such file: the gateway then learns when it starts. A file that other sentences or another version of the code made is a fault.
 * @param needed the data that ship with the project must have it
 */
export function readClassifier(sources: Sources, dataDir: string, training: readonly TrainingSentence[], needed: boolean): Artefact | null {
  const name = shown(join(dataDir, CLASSIFIER_FILE));
  if (sources.names(dataDir, '.json')?.includes(CLASSIFIER_FILE) !== true) {
    if (needed) sources.report(name, null, `the file is missing: ${REMEDY}`);
    return null;
  }
  const read = sources.text(dataDir, CLASSIFIER_FILE);
  if (read === null) return null;
  const artefact = parsed(read.text);
  if (artefact === null) {
    sources.report(name, null, `is not what npm run train writes: ${REMEDY}`);
    return null;
  }
  if (artefact.code !== codeVersion()) sources.report(name, null, `was made by another version of the program: ${REMEDY}`);
  else if (artefact.training !== trainingHash(training)) sources.report(name, null, `was learnt from other sentences than stand in training/: ${REMEDY}`);
  return artefact;
}

function parsed(text: string): Artefact | null {
  try {
    const read = JSON.parse(text) as Record<string, unknown> | null;
    return read !== null && PARTS.every((part) => typeof read[part] === 'string') ? (read as unknown as Artefact) : null;
  } catch {
    return null;
  }
}
