/** The process itself: what it prints, when it says ready, how it ends. */
import { fork, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

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

  it('a bad configuration is all listed, without a stack, and ends with 2', async () => {
    const { ended, err, out } = start({ PORT: 'x', LOG_LEVEL: 'loud' });
    expect(await ended).toBe(2);
    expect(err()).toMatch(/PORT: [^\n]+\n[\s\S]*LOG_LEVEL: /u);
    expect(err()).not.toMatch(/ at .*\.js/u);
    expect(out()).toBe('');
  });
});
