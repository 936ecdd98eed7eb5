/**
 * One gateway per VAR_DIR: an exclusive SQLite lock on `helpdesk.lock` beside the database. Taken by open.ts and restore.
 * The operating system frees such a lock with the process, also after kill -9 or a power cut; a file with a process id in it would go stale,
 * and ids are reused (in a container the next start often has the same one). It locks a side file, so the command line can still use the database.
 * Nothing else in this process may open that file: on POSIX closing any handle of it frees the lock.
 */
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { codeOf } from './fault.js';

export interface Lock {
  release(): void;
}

/** Another process has this VAR_DIR. */
export class StoreLocked extends Error {
  override readonly name = 'StoreLocked';
}

/** @throws StoreLocked */
export function takeLock(databaseFile: string): Lock {
  const file = join(dirname(databaseFile), 'helpdesk.lock');
  const holder = new Sqlite(file, { timeout: 0 });
  try {
    holder.pragma('journal_mode = MEMORY');
    holder.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    holder.close();
    if (!codeOf(error).startsWith('SQLITE_BUSY')) throw error;
    throw new StoreLocked(`a gateway is already running on ${dirname(databaseFile)} (it holds ${file}); stop it first, or give this one another VAR_DIR`);
  }
  return {
    release: () => {
      if (holder.open) holder.close();
    },
  };
}
