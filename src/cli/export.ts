/** `helpdesk export FILE.csv|FILE.xlsx [--pack egov|nmcp|chai|change-requests]`: tickets with their history, all or one party's pack, for the campaign's close. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Excel from 'exceljs';
import { loadContent } from '../content/load.js';
import type { Config } from '../config.js';
import { PACKS, forParty, isPack, packOf, packTotals } from '../helpdesk/packs.js';
import type { Pack } from '../helpdesk/packs.js';
import { ticketJson } from '../helpdesk/ticket-json.js';
import type { TicketJson } from '../helpdesk/ticket-json.js';
import { localesDir } from '../root.js';
import type { Store, TicketDossier } from '../store/port.js';
import { pages } from './export-pages.js';
import type { Page } from './export-pages.js';
import { ALL, CliFault, GOOD, USAGE, say, withStore } from './io.js';
import type { Io } from './io.js';

export async function exportTickets(file: string, options: { readonly pack?: string }, io: Io): Promise<number> {
  const target = resolve(file);
  const write = /\.csv$/iu.test(target) ? writeCsv : /\.xlsx$/iu.test(target) ? writeXlsx : null;
  if (write === null) throw new CliFault('export: the file ends in .csv or .xlsx', USAGE);
  const { pack } = options;
  if (pack !== undefined && !isPack(pack)) throw new CliFault(`--pack: one of ${PACKS.join(', ')}`, USAGE);
  return withStore(io, async (store, config) => {
    const all = await store.tickets({ limit: ALL });
    const dossiers = pack === undefined ? all : await packed(all, pack, store, config);
    const topics = (await store.counts(0, io.now() + 1)).filter((each) => each.name === 'redirected');
    mkdirSync(dirname(target), { recursive: true });
    const totals = packTotals(all.map((each) => each.ticket));
    await write(target, dossiers.map((dossier) => ({ json: ticketJson(dossier, config.timezone), dossier })), pages(dossiers.map((each) => each.ticket), { totals, topics, pack: pack ?? null, timezone: config.timezone }));
    say(io, `${target}: ${dossiers.length} tickets${pack === undefined ? '' : ` of ${all.length} (${PACKS.map((each) => `${each} ${totals[each]}`).join(', ')})`}`);
    return GOOD;
  });
}

async function packed(all: readonly TicketDossier[], pack: Pack, store: Store, { dataDir }: Config): Promise<TicketDossier[]> {
  const { content } = loadContent({ dataDir, localesDir: localesDir() });
  const names = [...(content?.staff ?? []), ...(await store.standing()).staff].map((each) => each.name);
  return all.filter(({ ticket }) => packOf(ticket) === pack).map((dossier) => forParty(dossier, pack, names));
}

interface Row {
  readonly json: TicketJson;
  readonly dossier: TicketDossier;
}

const COLUMNS = [
  'number', 'status', 'waitingFor', 'level', 'category', 'type', 'route', 'priority', 'impact', 'channel', 'reporter', 'phone', 'role', 'province', 'district',
  'description', 'answers', 'attachments', 'assignee', 'incident', 'openedAt', 'dueAt', 'resolvedAt', 'closedAt', 'solution', 'reporterInformedAt', 'monitorInformedAt', 'pack', 'deferredTo', 'history',
] as const;

function cells({ json, dossier }: Row): string[] {
  const { reporter, area, informed } = json;
  const history = json.events.map((event) => `${event.at} ${event.type} (${event.by}, ${event.channel})${event.text === null ? '' : `: ${event.text}`}`).join('\n');
  const answers = Object.entries(dossier.ticket.answers).map(([slot, value]) => `${slot}: ${value}`).join('\n');
  return [
    json.number, json.status, json.waitingFor ?? '', json.level, json.category, json.type, json.route, json.priority, dossier.ticket.impact, json.channel, reporter.name ?? '', reporter.phone ?? reporter.address, reporter.role ?? '',
    area.province ?? '', area.district ?? '', json.description, answers, json.attachments.map((each) => each.file ?? each.kind).join('|'), json.assignee ?? '', json.incident ?? '', json.openedAt, json.dueAt ?? '', json.resolvedAt ?? '', json.closedAt ?? '',
    json.solution ?? '', informed.reporter ?? '', informed.monitor ?? '', packOf(dossier.ticket), dossier.ticket.desk.deferredTo ?? '', history,
  ].map(harmless);
}

/** A cell that a spreadsheet would run as a formula gets an apostrophe; a phone number (+258...) stays as it is. */
const harmless = (cell: string): string => (/^[=@\t\r]|^[+-](?!\d{6,15}$)/u.test(cell) ? `'${cell}` : cell);

async function writeCsv(file: string, rows: readonly Row[]): Promise<void> {
  const { stringify } = await import('csv-stringify');
  await pipeline(Readable.from(rows.map(cells)), stringify({ header: true, columns: [...COLUMNS], bom: true }), createWriteStream(file));
}

/** Three sheets: tickets, their history one event a row, and the figures drawn as bars. */
async function writeXlsx(file: string, rows: readonly Row[], drawn: readonly Page[]): Promise<void> {
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
  charts(book, drawn);
  await book.commit();
}

/** Each figure is a block of rows; a data bar lies in the count's own cell, and signs draw it once more for programs that know no data bars. */
function charts(book: Excel.stream.xlsx.WorkbookWriter, drawn: readonly Page[]): void {
  const made = book.addWorksheet('charts');
  made.columns = [{ width: 34 }, { width: 26 }, { width: 44 }];
  let line = 0;
  for (const { title, rows } of drawn) {
    made.addRow([title]).font = { bold: true };
    const from = line + 2;
    for (const { name, count, bar } of rows) made.addRow([harmless(name), count, bar]);
    made.addRow([]);
    line += rows.length + 2;
    if (rows.length > 0) made.addConditionalFormatting({ ref: `B${from}:B${from + rows.length - 1}`, rules: [{ type: 'dataBar', priority: 1, cfvo: [{ type: 'num', value: 0 }, { type: 'max' }], gradient: false }] });
  }
  made.commit();
}
