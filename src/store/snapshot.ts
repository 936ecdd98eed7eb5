/** Reads that come together share one read transaction: SQLite locks and looks for news of other processes once, not at every query. Used by sqlite.ts; group.ts ends it before it writes. */
import type Sqlite from 'better-sqlite3';
import { asError, asUnavailable } from './fault.js';

export interface Snapshot {
  /** Runs a read at once; a sick database becomes StoreUnavailable. */
  readonly read: <T>(work: () => T) => Promise<T>;
  /** Counts the snapshots: in one and the same a question has one and the same answer. */
  readonly serial: () => number;
  /** The next read sees what was written meanwhile. By itself at the end of this turn of the event loop. */
  readonly end: () => void;
}

export function snapshots(client: Sqlite.Database): Snapshot {
  const begin = client.prepare('BEGIN');
  const commit = client.prepare('COMMIT');
  let open = false;
  let serial = 0;

  function end(): void {
    if (!open) return;
    open = false;
    // A sick database may have ended it already, closing it has.
    if (client.open && client.inTransaction) commit.run();
  }

  return {
    read: (work) => {
      try {
        if (!open) {
          begin.run();
          open = true;
          serial += 1;
          setImmediate(end);
        }
        return Promise.resolve(work());
      } catch (error) {
        return Promise.reject(asUnavailable(error) ?? asError(error));
      }
    },
    serial: () => serial,
    end,
  };
}
