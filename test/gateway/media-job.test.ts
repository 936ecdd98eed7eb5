import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fetched } from '../../src/channels/media-keep.js';
import type { Inbound } from '../../src/gateway/inbound.js';
import { laneOf } from '../../src/gateway/inbound.js';
import { MAX_FETCHES, createMediaJob } from '../../src/gateway/media-job.js';
import type { MediaFile } from '../../src/gateway/records.js';
import { ANA, HOUR, T0, known, spine } from './make.js';
import type { Spine } from './make.js';

let s: Spine;
let reported: Inbound[];
beforeEach(async () => {
  s = await spine();
  reported = [];
  await s.write(...known(), { do: 'media.save', media: file });
});
afterEach(() => s.close());

const file: MediaFile = {
  id: 'f1', kind: 'image', url: 'https://x/f1', via: 'twilio', mime: 'image/jpeg', fileName: null, status: 'pending', file: null, bytes: null, attempts: 0, nextAt: T0, fault: null, ticket: null, contactId: `c${ANA}`, at: T0,
};

async function fetching(fetch: (count: number) => Fetched): Promise<number> {
  let count = 0;
  const receive = s.receive();
  const job = createMediaJob({
    store: s.store, clock: s.clock, log: s.log, random: () => 1, fetchers: new Map([['twilio', () => Promise.resolve(fetch((count += 1)))]]),
    receive: (inbound) => {
      reported.push(inbound);
      return receive(inbound);
    },
  });
  job.start();
  s.clock.attach({ settle: async () => void (await job.run()), nextAt: () => Promise.resolve(null) });
  await s.clock.advance(3 * HOUR);
  await job.stop();
  return count;
}

const kept = async () => (await s.store.load({ mediaId: 'f1' })).media;

describe('files that people send', () => {
  it('are fetched once, and reported in the lane of the person', async () => {
    expect(await fetching(() => ({ ok: true, file: 'media/f1.jpg', mime: 'image/jpeg', bytes: 7 }))).toBe(1);
    expect(await kept()).toMatchObject({ status: 'kept', file: 'media/f1.jpg', bytes: 7 });
    expect(reported.map(laneOf)).toEqual(['person:+258841230001']);
  });

  it('a fetch that fails is tried again', async () => {
    expect(await fetching((count) => (count < 3 ? { ok: false, fault: 'http_503' } : { ok: true, file: 'media/f1.jpg', mime: 'image/jpeg', bytes: 7 }))).toBe(3);
    expect(await kept()).toMatchObject({ status: 'kept' });
  });

  it('after so many tries it is lost, and the person is told', async () => {
    expect(await fetching(() => ({ ok: false, fault: 'http_404' }))).toBe(MAX_FETCHES);
    expect(await kept()).toMatchObject({ status: 'lost', fault: 'http_404' });
    expect(await s.sent(ANA)).toHaveLength(1);
  });

  it('one that is too big is refused at once', async () => {
    expect(await fetching(() => ({ ok: false, fault: 'too_big' }))).toBe(1);
    expect(await kept()).toMatchObject({ status: 'refused' });
  });

  it('a fetcher that throws is a try like any other', async () => {
    expect(await fetching(() => {
      throw new Error('socket');
    })).toBe(MAX_FETCHES);
    expect(await kept()).toMatchObject({ status: 'lost' });
  });

  it('a report that our own fault stops is kept as failed, and the file is not fetched for ever', async () => {
    const broken = s.receive({ decide: () => { throw new Error('broken'); } });
    let count = 0;
    const fetched: Fetched = { ok: true, file: 'media/f1.jpg', mime: 'image/jpeg', bytes: 7 };
    const job = createMediaJob({ store: s.store, clock: s.clock, log: s.log, random: () => 1, receive: broken, fetchers: new Map([['twilio', () => Promise.resolve(fetched).finally(() => (count += 1))]]) });
    s.clock.attach({ settle: async () => void (await job.run()), nextAt: () => Promise.resolve(null) });
    for (let times = 0; times < 10; times += 1) await s.clock.advance(HOUR);
    expect(count).toBe(1);
    const [failed] = await s.store.failed();
    const again = await s.store.unfail(failed?.id ?? 0, s.clock.now());
    if (again !== null) await s.receive()(again);
    expect(await kept()).toMatchObject({ status: 'kept', file: 'media/f1.jpg' });
  });

  it('one that never ends does not hold up the stop', async () => {
    const job = createMediaJob({ store: s.store, clock: s.clock, log: s.log, random: () => 1, receive: s.receive(), fetchers: new Map([['twilio', () => new Promise<never>(() => undefined)]]) });
    job.start();
    const began = performance.now();
    await job.stop();
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
