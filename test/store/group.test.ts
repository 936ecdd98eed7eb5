/** Group commit: many turns, one flush, and what happens to one does not touch the others; a sick database refuses all of them and nothing is half-written. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import type { Change } from '../../src/gateway/change.js';
import { StoreUnavailable } from '../../src/store/port.js';
import { fresh } from './fresh.js';
import type { Fresh } from './fresh.js';
import { ANA, T0, address, contact, message, person, queue, turn, write } from './make.js';

let at: Fresh;
beforeEach(() => {
  at = fresh(20);
});
afterEach(() => at.remove());

const rows = (table: string): number => Number(at.client.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
const somebody = (n: number): Change[] => [
  { do: 'contact.save', contact: contact({ id: `c${n}`, phone: `+25884123${String(n).padStart(4, '0')}` }) },
  { do: 'address.save', address: address({ address: `whatsapp:${n}`, contactId: `c${n}` }) },
  ...queue(message({ id: `m${n}`, to: `whatsapp:${n}` })),
];

describe('group commit', () => {
  it('turns that arrive together share transactions, and resolve only when the rows are there for others too', async () => {
    let commits = 0;
    const outside = new Sqlite(at.file, { readonly: true });
    const version = (): unknown => outside.pragma('data_version', { simple: true });
    let seen = version();
    const results = await Promise.all(Array.from({ length: 50 }, async (_, n) => {
      const result = await at.store.commit(turn(`SM${n}`, somebody(n)));
      expect(outside.prepare('SELECT count(*) FROM ledger WHERE id = ?').pluck().get(`SM${n}`)).toBe(1);
      if (version() !== seen) {
        commits += 1;
        seen = version();
      }
      return result.kind;
    }));
    outside.close();
    expect(new Set(results)).toEqual(new Set(['committed']));
    expect(commits).toBe(1);
    expect(rows('outbox')).toBe(50);
  });

  it('a conflict, a duplicate and a broken turn in one batch leave the others whole and in order', async () => {
    await write(at.store, ...person);
    const settled = await Promise.allSettled([
      at.store.commit(turn('a', [...queue(message({ id: 'a' })), { do: 'contact.save', contact: contact({ version: 1, name: 'Bia' }) }])),
      at.store.commit(turn('b', [...queue(message({ id: 'b' })), { do: 'contact.save', contact: contact({ version: 1, name: 'Carla' }) }])),
      at.store.commit(turn('a', queue(message({ id: 'a2' })))),
      at.store.commit(turn('c', [...queue(message({ id: 'c' })), { do: 'address.save', address: address({ contactId: 'nobody' }) }])),
      at.store.commit(turn('d', queue(message({ id: 'd' })))),
      at.store.fail(turn('e', [{ do: 'contact.save', contact: contact({ version: 7 }) }]), 'fault'),
      at.store.reserveTickets(1),
    ]);
    expect(settled.map((each) => (each.status === 'fulfilled' ? (typeof each.value === 'number' ? each.value : each.value.kind) : 'thrown'))).toEqual(
      ['committed', 'conflict', 'duplicate', 'thrown', 'committed', 'conflict', 1],
    );
    expect((await at.store.sentTo(ANA, 0, 10)).map((each) => each.id)).toEqual(['a', 'd']);
    expect((await at.store.load({ address: ANA })).contact).toMatchObject({ name: 'Bia', version: 2 });
    expect(await at.store.handled('whatsapp', 'b')).toBe(false);
    expect(await at.store.failed()).toEqual([]);
    for (const id of ['b', 'c', 'e']) expect(await at.store.commit(turn(id))).toEqual({ kind: 'committed' });
  });

  it('keeps no words of an Inbound in the ledger', async () => {
    await at.store.commit(turn('SM1', []));
    expect(JSON.stringify(at.client.prepare('SELECT * FROM ledger').all())).not.toContain('segredo');
    expect(at.client.prepare('SELECT * FROM ledger').get()).toEqual({ channel: 'whatsapp', id: 'SM1', via: 'twilio', at: T0, turn_id: 't-SM1', kind: 'text' });
  });

  it('more turns than fit into one transaction all get through', async () => {
    const results = await Promise.all(Array.from({ length: 1203 }, (_, n) => at.store.commit(turn(`SM${n}`))));
    expect(results.every((each) => each.kind === 'committed')).toBe(true);
    expect(rows('ledger')).toBe(1203);
  });

  it('closing writes what was taken; afterwards the store is unavailable', async () => {
    const taken = at.store.commit(turn('SM1', person));
    await at.store.close();
    expect(await taken).toEqual({ kind: 'committed' });
    await expect(at.store.commit(turn('SM2'))).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(at.store.load({ address: ANA })).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe('a sick database', () => {
  it('full disk: every turn of the batch is refused, nothing is half there, and it works again when there is room', async () => {
    await write(at.store, ...somebody(0));
    at.client.pragma('wal_checkpoint(TRUNCATE)');
    const pages = Number(at.client.pragma('page_count', { simple: true }));
    at.client.pragma(`max_page_count = ${pages}`);
    const big = (n: number): Change[] => [...somebody(n), ...queue(message({ id: `big${n}`, to: `whatsapp:${n}`, body: { kind: 'text', text: 'x'.repeat(50_000) } }))];
    const small = at.store.commit(turn('small', [{ do: 'timer.clear', name: 'call.lost', key: 'none' }]));
    const refused = await Promise.allSettled([small, ...[1, 2, 3].map((n) => at.store.commit(turn(`SM${n}`, big(n))))]);
    for (const each of refused) expect(each).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable', code: 'SQLITE_FULL' } });
    expect([rows('ledger'), rows('outbox'), rows('contacts')]).toEqual([1, 1, 1]);
    expect(await at.store.handled('whatsapp', 'SM1')).toBe(false);

    at.client.pragma('max_page_count = 1000000');
    const again = await Promise.all([1, 2, 3].map((n) => at.store.commit(turn(`SM${n}`, big(n)))));
    expect(again.map((each) => each.kind)).toEqual(['committed', 'committed', 'committed']);
    expect(at.client.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('locked by another process: refused, reading goes on, and it works again when the lock is gone', async () => {
    await write(at.store, ...person, ...queue(message()));
    const other = new Sqlite(at.file);
    other.exec('BEGIN IMMEDIATE');
    const refused = await Promise.allSettled([at.store.commit(turn('SM1')), at.store.reserveTickets(5), at.store.claim(T0, 5, 1000, 0)]);
    for (const each of refused) expect(each).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable', code: 'SQLITE_BUSY' } });
    expect((await at.store.load({ address: ANA })).contact?.id).toBe('c1');
    expect(await at.store.claim(T0 - 1, 5, 1000, 0)).toEqual([]);
    other.exec('COMMIT');
    other.close();
    expect(await at.store.commit(turn('SM1'))).toEqual({ kind: 'committed' });
    expect(await at.store.claim(T0, 5, 1000, 0)).toHaveLength(1);
  });
});

describe('the ledger', () => {
  it('forgets what is old when asked, and nothing else', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, n) => at.store.commit(turn(`SM${n}`, [], { at: T0 + n }))));
    await at.store.commit(turn('d1', [], { at: T0, channel: 'delivery', via: 'simulator' }));
    expect(await at.store.prune(T0 + 4)).toBe(5);
    expect(await at.store.handled('whatsapp', 'SM3')).toBe(false);
    expect(await at.store.handled('whatsapp', 'SM4')).toBe(true);
    expect(await at.store.lastInboundAt('twilio', 'whatsapp')).toBe(T0 + 9);
  });

  it('counters add up by the hour', async () => {
    const count = (at_: number, by: number): Change => ({ do: 'count', name: 'faq.shown', label: 'sync', at: at_, by });
    await write(at.store, count(T0, 2), count(T0 + 3_599_999, 3), count(T0 + 3_600_000, 10));
    expect(await at.store.counts(T0, T0 + 3_600_000)).toEqual([{ name: 'faq.shown', label: 'sync', value: 5 }]);
    expect(await at.store.counts(T0, T0 + 7_200_000)).toEqual([{ name: 'faq.shown', label: 'sync', value: 15 }]);
  });
});
