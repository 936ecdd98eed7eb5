/** Which corrections of the desk are new, and what learning them would change. Pure; called by `helpdesk learn`. */
import { bare } from '../conversation/words.js';
import type { TrainingSentence } from '../content/types.js';
import type { Guess } from '../../flows/types.js';
import type { Lesson } from '../gateway/records.js';
import type { IncidentType } from './ticket.js';

/** A sentence whose type is known and that is never trained on. */
export interface Case {
  readonly id: string;
  readonly text: string;
  readonly type: IncidentType;
}

export interface Changed extends Case {
  readonly was: string;
  readonly now: string;
}
export interface Verdict {
  readonly better: readonly Changed[];
  readonly worse: readonly Changed[];
}

/** The last word on each ticket, without those whose words are in training already, and each sentence once (the last who spoke is believed). */
export function fresh(lessons: readonly Lesson[], training: readonly TrainingSentence[]): readonly Lesson[] {
  const known = new Set(training.map(({ text }) => bare(text)));
  const byTicket = new Map(lessons.map((lesson) => [lesson.ticket, lesson]));
  const byWords = new Map([...byTicket.values()].map((lesson) => [bare(lesson.words), lesson]));
  return [...byWords].filter(([words]) => words !== '' && !known.has(words)).map(([, lesson]) => lesson);
}

type Opinion = Pick<Guess, 'type' | 'sure'>;
/** 2 right, 1 wrong but unsure (the person is asked), 0 wrong and sure. */
const worth = (guess: Opinion | undefined, type: string): number => (guess?.type === type ? 2 : guess?.sure === true ? 0 : 1);

export function compared(cases: readonly Case[], before: readonly Opinion[], after: readonly Opinion[]): Verdict {
  const changed = cases.map((each, at) => ({ ...each, was: before[at]?.type ?? '', now: after[at]?.type ?? '', by: worth(after[at], each.type) - worth(before[at], each.type) }));
  const plain = ({ by: _by, ...each }: Changed & { by: number }): Changed => each;
  return { better: changed.filter((each) => each.by > 0).map(plain), worse: changed.filter((each) => each.by < 0).map(plain) };
}
