/** Messages that tell somebody that a ticket is solved: their ids say so, and each has a look-in (`callback.due`) that sees whether it arrived. Used by inform, delivery, outbox-try and callback-due. */
import type { Change } from './change.js';
import type { OutMessage } from './records.js';
import type { World } from './world.js';

export type Told = 'reporter' | 'monitor';

const MARK = 'told/';
const MINUTE = 60_000;
/** A vendor that only accepted a message and never reports is believed after this long. */
export const BELIEVED_MS = 60 * MINUTE;

/** `told/40713/reporter/<unique>`: the same message by another way ends in `/sms`. */
export const toldId = (number: string, who: Told, world: World): string => `${MARK}${number}/${who}/${world.newId()}`;

export const isTold = (id: string): boolean => id.startsWith(MARK);

/** @returns null where the id is no such message's (or timer's) */
export function readTold(id: string): { readonly number: string; readonly who: Told } | null {
  const [, number, who] = /^told\/(\d+)\/(reporter|monitor)(?:\/|$)/u.exec(id) ?? [];
  return number === undefined || who === undefined ? null : { number, who: who === 'monitor' ? 'monitor' : 'reporter' };
}

/** Looks at the message then. @param at ms UTC */
export function lookIn(messageId: string, at: number): Change[] {
  const told = readTold(messageId);
  if (told === null) return [];
  return [{ do: 'timer.set', timer: { name: 'callback.due', key: `${MARK}${told.number}/${told.who}`, dueAt: at, data: { ticket: told.number, messageId } } }];
}

const NEWS: ReadonlySet<OutMessage['status']> = new Set(['sent', 'delivered', 'read', 'dead', 'cancelled', 'failed']);

/**
 * What follows from news of a message: the ticket (told or not) and the callback (reached or not) are looked at in a turn of their own, as a
 * delivery report knows neither. @param outcome how a call went, where the vendor said so; @param at ms UTC
 */
export function followUp(message: Pick<OutMessage, 'id' | 'body'>, status: OutMessage['status'], at: number, outcome: string | null = null): Change[] {
  if (!NEWS.has(status)) return [];
  if (message.body.kind === 'call') return status === 'sent' || status === 'delivered' || status === 'read' ? [] : callFailed(message.body.callbackId, outcome, at);
  return isTold(message.id) ? lookIn(message.id, at) : [];
}

const callFailed = (callbackId: string, outcome: string | null, at: number): Change[] => [
  { do: 'timer.set', timer: { name: 'callback.due', key: callbackId, dueAt: at, data: { outcome: outcome ?? 'failed' } } },
];

/** For changes that settle a message: what follows is committed with them. */
export function withFollowUp(changes: readonly Change[], message: OutMessage | null, at: number): Change[] {
  const set = message === null ? undefined : changes.find((each) => each.do === 'message.set' && each.id === message.id);
  if (message === null || set?.do !== 'message.set' || set.set.status === undefined) return [...changes];
  const other = changes.find((each) => each.do === 'message.queue' && each.message.id.startsWith(`${message.id}/`));
  /** Gone another way: that one is looked at. */
  if (other?.do === 'message.queue') return [...changes, ...lookIn(other.message.id, at + BELIEVED_MS)];
  return [...changes, ...followUp(message, set.set.status, at, message.body.kind === 'call' ? set.set.errorCode ?? null : null)];
}
