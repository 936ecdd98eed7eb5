/** What the person's words and answers make plain before it is asked: a stolen phone needs no tip on batteries. Pure; called by the state `next`. */
import { answer, entryOf, has, mark } from './memory.js';
import type { Memory } from './memory.js';
import type { Catalogue, TypeEntry, TypeQuestion } from './types.js';
import { LOST_ANSWER, saysLost, saysOthersRecords } from './weighty.js';
import { plain } from './words.js';

/** Of the user's data or account; the questions of those types would lead away from it. */
const PRIVATE_TYPES: ReadonlySet<string> = new Set(['master_data', 'user_account']);

/** The first question, where its answer says which known fix fits: the fixes are named `<type>_<answer>`. */
export function sorter(entry: TypeEntry): TypeQuestion | undefined {
  const [first] = entry.questions;
  return first?.kind === 'choice' && first.choices.some((each) => entry.faq.includes(`${entry.id}_${each}`)) ? first : undefined;
}

export function presumed(memory: Memory, catalogue: Catalogue): Partial<Memory> {
  const entry = entryOf(catalogue, memory.type);
  if (entry === undefined || !memory.confirmed) return {};
  const said = has(memory, 'presumed') ? null : inWords(memory, entry);
  const now = { ...memory, ...said };
  const first = sorter(entry);
  if (first === undefined) return { ...said, ...pointed(now, entry, catalogue) };
  if (!has(now, `q:${first.slot}`) || has(now, 'faq')) return said ?? {};
  const fix = `${entry.id}_${now.answers[first.slot] ?? ''}`;
  return { ...said, ...(entry.faq.includes(fix) ? { fix } : mark(now, 'faq', 'fix')) };
}

/** The fix that the person's words point to, before any was shown. */
function pointed(memory: Memory, entry: TypeEntry, catalogue: Catalogue): Partial<Memory> {
  if (memory.fix !== null || has(memory, 'faq') || has(memory, 'fix') || memory.trail.includes('faq')) return {};
  const text = plain(memory.text);
  const fix = entry.faq.find((id) => catalogue.faqWords?.[id]?.some((each) => text.includes(plain(each))) === true);
  return fix === undefined ? {} : { fix };
}

/** Once only: an answer that the person corrects stays corrected. */
function inWords(memory: Memory, entry: TypeEntry): Partial<Memory> | null {
  const lost = entry.questions.find((each) => each.choices.includes(LOST_ANSWER));
  if (lost !== undefined && saysLost(memory.text)) {
    const told = answer(memory, lost.slot, LOST_ANSWER, `q:${lost.slot}`);
    return { ...told, ...mark({ ...memory, ...told }, 'presumed', 'faq', 'fix') };
  }
  if (!PRIVATE_TYPES.has(entry.id) || !saysOthersRecords(memory.text)) return null;
  return mark(memory, 'presumed', 'faq', 'fix', ...entry.questions.map((each) => `q:${each.slot}`));
}
