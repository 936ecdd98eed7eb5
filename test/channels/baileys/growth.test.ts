/** Memory and CPU over 10,000 messages of the linked device: `BAILEYS_MESSAGES=10000 NODE_OPTIONS='--experimental-vm-modules --expose-gc' npx jest test/channels/baileys/growth`. Not run otherwise; prints the figures for docs/performance.md. */
import { expect, it } from '@jest/globals';
import { startLinkedApp, until } from '../../support/linked-app.js';

const MESSAGES = Number(process.env['BAILEYS_MESSAGES'] ?? 0);
const PERSONS = 100;
/** Of caches that fill up first. */
const WARM = 0.2;
const MB = 1024 * 1024;
/** The fake server lives in this process as well. */
const MORE_MB = 40;

const heap = (): number => {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / MB;
};

(MESSAGES > 0 ? it : it.skip)(`${MESSAGES} messages: memory and time a message do not grow`, async () => {
  const on = await startLinkedApp();
  try {
    const { app, wa } = on;
    const people = Array.from({ length: PERSONS }, (_, index) => on.person(`+25884123${1000 + index}`));
    const marks: { readonly messages: number; readonly heapMb: number; readonly rssMb: number; readonly cpuMs: number }[] = [];
    let done = 0;
    while (done < MESSAGES) {
      const cpu = process.cpuUsage();
      const part = Math.max(PERSONS, MESSAGES / 10);
      for (let said = 0; said < part; said += PERSONS) {
        const t = Math.floor(app.ctx.clock.now() / 1000);
        const ids = await Promise.all(people.map((person, index) => wa.say(person, `estado ${done + said + index}`, { t })));
        const last = new Set(ids);
        await until(async () => {
          for (const id of last) if (await app.ctx.store.handled('whatsapp', id)) last.delete(id);
          await app.ctx.clock.advance?.(1_000);
          return last.size === 0;
        }, 'a round', 120_000, 50);
        await on.settle();
        await app.advance('PT2M');
        wa.outbox.length = 0;
        wa.nodes.length = 0;
        wa.history.clear();
      }
      done += part;
      const { user, system } = process.cpuUsage(cpu);
      marks.push({ messages: done, heapMb: Math.round(heap()), rssMb: Math.round(process.memoryUsage().rss / MB), cpuMs: Math.round((user + system) / 1000 / part) });
    }
    console.log(marks.map(({ messages, heapMb, rssMb, cpuMs }) => `${messages} messages: heap ${heapMb} MB, RSS ${rssMb} MB, ${cpuMs} ms of CPU a message (both sides' encryption)`).join('\n'));
    const warm = marks[Math.max(0, Math.ceil(marks.length * WARM) - 1)];
    const end = marks.at(-1);
    expect((end?.heapMb ?? 0) - (warm?.heapMb ?? 0)).toBeLessThan(MORE_MB);
    expect((end?.cpuMs ?? 0) / Math.max(1, warm?.cpuMs ?? 1)).toBeLessThan(1.5);
  } finally {
    await on.stop();
  }
}, 3_600_000);
