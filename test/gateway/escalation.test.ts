/** A ticket through hours of a desk: what is due is carried out once and in order, nobody off shift is alerted, nobody's ticket is always heard of again, and its timer is its promise. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Content, StaffMember } from '../../src/content/types.js';
import { alertTicket } from '../../src/gateway/alerts.js';
import { isTaken, isLive, retimed, toLevel } from '../../src/helpdesk/deadlines.js';
import { nextMoment } from '../../src/helpdesk/plan.js';
import { reopened } from '../../src/helpdesk/reopen.js';
import { deskMember, isOnShift } from '../../src/helpdesk/staff.js';
import type { Priority } from '../../src/helpdesk/ticket.js';
import { MINUTE, at, change, fire, newTicket, pass, shipped, stand, worldAt, write } from '../support/desk.js';
import type { Stand } from '../support/desk.js';

const content = shipped();
const TEN = at('2026-10-02T10:00');
const CARLA = { assignee: 'Carla Exemplo', status: 'assigned' } as const;
const kinds = (it: Stand): string[] => it.events.map(({ type, text }) => (type === 'alerted' ? type : `${type} ${text ?? ''}`));
const toReporter = (it: Stand): string[] => it.sent.filter(({ to }) => to === '+258841230001').map(({ text }) => text);
const heardBy = (it: Stand, phone: string): string[] => it.sent.filter(({ to }) => to === phone).map(({ text }) => text);

describe('the alert', () => {
  it('says what is needed, and how to take it', () => {
    const it_ = stand(newTicket(content, TEN), content, TEN);
    fire(it_, content);
    const [text = ''] = heardBy(it_, '+258861230003');
    for (const part of ['*40713*', 'Sincronização', 'Moatize', 'Abel Banda', 'Uma pessoa', '80 %', 'não sincroniza', 'Nível: L2', 'Proposto a:', '1. Assumir', 'assumir 40713']) expect(text).toContain(part);
  });

  it('in English for L3', () => {
    const it_ = stand(newTicket(content, TEN, { level: 'L3' }), content, TEN);
    fire(it_, content);
    expect(heardBy(it_, '+258861230010')[0]).toContain('Or write: take 40713');
  });

  it('counts: the second says so', () => {
    const it_ = stand(newTicket(content, TEN), content, TEN);
    pass(it_, content, TEN + 10 * MINUTE);
    expect(heardBy(it_, '+258861230003')[1]).toContain('2.º aviso');
  });

  it('nobody has too many: from then on it is in his list', () => {
    const it_ = stand(newTicket(content, TEN), content, TEN);
    fire(it_, content, { alerts: { 'whatsapp:+258861230003': 5 } });
    expect(it_.digests).toEqual(['+258861230003']);
    expect(heardBy(it_, '+258861230003')).toEqual([]);
    expect(heardBy(it_, '+258861230004')).toHaveLength(1);
  });

  it('a critical one is told all the same', () => {
    const it_ = stand(newTicket(content, TEN, { priority: 'critical' }), content, TEN);
    fire(it_, content, { alerts: { 'whatsapp:+258861230003': 50 } });
    expect(heardBy(it_, '+258861230003')).toHaveLength(1);
    expect(heardBy(it_, '+258861230001')).toHaveLength(1);
  });

  it('the reopened one says so, to its owner', () => {
    const solved = { ...newTicket(content, TEN, CARLA), status: 'resolved' as const, solution: 'x', resolvedAt: TEN };
    const it_ = stand(solved, content, TEN);
    write(it_, alertTicket(reopened(it_.ticket, content, TEN), content, worldAt(TEN)));
    fire(it_, content);
    expect(it_.sent.map(({ to }) => to)).toEqual(['+258861230003']);
    expect(it_.sent[0]?.text).toContain('*Reaberto*');
    expect(it_.ticket).toMatchObject({ assignee: 'Carla Exemplo', status: 'assigned', priority: 'high' });
  });
});

describe('the promise to the reporter', () => {
  it('broken: one apology with a new time, and it climbs', () => {
    const it_ = stand(newTicket(content, TEN), content, TEN);
    pass(it_, content, TEN + 119 * MINUTE);
    expect(toReporter(it_)).toEqual([]);
    pass(it_, content, TEN + 121 * MINUTE);
    expect(toReporter(it_)).toHaveLength(1);
    expect(toReporter(it_)[0]).toMatch(/Pedimos desculpa.*\*40713\*.*sexta-feira, 2 de Outubro, às 14:00/u);
    expect(it_.ticket.dueAt).toBe(TEN + 240 * MINUTE);
    pass(it_, content, TEN + 239 * MINUTE);
    expect(toReporter(it_)).toHaveLength(1);
  });

  it('taken, but nobody spoke to him: broken all the same, and the manager hears', () => {
    const it_ = stand(newTicket(content, TEN), content, TEN);
    fire(it_, content);
    change(it_, content, { ...CARLA, desk: { takenAt: TEN + MINUTE, movedAt: TEN + MINUTE } });
    pass(it_, content, TEN + 121 * MINUTE);
    expect(toReporter(it_)).toHaveLength(1);
    expect(heardBy(it_, '+258861230001')[0]).toContain('sem resposta no prazo prometido');
  });

  it('kept: no apology', () => {
    const it_ = stand(newTicket(content, TEN), content, TEN);
    change(it_, content, { ...CARLA, desk: { takenAt: TEN, movedAt: TEN, answerBy: null } });
    pass(it_, content, TEN + 600 * MINUTE);
    expect(toReporter(it_)).toEqual([]);
  });
});

describe('taken without progress', () => {
  function taken(over: Parameters<typeof newTicket>[2] = {}): Stand {
    const it_ = stand(newTicket(content, TEN, { ...over, dueAt: null }), content, TEN);
    fire(it_, content);
    change(it_, content, { ...CARLA, desk: { takenAt: TEN, movedAt: TEN } });
    return it_;
  }

  it('its owner is warned, then the manager hears, again and again', () => {
    const it_ = taken({ priority: 'high' });
    pass(it_, content, TEN + 89 * MINUTE);
    expect(kinds(it_)).toEqual(['alerted', 'warned progress', 'alerted']);
    expect(heardBy(it_, '+258861230003').at(-1)).toContain('O prazo está a acabar');
    pass(it_, content, TEN + 90 * MINUTE);
    expect(heardBy(it_, '+258861230001')).toHaveLength(1);
    expect(heardBy(it_, '+258861230001')[0]).toContain('Sem novidades* de Carla Exemplo');
    pass(it_, content, TEN + 150 * MINUTE);
    expect(heardBy(it_, '+258861230001').length).toBeGreaterThan(2);
  });

  it('news from its owner ends that', () => {
    const it_ = taken({ priority: 'high' });
    pass(it_, content, TEN + 95 * MINUTE);
    change(it_, content, { desk: { movedAt: TEN + 95 * MINUTE } });
    const heard = heardBy(it_, '+258861230001').length;
    pass(it_, content, TEN + 95 * MINUTE + 89 * MINUTE);
    expect(heardBy(it_, '+258861230001')).toHaveLength(heard);
    expect(it_.ticket.assignee).toBe('Carla Exemplo');
  });

  it('what the local monitor keeps goes to the helpdesk', () => {
    const it_ = stand(newTicket(content, TEN, { level: 'L1', dueAt: null, desk: { monitorPhone: '+258841230004' } }), content, TEN);
    fire(it_, content);
    change(it_, content, { assignee: 'Alzira Chirwa', status: 'assigned', desk: { takenAt: TEN, movedAt: TEN } });
    pass(it_, content, TEN + 59 * MINUTE);
    expect(it_.ticket.level).toBe('L1');
    pass(it_, content, TEN + 61 * MINUTE);
    expect(it_.ticket).toMatchObject({ level: 'L2', assignee: null, status: 'open' });
    expect(kinds(it_)).toContain('level L1 > L2');
  });

  it('its owner has gone off shift: those who are there hear the warning', () => {
    const it_ = taken({ desk: { solveBy: at('2026-10-02T22:00') } });
    const before = it_.sent.length;
    pass(it_, content, at('2026-10-02T19:30'));
    const warned = it_.sent.slice(before).filter(({ at: when }) => when >= at('2026-10-02T15:30'));
    expect(warned.length).toBeGreaterThan(0);
    expect(warned.some(({ to }) => to === '+258861230003')).toBe(false);
  });
});

describe('waiting for the reporter', () => {
  it('stands still, and its owner is reminded of it at last', () => {
    const it_ = stand(newTicket(content, TEN, CARLA), content, TEN);
    change(it_, content, { status: 'waiting', waitingFor: 'reporter', desk: { movedAt: TEN } });
    pass(it_, content, at('2026-10-02T21:59'));
    expect(it_.sent).toEqual([]);
    pass(it_, content, at('2026-10-02T22:01'));
    expect(it_.sent.length).toBeGreaterThan(0);
    expect(it_.sent[0]?.text).toContain('ainda não respondeu');
  });
});

describe('a restart an hour later', () => {
  it('everything that was due is done once, in order, with one message to each', () => {
    const it_ = stand(newTicket(content, TEN, { priority: 'high', dueAt: TEN + 60 * MINUTE }), content, TEN);
    fire(it_, content);
    it_.sent.length = 0;
    it_.now = TEN + 65 * MINUTE;
    fire(it_, content);
    expect(it_.events.map(({ type, text }) => `${type} ${type === 'alerted' ? '' : text ?? ''}`.trim())).toEqual(['alerted', 'warned answer', 'breached answer', 'breached promise', 'alerted']);
    expect(new Set(it_.sent.map(({ to }) => to)).size).toBe(it_.sent.length);
    expect(toReporter(it_)).toHaveLength(1);
    expect(it_.timer?.dueAt).toBeGreaterThan(it_.now);
    const before = it_.events.length;
    fire(it_, content);
    expect(it_.events).toHaveLength(before);
  });
});

/** What people and time do to a ticket. */
type Act =
  | { readonly do: 'pass' | 'standstill'; readonly minutes: number }
  | { readonly do: 'take' | 'move' | 'answer' | 'ask' | 'reply' | 'release' | 'solve' | 'reopen' | 'defer' | 'backend' | 'talk' | 'link' | 'unlink' }
  | { readonly do: 'priority'; readonly priority: Priority }
  | { readonly do: 'level'; readonly level: 'L2' | 'L3' | 'NMCP' };

const acts = fc.array(fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('pass' as const, 'standstill' as const), minutes: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('take' as const, 'move' as const, 'answer' as const, 'ask' as const, 'reply' as const, 'release' as const, 'solve' as const, 'reopen' as const, 'defer' as const, 'backend' as const, 'talk' as const, 'link' as const, 'unlink' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('priority' as const), priority: fc.constantFrom<Priority>('low', 'medium', 'high', 'critical') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('level' as const), level: fc.constantFrom('L2' as const, 'L3' as const, 'NMCP' as const) }) },
), { minLength: 1, maxLength: 14 });

const begins = fc.record({
  start: fc.integer({ min: 0, max: 3 * 24 * 60 }).map((minute) => at('2026-10-02T00:00') + minute * MINUTE), priority: fc.constantFrom<Priority>('low', 'medium', 'high', 'critical'),
  level: fc.constantFrom('L1' as const, 'L2' as const, 'L3' as const, 'NMCP' as const), province: fc.constantFrom('Tete', 'Gaza', null), confidential: fc.boolean(), technical: fc.boolean(), off: fc.subarray(content.staff.map(({ phone }) => phone)),
});

function play(act: Act, it_: Stand, with_: Content): void {
  const { ticket, now } = it_;
  const live = isLive(ticket);
  if (act.do === 'pass') return pass(it_, with_, now + act.minutes * MINUTE);
  if (act.do === 'standstill') {
    it_.now = now + act.minutes * MINUTE;
    return fire(it_, with_);
  }
  if (act.do === 'reopen') return live ? undefined : write(it_, alertTicket(reopened(ticket, with_, now), with_, worldAt(now)));
  if (!live) return;
  const back = ticket.assignee === null ? ('open' as const) : ('assigned' as const);
  switch (act.do) {
    case 'take': return change(it_, with_, { assignee: 'Carla Exemplo', status: ticket.status === 'open' ? 'assigned' : ticket.status, desk: { takenAt: now, movedAt: now } });
    case 'move': return change(it_, with_, { desk: ticket.assignee === null ? {} : { movedAt: now } });
    case 'answer': return change(it_, with_, { desk: { answerBy: null } });
    case 'ask': return change(it_, with_, { status: 'waiting', waitingFor: 'reporter', desk: { movedAt: now } });
    case 'reply': return ticket.status === 'waiting' ? change(it_, with_, { status: back, waitingFor: null }) : undefined;
    case 'release': return change(it_, with_, { assignee: null, status: 'open', waitingFor: null, desk: { takenAt: null, movedAt: null } });
    case 'solve': return change(it_, with_, { status: 'resolved', solution: 'x', resolvedAt: now });
    case 'defer': return change(it_, with_, { status: 'deferred', waitingFor: null });
    case 'backend': return change(it_, with_, { status: 'waiting', waitingFor: 'backend' });
    case 'talk': return change(it_, with_, { desk: { talk: { phone: '+258861230003', name: 'Carla Exemplo', at: now } } });
    case 'link': return change(it_, with_, { incident: '40721' });
    case 'unlink': return change(it_, with_, { incident: null });
    case 'priority': return write(it_, saved(retimed(ticket, { priority: act.priority }, with_, now), it_, with_));
    case 'level': return write(it_, saved(toLevel(ticket, act.level, with_, now), it_, with_));
  }
}

const saved = (ticket: Stand['ticket'], it_: Stand, with_: Content): ReturnType<typeof alertTicket> => (isTaken(ticket) ? [] : alertTicket(ticket, with_, worldAt(it_.now)));

function begin(from: typeof begins extends fc.Arbitrary<infer T> ? T : never): { it_: Stand; with_: Content } {
  const with_: Content = { ...content, duty: Object.fromEntries(from.off.map((phone) => [phone, { on: false, until: from.start + 300 * MINUTE }])) };
  const ticket = newTicket(with_, from.start, {
    priority: from.priority, level: from.level, confidential: from.confidential, area: { province: from.province, district: null }, ...(from.technical ? {} : { type: 'app_usage', category: 'process' }),
    dueAt: from.start + 60 * MINUTE, desk: { monitorPhone: from.level === 'L1' ? '+258841230004' : null },
  });
  return { it_: stand(ticket, with_, from.start), with_ };
}

const memberOf = (phone: string, with_: Content): StaffMember | undefined => deskMember(with_, phone);

describe('whatever people and time do', () => {
  it('the timer is the next promise of the ticket', () => {
    fc.assert(fc.property(begins, acts, (from, list) => {
      const { it_, with_ } = begin(from);
      for (const act of list) {
        play(act, it_, with_);
        expect(it_.timer?.dueAt ?? null).toBe(nextMoment(it_.ticket, with_)?.at ?? null);
      }
    }), { numRuns: 120 });
  });

  it('nobody off shift is alerted, and nobody of another province; of what is critical the managers', () => {
    fc.assert(fc.property(begins, acts, (from, list) => {
      const { it_, with_ } = begin(from);
      for (const act of list) {
        const { priority } = it_.ticket;
        const before = it_.sent.length;
        play(act, it_, with_);
        for (const { to, at: when, purpose } of it_.sent.slice(before)) {
          if (purpose !== 'alert') continue;
          const member = memberOf(to, with_);
          expect(member).toBeDefined();
          if (member === undefined || (priority === 'critical' && member.role === 'manager')) continue;
          expect(`${member.name} ${isOnShift(with_, member, when)}`).toBe(`${member.name} true`);
          if (from.province === 'Tete') expect(member.areas).not.toEqual(['Gaza']);
          if (from.province === 'Gaza' && member.role !== 'monitor') expect(member.areas.some((area) => area === '*' || area === 'Gaza')).toBe(true);
        }
      }
    }), { numRuns: 120 });
  });

  it('what nobody has taken is heard of again, within a working day', () => {
    fc.assert(fc.property(begins, acts, (from, list) => {
      const { it_, with_ } = begin(from);
      for (const act of list) play(act, it_, with_);
      fc.pre(isLive(it_.ticket) && it_.ticket.incident === null && !isTaken(it_.ticket) && it_.ticket.status !== 'waiting');
      const before = it_.sent.filter(({ purpose }) => purpose === 'alert').length;
      pass(it_, with_, it_.now + 72 * 60 * MINUTE);
      expect(it_.sent.filter(({ purpose }) => purpose === 'alert').length).toBeGreaterThan(before);
    }), { numRuns: 60 });
  });

  it('each warning and breach of a deadline is told once, however long it stood still', () => {
    fc.assert(fc.property(begins, fc.integer({ min: 1, max: 3000 }), (from, minutes) => {
      const { it_, with_ } = begin(from);
      it_.now = from.start + minutes * MINUTE;
      fire(it_, with_);
      const once = it_.events.filter(({ type }) => type === 'warned' || type === 'breached').map(({ type, text }) => `${type} ${text}`);
      expect(new Set(once).size).toBe(once.length);
      expect(nextMoment(it_.ticket, with_)?.at ?? Infinity).toBeGreaterThan(it_.now);
      expect(toReporter(it_).length).toBeLessThanOrEqual(1);
    }), { numRuns: 120 });
  });
});
