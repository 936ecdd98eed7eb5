/** The one writer of the store: what is to be written together shares one transaction and one disk flush (group commit). Every write goes through here; made by open.ts. */
import type { Connection } from './connect.js';
import { batches } from './group.js';
import type { Outcome } from './group.js';
import { StoreUnavailable } from './port.js';
import { prepareWrites } from './writes.js';
import type { Writes } from './writes.js';

/** A transaction this large already costs next to nothing per write; more would only delay the first of them. */
const BATCH = 500;
/**
 * A flush waits for this many turns of the event loop that brought nothing new, and for so many ms at most. Node takes one new connection a turn and reads it in the next:
 * flushed at every turn, a crowd of new connections would get one disk flush each, and on a busy disk be gone before its answer.
 */
const QUIET_TURNS = 3;
const GATHER_MS = 5;

type Op = keyof Writes;

/** One write, as it goes to where it is carried out. */
export interface Asked {
  readonly op: Op;
  readonly args: readonly unknown[];
}

/** Where the writes are carried out: here and at once, or in a thread of their own. Rejects when nothing of them may be there, or is known to be. */
export interface Hand {
  carryOut(asked: readonly Asked[]): readonly Outcome[] | Promise<readonly Outcome[]>;
  close(): void | Promise<void>;
}

export interface Writer {
  /**
   * Writes in the next transaction, as if alone in it; resolves once that is on disk.
   * Rejects with what the write threw (others of the transaction stay untouched), or with StoreUnavailable when the transaction failed as a whole.
   */
  readonly write: <K extends Op>(op: K, ...args: Parameters<Writes[K]>) => Promise<ReturnType<Writes[K]>>;
  /** Writes what waits, then refuses. */
  readonly close: () => Promise<void>;
}

interface Job {
  readonly asked: Asked;
  done(value: unknown): void;
  fail(error: Error): void;
}

export function createWriter(hand: Hand): Writer {
  let waiting: Job[] = [];
  let scheduled = false;
  let closed = false;
  /** What is being carried out elsewhere: the next batch gathers meanwhile. */
  let busy: Promise<void> | null = null;

  function flush(): void {
    scheduled = false;
    if (busy !== null || waiting.length === 0) return;
    const batch = waiting.slice(0, BATCH);
    waiting = waiting.slice(BATCH);
    const outcomes = hand.carryOut(batch.map(({ asked }) => asked));
    if (!(outcomes instanceof Promise)) {
      settle(batch, outcomes);
      if (waiting.length > 0) schedule();
      return;
    }
    busy = outcomes.then((known) => settle(batch, known), (error: unknown) => batch.forEach((job) => job.fail(error as Error))).then(() => {
      busy = null;
      if (waiting.length > 0) schedule();
    });
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
    write: <K extends Op>(op: K, ...args: Parameters<Writes[K]>) => new Promise<ReturnType<Writes[K]>>((resolve, reject) => {
      if (closed) {
        reject(new StoreUnavailable('the store is closed', 'CLOSED'));
        return;
      }
      waiting.push({ asked: { op, args }, done: (value) => resolve(value as ReturnType<Writes[K]>), fail: reject });
      if (busy === null) schedule();
    }),
    close: async () => {
      closed = true;
      while (busy !== null || waiting.length > 0) {
        if (busy === null) flush();
        await busy;
      }
      await hand.close();
    },
  };
}

function settle(batch: readonly Job[], outcomes: readonly Outcome[]): void {
  batch.forEach((job, at) => {
    const outcome = outcomes[at];
    if (outcome === undefined) job.fail(new Error('a write without an outcome'));
    else if ('error' in outcome) job.fail(outcome.error);
    else job.done(outcome.value);
  });
}

/** Carries out on this connection, at once. @param before ends what is open on it: the readers' snapshot */
export function handHere(connection: Connection, before: () => void): Hand {
  const run = batches(connection.client);
  const works = worker(prepareWrites(connection));
  return {
    carryOut: (asked) => {
      before();
      return run(asked.map(works));
    },
    close: () => undefined,
  };
}

/** A write by its name. */
export function worker(writes: Writes): (asked: Asked) => () => unknown {
  const byName = writes as unknown as Readonly<Record<Op, (...args: readonly unknown[]) => unknown>>;
  return ({ op, args }) => () => byName[op](...args);
}
