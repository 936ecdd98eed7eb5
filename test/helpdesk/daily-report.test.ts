/** The daily report and triage list: figures of one local day, from what the store tells of it; recomputed here from the raw rows. */
import { describe, expect, it } from '@jest/globals';
import { dailyReport, dayBounds, durations } from '../../src/helpdesk/daily-report.js';
import { NO_DESK } from '../../src/helpdesk/ticket.js';
import type { Ticket, TicketEvent } from '../../src/helpdesk/ticket.js';
import { AGES, ageOf, triage } from '../../src/helpdesk/triage.js';
import type { ReportData } from '../../src/store/port.js';
import { call, ticket } from '../store/make.js';

const ZONE = 'Africa/Maputo';
const DAY = '2026-10-02';
const at = (time: string): number => Date.parse(`${time}+02:00`);
const NOW = at('2026-10-02T18:00:00');
const data = (over: Partial<ReportData> = {}): ReportData => ({ ...(dayBounds(DAY, ZONE) ?? { from: 0, to: 0 }), tickets: [], events: [], counts: [], callbacks: [], problems: [], ...over });
const event = (number: string, type: TicketEvent['type'], time: string, over: Partial<TicketEvent> = {}): TicketEvent => ({ ticket: number, at: at(`2026-10-02T${time}`), type, by: 'Carla', channel: 'desk', text: null, ...over });

describe('the daily report', () => {
  it('counts the local day only, from midnight to midnight', () => {
    const report = dailyReport(data({ tickets: [
      ticket({ number: '10014', openedAt: at('2026-10-02T00:00:00') }),
      ticket({ number: '10022', openedAt: at('2026-10-02T23:59:59'), type: 'login', area: { province: 'Tete', district: null } }),
      ticket({ number: '10030', openedAt: at('2026-10-01T23:59:59'), status: 'closed' }),
      ticket({ number: '10048', openedAt: at('2026-10-03T00:00:00') }),
    ] }), [call({ startedAt: at('2026-10-02T10:00:00'), outcome: 'missed' }), call({ startedAt: at('2026-10-01T10:00:00') })], DAY, ZONE, NOW);
    expect(report).toMatchObject({ day: DAY, received: 2, byType: { sync: 1, login: 1 }, byDistrict: { Moatize: 1, '-': 1 }, calls: { total: 1, byOutcome: { missed: 1 } } });
    expect(report?.triage.map((row) => row.number)).toEqual(['10014', '10022']);
  });

  it('puts the most urgent and oldest first, says who is late, and leaves out what is finished or put off', () => {
    const report = dailyReport(data({ tickets: [
      ticket({ number: '1', priority: 'low', openedAt: at('2026-10-02T08:00:00'), dueAt: null }),
      ticket({ number: '2', priority: 'critical', openedAt: at('2026-10-02T12:00:00'), dueAt: at('2026-10-02T12:20:00') }),
      ticket({ number: '3', priority: 'critical', openedAt: at('2026-10-02T09:30:00'), dueAt: at('2026-10-02T09:50:00'), assignee: 'Carla' }),
      ticket({ number: '4', status: 'redirected', openedAt: at('2026-10-02T09:00:00') }),
      ticket({ number: '5', status: 'deferred', openedAt: at('2026-10-02T09:00:00') }),
    ] }), [], DAY, ZONE, NOW);
    expect(report?.triage.map(({ number, hoursOpen, late }) => [number, hoursOpen, late])).toEqual([['3', 8, false], ['2', 6, true], ['1', 10, false]]);
    expect(report?.deferred).toBe(1);
  });

  it('tells what went to NMCP by topic, and which known fixes helped', () => {
    const counts = [
      { name: 'redirected', label: 'stock', value: 4 }, { name: 'faq.shown', label: 'sync_steps', value: 7 }, { name: 'faq.solved', label: 'sync_steps', value: 3 },
      { name: 'faq.unsolved', label: 'sync_steps', value: 2 }, { name: 'ticket.opened', label: 'sync', value: 9 },
    ];
    expect(dailyReport(data({ counts }), [], DAY, ZONE, NOW)).toMatchObject({ redirected: { stock: 4 }, selfHelp: { sync_steps: { shown: 7, solved: 3 } }, solved: { selfHelp: 3 } });
  });

  it('measures the first answer by what the desk did, not by the bot or the reporter', () => {
    const opened = at('2026-10-02T09:00:00');
    const report = dailyReport(data({
      tickets: ['1', '2', '3'].map((number) => ticket({ number, openedAt: opened, dueAt: at('2026-10-02T09:30:00') })),
      events: [event('1', 'alerted', '09:01:00', { by: 'gateway' }), event('1', 'comment', '09:05:00', { by: 'reporter' }), event('1', 'assigned', '09:10:00'), event('1', 'comment', '11:00:00'), event('2', 'assigned', '09:40:00')],
    }), [], DAY, ZONE, NOW);
    expect(report?.firstAnswer).toEqual({ count: 2, medianMinutes: 10, p90Minutes: 40 });
    expect(report?.promises).toEqual({ made: 3, kept: 1, broken: 0, open: 2 });
  });

  it('tells broken promises, breaches, what came back, and calls owed', () => {
    const report = dailyReport(data({
      tickets: [ticket({ number: '1', openedAt: at('2026-10-02T09:00:00'), desk: { ...NO_DESK, told: ['breached.answer', 'broken.1'] } })],
      events: [event('1', 'breached', '10:00:00', { text: 'answer' }), event('1', 'breached', '10:00:00', { text: 'promise' }), event('1', 'breached', '12:00:00', { text: 'solve' }), event('1', 'reopened', '13:00:00')],
      callbacks: [
        { id: 'a', contactId: 'c', phone: null, reason: 'solved', ticket: '1', callId: null, owedAt: at('2026-10-02T10:00:00'), doneAt: null },
        { id: 'b', contactId: 'c', phone: null, reason: 'solved', ticket: '1', callId: null, owedAt: at('2026-10-01T10:00:00'), doneAt: at('2026-10-02T10:00:00') },
      ],
    }), [], DAY, ZONE, NOW);
    expect(report).toMatchObject({ promises: { made: 1, broken: 1, kept: 0, open: 0 }, breaches: { total: 2, answer: 1, progress: 0, solve: 1 }, reopened: 1, callbacks: { owed: 1, new: 1, done: 1 } });
    expect(report?.triage[0]?.late).toBe(true);
  });

  it.each(['2026-13-01', 'ontem', '2026-10-2', ''])('is none for %j', (day) => {
    expect(dayBounds(day, ZONE)).toBeNull();
    expect(dailyReport(data(), [], day, ZONE, NOW)).toBeNull();
  });
});

describe('durations', () => {
  const minutes = (...all: number[]): number[] => all.map((each) => each * 60_000);
  it.each([
    ['none', minutes(), { count: 0, medianMinutes: null, p90Minutes: null }],
    ['one', minutes(7), { count: 1, medianMinutes: 7, p90Minutes: 7 }],
    ['two: the one that half do not exceed', minutes(9, 5), { count: 2, medianMinutes: 5, p90Minutes: 9 }],
    ['ten', minutes(1, 2, 3, 4, 5, 6, 7, 8, 9, 100), { count: 10, medianMinutes: 5, p90Minutes: 9 }],
  ])('%s', (_name, waits, expected) => {
    expect(durations(waits)).toEqual(expected);
  });
});

describe('the triage list', () => {
  it.each([[0, '<6'], [5.99, '<6'], [6, '6-12'], [11.9, '6-12'], [12, '12-24'], [24, '24-48'], [47.9, '24-48'], [48, '48+'], [400, '48+']] as const)('%d hours are in %s', (hours, age) => {
    expect(ageOf(hours)).toBe(age);
  });

  it('adds up by party, by person and by age, whatever the tickets are', () => {
    const dice = (seed: number) => (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let seed = 1; seed <= 40; seed += 1) {
      const roll = dice(seed);
      const one = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
      const tickets: Ticket[] = Array.from({ length: roll(120) }, (_, index) => ticket({
        number: String(10_000 + index), status: one(['open', 'assigned', 'waiting', 'deferred', 'resolved', 'closed', 'abandoned']), level: one(['L1', 'L2', 'L3', 'NMCP']), priority: one(['low', 'medium', 'high', 'critical']),
        assignee: one([null, 'Carla', 'Daniel']), openedAt: NOW - roll(100) * 3_600_000,
      }));
      const list = triage(tickets, NOW);
      const live = tickets.filter((each) => ['open', 'assigned', 'waiting'].includes(each.status)).length;
      const sum = (heaps: readonly { readonly total: number }[]): number => heaps.reduce((total, each) => total + each.total, 0);
      expect([list.total, list.rows.length, sum(list.parties), sum(list.assignees), AGES.reduce((total, age) => total + list.byAge[age], 0)]).toEqual([live, live, live, live, live]);
      for (const heap of [...list.parties, ...list.assignees]) expect(AGES.reduce((total, age) => total + heap.byAge[age], 0)).toBe(heap.total);
    }
  });
});
