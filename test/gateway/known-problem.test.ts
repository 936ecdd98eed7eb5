/** A synthetic outage of sync, played against the whole gateway: 200 reports of three districts and 20 unrelated ones become one known problem; each reporter hears once, the figures agree. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { watchSoon } from '../../src/gateway/known-problem.js';
import type { Change } from '../../src/gateway/change.js';
import { dailyReport, dayBounds } from '../../src/helpdesk/daily-report.js';
import { packOf, packTotals } from '../../src/helpdesk/packs.js';
import { ticketNumber } from '../../src/helpdesk/number.js';
import { nextReport, reportKeys } from '../../src/helpdesk/report-day.js';
import type { Ticket } from '../../src/helpdesk/ticket.js';
import { reportTimers } from '../../src/gateway/report-due.js';
import type { World } from '../../src/gateway/world.js';
import { contact, ticket } from '../store/make.js';
import { startApp } from '../support/app.js';
import type { App } from '../support/app.js';
import { smallContent } from '../support/content.js';

const AMELIA = '+258861230001';
const OUTAGE = ['Moatize', 'Angónia', 'Marara'];
const ELSEWHERE: readonly Partial<Ticket>[] = [
  { type: 'login', area: { province: 'Tete', district: 'Moatize' } }, { type: 'form', area: { province: 'Tete', district: 'Angónia' } }, { type: 'sync', area: { province: 'Gaza', district: 'Chókwè' } },
  { type: 'device', area: { province: 'Tete', district: 'Zumbo' } }, { type: 'general', category: 'general', area: { province: 'Tete', district: 'Marara' } },
];
const phoneOf = (index: number): string => `+25884123${String(index).padStart(4, '0')}`;

let serial = 90_000;
function reported(index: number, over: Partial<Ticket>, now: number): Change[] {
  const phone = phoneOf(index);
  const address = `whatsapp:${phone}`;
  serial += 1;
  return [
    { do: 'contact.save', contact: contact({ id: `c${index}`, phone, name: null, source: 'none', createdAt: now }) },
    { do: 'address.save', address: { address, contactId: `c${index}`, via: 'twilio', lastInboundAt: now, optedOutAt: null } },
    { do: 'ticket.save', ticket: ticket({ number: ticketNumber(serial), contactId: `c${index}`, reporter: { address, phone, name: null, role: null, language: 'pt' }, openedAt: now, dueAt: null, description: 'não sai nada', ...over }) },
    watchSoon({ now } as World),
  ];
}

describe('an outage of sync', () => {
  let app: App;
  const all = async (): Promise<readonly Ticket[]> => (await app.tickets()).map((each) => each.ticket);
  const outage = async (): Promise<readonly Ticket[]> => (await all()).filter((each) => each.type === 'sync' && each.area.province === 'Tete');
  const say = async (words: string): Promise<string> => {
    app.unseen(AMELIA);
    await app.whatsapp(AMELIA, words);
    await app.settle();
    return app.unseen(AMELIA).map((each) => each.body).join('\n');
  };

  beforeAll(async () => {
    app = await startApp({ start: Date.parse('2026-10-02T09:00:00+02:00'), sms: false });
    await say('ajuda');
    let people = 1000;
    for (let minute = 0; minute < 40; minute += 1) {
      const now = app.ctx.clock.now();
      const changes: Change[] = [];
      /** The last ten of 200 are second reports of people who had reported already. */
      for (let count = 0; count < 5; count += 1) {
        const index = minute < 38 ? (people += 1) : 1001 + (minute - 38) * 5 + count;
        const [saved, row, opened, watch] = reported(index, { area: { province: 'Tete', district: OUTAGE[(minute + count) % 3] ?? null } }, now);
        if (saved !== undefined && row !== undefined && opened !== undefined && watch !== undefined) changes.push(...(minute < 38 ? [saved, row] : []), opened, watch);
      }
      if (minute % 2 === 0) changes.push(...reported(1500 + minute, ELSEWHERE[(minute / 2) % ELSEWHERE.length] ?? {}, now));
      await app.ctx.store.commit({ inbound: { channel: 'job', id: `outage/${minute}`, via: 'twilio', from: 'job:test', at: now, receivedAt: now, what: { kind: 'unknown', type: 'test' } }, changes, turnId: `t${minute}` });
      await app.advance('PT1M');
    }
    await app.settle();
  }, 120_000);

  afterAll(() => app.stop());

  it('is proposed to the managers once, with what was seen', async () => {
    expect((await outage()).length).toBe(200);
    expect((await all()).length).toBe(220);
    const proposals = app.sentTo(AMELIA).filter((each) => each.body.includes('Parece haver um problema geral'));
    expect(proposals).toHaveLength(1);
    expect(proposals[0]?.body).toMatch(/Sincronização[\s\S]*Onde: .*Moatize|Angónia|Marara/u);
    expect(app.sentTo('+258861230002').filter((each) => each.body.includes('There seems to be a general problem') || each.body.includes('Parece haver'))).toHaveLength(1);
    const { problems } = await app.ctx.store.standing();
    expect(problems.map((each) => [each.type, each.status, [...each.areas].sort()])).toEqual([['sync', 'proposed', ['Tete/Angónia', 'Tete/Marara', 'Tete/Moatize']]]);
  });

  it('takes all of the outage and nothing else when it is confirmed, and tells each reporter once', async () => {
    expect(await say('incidente confirmar até 11:00')).toMatch(/Pedidos juntos: 200[\s\S]*Pessoas avisadas: 190/u);
    await app.settle();
    const tickets = await all();
    const [problem] = (await app.ctx.store.standing()).problems;
    expect(problem?.status).toBe('declared');
    for (const each of tickets) {
      const mine = each.type === 'sync' && each.area.province === 'Tete';
      expect([each.number, each.incident, each.status]).toEqual([each.number, mine ? problem?.number : null, mine ? 'waiting' : 'open']);
      const told = app.sentTo(each.reporter.phone ?? '').filter((message) => message.body.includes('Já sabemos deste problema')).length;
      expect([each.number, told]).toEqual([each.number, mine ? 1 : 0]);
    }
  }, 60_000);

  it('is solved once: all are told once, those of others hear nothing', async () => {
    expect(await say('incidente resolver O servidor voltou')).toMatch(/Pedidos: 200[\s\S]*sim ou não/u);
    expect(await say('sim')).toMatch(/Pedidos resolvidos: 200[\s\S]*Pessoas avisadas: 190/u);
    await app.advance('PT2M');
    await app.settle();
    for (const each of await all()) {
      const mine = each.type === 'sync' && each.area.province === 'Tete';
      expect([each.number, each.status, each.solution]).toEqual([each.number, mine ? 'resolved' : 'open', mine ? 'O servidor voltou' : null]);
      const told = app.sentTo(each.reporter.phone ?? '').filter((message) => message.body.includes('O servidor voltou')).length;
      expect([each.number, told]).toEqual([each.number, mine ? 1 : 0]);
      if (mine) expect([each.number, each.informed.reporter === null]).toEqual([each.number, false]);
    }
    expect((await app.ctx.store.standing()).problems).toEqual([]);
  }, 60_000);

  it('leaves figures that equal the store, and packs that hold every ticket once', async () => {
    const now = app.ctx.clock.now();
    const bounds = dayBounds('2026-10-02', 'Africa/Maputo') ?? { from: 0, to: 0 };
    const report = dailyReport(await app.ctx.store.reportData(bounds.from, bounds.to), [], '2026-10-02', 'Africa/Maputo', now);
    const tickets = await all();
    const count = (test: (each: Ticket) => boolean): number => tickets.filter(test).length;
    expect(report).toMatchObject({ received: 220, resolved: 200, byType: { sync: count((each) => each.type === 'sync'), login: count((each) => each.type === 'login') }, byDistrict: { Moatize: count((each) => each.area.district === 'Moatize') }, byChannel: { whatsapp: 220 } });
    expect(report?.triage.length).toBe(20);
    expect(report?.incidents).toMatchObject([{ type: 'sync', status: 'solved', tickets: 200 }]);
    expect(Object.values(report?.byDistrict ?? {}).reduce((sum, each) => sum + each, 0)).toBe(220);
    const waits = tickets.filter((each) => each.resolvedAt !== null).map((each) => Math.round(((each.resolvedAt ?? 0) - each.openedAt) / 60_000)).sort((one, other) => one - other);
    expect(report?.solution).toEqual({ count: 200, medianMinutes: waits[99], p90Minutes: waits[179] });
    const totals = packTotals(tickets);
    expect(Object.values(totals).reduce((sum, each) => sum + each, 0)).toBe(tickets.length);
    for (const pack of ['egov', 'nmcp', 'chai', 'change-requests'] as const) expect(count((each) => packOf(each) === pack)).toBe(totals[pack]);
  });
});

describe('times of reports', () => {
  const rules = smallContent().rules;
  const at = (iso: string): number => Date.parse(iso);

  it.each([
    ['later today', 'triage/08:30', '2026-10-02T08:00:00+02:00', 'Africa/Maputo', '2026-10-02T08:30:00+02:00'],
    ['tomorrow, when it is that time now', 'triage/08:30', '2026-10-02T08:30:00+02:00', 'Africa/Maputo', '2026-10-03T08:30:00+02:00'],
    ['after the clocks went forward', 'daily/22:30', '2026-03-28T23:00:00+00:00', 'Europe/Lisbon', '2026-03-29T22:30:00+01:00'],
    ['a time that the clocks skip', 'daily/01:30', '2026-03-29T00:00:00+00:00', 'Europe/Lisbon', '2026-03-29T02:30:00+01:00'],
    ['a time that comes twice comes once', 'daily/01:30', '2026-10-25T01:30:00+01:00', 'Europe/Lisbon', '2026-10-26T01:30:00+00:00'],
  ])('%s', (_name, key, after, zone, expected) => {
    expect(new Date(nextReport(key, at(after), zone) ?? 0).toISOString()).toBe(new Date(at(expected)).toISOString());
  });

  it('are set where they are missing, left where they are, and taken away with the rule', () => {
    const now = at('2026-10-02T09:00:00+02:00');
    const content = { rules, timezone: 'Africa/Maputo' };
    expect(reportKeys(rules)).toEqual(['triage/08:30', 'daily/22:30']);
    const set = reportTimers([], content, now);
    expect(set.map((each) => (each.do === 'timer.set' ? each.timer.key : each.do))).toEqual(['triage/08:30', 'daily/22:30']);
    const present = set.flatMap((each) => (each.do === 'timer.set' ? [{ ...each.timer, dueAt: now - 60_000 }] : []));
    expect(reportTimers(present, content, now)).toEqual([]);
    expect(reportTimers(present, { ...content, rules: { ...rules, reports: { triage: [], daily: '22:30' } } }, now)).toEqual([{ do: 'timer.clear', name: 'report.due', key: 'triage/08:30' }]);
  });
});
