/** A person of the desk has rung: into the ledger and the ticket's history, and what comes next. Used by the order "ligou" and by the call that joins both telephones. */
import type { Content } from '../content/types.js';
import { isOpenCallback, ledgerOf } from '../helpdesk/callback.js';
import type { Ticket } from '../helpdesk/ticket.js';
import { afterTry } from './callback-due.js';
import { callbackEvent } from './callback-words.js';
import type { Change } from './change.js';
import { saveTicket } from './desk/save.js';
import { informedNow } from './inform.js';
import type { Callback, CallbackTry } from './records.js';
import type { World } from './world.js';

export interface Rung {
  readonly outcome: CallbackTry['outcome'];
  /** The member's name. */
  readonly by: string;
  /** Ms UTC. */
  readonly later: number | null;
  readonly note: string;
}

/** Of a ticket's callbacks the one that a call is about: the open one that is owed longest; else the newest. */
export function callbackOf(callbacks: readonly Callback[] | undefined, number: string): Callback | null {
  const own = (callbacks ?? []).filter((each) => each.ticket === number);
  return own.find(isOpenCallback) ?? own.at(-1) ?? null;
}

/**
 * @param callback null where none is owed: then only the history knows
 * A call that reached the reporter of a solved ticket has told him. What was written down as reached and was not is put right by another "ligou".
 */
export function logged(callback: Callback | null, ticket: Ticket | undefined, rung: Rung, content: Content, world: World): { readonly changes: readonly Change[]; readonly nextAt: number | null; readonly ended: boolean } {
  const one = { at: world.now, by: rung.by, outcome: rung.outcome, later: rung.later };
  const tells = rung.outcome === 'reached' && ticket !== undefined && (ticket.status === 'resolved' || ticket.status === 'closed') && ticket.informed.reporter === null;
  const last = callback === null ? undefined : ledgerOf(callback).tries.at(-1);
  const mistaken = rung.outcome !== 'reached' && ticket?.status === 'resolved' && last?.outcome === 'reached' && ticket.informed.reporter === last.at;
  const told = tells ? informedNow(ticket, 'reporter', rung.by, 'voice', world.now, content) : null;
  const marked: Change[] = mistaken ? saveTicket({ ...ticket, informed: { ...ticket.informed, reporter: null } }, content, world) : told === null ? [] : [...saveTicket(told.ticket, content, world), told.event];
  if (callback === null) {
    const bare: Callback = { id: '', contactId: ticket?.contactId ?? '', phone: null, reason: 'person', ticket: ticket?.number ?? null, callId: null, owedAt: world.now, doneAt: null };
    return { changes: [...callbackEvent(bare, one, content, rung.note), ...marked], nextAt: null, ended: rung.outcome === 'reached' };
  }
  const changes = afterTry(callback, ticket, one, content, world, rung.note);
  const saved = changes.find((each) => each.do === 'callback.save');
  const now = saved?.do === 'callback.save' ? saved.callback : callback;
  return { changes: [...changes, ...marked], nextAt: ledgerOf(now).nextAt, ended: !isOpenCallback(now) };
}
