/** What the flow makes of free words: the kind of problem when the classifier is sure, the likeliest two or three when it is not. Pure. */
import { addWords, asked, entryOf } from './memory.js';
import type { Memory } from './memory.js';
import type { Catalogue, Guess, TypeEntry } from './types.js';

/** A candidate below this is not worth a line in a menu. */
const WORTH = 0.1;
/** A query is sent away to NMCP only if no fault of the app comes this near. */
const AWAY = 0.2;
const VAGUE_WORDS = 4;
const VAGUE_BELOW = 0.35;
/** "não", "está", "dar" say nothing by themselves. */
const SMALL_WORD = 4;
/** Before an example sentence that the classifier found alike: not the person's words. */
const LIKE = '≈';

/** "preciso de ajuda", "não está a dar": nothing to go by yet, ask what is wrong. */
export const vague = (text: string, guess: Guess): boolean =>
  !guess.sure && guess.evidence.every((each) => each.length <= SMALL_WORD || each.startsWith(LIKE)) && guess.confidence < VAGUE_BELOW && text.trim().split(/\s+/u).length <= VAGUE_WORDS;

function likely(memory: Memory, guess: Guess, catalogue: Catalogue): string[] {
  return guess.candidates
    .filter((each) => each.confidence >= WORTH && catalogue.types[each.type] !== undefined && !memory.denied.includes(each.type))
    .map((each) => each.type).slice(0, 3);
}

function settled(memory: Memory, guess: Guess, catalogue: Catalogue): boolean {
  const entry = entryOf(catalogue, guess.type);
  if (!guess.sure || entry === undefined || memory.denied.includes(guess.type)) return false;
  if (entry.route !== 'nmcp') return true;
  const rival = guess.candidates.find((each) => catalogue.types[each.type]?.route === 'helpdesk');
  return rival === undefined || guess.confidence - rival.confidence >= AWAY;
}

/** These go their way without "está certo?": they are offered in a menu where the guess is not sure. */
const unasked = (entry: TypeEntry): boolean => entry.route === 'nmcp' || entry.confidential || entry.thanksOnly || entry.category === 'general';

/** Not sure, but nothing else comes near: one question instead of a menu of one. */
function alone(memory: Memory, guess: Guess, catalogue: Catalogue): boolean {
  const entry = entryOf(catalogue, guess.type);
  const [first, ...others] = likely(memory, guess, catalogue);
  return entry !== undefined && !unasked(entry) && !asked(memory, 'confirm') && first === guess.type && others.length === 0;
}

/** Takes words up into the report. `guess` is null where they came without one (a caption). */
export function takeUp(memory: Memory, words: string, guess: Guess | null, catalogue: Catalogue): Partial<Memory> {
  const report = { purpose: 'report' as const, ...addWords(memory, words) };
  if (guess === null) return report;
  const opinion = { confidence: guess.confidence, evidence: guess.evidence.slice(0, 8) };
  const entry = catalogue.types[guess.type];
  if (entry !== undefined && (settled(memory, guess, catalogue) || alone(memory, guess, catalogue))) {
    const second = guess.second === undefined ? {} : { second: { type: guess.second, text: words.slice(0, 500) } };
    const plain = unasked(entry);
    return { ...report, ...opinion, ...second, type: guess.type, category: entry.category, confirmed: plain || asked(memory, 'confirm'), candidates: likely(memory, guess, catalogue).filter((each) => each !== guess.type) };
  }
  return { ...report, ...opinion, type: null, confirmed: false, category: asked(memory, 'types') ? memory.category : null, candidates: asked(memory, 'offer') ? [] : likely(memory, guess, catalogue) };
}

/** Further words once the kind is settled: kept; a sure second problem is remembered for later. */
export function addOn(memory: Memory, words: string, guess: Guess | null): Partial<Memory> {
  const second = guess !== null && guess.sure && guess.type !== memory.type && guess.category !== 'general' ? { second: { type: guess.type, text: words.slice(0, 500) } } : {};
  return { ...addWords(memory, words), ...second };
}
