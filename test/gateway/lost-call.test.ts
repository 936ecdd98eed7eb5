/** A call whose end nobody reports: closed by a timer, as if the caller had hung up. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { serve } from '../../src/serve.js';
import type { Served } from '../../src/serve.js';

const HOUR_MS = 3_600_000;
let folder: string;
let served: Served;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'helpdesk-call-'));
  served = await serve({ ...readConfig({ VAR_DIR: folder, CLOCK_START: '2026-10-02T09:00:00+02:00', CLOCK_RATE: '0' }), port: 0, logLevel: 'silent' });
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});
const post = (path: string, body: unknown) => fetch(new URL(path, served.address), { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

it('is closed two hours after it began, not before', async () => {
  const { store, clock } = served.ctx;
  await post('/simulator/calls', { from: '+258841230874', id: 'LOST' });
  await post('/simulator/calls/LOST', { digits: '1' });
  await clock.advance?.(2 * HOUR_MS - 1000);
  expect((await store.calls(1))[0]).toMatchObject({ id: 'LOST', endedAt: null, outcome: 'ongoing' });
  await clock.advance?.(2000);
  const [call] = await store.calls(1);
  expect(call?.outcome).not.toBe('ongoing');
  expect(call?.endedAt).toBe(Date.parse('2026-10-02T11:00:00+02:00'));
});
