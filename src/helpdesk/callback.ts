/** The callback ledger: who is owed a call, which try comes next and when, when it is given up, and whether a reporter was told or tried (SOP question 4). Pure; called by the gateway's callback files and before a ticket is closed. */
import type { Content } from '../content/types.js';
import type { Callback, CallbackLedger, CallbackTry } from '../gateway/records.js';
import { addOpenMinutes, isOpen, nextOpening } from './calendar.js';
import type { Ticket } from './ticket.js';

const MINUTE = 60_000;
/** Reminders and tries never come closer than this. */
const LEAST_MINUTES = 1;
const HOUR = 60 * MINUTE;

/** Tries that did not reach the person: three of them, with their dates, are what a closed ticket needs where nobody was told. */
const UNREACHED: ReadonlySet<CallbackTry['outcome']> = new Set(['no_answer', 'busy', 'machine', 'failed', 'wrong_number']);

type Desk = Pick<Content, 'calendars' | 'rules'>;

/** The ledger of a row written before ledgers existed: a person calls. */
export const ledgerOf = (callback: Callback): CallbackLedger =>
  callback.ledger ?? { mode: 'person', assignee: null, tries: [], nextAt: callback.doneAt === null ? callback.owedAt : null, outcome: callback.doneAt === null ? 'open' : 'reached' };

export const isOpenCallback = (callback: Callback): boolean => callback.doneAt === null;

/** Tries that count against the limit. "Later" is the person's own wish and counts none. */
export const attemptsOf = (callback: Callback): readonly CallbackTry[] => ledgerOf(callback).tries.filter((each) => UNREACHED.has(each.outcome));

/** @param at ms UTC @returns the same moment, or the calendar's next opening; `at` where it does not open again */
export function withinHours({ calendars, rules }: Desk, at: number): number {
  const calendar = calendars[rules.callback.calendar];
  if (calendar === undefined || isOpen(calendar, at)) return at;
  return nextOpening(calendar, at) ?? at;
}

/** The last interval repeats. Minutes of opening time, so that an evening's try goes on next morning. */
export function nextTry(desk: Desk, count: number, at: number): number {
  const { every } = desk.rules.callback;
  const minutes = Math.max(LEAST_MINUTES, every[Math.min(count, every.length) - 1] ?? every.at(-1) ?? LEAST_MINUTES);
  const calendar = desk.calendars[desk.rules.callback.calendar];
  return (calendar === undefined ? null : addOpenMinutes(calendar, at, minutes)) ?? at + minutes * MINUTE;
}

export interface Owed {
  readonly id: string;
  readonly contactId: string;
  readonly phone: string | null;
  readonly reason: Callback['reason'];
  readonly ticket: string | null;
  readonly callId: string | null;
  readonly mode: CallbackLedger['mode'];
  readonly assignee: string | null;
}

/** A new row, due within the callback's hours. @param at ms UTC @param wait ms until then; null = the first interval */
export function owed({ mode, assignee, ...row }: Owed, desk: Desk, at: number, wait: number | null = 0): Callback {
  const nextAt = wait === null ? nextTry(desk, 1, at) : withinHours(desk, at + wait);
  return { ...row, owedAt: at, doneAt: null, ledger: { mode, assignee, tries: [], nextAt, outcome: 'open' } };
}

/** A call is being made now: its outcome takes the place of this entry. @param until when it counts as not answered */
export function calling(callback: Callback, by: string, at: number, until: number): Callback {
  const ledger = ledgerOf(callback);
  return { ...callback, ledger: { ...ledger, tries: [...ledger.tries, { at, by, outcome: 'calling' }], nextAt: until } };
}

export const isCalling = (callback: Callback): boolean => ledgerOf(callback).tries.at(-1)?.outcome === 'calling';

/** Whatever is tried after that is written down, and changes nothing unless it reaches him. */
export const isGivenUp = (callback: Callback): boolean => callback.doneAt !== null && ['given_up', 'written'].includes(ledgerOf(callback).outcome);

/** A call on its way that never took place: leaves no entry. */
const withoutCalling = (tries: readonly CallbackTry[]): readonly CallbackTry[] => tries.filter((each) => each.outcome !== 'calling');

/**
 * Writes down how a try went and works out what comes next: reached ends it; `tries` failures give it up (then the person is written to);
 * "later" is as asked, else in an hour; a wrong number is no machine's business any more: a person finds the right one.
 * @param at ms UTC @param later ms UTC, when the person asked to be called
 */
export function tried(callback: Callback, { at, by, outcome, later }: CallbackTry & { readonly later?: number | null }, desk: Desk): Callback {
  const ledger = ledgerOf(callback);
  const tries = [...withoutCalling(ledger.tries), { at, by, outcome }];
  const next: Callback = { ...callback, ledger: { ...ledger, tries } };
  if (outcome === 'reached' || outcome === 'written') return done(next, outcome, at);
  if (outcome === 'calling' || isGivenUp(callback)) return next;
  const count = attemptsOf(next).length;
  if (count >= desk.rules.callback.tries) return done(next, 'given_up', at);
  const nextAt = outcome === 'later' ? withinHours(desk, Math.max(at + MINUTE, later ?? at + HOUR)) : nextTry(desk, count, at);
  return { ...next, doneAt: null, ledger: { ...ledger, tries, mode: outcome === 'wrong_number' ? 'person' : ledger.mode, nextAt, outcome: 'open' } };
}

/** @param at ms UTC */
export function done(callback: Callback, outcome: CallbackLedger['outcome'], at: number): Callback {
  const ledger = ledgerOf(callback);
  return { ...callback, doneAt: at, ledger: { ...ledger, tries: withoutCalling(ledger.tries), nextAt: null, outcome } };
}

/** After three tries in vain the words go out in writing: dated like the others. */
export function alsoWritten(callback: Callback, at: number): Callback {
  const ledger = ledgerOf(callback);
  return { ...callback, ledger: { ...ledger, tries: [...ledger.tries, { at, by: 'gateway', outcome: 'written' }] } };
}

/** As many as SOP and issue want; data/desk.yaml may ask for more, not for fewer. */
const NEEDED = 3;

/**
 * "Closed implies told, or three dated attempts", of this solution: what was tried for an earlier one does not count. Somebody who hid his
 * number and left none cannot be called at all: then the callback that was given up says so.
 */
export function toldOrTried(ticket: Pick<Ticket, 'number' | 'informed' | 'resolvedAt'>, callbacks: readonly Callback[]): boolean {
  if (ticket.informed.reporter !== null) return true;
  const own = callbacks.filter((each) => each.ticket === ticket.number && each.reason === 'solved' && each.owedAt >= (ticket.resolvedAt ?? 0));
  return own.some((each) => attemptsOf(each).length >= NEEDED || (each.phone === null && ledgerOf(each).outcome === 'given_up'));
}
