/** `helpdesk learn [--apply]`: what executives corrected, as proposals for training; taken over only where no evaluation case gets worse (issue "Learns from the desk"). */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Guess } from '../../flows/types.js';
import type { TrainingSentence } from '../content/types.js';
import type { Lesson } from '../gateway/records.js';
import type { Case, Verdict } from '../helpdesk/learning.js';
import { CliFault, FAULT, GOOD, contentOf, say, sayJson, withStore } from './io.js';
import type { Io } from './io.js';
import { sentencesIn, writeClassifier } from './train.js';

const LEARNED = join('training', 'learned.csv');
/** Each trial learns everything anew (seconds): with more lessons than this they are taken or left together. */
const SINGLY = 40;

export async function learn(options: { readonly apply?: boolean; readonly json?: boolean }, io: Io): Promise<number> {
  const { dataDir } = io.config();
  const { fresh, compared } = await import('../helpdesk/learning.js');
  const training = await sentencesIn(dataDir);
  const lessons = fresh(await withStore(io, (store) => store.lessons()), training);
  if (lessons.length === 0) {
    say(io, options.json === true ? '[]' : 'nothing new: no executive has corrected a type since the last time');
    return GOOD;
  }
  if (options.json !== true) for (const lesson of lessons) say(io, `${lesson.ticket}  ${lesson.guessed} > ${lesson.type}  (${lesson.by})  ${lesson.words}`);
  const cases = await casesIn(dataDir);
  const guess = await guesser(io);
  const before = guess(training, cases);
  const judge = (added: readonly Lesson[]): Verdict => compared(cases, before, guess([...training, ...added.map(({ words, type }) => ({ text: words, type }))], cases));
  const { taken, verdict } = best(lessons, judge);
  if (options.json === true) sayJson(io, { proposed: lessons, accepted: taken, better: verdict.better, worse: verdict.worse });
  else report(io, taken, lessons, verdict);
  if (taken.length === 0) return FAULT;
  if (options.apply === true) {
    append(dataDir, taken);
    await writeClassifier(dataDir, await sentencesIn(dataDir));
    if (options.json !== true) say(io, `taken over into ${join(dataDir, LEARNED)}; the gateway uses it from its next start`);
  } else if (options.json !== true) say(io, 'nothing was changed: learn --apply takes it over');
  return GOOD;
}

/** All together; if that makes a case worse, each that makes none worse. */
function best(lessons: readonly Lesson[], judge: (added: readonly Lesson[]) => Verdict): { taken: readonly Lesson[]; verdict: Verdict } {
  const all = judge(lessons);
  if (all.worse.length === 0) return { taken: lessons, verdict: all };
  let taken: readonly Lesson[] = [];
  let verdict = all;
  if (lessons.length === 1 || lessons.length > SINGLY) return { taken, verdict };
  for (const lesson of lessons) {
    const tried = judge([...taken, lesson]);
    if (tried.worse.length > 0) continue;
    taken = [...taken, lesson];
    verdict = tried;
  }
  return { taken, verdict };
}

function report(io: Io, taken: readonly Lesson[], lessons: readonly Lesson[], verdict: Verdict): void {
  for (const each of verdict.better) say(io, `better: ${each.id} ${each.type} (was ${each.was}): ${each.text}`);
  for (const each of verdict.worse) say(io, `worse: ${each.id} ${each.type} (would be ${each.now}): ${each.text}`);
  say(io, taken.length === 0 ? `refused: ${verdict.worse.length} evaluation cases would get worse` : `${taken.length} of ${lessons.length} can be taken over: ${verdict.better.length} evaluation cases get better, none worse`);
}

/** What each case would be after learning from these sentences. */
async function guesser(io: Io): Promise<(sentences: readonly TrainingSentence[], cases: readonly Case[]) => Guess[]> {
  const [{ buildModel, classify }, { types }] = await Promise.all([import('../conversation/classifier/classify.js'), contentOf(io)]);
  return (training, cases) => {
    const model = buildModel({ training, types });
    return cases.map(({ text }) => classify(text, { model }));
  };
}

/** The campaign's own evaluation sentences, or those that ship. */
async function casesIn(dataDir: string): Promise<readonly Case[]> {
  const [{ openSources }, { readEvaluation }, { projectRoot }] = await Promise.all([import('../content/sources.js'), import('../content/evaluation.js'), import('../root.js')]);
  for (const folder of [dataDir, join(projectRoot(), 'data')]) {
    if (!existsSync(join(folder, 'evaluation', 'voices.csv'))) continue;
    const sources = openSources();
    const cases = readEvaluation(sources, folder);
    const [fault] = sources.faults();
    if (fault !== undefined) throw new CliFault(`${fault.file}:${fault.line ?? ''} ${fault.message}`);
    if (cases.length > 0) return cases;
  }
  throw new CliFault('there is no evaluation/voices.csv: without it nobody knows whether something gets worse');
}

function append(dataDir: string, lessons: readonly Lesson[]): void {
  const file = join(dataDir, LEARNED);
  const note = ({ ticket, guessed }: Lesson): string => `ticket ${ticket}, was ${guessed}`;
  const rows = stringify(lessons.map((lesson) => [lesson.words, lesson.type, note(lesson)]));
  if (!existsSync(file)) writeFileSync(file, 'text,type,note\n');
  else if (!readFileSync(file, 'utf8').endsWith('\n')) appendFileSync(file, '\n');
  appendFileSync(file, rows);
}
