/** `helpdesk train` (`npm run train`): learns from DATA_DIR/training and writes DATA_DIR/classifier.json; the same sentences give the same bytes. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainingSentence } from '../content/types.js';
import { CliFault, GOOD, say } from './io.js';
import type { Io } from './io.js';

export async function trainCommand(io: Io): Promise<number> {
  const { dataDir } = io.config();
  const sentences = await sentencesIn(dataDir);
  const bytes = await writeClassifier(dataDir, sentences);
  say(io, `${join(dataDir, 'classifier.json')}: ${sentences.length} sentences, ${Math.round(bytes / 1024)} KB`);
  return GOOD;
}

/** The training sentences alone: the other catalogues may be at fault meanwhile. */
export async function sentencesIn(dataDir: string): Promise<readonly TrainingSentence[]> {
  const [{ openSources }, { readTraining }] = await Promise.all([import('../content/sources.js'), import('../content/training.js')]);
  const sources = openSources();
  const sentences = readTraining(sources, dataDir);
  const faults = sources.faults();
  if (faults.length > 0) throw new CliFault(faults.map(({ file, line, message }) => `${file}${line === null ? '' : `:${line}`}: ${message}`).join('\n'));
  return sentences;
}

/** What `npm run train` writes. */
export async function classifierText(sentences: readonly TrainingSentence[]): Promise<string> {
  const [{ pack }, { train }, { trainingHash }] = await Promise.all([import('../conversation/classifier/artefact.js'), import('../conversation/classifier/train.js'), import('../content/classifier.js')]);
  return `${JSON.stringify(pack(train(sentences), trainingHash(sentences)), null, 1)}\n`;
}

/** Never half a file. @returns its bytes */
export async function writeClassifier(dataDir: string, sentences: readonly TrainingSentence[]): Promise<number> {
  const text = await classifierText(sentences);
  const file = join(dataDir, 'classifier.json');
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return text.length;
}
