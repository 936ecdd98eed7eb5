/** Days of reports, local to the campaign: which day is meant, its span, and when a report falls due next. Pure; called by needs, report-due, desk/reports and the command line. */
import { DateTime } from 'luxon';
import { bare } from '../conversation/words.js';
import type { DeskRules } from '../content/types.js';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The local day that holds this moment, as [from, to) in ms UTC: 23 or 25 hours where the clocks change. */
export function spanOf(at: number, zone: string): Span {
  const start = DateTime.fromMillis(at, { zone }).startOf('day');
  return { from: start.toMillis(), to: start.plus({ days: 1 }).toMillis() };
}

/** ISO date of the local day. */
export const dayOf = (at: number, zone: string): string => DateTime.fromMillis(at, { zone }).toISODate() ?? '';

/** "", "hoje", "ontem", "2026-10-02", "2/10", "02.10.2026". @param now ms UTC @returns a moment of that day; null where no day can be made of it */
export function dayMeant(words: string, now: number, zone: string): number | null {
  const said = bare(words).replace(/^(?:de|do|da|dia) /u, '');
  const today = DateTime.fromMillis(now, { zone });
  if (said === '' || said === 'hoje' || said === 'today') return now;
  if (said === 'ontem' || said === 'yesterday') return today.minus({ days: 1 }).startOf('day').toMillis();
  if (said === 'anteontem') return today.minus({ days: 2 }).startOf('day').toMillis();
  const iso = /^(\d{4}) (\d{1,2}) (\d{1,2})$/u.exec(said);
  const local = /^(\d{1,2}) (\d{1,2})(?: (\d{4}))?$/u.exec(said);
  const [year, month, day] = iso !== null ? [iso[1], iso[2], iso[3]] : local !== null ? [local[3] ?? String(today.year), local[2], local[1]] : [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = DateTime.fromObject({ year: Number(year), month: Number(month), day: Number(day) }, { zone });
  return date.isValid ? date.toMillis() : null;
}

/** `triage/08:30`, `daily/22:30`: keys of the timers. */
export type ReportKey = `${'triage' | 'daily'}/${string}`;

export const reportKeys = ({ reports }: Pick<DeskRules, 'reports'>): readonly ReportKey[] => [...new Set(reports.triage)].map((time): ReportKey => `triage/${time}`).concat(`daily/${reports.daily}`);

/** When the report of this key falls due next, after `after` (ms UTC); a time that a change of clocks skips comes right after the gap. Null where the key is no report's. */
export function nextReport(key: string, after: number, zone: string): number | null {
  const [, hour, minute] = /^(?:triage|daily)\/(\d\d):(\d\d)$/u.exec(key) ?? [];
  if (hour === undefined || minute === undefined) return null;
  const today = DateTime.fromMillis(after, { zone }).startOf('day');
  for (let days = 0; days < 3; days += 1) {
    const at = today.plus({ days }).set({ hour: Number(hour), minute: Number(minute) }).toMillis();
    if (at > after) return at;
  }
  return null;
}
