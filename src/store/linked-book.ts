/** The linked-device channel's own memory in SQLite. Never rolled back with the tickets. Made by the channel's wiring. */
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { LinkedBook, Opened, Pair, SentMark, Unreadable } from './port-linked.js';

const BUSY_MS = 2000;

const TABLES = `
CREATE TABLE IF NOT EXISTS pairs (lid TEXT PRIMARY KEY, pn TEXT, hidden INTEGER NOT NULL, mode TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pairs_pn ON pairs (pn) WHERE pn IS NOT NULL;
CREATE TABLE IF NOT EXISTS writers (address TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS groups (jid TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sent (id TEXT PRIMARY KEY, message TEXT NOT NULL, at INTEGER NOT NULL, taken INTEGER NOT NULL DEFAULT 0, error TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sent_at ON sent (at);
CREATE TABLE IF NOT EXISTS unreadable (id TEXT PRIMARY KEY, at INTEGER NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS opened (nr INTEGER PRIMARY KEY, id TEXT NOT NULL, stanza TEXT NOT NULL, plain BLOB NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS opened_id ON opened (id);
`;

interface PairRow {
  readonly lid: string;
  readonly pn: string | null;
  readonly hidden: number;
  readonly mode: 'lid' | 'pn' | null;
}

/** @param file `:memory:` for tests */
export function openLinkedBook(file: string): LinkedBook {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const db = new Sqlite(file, { timeout: BUSY_MS });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    /** What was opened in passing, of groups as well, leaves nothing behind. */
    db.pragma('secure_delete = ON');
    db.exec(TABLES);
    if (file !== ':memory:') chmodSync(file, 0o600);
  } catch (error) {
    db.close();
    throw error;
  }
  return { ...people(db), ...messages(db), ...kept(db), close: () => void db.close() };
}

function people(db: Sqlite.Database): Pick<LinkedBook, 'pairOfLid' | 'pairOfPn' | 'savePair' | 'wrote' | 'hasWritten' | 'groupName' | 'nameGroup'> {
  const byLid = db.prepare<[string], PairRow>('SELECT * FROM pairs WHERE lid = ?');
  const byPn = db.prepare<[string], PairRow>('SELECT * FROM pairs WHERE pn = ?');
  const leave = db.prepare<[string, string]>('UPDATE pairs SET pn = NULL WHERE pn = ? AND lid <> ?');
  const put = db.prepare<[string, string | null, number, string | null]>('INSERT INTO pairs VALUES (?, ?, ?, ?) ON CONFLICT (lid) DO UPDATE SET pn = excluded.pn, hidden = excluded.hidden, mode = excluded.mode');
  const write = db.prepare<[string, number]>('INSERT INTO writers VALUES (?, ?) ON CONFLICT (address) DO UPDATE SET at = max(at, excluded.at)');
  const written = db.prepare<[string], { readonly one: number }>('SELECT 1 AS one FROM writers WHERE address = ?');
  const subject = db.prepare<[string], { readonly name: string }>('SELECT name FROM groups WHERE jid = ?');
  const call = db.prepare<[string, string]>('INSERT INTO groups VALUES (?, ?) ON CONFLICT (jid) DO UPDATE SET name = excluded.name');
  const pair = (row: PairRow | undefined): Pair | null => (row === undefined ? null : { ...row, hidden: row.hidden === 1 });
  /** A number belongs to one person: who had it before has another one by now. */
  const save = db.transaction((given: Pair) => {
    if (given.pn !== null) leave.run(given.pn, given.lid);
    put.run(given.lid, given.pn, given.hidden ? 1 : 0, given.mode);
  });
  return {
    pairOfLid: (lid) => pair(byLid.get(lid)),
    pairOfPn: (pn) => pair(byPn.get(pn)),
    savePair: (given) => void save(given),
    wrote: (address, at) => void write.run(address, at),
    groupName: (jid) => subject.get(jid)?.name ?? null,
    nameGroup: (jid, name) => void call.run(jid, name),
    hasWritten: (address) => written.get(address) !== undefined,
  };
}

function messages(db: Sqlite.Database): Pick<LinkedBook, 'sent' | 'sending' | 'verdict' | 'prune'> {
  const get = db.prepare<[string], { readonly id: string; readonly message: string; readonly at: number; readonly taken: number; readonly error: string | null }>('SELECT * FROM sent WHERE id = ?');
  const put = db.prepare<[string, string, number]>('INSERT INTO sent (id, message, at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at, error = NULL');
  const taken = db.prepare<[string]>('UPDATE sent SET taken = 1, error = NULL WHERE id = ?');
  const refused = db.prepare<[string, string]>('UPDATE sent SET error = ? WHERE id = ? AND taken = 0');
  const old = [
    db.prepare<[number]>('DELETE FROM sent WHERE at < ?'), db.prepare<[number]>('DELETE FROM opened WHERE at < ?'), db.prepare<[number]>('DELETE FROM unreadable WHERE at < ?'),
  ];
  return {
    sent(id): SentMark | null {
      const row = get.get(id);
      return row === undefined ? null : { ...row, taken: row.taken === 1 };
    },
    sending: (id, message, at) => void put.run(id, message, at),
    verdict: (id, error) => void (error === null ? taken.run(id) : refused.run(error, id)),
    prune: (before) => old.forEach((statement) => statement.run(before)),
  };
}

function kept(db: Sqlite.Database): Pick<LinkedBook, 'unreadable' | 'saveUnreadable' | 'dropUnreadable' | 'opened' | 'saveOpened' | 'dropOpened'> {
  const stubs = db.prepare<[], Unreadable>('SELECT * FROM unreadable ORDER BY at');
  const putStub = db.prepare<[string, number, string]>('INSERT INTO unreadable VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING');
  const dropStub = db.prepare<[string]>('DELETE FROM unreadable WHERE id = ?');
  const all = db.prepare<[number], Opened>('SELECT id, stanza, plain FROM opened WHERE at < ? ORDER BY nr');
  const put = db.prepare<[string, string, Uint8Array, number]>('INSERT INTO opened (id, stanza, plain, at) VALUES (?, ?, ?, ?)');
  const drop = db.prepare<[string]>('DELETE FROM opened WHERE id = ?');
  const dropAll = db.transaction((ids: readonly string[]) => ids.forEach((id) => drop.run(id)));
  return {
    unreadable: () => stubs.all(),
    saveUnreadable: ({ id, at, value }) => putStub.run(id, at, value).changes > 0,
    dropUnreadable: (id) => dropStub.run(id).changes > 0,
    opened: (before) => all.all(Math.min(before, Number.MAX_SAFE_INTEGER)),
    /** The server is told to forget it right after this: it must outlive a power cut as well. */
    saveOpened({ id, stanza, plain }, at) {
      db.pragma('synchronous = FULL');
      put.run(id, stanza, plain, at);
      db.pragma('synchronous = NORMAL');
    },
    dropOpened: (ids) => void dropAll(ids),
  };
}
