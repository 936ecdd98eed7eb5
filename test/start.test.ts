/** The gateway put together: simulator over real HTTP, a clock that stands still, start and stop. */
import { mkdtempSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../src/config.js';
import type { Config } from '../src/config.js';
import { serve } from '../src/serve.js';
import type { Served } from '../src/serve.js';
import { ContentFault, createContext } from '../src/start.js';

const ANA = '+258841230500';
let folder: string;
let config: Config;
const open: Served[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'helpdesk-start-'));
  config = { ...readConfig({ VAR_DIR: join(folder, 'var'), CLOCK_START: '2026-10-02T09:00:00+02:00', CLOCK_RATE: '0' }), port: 0, logLevel: 'silent' };
});
afterEach(async () => {
  for (const served of open.splice(0)) await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function started(): Promise<Served> {
  const served = await serve(config);
  open.push(served);
  return served;
}
const post = (served: Served, path: string, body: unknown) => fetch(new URL(path, served.address), { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const sent = async (served: Served) => (await fetch(new URL(`/simulator/messages?with=${encodeURIComponent(ANA)}`, served.address))).json() as Promise<{ text: string; at: string }[]>;

describe('the gateway', () => {
  it('is ready, takes a message, answers it, and reminds at its own time when the clock is moved', async () => {
    const served = await started();
    expect((await fetch(new URL('/readyz', served.address))).status).toBe(200);
    expect((await post(served, '/simulator/messages', { from: ANA, text: 'a aplicação não sincroniza' })).status).toBe(202);
    const first = (await sent(served)).length;
    expect(first).toBeGreaterThan(0);
    const answer = await post(served, '/simulator/clock', { advance: 'PT3H' });
    expect(await answer.json()).toMatchObject({ now: '2026-10-02T12:00:00.000+02:00' });
    const reminder = (await sent(served))[first];
    const minutes = served.ctx.content.campaign.options.remindAfterMinutes;
    expect(Date.parse(reminder?.at ?? '')).toBe(Date.parse('2026-10-02T09:00:00+02:00') + minutes * 60_000);
    expect((await served.ctx.store.health(served.ctx.clock.now())).outboxPending).toBe(0);
  });

  it('a second one on the same folder is refused, the command line is not', async () => {
    const served = await started();
    await expect(serve(config)).rejects.toMatchObject({ name: 'StoreLocked' });
    const beside = await createContext(config, { http: false });
    expect(beside.app).toBeNull();
    await beside.stop();
    expect((await fetch(new URL('/healthz', served.address))).status).toBe(200);
  });

  it('a port that is taken frees what was opened', async () => {
    const first = await started();
    const port = Number(new URL(first.address).port);
    const other = { ...config, varDir: join(folder, 'other'), port };
    await expect(serve(other)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const again = await serve({ ...other, port: 0 });
    await again.stop();
  });

  it('stops with requests in hand, and everything is there at the next start', async () => {
    const served = await started();
    const posts = Array.from({ length: 20 }, (_, index) => post(served, '/simulator/messages', { from: ANA, text: `linha ${index}`, id: `S${index}` }).then(({ status }) => status, () => 0));
    await posts[0];
    await served.stop();
    const accepted = (await Promise.all(posts)).flatMap((status, index) => (status === 202 ? [`S${index}`] : []));
    expect(accepted).toContain('S0');
    const next = await started();
    for (const id of accepted) expect(await next.ctx.store.handled('whatsapp', id)).toBe(true);
  });

  it('does not start with faults in the catalogues, and lists them all', async () => {
    const dataDir = join(folder, 'data');
    cpSync(config.dataDir, dataDir, { recursive: true, filter: (file) => !file.endsWith('var') });
    writeFileSync(join(dataDir, 'staff.csv'), 'name,phone,role,areas,languages,shift\nX,12,boss,*,pt,nowhere\n');
    const fault = await createContext({ ...config, dataDir }).then(() => null, (error: unknown) => error);
    expect(fault).toBeInstanceOf(ContentFault);
    expect((fault as ContentFault).faults.length).toBeGreaterThan(1);
    expect((fault as ContentFault).message).toMatch(/staff\.csv:2/u);
  });
});
