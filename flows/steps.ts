/** Which question comes next: read off the memory alone, so that answers may come in any order and any answer can be taken back. Pure; called by the state `next`. */
import { districtOf, entryOf, has, onCall } from './memory.js';
import type { Memory } from './memory.js';
import { sorter } from './presumed.js';
import type { Catalogue, Facts, Known, TypeEntry, TypeQuestion } from './types.js';

export const STEPS = [
  'menu', 'words', 'handover', 'identity', 'describe', 'offer', 'category', 'types', 'confirm', 'topic', 'area', 'district', 'redirect', 'known', 'fix', 'faq', 'where', 'question',
  'impact', 'name', 'role', 'number', 'summary', 'file',
] as const;
export type Step = (typeof STEPS)[number];

export function nextStep(memory: Memory, facts: Facts, catalogue: Catalogue): Step {
  if (memory.purpose === null) return 'menu';
  if (memory.purpose === 'person') return memory.text === '' && memory.files === 0 && !has(memory, 'words') ? 'words' : 'handover';
  if (has(memory, 'doubt') && !has(memory, 'identity')) return 'identity';
  const entry = entryOf(catalogue, memory.type);
  if (entry === undefined) return kindStep(memory, facts);
  if (!memory.confirmed) return 'confirm';
  if (entry.route === 'nmcp') return redirectStep(memory, facts);
  return reportStep(memory, entry, facts);
}

function kindStep(memory: Memory, facts: Facts): Step {
  if (!onCall(facts) && !described(memory)) return 'describe';
  if (memory.candidates.length > 0 && !has(memory, 'offer')) return 'offer';
  return memory.category === null ? 'category' : 'types';
}

function redirectStep(memory: Memory, facts: Facts): Step {
  if (memory.topic === null) return 'topic';
  return placeStep(memory, facts) ?? 'redirect';
}

function reportStep(memory: Memory, entry: TypeEntry, facts: Facts): Step {
  if (entry.thanksOnly) return described(memory) ? 'file' : 'describe';
  if (isCounted(memory)) return onCall(facts) && facts.phone === null && !has(memory, 'callback_number') ? 'number' : 'file';
  const known = knownStep(memory, facts);
  if (known !== null) return known;
  const first = sorter(entry);
  if (first !== undefined && !has(memory, 'faq') && !has(memory, `q:${first.slot}`) && questionOf(memory, entry, facts) === first) return 'question';
  if (entry.faq.length > 0 && !entry.confidential && !has(memory, 'faq')) return memory.fix === null && !has(memory, 'fix') && picksFix(entry) ? 'fix' : 'faq';
  if (entry.category === 'general' && !has(memory, 'where')) return 'where';
  if (!described(memory)) return 'describe';
  if (questionOf(memory, entry, facts) !== undefined) return 'question';
  if (entry.askImpact && memory.impact === null && !has(memory, 'impact')) return 'impact';
  return whoStep(memory, facts);
}

/** Counted with a known problem: nothing more is asked. */
export const isCounted = (memory: Memory): boolean => typeof memory.incident === 'string';

/** "Já sabemos": as soon as the type is settled and it is known where the person is. */
function knownStep(memory: Memory, facts: Facts): 'known' | 'area' | 'district' | null {
  const ofType = openKnown(memory, facts);
  if (ofType.length === 0) return null;
  if (knownOf(memory, facts) !== undefined) return 'known';
  return ofType.some((each) => each.districts !== null && versionFits(each, memory)) ? placeStep(memory, facts) : null;
}

/** Those of the type that the person has not said no to. */
const openKnown = (memory: Memory, facts: Facts): readonly Known[] => (facts.known ?? []).filter((each) => each.type === memory.type && !has(memory, `known:${each.number}`));

/** A problem of one version is only spoken of to those who told theirs. */
const versionFits = ({ appVersion }: Known, memory: Memory): boolean => appVersion === null || /\d+(?:\.\d+)+/u.exec(memory.answers['app_version'] ?? '')?.[0] === appVersion;

/** The known problem that this person seems to have. */
export function knownOf(memory: Memory, facts: Facts): Known | undefined {
  const settled = placeStep(memory, facts) === null;
  const district = settled ? districtOf(memory, facts) : null;
  return openKnown(memory, facts).find((each) => versionFits(each, memory) && (each.districts === null || (district !== null && each.districts.includes(district))));
}

function whoStep(memory: Memory, facts: Facts): Step {
  const call = onCall(facts);
  if (!call && (memory.unknown === true || memory.stranger)) {
    if (!has(memory, 'name')) return 'name';
    if (!has(memory, 'role')) return 'role';
  }
  const place = placeStep(memory, facts);
  if (place !== null) return place;
  if (call && facts.phone === null && !has(memory, 'callback_number')) return 'number';
  return call || has(memory, 'summary') ? 'file' : 'summary';
}

/** A known district is confirmed on the phone and taken as it is in chat. */
function placeStep(memory: Memory, facts: Facts): 'area' | 'district' | null {
  if (memory.district !== null || has(memory, 'district')) return null;
  if (districtOf(memory, facts) === null || has(memory, 'wrong_place')) return 'district';
  if (!onCall(facts)) return null;
  return has(memory, 'area') ? 'district' : 'area';
}

/** Questions have many answers: the person picks by title. Faults have one best fix. */
export const picksFix = (entry: TypeEntry): boolean => (entry.category === 'general' || entry.category === 'process') && entry.faq.length > 1;

/** The fix is the answer to a question, not the end of a fault. */
export const answersQuestion = (entry: TypeEntry | undefined): boolean => entry !== undefined && picksFix(entry);

export const described = (memory: Memory): boolean => memory.text !== '' || has(memory, 'describe');

/** The next open question of the type. On the phone only those that are marked for it. */
export function questionOf(memory: Memory, entry: TypeEntry | undefined, facts: Facts): TypeQuestion | undefined {
  return entry?.questions.find((each) => !has(memory, `q:${each.slot}`) && (each.phone || !onCall(facts)));
}
