/** What the classifier is measured on: the training sentences in folds, and the evaluation set apart. Called by evaluate.ts and the classifier's tests. */
import { join } from 'node:path';
import { readEvaluation } from '../../src/content/evaluation.js';
import type { EvaluationSentence } from '../../src/content/evaluation.js';
import { openSources } from '../../src/content/sources.js';
import { readTraining } from '../../src/content/training.js';
import type { TrainingSentence } from '../../src/content/types.js';
import { bare } from '../../src/conversation/words.js';
import { work } from '../../src/conversation/classifier/train.js';
import type { Worked } from '../../src/conversation/classifier/train.js';
import { INCIDENT_TYPES } from '../../src/helpdesk/ticket.js';

export interface Sample<S extends TrainingSentence = TrainingSentence> {
  readonly sentence: S;
  readonly worked: Worked;
  /** Index in INCIDENT_TYPES. */
  readonly type: number;
}

export const sampled = <S extends TrainingSentence>(sentences: readonly S[]): Sample<S>[] => sentences.map((sentence) => ({ sentence, worked: work(sentence.text), type: INCIDENT_TYPES.indexOf(sentence.type) }));

export const trainingSentences = (root: string): readonly TrainingSentence[] => readTraining(openSources(), join(root, 'data'));
/** Without the few of two or three words that stand in training too by chance: of them nothing is learnt here. */
export function evaluationSentences(root: string): readonly EvaluationSentence[] {
  const known = new Set(trainingSentences(root).map(({ text }) => bare(text)));
  return readEvaluation(openSources(), join(root, 'data')).filter(({ text }) => !known.has(bare(text)));
}

export const CATEGORY = INCIDENT_TYPES.map((type) => (['app_usage', 'grievance', 'feedback', 'general', 'programmatic'].includes(type) ? type : 'technical'));

/** Every `folds`-th sentence is left out once: a guess for each, by what never saw it. */
export function outOfFold<T>(samples: readonly Sample[], folds: number, teach: (known: readonly Sample[]) => (asked: Sample) => T): T[] {
  const found: T[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const guess = teach(samples.filter((_, at) => at % folds !== fold));
    samples.forEach((sample, at) => {
      if (at % folds === fold) found[at] = guess(sample);
    });
  }
  return found;
}
