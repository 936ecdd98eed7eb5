/** The daily report and triage list (SOP question 11): what a day brought and what is still open. Pure; called by `helpdesk report`. */
import { DateTime } from 'luxon';
import type { Call } from '../gateway/records.js';
import type { TicketDossier } from '../store/port.js';
import type { Ticket } from './ticket.js';

export interface DailyReport {
  /** ISO date, local to the campaign. */
  readonly day: string;
  readonly received: number;
  readonly byType: Readonly<Record<string, number>>;
  readonly byDistrict: Readonly<Record<string, number>>;
  readonly byChannel: Readonly<Record<string, number>>;
  /** Where the day's tickets stand now. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly resolved: number;
  readonly calls: { readonly total: number; readonly byOutcome: Readonly<Record<string, number>> };
  /** Programmatic queries sent to NMCP, by topic (SOP question 15; where the redirect is counted at all). */
  readonly redirected: Readonly<Record<string, number>>;
  /** Known fixes: how often shown, and how often that solved it, by FAQ entry. */
  readonly selfHelp: Readonly<Record<string, { readonly shown: number; readonly solved: number }>>;
  /** Everything unfinished at the end of the day, most urgent and oldest first. */
  readonly triage: readonly { readonly number: string; readonly level: string; readonly priority: string; readonly type: string; readonly district: string | null; readonly status: string; readonly assignee: string | null; readonly hoursOpen: number; readonly late: boolean }[];
}

const HOUR = 3_600_000;
const URGENCY: readonly Ticket['priority'][] = ['critical', 'high', 'medium', 'low'];
const FINISHED: ReadonlySet<Ticket['status']> = new Set(['resolved', 'closed', 'redirected', 'rejected', 'abandoned']);

/** A counter's sum over the day (Store.counts). */
export interface Count {
  readonly name: string;
  readonly label: string;
  readonly value: number;
}

/** The day as [from, to) in ms UTC; null where it is no date. */
export function dayBounds(day: string, timezone: string): { readonly from: number; readonly to: number } | null {
  const date = DateTime.fromISO(day, { zone: timezone });
  if (!date.isValid || !/^\d{4}-\d{2}-\d{2}$/u.test(day)) return null;
  return { from: date.startOf('day').toMillis(), to: date.startOf('day').plus({ days: 1 }).toMillis() };
}

/** @param day ISO date; null where it is no date @param now ms UTC: ages count to the end of the day, or to now while the day lasts */
export function dailyReport(dossiers: readonly TicketDossier[], calls: readonly Call[], counts: readonly Count[], day: string, timezone: string, now: number): DailyReport | null {
  const bounds = dayBounds(day, timezone);
  if (bounds === null) return null;
  const { from, to } = bounds;
  const during = (at: number | null): boolean => at !== null && at >= from && at < to;
  const all = dossiers.map((each) => each.ticket);
  const received = all.filter((ticket) => during(ticket.openedAt));
  const until = Math.min(now, to);
  const talked = calls.filter((call) => during(call.startedAt));
  return {
    day,
    received: received.length,
    byType: tally(received, (ticket) => ticket.type),
    byDistrict: tally(received, (ticket) => ticket.area.district ?? '-'),
    byChannel: tally(received, (ticket) => ticket.channel),
    byStatus: tally(received, (ticket) => ticket.status),
    resolved: all.filter((ticket) => during(ticket.resolvedAt)).length,
    calls: { total: talked.length, byOutcome: tally(talked, (call) => call.outcome) },
    redirected: Object.fromEntries(counts.filter((each) => each.name === 'redirected').map(({ label, value }) => [label, value])),
    selfHelp: selfHelp(counts),
    triage: all.filter((ticket) => ticket.openedAt < to && !FINISHED.has(ticket.status)).sort(byUrgency).map((ticket) => ({
      number: ticket.number, level: ticket.level, priority: ticket.priority, type: ticket.type, district: ticket.area.district, status: ticket.status, assignee: ticket.assignee,
      hoursOpen: Math.floor(Math.max(0, until - ticket.openedAt) / HOUR), late: ticket.dueAt !== null && ticket.assignee === null && ticket.dueAt < until,
    })),
  };
}

function selfHelp(counts: readonly Count[]): DailyReport['selfHelp'] {
  const of = (name: string, id: string): number => counts.find((each) => each.name === name && each.label === id)?.value ?? 0;
  const ids = [...new Set(counts.filter((each) => each.name.startsWith('faq.')).map((each) => each.label))].sort();
  return Object.fromEntries(ids.map((id) => [id, { shown: of('faq.shown', id), solved: of('faq.solved', id) }]));
}

const byUrgency = (one: Ticket, other: Ticket): number => URGENCY.indexOf(one.priority) - URGENCY.indexOf(other.priority) || one.openedAt - other.openedAt;

/** Largest first, then by name, so that the same day always reads the same. */
function tally<T>(rows: readonly T[], keyOf: (row: T) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([name, count], [otherName, other]) => other - count || (name < otherName ? -1 : 1)));
}
