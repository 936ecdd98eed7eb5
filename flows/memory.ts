/** What a conversation remembers between turns: small, JSON-safe, and the pure helpers that read and change it. Used by every part of the flows. */
import type { Catalogue, Expect, Facts, TurnEvent, TypeEntry, Vars } from './types.js';

export interface Open {
  readonly key: string;
  readonly vars?: Vars;
  readonly expect: Expect;
}

export interface Memory {
  /** The question that is open; conversation/step.ts reads it. */
  readonly open: Open | null;
  /** What the person is here for; null: the main menu. */
  readonly purpose: 'report' | 'person' | null;
  /** The reporter's own words, in the order they came. */
  readonly text: string;
  readonly type: string | null;
  readonly confirmed: boolean;
  readonly category: string | null;
  readonly confidence: number | null;
  readonly evidence: readonly string[];
  /** The likeliest types, offered when unsure. */
  readonly candidates: readonly string[];
  /** Types the person said no to. */
  readonly denied: readonly string[];
  /** The known problem that the person says is his. Missing in memories from before there were any. */
  readonly incident?: string | null;
  /** Another problem spoken of on the way: offered once the first is filed. */
  readonly second: { readonly type: string; readonly text: string } | null;
  /** Words that were redirected already: wanted again if it is a fault of the app after all. */
  readonly before: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly impact: 'one' | 'team' | 'district' | null;
  readonly district: string | null;
  readonly topic: string | null;
  /** The known fix the person picked among several. */
  readonly fix: string | null;
  /** Photos, voice notes and recordings sent so far. */
  readonly files: number;
  /** Questions that were answered or skipped. */
  readonly done: readonly string[];
  /** Questions asked, oldest first: the way back. */
  readonly trail: readonly string[];
  /** The step that comes next, worked out by `next`. */
  readonly step: string;
  /** Page of a long menu on the phone. */
  readonly page: number;
  /** Was the person unknown when the conversation began (null: not looked yet)? */
  readonly unknown: boolean | null;
  /** Somebody else on a shared handset: nothing about him is remembered. */
  readonly stranger: boolean;
  readonly silences: number;
  readonly nomatches: number;
  /** The ticket that is spoken of: filed just now, or asked about. */
  readonly ticket: string | null;
}

export const fresh: Memory = {
  open: null, purpose: null, text: '', type: null, confirmed: false, category: null, confidence: null, evidence: [], candidates: [], denied: [], second: null, before: '',
  answers: {}, impact: null, district: null, topic: null, fix: null, files: 0, done: [], trail: [], step: 'menu', page: 0, unknown: null, stranger: false,
  silences: 0, nomatches: 0, ticket: null,
};

const ABOUT_THE_PERSON: readonly string[] = ['name', 'role', 'district', 'area', 'identity', 'doubt', 'callback_number'];

/** A new matter of the same person: only who and where is kept. */
export const carried = (memory: Memory): Memory => ({
  ...fresh, open: memory.open, unknown: memory.unknown, stranger: memory.stranger, district: memory.district, done: memory.done.filter((each) => ABOUT_THE_PERSON.includes(each)),
  answers: Object.fromEntries(Object.entries(memory.answers).filter(([slot]) => slot.startsWith('reporter_') || slot === 'callback_number' || slot === 'place')),
});

export type Event<T extends TurnEvent['type'] = TurnEvent['type']> = Extract<TurnEvent, { type: T }>;

const TEXT_AT_MOST = 4000;
const TRAIL_AT_MOST = 24;

export const has = (memory: Memory, step: string): boolean => memory.done.includes(step);
export const asked = (memory: Memory, step: string): boolean => memory.trail.includes(step);
export const onCall = (facts: Facts): boolean => facts.medium === 'call';

export function mark(memory: Memory, ...steps: string[]): Pick<Memory, 'done'> {
  return { done: [...new Set([...memory.done, ...steps])] };
}

export function tread(memory: Memory, step: string): Pick<Memory, 'trail'> {
  return memory.trail.at(-1) === step ? { trail: memory.trail } : { trail: [...memory.trail, step].slice(-TRAIL_AT_MOST) };
}

export function addWords(memory: Memory, words: string): Pick<Memory, 'text'> {
  const said = words.trim();
  if (said === '' || memory.text === said) return { text: memory.text };
  return { text: (memory.text === '' ? said : `${memory.text}\n${said}`).slice(0, TEXT_AT_MOST) };
}

/** An answer is kept under its slot; `step` is the question that is done with it. */
export const answer = (memory: Memory, slot: string, value: string, step = slot): Pick<Memory, 'answers' | 'done'> => ({
  answers: value === '' ? memory.answers : { ...memory.answers, [slot]: value.slice(0, 500) }, ...mark(memory, step),
});

/** Has the person told us anything that must not be lost? That it is about the distribution alone says nothing yet. */
export const saidSomething = (memory: Memory): boolean =>
  memory.ticket === null && (memory.text !== '' || memory.files > 0 || (memory.purpose === 'report' && memory.type !== null && (memory.category !== 'programmatic' || memory.topic !== null)));

export const entryOf = (catalogue: Catalogue, type: string | null): TypeEntry | undefined => (type === null ? undefined : catalogue.types[type]);

/** The type whose queries leave the helpdesk. */
export const nmcpType = (catalogue: Catalogue): string => Object.values(catalogue.types).find((each) => each.route === 'nmcp')?.id ?? 'programmatic';

/** Known district of the report: said now, or on record. */
export const districtOf = (memory: Memory, facts: Facts): string | null => memory.district ?? (memory.stranger ? null : facts.who.district);

/** Asked before the description where the kind was chosen first (by keys): it stays. */
const KIND_FIRST: readonly string[] = ['types', 'category', 'offer', 'confirm'];

/** Takes the last question back: its answer is forgotten, so that it is asked again. */
export function forget(memory: Memory, step: string): Partial<Memory> {
  const done = memory.done.filter((each) => each !== step);
  const slot = step.replace(/^q:/u, '');
  const answers = Object.fromEntries(Object.entries(memory.answers).filter(([name]) => name !== slot));
  switch (step) {
    case 'menu': return { purpose: null };
    case 'describe': return KIND_FIRST.some((each) => asked(memory, each)) ? { done, text: '' } : { done, text: '', type: null, confirmed: false, category: null, candidates: [] };
    case 'confirm': return { done, confirmed: false, type: memory.denied.at(-1) ?? memory.type, denied: memory.denied.slice(0, -1) };
    case 'offer': return { done, type: null, confirmed: false, category: null };
    case 'category': return { done, type: null, confirmed: false, category: null, page: 0 };
    case 'types': return { done, type: null, confirmed: false, page: 0 };
    case 'impact': return { done, impact: null };
    case 'topic': return { done, topic: null };
    case 'known': return { done: done.filter((each) => !each.startsWith('known:')), incident: null };
    case 'fix': return { done: done.filter((each) => each !== 'faq'), fix: null };
    case 'area':
    case 'district': return { done, answers, district: null, page: 0 };
    default: return { done, answers };
  }
}
