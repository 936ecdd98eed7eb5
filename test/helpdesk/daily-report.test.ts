/** The daily report: figures of one local day, from the store's tickets, calls and counters. */
import { describe, expect, it } from '@jest/globals';
import { dailyReport, dayBounds } from '../../src/helpdesk/daily-report.js';
import { call, ticket } from '../store/make.js';

const ZONE = 'Africa/Maputo';
const DAY = '2026-10-02';
const at = (time: string): number => Date.parse(`${time}+02:00`);
const NOW = at('2026-10-02T18:00:00');
const dossier = (over: Parameters<typeof ticket>[0]) => ({ ticket: ticket(over), events: [], media: [] });

describe('the daily report', () => {
  it('counts the local day only, from midnight to midnight', () => {
    const report = dailyReport([
      dossier({ number: '10014', openedAt: at('2026-10-02T00:00:00') }),
      dossier({ number: '10022', openedAt: at('2026-10-02T23:59:59'), type: 'login', area: { province: 'Tete', district: null } }),
      dossier({ number: '10030', openedAt: at('2026-10-01T23:59:59'), status: 'closed' }),
      dossier({ number: '10048', openedAt: at('2026-10-03T00:00:00') }),
    ], [call({ startedAt: at('2026-10-02T10:00:00'), outcome: 'missed' }), call({ startedAt: at('2026-10-01T10:00:00') })], [], DAY, ZONE, NOW);
    expect(report).toMatchObject({ day: DAY, received: 2, byType: { sync: 1, login: 1 }, byDistrict: { Moatize: 1, '-': 1 }, calls: { total: 1, byOutcome: { missed: 1 } } });
    expect(report?.triage.map((row) => row.number)).toEqual(['10014', '10022']);
  });

  it('puts the most urgent and oldest first, says who is late, and leaves out what is finished', () => {
    const report = dailyReport([
      dossier({ number: '1', priority: 'low', openedAt: at('2026-10-02T08:00:00'), dueAt: null }),
      dossier({ number: '2', priority: 'critical', openedAt: at('2026-10-02T12:00:00'), dueAt: at('2026-10-02T12:20:00') }),
      dossier({ number: '3', priority: 'critical', openedAt: at('2026-10-02T09:30:00'), dueAt: at('2026-10-02T09:50:00'), assignee: 'Carla' }),
      dossier({ number: '4', status: 'redirected', openedAt: at('2026-10-02T09:00:00') }),
    ], [], [], DAY, ZONE, NOW);
    expect(report?.triage.map(({ number, hoursOpen, late }) => [number, hoursOpen, late])).toEqual([['3', 8, false], ['2', 6, true], ['1', 10, false]]);
  });

  it('tells what went to NMCP by topic, and which known fixes helped', () => {
    const counts = [
      { name: 'redirected', label: 'stock', value: 4 }, { name: 'faq.shown', label: 'sync_steps', value: 7 }, { name: 'faq.solved', label: 'sync_steps', value: 3 },
      { name: 'faq.unsolved', label: 'sync_steps', value: 2 }, { name: 'ticket.opened', label: 'sync', value: 9 },
    ];
    expect(dailyReport([], [], counts, DAY, ZONE, NOW)).toMatchObject({ redirected: { stock: 4 }, selfHelp: { sync_steps: { shown: 7, solved: 3 } } });
  });

  it.each(['2026-13-01', 'ontem', '2026-10-2', ''])('is none for %j', (day) => {
    expect(dayBounds(day, ZONE)).toBeNull();
    expect(dailyReport([], [], [], day, ZONE, NOW)).toBeNull();
  });
});
