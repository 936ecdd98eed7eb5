import { describe, expect, it } from '@jest/globals';
import { createClock, virtualClock } from '../../src/gateway/clock.js';

describe('a clock that stands still', () => {
  it('moves only when told, and fires what falls due in order, each at its own time', async () => {
    const clock = virtualClock(1_000);
    const fired: [string, number][] = [];
    clock.after(300, () => fired.push(['late', clock.now()]));
    clock.after(100, () => {
      fired.push(['early', clock.now()]);
      clock.after(50, () => fired.push(['chained', clock.now()]));
    });
    clock.after(5_000, () => fired.push(['not yet', clock.now()]));
    expect(clock.now()).toBe(1_000);
    await clock.advance(1_000);
    expect(fired).toEqual([['early', 1_100], ['chained', 1_150], ['late', 1_300]]);
    expect(clock.now()).toBe(2_000);
  });

  it('stops at every deadline of the store and settles it there', async () => {
    const clock = virtualClock(0);
    const deadlines = [400, 100, 250];
    const settledAt: number[] = [];
    clock.attach({
      nextAt: (now) => Promise.resolve(deadlines.filter((at) => at > now).sort((one, other) => one - other)[0] ?? null),
      settle: () => Promise.resolve(void settledAt.push(clock.now())),
    });
    await clock.advance(300);
    expect([...new Set(settledAt)]).toEqual([0, 100, 250, 300]);
  });

  it('does not fire what was cancelled', async () => {
    const clock = virtualClock(0);
    let fired = 0;
    clock.after(10, () => (fired += 1)).cancel();
    await clock.advance(100);
    expect(fired).toBe(0);
  });

  it('two movements at once add up', async () => {
    const clock = virtualClock(0);
    await Promise.all([clock.advance(100), clock.advance(200)]);
    expect(clock.now()).toBe(300);
  });

  it('a movement that breaks off does not stop the next', async () => {
    const clock = virtualClock(0);
    let broken = true;
    clock.attach({ nextAt: () => Promise.resolve(null), settle: () => (broken ? Promise.reject(new Error('store')) : Promise.resolve()) });
    await expect(clock.advance(100)).rejects.toThrow('store');
    broken = false;
    await clock.advance(100);
    expect(clock.now()).toBe(100);
  });
});

describe('clocks that run', () => {
  it('a rehearsal runs faster than the day', async () => {
    const clock = createClock({ start: 5_000_000, rate: 1_000 });
    const before = clock.now();
    expect(before).toBeGreaterThanOrEqual(5_000_000);
    await new Promise<void>((resolve) => clock.after(5_000, resolve));
    expect(clock.now() - before).toBeGreaterThanOrEqual(4_000);
    expect(clock.virtual).toBe(true);
  });

  it('real time is the machine\'s, and its timers keep nothing alive', () => {
    const clock = createClock(null);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
    expect(clock.advance).toBeUndefined();
    clock.after(2 ** 40, () => undefined).cancel();
  });
});
