/** The built gateway in a process of its own, with no test code in it, against the fake WhatsApp: reads and answers, survives kill -9 in the middle of a backlog, and lets nobody else have the account. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openStore } from '../../src/store/open.js';
import { freePort } from '../support/app.js';
import { rootKey, startFakeWhatsApp } from '../support/fake-whatsapp/server.js';
import type { FakeWhatsApp, Person } from '../support/fake-whatsapp/server.js';
import { linkAccount, until } from '../support/linked-account.js';

const TRUST = join(process.cwd(), 'test/support/fake-whatsapp/trust.mjs');
let folder: string;
let wa: FakeWhatsApp;
let maria: Person;
const running = new Set<ChildProcess>();

beforeAll(() => {
  const built = spawnSync(process.execPath, ['-e', "import('./scripts/prepare.mjs').then((each) => each.prepare())"], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) throw new Error('the build failed');
}, 240_000);
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'linked-process-'));
  wa = await startFakeWhatsApp({ strict: true, linked: true });
  maria = wa.person({ pn: '258841230001', lid: '81000000000001', name: 'Maria' });
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  await wa.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Gateway {
  readonly port: number;
  readonly child: ChildProcess;
  said(): string;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

async function gateway(args: readonly string[] = ['dist/gateway/main.js'], env: Record<string, string> = {}): Promise<Gateway> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', TRUST, ...args], {
    env: { PATH: process.env['PATH'], PORT: `${port}`, VAR_DIR: folder, WHATSAPP: 'baileys', BAILEYS_URL: wa.url, FAKE_WHATSAPP_ROOT: rootKey, LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  return {
    port, child, said: () => said,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
      running.delete(child);
      return child.exitCode;
    },
  };
}

/** The command line without the build that scripts/helpdesk.mjs would make first. */
const cli = (...args: readonly string[]): string[] => ['--input-type=module', '-e', `const { run } = await import('./dist/src/cli/main.js'); process.exit(await run(${JSON.stringify(args)}));`];

async function up(): Promise<Gateway> {
  const ready = wa.next('ready', 60_000);
  const it = await gateway();
  await ready.catch((error: unknown) => { throw new Error(`${String(error)}\n${it.said()}`); });
  return it;
}

const textsTo = (person: Person): (string | undefined)[] => wa.outbox.filter(({ to }) => to === person.pn || to === person.lid).map(({ text }) => text);
async function inStore<T>(ask: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> {
  const store = await openStore({ file: join(folder, 'helpdesk.sqlite') });
  try {
    return await ask(store);
  } finally {
    await store.close();
  }
}

describe('a gateway of its own', () => {
  it('reads, answers, ends politely on SIGTERM and stays linked; its log has no numbers, words or keys', async () => {
    linkAccount(folder, wa);
    const it = await up();
    await wa.say(maria, 'não consigo sincronizar os dados');
    await until(() => textsTo(maria).length > 0, 'an answer', 30_000);
    expect(await it.end('SIGTERM')).toBe(0);
    expect(wa.linked).toBe(true);
    expect(statSync(join(folder, 'whatsapp.sqlite')).mode & 0o777).toBe(0o600);
    expect(it.said()).not.toMatch(/258841230001|sincronizar os dados|privKey|Closing session/u);
    const again = await up();
    expect(await again.end('SIGTERM')).toBe(0);
  }, 180_000);

  it('killed in the middle of a backlog, again and again: every message is taken up once', async () => {
    linkAccount(folder, wa);
    await (await up()).end('SIGTERM');
    const people = Array.from({ length: 20 }, (_, index) => wa.person({ pn: `2588412301${String(index).padStart(2, '0')}`, lid: `810000000001${String(index).padStart(2, '0')}`, name: `P${index}` }));
    const ids: string[] = [];
    for (let round = 0; round < 5; round += 1) for (const [index, person] of people.entries()) ids.push(await wa.say(person, `caso ${round}.${index}: a aplicação fecha`));
    for (const receipts of [3, 20, 45]) {
      let seen = 0;
      const enough = new Promise<void>((done) => {
        const count = ({ tag }: { tag: string }): void => {
          if (tag === 'receipt' && (seen += 1) >= receipts) {
            wa.events.off('node', count);
            done();
          }
        };
        wa.events.on('node', count);
      });
      const it = await gateway();
      await Promise.race([enough, until(() => wa.pending.length === 0, 'the whole backlog', 60_000)]);
      await it.end('SIGKILL');
    }
    const last = await up();
    await until(() => wa.pending.length === 0, 'nothing waits at the server', 60_000);
    await until(() => inStore(async (store) => (await Promise.all(ids.map((id) => store.handled('whatsapp', id)))).every(Boolean)), 'all taken up', 60_000);
    expect(await last.end('SIGTERM')).toBe(0);
    expect(await inStore((store) => store.failed())).toEqual([]);
    expect(new Set(ids).size).toBe(100);
  }, 240_000);

  it('a second process on the same folder does not get the account', async () => {
    linkAccount(folder, wa);
    const first = await up();
    const second = await gateway();
    await once(second.child, 'exit');
    expect(second.child.exitCode).toBe(1);
    expect(second.said()).toMatch(/already running|in use by another process/u);
    const other = await gateway(cli('pair'), { PORT: `${first.port}` });
    await once(other.child, 'exit');
    expect(other.child.exitCode).toBe(1);
    expect(other.said()).toContain(`http://localhost:${first.port}/whatsapp/pair`);
    expect(wa.online).toBe(true);
    await first.end('SIGTERM');
  }, 180_000);

  it('is linked from the terminal by a code', async () => {
    wa.linked = false;
    const terminal = await gateway(cli('pair', '--code', '+258861230000'));
    await wa.next('pairing-code', 60_000);
    const code = await until(() => /Code: (\w{4})-(\w{4})/u.exec(terminal.said()), 'the code', 30_000);
    await wa.typePairingCode(`${code[1] ?? ''}${code[2] ?? ''}`);
    await once(terminal.child, 'exit');
    expect(terminal.said()).toContain('linked: +258861230000');
    expect(terminal.child.exitCode).toBe(0);
    const it = await up();
    expect(await it.end('SIGTERM')).toBe(0);
  }, 180_000);
});
