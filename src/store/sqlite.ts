/** The Store over one SQLite file: puts its parts together; reads happen here and now, every write goes to the writer. Called by open.ts. */
import type { InboundChannel, Via } from '../gateway/inbound.js';
import { backupTo } from './backup.js';
import type { Connection } from './connect.js';
import type { CommitResult, Store, Turn } from './port.js';
import { prepareLedger } from './sqlite-commit.js';
import { prepareDesk } from './sqlite-desk.js';
import { prepareJobs } from './sqlite-jobs.js';
import { load, prepareLoad } from './sqlite-load.js';
import { prepareOutbox } from './sqlite-outbox.js';
import { prepareReports } from './sqlite-reports.js';
import { snapshots } from './snapshot.js';
import { createWriter, handHere } from './writer.js';
import type { Hand } from './writer.js';

/** Ledger rows deleted in one transaction. */
const PRUNE = 2000;
const ROWS = 1000;
const VIAS: readonly Via[] = ['twilio', 'baileys', 'simulator'];
const CHANNELS: readonly InboundChannel[] = ['whatsapp', 'sms', 'voice', 'delivery', 'timer', 'job'];

export interface SqliteStore extends Store {
  /** For the one gateway of this store, at its start: what an earlier process had on its way may be claimed again at this time (ms UTC), as uncertain. */
  freeClaims(at: number): Promise<void>;
  /** Forgets marks of Inbounds that happened before then (ms UTC); keep more days than any vendor repeats. @returns how many */
  prune(before: number): Promise<number>;
}

/** @param elsewhere who carries the writes out (default: this thread on this connection); is told how to end the readers' snapshot */
export function sqliteStore(connection: Connection, elsewhere?: (fresh: () => void) => Hand): SqliteStore {
  const { client } = connection;
  const reads = prepareLoad(connection);
  const outbox = prepareOutbox(connection);
  const jobs = prepareJobs(connection);
  const reports = prepareReports(connection);
  const desk = prepareDesk(connection, reports);
  const ledger = prepareLedger(connection);
  const snapshot = snapshots(client);
  const reading = snapshot.read;
  const { write, close } = createWriter(elsewhere?.(snapshot.end) ?? handHere(connection, snapshot.end));

  return {
    handled: (channel, id) => reading(() => ledger.handled(channel, id)),
    load: (need) => reading(() => load(reads, need, desk)),
    standing: () => reading(() => desk.standing(snapshot.serial())),
    commit: (turn: Turn): Promise<CommitResult> => write('commit', turn),
    fail: (turn: Turn, fault: string): Promise<CommitResult> => write('fail', turn, fault),
    reserveTickets: (n) => write('reserveTickets', n),

    // Nothing due is the usual answer: found by reading, without the write lock.
    claim: async (now, limit, leaseMs, settleMs) => ((await reading(() => outbox.anyDue(now, settleMs))) ? write('claim', now, limit, leaseMs, settleMs) : []),
    freeClaims: (at) => write('freeClaims', at),
    settle: (settlement) => write('settle', settlement),
    nextDelivery: (now) => reading(() => outbox.next(now)),

    dueTimers: (now, limit) => reading(() => jobs.dueTimers(now, limit)),
    nextTimer: () => reading(() => jobs.nextTimer()),
    timersOf: (name) => reading(() => jobs.timersOf(name)),
    claimMedia: async (now, limit, leaseMs) => ((await reading(() => jobs.anyMedia(now))) ? write('claimMedia', now, limit, leaseMs) : []),
    nextMedia: () => reading(() => jobs.nextMedia()),
    setMedia: (id, set) => write('setMedia', id, set),
    lastInboundAt: (via, channel) => reading(() => ledger.lastInboundAt(via, channel)),

    tickets: (filter) => reading(() => reports.tickets(filter)),
    calls: (limit = ROWS) => reading(() => reports.calls(limit)),
    reportData: (from, to) => reading(() => desk.reportData(from, to)),
    callTurn: (id, turn) => reading(() => reads.turn.get({ id, turn }) ?? null),
    callbacks: (open) => reading(() => reports.callbacks(open)),
    sentTo: (id, after, limit) => reading(() => reads.sentTo.all({ id, after, limit })),
    lessons: () => reading(() => reports.lessons()),
    addressRow: (id) => reading(() => reads.address.get({ id }) ?? null),
    vendorIds: (to, but) => reading(() => outbox.vendorIds(to, but)),
    counts: (from, to) => reading(() => reports.counts(from, to)),

    failed: () => reading(() => ledger.failed()),
    unfail: (id, at) => write('unfail', id, at),
    dead: () => reading(() => outbox.dead()),
    resend: (id, now) => write('resend', id, now),
    health: (now) => reading(() => reports.health(now)),
    prune: async (before) => {
      let pruned = 0;
      for (const via of VIAS) {
        for (const channel of CHANNELS) {
          for (let rows = PRUNE; rows === PRUNE; pruned += rows) rows = await write('prune', via, channel, before, PRUNE);
        }
      }
      return pruned;
    },
    backup: (file) => backupTo(client.name, file),
    close: async () => {
      await close();
      snapshot.end();
      if (client.open) client.close();
    },
  };
}
