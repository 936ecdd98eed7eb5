/** The Store over one SQLite file: puts its parts together; every write goes through the group commit. Called by open.ts. */
import type { InboundChannel, Via } from '../gateway/inbound.js';
import { backupTo } from './backup.js';
import type { Connection } from './connect.js';
import { groupCommit } from './group.js';
import type { CommitResult, Store, Turn } from './port.js';
import { prepareCommit } from './sqlite-commit.js';
import { prepareDesk } from './sqlite-desk.js';
import { prepareJobs } from './sqlite-jobs.js';
import { load, prepareLoad } from './sqlite-load.js';
import { prepareOutbox } from './sqlite-outbox.js';
import { prepareReports } from './sqlite-reports.js';
import { prepareWriters } from './sqlite-writers.js';
import { snapshots } from './snapshot.js';

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

export function sqliteStore(connection: Connection): SqliteStore {
  const { client } = connection;
  const reads = prepareLoad(connection);
  const outbox = prepareOutbox(connection);
  const jobs = prepareJobs(connection);
  const reports = prepareReports(connection);
  const desk = prepareDesk(connection, outbox, reports);
  const ledger = prepareCommit(connection, prepareWriters(connection, outbox, desk));
  const snapshot = snapshots(client);
  const reading = snapshot.read;
  const group = groupCommit(client, snapshot.end);

  return {
    handled: (channel, id) => reading(() => ledger.handled(channel, id)),
    load: (need) => reading(() => load(reads, need, desk)),
    standing: () => reading(() => desk.standing()),
    commit: (turn: Turn): Promise<CommitResult> => group.write(() => ledger.apply(turn)),
    fail: (turn: Turn, fault: string): Promise<CommitResult> => group.write(() => ledger.fail(turn, fault)),
    reserveTickets: (n) => group.write(() => jobs.reserveTickets(n)),

    // Nothing due is the usual answer: found by reading, without the write lock.
    claim: async (now, limit, leaseMs, settleMs) => ((await reading(() => outbox.anyDue(now, settleMs))) ? group.write(() => outbox.claim(now, limit, leaseMs)) : []),
    freeClaims: (at) => group.write(() => outbox.freeClaims(at)),
    settle: (settlement) => group.write(() => outbox.settle(settlement)),
    nextDelivery: (now) => reading(() => outbox.next(now)),

    dueTimers: (now, limit) => reading(() => jobs.dueTimers(now, limit)),
    nextTimer: () => reading(() => jobs.nextTimer()),
    timersOf: (name) => reading(() => jobs.timersOf(name)),
    claimMedia: async (now, limit, leaseMs) => ((await reading(() => jobs.anyMedia(now))) ? group.write(() => jobs.claimMedia(now, limit, leaseMs)) : []),
    setMedia: (id, set) => group.write(() => jobs.setMedia(id, set)),
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
    unfail: (id, at) => group.write(() => ledger.unfail(id, at)),
    dead: () => reading(() => outbox.dead()),
    resend: (id, now) => group.write(() => outbox.resend(id, now)),
    health: (now) => reading(() => reports.health(now)),
    prune: async (before) => {
      let pruned = 0;
      for (const via of VIAS) {
        for (const channel of CHANNELS) {
          for (let rows = PRUNE; rows === PRUNE; pruned += rows) rows = await group.write(() => ledger.prune(via, channel, before, PRUNE));
        }
      }
      return pruned;
    },
    backup: (file) => backupTo(client.name, file),
    close: () => {
      group.close();
      snapshot.end();
      if (client.open) client.close();
      return Promise.resolve();
    },
  };
}
