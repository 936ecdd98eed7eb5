/** Group commit: writes that arrive together share one transaction and one disk flush. Every write of the store goes through here. */
import type Sqlite from 'better-sqlite3';
import { asError, asUnavailable } from './fault.js';
import { StoreUnavailable } from './port.js';

/** A transaction this large already costs next to nothing per write; more would only delay the first of them. */
const BATCH = 500;
/**
 * A flush waits for this many turns of the event loop that brought nothing new, and for so many ms at most. Node takes one new connection a turn and reads it in the next:
 * flushed at every turn, a crowd of new connections would get one disk flush each, and on a busy disk be gone before its answer.
 */
const QUIET_TURNS = 3;
const GATHER_MS = 5;

interface Job {
  /** Synchronous: an async body would run outside the transaction. May run twice (`apart`): it keeps nothing but its result. */
  run(): void;
  done(): void;
  fail(error: unknown): void;
}

const NONE: ReadonlyMap<Job, unknown> = new Map();

/** Thrown inside a write: undo it, and answer with `value` instead. */
export class Undo<T> extends Error {
  constructor(readonly value: T) {
    super('undone');
  }
}

export interface Group {
  /**
   * Runs `work` in the next transaction, as if alone in it; resolves once that is on disk.
   * Rejects with what `work` threw (others of the transaction stay untouched), or with StoreUnavailable when the transaction failed as a whole.
   */
  write<T>(work: () => T): Promise<T>;
  /** Writes what waits, then refuses. */
  close(): void;
}

/** @param before ends what is open on this connection: the readers' snapshot */
export function groupCommit(client: Sqlite.Database, before: () => void = () => undefined): Group {
  const begin = client.prepare('BEGIN IMMEDIATE');
  const commit = client.prepare('COMMIT');
  const rollback = client.prepare('ROLLBACK');
  const mark = client.prepare('SAVEPOINT turn');
  const keep = client.prepare('RELEASE turn');
  const undo = client.prepare('ROLLBACK TO turn');
  let waiting: Job[] = [];
  let scheduled = false;
  let closed = false;

  function flush(): void {
    scheduled = false;
    const batch = waiting.slice(0, BATCH);
    waiting = waiting.slice(BATCH);
    if (waiting.length > 0) schedule();
    if (batch.length === 0) return;
    let failures = NONE;
    try {
      before();
      if (!together(batch)) failures = apart(batch);
    } catch (error) {
      if (client.inTransaction) rollback.run();
      const fault = asUnavailable(error) ?? error;
      for (const job of batch) job.fail(fault);
      return;
    }
    for (const job of batch) {
      if (failures.has(job)) job.fail(failures.get(job));
      else job.done();
    }
  }

  /** Nearly always all goes well: without savepoints, for which SQLite copies every page that a turn touches. @returns false when a write failed: nothing is there then */
  function together(batch: readonly Job[]): boolean {
    begin.run();
    try {
      for (const job of batch) job.run();
    } catch (error) {
      if (asUnavailable(error) !== null) throw error;
      if (client.inTransaction) rollback.run();
      return false;
    }
    commit.run();
    return true;
  }

  /** Each write in a savepoint of its own, so that one that fails takes only itself back. @returns what failed, and why */
  function apart(batch: readonly Job[]): ReadonlyMap<Job, unknown> {
    const failures = new Map<Job, unknown>();
    begin.run();
    for (const job of batch) runOne(job, failures);
    commit.run();
    return failures;
  }

  function runOne(job: Job, failures: Map<Job, unknown>): void {
    mark.run();
    try {
      job.run();
    } catch (error) {
      // A sick database may have ended the transaction by itself: then nothing of the batch is there.
      if (asUnavailable(error) !== null || !client.inTransaction) throw error;
      undo.run();
      failures.set(job, error);
    }
    keep.run();
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    const began = performance.now();
    let seen = 0;
    let quiet = 0;
    setImmediate(function gather() {
      quiet = waiting.length > seen ? 0 : quiet + 1;
      seen = waiting.length;
      if (quiet >= QUIET_TURNS || seen >= BATCH || performance.now() - began >= GATHER_MS) flush();
      else setImmediate(gather);
    });
  }

  return {
    write: <T>(work: () => T) => new Promise<T>((resolve, reject) => {
      if (closed) {
        reject(new StoreUnavailable('the store is closed', 'CLOSED'));
        return;
      }
      const result: { value?: T } = {};
      waiting.push({
        run: () => {
          result.value = work();
        },
        done: () => resolve(result.value as T),
        fail: (error) => (error instanceof Undo ? resolve(error.value as T) : reject(asError(error))),
      });
      schedule();
    }),
    close: () => {
      closed = true;
      while (waiting.length > 0) flush();
    },
  };
}
