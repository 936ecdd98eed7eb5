/** The daily report (SOP L138, question 11): what a day brought, how fast it was answered and solved, what was promised and kept, what is still open. Pure; called by `helpdesk report`, report-due and desk/reports. */
import { DateTime } from 'luxon';
import type { Call } from '../gateway/records.js';
import type { ReportData } from '../store/port.js';
import type { Ticket, TicketEvent } from './ticket.js';
import { triage } from './triage.js';
import type { Triage, TriageRow } from './triage.js';

type Tally = Readonly<Record<string, number>>;

/** Minutes, rounded; null where there is none. */
export interface Durations {
  readonly count: number;
  readonly medianMinutes: number | null;
  readonly p90Minutes: number | null;
}

export interface DailyReport {
  /** ISO date, local to the campaign. */
  readonly day: string;
  readonly received: number;
  readonly byType: Tally;
  readonly byDistrict: Tally;
  readonly byChannel: Tally;
  /** Where the day's tickets stand now. */
  readonly byStatus: Tally;
  readonly resolved: number;
  /** Of the resolved: by the local monitor. `selfHelp`: known fixes that made a ticket needless. */
  readonly solved: { readonly level1: number; readonly selfHelp: number };
  /** From the report to the desk's first move, of the day's tickets that were answered in the day (not those counted with a known problem). */
  readonly firstAnswer: Durations;
  /** From the report to the solution, of what was solved in the day. */
  readonly solution: Durations;
  /** Times told to the day's reporters: made = kept + broken + open. */
  readonly promises: { readonly made: number; readonly kept: number; readonly broken: number; readonly open: number };
  /** Deadlines that went by in the day. */
  readonly breaches: { readonly total: number; readonly answer: number; readonly progress: number; readonly solve: number };
  readonly reopened: number;
  /** Callbacks: still owed now; of the day: new ones, and those that ended. */
  readonly callbacks: { readonly owed: number; readonly new: number; readonly done: number };
  readonly calls: { readonly total: number; readonly byOutcome: Tally };
  /** Programmatic queries sent to NMCP, by topic (SOP question 15; where the redirect is counted at all). */
  readonly redirected: Tally;
  /** Known fixes: how often shown, and how often that solved it, by FAQ entry. */
  readonly selfHelp: Readonly<Record<string, { readonly shown: number; readonly solved: number }>>;
  /** Known problems that were live in the day, with the tickets counted with each. */
  readonly incidents: readonly { readonly number: string; readonly type: string; readonly areas: readonly string[]; readonly status: string; readonly tickets: number }[];
  /** Put off to after the campaign (Group V) or to change requests. */
  readonly deferred: number;
  /** Everything unfinished, most urgent and oldest first. */
  readonly triage: readonly TriageRow[];
  /** The same by party, person and age. */
  readonly parties: Triage['parties'];
  readonly assignees: Triage['assignees'];
  readonly byAge: Triage['byAge'];
}

const MINUTE = 60_000;
/** Moves by which a person of the desk answers. */
const ANSWERS: ReadonlySet<TicketEvent['type']> = new Set(['assigned', 'comment', 'waiting', 'deferred', 'resolved', 'closed', 'redirected', 'rejected', 'talk', 'callback', 'linked']);
const NOBODY: ReadonlySet<string> = new Set(['reporter', 'gateway']);

/** The day as [from, to) in ms UTC; null where it is no date. */
export function dayBounds(day: string, timezone: string): { readonly from: number; readonly to: number } | null {
  const date = DateTime.fromISO(day, { zone: timezone });
  if (!date.isValid || !/^\d{4}-\d{2}-\d{2}$/u.test(day)) return null;
  return { from: date.startOf('day').toMillis(), to: date.startOf('day').plus({ days: 1 }).toMillis() };
}

/**
 * @param data of exactly this day (Store.reportData over dayBounds); @param calls may be more than the day's
 * @param day ISO date; null where it is no date @param now ms UTC: ages count to the end of the day, or to now while the day lasts
 */
export function dailyReport(data: ReportData, calls: readonly Call[], day: string, timezone: string, now: number): DailyReport | null {
  const bounds = dayBounds(day, timezone);
  if (bounds === null) return null;
  const { from, to } = bounds;
  const during = (at: number | null): boolean => at !== null && at >= from && at < to;
  const { tickets, callbacks, counts } = data;
  const events = data.events.filter((event) => during(event.at));
  const received = tickets.filter((ticket) => during(ticket.openedAt));
  const resolved = tickets.filter((ticket) => during(ticket.resolvedAt));
  const talked = calls.filter((call) => during(call.startedAt));
  const open = triage(tickets.filter((ticket) => ticket.openedAt < to), Math.min(now, to));
  const help = selfHelp(counts);
  return {
    day,
    received: received.length,
    byType: tally(received, (ticket) => ticket.type),
    byDistrict: tally(received, (ticket) => ticket.area.district ?? '-'),
    byChannel: tally(received, (ticket) => ticket.channel),
    byStatus: tally(received, (ticket) => ticket.status),
    resolved: resolved.length,
    solved: { level1: resolved.filter((ticket) => ticket.level === 'L1').length, selfHelp: Object.values(help).reduce((sum, each) => sum + each.solved, 0) },
    ...speed(received, resolved, events),
    breaches: breaches(events),
    reopened: events.filter((event) => event.type === 'reopened').length,
    callbacks: { owed: callbacks.filter((each) => each.doneAt === null).length, new: callbacks.filter((each) => during(each.owedAt)).length, done: callbacks.filter((each) => during(each.doneAt)).length },
    calls: { total: talked.length, byOutcome: tally(talked, (call) => call.outcome) },
    redirected: Object.fromEntries(counts.filter((each) => each.name === 'redirected').map(({ label, value }) => [label, value])),
    selfHelp: help,
    incidents: data.problems.filter((each) => each.declaredAt !== null && each.declaredAt < to && (each.solvedAt === null || each.solvedAt >= from)).map(({ number, type, areas, status }) => ({
      number, type, areas, status, tickets: tickets.filter((ticket) => ticket.incident === number).length,
    })),
    deferred: tickets.filter((ticket) => ticket.status === 'deferred').length,
    triage: open.rows, parties: open.parties, assignees: open.assignees, byAge: open.byAge,
  };
}

function speed(received: readonly Ticket[], resolved: readonly Ticket[], events: readonly TicketEvent[]): Pick<DailyReport, 'firstAnswer' | 'solution' | 'promises'> {
  const answered = new Map<string, number>();
  for (const { ticket, type, by, at } of events) if (ANSWERS.has(type) && !NOBODY.has(by) && at < (answered.get(ticket) ?? Infinity)) answered.set(ticket, at);
  const waits = received.flatMap((ticket) => {
    const at = answered.get(ticket.number);
    return at === undefined || ticket.incident !== null ? [] : [at - ticket.openedAt];
  });
  const promised = received.filter((ticket) => ticket.incident === null && ticket.dueAt !== null && ticket.status !== 'abandoned');
  const broken = promised.filter((ticket) => ticket.desk.told.some((each) => each.startsWith('broken.')));
  const kept = promised.filter((ticket) => !broken.includes(ticket) && (answered.get(ticket.number) ?? Infinity) <= (ticket.dueAt ?? 0));
  return {
    firstAnswer: durations(waits),
    solution: durations(resolved.map((ticket) => (ticket.resolvedAt ?? 0) - ticket.openedAt)),
    promises: { made: promised.length, kept: kept.length, broken: broken.length, open: promised.length - kept.length - broken.length },
  };
}

/** Nearest rank: the value that so many of a hundred do not exceed. @param waits ms */
export function durations(waits: readonly number[]): Durations {
  const sorted = [...waits].sort((one, other) => one - other);
  const rank = (percent: number): number | null => {
    const at = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
    return at === undefined ? null : Math.round(at / MINUTE);
  };
  return { count: sorted.length, medianMinutes: rank(50), p90Minutes: rank(90) };
}

function breaches(events: readonly TicketEvent[]): DailyReport['breaches'] {
  const of = (deadline: string): number => events.filter((event) => event.type === 'breached' && event.text === deadline).length;
  const [answer, progress, solve] = [of('answer'), of('progress'), of('solve')];
  return { total: answer + progress + solve, answer, progress, solve };
}

function selfHelp(counts: ReportData['counts']): DailyReport['selfHelp'] {
  const of = (name: string, id: string): number => counts.find((each) => each.name === name && each.label === id)?.value ?? 0;
  const ids = [...new Set(counts.filter((each) => each.name.startsWith('faq.')).map((each) => each.label))].sort();
  return Object.fromEntries(ids.map((id) => [id, { shown: of('faq.shown', id), solved: of('faq.solved', id) }]));
}

/** Largest first, then by name, so that the same day always reads the same. */
export function tally<T>(rows: readonly T[], keyOf: (row: T) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([name, count], [otherName, other]) => other - count || (name < otherName ? -1 : 1)));
}
