/** kill -9 in the middle of a backlog of the linked device: Baileys has told the server to forget messages that the gateway has not yet stored. Nothing may be lost, nothing doubled. The built gateway in its own process, with no test code in it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/port.js';
import { freePort, startGateway } from '../load/processes.js';
import { rootKey, startFakeWhatsApp } from '../support/fake-whatsapp/server.js';
import type { FakeWhatsApp } from '../support/fake-whatsapp/server.js';
import { linkAccount, until } from '../support/linked-account.js';
import { startFakeTwilio } from '../support/fake-twilio.js';
import type { FakeTwilio } from '../support/fake-twilio.js';

const PERSONS = 40;
/** Every second person writes so often, one after the other; the others once. */
const EACH = 9;
const MESSAGES = (PERSONS / 2) * (EACH + 1);
const KILLS = 8;
const WITHIN_MS = 240_000;
const isBrief = (index: number): boolean => index % 2 === 1;

describe(`the gateway is killed ${KILLS} times in the middle of a backlog of ${MESSAGES} messages`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-linked-crash-'));
  const varDir = join(folder, 'var');
  let wa: FakeWhatsApp;
  let twilio: FakeTwilio;
  let store: Store;
  const ids: string[] = [];
  const left: number[] = [];

  beforeAll(async () => {
    const built = spawnSync(process.execPath, ['-e', "import('./scripts/prepare.mjs').then((each) => each.prepare())"], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (built.status !== 0) throw new Error('the build failed');
    [wa, twilio] = [await startFakeWhatsApp(), await startFakeTwilio()];
    linkAccount(varDir, wa);
    const port = await freePort();
    const env = {
      LOG_LEVEL: 'warn', WHATSAPP: 'baileys', BAILEYS_URL: wa.url, TWILIO_WHATSAPP_FROM: '', FAKE_WHATSAPP_ROOT: rootKey,
      NODE_OPTIONS: `--import=${resolve('test/support/fake-whatsapp/trust.mjs')}`,
    };
    const start = (wait = true) => startGateway({ root: process.cwd(), varDir, dataDir: 'data', twilio, port, wait, env });
    /** Once up, so that the people can encrypt for it. */
    let gateway = await start();
    await until(() => wa.botKeys !== null && wa.online, 'the first login', 60_000, 50);
    await gateway.stop();
    for (let turn = 0; turn < EACH; turn += 1) {
      for (let index = 0; index < PERSONS; index += 1) {
        if (turn > 0 && isBrief(index)) continue;
        const person = wa.people[index] ?? wa.person({ pn: `25884123${1000 + index}`, lid: `8100000000${1000 + index}`, name: `P${index}` });
        ids.push(await wa.say(person, turn === 0 ? 'a aplicação fecha sozinha' : `palavra ${index} ${turn}`, { hold: true }));
      }
    }
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = wa.pending.length;
      gateway = await start(false);
      /** Some are receipted and some are not; the rest of the time is chance. */
      await until(() => wa.pending.length < before || wa.pending.length === 0, 'a receipt', 60_000, 1);
      await pause(kill * 7);
      await gateway.kill();
      left.push(wa.pending.length);
      await until(() => !wa.online, 'the end', 10_000);
    }
    gateway = await start();
    await until(() => wa.pending.length === 0, 'the whole backlog', 60_000, 50);
    await until(() => new Set(wa.outbox.map(({ to }) => to)).size >= PERSONS, 'an answer to everybody', 120_000, 100);
    store = await openStore({ file: join(varDir, 'helpdesk.sqlite') });
    await until(async () => (await store.health(0)).outboxPending === 0, 'everything on its way', 120_000, 100);
    await gateway.stop();
  }, WITHIN_MS);

  afterAll(async () => {
    await store?.close();
    await wa?.stop();
    await twilio?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('was killed in the middle, or this test shows nothing', () => {
    expect(left.some((count) => count > 0 && count < MESSAGES)).toBe(true);
  });

  it('nothing is lost', async () => {
    const lost: string[] = [];
    for (const id of ids) if (!(await store.handled('whatsapp', id))) lost.push(id);
    expect(lost).toEqual([]);
    expect(await store.failed()).toEqual([]);
  });

  it('who wrote once has one answer', () => {
    const answers = wa.people.filter((_, index) => isBrief(index)).map(({ pn, lid }) => new Set(wa.outbox.filter(({ to }) => to === pn || to === lid).map(({ id }) => id)).size);
    expect(answers).toEqual(answers.map(() => 1));
  });

  it('nobody has more answers than words, and every answer went out', async () => {
    for (const { pn } of wa.people) {
      const rows = await store.sentTo(`whatsapp:+${pn.split('@')[0] ?? ''}`, 0, 1_000);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.length).toBeLessThanOrEqual(EACH + 1);
      expect(rows.map(({ status }) => status).filter((status) => status === 'pending' || status === 'dead')).toEqual([]);
    }
  });

  it('what goes out twice is the same message under the same id', () => {
    const texts = new Map<string, Set<string>>();
    for (const { id, text, to } of wa.outbox) texts.set(id, new Set([...(texts.get(id) ?? []), `${to} ${text}`]));
    expect([...texts.values()].filter((each) => each.size > 1)).toEqual([]);
  });
});
