/** `helpdesk report`: the daily report and triage list, for people or as JSON. */
import { DateTime } from 'luxon';
import { dailyReport, dayBounds } from '../helpdesk/daily-report.js';
import type { DailyReport, Durations } from '../helpdesk/daily-report.js';
import { AGES } from '../helpdesk/triage.js';
import { ALL, CliFault, GOOD, USAGE, say, sayJson, table, withStore } from './io.js';
import type { Io } from './io.js';

export async function report(options: { readonly day?: string; readonly json?: boolean }, io: Io): Promise<number> {
  return withStore(io, async (store, { timezone }) => {
    const now = io.now();
    const day = options.day ?? DateTime.fromMillis(now, { zone: timezone }).toISODate() ?? '';
    const bounds = dayBounds(day, timezone);
    if (bounds === null) throw new CliFault('--day: a date, as 2026-11-24', USAGE);
    const figures = dailyReport(await store.reportData(bounds.from, bounds.to), await store.calls(ALL), day, timezone, now);
    if (figures === null) throw new CliFault('--day: a date, as 2026-11-24', USAGE);
    if (options.json === true) sayJson(io, figures);
    else say(io, words(figures));
    return GOOD;
  });
}

function words(figures: DailyReport): string {
  const list = (title: string, counts: Readonly<Record<string, number>>): string =>
    Object.keys(counts).length === 0 ? '' : `\n${title}\n${table(Object.entries(counts).map(([name, count]) => [`  ${name}`, String(count)]))}\n`;
  const lasting = (title: string, { count, medianMinutes, p90Minutes }: Durations): string => (count === 0 ? '' : `${title}: ${count}, median ${medianMinutes ?? '-'} min, p90 ${p90Minutes ?? '-'} min`);
  const ages = table(figures.parties.map(({ party, total, byAge }) => [`  ${party}`, String(total), ...AGES.map((age) => `${age} h: ${byAge[age]}`)]));
  const { promises, breaches, callbacks, solved } = figures;
  const triage = figures.triage.map((row) => [row.number, row.priority, row.level, row.type, row.district ?? '-', row.status, row.assignee ?? '-', `${row.hoursOpen} h${row.late ? ' late' : ''}`]);
  return [
    `${figures.day}: ${figures.received} received, ${figures.resolved} resolved, ${figures.calls.total} calls, ${figures.triage.length} unfinished`,
    list('by type', figures.byType), list('by district', figures.byDistrict), list('by channel', figures.byChannel), list('where they stand', figures.byStatus), list('calls', figures.calls.byOutcome), list('sent to NMCP', figures.redirected),
    [
      lasting('first answer', figures.firstAnswer), lasting('solution', figures.solution), `solved at L1: ${solved.level1}, by known fixes: ${solved.selfHelp}`,
      `promises: ${promises.made} made, ${promises.kept} kept, ${promises.broken} broken, ${promises.open} open`,
      `deadlines passed: ${breaches.total} (answer ${breaches.answer}, progress ${breaches.progress}, solution ${breaches.solve}); reopened: ${figures.reopened}; callbacks owed: ${callbacks.owed}; deferred: ${figures.deferred}`,
    ].filter((each) => each !== '').join('\n'),
    list('known problems (tickets)', Object.fromEntries(figures.incidents.map(({ number, type, areas, status, tickets }) => [`${number} ${type} ${areas.join('|')} ${status}`, tickets]))),
    list('known fixes (solved)', Object.fromEntries(Object.entries(figures.selfHelp).map(([id, { shown, solved }]) => [`${id} (${solved})`, shown]))),
    triage.length === 0 ? '' : `\ntriage by age\n${ages}\n\ntriage\n${table([['number', 'priority', 'level', 'type', 'district', 'status', 'with', 'open for'], ...triage])}`,
  ].filter((part) => part !== '').join('\n');
}
