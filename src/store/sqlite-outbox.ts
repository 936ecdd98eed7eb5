/**
 * The outbox: rows to send, in order per address, claimed with a lease and settled with a token. Called by sqlite.ts and the writers.
 * The oldest unfinished row of each address carries `head = 1`; claim looks at heads alone, so a backlog behind one silent person costs nothing.
 */
import { randomUUID } from 'node:crypto';
import { and, asc, desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Change } from '../gateway/change.js';
import type { NewOutMessage, OutMessage, OutStatus } from '../gateway/records.js';
import type { Connection } from './connect.js';
import type { DeliveryTry, Settlement } from './port.js';
import { hole, holes, limitOf, outMessage } from './rows.js';
import { addresses, outbox } from './schema.js';
import { statements } from './statements.js';

type SetFields = Extract<Change, { do: 'message.set' }>['set'];

/** How far a vendor has brought a message; what is not in here is no progress. */
const RANK: Partial<Record<OutStatus, number>> = { accepted: 1, sent: 2, delivered: 3, read: 4 };
/** No pause is longer (the vendor's own, an hour; backoff.ts): a row that is due later than this was written before the machine's clock was set back. */
const LONGEST_MS = 2 * 3_600_000;
/** More to one person than a vendor's list is asked for. */
const NEWEST = 200;
/** Heads looked at when all that are due wait for somebody. */
const LOOK = 1000;

/** An earlier row of the address was accepted a moment ago and may still arrive: one that follows could overtake it. */
const fresh = sql`FROM outbox p WHERE p.to_address = ${outbox.to} AND p.status = 'accepted' AND p.settled_at > ${hole('settled')} AND p.settled_at <= ${hole('now')} AND p.seq < ${outbox.seq}`;
/** Another row of the address is on its way (an older one came back to life meanwhile). */
const flying = sql`FROM outbox f WHERE f.to_address = ${outbox.to} AND f.status = 'sending' AND f.due_at > ${hole('now')} AND f.seq <> ${outbox.seq}`;
/** `head = 1` is written out, not bound, so that the partial index serves. */
const strayed = sql`${outbox.head} = 1 AND ${outbox.dueAt} > ${hole('farthest')}`;
const dueHead = sql`${outbox.head} = 1 AND ${outbox.dueAt} <= ${hole('now')}`;

function prepare(connection: Connection) {
  const { db } = connection;
  const { reads, writes } = statements(connection, 'outbox');
  const { open: _open, ...columns } = holes(outbox) as typeof outbox.$inferInsert & { open?: never };
  const { seq: _seq, ...row } = columns;
  const bySeq = eq(outbox.seq, hole('seq'));
  return {
    insert: writes(() => db.insert(outbox).values({ ...row, head: sql`NOT EXISTS (SELECT 1 FROM outbox o WHERE o.to_address = ${hole('to')} AND o.open = 1)` })),
    byId: reads(() => db.select({ seq: outbox.seq, to: outbox.to, status: outbox.status, attempts: outbox.attempts, nextAt: outbox.nextAt, vendorId: outbox.vendorId, errorCode: outbox.errorCode, settledAt: outbox.settledAt, token: outbox.token, dueAt: outbox.dueAt })
      .from(outbox).where(eq(outbox.id, hole('id')))),
    state: writes(() => db.update(outbox).set({
      status: sql`${sql.placeholder('status')}`, attempts: sql`${sql.placeholder('attempts')}`, nextAt: sql`${sql.placeholder('nextAt')}`, vendorId: sql`${sql.placeholder('vendorId')}`,
      errorCode: sql`${sql.placeholder('errorCode')}`, settledAt: sql`${sql.placeholder('settledAt')}`, token: sql`${sql.placeholder('token')}`, dueAt: sql`${sql.placeholder('dueAt')}`,
    }).where(bySeq)),
    first: reads(() => db.select({ seq: outbox.seq }).from(outbox).where(and(eq(outbox.to, hole('to')), sql`${outbox.open} = 1`)).orderBy(asc(outbox.seq)).limit(limitOf(1))),
    unhead: writes(() => db.update(outbox).set({ head: 0 }).where(and(eq(outbox.to, hole('to')), sql`${outbox.head} = 1`, sql`${outbox.seq} <> ${hole('seq')}`))),
    head: writes(() => db.update(outbox).set({ head: 1 }).where(and(bySeq, sql`${outbox.head} = 0`))),
    due: reads(() => db.select({ ...outMessage, lastInboundAt: addresses.lastInboundAt, optedOutAt: addresses.optedOutAt, dueAt: outbox.dueAt }).from(outbox)
      .leftJoin(addresses, eq(addresses.address, outbox.to))
      .where(and(dueHead, sql`NOT EXISTS (SELECT 1 ${fresh})`, sql`NOT EXISTS (SELECT 1 ${flying})`))
      .orderBy(asc(outbox.dueAt), asc(outbox.seq)).limit(limitOf('limit'))),
    take: writes(() => db.update(outbox).set({ status: 'sending', token: sql`${sql.placeholder('token')}`, dueAt: sql`${sql.placeholder('until')}` }).where(bySeq)),
    free: writes(() => db.update(outbox).set({ dueAt: sql`${sql.placeholder('at')}` }).where(sql`${outbox.head} = 1 AND ${outbox.dueAt} > ${hole('at')} AND ${outbox.status} = 'sending'`)),
    later: reads(() => db.select({ at: sql<number | null>`min(${outbox.dueAt})` }).from(outbox).where(sql`${outbox.head} = 1 AND ${outbox.dueAt} > ${hole('now')}`)),
    waits: reads(() => db.select({ at: sql<number>`max(coalesce((SELECT max(p.settled_at) + ${hole('settle')} ${fresh}), 0), coalesce((SELECT max(f.due_at) ${flying}), 0))` }).from(outbox)
      .where(dueHead).orderBy(asc(outbox.dueAt)).limit(limitOf(LOOK))),
    strayed: reads(() => db.select({ seq: outbox.seq }).from(outbox).where(strayed).limit(limitOf(1))),
    pullIn: writes(() => db.update(outbox).set({ dueAt: sql`${sql.placeholder('now')}`, nextAt: sql`${sql.placeholder('now')}` }).where(strayed)),
    vendorIds: reads(() => db.select({ vendorId: outbox.vendorId }).from(outbox).where(and(eq(outbox.to, hole('to')), isNotNull(outbox.vendorId), sql`${outbox.id} <> ${hole('but')}`))
      .orderBy(desc(outbox.seq)).limit(limitOf(NEWEST))),
    dead: reads(() => db.select(outMessage).from(outbox).where(sql`${outbox.status} = 'dead'`).orderBy(asc(outbox.seq))),
  };
}

export function prepareOutbox(connection: Connection) {
  const q = prepare(connection);
  /** What the last claim was told: nextDelivery must not announce a row that the next claim would hold back. */
  let settle = 0;

  function rehead(to: string): void {
    const first = q.first.get({ to });
    q.unhead.run({ to, seq: first?.seq ?? -1 });
    if (first !== undefined) q.head.run({ seq: first.seq });
  }

  function due(now: number, limit: number) {
    return q.due.all({ now, settled: now - settle, limit });
  }

  return {
    queue: (message: NewOutMessage): void => {
      q.insert.run({ ...message, status: 'pending', attempts: 0, vendorId: null, errorCode: null, settledAt: null, token: null, dueAt: message.nextAt });
    },
    /** As decide says; the claim's token stays, so that a try in flight can still bring its vendor id. */
    set: (id: string, set: SetFields): void => {
      const row = q.byId.get({ id });
      if (row === undefined) return;
      const next = { ...row, ...defined(set) };
      q.state.run({ ...next, dueAt: next.status === 'sending' ? row.dueAt : next.nextAt });
      if (next.status !== row.status) rehead(row.to);
    },
    anyDue: (now: number, settleMs: number): boolean => {
      settle = settleMs;
      return due(now, 1).length > 0 || q.strayed.get({ farthest: now + LONGEST_MS }) !== undefined;
    },
    claim: (now: number, limit: number, leaseMs: number, settleMs: number): DeliveryTry[] => {
      settle = settleMs;
      q.pullIn.run({ now, farthest: now + LONGEST_MS });
      return due(now, limit).map(({ lastInboundAt, optedOutAt, dueAt: _due, ...message }) => {
        const token = randomUUID();
        q.take.run({ seq: message.seq, token, until: now + leaseMs });
        const uncertain = message.status === 'sending' || message.status === 'uncertain';
        return { id: message.id, token, message: { ...message, status: 'sending' }, lastInboundAt, optedOut: optedOutAt !== null, uncertain };
      });
    },
    /** Nobody else sends from this store: the claims of a process that died need not run out. They stay `sending`, so that the next claim reconciles first. */
    freeClaims: (at: number): void => void q.free.run({ at }),
    settle: (done: Settlement): boolean => {
      const row = q.byId.get({ id: done.id });
      if (row === undefined || row.token !== done.token) return false;
      const attempts = row.attempts + (done.free === true ? 0 : 1);
      q.state.run({ ...(outranks(done.status, row.status) ? applied(row, done) : kept(row, done)), seq: row.seq, attempts, token: null });
      rehead(row.to);
      return true;
    },
    next: (now: number): number | null => {
      const [ready] = due(now, 1);
      if (ready !== undefined) return ready.dueAt;
      const held = q.waits.all({ now, settle, settled: now - settle }).map(({ at }) => at);
      const later = q.later.get({ now })?.at ?? null;
      const all = later === null ? held : [...held, later];
      return all.length === 0 ? null : Math.min(...all);
    },
    vendorIds: (to: string, but: string): string[] => q.vendorIds.all({ to, but }).flatMap(({ vendorId }) => vendorId ?? []),
    dead: (): OutMessage[] => q.dead.all(),
    resend: (id: string, now: number): boolean => {
      const row = q.byId.get({ id });
      if (row === undefined || row.status !== 'dead') return false;
      q.state.run({ ...row, status: 'pending', attempts: 0, nextAt: now, dueAt: now, vendorId: null, errorCode: null, settledAt: null, token: null });
      rehead(row.to);
      return true;
    },
  };
}
export type OutboxWriter = ReturnType<typeof prepareOutbox>;

type Row = Pick<OutMessage, 'status' | 'nextAt' | 'vendorId' | 'errorCode' | 'settledAt'> & { readonly dueAt: number };

/** While the row is `sending` the try's result counts; a report that came first (delivered, or failed and to be tried again) gives way only to further progress. */
const outranks = (result: OutStatus, now: OutStatus): boolean =>
  now === 'sending' || (RANK[now] !== undefined && (RANK[result] ?? 0) > (RANK[now] ?? 0));

function applied(row: Row, done: Settlement): Row {
  const nextAt = done.nextAt ?? row.nextAt;
  const waits = done.status === 'pending' || done.status === 'uncertain' || done.status === 'sending';
  return {
    status: done.status, nextAt, dueAt: nextAt, vendorId: done.vendorId ?? row.vendorId,
    errorCode: done.errorCode === undefined ? row.errorCode : done.errorCode, settledAt: waits ? row.settledAt : done.at,
  };
}

/** A row that a late failure sent back to `pending` forgets the vendor's id: it will get another. */
const kept = (row: Row, done: Settlement): Row => ({ ...row, dueAt: row.nextAt, vendorId: row.status === 'pending' ? row.vendorId : row.vendorId ?? done.vendorId ?? null });

/** `set: { vendorId: undefined }` means "not this one". */
const defined = (set: SetFields): SetFields => Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
