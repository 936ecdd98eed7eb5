/** A database in a folder of its own for the tests about SQLite itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/store/connect.js';
import type { Connection } from '../../src/store/connect.js';
import { sqliteStore } from '../../src/store/sqlite.js';
import type { SqliteStore } from '../../src/store/sqlite.js';

export interface Fresh extends Connection {
  readonly folder: string;
  readonly file: string;
  readonly store: SqliteStore;
  /** Every statement that the store prepared. */
  readonly prepared: readonly string[];
  remove(): Promise<void>;
}

export function fresh(busyMs?: number): Fresh {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const file = join(folder, 'helpdesk.sqlite');
  const connection = connect(file, busyMs);
  const prepared: string[] = [];
  const prepare = connection.client.prepare.bind(connection.client) as (source: string) => ReturnType<typeof connection.client.prepare>;
  Object.assign(connection.client, { prepare: (source: string) => {
    prepared.push(source);
    return prepare(source);
  } });
  const store = sqliteStore(connection);
  return {
    ...connection, folder, file, store, prepared,
    remove: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
