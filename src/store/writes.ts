/** Everything that the store writes, as plain functions that run inside a transaction of the group. Used by writer.ts (in this thread) and writer-thread.ts (in the writer's own). */
import type { Inbound } from '../gateway/inbound.js';
import type { MediaFile } from '../gateway/records.js';
import type { Connection } from './connect.js';
import type { CommitResult, DeliveryTry, Settlement, Turn } from './port.js';
import { prepareCommit } from './sqlite-commit.js';
import { prepareDeskWriters } from './sqlite-desk.js';
import { prepareJobs } from './sqlite-jobs.js';
import { prepareOutbox } from './sqlite-outbox.js';
import { prepareWriters } from './sqlite-writers.js';

/** Arguments and results go from thread to thread: plain data only. */
export interface Writes {
  commit(turn: Turn): CommitResult;
  fail(turn: Turn, fault: string): CommitResult;
  reserveTickets(n: number): number;
  claim(now: number, limit: number, leaseMs: number, settleMs: number): DeliveryTry[];
  freeClaims(at: number): void;
  settle(settlement: Settlement): boolean;
  claimMedia(now: number, limit: number, leaseMs: number): MediaFile[];
  setMedia(id: string, set: Partial<MediaFile>): void;
  unfail(id: number, at: number): Inbound | null;
  resend(id: string, now: number): boolean;
  prune(via: string, channel: string, before: number, limit: number): number;
}

export function prepareWrites(connection: Connection): Writes {
  const outbox = prepareOutbox(connection);
  const jobs = prepareJobs(connection);
  const ledger = prepareCommit(connection, prepareWriters(connection, outbox, prepareDeskWriters(connection, outbox)));
  return {
    commit: ledger.apply,
    fail: ledger.fail,
    reserveTickets: jobs.reserveTickets,
    claim: outbox.claim,
    freeClaims: outbox.freeClaims,
    settle: outbox.settle,
    claimMedia: jobs.claimMedia,
    setMedia: jobs.setMedia,
    unfail: ledger.unfail,
    resend: outbox.resend,
    prune: ledger.prune,
  };
}
