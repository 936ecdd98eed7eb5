/** The gateway writes in a thread of its own: the built store passes the same contract, says the same of a sick database, and outlives a thread that dies. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import type * as Elsewhere from '../../src/store/hand-elsewhere.js';
import type * as Opening from '../../src/store/open.js';
import { storeContract } from './contract.js';
import { ANA, T0, contact, message, person, queue, turn, write } from './make.js';

let open: typeof Opening;
let elsewhere: typeof Elsewhere;
beforeAll(async () => {
  const built = spawnSync(process.execPath, ['-e', "import('./scripts/prepare.mjs').then((each) => each.prepare())"], { stdio: ['ignore', 'ignore', 'inherit'] });
  expect(built.status).toBe(0);
  const dist = join(process.cwd(), 'dist', 'src', 'store');
  open = (await import(join(dist, 'open.js'))) as typeof Opening;
  elsewhere = (await import(join(dist, 'hand-elsewhere.js'))) as typeof Elsewhere;
}, 120_000);

const somewhere = (): string => mkdtempSync(join(tmpdir(), 'store-'));

storeContract('sqlite, written in a thread', async () => {
  const folder = somewhere();
  const file = join(folder, 'helpdesk.sqlite');
  let store = await open.openStore({ file, thread: true });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await open.openStore({ file, thread: true });
      return store;
    },
    remove: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

describe('the thread of the writer', () => {
  const folder = somewhere();
  afterAll(() => rmSync(folder, { recursive: true }));

  it('tells a conflict, a duplicate, a broken turn and a sick database as the store of one thread does', async () => {
    const file = join(folder, 'told.sqlite');
    const store = await open.openStore({ file, thread: true });
    await write(store, ...person);
    const settled = await Promise.allSettled([
      store.commit(turn('a', [...queue(message({ id: 'a' })), { do: 'contact.save', contact: contact({ version: 1, name: 'Bia' }) }])),
      store.commit(turn('b', [{ do: 'contact.save', contact: contact({ version: 1, name: 'Carla' }) }])),
      store.commit(turn('a', queue(message({ id: 'a2' })))),
      store.commit(turn('c', queue(message({ id: 'a' })))),
      store.commit(turn('d', queue(message({ id: 'd' })))),
    ]);
    expect(settled.map((each) => (each.status === 'fulfilled' ? each.value.kind : 'thrown'))).toEqual(['committed', 'conflict', 'duplicate', 'thrown', 'committed']);
    expect(settled[3]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_UNIQUE' } });
    const other = new Sqlite(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.commit(turn('e'))).rejects.toMatchObject({ name: 'StoreUnavailable', code: 'SQLITE_BUSY' });
    expect((await store.load({ address: ANA })).contact?.name).toBe('Bia');
    other.exec('COMMIT');
    other.close();
    expect(await store.commit(turn('e'))).toEqual({ kind: 'committed' });
    await store.close();
    await expect(store.commit(turn('f'))).rejects.toMatchObject({ name: 'StoreUnavailable', code: 'CLOSED' });
  });

  it('what a turn reads after its commit is what was committed, whoever else was reading', async () => {
    const store = await open.openStore({ file: join(folder, 'read.sqlite'), thread: true });
    await write(store, ...person);
    const stop = { now: false };
    const reading = (async () => {
      while (!stop.now) {
        await store.load({ address: ANA });
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let version = 1; version <= 50; version += 1) {
      expect(await write(store, { do: 'contact.save', contact: contact({ version, name: `Ana ${version}` }) })).toEqual({ kind: 'committed' });
      expect((await store.load({ address: ANA })).contact).toMatchObject({ name: `Ana ${version}`, version: version + 1 });
    }
    stop.now = true;
    await reading;
    await store.close();
  });

  it('a thread that dies refuses only what it had in hand; the next write has a new one', async () => {
    const file = join(folder, 'dies.sqlite');
    await (await open.openStore({ file })).close();
    let snapshots = 0;
    const hand = elsewhere.handElsewhere(file, 1000, () => {
      snapshots += 1;
    });
    const commit = (id: string) => hand.carryOut([{ op: 'commit', args: [turn(id, [], { at: T0 })] }]);
    expect(await commit('a')).toEqual([{ value: { kind: 'committed' } }]);
    await expect(hand.carryOut(7 as never)).rejects.toMatchObject({ name: 'StoreUnavailable', code: 'WRITER' });
    expect(await commit('a')).toEqual([{ value: { kind: 'duplicate' } }]);
    expect(await commit('b')).toEqual([{ value: { kind: 'committed' } }]);
    expect(snapshots).toBe(4);
    await hand.close();
  });
});
