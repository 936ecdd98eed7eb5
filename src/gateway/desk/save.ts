/**
 * Saves a ticket together with its one timer (helpdesk/plan.ts): whoever changes a ticket goes through here. It also brings the desk's fields in step: pause and resume while waiting for
 * the reporter, taken (give `takenAt`) or nobody's, the next alert, the time for news (give `movedAt` at every move that is progress; a word to the reporter also sets `answerBy: null`).
 * Another level: deadlines.ts `toLevel`; another priority or type: `retimed`; alerted from the start (reopened, nobody's again): alerts.ts `alertTicket` instead.
 */
import type { Content } from '../../content/types.js';
import { inStep, nextMoment } from '../../helpdesk/plan.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import type { Change } from '../change.js';
import type { World } from '../world.js';

export function saveTicket(ticket: Ticket, content: Content, world: World): Change[] {
  const saved = inStep(ticket, content, world.now);
  return [{ do: 'ticket.save', ticket: saved }, timerOf(saved, content)];
}

/** `version` makes each one its own: what falls due at once, and again at the same moment, runs again. */
function timerOf(ticket: Ticket, content: Content): Change {
  const next = nextMoment(ticket, content);
  if (next === null) return { do: 'timer.clear', name: 'ticket.due', key: ticket.number };
  return { do: 'timer.set', timer: { name: 'ticket.due', key: ticket.number, dueAt: next.at, data: { ticket: ticket.number, version: ticket.version } } };
}
