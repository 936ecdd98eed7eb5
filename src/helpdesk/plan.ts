/** What is due next of a ticket, from its own fields alone: alert, warning, breach, the promise to the reporter. Pure; called by gateway/desk/save.ts (one timer per ticket) and gateway/ticket-due.ts. */
import type { Content } from '../content/types.js';
import { DEADLINES, byOf, deadlineFrom, heardFrom, isLive, isQuiet, isTaken, resumed, waitsForReporter, warnAt } from './deadlines.js';
import type { Deadline } from './deadlines.js';
import { IDLE_MS } from './talk.js';
import type { Ticket, TicketDesk } from './ticket.js';

/** `promise`: the reporter was told somebody would answer by then. `talk`: a talk with him has fallen asleep. */
export type Why = 'alert' | 'promise' | 'talk' | `warned.${Deadline}` | `breached.${Deadline}`;

export interface Moment {
  /** Ms UTC. */
  readonly at: number;
  readonly why: Why;
}

/** The next thing that is due; null = nothing will happen by itself. */
export function nextMoment(ticket: Ticket, content: Content): Moment | null {
  return moments(ticket, content)[0] ?? null;
}

/** All that is ahead, in the order in which it falls due; what comes together, the graver later. */
export function moments(ticket: Ticket, content: Content): readonly Moment[] {
  const { desk } = ticket;
  if (!isLive(ticket) || isQuiet(ticket, content)) return [];
  const found: Moment[] = [];
  const add = (at: number | null, why: Why): void => {
    if (at !== null) found.push({ at, why });
  };
  if (desk.pausedAt === null) {
    for (const kind of DEADLINES) {
      if (!desk.told.includes(`warned.${kind}`) && !desk.told.includes(`breached.${kind}`)) add(warnAt(kind, ticket, content), `warned.${kind}`);
      if (!desk.told.includes(`breached.${kind}`)) add(byOf(kind, desk), `breached.${kind}`);
    }
    if (desk.answerBy !== null) add(ticket.dueAt, 'promise');
  }
  add(desk.alertAt, 'alert');
  if (desk.talk !== null) add(desk.talk.at + IDLE_MS, 'talk');
  return found.sort((one, other) => one.at - other.at);
}

/**
 * Brings the desk's fields in step with what somebody made of the ticket: pause and going on, taken or nobody's, time for the next news. Called by saveTicket, so that no mover of tickets can forget it.
 * @param now ms UTC
 */
export function inStep(given: Ticket, content: Content, now: number): Ticket {
  if (!isLive(given) || isQuiet(given, content)) return { ...given, desk: { ...given.desk, talk: isLive(given) ? given.desk.talk : null, alertAt: null, pausedAt: null, answerBy: null, progressBy: null, solveBy: null } };
  const ticket = waitsForReporter(given) ? given : resumed(given, content, now);
  const { desk } = ticket;
  if (waitsForReporter(ticket)) {
    /** A question is an answer. Nobody nags until he had time to reply. */
    const pausedAt = desk.pausedAt ?? now;
    return { ...ticket, desk: { ...desk, pausedAt, answerBy: null, progressBy: null, alertAt: desk.pausedAt === null || desk.alertAt === null ? deadlineFrom('solve', ticket, pausedAt, content) : desk.alertAt } };
  }
  const takenAt = ticket.assignee === null ? null : desk.takenAt ?? desk.movedAt ?? (desk.reopened === 0 ? now : null);
  const at: Ticket = { ...ticket, desk: { ...desk, takenAt, answerBy: desk.talk === null ? desk.answerBy : null, solveBy: desk.solveBy ?? deadlineFrom('solve', ticket, now, content) } };
  const progressBy = takenAt === null ? null : deadlineFrom('progress', at, Math.max(takenAt, desk.movedAt ?? 0), content);
  const timed: Ticket = { ...at, desk: { ...at.desk, progressBy } };
  const told = stillTold(timed, content, now);
  return { ...timed, desk: { ...timed.desk, told, alertAt: alertAtOf({ ...timed, desk: { ...timed.desk, told } }, content, now) } };
}

/** What was said of a deadline that has moved ahead again may be said again. */
function stillTold(ticket: Ticket, content: Content, now: number): readonly string[] {
  const ahead = (at: number | null): boolean => at === null || at > now;
  const gone = new Set(DEADLINES.flatMap((kind) => [
    ...(ahead(warnAt(kind, ticket, content)) ? [`warned.${kind}`] : []), ...(ahead(byOf(kind, ticket.desk)) ? [`breached.${kind}`] : []),
  ]));
  return ticket.desk.told.some((each) => gone.has(each)) ? ticket.desk.told.filter((each) => !gone.has(each)) : ticket.desk.told;
}

/** Nobody's ticket always has a next alert. A taken one only while its owner shows no progress. */
function alertAtOf(ticket: Ticket, content: Content, now: number): number | null {
  const { desk } = ticket;
  if (isTaken(ticket)) return stuck(desk) ? desk.alertAt : null;
  return desk.alertAt ?? heardFrom(ticket, now, content);
}

/** Taken, but the time for news is over. */
export const stuck = (desk: TicketDesk): boolean => desk.told.includes('breached.progress');

