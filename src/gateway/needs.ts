/** What must be loaded before an Inbound can be decided: read off the Inbound alone. Called by receive. */
import { readPhone } from '../content/phone.js';
import type { Content } from '../content/types.js';
import { orders, wordsOfChoice } from '../helpdesk/commands.js';
import { findNumbers } from '../helpdesk/number.js';
import type { Order } from '../helpdesk/order.js';
import { dayMeant, spanOf } from '../helpdesk/report-day.js';
import { deskMember } from '../helpdesk/staff.js';
import type { Need } from '../store/port.js';
import { isCall } from './inbound.js';
import type { Inbound } from './inbound.js';
import { callbackIdOf } from './owe.js';

/** Live tickets that an order of the desk looks at. */
export const DESK_ROWS = 400;
/** Where somebody leaves, all of his are looked for. */
const ALL_ROWS = 10_000;
/** A ticket's number is shorter. */
const PHONE_DIGITS = 8;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A little less than WhatsApp's 24 hours, as outbox-try.ts counts them. */
const SILENT_MS = 24 * 3_600_000 - 5 * 60_000;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function chatWords(inbound: Inbound): string {
  const { what } = inbound;
  if (what.kind === 'text') return what.text;
  if (what.kind === 'choice') return wordsOfChoice(what.choiceId) ?? '';
  return what.kind === 'media' ? what.caption : '';
}

export function needs(inbound: Inbound, content: Content): Need {
  const { what } = inbound;
  if (what.kind === 'delivery') return { messageId: what.messageId, vendorId: what.vendorId };
  if (what.kind === 'job.media') return { mediaId: what.mediaId };
  if (what.kind === 'timer') {
    const callId = text(what.data['callId']);
    const ticket = text(what.data['ticket']);
    return {
      address: inbound.from,
      ...dueNeeds(what, inbound.receivedAt, content),
      ...(callId !== undefined ? { callId } : {}),
      ...(what.name.startsWith('conversation.') ? { conversationId: what.key } : {}),
      ...(ticket !== undefined ? { tickets: [ticket] } : {}),
    };
  }
  if (isCall(what)) {
    const recorded = what.kind === 'call.recorded' ? { mediaId: recordingId(what.sid) } : {};
    const owed = what.kind === 'call.start' && what.callbackId !== undefined ? { callbackId: callbackIdOf(what.callbackId) } : {};
    return { address: inbound.from, phone: inbound.phone, callId: what.callId, conversationId: `call:${what.callId}`, ...recorded, ...owed };
  }
  const member = inbound.phone === undefined ? undefined : deskMember(content, inbound.phone);
  const ordered = member === undefined ? [] : orders(chatWords(inbound), null).flatMap(({ order }) => ('number' in order ? [order.number] : []));
  const found = [...new Set([...findNumbers(chatWords(inbound)).valid, ...ordered])];
  const quoted = what.kind === 'reaction' ? what.target : 'quoted' in what ? what.quoted : undefined;
  return {
    address: inbound.from,
    phone: inbound.phone,
    ...(found.length > 0 ? { tickets: found } : {}),
    ...(quoted !== undefined ? { vendorId: quoted } : {}),
    ...(inbound.channel === 'whatsapp' && inbound.via === 'twilio' ? { silentSince: inbound.at - SILENT_MS } : {}),
    ...(member === undefined ? {} : deskNeeds(chatWords(inbound), member.phone, inbound.receivedAt, content)),
    ...(member === undefined || quoted === undefined ? {} : { reach: true as const }),
    ...groupNeeds(inbound),
  };
}

/** A gesture in a group is about somebody else's message; was it taken up before? */
function groupNeeds({ group, quotes, receivedAt }: Inbound): Need {
  if (group === undefined || quotes === undefined) return {};
  return { otherAddress: quotes.author, openedSince: receivedAt - 2 * DAY, ...(quotes.phone === undefined ? {} : { otherPhone: quotes.phone }) };
}

/** A recording's row in the media table. */
export const recordingId = (sid: string): string => `rec-${sid}`;

type Due = Extract<Inbound['what'], { kind: 'timer' }>;

/** @param now ms UTC */
function dueNeeds(what: Due, now: number, content: Content): Need {
  switch (what.name) {
    case 'ticket.due':
    case 'ticket.alert':
      return { tickets: [what.key], load: true, alertsSince: now - content.rules.digest.minutes * MINUTE };
    case 'staff.digest':
      return { desk: DESK_ROWS };
    case 'callback.due': {
      const messageId = text(what.data['messageId']);
      return { callbackId: what.key, ...(messageId === undefined ? {} : { messageId }) };
    }
    case 'incident.watch':
      return { openedSince: now - DAY };
    case 'incident.due':
      return { problem: what.key };
    case 'report.due':
      return { report: spanOf(what.dueAt, content.timezone) };
    default:
      return {};
  }
}

/** What an order looks at beside the tickets it names. A word that is no order costs nothing more. */
function deskNeeds(words: string, staffPhone: string, now: number, content: Content): Need {
  const own: Need = { staffPhone, desk: DESK_ROWS };
  return Object.assign({}, own, ...orders(words, '00000').map(({ order }) => orderNeeds(order, now, content))) as Need;
}

/** Without the blanks that people put in; what is no number finds nobody. */
function phoneIn(typed: string): string {
  const read = readPhone(typed);
  return 'phone' in read ? read.phone : typed;
}

function orderNeeds(order: Order, now: number, content: Content): Need {
  switch (order.do) {
    case 'show':
    case 'close':
    case 'call':
    case 'called':
      return order.number.length < PHONE_DIGITS ? { history: true } : { openCallbacks: true };
    case 'solve':
      return { history: true };
    case 'assign':
    case 'forward':
      return { load: true };
    case 'callbacks':
      return { openCallbacks: true };
    case 'undo':
      return { lastWords: true, history: true };
    /** Whatever was asked about: which order waits is known only once its words are loaded. */
    case 'confirm':
      return { confirms: true, desk: ALL_ROWS, history: true, load: true, openCallbacks: true, staffLog: true, openedSince: now - DAY };
    case 'file':
      return { otherPhone: phoneIn(order.phone) };
    case 'say':
    case 'end_talk':
      return { reach: true };
    case 'people':
      return { desk: ALL_ROWS, openCallbacks: true, staffLog: true };
    case 'faq':
      return { countsSince: now - 366 * DAY };
    case 'report':
      return { report: spanOf(dayMeant(order.words, now, content.timezone) ?? now, content.timezone) };
    case 'triage':
      return { report: spanOf(now, content.timezone) };
    case 'incident': {
      /** Without a number the only one is meant. */
      const [only, ...others] = content.problems.filter((each) => each.status === 'declared');
      const problem = findNumbers(order.text).valid[0] ?? (others.length === 0 ? only?.number : undefined);
      return { openedSince: now - DAY, ...(problem === undefined ? {} : { problem }) };
    }
    default:
      return {};
  }
}
