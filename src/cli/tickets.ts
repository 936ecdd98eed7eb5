/** `helpdesk tickets`: the tickets as JSON Lines for scripts (contract "A ticket in JSON"), or a list for people. */
import { ticketJson } from '../helpdesk/ticket-json.js';
import type { TicketJson } from '../helpdesk/ticket-json.js';
import type { Status } from '../helpdesk/ticket.js';
import { ALL, CliFault, FAULT, GOOD, USAGE, complain, say, sayJson, table, withStore } from './io.js';
import type { Io } from './io.js';

export interface TicketsOptions {
  readonly json?: boolean;
  readonly status?: string;
  readonly level?: string;
  readonly number?: string;
}

const STATUSES: readonly Status[] = ['open', 'assigned', 'waiting', 'deferred', 'resolved', 'closed', 'redirected', 'rejected', 'abandoned'];
const LEVELS: readonly string[] = ['L1', 'L2', 'L3', 'NMCP'];
const DESCRIPTION = 48;

export async function tickets(options: TicketsOptions, io: Io): Promise<number> {
  const status = STATUSES.find((each) => each === options.status);
  if (options.status !== undefined && status === undefined) throw new CliFault(`--status: one of ${STATUSES.join(', ')}`, USAGE);
  const level = options.level?.toUpperCase();
  if (level !== undefined && !LEVELS.includes(level)) throw new CliFault(`--level: one of ${LEVELS.join(', ')}`, USAGE);
  return withStore(io, async (store, { timezone }) => {
    const found = await store.tickets({ ...(options.number === undefined ? {} : { number: options.number }), ...(status === undefined ? {} : { status }), ...(level === undefined ? {} : { level }), limit: ALL });
    const rows = found.map((dossier) => ticketJson(dossier, timezone));
    if (options.number !== undefined && rows.length === 0) {
      complain(io, `there is no ticket ${options.number}`);
      return FAULT;
    }
    if (options.json === true) rows.forEach((row) => sayJson(io, row));
    else if (options.number !== undefined && rows[0] !== undefined) say(io, whole(rows[0]));
    else say(io, rows.length === 0 ? 'no tickets' : table([['number', 'status', 'level', 'priority', 'type', 'district', 'opened', 'with', 'description'], ...rows.map(columns)]));
    return GOOD;
  });
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

function columns(row: TicketJson): string[] {
  const words = oneLine(row.description);
  return [
    row.number, row.status, row.level, row.priority, row.type, row.area.district ?? '-', row.openedAt.slice(0, 16).replace('T', ' '), row.assignee ?? '-',
    words.length > DESCRIPTION ? `${words.slice(0, DESCRIPTION - 1)}…` : words,
  ];
}

function whole(row: TicketJson): string {
  const { reporter, area } = row;
  const head = table([
    ['number', row.number], ['status', row.waitingFor === undefined ? row.status : `${row.status} (${row.waitingFor})`], ['level', row.level], ['type', `${row.category} / ${row.type}`], ['priority', row.priority],
    ['reporter', [reporter.name, reporter.role, reporter.phone ?? reporter.address].filter((each) => each !== null).join(', ')], ['area', [area.district, area.province].filter((each) => each !== null).join(', ') || '-'],
    ['opened', row.openedAt], ['due', row.dueAt ?? '-'], ['with', row.assignee ?? '-'], ['solution', row.solution ?? '-'], ['files', row.attachments.map((each) => each.file ?? `${each.kind} (not here)`).join(', ') || '-'],
  ]);
  const history = table(row.events.map((event) => [event.at.slice(0, 16).replace('T', ' '), event.type, event.by, event.channel, oneLine(event.text ?? '')]));
  return `${head}\n\n${row.description}\n\n${history}`;
}
