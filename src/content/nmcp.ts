/** data/nmcp-contacts.csv: who takes programmatic queries, by topic, place and hour (SOP L31). Called by load.ts; helpdesk/nmcp.ts picks among them. */
import type { Areas } from './campaign.js';
import { readCsv } from './csv.js';
import type { Sources } from './sources.js';
import { areasOf, knownCalendar, needed, phoneOf } from './staff.js';
import type { Calendar, NmcpContact } from './types.js';

const COLUMNS = ['name', 'phone', 'topics', 'areas', 'calendar', 'order'];

/** Sorted by `order`. @param topics null where options.yaml could not be read: then topics are not checked */
export function readNmcp(sources: Sources, folder: string, areas: Areas | null, calendars: Readonly<Record<string, Calendar>> | null, topics: readonly string[] | null): readonly NmcpContact[] {
  const table = readCsv(sources, folder, 'nmcp-contacts.csv', COLUMNS);
  if (table === null) return [];
  const seen = new Map<string, number>();
  const contacts = table.rows.flatMap((row): NmcpContact[] => {
    const name = needed(row, 'name');
    const phone = phoneOf(row, 'phone');
    const about = row.list('topics');
    if (about.length === 0) row.fault('"topics" is empty: write * or topics with | between');
    for (const topic of about) if (topic !== '*' && topics !== null && !topics.includes(topic)) row.fault(`unknown topic "${topic}": known are *, ${topics.join(', ')}`);
    const places = areasOf(row, areas);
    const calendar = needed(row, 'calendar');
    if (calendar !== null) knownCalendar(row, calendar, calendars);
    const order = /^\d{1,6}$/u.test(row.cell('order')) ? Number(row.cell('order')) : null;
    if (order === null) row.fault(`order: "${row.cell('order')}" is no whole number: 1 is asked first`);
    if (name === null || phone === null || calendar === null || order === null) return [];
    const key = `${phone} ${about.join('|')} ${places.join('|')}`;
    const line = seen.get(key);
    if (line !== undefined) row.fault(`the same phone, topics and areas are in line ${line} already`);
    else seen.set(key, row.line);
    return [{ name, phone, topics: about, areas: places, calendar, order }];
  });
  const fallback = table.rows.some((row) => row.list('topics').includes('*') && row.list('areas').includes('*'));
  if (!fallback) sources.report(table.name, null, 'has no contact with topics * and areas *: somebody must take what nobody else takes');
  return contacts.sort((one, other) => one.order - other.order);
}
