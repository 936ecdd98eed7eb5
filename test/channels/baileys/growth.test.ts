/** Memory and CPU of the built gateway over 10,000 messages of the linked device: `BAILEYS_MESSAGES=10000 NODE_OPTIONS=--experimental-vm-modules npx jest test/channels/baileys/growth --forceExit`, after a build. Not run otherwise; prints the figures for docs/performance.md. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { freePort, startGateway } from '../../load/processes.js';
import { rootKey, startFakeWhatsApp } from '../../support/fake-whatsapp/server.js';
import { startFakeTwilio } from '../../support/fake-twilio.js';
import { linkAccount, until } from '../../support/linked-account.js';

const MESSAGES = Number(process.env['BAILEYS_MESSAGES'] ?? 0);
/** So many that nobody writes more than a few in a minute. */
const PERSONS = 250;
const PARTS = 10;
const MB = 1024 * 1024;
/** Of the heap after caches have filled up (the first fifth). */
const MORE_MB = 25;

interface Mark {
  readonly messages: number;
  readonly heapMb: number;
  readonly rssMb: number;
  readonly cpuMs: number;
}

async function figures(port: number): Promise<{ readonly heap: number; readonly rss: number; readonly cpu: number }> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (name: string): number => Number(new RegExp(`^\\w*${name} (\\S+)$`, 'mu').exec(text)?.[1] ?? Number.NaN);
  return { heap: value('nodejs_heap_size_used_bytes'), rss: value('process_resident_memory_bytes'), cpu: value('process_cpu_seconds_total') };
}

/** The lowest of several looks: what the collector has not yet taken is no growth. */
async function lowest(port: number): Promise<{ readonly heap: number; readonly rss: number; readonly cpu: number }> {
  let low = await figures(port);
  for (let look = 0; look < 10; look += 1) {
    await pause(200);
    const now = await figures(port);
    low = { heap: Math.min(low.heap, now.heap), rss: Math.min(low.rss, now.rss), cpu: low.cpu };
  }
  return low;
}

(MESSAGES > 0 ? it : it.skip)(`${MESSAGES} messages: memory and time a message do not grow`, async () => {
  if (!existsSync(join('dist', 'gateway', 'main.js'))) throw new Error('build first: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'growth-'));
  const varDir = join(folder, 'var');
  const [wa, twilio, port] = [await startFakeWhatsApp(), await startFakeTwilio(), await freePort()];
  linkAccount(varDir, wa);
  const gateway = await startGateway({
    root: process.cwd(), varDir, dataDir: 'data', twilio, port,
    env: { LOG_LEVEL: 'warn', WHATSAPP: 'baileys', BAILEYS_URL: wa.url, TWILIO_WHATSAPP_FROM: '', FAKE_WHATSAPP_ROOT: rootKey, NODE_OPTIONS: `--import=${resolve('test/support/fake-whatsapp/trust.mjs')}` },
  });
  try {
    await until(() => wa.botKeys !== null && wa.online, 'the line', 60_000, 50);
    const people = Array.from({ length: PERSONS }, (_, index) => wa.person({ pn: `25884123${1000 + index}`, lid: `8100000000${1000 + index}`, name: `P${index}` }));
    const marks: Mark[] = [];
    let done = 0;
    let before = (await lowest(port)).cpu;
    while (done < MESSAGES) {
      const part = Math.max(PERSONS, Math.round(MESSAGES / PARTS / PERSONS) * PERSONS);
      for (let said = 0; said < part; said += PERSONS) {
        const to = new Set<string>();
        wa.outbox.length = 0;
        await Promise.all(people.map((person) => wa.say(person, 'estado')));
        await until(() => {
          for (const each of wa.outbox) to.add(each.to);
          return to.size >= PERSONS && wa.pending.length === 0;
        }, 'an answer to everybody', 120_000, 20);
        wa.nodes.length = 0;
        wa.history.clear();
      }
      done += part;
      const { heap, rss, cpu } = await lowest(port);
      marks.push({ messages: done, heapMb: Math.round(heap / MB), rssMb: Math.round(rss / MB), cpuMs: Math.round(((cpu - before) * 10_000) / part) / 10 });
      before = cpu;
    }
    console.log(marks.map(({ messages, heapMb, rssMb, cpuMs }) => `${messages} messages: heap ${heapMb} MB, RSS ${rssMb} MB, ${cpuMs} ms of CPU a message`).join('\n'));
    const warm = marks[Math.max(0, Math.ceil(marks.length / 5) - 1)];
    const end = marks.at(-1);
    expect((end?.heapMb ?? 0) - (warm?.heapMb ?? 0)).toBeLessThan(MORE_MB);
    expect((end?.cpuMs ?? 0) / Math.max(1, warm?.cpuMs ?? 1)).toBeLessThan(1.5);
  } finally {
    await gateway.stop();
    await wa.stop();
    await twilio.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 3_600_000);
