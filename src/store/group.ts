/** One transaction for many writes, each as if alone in it: the durable half of the group commit. Called by writer.ts, in this thread or in the writer's own (writer-thread.ts). */
import type Sqlite from 'better-sqlite3';
import { asError, asUnavailable } from './fault.js';

/** Synchronous: an async body would run outside the transaction. May run twice (`apart`): it keeps nothing but its result. */
export type Work = () => unknown;

/** What became of one write: its result, or why it is not there. */
export type Outcome = { readonly value: unknown } | { readonly error: Error };

/** Thrown inside a write: undo it, and answer with `value` instead. */
export class Undo<T> extends Error {
  constructor(readonly value: T) {
    super('undone');
  }
}

/** @returns runs writes in one transaction with one disk flush; every outcome is StoreUnavailable when it failed as a whole, else a write that threw leaves the others untouched */
export function batches(client: Sqlite.Database): (works: readonly Work[]) => Outcome[] {
  const begin = client.prepare('BEGIN IMMEDIATE');
  const commit = client.prepare('COMMIT');
  const rollback = client.prepare('ROLLBACK');
  const mark = client.prepare('SAVEPOINT turn');
  const keep = client.prepare('RELEASE turn');
  const undo = client.prepare('ROLLBACK TO turn');

  /** Nearly always all goes well: without savepoints, for which SQLite copies every page that a turn touches. @returns null when a write failed: nothing is there then */
  function together(works: readonly Work[]): Outcome[] | null {
    const outcomes: Outcome[] = [];
    begin.run();
    try {
      for (const work of works) outcomes.push({ value: work() });
    } catch (error) {
      if (asUnavailable(error) !== null) throw error;
      if (client.inTransaction) rollback.run();
      return null;
    }
    commit.run();
    return outcomes;
  }

  /** Each write in a savepoint of its own, so that one that fails takes only itself back. */
  function apart(works: readonly Work[]): Outcome[] {
    begin.run();
    const outcomes = works.map(runOne);
    commit.run();
    return outcomes;
  }

  function runOne(work: Work): Outcome {
    let outcome: Outcome;
    mark.run();
    try {
      outcome = { value: work() };
    } catch (error) {
      // A sick database may have ended the transaction by itself: then nothing of the batch is there.
      if (asUnavailable(error) !== null || !client.inTransaction) throw error;
      undo.run();
      outcome = error instanceof Undo ? { value: error.value } : { error: asError(error) };
    }
    keep.run();
    return outcome;
  }

  return (works) => {
    try {
      return together(works) ?? apart(works);
    } catch (error) {
      if (client.open && client.inTransaction) rollback.run();
      const fault = asUnavailable(error) ?? asError(error);
      return works.map(() => ({ error: fault }));
    }
  };
}
