/** ecosystem.config.js under a real pm2 with a home of its own: ready means ready, reload and stop lose nothing of what is in hand. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../support/app.js';

const NAME = 'helpdesk-gateway';
const PEOPLE = 12;

let folder: string;
let port: number;
/** Asynchronous, so that requests of this process go on meanwhile. */
const pm2 = (...args: string[]): Promise<string> => new Promise((done, failed) => {
  const env = { PATH: process.env['PATH'], HOME: folder, PM2_HOME: join(folder, 'pm2'), PM2_DISABLE_VERSION_CHECK: 'true', PORT: String(port), VAR_DIR: join(folder, 'var') };
  execFile(process.execPath, [resolve('node_modules/pm2/bin/pm2'), ...args], { env, maxBuffer: 1e8, timeout: 170_000 }, (fault, stdout, stderr) => {
    if (fault === null) done(stdout);
    else failed(new Error(`pm2 ${args.join(' ')}: ${stdout}\n${stderr}`));
  });
});
interface Listed {
  readonly pid: number;
  readonly pm2_env: Readonly<Record<string, unknown>>;
}
const listed = async (): Promise<Listed | undefined> => {
  const out = await pm2('jlist');
  return (JSON.parse(out.slice(out.search(/\[[{\]]/u))) as Listed[])[0];
};
const url = (path: string): string => `http://127.0.0.1:${port}${path}`;
const phoneOf = (index: number): string => `+2588412307${String(index).padStart(2, '0')}`;
const post = (index: number, id: string): Promise<number> =>
  fetch(url('/simulator/messages'), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ from: phoneOf(index), id, text: 'olá' }) }).then(({ status }) => status, () => 0);
const answers = async (index: number): Promise<number> => ((await (await fetch(url(`/simulator/messages?with=${encodeURIComponent(phoneOf(index))}`))).json()) as unknown[]).length;
const log = async (): Promise<string> => readFileSync(String((await listed())?.pm2_env['pm_err_log_path']), 'utf8');

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'helpdesk-pm2-'));
  port = await freePort();
  spawnSync(process.execPath, ['-e', "import('./scripts/prepare.mjs').then((each) => each.prepare())"], { stdio: 'ignore' });
}, 300_000);
afterAll(async () => {
  const daemon = Number(readFileSync(join(folder, 'pm2', 'pm2.pid'), 'utf8'));
  try {
    await pm2('kill');
  } finally {
    if (runs(daemon)) process.kill(daemon, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

describe('pm2', () => {
  it('starts it once, waits until it is ready, with a memory limit and the campaign\'s time zone', async () => {
    await pm2('start', resolve('ecosystem.config.js'));
    expect((await fetch(url('/readyz'))).status).toBe(200);
    const env = (await listed())?.pm2_env ?? {};
    expect(env).toMatchObject({ name: NAME, status: 'online', instances: 1, exec_mode: 'fork_mode', wait_ready: true, TZ: 'Africa/Maputo', NODE_ENV: 'production' });
    expect(Number(env['max_memory_restart'])).toBeGreaterThan(200e6);
    expect(Number(env['kill_timeout'])).toBeGreaterThan(18_000);
  }, 180_000);

  it('a reload in the middle of messages: each that was taken has its answer, and the end was a clean one', async () => {
    const before = (await listed())?.pid;
    const taken = Promise.all(Array.from({ length: PEOPLE }, (_, index) => post(index, `R${index}`)));
    await pm2('reload', NAME);
    const statuses = await taken;
    expect((await listed())?.pid).not.toBe(before);
    expect((await fetch(url('/readyz'))).status).toBe(200);
    expect(statuses).toContain(202);
    for (const [index, status] of statuses.entries()) if (status === 202) expect(await answers(index)).toBeGreaterThan(0);
    expect(await log()).toMatch(/"message":"stopped"/u);
    expect(await log()).not.toMatch(/"level":"error"/u);
  }, 180_000);

  it('stops politely and does not come back', async () => {
    await pm2('stop', NAME);
    expect((await listed())?.pm2_env).toMatchObject({ status: 'stopped', restart_time: 1 });
    expect((await log()).match(/"message":"stopped"/gu)).toHaveLength(2);
    expect(await post(0, 'LATE')).toBe(0);
  }, 60_000);
});
