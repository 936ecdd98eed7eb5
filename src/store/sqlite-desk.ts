/** What the desk keeps and asks: people, duty, FAQ, known problems, what staff have open, and the wider looks of an order or a timer. Called by sqlite-load, sqlite-writers and sqlite.ts. */
import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Change } from '../gateway/change.js';
import type { OutMessage } from '../gateway/records.js';
import type { Standing } from '../helpdesk/standing.js';
import type { Connection } from './connect.js';
import type { Before, Need, ReportData } from './port.js';
import { fromExcluded, hole, holes, holesWithout, ticketRow, outMessage } from './rows.js';
import { addresses, callbacks, contacts, deskStates, duty, faq, media, outbox as outboxTable, problems, sequences, staff, staffLog, ticketEvents, tickets } from './schema.js';
import type { OutboxWriter } from './sqlite-outbox.js';
import type { Reports } from './sqlite-reports.js';
import { statements } from './statements.js';

/** Changes of people that are looked back at. */
const MOST_LOGGED = 200;

type DeskChange = Extract<Change, { readonly do: 'staff.save' | 'duty.save' | 'faq.save' | 'problem.save' | 'desk.save' | 'message.cancel' }>;

export type DeskWriter = (change: DeskChange) => void;

export function prepareDesk(connection: Connection, reports: Pick<Reports, 'counts'>) {
  const { db } = connection;
  const { reads } = statements(connection, 'desk');
  const number = hole('number');
  const eventRow = { ticket: ticketEvents.ticket, at: ticketEvents.at, type: ticketEvents.type, by: ticketEvents.by, channel: ticketEvents.channel, text: ticketEvents.text };
  const state = reads(() => db.select().from(deskStates).where(eq(deskStates.phone, hole('phone'))));
  const news = reads(() => db.select(outMessage).from(outboxTable).where(and(eq(outboxTable.ticket, hole('ticket')), sql`${outboxTable.ticket} IS NOT NULL`, sql`${outboxTable.createdAt} >= ${hole('since')}`, sql`${outboxTable.purpose} = 'notice'`)).orderBy(asc(outboxTable.createdAt), asc(outboxTable.seq)));
  const owned = reads(() => db.select({ assignee: tickets.assignee, takenAt: sql<number | null>`json_extract(${tickets.desk}, '$.takenAt')` }).from(tickets).where(and(eq(tickets.live, 1), isNotNull(tickets.assignee))));
  const alerted = reads(() => db.select({ to: outboxTable.to }).from(outboxTable).where(sql`${outboxTable.purpose} = 'alert' AND ${outboxTable.createdAt} >= ${hole('since')}`));
  const events = reads(() => db.select(eventRow).from(ticketEvents).where(eq(ticketEvents.ticket, number)).orderBy(asc(ticketEvents.seq)));
  const files = reads(() => db.select().from(media).where(eq(media.ticket, number)).orderBy(asc(media.at)));
  const ofTicket = reads(() => db.select().from(callbacks).where(and(eq(callbacks.ticket, number), sql`${callbacks.ticket} IS NOT NULL`)).orderBy(asc(callbacks.owedAt)));
  const callback = reads(() => db.select().from(callbacks).where(eq(callbacks.id, hole('id'))));
  const owed = reads(() => db.select().from(callbacks).where(isNull(callbacks.doneAt)).orderBy(asc(callbacks.owedAt)));
  const linked = reads(() => db.select(ticketRow).from(tickets).where(and(eq(tickets.incident, number), sql`${tickets.incident} IS NOT NULL`)).orderBy(asc(tickets.openedAt)));
  const opened = reads(() => db.select(ticketRow).from(tickets).where(sql`${tickets.openedAt} >= ${hole('since')}`).orderBy(asc(tickets.openedAt)));
  const byPhone = reads(() => db.select().from(contacts).where(eq(contacts.phone, hole('phone'))));
  const byId = reads(() => db.select().from(contacts).where(eq(contacts.id, hole('id'))));
  const byAddress = reads(() => db.select().from(addresses).where(eq(addresses.address, hole('address'))));
  const within = (column: SQLiteColumn) => sql`(${column} >= ${hole('from')} AND ${column} < ${hole('to')})`;
  const spanTickets = reads(() => db.select(ticketRow).from(tickets).where(sql`${tickets.live} = 1 OR ${tickets.status} = 'resolved' OR ${within(tickets.openedAt)} OR ${within(tickets.resolvedAt)} OR ${within(tickets.closedAt)}`).orderBy(asc(tickets.openedAt)));
  const spanEvents = reads(() => db.select(eventRow).from(ticketEvents).where(within(ticketEvents.at)).orderBy(asc(ticketEvents.at), asc(ticketEvents.seq)));
  const spanCallbacks = reads(() => db.select().from(callbacks).where(sql`${callbacks.doneAt} IS NULL OR ${within(callbacks.owedAt)} OR ${within(callbacks.doneAt)}`).orderBy(asc(callbacks.owedAt)));
  const everyProblem = reads(() => db.select().from(problems).orderBy(asc(problems.at)));
  const { seq: _seq, ...logged } = getTableColumns(staffLog);
  const people = reads(() => db.select(logged).from(staffLog).where(sql`${staffLog.seq} > (SELECT coalesce(max(seq), 0) - ${sql.raw(String(MOST_LOGGED))} FROM staff_log)`).orderBy(desc(staffLog.seq)));
  const reach = reads(() => db.select(getTableColumns(addresses)).from(addresses).innerJoin(tickets, eq(tickets.contactId, addresses.contactId)).where(eq(tickets.number, number)));
  const standing = standingReader(connection);

  const reportData = (from: number, to: number): ReportData => ({
    from, to, tickets: spanTickets.all({ from, to }), events: spanEvents.all({ from, to }), counts: reports.counts(from, to), callbacks: spanCallbacks.all({ from, to }), problems: everyProblem.all(),
  });

  return {
    standing,
    reportData,
    /** Tickets that a member of staff has open with the desk without naming them: the one a question is about, and the one of his last move. */
    pointedAt: (phone: string): { readonly pending: string | null; readonly last: string | null } => {
      const open = state.get({ phone });
      return { pending: open?.pending?.number ?? null, last: open?.last?.before.number ?? null };
    },
    /** How many alerts each address had since then (ms UTC). */
    alerts: (since: number): Before['alerts'] => tally(alerted.all({ since }).map(({ to }) => to)),
    /** The parts of Before that only the desk asks for. */
    extras: (need: Need, quoted: string | null = null): Partial<Before> => ({
      ...(need.staffLog === undefined ? {} : { staffLog: people.all({}) }),
      ...(need.countsSince === undefined ? {} : { counts: reports.counts(need.countsSince, Number.MAX_SAFE_INTEGER) }),
      ...(need.reach === undefined ? {} : { reach: [...(need.tickets ?? []), ...(quoted === null ? [] : [quoted])].flatMap((each) => reach.all({ number: each })) }),
      ...(need.staffPhone === undefined ? {} : { deskState: state.get({ phone: need.staffPhone }) ?? null }),
      ...(need.lastWords === undefined || need.staffPhone === undefined ? {} : { lastWords: lastWords(need.staffPhone) }),
      ...(need.load === undefined ? {} : { load: loadOf(owned.all()) }),
      ...(need.history === undefined ? {} : { events: (need.tickets ?? []).flatMap((each) => events.all({ number: each })), files: (need.tickets ?? []).flatMap((each) => files.all({ number: each })) }),
      ...callbacksOf(need),
      ...(need.problem === undefined ? {} : { linked: linked.all({ number: need.problem }) }),
      ...(need.openedSince === undefined ? {} : { opened: opened.all({ since: need.openedSince }) }),
      ...(need.otherPhone === undefined && need.otherAddress === undefined ? {} : otherOf(need)),
      ...(need.report === undefined ? {} : { report: reportData(need.report.from, need.report.to) }),
    }),
  };

  function otherOf({ otherPhone, otherAddress }: Need): Pick<Before, 'other' | 'otherRow'> {
    const row = otherAddress === undefined ? undefined : byAddress.get({ address: otherAddress });
    const known = (otherPhone === undefined ? undefined : byPhone.get({ phone: otherPhone })) ?? (row === undefined ? undefined : byId.get({ id: row.contactId }));
    return { other: known ?? null, otherRow: row ?? null };
  }

  function lastWords(phone: string): OutMessage[] {
    const last = state.get({ phone })?.last ?? null;
    return last === null ? [] : news.all({ ticket: last.before.number, since: last.at });
  }

  function callbacksOf(need: Need): Pick<Before, 'callbacks'> {
    const one = need.callbackId === undefined ? undefined : callback.get({ id: need.callbackId });
    const rows = [...(one === undefined ? [] : [one]), ...(need.tickets ?? []).flatMap((each) => ofTicket.all({ number: each })), ...(need.openCallbacks === undefined ? [] : owed.all())];
    const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
    return need.callbackId === undefined && need.openCallbacks === undefined && need.tickets === undefined ? {} : { callbacks: unique };
  }
}
export type Desk = ReturnType<typeof prepareDesk>;

/** How many of each. */
function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function loadOf(owned: readonly { readonly assignee: string | null; readonly takenAt: number | null }[]): NonNullable<Before['load']> {
  const loads = new Map<string, { assignee: string; live: number; lastTakenAt: number | null }>();
  for (const { assignee, takenAt } of owned) {
    if (assignee === null) continue;
    const known = loads.get(assignee) ?? { assignee, live: 0, lastTakenAt: null };
    loads.set(assignee, { assignee, live: known.live + 1, lastTakenAt: takenAt === null ? known.lastTakenAt : Math.max(known.lastTakenAt ?? 0, takenAt) });
  }
  return [...loads.values()];
}

export function prepareDeskWriters(connection: Connection, outbox: Pick<OutboxWriter, 'set'>): DeskWriter {
  const { db } = connection;
  const { reads, writes } = statements(connection, 'desk writers');
  const staffIn = writes(() => db.insert(staff).values(holes(staff)).onConflictDoUpdate({ target: staff.phone, set: fromExcluded(staff, 'phone') }));
  const logIn = writes(() => db.insert(staffLog).values(holesWithout(staffLog, 'seq') as typeof staffLog.$inferInsert));
  const dutyIn = writes(() => db.insert(duty).values(holes(duty)).onConflictDoUpdate({ target: duty.phone, set: fromExcluded(duty, 'phone') }));
  const faqIn = writes(() => db.insert(faq).values(holes(faq)).onConflictDoUpdate({ target: faq.id, set: fromExcluded(faq, 'id') }));
  const problemIn = writes(() => db.insert(problems).values(holes(problems)).onConflictDoUpdate({ target: problems.number, set: fromExcluded(problems, 'number') }));
  const stateIn = writes(() => db.insert(deskStates).values(holes(deskStates)).onConflictDoUpdate({ target: deskStates.phone, set: fromExcluded(deskStates, 'phone') }));
  const changed = writes(() => db.update(sequences).set({ next: sql`${sequences.next} + 1` }).where(eq(sequences.name, 'standing')));
  /** Rows that nobody has yet; whether the person was told before is the decision's business. */
  const waiting = reads(() => db.select({ id: outboxTable.id }).from(outboxTable)
    .where(and(eq(outboxTable.ticket, hole('ticket')), sql`${outboxTable.purpose} = ${hole('purpose')}`, eq(outboxTable.status, 'pending'), sql`${outboxTable.open} = 1`, sql`${outboxTable.createdAt} >= ${hole('since')}`)));
  return (change) => {
    if (change.do !== 'desk.save' && change.do !== 'message.cancel') changed.run();
    switch (change.do) {
      case 'staff.save':
        staffIn.run({ what: '', ...change.row });
        return void logIn.run({ what: '', ...change.row });
      case 'duty.save':
        return void dutyIn.run({ ...change.row });
      case 'faq.save':
        return void faqIn.run({ ...change.row });
      case 'problem.save':
        return void problemIn.run({ ...change.problem });
      case 'desk.save':
        return void stateIn.run({ ...change.state });
      case 'message.cancel':
        for (const { id } of waiting.all({ ticket: change.ticket, purpose: change.purpose, since: change.since })) outbox.set(id, { status: 'cancelled', errorCode: 'undone', settledAt: change.at });
    }
  };
}

/** The same object until something changes, by whatever thread or process: every change counts up a row. @returns asks for it once a snapshot */
function standingReader(connection: Connection): (snapshot: number) => Standing {
  const { db } = connection;
  const version = statements(connection, 'standing').reads(() => db.select({ next: sequences.next }).from(sequences).where(eq(sequences.name, 'standing')));
  let kept: Standing | null = null;
  let seen: number | undefined;
  let asked = -1;
  return (snapshot) => {
    if (kept !== null && asked === snapshot) return kept;
    asked = snapshot;
    const now = version.get()?.next;
    if (kept === null || now !== seen) {
      kept = {
        staff: db.select().from(staff).orderBy(asc(staff.at)).all(), duty: db.select().from(duty).all(), faq: db.select().from(faq).orderBy(asc(faq.at)).all(),
        problems: db.select().from(problems).where(inArray(problems.status, ['proposed', 'declared', 'refused'])).orderBy(asc(problems.at)).all(),
      };
      seen = now;
    }
    return kept;
  };
}
