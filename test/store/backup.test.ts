/** A backup of a store in use is whole; restore takes nothing but such a file, never under a running gateway, and keeps what it replaces. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { CliFault } from '../../src/cli/io.js';
import type { Io } from '../../src/cli/io.js';
import { restore } from '../../src/cli/restore.js';
import type { Config } from '../../src/config.js';
import { openStore } from '../../src/store/open.js';
import type { SqliteStore } from '../../src/store/sqlite.js';
import { ANA, T0, message, person, queue, turn, write } from './make.js';

let folder: string;
let file: string;
let copy: string;
let said: string;
let store: SqliteStore;
let io: Io;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  file = join(folder, 'helpdesk.sqlite');
  copy = join(folder, 'copy.sqlite');
  said = '';
  const output = new PassThrough();
  output.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const config: Partial<Config> = { varDir: folder };
  io = { input: new PassThrough(), output, errors: output, config: () => config as Config, now: () => T0 };
  store = await openStore({ file, lock: true });
  await write(store, ...person, ...queue(message()));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const texts = async (): Promise<string[]> => (await store.sentTo(ANA, 0, 1000)).map((each) => each.id);
const kept = (): string[] => readdirSync(folder).filter((each) => each.includes('before-restore'));

describe('backup', () => {
  it('while turns are committed by this and another process: a whole copy of one moment', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, n) => store.commit(turn(`big${n}`, queue(message({ id: `big${n}`, body: { kind: 'text', text: 'x'.repeat(9000) } }))))));
    const beside = await openStore({ file });
    let busy = true;
    let written = 0;
    const work = (async () => {
      for (; busy; written += 1) await (written % 2 === 0 ? store : beside).commit(turn(`live${written}`, queue(message({ id: `one${written}` }), message({ id: `two${written}` }))));
    })();
    await beside.backup(copy);
    busy = false;
    await work;
    await beside.close();
    expect(written).toBeGreaterThan(0);
    const db = new Sqlite(copy);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const count = (sql: string): number => Number(db.prepare(sql).pluck().get());
    expect(count(`SELECT count(*) FROM outbox WHERE id LIKE 'big%'`)).toBe(300);
    expect(count(`SELECT count(*) FROM outbox WHERE id LIKE 'one%'`)).toBe(count(`SELECT count(*) FROM ledger WHERE id LIKE 'live%'`));
    expect(count(`SELECT count(*) FROM outbox WHERE id LIKE 'two%'`)).toBe(count(`SELECT count(*) FROM ledger WHERE id LIKE 'live%'`));
    db.close();
    expect(existsSync(`${copy}.part`)).toBe(false);
  });

  it('never over the database itself', async () => {
    await expect(store.backup(file)).rejects.toThrow('the database itself');
    expect(await texts()).toEqual(['m1']);
  });
});

describe('restore', () => {
  it('brings back the copy and keeps the one before', async () => {
    await store.backup(copy);
    await write(store, ...queue(message({ id: 'later' })));
    await store.close();
    expect(await restore(copy, io)).toBe(0);
    expect(said).toContain(kept()[0]);
    expect(existsSync(`${file}-wal`)).toBe(false);
    store = await openStore({ file, lock: true });
    expect(await texts()).toEqual(['m1']);
    await store.close();

    expect(kept()).toEqual(['helpdesk.sqlite.before-restore-20261124T080000Z']);
    expect(await restore(join(folder, kept()[0] ?? ''), { ...io, now: () => T0 + 1000 })).toBe(0);
    store = await openStore({ file });
    expect(await texts()).toEqual(['m1', 'later']);
  });

  it('keeps also what a killed gateway had only in its log', async () => {
    await store.backup(copy);
    await write(store, ...queue(message({ id: 'later' })));
    // The files as a kill leaves them.
    const dead = mkdtempSync(join(tmpdir(), 'store-'));
    for (const side of ['', '-wal']) copyFileSync(`${file}${side}`, join(dead, `helpdesk.sqlite${side}`));
    await restore(copy, { ...io, config: () => ({ ...io.config(), varDir: dead }) });
    const before = await openStore({ file: join(dead, 'helpdesk.sqlite.before-restore-20261124T080000Z') });
    expect((await before.sentTo(ANA, 0, 10)).map((each) => each.id)).toEqual(['m1', 'later']);
    await before.close();
    rmSync(dead, { recursive: true });
  });

  it('refuses while a gateway runs', async () => {
    await store.backup(copy);
    await expect(restore(copy, io)).rejects.toThrow('a gateway is already running');
    expect(await texts()).toEqual(['m1']);
  });

  it('refuses what is no whole database of ours, and touches nothing', async () => {
    await store.backup(copy);
    await store.close();
    const bytes = readFileSync(copy);
    const broken = Buffer.from(bytes);
    broken.fill(0x5a, 8192, 40_000);
    const foreign = join(folder, 'foreign');
    const other = new Sqlite(foreign);
    other.exec('CREATE TABLE notes (text)');
    other.close();
    const faulty = { 'text.csv': Buffer.from('name,phone\n'.repeat(100)), 'empty': Buffer.alloc(0), 'half': bytes.subarray(0, bytes.length / 2), 'broken': broken };
    for (const [name, content] of Object.entries(faulty)) writeFileSync(join(folder, name), content);
    for (const name of [...Object.keys(faulty), 'foreign', 'missing', 'helpdesk.sqlite']) {
      const result = await restore(join(folder, name), io).catch((error: unknown) => error);
      expect([name, result]).toEqual([name, expect.any(CliFault)]);
      expect(String(result)).toContain(join(folder, name));
    }
    expect(kept()).toEqual([]);
    expect(readdirSync(folder).filter((each) => each.includes('restoring'))).toEqual([]);
    store = await openStore({ file });
    expect(await texts()).toEqual(['m1']);
  });

  it('into an empty folder', async () => {
    await store.backup(copy);
    const empty = join(folder, 'new', 'var');
    expect(await restore(copy, { ...io, config: () => ({ ...io.config(), varDir: empty }) })).toBe(0);
    const there = await openStore({ file: join(empty, 'helpdesk.sqlite') });
    expect((await there.sentTo(ANA, 0, 10)).map((each) => each.id)).toEqual(['m1']);
    await there.close();
  });
});
