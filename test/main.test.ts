/** The process itself: what it prints, when it says ready, how it ends. */
import { fork, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore } from '../src/store/open.js';
import { PUBLIC_URL, freePort, startGateway } from './load/processes.js';
import { startFakeTwilio } from './support/fake-twilio.js';
import { until } from './support/linked-account.js';
import { whatsappForm } from './support/twilio-forms.js';
import { postSigned } from './support/twilio-sign.js';

let folder: string;
const running = new Set<ChildProcess>();
beforeAll(() => {
  const built = spawnSync(process.execPath, ['-e', "import('./scripts/prepare.mjs').then((each) => each.prepare())"], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) throw new Error('the build failed');
  folder = mkdtempSync(join(tmpdir(), 'helpdesk-main-'));
}, 180_000);
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ready: Promise<void>;
  readonly ended: Promise<number | null>;
}

function start(env: Record<string, string>): Started {
  const child = fork('scripts/start.mjs', { silent: true, env: { PATH: process.env['PATH'], PORT: '0', VAR_DIR: join(folder, 'var'), ...env } });
  running.add(child);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => (out += String(chunk)));
  child.stderr?.on('data', (chunk) => (err += String(chunk)));
  return {
    child, out: () => out, err: () => err,
    ready: new Promise((resolve) => child.on('message', (message) => message === 'ready' && resolve())),
    ended: new Promise((resolve) => child.on('close', (code) => {
      running.delete(child);
      resolve(code);
    })),
  };
}

describe('the process', () => {
  it('says where it listens, tells pm2 that it is ready, refuses a second one plainly, and ends cleanly on a signal', async () => {
    const first = start({});
    await first.ready;
    const address = /http:\/\/localhost:\d+\//u.exec(first.out())?.[0] ?? '';
    expect(first.out().trim().split('\n')).toHaveLength(1);
    expect((await fetch(`${address}readyz`)).status).toBe(200);

    const second = start({});
    expect(await second.ended).toBe(1);
    expect(second.err()).toMatch(/already running/u);
    expect(second.err()).not.toMatch(/ at .*\.js/u);

    const third = start({ PORT: new URL(address).port, VAR_DIR: join(folder, 'other') });
    expect(await third.ended).toBe(1);
    expect(third.err()).toMatch(/PORT \d+ is taken/u);

    /** As Ctrl-C under npm does: from the terminal and from npm. */
    first.child.kill('SIGINT');
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
  });

  it('a stop in the middle of a crowd: whatever was acknowledged is there with its answer, and it ends with 0', async () => {
    const varDir = join(folder, 'crowd');
    const { child, ready, ended, out } = start({ VAR_DIR: varDir });
    await ready;
    const address = /http:\/\/localhost:\d+\//u.exec(out())?.[0] ?? '';
    const from = (n: number): string => `+2588412307${String(n % 30).padStart(2, '0')}`;
    const acknowledged: number[] = [];
    const post = async (n: number): Promise<void> => {
      const answer = await fetch(`${address}simulator/messages`, { method: 'POST', body: JSON.stringify({ from: from(n), text: `linha ${n}`, id: `S${n}` }), headers: { 'content-type': 'application/json' } }).catch(() => null);
      if (answer?.status === 202) acknowledged.push(n);
      if (acknowledged.length === 60) child.kill('SIGTERM');
    };
    await Promise.all(Array.from({ length: 400 }, (_, n) => post(n)));
    expect(await ended).toBe(0);
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);
    const store = await openStore({ file: join(varDir, 'helpdesk.sqlite') });
    for (const n of acknowledged) {
      expect([n, await store.handled('whatsapp', `S${n}`)]).toEqual([n, true]);
      expect((await store.sentTo(`whatsapp:${from(n)}`, 0, 1)).length).toBe(1);
    }
    await store.close();
  });

  it('answers over Twilio in its first run after a build and in those that follow, which run from compiled code that was kept', async () => {
    const twilio = await startFakeTwilio();
    const port = await freePort();
    const target = { base: `http://127.0.0.1:${port}`, publicUrl: PUBLIC_URL, authToken: twilio.authToken };
    for (const run of [1, 2, 3]) {
      const gateway = await startGateway({ root: process.cwd(), varDir: join(folder, `twilio-${run}`), dataDir: 'data', twilio, port });
      const form = whatsappForm({ accountSid: twilio.accountSid, sid: `SM${run}`, from: `+25884123070${run}` }, { Body: 'bom dia' });
      expect((await postSigned(target, '/twilio/whatsapp', form)).status).toBe(200);
      await until(() => twilio.sentTo(`+25884123070${run}`).length > 0, `the answer of run ${run}`);
      await gateway.stop();
    }
    await twilio.close();
  });

  it('does not start with faults in the catalogues: all of them by file and line, no stack, ends with 1', async () => {
    const data = join(folder, 'data');
    cpSync('data', data, { recursive: true, filter: (file) => !/data\/var/u.test(file) });
    appendFileSync(join(data, 'roster.csv'), '258841230001,Sem Mais,registador,Tete,Moatize,,\n');
    writeFileSync(join(data, 'staff.csv'), 'name,phone,role,areas,languages,shift\nX,+258861230001,boss,*,pt,nowhere\n');
    writeFileSync(join(data, 'calendars.yaml'), 'desk:\n  timezone: Africa/Nowhere\n  week: [\n');
    const { ended, err, out } = start({ DATA_DIR: data, VAR_DIR: join(folder, 'faulty') });
    expect(await ended).toBe(1);
    expect(err()).toMatch(/the catalogues have \d+ faults/u);
    for (const place of [/roster\.csv:\d+: /u, /staff\.csv:2: /u, /calendars\.yaml:\d+: /u]) expect(err()).toMatch(place);
    expect(err()).not.toMatch(/ at .*\.js/u);
    expect(out()).toBe('');
  });

  it('a bad configuration is all listed, without a stack, and ends with 2', async () => {
    const { ended, err, out } = start({ PORT: 'x', LOG_LEVEL: 'loud' });
    expect(await ended).toBe(2);
    expect(err()).toMatch(/PORT: [^\n]+\n[\s\S]*LOG_LEVEL: /u);
    expect(err()).not.toMatch(/ at .*\.js/u);
    expect(out()).toBe('');
  });
});
