/** kill -9 at any moment: nothing acknowledged is lost, nothing happens twice, everybody has an answer (DESIGN promise 1). The built gateway in its own process, 200 persons, 20 kills. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore } from '../../src/store/open.js';
import type { Store, TicketDossier } from '../../src/store/port.js';
import { PUBLIC_URL, freePort, startGateway } from '../load/processes.js';
import type { Running } from '../load/processes.js';
import { startFakeTwilio } from '../support/fake-twilio.js';
import type { FakeTwilio } from '../support/fake-twilio.js';
import { fieldWorker } from './bot.js';
import type { Told } from './bot.js';

const PERSONS = 200;
const KILLS = 20;
/** Webhooks under way at the same time; more would only wait in line, and on a busy machine time out there. */
const CONNECTIONS = 30;
/** About a minute on an idle machine; this much where other things run beside it. */
const WITHIN_MS = 240_000;
const UNFINISHED: ReadonlySet<string> = new Set(['pending', 'sending', 'uncertain']);
const SEED = Number(process.env['CRASH_SEED'] ?? 20_261_002);

/** mulberry32: the same seed, the same kills. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function connections(free: number): <T>(post: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let left = free;
  return async (post) => {
    if (left > 0) left -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await post();
    } finally {
      const next = queue.shift();
      if (next === undefined) left += 1;
      else next();
    }
  };
}

const phoneOf = (index: number): string => `+25884123${String(700 + index).padStart(4, '0')}`;

function textsOf(language: string): Record<string, string> {
  const flat = (node: unknown, path: string): [string, string][] =>
    typeof node === 'string' ? [[path, node]] : Object.entries(node as object).flatMap(([key, value]) => flat(value, `${path}.${key}`));
  return Object.fromEntries(['report', 'who'].flatMap((file) => flat(JSON.parse(readFileSync(join('locales', language, `${file}.json`), 'utf8')), file)));
}

describe(`the gateway is killed ${KILLS} times under load`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-crash-'));
  const varDir = join(folder, 'var');
  let twilio: FakeTwilio;
  let told: readonly Told[];
  let dossiers: readonly TicketDossier[];
  let pending: readonly string[];
  let failed: number;

  beforeAll(async () => {
    const built = spawnSync(process.execPath, ['-e', "import('./scripts/prepare.mjs').then((each) => each.prepare())"], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (built.status !== 0) throw new Error('the build failed');
    twilio = await startFakeTwilio();
    const port = await freePort();
    const target = { base: `http://127.0.0.1:${port}`, publicUrl: PUBLIC_URL, authToken: twilio.authToken };
    twilio.connect(target);
    const start = (wait: boolean): Promise<Running> => startGateway({ root: process.cwd(), varDir, dataDir: 'data', twilio, port, wait, env: { LOG_LEVEL: 'warn' } });
    let gateway = await start(true);
    const random = seeded(SEED);
    const until = performance.now() + WITHIN_MS;
    const reporting = reportWhile(twilio, () => told === undefined);
    const texts = textsOf('pt');
    const line = connections(CONNECTIONS);
    const workers = Array.from({ length: PERSONS }, async (_, index) => {
      const own = seeded(SEED + index + 1);
      await pause(own() * KILLS * 1000);
      return fieldWorker(index, phoneOf(index), { target, twilio, random: own, texts, line, deadline: () => until });
    });
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(150 + random() * 1500);
      await gateway.kill();
      /** Every second one dies again before it is quite up, or just after. */
      gateway = await start(kill % 2 === 1 || kill === KILLS - 1);
    }
    told = await Promise.all(workers);
    await reporting;
    await gateway.stop();
    const store = await openStore({ file: join(varDir, 'helpdesk.sqlite') });
    dossiers = await store.tickets({ limit: 10 * PERSONS });
    pending = await waiting(store);
    failed = (await store.failed()).length + (await store.dead()).length;
    await store.close();
  }, WITHIN_MS + 30_000);

  afterAll(async () => {
    await twilio.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('everybody had an answer to every message and reached a ticket', () => {
    expect(told.filter(({ stuck }) => stuck !== null).map(({ phone, stuck }) => `${phone}: ${stuck}`)).toEqual([]);
    expect(failed).toBe(0);
    expect(pending).toEqual([]);
  });

  it('webhooks were broken off and repeated, or this test shows nothing', () => {
    expect(told.reduce((sum, { repeats }) => sum + repeats, 0)).toBeGreaterThan(KILLS);
  });

  it('nothing acknowledged is lost: every word a person said is in the ticket', () => {
    const lost = told.flatMap(({ phone, words }) => {
      const all = JSON.stringify(dossiers.filter(({ ticket }) => ticket.reporter.phone === phone));
      return words.filter((word) => !all.includes(word)).map((word) => `${phone}: ${word}`);
    });
    expect(lost).toEqual([]);
  });

  it('nothing happens twice: one ticket a person, under the number the person was told, every word in it once', () => {
    const numbers = new Map<string, string[]>();
    for (const { ticket } of dossiers) numbers.set(ticket.reporter.phone ?? '-', [...(numbers.get(ticket.reporter.phone ?? '-') ?? []), ticket.number]);
    expect(Object.fromEntries(numbers)).toEqual(Object.fromEntries(told.map(({ phone, ticket }) => [phone, [ticket]])));
    const twice = told.flatMap(({ phone, words }) => {
      const ticket = dossiers.find((each) => each.ticket.reporter.phone === phone)?.ticket;
      return words.filter((word) => (ticket?.description.split(word).length ?? 0) > 2).map((word) => `${phone}: ${word}`);
    });
    expect(twice).toEqual([]);
  });

  it('an answer is sent twice only where it was in flight at a kill, and those that Twilio lists are not sent again', () => {
    const sent = new Map<string, number>();
    for (const { statusCallback } of twilio.messages) if (statusCallback !== null) sent.set(statusCallback, (sent.get(statusCallback) ?? 0) + 1);
    const doubled = [...sent].filter(([, times]) => times > 1);
    expect(doubled.filter(([, times]) => times > 2)).toEqual([]);
    /** Nothing at all, since Twilio kept running and had every one of them on its list. */
    expect(doubled.length).toBeLessThanOrEqual(KILLS);
    expect(sent.size).toBeGreaterThan(PERSONS * 2);
  });
});

/** Twilio's `sent` callbacks, as long as the load runs; one that nobody takes comes again. */
async function reportWhile(twilio: FakeTwilio, going: () => boolean): Promise<void> {
  let next = 0;
  const again: string[] = [];
  const reporter = async (): Promise<void> => {
    while (going()) {
      const sid = again.shift() ?? twilio.messages[next++]?.sid;
      if (sid === undefined) {
        next = twilio.messages.length;
        await pause(20);
        continue;
      }
      const answer = await twilio.report(sid, 'sent').catch(() => null);
      if (answer?.status === 200) continue;
      again.push(sid);
      await pause(300);
    }
  };
  await Promise.all(Array.from({ length: 10 }, reporter));
}

/** Persons whose answer is not on its way to Twilio; the desk's alerts go one after the other and may take longer. */
async function waiting(store: Store): Promise<string[]> {
  const left = await Promise.all(Array.from({ length: PERSONS }, async (_, index) => {
    const rows = await store.sentTo(`whatsapp:${phoneOf(index)}`, 0, 1000);
    return rows.filter(({ status }) => UNFINISHED.has(status)).map(({ to, status, errorCode }) => `${to}: ${status} ${errorCode ?? ''}`);
  }));
  return left.flat();
}
