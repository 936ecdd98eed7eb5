import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLanes } from '../../src/gateway/lanes.js';

const gate = (): { readonly open: () => void; readonly passed: Promise<void> } => {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
};

describe('lanes', () => {
  it('one person\'s turns run in order, however long each takes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(4)), { maxLength: 40 }), async (turns) => {
      const lanes = createLanes();
      const done: Record<string, number[]> = { a: [], b: [], c: [] };
      let inside = 0;
      await Promise.all(turns.map(([lane, ticks], index) => lanes.run(lane, async () => {
        const mine = (inside += 1);
        for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
        done[lane]?.push(index);
        return mine;
      })));
      for (const list of Object.values(done)) expect(list).toEqual([...list].sort((one, other) => one - other));
      expect(lanes.size).toBe(0);
    }));
  });

  it('different persons never wait for each other', async () => {
    const lanes = createLanes();
    const slow = gate();
    const first = lanes.run('ana', () => slow.passed);
    await expect(lanes.run('rui', () => Promise.resolve('here'))).resolves.toBe('here');
    expect(lanes.size).toBe(1);
    slow.open();
    await first;
  });

  it('a turn that fails does not stop the lane', async () => {
    const lanes = createLanes();
    const broken = lanes.run('ana', () => Promise.reject(new Error('broken')));
    const next = lanes.run('ana', () => Promise.resolve('next'));
    await expect(broken).rejects.toThrow('broken');
    await expect(next).resolves.toBe('next');
  });

  it('idle waits for work that comes while it waits, and nothing is remembered then', async () => {
    const lanes = createLanes();
    const order: string[] = [];
    void lanes.run('ana', async () => {
      await Promise.resolve();
      order.push('first');
      void lanes.run('rui', () => Promise.resolve(void order.push('second')));
    });
    await lanes.idle();
    expect(order).toEqual(['first', 'second']);
    expect(lanes.size).toBe(0);
  });
});
