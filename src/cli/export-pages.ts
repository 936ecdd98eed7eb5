/** The figures of an export's chart page: counts with a bar drawn in signs. Pure; called by export. */
import { DateTime } from 'luxon';
import { tally } from '../helpdesk/daily-report.js';
import { PACKS } from '../helpdesk/packs.js';
import type { Pack } from '../helpdesk/packs.js';
import type { Ticket } from '../helpdesk/ticket.js';
import { isUnfinished, triage } from '../helpdesk/triage.js';

export interface Page {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly count: number; readonly bar: string }[];
}

export interface Figures {
  /** Of all tickets, whatever is in this file. */
  readonly totals: Readonly<Record<Pack, number>>;
  /** Queries sent to NMCP without a ticket, by topic. */
  readonly topics: readonly { readonly label: string; readonly value: number }[];
  readonly pack: Pack | null;
  readonly timezone: string;
}

const LONGEST = 30;

export function pages(tickets: readonly Ticket[], { totals, topics, pack, timezone }: Figures): Page[] {
  const day = (ticket: Ticket): string => DateTime.fromMillis(ticket.openedAt, { zone: timezone }).toISODate() ?? '';
  const last = tickets.reduce((latest, each) => Math.max(latest, each.openedAt, each.resolvedAt ?? 0, each.closedAt ?? 0, each.desk.movedAt ?? 0), 0);
  const all = PACKS.reduce((sum, each) => sum + totals[each], 0);
  return [
    page('tickets by pack', [...PACKS.map((each) => [each === pack ? `${each} (this file)` : each, totals[each]] as const), ['all', all]]),
    page('tickets by type', Object.entries(tally(tickets, (each) => each.type))),
    page('tickets by district', Object.entries(tally(tickets, (each) => [each.area.province, each.area.district].filter((part) => part !== null).join(' / ') || '-'))),
    page('tickets by status', Object.entries(tally(tickets, (each) => each.status))),
    page('tickets by channel', Object.entries(tally(tickets, (each) => each.channel))),
    page('tickets by day', Object.entries(tally(tickets, day)).sort(([one], [other]) => (one < other ? -1 : 1))),
    page('unfinished by age in hours (at the last move)', Object.entries(triage(tickets.filter(isUnfinished), last).byAge)),
    ...(pack === null || pack === 'nmcp' ? [page('queries sent to NMCP by topic', topics.map(({ label, value }) => [label, value]))] : []),
  ];
}

function page(title: string, counts: readonly (readonly [string, number])[]): Page {
  const most = Math.max(1, ...counts.map(([, count]) => count));
  return { title, rows: counts.map(([name, count]) => ({ name, count, bar: barOf(count, most) })) };
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function barOf(count: number, most: number): string {
  const eighths = Math.round((count / most) * LONGEST * 8);
  return count > 0 && eighths === 0 ? '▏' : `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8] ?? ''}`;
}
