/** Delivery reports: states only move up, and a late failure goes its class's way (again, later, as a template, another channel, or dead). Called by decide. */
import type { Before } from '../store/port.js';
import type { Change } from './change.js';
import type { Inbound } from './inbound.js';
import type { OutMessage, OutStatus } from './records.js';
import { isTold, withFollowUp } from './told.js';
import type { World } from './world.js';

const RANK: Partial<Record<OutStatus, number>> = { pending: 0, sending: 1, uncertain: 1, accepted: 2, sent: 3, delivered: 4, read: 5 };

/** Twilio's words for a message's state -> ours; anything else is ignored (twilio.md 1.2). */
const STATES: Readonly<Record<string, OutStatus>> = {
  accepted: 'accepted', scheduled: 'accepted', queued: 'accepted', sending: 'accepted',
  sent: 'sent', delivered: 'delivered', read: 'read', partially_delivered: 'delivered',
  undelivered: 'failed', failed: 'failed', canceled: 'failed',
};

/** Tries of one message after late failures; then it is dead. */
const MAX_ATTEMPTS = 8;
const RETRY_MS = 60_000;
/** WhatsApp's window for free words (twilio.md 4). */
export const WINDOW_MS = 24 * 3_600_000;
const CONFIG_RETRY_MS = 300_000;

type Delivery = Extract<Inbound['what'], { kind: 'delivery' }>;

export function deliveryTurn(before: Before, inbound: Inbound, what: Delivery, world: World): Change[] {
  const message = before.message;
  const status = STATES[what.status];
  if (message === null || status === undefined) return [];
  /** Of an earlier try: this message is on its way under another id by now. */
  if (message.vendorId !== null && message.vendorId !== what.vendorId) return [];
  if (status === 'failed') return withFollowUp(message.body.kind === 'call' ? callFailed(message, what.errorCode ?? '', world) : failedLate(before, message, inbound, what.errorCode ?? '', world), message, world.now);
  if ((RANK[status] ?? -1) <= (RANK[message.status] ?? 99)) return [];
  return withFollowUp([{ do: 'message.set', id: message.id, set: { status, vendorId: message.vendorId ?? what.vendorId, settledAt: world.now } }], message, world.now);
}

/** Not taken, busy, no such number: when it rings again is the callback's business (helpdesk/callback.ts), not the outbox's. */
function callFailed(message: OutMessage, code: string, world: World): Change[] {
  return ['failed', 'dead', 'cancelled'].includes(message.status) ? [] : [{ do: 'message.set', id: message.id, set: { status: 'failed', errorCode: code, settledAt: world.now } }];
}

function failedLate(before: Before, message: OutMessage, inbound: Inbound, code: string, world: World): Change[] {
  if (['delivered', 'read', 'failed', 'dead', 'cancelled'].includes(message.status)) return [];
  const again = (nextAt: number): Change[] =>
    message.attempts >= MAX_ATTEMPTS ? dead(message, code, world) : [{ do: 'message.set', id: message.id, set: { status: 'pending', nextAt, errorCode: code, vendorId: null } }];
  switch (world.errorClass(code)) {
    case 'retry':
    case 'throttle':
      return again(world.now + RETRY_MS * 2 ** Math.min(message.attempts, 5));
    case 'config':
      return again(world.now + CONFIG_RETRY_MS);
    case 'window':
      return [...closeWindow(before, message), ...(message.template === null || knownClosed(before, message, world) ? elsewhere(message, code, world) : again(world.now))];
    case 'optout':
      return [...optOut(before, message, inbound.at), { do: 'message.set', id: message.id, set: { status: 'cancelled', errorCode: code, settledAt: world.now } }];
    case 'permanent':
    case 'content':
      return elsewhere(message, code, world);
  }
}

/** 63016 came late: our idea of the 24-hour window was wrong, so the window counts as closed until the person writes again. */
function closeWindow(before: Before, message: OutMessage): Change[] {
  const row = before.addresses.find((each) => each.address === message.to);
  return row === undefined ? [] : [{ do: 'address.closed', address: row.address, last: row.lastInboundAt }];
}

/** Then it went as a template already (or the template has no content sid yet): nothing better is left on this way. */
function knownClosed(before: Before, message: OutMessage, world: World): boolean {
  const last = before.addresses.find((each) => each.address === message.to)?.lastInboundAt ?? null;
  return last === null || world.now - last >= WINDOW_MS;
}

function optOut(before: Before, message: OutMessage, at: number): Change[] {
  const row = before.addresses.find((each) => each.address === message.to);
  return row === undefined ? [] : [{ do: 'address.optout', address: row.address, at }];
}

const dead = (message: OutMessage, code: string, world: World): Change[] => [
  { do: 'message.set', id: message.id, set: { status: 'dead', errorCode: code, settledAt: world.now } },
];

/** This way is closed: the same words go another way where one is known, else the row is dead and told about. */
export function elsewhere(message: OutMessage, code: string, world: World): Change[] {
  const channel = message.fallback?.startsWith('sms:') === true ? 'sms' : message.fallback?.startsWith('tel:') === true ? 'voice' : null;
  const open = channel !== null && world.ways[channel];
  if (message.fallback === null || !open || channel === null) return dead(message, code, world);
  const { to: _to, fallback: _fallback, ...rest } = message;
  return [
    { do: 'message.set', id: message.id, set: { status: 'failed', errorCode: code, settledAt: world.now } },
    {
      do: 'message.queue',
      message: {
        id: isTold(message.id) ? `${message.id}/${channel}` : world.newId(), to: message.fallback, contactId: rest.contactId, channel, via: rest.via, body: rest.body, template: rest.template,
        fallback: null, ticket: rest.ticket, purpose: rest.purpose, nextAt: world.now, createdAt: world.now,
      },
    },
  ];
}
