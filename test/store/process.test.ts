/** Several processes on one database: kill -9 loses nothing acknowledged, one gateway per folder, the command line beside it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { openStore } from '../../src/store/open.js';
import { StoreLocked } from '../../src/store/lock.js';
import { T0, person, write } from './make.js';

let folder: string;
let file: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  file = join(folder, 'helpdesk.sqlite');
  children = [];
});
afterEach(() => {
  for (const each of children) each.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** @returns every line the child says, until it ends or `enough` says so and it is killed */
async function child(mode: string, enough: (lines: readonly string[]) => boolean): Promise<string[]> {
  const running = spawn(process.execPath, [join(import.meta.dirname, 'child.mjs'), mode, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(running);
  const lines: string[] = [];
  let killed = false;
  for await (const line of createInterface({ input: running.stdout })) {
    lines.push(line);
    if (!killed && enough(lines)) killed = running.kill('SIGKILL');
  }
  if (running.exitCode === null && running.signalCode === null) await new Promise((done) => running.once('exit', done));
  return lines;
}

describe('kill -9 in the middle of commits', () => {
  it('everything that was acknowledged is there, every turn whole or not at all, again and again on one file', async () => {
    const acknowledged: string[] = [];
    for (const many of [40, 200, 500]) {
      const lines = await child('commit', (all) => all.length > many);
      expect(lines[0]).toBe('open');
      expect(lines.length).toBeGreaterThan(many);
      acknowledged.push(...lines.slice(1).filter((line) => line.startsWith('committed ')).map((line) => line.slice('committed '.length)));
    }
    const store = await openStore({ file, lock: true });
    for (const id of acknowledged) expect(await store.handled('whatsapp', id)).toBe(true);
    await store.close();

    const db = new Sqlite(file, { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const ids = (sql: string): unknown[] => db.prepare(sql).pluck().all();
    const marked = ids('SELECT id FROM ledger ORDER BY id');
    expect(ids('SELECT id FROM contacts ORDER BY id')).toEqual(marked);
    expect(ids('SELECT to_address FROM outbox GROUP BY to_address HAVING count(*) = 2 ORDER BY to_address')).toEqual(marked);
    db.close();
    expect(acknowledged.length).toBeGreaterThan(700);
  }, 120_000);
});

describe('one gateway per folder', () => {
  it('the second is refused with the reason; the command line is not; a killed one leaves no lock', async () => {
    let tried: Promise<unknown> = Promise.resolve();
    await child('hold', () => {
      // The lock is asked for at once, while the other holds it; the kill follows.
      tried = openStore({ file, lock: true }).catch((error: unknown) => error);
      return true;
    });
    const refused = await tried;
    expect(refused).toBeInstanceOf(StoreLocked);
    expect(String(refused)).toContain(`already running on ${folder}`);
    const next = await openStore({ file, lock: true });
    const beside = await openStore({ file });
    expect(await write(beside, ...person)).toEqual({ kind: 'committed' });
    expect((await next.load({ phone: '+258841230001' })).contact?.id).toBe('c1');
    await expect(openStore({ file, lock: true })).rejects.toBeInstanceOf(StoreLocked);
    const [other] = await child('hold', () => false);
    expect(other).toContain('StoreLocked: a gateway is already running');
    await beside.close();
    await next.close();
    await (await openStore({ file, lock: true })).close();
  });

  it('several first openings at the same moment migrate once', async () => {
    const lines = await Promise.all([1, 2, 3].map(() => child('beside', () => true)));
    expect(lines).toEqual([['open'], ['open'], ['open']]);
    const store = await openStore({ file });
    expect((await store.health(T0)).openTickets).toBe(0);
    await store.close();
  });
});
