/** "Not yet": a solved ticket goes back to the same owner, one step more urgent, and the reporter is to be told anew. Pure; called by effects, callback-call and the desk's "reabrir". */
import type { Content } from '../content/types.js';
import { promiseFor } from './promise.js';
import type { Priority, Ticket } from './ticket.js';

const HIGHER: Readonly<Record<Priority, Priority>> = { low: 'medium', medium: 'high', high: 'critical', critical: 'critical' };

/**
 * @param now ms UTC
 * What was said of the old solution is no longer true: nobody is informed, no deadline is warned of. Feedback keeps its priority.
 * The caller alerts it from the start (gateway/alerts.ts `alertTicket`).
 */
export function reopened(ticket: Ticket, content: Content, now: number): Ticket {
  const priority = content.types[ticket.type].thanksOnly ? ticket.priority : HIGHER[ticket.priority];
  const dueAt = promiseFor(content, ticket.type, priority, now);
  return {
    ...ticket, priority, dueAt, status: ticket.assignee === null ? 'open' : 'assigned', waitingFor: null, resolvedAt: null, closedAt: null, solution: null,
    informed: { reporter: null, monitor: null },
    desk: {
      ...ticket.desk, reopened: ticket.desk.reopened + 1, rung: 0, round: 0, takenAt: null, movedAt: null, alertAt: null, answerBy: dueAt, progressBy: null, solveBy: null,
      told: [], pausedAt: null, talk: null, deferredTo: null,
    },
  };
}
