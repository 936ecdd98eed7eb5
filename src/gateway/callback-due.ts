/** The callback's timer: the person's telephone rings, or those on shift are reminded to ring; a try that came to nothing is written down; a message that told of a solution is looked after. Called by due. */
import type { Content } from '../content/types.js';
import { alsoWritten, done, isCalling, isGivenUp, ledgerOf, tried, withinHours } from '../helpdesk/callback.js';
import type { Ticket } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import { remind } from './callback-remind.js';
import { callbackEvent } from './callback-words.js';
import type { Change } from './change.js';
import type { Due } from './due.js';
import { lookAfter, written } from './inform-again.js';
import { dueTimer, ring, saveCallback } from './owe.js';
import type { Callback, CallbackTry } from './records.js';
import { readTold } from './told.js';
import type { World } from './world.js';

const MINUTE = 60_000;
/** A call that is still in the outbox (the vendor is down) has not rung yet. */
const WAIT_MS = 5 * MINUTE;

export function callbackDue(before: Before, what: Due, content: Content, world: World): Change[] {
  if (readTold(what.key) !== null) return lookAfter(before, what, content, world);
  const callback = before.callbacks?.find((each) => each.id === what.key);
  if (callback === undefined || callback.doneAt !== null) return [];
  const ticket = before.named.find((each) => each.number === callback.ticket);
  if (ticket !== undefined && isIdle(callback, ticket)) return saveCallback(done(callback, 'cancelled', world.now));
  if (isCalling(callback)) return ended(callback, ticket, before, what, content, world);
  const ledger = ledgerOf(callback);
  /** Set earlier than its time by news that was taken up already. */
  if (ledger.nextAt !== null && ledger.nextAt > world.now) return [dueTimer(callback, ledger.nextAt, what.data)];
  const at = withinHours(content, world.now);
  if (at > world.now) return saveCallback({ ...callback, ledger: { ...ledger, nextAt: at } }, what.data);
  if (ledger.mode === 'automatic' && callback.phone !== null && world.ways.voice) return ring(callback, world);
  return remind(callback, ticket, what, content, world);
}

/** Nobody waits for this call any more: the solution was taken back, or the person has said himself how it is. */
function isIdle({ reason }: Callback, ticket: Ticket): boolean {
  if (reason !== 'solved') return ticket.status === 'closed' && ticket.informed.reporter !== null;
  return ticket.status !== 'resolved' && !(ticket.status === 'closed' && ticket.informed.reporter === null);
}

/** The call that was made is over, or nobody has said for long how it went. */
function ended(callback: Callback, ticket: Ticket | undefined, before: Before, what: Due, content: Content, world: World): Change[] {
  const outcome = typeof what.data['outcome'] === 'string' ? outcomeOf(what.data['outcome']) : null;
  const message = before.message;
  if (outcome === null && message !== null && ['pending', 'sending', 'uncertain'].includes(message.status)) return [dueTimer(callback, world.now + WAIT_MS, what.data)];
  if (outcome === null && (ledgerOf(callback).nextAt ?? 0) > world.now) return [dueTimer(callback, ledgerOf(callback).nextAt ?? world.now, what.data)];
  return afterTry(callback, ticket, { at: world.now, by: 'gateway', outcome: outcome ?? 'no_answer' }, content, world);
}

/** Twilio's words for how a call ended, and our own for one that never began. */
function outcomeOf(status: string): CallbackTry['outcome'] {
  if (status === 'busy') return 'busy';
  return status === 'no-answer' || status === 'canceled' ? 'no_answer' : 'failed';
}

/** A try with its outcome: into the ledger, into the ticket's history, and what comes next: another try, or in writing and given up. */
export function afterTry(callback: Callback, ticket: Ticket | undefined, one: CallbackTry & { readonly later?: number | null }, content: Content, world: World, note = ''): Change[] {
  const next = tried(callback, one, content);
  const event = callbackEvent(next, one, content, note);
  if (ledgerOf(next).outcome !== 'given_up' || isGivenUp(callback)) return [...saveCallback(next), ...event];
  const words = written(next, ticket, content, world);
  return [...saveCallback(words.length > 0 ? alsoWritten(next, world.now) : next), ...event, ...words, { do: 'count', name: 'callback.given_up', label: callback.reason, at: world.now, by: 1 }];
}

