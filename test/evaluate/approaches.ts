/** The approaches that were compared, over the same features and folds: each learns from samples and gives raw scores of the twelve types. Called by evaluate.ts. */
import { NEAREST, RULED } from '../../src/conversation/classifier/classify.js';
import { WEIGHTS, features, slotOf } from '../../src/conversation/classifier/features.js';
import type { Kinds } from '../../src/conversation/classifier/features.js';
import { CLASSES, complement, descend, example, scores } from '../../src/conversation/classifier/linear.js';
import type { Example, Lesson, Vocabulary } from '../../src/conversation/classifier/linear.js';
import { nearestIn, storeSentences } from '../../src/conversation/classifier/nearest.js';
import { BAYES, DESCENT, SMOOTHING, frequent, namesOf, nearFeatures, vocabulary } from '../../src/conversation/classifier/train.js';
import { INCIDENT_TYPES } from '../../src/helpdesk/ticket.js';
import type { Sample } from './data.js';

export type Scores = Float64Array;
/** Raw scores by approach. */
export type Votes = Readonly<Record<string, Scores>>;

const WORDS: Kinds = { ...WEIGHTS, form: 0, pair: 0, skip: 0, concept: 0, concepts: 0, gram: 0, rule: 0, asks: 0, length: 0 };
const NGRAMS: Kinds = { ...WEIGHTS, concept: 0, concepts: 0, rule: 0, asks: 0, length: 0 };

const keyOf = (text: string): number => slotOf(text) * 4096 + (text.length & 4095);
const withKinds = ({ worked }: Sample, kinds: Kinds) => features(worked.said, namesOf(worked.hits), kinds);

function linear(known: readonly Sample[], made: (sample: Sample) => ReturnType<typeof features>, learn: (lessons: readonly Lesson[], rows: number) => Float32Array): (asked: Sample) => Scores {
  const all = known.map(made);
  const found = frequent(all);
  const words = vocabulary(found);
  const weights = learn(known.map((sample, at) => ({ ...example(all[at] ?? { slots: [], weights: [] }, words), type: sample.type, key: keyOf(sample.sentence.text) })), found.slots.length + 1);
  return (asked) => Float64Array.from(scores(example(made(asked), words), weights));
}

function rules({ worked }: Sample): Scores {
  const found = new Float64Array(CLASSES);
  for (const { type, push } of worked.hits) found[INCIDENT_TYPES.indexOf(type)] = (found[INCIDENT_TYPES.indexOf(type)] ?? 0) + push;
  return found;
}

/** Everything that is learnt anew per fold, each once. */
export function teach(known: readonly Sample[]): (asked: Sample) => Votes {
  const full = (sample: Sample) => sample.worked.features;
  const logistic = (lessons: readonly Lesson[], rows: number) => descend(lessons, rows, DESCENT);
  const words = linear(known, (sample) => withKinds(sample, WORDS), logistic);
  const ngrams = linear(known, (sample) => withKinds(sample, NGRAMS), logistic);
  const regression = linear(known, full, logistic);
  const margin = linear(known, full, (lessons, rows) => descend(lessons, rows, { ...DESCENT, rate: 0.3, loss: 'hinge' }));
  const bayes = linear(known, full, (lessons, rows) => complement(lessons, rows, SMOOTHING));
  const found = frequent(known.map(full));
  const vocabularyOf: Vocabulary = vocabulary(found);
  const near = nearestIn(storeSentences(known.map((sample): Example & { type: number } => ({ ...example(nearFeatures(sample.worked), vocabularyOf), type: sample.type }))), found.slots.length + 1);
  return (asked) => ({
    words: words(asked), ngrams: ngrams(asked), regression: regression(asked), margin: margin(asked), bayes: bayes(asked), rules: rules(asked),
    nearest: near(example(nearFeatures(asked.worked), vocabularyOf)).shares.map((share) => Math.log(share + 0.02)),
  });
}

type Recipe = Readonly<Record<string, number>>;
export const APPROACHES: readonly { readonly name: string; readonly recipe: Recipe; readonly chosen?: boolean }[] = [
  { name: 'rules alone', recipe: { rules: 1 } },
  { name: 'nearest sentences (tf-idf, cosine)', recipe: { nearest: 1 } },
  { name: 'complement naive Bayes', recipe: { bayes: 1 } },
  { name: 'logistic regression, words alone', recipe: { words: 1 } },
  { name: 'logistic regression, words + pairs + character n-grams', recipe: { ngrams: 1 } },
  { name: 'linear SVM, all features', recipe: { margin: 1 } },
  { name: 'logistic regression, all features (with concepts and rules as features)', recipe: { regression: 1 } },
  { name: 'regression + rules on top', recipe: { regression: 1, rules: 0.5 } },
  { name: 'regression + naive Bayes', recipe: { regression: 1, bayes: BAYES } },
  { name: 'regression + SVM + naive Bayes + nearest', recipe: { regression: 1, margin: 2, bayes: BAYES, nearest: NEAREST } },
  { name: '**regression + naive Bayes + nearest + a touch of rules**', recipe: { regression: 1, bayes: BAYES, nearest: NEAREST, rules: RULED }, chosen: true },
];

export function mixed(votes: Votes, recipe: Recipe): Scores {
  const sum = new Float64Array(CLASSES);
  for (const [name, weight] of Object.entries(recipe)) votes[name]?.forEach((score, type) => (sum[type] = (sum[type] ?? 0) + weight * score));
  return sum;
}
