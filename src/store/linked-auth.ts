/**
 * The file of the linked device's account, `whatsapp.sqlite`, apart from the tickets, so that a restored ticket database never rolls the ratchet back.
 * Who has it is the helpdesk's number: mode 0600. Opened by vendors for the channel and by `helpdesk pair`; the exclusive lock lets only one of them in.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { codeOf } from './fault.js';
import { AccountInUse } from './port-linked.js';
import type { LinkedAccount } from './port-linked.js';

export const accountFile = (varDir: string): string => join(varDir, 'whatsapp.sqlite');

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS creds (one INTEGER PRIMARY KEY CHECK (one = 1), value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS keys (type TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (type, id)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`;

/** @param file made with its folder where it is not there @throws AccountInUse */
export function openLinkedAccount(file: string): LinkedAccount {
  const db = openPrivate(file);
  const sql = {
    creds: db.prepare<[], string>('SELECT value FROM creds').pluck(),
    saveCreds: db.prepare<[string]>('INSERT INTO creds VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET value = excluded.value'),
    key: db.prepare<[string, string], string>('SELECT value FROM keys WHERE type = ? AND id = ?').pluck(),
    putKey: db.prepare<[string, string, string]>('INSERT INTO keys VALUES (?, ?, ?) ON CONFLICT (type, id) DO UPDATE SET value = excluded.value'),
    dropKey: db.prepare<[string, string]>('DELETE FROM keys WHERE type = ? AND id = ?'),
    dropKeys: db.prepare('DELETE FROM keys'),
    dropCreds: db.prepare('DELETE FROM creds'),
    note: db.prepare<[string], string>('SELECT value FROM notes WHERE name = ?').pluck(),
    putNote: db.prepare<[string, string]>('INSERT INTO notes VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'),
    dropNote: db.prepare<[string]>('DELETE FROM notes WHERE name = ?'),
  };
  return {
    creds: () => sql.creds.get() ?? null,
    saveCreds: (value) => void sql.saveCreds.run(value),
    key: (type, id) => sql.key.get(type, id) ?? null,
    setKeys: db.transaction((rows: Parameters<LinkedAccount['setKeys']>[0]) => {
      for (const { type, id, value } of rows) {
        if (value === null) sql.dropKey.run(type, id);
        else sql.putKey.run(type, id, value);
      }
    }),
    dropKeys: () => void sql.dropKeys.run(),
    wipe: db.transaction(() => {
      sql.dropKeys.run();
      sql.dropCreds.run();
    }),
    note: (name) => sql.note.get(name) ?? null,
    setNote: (name, value) => void (value === null ? sql.dropNote.run(name) : sql.putNote.run(name, value)),
    close: () => {
      if (db.open) db.close();
    },
  };
}

/** Created with the right mode, not changed afterwards: nobody reads it in between. SQLite gives its side files the mode of the database. */
function openPrivate(file: string): Sqlite.Database {
  mkdirSync(dirname(file), { recursive: true });
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const db = new Sqlite(file, { timeout: 0 });
  try {
    /** The operating system frees such a lock with the process, also after kill -9. Taken by the first write and kept. */
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    /** Not flushed at each of the several writes of a message: decision 009 says what a power cut costs then, and why it is little. */
    db.pragma('synchronous = NORMAL');
    db.pragma('secure_delete = ON');
    db.exec(SCHEMA);
    db.exec('BEGIN IMMEDIATE; COMMIT');
    return db;
  } catch (error) {
    db.close();
    if (!codeOf(error).startsWith('SQLITE_BUSY')) throw error;
    throw new AccountInUse(`the WhatsApp account in ${file} is in use by another process (a running gateway, or helpdesk pair)`);
  }
}
