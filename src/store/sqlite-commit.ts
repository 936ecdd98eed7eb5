/** commit, fail and unfail: the ledger's mark and the changes of a turn, all or nothing, inside the group's transaction; and what is asked of the ledger. Called by writes.ts and sqlite.ts. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Inbound } from '../gateway/inbound.js';
import type { Connection } from './connect.js';
import { Undo } from './group.js';
import type { CommitResult, FailedInbound, Turn } from './port.js';
import { hole, holes } from './rows.js';
import { failed, ledger, timers } from './schema.js';
import { inOrder } from './sqlite-writers.js';
import type { Writer } from './sqlite-writers.js';
import { statements } from './statements.js';

export function prepareCommit(connection: Connection, write: Writer) {
  const { db } = connection;
  const { reads, writes } = statements(connection, 'commit');
  const mark = writes(() => db.insert(ledger).values(holes(ledger)).onConflictDoNothing());
  const unmark = writes(() => db.delete(ledger).where(and(eq(ledger.channel, hole('channel')), eq(ledger.id, hole('id')))));
  const timerDone = writes(() => db.delete(timers).where(and(eq(timers.name, hole('name')), eq(timers.key, hole('key')), eq(timers.dueAt, hole('dueAt')))));
  const timerBack = writes(() => db.insert(timers).values(holes(timers)).onConflictDoNothing());
  const keep = writes(() => db.insert(failed).values({
    channel: sql.placeholder('channel'), inboundId: sql.placeholder('inboundId'), inbound: sql.placeholder('inbound'), fault: sql.placeholder('fault'),
    failedAt: sql`max(${hole('at')}, coalesce((SELECT max(replayed_at) FROM failed WHERE channel = ${hole('channel')} AND inbound_id = ${hole('inboundId')}), 0))`,
  }));
  const failedOne = reads(() => db.select().from(failed).where(eq(failed.id, hole('id'))));
  const replayed = writes(() => db.update(failed).set({ replayedAt: sql`${sql.placeholder('at')}` }).where(and(eq(failed.id, hole('id')), isNull(failed.replayedAt))));
  const old = writes(() => db.delete(ledger).where(sql`(channel, id) IN (SELECT channel, id FROM ledger WHERE via = ${hole('via')} AND channel = ${hole('channel')} AND at < ${hole('before')} LIMIT ${hole('limit')} + 0)`));

  const idsOf = (inbound: Inbound): readonly string[] => [inbound.id, ...(inbound.covers ?? [])];

  /** @throws Undo('duplicate') when it, or anything it covers, was handled before: a merged backlog is then put together anew without that part */
  function markHandled({ inbound, turnId }: Turn): void {
    const { channel, via, at, what } = inbound;
    for (const id of new Set(idsOf(inbound))) {
      const kind = id === inbound.id ? what.kind : 'covered';
      if (mark.run({ channel, id, via, at, turnId, kind }).changes !== 1) throw new Undo<CommitResult>({ kind: 'duplicate' });
    }
    // A timer that was moved or taken back after it was read must not fire.
    if (what.kind === 'timer' && timerDone.run({ name: what.name, key: what.key, dueAt: what.dueAt }).changes !== 1) throw new Undo<CommitResult>({ kind: 'duplicate' });
  }

  function apply(turn: Turn): CommitResult {
    markHandled(turn);
    const written = new Map<string, number>();
    for (const change of inOrder(turn.changes)) write(change, written);
    return { kind: 'committed' };
  }

  return {
    apply,
    fail: (turn: Turn, fault: string): CommitResult => {
      const result = apply(turn);
      const { inbound } = turn;
      keep.run({ channel: inbound.channel, inboundId: inbound.id, inbound, fault, at: inbound.receivedAt });
      return result;
    },
    unfail: (id: number, at: number): Inbound | null => {
      const row = failedOne.get({ id });
      if (row === undefined || replayed.run({ id, at }).changes !== 1) return null;
      const { inbound } = row;
      for (const each of idsOf(inbound)) unmark.run({ channel: inbound.channel, id: each });
      if (inbound.what.kind === 'timer') timerBack.run({ name: inbound.what.name, key: inbound.what.key, dueAt: inbound.what.dueAt, data: inbound.what.data });
      return inbound;
    },
    prune: (via: string, channel: string, before: number, limit: number): number => old.run({ via, channel, before, limit }).changes,
  };
}

/** What is asked of the ledger and of what failed. */
export function prepareLedger(connection: Connection) {
  const { db } = connection;
  const { reads } = statements(connection, 'ledger');
  const handled = reads(() => db.select({ one: sql<number>`1` }).from(ledger).where(and(eq(ledger.channel, hole('channel')), eq(ledger.id, hole('id')))));
  const newest = reads(() => db.select({ at: sql<number | null>`max(${ledger.at})` }).from(ledger).where(and(eq(ledger.via, hole('via')), eq(ledger.channel, hole('channel')))));
  const failedAll = reads(() => db.select({ id: failed.id, inbound: failed.inbound, fault: failed.fault, failedAt: failed.failedAt, replayedAt: failed.replayedAt }).from(failed).orderBy(failed.id));
  return {
    handled: (channel: string, id: string): boolean => handled.get({ channel, id }) !== undefined,
    lastInboundAt: (via: string, channel: string): number | null => newest.get({ via, channel })?.at ?? null,
    failed: (): FailedInbound[] => failedAll.all(),
  };
}
