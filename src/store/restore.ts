/** Puts a backup in the place of the database. Called by cli/restore.ts; refuses while a gateway holds the lock. */
import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { connect } from './connect.js';
import { asError } from './fault.js';
import { takeLock } from './lock.js';
import { versionOf } from './migrate.js';

export interface Restored {
  /** Where the replaced database is now; null when there was none. */
  readonly kept: string | null;
}

/**
 * The copy is checked and migrated beside the database before anything is touched, then takes its place by one rename.
 * @param stamp goes into the name of the file that is kept
 * @throws StoreLocked; or when `from` is missing, damaged, not ours, or from a newer version
 */
export function restoreInto(database: string, from: string, stamp: string): Restored {
  if (!existsSync(from)) throw new Error(`${from} does not exist`);
  if (existsSync(database) && realpathSync(from) === realpathSync(database)) throw new Error(`${from} is the database in use`);
  mkdirSync(dirname(database), { recursive: true });
  const lock = takeLock(database);
  const copy = `${database}.restoring`;
  try {
    forget(copy);
    copyFileSync(from, copy);
    // A file that was copied by hand from a running gateway has its newest writes beside it.
    if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${copy}-wal`);
    prove(copy, from);
    const kept = existsSync(database) ? setAside(database, `${database}.before-restore-${stamp}`) : null;
    forgetSides(database);
    renameSync(copy, database);
    flush(dirname(database));
    return { kept };
  } finally {
    forget(copy);
    lock.release();
  }
}

/** Whole, ours, at our schema, and in one file on disk. */
function prove(copy: string, name: string): void {
  try {
    const client = new Sqlite(copy, { fileMustExist: true });
    try {
      const found = String(client.pragma('integrity_check(1)', { simple: true }));
      if (found !== 'ok') throw new Error(`the database is damaged (${found.replace(/\s+/gu, ' ')})`);
      if (versionOf(client) === 0) throw new Error('it is empty');
      const broken = client.pragma('foreign_key_check');
      if (Array.isArray(broken) && broken.length > 0) throw new Error('rows point to others that are missing');
    } finally {
      client.close();
    }
    const { client: migrated } = connect(copy);
    migrated.pragma('wal_checkpoint(TRUNCATE)');
    migrated.close();
  } catch (error) {
    throw new Error(`${name} cannot be restored: ${asError(error).message.replaceAll(copy, resolve(name))}`, { cause: error });
  }
  flush(copy);
}

/** What is still in the log goes into the file first; a file too broken for that keeps its log beside it. */
function setAside(database: string, kept: string): string {
  try {
    const client = new Sqlite(database);
    client.pragma('wal_checkpoint(TRUNCATE)');
    client.close();
  } catch {
    if (existsSync(`${database}-wal`)) copyFileSync(`${database}-wal`, `${kept}-wal`);
  }
  // A copy rather than a move: at no moment is there no database under its name.
  copyFileSync(database, kept);
  flush(kept);
  return kept;
}

function forgetSides(file: string): void {
  for (const side of ['-wal', '-shm', '-journal']) rmSync(`${file}${side}`, { force: true });
}

function forget(file: string): void {
  rmSync(file, { force: true });
  forgetSides(file);
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
