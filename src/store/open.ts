/** Opens the store. Called by start.ts (with the lock: one gateway per VAR_DIR) and by the command line (beside a running gateway, without). */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { BUSY_MS, connect } from './connect.js';
import { asError } from './fault.js';
import { handElsewhere } from './hand-elsewhere.js';
import { takeLock } from './lock.js';
import { sqliteStore } from './sqlite.js';
import type { SqliteStore } from './sqlite.js';

export interface StoreOptions {
  /** Path of the SQLite file; its folder is made. */
  readonly file: string;
  /** Be the one gateway of this folder. */
  readonly lock?: boolean;
  /** Write in a thread of its own; needs the built files (docs/decisions/010). Default: in this thread. */
  readonly thread?: boolean;
}

/**
 * @throws StoreLocked (lock.ts) when another gateway runs on this folder
 * @throws when the file is no database of ours, or of a newer version
 */
export function openStore(options: StoreOptions): Promise<SqliteStore> {
  try {
    mkdirSync(dirname(options.file), { recursive: true });
    const lock = options.lock === true ? takeLock(options.file) : null;
    try {
      const store = opened(options);
      return Promise.resolve({
        ...store,
        close: async () => {
          await store.close();
          lock?.release();
        },
      });
    } catch (error) {
      lock?.release();
      throw error;
    }
  } catch (error) {
    return Promise.reject(asError(error));
  }
}

function opened({ file, thread }: StoreOptions): SqliteStore {
  const connection = connect(file);
  if (thread !== true) return sqliteStore(connection);
  connection.client.pragma('query_only = ON');
  return sqliteStore(connection, (fresh) => handElsewhere(file, BUSY_MS, fresh));
}

export { StoreUnavailable } from './port.js';
export { StoreLocked } from './lock.js';
