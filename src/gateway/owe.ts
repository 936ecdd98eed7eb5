/** Somebody is owed a call: the row of the ledger, its timer, and the call that rings now. Used by effects, call, decide, inform and the callback files. */
import type { Content } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { calling, done, isOpenCallback, ledgerOf, owed } from '../helpdesk/callback.js';
import type { Owed } from '../helpdesk/callback.js';
import type { Ticket } from '../helpdesk/ticket.js';
import type { Change } from './change.js';
import type { Via } from './inbound.js';
import { queue } from './outgoing.js';
import type { Callback, OutMessage } from './records.js';
import type { World } from './world.js';

const MINUTE = 60_000;
/** A call whose end nobody reported counts as not answered after this. */
const RING_MS = 5 * MINUTE;
/** The last move can be undone for two minutes (contract "desfazer"). */
const UNDO_MS = 2 * MINUTE;

/** The number a reporter is called on: the one he gave for that, else his own. */
export const numberOf = (ticket: Pick<Ticket, 'answers' | 'reporter'>): string | null => ticket.answers['callback_number'] ?? ticket.reporter.phone;

/** Who carries calls: the simulator where it is the only channel, else Twilio (no other channel has outgoing calls). */
export const voiceVia = (world: World): Via => (world.via === 'simulator' ? 'simulator' : 'twilio');

/** `bridge/<id>`: the executive's telephone is rung, and the person's from there. */
export const bridgeId = (callbackId: string): string => `bridge/${callbackId}`;
/** `alarm/<id>`: rings a manager, where WhatsApp itself is what does not work. */
export const alarmId = (id: string): string => `alarm/${id}`;
export const isAlarm = (callbackId: string): boolean => callbackId.startsWith('alarm/');
export const isBridge = (callbackId: string): boolean => callbackId.startsWith('bridge/');
/** A callback's own id, whichever telephone rings. */
export const callbackIdOf = (id: string): string => id.replace(/^bridge\//u, '');

/** @param at ms UTC @param round how many reminders there were */
export function dueTimer(callback: Callback, at: number, data: Readonly<Record<string, unknown>> = {}): Change {
  return { do: 'timer.set', timer: { name: 'callback.due', key: callback.id, dueAt: at, data: { ...(callback.ticket === null ? {} : { ticket: callback.ticket }), ...data } } };
}

/** The row as it is now, with the timer that its ledger asks for, or none. */
export function saveCallback(callback: Callback, data: Readonly<Record<string, unknown>> = {}): Change[] {
  const { nextAt } = ledgerOf(callback);
  return [
    { do: 'callback.save', callback },
    callback.doneAt !== null || nextAt === null ? { do: 'timer.clear', name: 'callback.due', key: callback.id } : dueTimer(callback, nextAt, data),
  ];
}

/**
 * @param others open callbacks of the same ticket: a call with the solution answers them too
 * A solution waits as long as it can be taken back; other people were announced by their ticket's alert a moment ago. Whom nobody can call
 * (a hidden number) is kept in the list; of a solution it is said at once that it cannot be told.
 */
export function oweCallback(row: Owed, content: Content, world: World, others: readonly Callback[] = []): Change[] {
  const merged = row.reason !== 'solved' ? [] : others.filter((each) => each.id !== row.id && each.ticket === row.ticket && each.ticket !== null && isOpenCallback(each));
  const fresh = owed(row, content, world.now, row.reason === 'solved' ? UNDO_MS : null);
  const unreachable = row.phone === null && row.reason === 'solved';
  const hopeless = row.phone === null && row.ticket === null;
  const kept = unreachable ? done(fresh, 'given_up', world.now) : hopeless ? { ...fresh, ledger: { ...ledgerOf(fresh), nextAt: null } } : fresh;
  const said: Change[] = unreachable && row.ticket !== null ? [{ do: 'ticket.event', event: { ticket: row.ticket, at: world.now, type: 'callback', by: 'gateway', channel: 'voice', text: renderNotice(content, 'pt', 'callback.no_phone', {}) } }] : [];
  return [...merged.flatMap((each) => saveCallback(done(each, 'cancelled', world.now))), ...saveCallback(kept), ...said];
}

/** The person's telephone rings now. */
export function ring(callback: Callback, world: World, via: Via = voiceVia(world)): Change[] {
  const until = world.now + RING_MS;
  return [...saveCallback(calling(callback, 'gateway', world.now, until)), ...dial(callback, callback.id, callback.phone, world, via)];
}

/** The outbox row of a call. @param to E.164; nobody is rung without */
export function dial(callback: Callback, callbackId: string, to: string | null, world: World, via: Via = voiceVia(world)): Change[] {
  if (to === null) return [];
  const purpose: OutMessage['purpose'] = 'callback';
  return [queue({ address: `tel:${to}`, contactId: to === callback.phone ? callback.contactId : null, via, fallback: null }, { kind: 'call', callbackId, reason: callback.reason }, { purpose, ticket: callback.ticket }, world)];
}
