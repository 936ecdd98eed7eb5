/** The triage list (SOP question 11, domain.md B.4): what is unfinished, by who has it (L1, L2, eGov, NMCP; each person) and by age. Pure; called by daily-report, report-due, desk/reports and the command line. */
import type { Level, Priority, Ticket } from './ticket.js';

const HOUR = 3_600_000;
/** Hours at which the next bucket begins (PRD: <6, 6-12, 12-24, 24-48, 48 and more). */
const EDGES = [6, 12, 24, 48] as const;
export const AGES = ['<6', '6-12', '12-24', '24-48', '48+'] as const;
export type Age = (typeof AGES)[number];
export type ByAge = Readonly<Record<Age, number>>;

export const PARTIES: readonly Level[] = ['L1', 'L2', 'L3', 'NMCP'];
const URGENCY: readonly Priority[] = ['critical', 'high', 'medium', 'low'];
const LIVE: ReadonlySet<Ticket['status']> = new Set(['open', 'assigned', 'waiting']);

export interface TriageRow {
  readonly number: string;
  readonly level: Level;
  readonly priority: Priority;
  readonly type: string;
  readonly district: string | null;
  readonly status: string;
  readonly waitingFor: string | null;
  readonly assignee: string | null;
  /** The known problem it is counted with. */
  readonly incident: string | null;
  readonly hoursOpen: number;
  readonly age: Age;
  /** A deadline or the promise to the reporter is over. */
  readonly late: boolean;
}

export interface Heap {
  readonly total: number;
  readonly byAge: ByAge;
}

export interface Triage extends Heap {
  readonly parties: readonly (Heap & { readonly party: Level })[];
  /** `null`: nobody has it. Most first. */
  readonly assignees: readonly (Heap & { readonly name: string | null })[];
  /** Most urgent and oldest first. */
  readonly rows: readonly TriageRow[];
}

export const isUnfinished = ({ status }: Pick<Ticket, 'status'>): boolean => LIVE.has(status);

/** @param at ms UTC: ages count up to here */
export function triage(tickets: readonly Ticket[], at: number): Triage {
  const rows = tickets.filter(isUnfinished).sort(byUrgency).map((ticket) => rowOf(ticket, at));
  const names = [...new Set(rows.map((row) => row.assignee))];
  return {
    ...heap(rows),
    parties: PARTIES.map((party) => ({ party, ...heap(rows.filter((row) => row.level === party)) })),
    assignees: names.map((name) => ({ name, ...heap(rows.filter((row) => row.assignee === name)) })).sort((one, other) => other.total - one.total || ((one.name ?? '') < (other.name ?? '') ? -1 : 1)),
    rows,
  };
}

export function ageOf(hours: number): Age {
  const edge = EDGES.findIndex((each) => hours < each);
  return AGES[edge === -1 ? EDGES.length : edge] ?? '48+';
}

function rowOf(ticket: Ticket, at: number): TriageRow {
  const hours = Math.max(0, at - ticket.openedAt) / HOUR;
  const { number, level, priority, type, area, status, waitingFor, assignee, incident, dueAt, desk } = ticket;
  const unanswered = dueAt !== null && assignee === null && incident === null && dueAt < at;
  return { number, level, priority, type, district: area.district, status, waitingFor, assignee, incident, hoursOpen: Math.floor(hours), age: ageOf(hours), late: unanswered || desk.told.some((each) => each.startsWith('breached.')) };
}

const heap = (rows: readonly TriageRow[]): Heap => ({ total: rows.length, byAge: Object.fromEntries(AGES.map((age) => [age, rows.filter((row) => row.age === age).length])) as Record<Age, number> });

const byUrgency = (one: Ticket, other: Ticket): number => URGENCY.indexOf(one.priority) - URGENCY.indexOf(other.priority) || one.openedAt - other.openedAt || (one.number < other.number ? -1 : 1);
