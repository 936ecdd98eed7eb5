/** An open line that is deaf or old is made anew; versions; caches. */
import { describe, expect, it } from '@jest/globals';
import { createCache } from '../../../src/channels/baileys/caches.js';
import { createUpkeep } from '../../../src/channels/baileys/upkeep.js';
import { createVersions } from '../../../src/channels/baileys/version.js';
import type { Version } from '../../../src/channels/baileys/auth-store.js';
import { virtualClock } from '../../../src/gateway/clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function open() {
  const clock = virtualClock(0);
  const recycled: { at: number; deaf: number }[] = [];
  const upkeep = createUpkeep({
    clock, random: () => 0, lasted: () => undefined,
    recycle: (deaf) => {
      recycled.push({ at: clock.now(), deaf });
      upkeep.closed();
      upkeep.connecting();
      upkeep.opened();
    },
  });
  upkeep.connecting();
  upkeep.opened();
  return { clock, upkeep, recycled };
}

describe('a deaf socket', () => {
  it('three stanzas that nobody was handed, and nothing else: anew after a minute; the second time in a row is told', async () => {
    const { clock, upkeep, recycled } = open();
    for (const id of ['a', 'b', 'c']) upkeep.stanza(id);
    await clock.advance(2 * MINUTE);
    expect(recycled).toEqual([{ at: MINUTE, deaf: 1 }]);
    for (const id of ['d', 'e', 'f']) upkeep.stanza(id);
    await clock.advance(2 * MINUTE);
    expect(recycled.map(({ deaf }) => deaf)).toEqual([1, 2]);
  });

  it('kinds that Baileys drops on purpose do not count while others are handed on', async () => {
    const { clock, upkeep, recycled } = open();
    for (const id of ['a', 'b', 'c', 'd']) upkeep.stanza(id);
    await clock.advance(10_000);
    upkeep.stanza('e');
    upkeep.handed(['e']);
    await clock.advance(5 * MINUTE);
    expect(recycled).toEqual([]);
    expect(upkeep.figures().unseen).toBe(4);
  });

  it('handed on in time is fine', async () => {
    const { clock, upkeep, recycled } = open();
    for (const id of ['a', 'b', 'c']) upkeep.stanza(id);
    await clock.advance(20_000);
    upkeep.handed(['a', 'b', 'c']);
    await clock.advance(HOUR);
    expect(recycled).toEqual([]);
  });
});

describe('an old socket', () => {
  it('is made anew after four hours in a quiet minute', async () => {
    const { clock, recycled } = open();
    await clock.advance(9 * HOUR);
    expect(recycled.map(({ at, deaf }) => [at / HOUR, deaf])).toEqual([[4, 0], [8, 0]]);
  });

  it('not in the middle of a talk, unless it never ends', async () => {
    const { clock, upkeep, recycled } = open();
    for (let minutes = 0; minutes < 9 * 60; minutes += 0.5) {
      upkeep.stanza(`m${minutes}`);
      upkeep.handed([`m${minutes}`]);
      await clock.advance(MINUTE / 2);
    }
    expect(recycled.map(({ at }) => at / HOUR)).toEqual([8]);
  });
});

describe('the version', () => {
  const memory = (good: Version | null) => {
    let kept = good;
    return { goodVersion: () => kept, setGoodVersion: (version: Version) => { kept = version; }, kept: () => kept };
  };
  const bundled: Version = [2, 3000, 100];

  it('the one that last worked, unless a newer one came with Baileys', () => {
    expect(createVersions(memory([2, 3000, 150]), () => Promise.resolve(null), bundled).current()).toEqual([2, 3000, 150]);
    expect(createVersions(memory([2, 3000, 50]), () => Promise.resolve(null), bundled).current()).toEqual(bundled);
    expect(createVersions(memory(null), () => Promise.resolve(null), bundled).current()).toEqual(bundled);
  });

  it('refused: the newest that can be had; it is kept once it was let in', async () => {
    const auth = memory([2, 3000, 150]);
    const versions = createVersions(auth, () => Promise.resolve([2, 3000, 200]), bundled);
    expect(await versions.refresh()).toBe(true);
    expect(versions.current()).toEqual([2, 3000, 200]);
    expect(auth.kept()).toEqual([2, 3000, 150]);
    versions.worked();
    expect(auth.kept()).toEqual([2, 3000, 200]);
  });

  it('nothing to be had: the others that we know, in turn; a fault of the network is no fault of ours', async () => {
    const versions = createVersions(memory([2, 3000, 150]), () => Promise.reject(new Error('no network')), bundled);
    await versions.refresh();
    expect(versions.current()).toEqual(bundled);
    await versions.refresh();
    expect(versions.current()).toEqual([2, 3000, 150]);
  });

  it('only one is known: the same again', async () => {
    expect(await createVersions(memory(null), () => Promise.resolve(null), bundled).refresh()).toBe(false);
  });
});

describe('a cache', () => {
  it('keeps for a time and not more than so many', () => {
    let now = 0;
    const cache = createCache(() => now, 1_000, 2);
    void cache.set('a', 1);
    void cache.set('b', 2);
    void cache.get('a');
    void cache.set('c', 3);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
    now = 1_000;
    expect(cache.get('a')).toBeUndefined();
  });
});
