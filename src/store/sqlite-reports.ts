/** What reports, the command line and health ask: tickets with their history, calls, callbacks, counters, figures. Called by sqlite.ts. */
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Call, Callback, Lesson } from '../gateway/records.js';
import type { Connection } from './connect.js';
import type { TicketDossier, TicketFilter } from './port.js';
import { hole, limitOf, ticketRow } from './rows.js';
import { callbacks, calls, counters, failed, lessons, media, outbox, ticketEvents, tickets, timers } from './schema.js';
import { statements } from './statements.js';

const { seq: _seq, ...eventRow } = {
  seq: ticketEvents.seq, ticket: ticketEvents.ticket, at: ticketEvents.at, type: ticketEvents.type, by: ticketEvents.by, channel: ticketEvents.channel, text: ticketEvents.text,
};
const { seq: _row, ...lessonRow } = { seq: lessons.seq, ticket: lessons.ticket, words: lessons.words, guessed: lessons.guessed, confidence: lessons.confidence, type: lessons.type, by: lessons.by, at: lessons.at };
/** Where nobody says how many. */
const ROWS = 1000;

export interface Figures {
  readonly outboxPending: number;
  readonly outboxOldestMs: number;
  readonly dead: number;
  readonly failed: number;
  readonly timersOverdueMs: number;
  readonly openTickets: number;
}

export function prepareReports(connection: Connection) {
  const { db } = connection;
  const { reads } = statements(connection, 'reports');
  const limit = limitOf('limit');
  // The rowid, not the number, decides between equals: it is in every index already.
  const newest = [desc(tickets.openedAt), sql`tickets.rowid DESC`] as const;
  const status = eq(tickets.status, hole('status'));
  const level = eq(tickets.level, hole('level'));
  const all = reads(() => db.select(ticketRow).from(tickets).orderBy(...newest).limit(limit));
  const byNumber = reads(() => db.select(ticketRow).from(tickets).where(eq(tickets.number, hole('number'))));
  const byStatus = reads(() => db.select(ticketRow).from(tickets).where(status).orderBy(...newest).limit(limit));
  const byLevel = reads(() => db.select(ticketRow).from(tickets).where(level).orderBy(...newest).limit(limit));
  const byBoth = reads(() => db.select(ticketRow).from(tickets).where(and(status, level)).orderBy(...newest).limit(limit));
  const events = reads(() => db.select(eventRow).from(ticketEvents).where(eq(ticketEvents.ticket, hole('ticket'))).orderBy(asc(ticketEvents.seq)));
  const files = reads(() => db.select().from(media).where(eq(media.ticket, hole('ticket'))).orderBy(asc(media.at)));
  const allCalls = reads(() => db.select().from(calls).orderBy(desc(calls.startedAt)).limit(limit));
  const owed = reads(() => db.select().from(callbacks).where(isNull(callbacks.doneAt)).orderBy(asc(callbacks.owedAt)));
  const everyCallback = reads(() => db.select().from(callbacks).orderBy(asc(callbacks.owedAt)));
  const learnt = reads(() => db.select(lessonRow).from(lessons).orderBy(asc(lessons.seq)));
  const sums = reads(() => db.select({ name: counters.name, label: counters.label, value: sql<number>`sum(${counters.value})` }).from(counters)
    .where(sql`${counters.hour} >= ${hole('from')} AND ${counters.hour} < ${hole('to')}`).groupBy(counters.name, counters.label));
  const waiting = reads(() => db.select({ n: sql<number>`count(*)` }).from(outbox).where(sql`${outbox.open} = 1`));
  // The oldest of all is the oldest of its address.
  const oldest = reads(() => db.select({ at: sql<number | null>`min(${outbox.createdAt})` }).from(outbox).where(sql`${outbox.head} = 1`));
  const dead = reads(() => db.select({ n: sql<number>`count(*)` }).from(outbox).where(sql`${outbox.status} = 'dead'`));
  const faults = reads(() => db.select({ n: sql<number>`count(*)` }).from(failed).where(isNull(failed.replayedAt)));
  const timer = reads(() => db.select({ at: sql<number | null>`min(${timers.dueAt})` }).from(timers));
  const live = reads(() => db.select({ n: sql<number>`count(*)` }).from(tickets).where(eq(tickets.live, 1)));

  function find(filter: TicketFilter) {
    const { number } = filter;
    const most = filter.limit ?? ROWS;
    if (number !== undefined) {
      return byNumber.all({ number }).filter((row) => (filter.status === undefined || row.status === filter.status) && (filter.level === undefined || row.level === filter.level));
    }
    if (filter.status !== undefined && filter.level !== undefined) return byBoth.all({ status: filter.status, level: filter.level, limit: most });
    if (filter.status !== undefined) return byStatus.all({ status: filter.status, limit: most });
    return filter.level === undefined ? all.all({ limit: most }) : byLevel.all({ level: filter.level, limit: most });
  }

  return {
    tickets: (filter: TicketFilter): TicketDossier[] => find(filter).map((ticket) => ({ ticket, events: events.all({ ticket: ticket.number }), media: files.all({ ticket: ticket.number }) })),
    calls: (most: number): Call[] => allCalls.all({ limit: most }),
    callbacks: (open: boolean): Callback[] => (open ? owed : everyCallback).all(),
    lessons: (): Lesson[] => learnt.all(),
    counts: (from: number, to: number) => sums.all({ from, to }),
    health: (now: number): Figures => {
      const since = oldest.get()?.at ?? null;
      const due = timer.get()?.at ?? null;
      return {
        outboxPending: waiting.get()?.n ?? 0, outboxOldestMs: since === null ? 0 : Math.max(0, now - since), dead: dead.get()?.n ?? 0, failed: faults.get()?.n ?? 0,
        timersOverdueMs: due === null ? 0 : Math.max(0, now - due), openTickets: live.get()?.n ?? 0,
      };
    },
  };
}
export type Reports = ReturnType<typeof prepareReports>;
