import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTimers } from '../../src/gateway/timers.js';
import type { Inbound } from '../../src/gateway/inbound.js';
import type { Received } from '../../src/context.js';
import type { Timer } from '../../src/gateway/records.js';
import { ANA, MINUTE, T0, known, spine } from './make.js';
import type { Spine } from './make.js';

let s: Spine;
let fired: { inbound: Inbound; at: number }[];
beforeEach(async () => {
  s = await spine();
  fired = [];
});
afterEach(() => s.close());

const timer = (key: string, dueAt: number, data: Timer['data'] = {}): Timer => ({ name: 'conversation.remind', key, dueAt, data });
const set = (...timers: readonly Timer[]) => s.write(...timers.map((each) => ({ do: 'timer.set', timer: each }) as const));

function timers(decide: Parameters<Spine['receive']>[0] = {}) {
  const receive = s.receive({ decide: () => [], ...decide });
  return createTimers({
    store: s.store, clock: s.clock, log: s.log,
    receive: (inbound): Promise<Received> => {
      fired.push({ inbound, at: s.clock.now() });
      return receive(inbound);
    },
  });
}

describe('timers', () => {
  it('what falls due again at the same moment runs again, as long as it is another version', async () => {
    const due = (version: number): Timer => timer('a', T0, { version });
    const loop = timers();
    await set(due(1));
    expect(await loop.run()).toBe(1);
    await set(due(2));
    expect(await loop.run()).toBe(1);
    expect(await loop.run()).toBe(0);
  });

  it('after an hour off, the overdue ones fire once each, in order', async () => {
    await set(timer('c', T0 + 30), timer('a', T0 + 10), timer('b', T0 + 20), timer('later', T0 + 2 * 60 * MINUTE));
    await s.clock.advance(60 * MINUTE);
    const loop = timers();
    expect(await loop.run()).toBe(3);
    expect(await loop.run()).toBe(0);
    expect(fired.map(({ inbound }) => inbound.id)).toEqual(['a', 'b', 'c'].map((key, index) => `conversation.remind/${key}/${T0 + 10 * (index + 1)}`));
  });

  it('while the clock is moved, each fires at its own time, also those that a timer sets', async () => {
    await set(timer('a', T0 + 10 * MINUTE), timer('b', T0 + 30 * MINUTE));
    const loop = timers({ decide: (_before, inbound) => (inbound.what.kind === 'timer' && inbound.what.key === 'a' ? [{ do: 'timer.set', timer: timer('a2', T0 + 20 * MINUTE) }] : []) });
    s.clock.attach({ settle: async () => void (await loop.run()), nextAt: () => s.store.nextTimer() });
    await s.clock.advance(60 * MINUTE);
    expect(fired.map(({ at, inbound }) => [inbound.what.kind === 'timer' ? inbound.what.key : '', (at - T0) / MINUTE])).toEqual([['a', 10], ['a2', 20], ['b', 30]]);
  });

  it('belong to the person whose address they name', async () => {
    await s.write(...known());
    await set(timer('chat', T0, { address: ANA }), timer('40713', T0 + 1, { ticket: '40713' }));
    await s.clock.advance(10);
    await timers().run();
    expect(fired.map(({ inbound }) => [inbound.from, inbound.phone, inbound.via])).toEqual([[ANA, '+258841230001', 'twilio'], ['timer:conversation.remind/40713', undefined, 'simulator']]);
  });

  it('one that our own fault stops is kept as failed, and does not come again or hold up the others', async () => {
    await set(timer('bad', T0), timer('good', T0 + 1));
    await s.clock.advance(10);
    const loop = timers({
      decide: (_before, inbound) => {
        if (inbound.id.includes('bad')) throw new Error('broken');
        return [];
      },
    });
    await loop.run();
    await loop.run();
    expect(fired).toHaveLength(2);
    expect(await s.store.failed()).toHaveLength(1);
  });

  it('the loop fires a timer that is set while it runs', async () => {
    const loop = timers();
    loop.start();
    await loop.run();
    await set(timer('soon', T0 + MINUTE));
    loop.expect(T0 + MINUTE);
    await s.clock.advance(2 * MINUTE);
    await loop.stop();
    expect(fired.map(({ inbound }) => inbound.what.kind === 'timer' && inbound.what.key)).toEqual(['soon']);
  });

  it('a stop does not wait until all that is overdue has run; the rest is there at the next start', async () => {
    await set(...Array.from({ length: 50 }, (_, index) => timer(`t${index}`, T0 + index)));
    await s.clock.advance(MINUTE);
    const first = timers();
    const running = first.run();
    await first.stop();
    expect(await running).toBeLessThan(50);
    await timers().run();
    expect(new Set(fired.map(({ inbound }) => inbound.id)).size).toBe(50);
    expect(fired).toHaveLength(50);
  });
});
