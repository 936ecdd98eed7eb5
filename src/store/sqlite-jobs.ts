/** Timers that fall due, and files that wait to be fetched. Called by sqlite.ts. */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { MediaFile, Timer } from '../gateway/records.js';
import type { Connection } from './connect.js';
import { hole, holesWithout, limitOf } from './rows.js';
import { media, sequences, timers } from './schema.js';
import { statements } from './statements.js';

export function prepareJobs(connection: Connection) {
  const { db } = connection;
  const { reads, writes } = statements(connection, 'jobs');
  const due = reads(() => db.select().from(timers).where(sql`${timers.dueAt} <= ${hole('now')}`).orderBy(asc(timers.dueAt)).limit(limitOf('limit')));
  const named = reads(() => db.select().from(timers).where(eq(timers.name, hole('name'))));
  const first = reads(() => db.select({ at: sql<number | null>`min(${timers.dueAt})` }).from(timers));
  const files = reads(() => db.select().from(media).where(and(sql`${media.status} = 'pending'`, sql`${media.nextAt} <= ${hole('now')}`)).orderBy(asc(media.nextAt)).limit(limitOf('limit')));
  const firstFile = reads(() => db.select({ at: sql<number | null>`min(${media.nextAt})` }).from(media).where(sql`${media.status} = 'pending'`));
  const lease = writes(() => db.update(media).set({ nextAt: sql`${sql.placeholder('until')}` }).where(eq(media.id, hole('id'))));
  const file = reads(() => db.select().from(media).where(eq(media.id, hole('id'))));
  const change = writes(() => db.update(media).set(holesWithout(media, 'id')).where(eq(media.id, hole('id'))));
  const reserve = db.update(sequences).set({ next: sql`${sequences.next} + ${hole('n')}` }).where(eq(sequences.name, 'ticket')).returning({ next: sequences.next }).prepare();

  return {
    dueTimers: (now: number, limit: number): Timer[] => due.all({ now, limit }),
    nextTimer: (): number | null => first.get()?.at ?? null,
    timersOf: (name: Timer['name']): Timer[] => named.all({ name }).sort((one, other) => one.dueAt - other.dueAt),
    anyMedia: (now: number): boolean => files.get({ now, limit: 1 }) !== undefined,
    nextMedia: (): number | null => firstFile.get()?.at ?? null,
    claimMedia: (now: number, limit: number, leaseMs: number): MediaFile[] => files.all({ now, limit }).map((row) => {
      const nextAt = now + leaseMs;
      lease.run({ id: row.id, until: nextAt });
      return { ...row, nextAt };
    }),
    setMedia: (id: string, set: Partial<MediaFile>): void => {
      const row = file.get({ id });
      if (row !== undefined) change.run({ ...row, ...Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)), id });
    },
    reserveTickets: (n: number): number => {
      const row = reserve.get({ n });
      if (row === undefined) throw new Error('the ticket sequence is missing');
      return row.next - n;
    },
  };
}
