/** `npm run evaluate [-- --docs]`: measures the classifier afresh and prints the tables of docs/classifier.md; with --docs writes them into it. Called by scripts/evaluate.mjs. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadContent } from '../../src/content/load.js';
import { SURE, TEMPERATURE, buildModel, classify } from '../../src/conversation/classifier/classify.js';
import type { Model } from '../../src/conversation/classifier/classify.js';
import { INCIDENT_TYPES } from '../../src/helpdesk/ticket.js';
import { APPROACHES, mixed, teach } from './approaches.js';
import { evaluationSentences, outOfFold, sampled, trainingSentences } from './data.js';
import type { Sample } from './data.js';
import { confusion, figures, fitted, markdown, outcome, percent, reliability, right, sureFrom } from './measure.js';
import type { Figures, Outcome } from './measure.js';

const FOLDS = 4;
const WORST = 10;
const WANTED = 0.97;

export function evaluate({ root, docs }: { readonly root: string; readonly docs: boolean }): void {
  const print = (text: string): void => console.log(text);
  const training = sampled(trainingSentences(root));
  const evaluation = sampled(evaluationSentences(root));
  const { model, load, size } = loaded(root);
  const { outcomes, median } = asked(evaluation, model);
  const votes = outOfFold(training, FOLDS, teach);
  const learnt = teach(training);
  const apart = evaluation.map((sample) => learnt(sample));
  const types = training.map(({ type }) => type);
  const compared = APPROACHES.map(({ name, recipe, chosen }) => {
    const raws = votes.map((each) => mixed(each, recipe));
    const { temperature, loss } = fitted(raws, types);
    const folds = raws.map((raw, at) => outcome(raw, types[at] ?? 0, chosen === true ? TEMPERATURE : temperature, SURE));
    const outside = apart.map((each, at) => outcome(mixed(each, recipe), evaluation[at]?.type ?? 0, temperature, SURE));
    return { name, chosen, temperature, loss, folds, outside };
  });
  const mine = compared.find(({ chosen }) => chosen === true);
  const folds = mine?.folds ?? [];
  const threshold = sureFrom(folds, WANTED);
  const parts = [
    `Measured on ${training.length} training sentences (${FOLDS} folds, guesses by models that never saw the sentence) and ${evaluation.length} evaluation sentences of other writers, never trained on.`,
    '### Figures (%)', markdown(['', 'types', 'six routes', 'first three', 'sure', 'right when sure'], [row('k-fold on training', figures(folds)), row('evaluation set', figures(outcomes)), ['asked of it', '90', '95', '97', '65', '97']]),
    `Median time per message ${median.toFixed(2)} ms, model ready in ${load.toFixed(0)} ms, artefact ${(size / 1e6).toFixed(2)} MB. Temperature ${TEMPERATURE} (best on the folds: ${mine?.temperature.toFixed(2) ?? '-'}); sure from ${SURE} (97 % right on the folds from ${threshold.from.toFixed(3)}, ${percent(threshold.share)} % of the sentences).`,
    '### Approaches compared', markdown(['approach', 'types', 'routes', 'first three', 'sure at 97 %', 'log loss', 'evaluation: types', 'routes'], compared.map((each) => {
      const [inside, outside] = [figures(each.folds), figures(each.outside)];
      return [each.name, percent(inside.types), percent(inside.routes), percent(inside.topThree), percent(sureFrom(each.folds, WANTED).share), each.loss.toFixed(3), percent(outside.types), percent(outside.routes)];
    })),
    '### Recall per type (%)', markdown(['type', 'folds', 'evaluation', 'evaluation sentences'], INCIDENT_TYPES.map((type, at) => [type, recall(folds, at), recall(outcomes, at), outcomes.filter((each) => each.type === at).length])),
    '### Confusion on the evaluation set (row: what it is, column: what was guessed)', markdown(['', ...INCIDENT_TYPES], confusion(outcomes).map((cells, at) => [INCIDENT_TYPES[at] ?? '', ...cells.map((cell) => (cell === 0 ? '' : cell))])),
    '### Reliability: of guesses with this confidence so many are right (%)', markdown(['confidence', 'folds: n', 'said', 'right', 'evaluation: n', 'said', 'right'], bins(folds, outcomes)),
    `### The ${WORST} worst mistakes`, worst(evaluation, outcomes, model),
  ];
  const text = parts.join('\n\n');
  print(text);
  if (docs) write(join(root, 'docs', 'classifier.md'), text);
}

function loaded(root: string): { model: Model; load: number; size: number } {
  const { content, faults } = loadContent({ dataDir: join(root, 'data'), localesDir: join(root, 'locales') });
  if (content === null) throw new Error(faults.map((each) => `${each.file}: ${each.message}`).join('\n'));
  const file = join(root, 'data', 'classifier.json');
  const from = performance.now();
  const model = buildModel({ ...content, classifier: JSON.parse(readFileSync(file, 'utf8')) as NonNullable<typeof content.classifier> });
  model.ready();
  return { model, load: performance.now() - from, size: statSync(file).size };
}

/** The product itself, as `helpdesk classify` answers. */
function asked(evaluation: readonly Sample[], model: Model): { outcomes: Outcome[]; median: number } {
  const times: number[] = [];
  const outcomes = evaluation.map(({ sentence, type }) => {
    const from = performance.now();
    const { candidates, confidence, sure } = classify(sentence.text, { model });
    times.push(performance.now() - from);
    return { type, order: candidates.map((each) => INCIDENT_TYPES.findIndex((id) => id === each.type)), confidence, sure };
  });
  times.sort((one, other) => one - other);
  return { outcomes, median: times[Math.floor(times.length / 2)] ?? 0 };
}

const row = (name: string, { types, routes, topThree, sure, rightWhenSure }: Figures): string[] => [name, ...[types, routes, topThree, sure, rightWhenSure].map(percent)];

function recall(outcomes: readonly Outcome[], type: number): string {
  const its = outcomes.filter((each) => each.type === type);
  return percent(its.filter(right).length / Math.max(1, its.length));
}

function bins(folds: readonly Outcome[], outcomes: readonly Outcome[]): (string | number)[][] {
  const apart = new Map(reliability(outcomes).map((bin) => [bin.from, bin]));
  return reliability(folds).map((bin) => {
    const other = apart.get(bin.from);
    return [`${bin.from.toFixed(1)} to ${(bin.from + 0.1).toFixed(1)}`, bin.n, percent(bin.said), percent(bin.right), other?.n ?? 0, other === undefined ? '' : percent(other.said), other === undefined ? '' : percent(other.right)];
  });
}

/** Wrong with the most confidence, and the words that misled. */
function worst(evaluation: readonly Sample[], outcomes: readonly Outcome[], model: Model): string {
  const wrong = outcomes.map((each, at) => ({ each, sample: evaluation[at] })).filter(({ each }) => !right(each)).sort((one, other) => other.each.confidence - one.each.confidence).slice(0, WORST);
  return markdown(['sentence', 'is', 'guessed', 'confidence', 'because of'], wrong.map(({ each, sample }) => {
    const text = sample?.sentence.text ?? '';
    const plain = (words: string): string => words.replaceAll('|', '/').replaceAll('\n', ' ');
    return [plain(text), INCIDENT_TYPES[each.type] ?? '', INCIDENT_TYPES[each.order[0] ?? 0] ?? '', each.confidence.toFixed(2), plain(classify(text, { model }).evidence.join(' · '))];
  }));
}

const BEGIN = '<!-- measured: npm run evaluate -- --docs -->';
const END = '<!-- end of measured -->';

function write(file: string, text: string): void {
  const before = readFileSync(file, 'utf8');
  const [from, to] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (from === -1 || to === -1) throw new Error(`${file} has no place for the figures`);
  writeFileSync(file, `${before.slice(0, from + BEGIN.length)}\n\n${text}\n\n${before.slice(to)}`);
}

