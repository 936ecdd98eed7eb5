/** A consistent copy of a database in use, by SQLite's own backup. Called by sqlite.ts and restore.ts. */
import { existsSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import Sqlite from 'better-sqlite3';

/**
 * The copy appears under its name only when it is whole. The source is read over a connection of its own that holds one snapshot:
 * otherwise each write of a running gateway would make SQLite begin the copy anew.
 * @throws when `to` is the database itself
 */
export async function backupTo(from: string, to: string): Promise<void> {
  if (existsSync(to) && realpathSync(to) === realpathSync(from)) throw new Error(`${resolve(to)} is the database itself`);
  const part = `${to}.part`;
  rmSync(part, { force: true });
  const source = new Sqlite(from, { readonly: true });
  try {
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(part);
    renameSync(part, to);
  } finally {
    source.close();
    rmSync(part, { force: true });
  }
}
