/** Opens a database file the way the store needs it: durable, waiting for other writers, at the newest schema. Called by open.ts, restore.ts and the tests. */
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { migrate } from './migrate.js';

export interface Connection {
  readonly client: Sqlite.Database;
  readonly db: BetterSQLite3Database;
}

/** How long a write waits for another process (the command line beside a gateway), ms. It holds up the event loop, so not long. */
export const BUSY_MS = 2000;
/** Pages kept in memory; the system keeps the rest of the file (docs/performance.md). */
const CACHE_KB = 6_000;

export function connect(file: string, busyMs: number = BUSY_MS, cacheKb: number = CACHE_KB): Connection {
  const client = new Sqlite(file, { timeout: busyMs });
  try {
    client.pragma('journal_mode = WAL');
    client.pragma('synchronous = FULL');
    client.pragma('foreign_keys = ON');
    client.pragma('journal_size_limit = 67108864');
    client.pragma(`cache_size = -${cacheKb}`);
    client.pragma('temp_store = MEMORY');
    migrate(client);
    return { client, db: drizzle(client) };
  } catch (error) {
    client.close();
    throw error;
  }
}
