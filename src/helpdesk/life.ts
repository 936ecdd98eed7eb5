/** Moves of a ticket's life as the desk asks for them: verb and role in, new status out, or why not (flows/ticket-life.ts is the table). Pure; called by gateway/desk. */
import { lifeAfter } from '../../flows/ticket-life.js';
import type { LifeFacts, LifePlace, LifeRole, LifeVerb } from '../../flows/ticket-life.js';
import type { Status, Ticket, WaitingFor } from './ticket.js';

export type { LifeRole, LifeVerb } from '../../flows/ticket-life.js';

/** `finished`: it has to be reopened first; `not_solved`, `no_action`, `not_told`: what closing still needs; `role`: somebody else may. */
export type Refusal = 'finished' | 'not_finished' | 'not_solved' | 'no_action' | 'not_told' | 'role';

export type Move =
  | { readonly ok: true; readonly set: Pick<Ticket, 'status' | 'waitingFor'>; readonly deferredTo: Ticket['desk']['deferredTo'] }
  | { readonly ok: false; readonly why: Refusal };

/** What is known beside the ticket itself. */
export type MoveFacts = Partial<Pick<LifeFacts, 'action' | 'told'>>;

const FINISHED: ReadonlySet<Status> = new Set(['resolved', 'closed', 'redirected', 'rejected', 'abandoned']);

export function placeOf(ticket: Ticket): LifePlace {
  if (ticket.status === 'waiting') return `waiting.${ticket.waitingFor ?? 'reporter'}`;
  return ticket.status === 'deferred' ? `deferred.${ticket.desk.deferredTo ?? 'group_v'}` : ticket.status;
}

export function move(ticket: Ticket, verb: LifeVerb, role: LifeRole, known: MoveFacts = {}): Move {
  const facts: LifeFacts = {
    owned: ticket.assignee !== null, solution: ticket.solution !== null, call: ticket.channel === 'voice', action: known.action ?? true, told: known.told ?? true,
  };
  const after = lifeAfter(placeOf(ticket), facts, { type: verb, by: role });
  return after === null ? { ok: false, why: whyNot(ticket, verb, role, facts) } : { ok: true, ...standOf(after) };
}

function standOf(place: LifePlace): Omit<Extract<Move, { ok: true }>, 'ok'> {
  const [status = 'open', part] = place.split('.');
  return {
    set: { status: status as Status, waitingFor: status === 'waiting' ? (part as WaitingFor) : null },
    deferredTo: status === 'deferred' ? (part as 'group_v' | 'change_request') : null,
  };
}

function whyNot(ticket: Ticket, verb: LifeVerb, role: LifeRole, facts: LifeFacts): Refusal {
  const all: LifeFacts = { owned: facts.owned, solution: true, call: facts.call, action: true, told: true };
  if (verb === 'close' && lifeAfter('resolved', all, { type: verb, by: role }) !== null) {
    if (ticket.status !== 'resolved') return FINISHED.has(ticket.status) ? 'finished' : 'not_solved';
    if (!facts.solution) return 'not_solved';
    return facts.call && !facts.action ? 'no_action' : 'not_told';
  }
  if (lifeAfter(placeOf(ticket), all, { type: verb, by: 'manager' }) !== null) return 'role';
  if (verb === 'reopen') return 'not_finished';
  return FINISHED.has(ticket.status) ? 'finished' : 'role';
}
