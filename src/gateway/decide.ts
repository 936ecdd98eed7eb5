/** decide: the one pure function of the spine. Which room answers this Inbound? Called by receive between load and commit. */
import type { Content } from '../content/types.js';
import { renderCall, renderNotice } from '../conversation/render.js';
import type { Before } from '../store/port.js';
import { tellManagers } from './alerts.js';
import { asideTurn } from './aside.js';
import { callTurn } from './call.js';
import type { Change } from './change.js';
import { knownContact } from './contacts.js';
import { deliveryTurn } from './delivery.js';
import { dueTurn } from './due.js';
import { groupTurn } from './group.js';
import { isAside, isCall, isChat } from './inbound.js';
import type { Inbound } from './inbound.js';
import { languageOf, queueWords } from './outgoing.js';
import { oweCallback } from './owe.js';
import { personTurn } from './person.js';
import type { MediaFile } from './records.js';
import type { World } from './world.js';

export function decide(before: Before, inbound: Inbound, content: Content, world: World): Change[] {
  const { what } = inbound;
  if (what.kind === 'delivery') return deliveryTurn(before, inbound, what, world);
  if (what.kind === 'timer') return dueTurn(before, inbound, what, content, world);
  if (what.kind === 'job.media') return mediaTurn(before, what, content, world);
  if (inbound.group !== undefined && (isChat(what) || isAside(what))) return groupTurn(before, inbound, inbound.group, what, content, world);
  if (isAside(what)) return asideTurn(before, inbound, what, content, world);
  if (isCall(what)) return callTurn(before, inbound, what, content, world);
  return personTurn(before, inbound, what, content, world);
}

type MediaDone = Extract<Inbound['what'], { kind: 'job.media' }>;

/** A file arrived, or never will: the ticket shows it, the person is told when it was refused. */
function mediaTurn(before: Before, what: MediaDone, content: Content, world: World): Change[] {
  const { media } = before;
  if (media === null || media.status === 'kept') return [];
  const done: MediaFile = what.ok
    ? { ...media, status: 'kept', file: what.file ?? null, mime: what.mime ?? media.mime, bytes: what.bytes ?? null, fault: null }
    : { ...media, status: what.fault === 'too_big' || what.fault === 'type' ? 'refused' : 'lost', fault: what.fault ?? 'unknown' };
  const changes: Change[] = [{ do: 'media.save', media: done }];
  const row = before.addresses.find((each) => each.lastInboundAt !== null) ?? before.addresses[0];
  if (what.ok || row === undefined || row.address.startsWith('tel:') || row.address.startsWith('sip:')) return changes;
  const key = done.status === 'refused' ? (what.fault === 'too_big' ? 'notice.media_too_big' : 'notice.media_type') : 'notice.media_lost';
  const text = renderNotice(content, languageOf(before.contact), key, {});
  return [...changes, ...queueWords({ address: row.address, contactId: media.contactId, via: row.via, fallback: null }, { text }, { purpose: 'notice', ticket: media.ticket }, world)];
}

/** Promise 2: a fault of ours. The person is told that somebody will call, the managers get an alert; the raw Inbound is kept by store.fail. */
export function faultChanges(before: Before | null, inbound: Inbound, content: Content, world: World): Change[] {
  const { what } = inbound;
  const alert = tellManagers('notice.fault_alert', { channel: inbound.channel, id: inbound.id }, content, world);
  if (before === null || !(isChat(what) || isCall(what))) return alert;
  const known = knownContact(before, inbound, isChat(what), content, world);
  const { contact } = known;
  const owed = oweCallback({ id: world.newId(), contactId: contact.id, phone: contact.phone, reason: 'fault', ticket: null, callId: isCall(what) ? what.callId : null, mode: 'person', assignee: null }, content, world);
  if (isChat(what)) {
    const text = renderNotice(content, languageOf(contact), 'notice.fault', {});
    const to = { address: inbound.from, contactId: contact.id, via: inbound.via, fallback: null };
    return [...known.changes, ...owed, ...queueWords(to, { text }, { purpose: 'answer' }, world), ...alert];
  }
  const turn = (before.call?.turn ?? -1) + 1;
  const rendered = renderCall([{ type: 'say', key: 'notice.fault' }, { type: 'end', outcome: 'abandoned' }], { content, language: languageOf(contact), now: world.now, dial: [] });
  const call = before.call ?? {
    id: what.callId, contactId: contact.id, from: inbound.from, to: inbound.to ?? null, direction: 'inbound' as const, startedAt: world.now, endedAt: null,
    lastStep: 'fault', turn: -1, outcome: 'ongoing' as const, ticket: null, recording: null, version: 0,
  };
  return [
    ...known.changes, ...owed,
    { do: 'call.save', call: { ...call, turn, outcome: 'failed', lastStep: 'fault' } },
    { do: 'call.turn', turn: { callId: what.callId, turn, prompts: rendered.prompts, expects: rendered.expects, at: world.now } },
    ...alert,
  ];
}

/** Over the limit of a minute. */
export interface Over {
  /** How many over it this message is, from 1. */
  readonly count: number;
  /** Unique for this person's minute. */
  readonly key: string;
  /** When the minute is over, ms UTC: the newest answer goes out. */
  readonly until: number;
}

/** Parts of one answer. */
const MOST_PARTS = 8;

/**
 * Too many messages in a minute: every word is still taken up (nothing is lost), the answer waits until the minute is over and takes the place of the one
 * before it, except where that told of a ticket; the person is told so politely, once a minute.
 */
export function limitedChanges(before: Before, inbound: Inbound, content: Content, world: World, over: Over): Change[] {
  const held = (count: number, part: number): string => `held/${over.key}/${count}/${part}`;
  let parts = 0;
  const changes = decide(before, inbound, content, world).map((change): Change => {
    if (change.do !== 'message.queue' || change.message.purpose !== 'answer') return change;
    const mayGo = change.message.ticket === null && parts < MOST_PARTS;
    return { do: 'message.queue', message: { ...change.message, nextAt: over.until, ...(mayGo ? { id: held(over.count, (parts += 1)) } : {}) } };
  });
  if (over.count > 1) {
    const gone = Array.from({ length: MOST_PARTS }, (_, part): Change => ({ do: 'message.set', id: held(over.count - 1, part + 1), set: { status: 'cancelled', errorCode: 'superseded', settledAt: world.now } }));
    return parts === 0 ? changes : [...gone, ...changes];
  }
  const known = knownContact(before, inbound, true, content, world);
  const text = renderNotice(content, languageOf(known.contact), 'notice.rate_limited', {});
  const to = { address: inbound.from, contactId: known.contact.id, via: inbound.via, fallback: null };
  return [...queueWords(to, { text }, { purpose: 'answer' }, world), ...changes];
}
