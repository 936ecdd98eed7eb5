/** "Closed implies told, or three dated attempts", and no timer is ever lost: random lives of a solved ticket (calls, deliveries, executives, the reporter) over the pure functions of the gateway. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from '../../src/gateway/change.js';
import { callbackDue } from '../../src/gateway/callback-due.js';
import { callTurn } from '../../src/gateway/call.js';
import { callbackOrder } from '../../src/gateway/desk/callbacks.js';
import { closeTicket, solveTicket } from '../../src/gateway/desk/ending.js';
import { deliveryTurn } from '../../src/gateway/delivery.js';
import type { Inbound } from '../../src/gateway/inbound.js';
import type { Callback, OutMessage, Timer } from '../../src/gateway/records.js';
import { withFollowUp } from '../../src/gateway/told.js';
import type { World } from '../../src/gateway/world.js';
import type { Content, StaffMember } from '../../src/content/types.js';
import { ledgerOf, toldOrTried } from '../../src/helpdesk/callback.js';
import type { Ticket, TicketEvent } from '../../src/helpdesk/ticket.js';
import type { Before } from '../../src/store/port.js';
import { NOW, smallContent } from '../support/content.js';
import { someTicket } from '../helpdesk/some-ticket.js';

const carla: StaffMember = { name: 'Carla', phone: '+258861230003', role: 'executive', areas: ['*'], languages: ['pt'], shift: 'desk' };
const REPORTER = '+258841230001';

interface Stage {
  readonly content: Content;
  now: number;
  ticket: Ticket;
  readonly callbacks: Map<string, Callback>;
  readonly messages: Map<string, OutMessage>;
  readonly timers: Map<string, Timer>;
  readonly events: TicketEvent[];
  ids: number;
}

function stage(ticket: Partial<Ticket>, automatic: boolean): Stage {
  const base = smallContent({ staff: [carla] });
  const content = { ...base, rules: { ...base.rules, callback: { automatic, tries: 3, every: [15, 60, 180], calendar: 'desk' } } };
  return { content, now: NOW, ticket: someTicket({ status: 'assigned', assignee: 'Carla', openedAt: NOW, ...ticket }), callbacks: new Map(), messages: new Map(), timers: new Map(), events: [], ids: 0 };
}

const worldOf = (s: Stage): World => ({
  now: s.now, newId: () => `id${(s.ids += 1)}`, peekTicket: () => '50005', takeTicket: () => '50005', via: 'twilio', ways: { whatsapp: true, sms: true, voice: true },
  errorClass: () => 'permanent',
});

const beforeOf = (s: Stage, message: OutMessage | null = null): Before => ({
  contact: null, addresses: [], conversation: null, call: null, callTurn: null, tickets: [s.ticket], named: [s.ticket], desk: [], message, media: null,
  callbacks: [...s.callbacks.values()], events: s.events,
});

function apply(s: Stage, changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.do === 'ticket.save' && change.ticket.number === s.ticket.number) s.ticket = change.ticket;
    if (change.do === 'ticket.event') s.events.push(change.event);
    if (change.do === 'callback.save') s.callbacks.set(change.callback.id, change.callback);
    if (change.do === 'timer.set') s.timers.set(`${change.timer.name}/${change.timer.key}`, change.timer);
    if (change.do === 'timer.clear') s.timers.delete(`${change.name}/${change.key}`);
    if (change.do === 'message.queue' && change.message.to.includes(REPORTER)) s.messages.set(change.message.id, { ...change.message, seq: s.messages.size + 1, status: 'accepted', attempts: 1, vendorId: `V${change.message.id}`, errorCode: null, settledAt: null });
    if (change.do === 'message.set') s.messages.set(change.id, { ...s.messages.get(change.id), ...change.set } as OutMessage);
  }
}

type Step = 'timer' | 'delivered' | 'undeliverable' | 'busy' | 'answered' | 'answered by a machine' | 'ligou não atende' | 'ligou falei' | 'ligou mais tarde' | 'ligar' | 'fechar';
const STEPS: readonly Step[] = ['timer', 'timer', 'timer', 'delivered', 'undeliverable', 'busy', 'busy', 'answered', 'answered by a machine', 'ligou não atende', 'ligou falei', 'ligou mais tarde', 'ligar', 'fechar', 'fechar'];

const inbound = (s: Stage, what: Inbound['what']): Inbound => ({ channel: 'timer', id: `i${(s.ids += 1)}`, via: 'twilio', from: `tel:${REPORTER}`, phone: REPORTER, at: s.now, receivedAt: s.now, what });

function scene(s: Stage, text: string) {
  return { member: carla, before: beforeOf(s), to: { address: 'whatsapp:+258861230003', contactId: null, via: 'twilio' as const, fallback: null }, content: s.content, world: worldOf(s), text, confirmed: false };
}

const newest = (s: Stage, kind: 'text' | 'call'): OutMessage | undefined => [...s.messages.values()].reverse().find((each) => each.body.kind === kind && each.status === 'accepted');

function play(s: Stage, step: Step): void {
  s.now += 60_000;
  const { number } = s.ticket;
  switch (step) {
    case 'timer': {
      const due = [...s.timers.values()].filter((each) => each.name === 'callback.due').sort((one, other) => one.dueAt - other.dueAt)[0];
      if (due === undefined) return;
      s.now = Math.max(s.now, due.dueAt);
      s.timers.delete(`callback.due/${due.key}`);
      const id = due.data['messageId'];
      return apply(s, callbackDue(beforeOf(s, typeof id === 'string' ? s.messages.get(id) ?? null : null), { kind: 'timer', name: 'callback.due', key: due.key, dueAt: due.dueAt, data: due.data }, s.content, worldOf(s)));
    }
    case 'delivered':
    case 'undeliverable': {
      const message = newest(s, 'text');
      if (message === undefined) return;
      const what = { kind: 'delivery' as const, messageId: message.id, vendorId: message.vendorId ?? '', ...(step === 'delivered' ? { status: 'delivered' } : { status: 'failed', errorCode: '63024' }) };
      return apply(s, deliveryTurn(beforeOf(s, message), inbound(s, what), what, worldOf(s)));
    }
    case 'busy': {
      const call = newest(s, 'call');
      if (call === undefined) return;
      const what = { kind: 'delivery' as const, messageId: call.id, vendorId: call.vendorId ?? '', status: 'failed', errorCode: 'busy' };
      return apply(s, deliveryTurn(beforeOf(s, call), inbound(s, what), what, worldOf(s)));
    }
    case 'answered':
    case 'answered by a machine': {
      const call = newest(s, 'call');
      if (call?.body.kind !== 'call' || call.body.callbackId.startsWith('bridge/')) return;
      const callId = `CA${(s.ids += 1)}`;
      const what = { kind: 'call.start' as const, callId, direction: 'outbound' as const, callbackId: call.body.callbackId, ...(step === 'answered' ? {} : { answeredBy: 'machine' as const }) };
      apply(s, callTurn(beforeOf(s), inbound(s, what), what, s.content, worldOf(s)));
      return apply(s, withFollowUp([{ do: 'message.set', id: call.id, set: { status: 'delivered' } }], call, s.now));
    }
    case 'ligar':
      return apply(s, callbackOrder({ do: 'call', number }, scene(s, 'ligar')));
    case 'fechar':
      return apply(s, closeTicket(s.ticket, scene(s, 'fechar')));
    default:
      return apply(s, callbackOrder({ do: 'called', number, text: step.slice('ligou '.length) }, scene(s, step)));
  }
}

const reporters: Readonly<Record<string, Partial<Ticket>>> = {
  chat: {},
  caller: { channel: 'voice', reporter: { address: `tel:${REPORTER}`, phone: REPORTER, name: 'Abel', role: null, language: 'pt' } },
  'hidden caller': { channel: 'voice', reporter: { address: 'tel:anonymous:CA1', phone: null, name: null, role: null, language: 'pt' } },
  'grievance by phone': { channel: 'voice', type: 'grievance', category: 'grievance', confidential: true, reporter: { address: `tel:${REPORTER}`, phone: REPORTER, name: 'Abel', role: null, language: 'pt' } },
};

describe.each(Object.entries(reporters))('a solved ticket of a %s', (_, ticket) => {
  it('is closed only when its reporter was told or tried three times; until then something is always due', () => {
    fc.assert(fc.property(fc.boolean(), fc.array(fc.constantFrom(...STEPS), { maxLength: 40 }), (automatic, steps) => {
      const s = stage(ticket, automatic);
      apply(s, solveTicket(s.ticket, 'Abra outra vez', scene(s, 'resolver')));
      for (const step of steps) {
        play(s, step);
        const rows = [...s.callbacks.values()];
        if (s.ticket.status === 'closed' && !toldOrTried(s.ticket, rows)) throw new Error(`closed untold after ${step}`);
        for (const row of rows) {
          const { tries, nextAt, outcome } = ledgerOf(row);
          if (tries.some((each) => !(each.at >= NOW))) throw new Error(`a try without a date after ${step}`);
          if ((row.doneAt === null) !== (outcome === 'open')) throw new Error(`${outcome} and ${String(row.doneAt)} differ after ${step}`);
          if (row.doneAt === null && (nextAt === null || !s.timers.has(`callback.due/${row.id}`))) throw new Error(`owed and forgotten after ${step}`);
        }
        const looked = [...s.timers.keys()].some((key) => key.startsWith('callback.due/'));
        if (s.ticket.status === 'resolved' && s.ticket.informed.reporter === null && !looked && !toldOrTried(s.ticket, rows)) throw new Error(`untold, and nothing is due after ${step}`);
      }
    }), { numRuns: 300, seed: 7 });
    expect(true).toBe(true);
  });
});

describe('left alone', () => {
  it.each(Object.entries(reporters))('a %s ends told or tried, and can be closed', (_, ticket) => {
    for (const automatic of [true, false]) {
      const s = stage(ticket, automatic);
      apply(s, solveTicket(s.ticket, 'Abra outra vez', scene(s, 'resolver')));
      /** Nobody answers any telephone; executives that are reminded try and write so. */
      for (let round = 0; round < 40; round += 1) {
        play(s, 'timer');
        play(s, 'busy');
        if (round % 5 === 4) play(s, 'ligou não atende');
      }
      expect(toldOrTried(s.ticket, [...s.callbacks.values()])).toBe(true);
      play(s, 'fechar');
      expect(s.ticket.status).toBe('closed');
    }
  });
});
