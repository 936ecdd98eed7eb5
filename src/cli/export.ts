/** `helpdesk export FILE.csv|FILE.xlsx`: tickets with their history, for the campaign's close. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ticketJson } from '../helpdesk/ticket-json.js';
import type { TicketJson } from '../helpdesk/ticket-json.js';
import type { TicketDossier } from '../store/port.js';
import { ALL, CliFault, GOOD, USAGE, say, withStore } from './io.js';
import type { Io } from './io.js';

export async function exportTickets(file: string, io: Io): Promise<number> {
  const target = resolve(file);
  const write = /\.csv$/iu.test(target) ? writeCsv : /\.xlsx$/iu.test(target) ? writeXlsx : null;
  if (write === null) throw new CliFault('export: the file ends in .csv or .xlsx', USAGE);
  return withStore(io, async (store, { timezone }) => {
    const dossiers = await store.tickets({ limit: ALL });
    mkdirSync(dirname(target), { recursive: true });
    await write(target, dossiers.map((dossier) => ({ json: ticketJson(dossier, timezone), dossier })));
    say(io, `${target}: ${dossiers.length} tickets`);
    return GOOD;
  });
}

interface Row {
  readonly json: TicketJson;
  readonly dossier: TicketDossier;
}

const COLUMNS = [
  'number', 'status', 'waitingFor', 'level', 'category', 'type', 'route', 'priority', 'impact', 'channel', 'reporter', 'phone', 'role', 'province', 'district',
  'description', 'answers', 'attachments', 'assignee', 'incident', 'openedAt', 'dueAt', 'resolvedAt', 'closedAt', 'solution', 'reporterInformedAt', 'monitorInformedAt', 'history',
] as const;

function cells({ json, dossier }: Row): string[] {
  const { reporter, area, informed } = json;
  const history = json.events.map((event) => `${event.at} ${event.type} (${event.by}, ${event.channel})${event.text === null ? '' : `: ${event.text}`}`).join('\n');
  const answers = Object.entries(dossier.ticket.answers).map(([slot, value]) => `${slot}: ${value}`).join('\n');
  return [
    json.number, json.status, json.waitingFor ?? '', json.level, json.category, json.type, json.route, json.priority, dossier.ticket.impact, json.channel, reporter.name ?? '', reporter.phone ?? reporter.address, reporter.role ?? '',
    area.province ?? '', area.district ?? '', json.description, answers, json.attachments.map((each) => each.file ?? each.kind).join('|'), json.assignee ?? '', json.incident ?? '', json.openedAt, json.dueAt ?? '', json.resolvedAt ?? '', json.closedAt ?? '',
    json.solution ?? '', informed.reporter ?? '', informed.monitor ?? '', history,
  ].map(harmless);
}

/** A cell that a spreadsheet would run as a formula gets an apostrophe; a phone number (+258...) stays as it is. */
const harmless = (cell: string): string => (/^[=@\t\r]|^[+-](?!\d{6,15}$)/u.test(cell) ? `'${cell}` : cell);

async function writeCsv(file: string, rows: readonly Row[]): Promise<void> {
  const { stringify } = await import('csv-stringify');
  await pipeline(Readable.from(rows.map(cells)), stringify({ header: true, columns: [...COLUMNS], bom: true }), createWriteStream(file));
}

/** Two sheets: tickets, and their history one event a row. */
async function writeXlsx(file: string, rows: readonly Row[]): Promise<void> {
  const { default: excel } = await import('exceljs');
  const book = new excel.stream.xlsx.WorkbookWriter({ filename: file, useStyles: true });
  const sheet = (name: string, columns: readonly string[]) => {
    const made = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
    made.columns = columns.map((header) => ({ header, width: ['description', 'history', 'text', 'solution'].includes(header) ? 50 : 18 }));
    made.getRow(1).font = { bold: true };
    return made;
  };
  const tickets = sheet('tickets', COLUMNS);
  for (const row of rows) tickets.addRow(cells(row)).commit();
  tickets.commit();
  const history = sheet('history', ['number', 'at', 'type', 'by', 'channel', 'text']);
  for (const { json } of rows) for (const event of json.events) history.addRow([json.number, event.at, event.type, event.by, event.channel, harmless(event.text ?? '')]).commit();
  history.commit();
  await book.commit();
}
