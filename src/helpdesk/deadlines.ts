/** Deadlines of a ticket, counted in the opening hours of its level: first answer, progress, solution; their warning, their pause, a new level or priority. Pure; called by filing, plan, ladder and whoever moves a ticket. */
import type { Calendar, Content } from '../content/types.js';
import { addOpenMinutes, isOpen, minusOpenMinutes, nextOpening, openMinutesBetween } from './calendar.js';
import { inArea } from './staff.js';
import type { IncidentType, Level, Priority, Status, Ticket, TicketDesk } from './ticket.js';

export const DEADLINES = ['answer', 'progress', 'solve'] as const;
export type Deadline = (typeof DEADLINES)[number];

const FIELD = { answer: 'answerBy', progress: 'progressBy', solve: 'solveBy' } as const;
const MINUTE = 60_000;
const LIVE: ReadonlySet<Status> = new Set(['open', 'assigned', 'waiting']);

/** Somebody has to do something. Resolved tickets wait for the reporter's word, deferred ones for the end of the campaign. */
export const isLive = (ticket: Pick<Ticket, 'status'>): boolean => LIVE.has(ticket.status);

/** Recorded and thanked (SOP L71), or counted with a known problem: nobody is alerted and no deadline runs. */
export const isQuiet = (ticket: Ticket, content: Content): boolean => ticket.incident !== null || content.types[ticket.type].thanksOnly;

/** Somebody said that he does it. A reopened ticket keeps its owner, but he has not taken it up again yet. */
export const isTaken = ({ assignee, desk }: Pick<Ticket, 'assignee' | 'desk'>): boolean => assignee !== null && desk.takenAt !== null;

export const waitsForReporter = ({ status, waitingFor }: Pick<Ticket, 'status' | 'waitingFor'>): boolean => status === 'waiting' && waitingFor === 'reporter';

/** `Tete/Moatize`, as far as it is known. */
export function placeOf({ province, district }: Ticket['area']): string | undefined {
  if (province === null) return undefined;
  return district === null ? province : `${province}/${district}`;
}

/** L1 and L2: the helpdesk's hours; L3: India's; NMCP: those of the nodal officer of the area. */
export function calendarOf(content: Content, { level, area }: Pick<Ticket, 'level' | 'area'>): Calendar | undefined {
  if (level === 'L3') return content.calendars[content.l3Calendar];
  const nodal = level === 'NMCP' ? content.staff.find((each) => each.role === 'nodal' && inArea(each.areas, placeOf(area))) : undefined;
  return content.calendars[nodal?.shift ?? content.deskCalendar] ?? content.calendars[content.deskCalendar];
}

/** Opening minutes. While others have to build something first (a change, a release), news is due as late as the solution. */
export function minutesOf(kind: Deadline, { level, type, priority, status }: Pick<Ticket, 'level' | 'type' | 'priority' | 'status'>, content: Content): number {
  if (kind === 'answer') return content.types[type].firstAnswer[priority];
  const { progress, solution } = content.rules.deadlines[level];
  return kind === 'progress' && status !== 'waiting' ? progress[priority] : solution[priority];
}

/** @returns ms UTC; null = none */
export const byOf = (kind: Deadline, desk: TicketDesk): number | null => desk[FIELD[kind]];

/** When the warning is due: `warnPercent` of the deadline's minutes are left. @returns ms UTC */
export function warnAt(kind: Deadline, ticket: Ticket, content: Content): number | null {
  const by = byOf(kind, ticket.desk);
  const calendar = calendarOf(content, ticket);
  if (by === null) return null;
  const left = (minutesOf(kind, ticket, content) * content.rules.warnPercent) / 100;
  return (calendar === undefined ? null : minusOpenMinutes(calendar, by, left)) ?? by - left * MINUTE;
}

/** @param at ms UTC: where the minutes begin to count */
export function deadlineFrom(kind: Deadline, ticket: Ticket, at: number, content: Content): number | null {
  const calendar = calendarOf(content, ticket);
  return calendar === undefined ? null : addOpenMinutes(calendar, at, minutesOf(kind, ticket, content));
}

/** Alerts keep to the level's hours; what is critical does not wait. @returns ms UTC, `at` or later */
export function heardFrom(ticket: Ticket, at: number, content: Content): number {
  const calendar = calendarOf(content, ticket);
  if (ticket.priority === 'critical' || calendar === undefined || isOpen(calendar, at)) return at;
  return nextOpening(calendar, at) ?? at;
}

/** The desk of a new, reopened or handed-over ticket: the ladder from its first rung, first alert as soon as somebody may hear it. @param now ms UTC */
export function begun(ticket: Ticket, content: Content, now: number): Ticket {
  if (!isLive(ticket) || isQuiet(ticket, content)) return ticket;
  return { ...ticket, desk: { ...ticket.desk, rung: 0, round: 0, proposedTo: null, alertAt: heardFrom(ticket, now, content), solveBy: ticket.desk.solveBy ?? deadlineFrom('solve', ticket, now, content) } };
}

/** To another level: nobody's, alerted there from the first rung, its own time for the solution. The promise to the reporter stays. */
export function toLevel(ticket: Ticket, level: Level, content: Content, now: number): Ticket {
  const there: Ticket = {
    ...ticket, level, assignee: null, status: isLive(ticket) ? 'open' : ticket.status, waitingFor: null,
    desk: { ...resumed(ticket, content, now).desk, takenAt: null, movedAt: null, progressBy: null, solveBy: null, told: ticket.desk.told.filter((each) => !each.endsWith('.progress') && !each.endsWith('.solve')) },
  };
  return begun(there, content, now);
}

/** Another priority or type: each deadline is counted anew from where it began, the time it stood still included. */
export function retimed(ticket: Ticket, set: { readonly priority?: Priority; readonly type?: IncidentType }, content: Content, now: number): Ticket {
  const changed: Ticket = { ...ticket, ...set };
  if (!isLive(ticket) || isQuiet(changed, content)) return changed;
  const anew = (kind: Deadline): number | null => {
    const by = byOf(kind, ticket.desk);
    const calendar = calendarOf(content, ticket);
    if (by === null || calendar === undefined) return by;
    return deadlineFrom(kind, changed, minusOpenMinutes(calendar, by, minutesOf(kind, ticket, content)) ?? now, content);
  };
  const answerBy = anew('answer');
  const more = changed.priority === 'critical' && ticket.priority !== 'critical' && !isTaken(ticket);
  return {
    ...changed, dueAt: answerBy !== null && ticket.dueAt === ticket.desk.answerBy ? answerBy : ticket.dueAt,
    desk: { ...ticket.desk, answerBy, progressBy: anew('progress'), solveBy: anew('solve'), alertAt: more ? now : ticket.desk.alertAt },
  };
}

/** The deadlines go on: each moves by the open minutes that it stood still. */
export function resumed(ticket: Ticket, content: Content, now: number): Ticket {
  const { desk } = ticket;
  if (desk.pausedAt === null) return ticket;
  const calendar = calendarOf(content, ticket);
  const stood = calendar === undefined ? 0 : openMinutesBetween(calendar, desk.pausedAt, now);
  const later = (by: number | null): number | null => (by === null || calendar === undefined ? by : addOpenMinutes(calendar, by, stood));
  return { ...ticket, dueAt: desk.answerBy === null ? ticket.dueAt : later(ticket.dueAt), desk: { ...desk, pausedAt: null, alertAt: null, answerBy: later(desk.answerBy), progressBy: later(desk.progressBy), solveBy: later(desk.solveBy) } };
}
