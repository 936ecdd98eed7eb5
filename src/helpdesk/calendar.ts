/** Opening hours: is it open, when does it open, deadlines counted in opening time. Pure (a memo per calendar apart); called by facts, promises, shifts and NMCP contacts. */
import { DateTime } from 'luxon';
import type { Calendar, DayWindow } from '../content/types.js';

/** Half-open, ms UTC. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const DAY_MINUTES = 1440;
/** "Not any more" is said after so many days without an opening. */
const LOOK_AHEAD_DAYS = 60;
/** Deadlines further away than ten years are none. */
const LONGEST_DAYS = 3660;
const KEPT_DAYS = 512;

interface Memo {
  /** UTC day number -> open spans within that day, sorted, merged, clipped. No zone arithmetic is needed once a day is in here. */
  readonly days: Map<number, readonly Span[]>;
  /** How many days past its own a window may reach. */
  readonly reach: number;
}

const memos = new WeakMap<Calendar, Memo>();

/** @param at ms UTC. From the minute of opening on, up to but not including the minute of closing. */
export function isOpen(calendar: Calendar, at: number): boolean {
  for (const span of spansOn(calendar, dayOf(at))) {
    if (at < span.from) return false;
    if (at < span.to) return true;
  }
  return false;
}

/** The first moment from `at` on at which it is open: `at` itself when it is open now. @returns ms UTC; null when none comes within 60 days */
export function nextOpening(calendar: Calendar, at: number): number | null {
  const until = at + LOOK_AHEAD_DAYS * DAY;
  for (let day = dayOf(at); day <= dayOf(until); day += 1) {
    for (const span of spansOn(calendar, day)) {
      if (span.to > at) return span.from > until ? null : Math.max(at, span.from);
    }
  }
  return null;
}

/**
 * The moment at which `minutes` of opening time have passed since `at` (0 while closed: the next opening; exactly up to closing: the closing time).
 * @returns ms UTC; null when the calendar stays closed for 60 days before that, or it is more than ten years away
 * @throws RangeError on negative or missing minutes
 */
export function addOpenMinutes(calendar: Calendar, at: number, minutes: number): number | null {
  if (!(minutes >= 0)) throw new RangeError(`minutes of opening time: ${minutes}`);
  let left = minutes * MINUTE;
  let closedSince = at;
  for (let day = dayOf(at); day <= dayOf(at) + LONGEST_DAYS; day += 1) {
    for (const span of spansOn(calendar, day)) {
      if (span.to <= at) continue;
      const from = Math.max(at, span.from);
      if (from - closedSince > LOOK_AHEAD_DAYS * DAY) return null;
      if (left <= span.to - from) return from + left;
      left -= span.to - from;
      closedSince = span.to;
    }
    if (day * DAY - closedSince > LOOK_AHEAD_DAYS * DAY) return null;
  }
  return null;
}

/** The other way round: the last moment from which `minutes` of opening time pass until `at`. @returns ms UTC; null as for addOpenMinutes @throws RangeError on negative or missing minutes */
export function minusOpenMinutes(calendar: Calendar, at: number, minutes: number): number | null {
  if (!(minutes >= 0)) throw new RangeError(`minutes of opening time: ${minutes}`);
  if (minutes === 0) return at;
  let left = minutes * MINUTE;
  let closedFrom = at;
  for (let day = dayOf(at); day >= dayOf(at) - LONGEST_DAYS; day -= 1) {
    for (const span of [...spansOn(calendar, day)].reverse()) {
      if (span.from >= at) continue;
      const to = Math.min(at, span.to);
      if (closedFrom - to > LOOK_AHEAD_DAYS * DAY) return null;
      if (left <= to - span.from) return to - left;
      left -= to - span.from;
      closedFrom = span.from;
    }
    if (closedFrom - day * DAY > LOOK_AHEAD_DAYS * DAY) return null;
  }
  return null;
}

/** Opening time between two moments (ms UTC), in minutes with fractions; 0 when `to` is not after `from`. */
export function openMinutesBetween(calendar: Calendar, from: number, to: number): number {
  let open = 0;
  for (let day = dayOf(from); day * DAY < to; day += 1) {
    for (const span of spansOn(calendar, day)) open += Math.max(0, Math.min(to, span.to) - Math.max(from, span.from));
  }
  return open / MINUTE;
}

/** When it closes after `at`: of the window that is open then, else of the next one; windows that touch (midnight) are one. @returns ms UTC; null when it does not open, or not close, within 60 days */
export function nextClosing(calendar: Calendar, at: number): number | null {
  let closing: number | null = null;
  for (let day = dayOf(at); day <= dayOf(at + LOOK_AHEAD_DAYS * DAY); day += 1) {
    for (const span of spansOn(calendar, day)) {
      if (span.to <= at) continue;
      if (closing !== null && span.from > closing) return closing;
      closing = span.to;
    }
    if (closing !== null && closing < (day + 1) * DAY) return closing;
  }
  return null;
}

const dayOf = (at: number): number => Math.floor(at / DAY);

function spansOn(calendar: Calendar, day: number): readonly Span[] {
  const memo = memoOf(calendar);
  const known = memo.days.get(day);
  if (known !== undefined) return known;
  if (memo.days.size >= KEPT_DAYS) memo.days.clear();
  const spans = workOut(calendar, day, memo.reach);
  memo.days.set(day, spans);
  return spans;
}

function memoOf(calendar: Calendar): Memo {
  const known = memos.get(calendar);
  if (known !== undefined) return known;
  const ends = [...Object.values(calendar.weekly), ...Object.values(calendar.exceptions)].flat().map((window) => window.to);
  const memo: Memo = { days: new Map(), reach: Math.max(0, ...ends.map((to) => Math.ceil(to / DAY_MINUTES) - 1)) };
  memos.set(calendar, memo);
  return memo;
}

/** Windows belong to the local day on which they start; a local day lies within the UTC days beside it (zones go from -12 to +14 hours). */
function workOut(calendar: Calendar, day: number, reach: number): readonly Span[] {
  const spans: Span[] = [];
  for (let local = day - 1 - reach; local <= day + 1; local += 1) {
    for (const window of windowsOf(calendar, local)) {
      const from = Math.max(day * DAY, wallTime(calendar, local, window.from));
      const to = Math.min((day + 1) * DAY, wallTime(calendar, local, window.to));
      if (from < to) spans.push({ from, to });
    }
  }
  return merged(spans.sort((one, other) => one.from - other.from));
}

/** An exception replaces the windows that start on its day; what runs over from the evening before stays. */
function windowsOf(calendar: Calendar, local: number): readonly DayWindow[] {
  const iso = DateTime.fromMillis(local * DAY, { zone: 'utc' }).toISODate() ?? '';
  const weekday = ((((local + 3) % 7) + 7) % 7) + 1;
  return calendar.exceptions[iso] ?? calendar.weekly[weekday] ?? [];
}

/** Local day number and minute -> ms UTC. A time that a change of clocks skips is moved past the gap; of one that comes twice, the first counts. */
function wallTime(calendar: Calendar, local: number, minute: number): number {
  const { year, month, day } = DateTime.fromMillis((local + Math.floor(minute / DAY_MINUTES)) * DAY, { zone: 'utc' });
  const ofDay = minute % DAY_MINUTES;
  const at = DateTime.fromObject({ year, month, day, hour: Math.floor(ofDay / 60), minute: ofDay % 60 }, { zone: calendar.timezone }).toMillis();
  if (Number.isNaN(at)) throw new Error(`calendar ${calendar.name}: unknown time zone ${calendar.timezone}`);
  return at;
}

function merged(sorted: readonly Span[]): readonly Span[] {
  const spans: Span[] = [];
  for (const span of sorted) {
    const last = spans.at(-1);
    if (last === undefined || span.from > last.to) spans.push(span);
    else if (span.to > last.to) spans[spans.length - 1] = { from: last.from, to: span.to };
  }
  return spans;
}
