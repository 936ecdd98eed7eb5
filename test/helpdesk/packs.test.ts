/** The hand-over packs and the reports in chat: every ticket in exactly one pack, nothing private leaves, and a report fits one message of a phone. */
import { describe, expect, it } from '@jest/globals';
import type { StaffMember } from '../../src/content/types.js';
import { pages } from '../../src/cli/export-pages.js';
import { dailyReport, dayBounds } from '../../src/helpdesk/daily-report.js';
import { PACKS, forParty, isPack, packOf, packTotals } from '../../src/helpdesk/packs.js';
import { dailyWords, lasting, triageWords, visibleTo } from '../../src/gateway/report-words.js';
import { INCIDENT_TYPES, NO_DESK } from '../../src/helpdesk/ticket.js';
import type { Ticket } from '../../src/helpdesk/ticket.js';
import { triage } from '../../src/helpdesk/triage.js';
import { loadContent } from '../../src/content/load.js';
import type { ReportData } from '../../src/store/port.js';
import { ticket } from '../store/make.js';

const NOW = Date.parse('2026-10-02T20:00:00+02:00');
const { content } = loadContent({ dataDir: 'data', localesDir: 'locales' });
if (content === null) throw new Error('the catalogues have faults');

const dice = (seed: number) => (below: number): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
};

function some(seed: number, count: number): Ticket[] {
  const roll = dice(seed);
  const one = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    const type = one(INCIDENT_TYPES);
    const status = one(['open', 'assigned', 'waiting', 'deferred', 'resolved', 'closed', 'redirected', 'rejected', 'abandoned'] as const);
    const [province, district] = one([['Tete', 'Moatize'], ['Tete', 'Cahora-Bassa'], ['Gaza', 'Chókwè'], ['Gaza', null], [null, null]] as const);
    return ticket({
      number: String(10_000 + index), type, status, level: one(['L1', 'L2', 'L3', 'NMCP']), route: type === 'programmatic' ? 'nmcp' : 'helpdesk', confidential: type === 'grievance', priority: one(['low', 'medium', 'high', 'critical']),
      waitingFor: status === 'waiting' ? one(['reporter', 'backend', 'apk_release', 'device_push']) : null, area: { province, district }, assignee: one([null, 'Carla Exemplo', 'Daniel Exemplo']), openedAt: NOW - roll(60) * 3_600_000,
      resolvedAt: status === 'resolved' || status === 'closed' ? NOW - roll(10) * 3_600_000 : null, channel: one(['whatsapp', 'voice', 'sms']),
      desk: { ...NO_DESK, deferredTo: status === 'deferred' ? one(['group_v', 'change_request'] as const) : null },
    });
  });
}

describe('packs', () => {
  it.each<[string, Partial<Ticket>, string]>([
    ['open at the helpdesk', {}, 'chai'], ['solved at L3', { level: 'L3', status: 'closed' }, 'chai'], ['open at L3', { level: 'L3' }, 'egov'], ['waits for a release', { status: 'waiting', waitingFor: 'apk_release' }, 'egov'],
    ['waits for the reporter', { status: 'waiting', waitingFor: 'reporter' }, 'chai'], ['put off to Group V', { status: 'deferred', desk: { ...NO_DESK, deferredTo: 'group_v' } }, 'egov'],
    ['a change request', { status: 'deferred', desk: { ...NO_DESK, deferredTo: 'change_request' } }, 'change-requests'], ['sent to NMCP', { status: 'redirected', route: 'nmcp' }, 'nmcp'], ['worked on by NMCP', { level: 'NMCP' }, 'nmcp'],
    ['a complaint, wherever it is', { confidential: true, level: 'NMCP' }, 'chai'],
  ])('%s', (_name, over, pack) => {
    expect(packOf(ticket(over))).toBe(pack);
  });

  it('hold every ticket exactly once, and the totals agree', () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const tickets = some(seed, 200);
      const packs = PACKS.map((pack) => tickets.filter((each) => packOf(each) === pack).map((each) => each.number));
      expect(packs.flat().sort()).toEqual(tickets.map((each) => each.number).sort());
      const totals = packTotals(tickets);
      expect(PACKS.map((pack) => totals[pack])).toEqual(packs.map((each) => each.length));
      const [byPack, ...others] = pages(tickets, { totals, topics: [], pack: null, timezone: 'Africa/Maputo' });
      expect(byPack?.rows.at(-1)).toMatchObject({ name: 'all', count: 200 });
      for (const page of others.filter((each) => /type|district|status|channel|day/u.test(each.title))) expect(page.rows.reduce((sum, row) => sum + row.count, 0)).toBe(200);
    }
  });

  it('tell developers no names and numbers, and nobody the words of complaints', () => {
    const said = ticket({ description: 'Sou Ana Banda, 84 123 0001', answers: { callback_number: '+258841230001', app_version: '1.4.2' }, reporter: { ...ticket().reporter, name: 'Ana Banda' } });
    const event = { ticket: '1', at: NOW, type: 'comment', by: 'Carla', channel: 'desk', text: 'a Ana ligou de 841230001' } as const;
    const abroad = forParty({ ticket: said, events: [event], media: [] }, 'egov', []);
    expect(JSON.stringify(abroad)).not.toMatch(/Ana|84 ?123/u);
    expect(abroad.ticket.answers).toEqual({ app_version: '1.4.2' });
    expect(forParty({ ticket: said, events: [event], media: [] }, 'chai', []).ticket).toEqual(said);
    const complaint = forParty({ ticket: ticket({ confidential: true, description: 'o chefe bateu' }), events: [{ ...event, text: 'o chefe bateu' }], media: [] }, 'chai', []);
    expect(JSON.stringify(complaint)).not.toContain('bateu');
    expect(isPack('egov') && !isPack('all')).toBe(true);
  });
});

describe('reports in chat', () => {
  const member = (over: Partial<StaffMember> = {}): StaffMember => ({ name: 'Amélia', phone: '+258861230001', role: 'manager', areas: ['*'], languages: ['pt'], shift: 'helpdesk', ...over });
  const data = (tickets: readonly Ticket[]): ReportData => ({ ...(dayBounds('2026-10-02', 'Africa/Maputo') ?? { from: 0, to: 0 }), tickets, events: [], counts: [{ name: 'redirected', label: 'stock', value: 3 }], callbacks: [], problems: [] });

  it.each(['pt', 'en'] as const)('fit one message in %s, however many tickets there are', (language) => {
    for (const count of [1, 20, 400, 3000]) {
      const reader = { member: member({ languages: [language] }), content, now: NOW };
      const seen = data(some(count, count));
      const report = dailyReport(seen, [], '2026-10-02', 'Africa/Maputo', NOW);
      if (report === null) throw new Error('no report');
      for (const text of [dailyWords(report, reader), triageWords(triage(seen.tickets, NOW), reader)]) {
        expect(text.length).toBeLessThanOrEqual(1600);
        expect(text).not.toMatch(/\{\{|undefined|null|NaN|reportdesk/u);
      }
    }
  });

  it('show each person only his provinces, and complaints only to managers and nodal officers', () => {
    const tickets = some(7, 300);
    const gaza = visibleTo(data(tickets), member({ role: 'executive', areas: ['Gaza'] }), content);
    expect(gaza.tickets.length).toBeGreaterThan(20);
    expect(gaza.tickets.some((each) => each.area.province === 'Tete' || each.confidential)).toBe(false);
    expect(gaza.counts).toEqual([]);
    expect(visibleTo(data(tickets), member(), content).tickets).toHaveLength(300);
    expect(visibleTo(data(tickets), member({ areas: ['Tete'] }), content).tickets.some((each) => each.confidential)).toBe(true);
  });

  it.each([[null, '-'], [0, '0 min'], [59, '59 min'], [60, '1 h'], [135, '2 h 15 min'], [1440, '1 d'], [4560, '3 d 4 h']] as const)('%s minutes are %s', (minutes, words) => {
    expect(lasting(minutes)).toBe(words);
  });
});
