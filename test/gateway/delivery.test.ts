/** Delivery reports: states only move up, and a late failure goes the way of its class (twilio.md 1.2 and 4). */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { twilioErrorClass } from '../../src/channels/twilio-errors.js';
import type { Change } from '../../src/gateway/change.js';
import { deliveryTurn } from '../../src/gateway/delivery.js';
import type { Inbound } from '../../src/gateway/inbound.js';
import type { OutMessage, OutStatus } from '../../src/gateway/records.js';
import type { World } from '../../src/gateway/world.js';
import type { Before } from '../../src/store/port.js';

const NOW = Date.parse('2026-10-02T10:00:00+02:00');
const HOUR = 3_600_000;
const ANA = 'whatsapp:+258841230001';
const world: World = {
  now: NOW, newId: () => 'new', peekTicket: () => '1', takeTicket: () => '1', via: 'twilio', ways: { whatsapp: true, sms: true, voice: true }, errorClass: twilioErrorClass,
};
const message = (over: Partial<OutMessage> = {}): OutMessage => ({
  id: 'm1', seq: 1, to: ANA, contactId: 'c1', channel: 'whatsapp', via: 'twilio', body: { kind: 'text', text: 'Resolvido.' }, template: null, fallback: 'sms:+258841230001', ticket: '10014',
  purpose: 'notice', status: 'accepted', attempts: 1, nextAt: 0, vendorId: 'SM1', errorCode: null, createdAt: NOW - 1000, settledAt: null, ...over,
});

function report(status: string, over: Partial<OutMessage> = {}, errorCode?: string, lastInboundAt: number | null = NOW - HOUR): Change[] {
  const before: Before = {
    contact: null, addresses: [{ address: ANA, contactId: 'c1', via: 'twilio', lastInboundAt, optedOutAt: null }], conversation: null, call: null, callTurn: null,
    tickets: [], named: [], desk: [], message: message(over), media: null,
  };
  const what = { kind: 'delivery' as const, messageId: 'm1', vendorId: 'SM1', status, ...(errorCode === undefined ? {} : { errorCode }) };
  const inbound: Inbound = { channel: 'delivery', id: `SM1:${status}`, via: 'twilio', from: ANA, at: NOW, receivedAt: NOW, what };
  return deliveryTurn(before, inbound, what, world);
}

const statusAfter = (changes: readonly Change[], was: OutStatus): OutStatus =>
  changes.reduce<OutStatus>((status, change) => (change.do === 'message.set' && change.set.status !== undefined ? change.set.status : status), was);
const queued = (changes: readonly Change[]) => changes.flatMap((change) => (change.do === 'message.queue' ? [change.message] : []));
const TEMPLATE = { key: 'ticket_solved', vars: ['10014', 'x'], language: 'pt' as const };

describe('a delivery report', () => {
  it.each([
    ['accepted', 'sent', 'sent'], ['accepted', 'read', 'read'], ['sent', 'delivered', 'delivered'], ['delivered', 'sent', 'delivered'], ['read', 'delivered', 'read'],
    ['delivered', 'failed', 'delivered'], ['sent', 'queued', 'sent'], ['sent', 'something-new', 'sent'], ['dead', 'delivered', 'dead'],
  ] as const)('%s, then %s: %s', (was, status, then) => expect(statusAfter(report(status, { status: was }, '30008'), was)).toBe(then));

  it('in any order ends at the highest that came', () => {
    fc.assert(fc.property(fc.shuffledSubarray(['queued', 'sending', 'sent', 'delivered', 'read'], { minLength: 1 }), (order) => {
      const end = order.reduce<OutStatus>((was, status) => statusAfter(report(status, { status: was }), was), 'accepted');
      const rank = ['queued', 'sending', 'sent', 'delivered', 'read'];
      const highest = Math.max(...order.map((each) => rank.indexOf(each)));
      expect(end).toBe(highest <= 1 ? 'accepted' : rank[highest]);
    }));
  });
});

describe('a report of an earlier try', () => {
  it('says nothing about the message, which is on its way under another id', () => {
    expect(report('undelivered', { vendorId: 'SM2' }, '30008')).toEqual([]);
    expect(report('delivered', { vendorId: 'SM2' })).toEqual([]);
  });
});

describe('a failure that comes late', () => {
  it('63016: the window counts as closed, and the template follows at once', () => {
    const changes = report('failed', { template: TEMPLATE }, '63016');
    expect(statusAfter(changes, 'accepted')).toBe('pending');
    expect(changes).toContainEqual({ do: 'address.closed', address: ANA, last: NOW - HOUR });
  });

  it('63016 of what went outside the window already: by SMS, not round and round', () => {
    const changes = report('failed', { template: TEMPLATE }, '63016', null);
    expect(statusAfter(changes, 'accepted')).toBe('failed');
    expect(queued(changes)).toMatchObject([{ to: 'sms:+258841230001', channel: 'sms' }]);
  });

  it('63003, no WhatsApp on that number: the same words by SMS', () => expect(queued(report('undelivered', {}, '63003'))).toMatchObject([{ channel: 'sms', body: { text: 'Resolvido.' } }]));

  it('without another way the row is dead, and kept', () => expect(statusAfter(report('failed', { fallback: null }, '63003'), 'accepted')).toBe('dead'));

  it('21610, opted out: marked, and left in peace on the other ways too', () => {
    const changes = report('failed', {}, '21610');
    expect(statusAfter(changes, 'accepted')).toBe('cancelled');
    expect(queued(changes)).toEqual([]);
    expect(changes).toContainEqual({ do: 'address.optout', address: ANA, at: NOW });
  });

  it('30003, no coverage: later, and not for ever', () => {
    expect(report('failed', { attempts: 2 }, '30003')).toMatchObject([{ do: 'message.set', set: { status: 'pending', nextAt: NOW + 240_000 } }]);
    expect(statusAfter(report('failed', { attempts: 8 }, '30003'), 'accepted')).toBe('dead');
  });
});
