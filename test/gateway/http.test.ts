import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { Router, json } from 'express';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { createHttp } from '../../src/gateway/http.js';
import { waysOf } from '../../src/gateway/worlds.js';
import { StoreUnavailable } from '../../src/store/open.js';
import { spine } from './make.js';
import type { Spine } from './make.js';

let s: Spine;
let server: Server;
let base: string;
let ready = true;
let sick = false;

beforeEach(async () => {
  s = await spine();
  ready = true;
  sick = false;
  const router = Router();
  router.post('/echo', json({ limit: 1_000 }), (req, res) => void res.json(req.body));
  router.post('/full', () => Promise.reject(new StoreUnavailable('disk full', 'SQLITE_FULL')));
  router.post('/broken', () => {
    throw new Error('secret detail');
  });
  const config = readConfig({});
  const store = { health: (now: number) => (sick ? Promise.reject(new Error('gone')) : s.store.health(now)) };
  const app = createHttp({ config, clock: s.clock, log: s.log, metrics: s.metrics, content: { revision: 'r1' }, store, ways: waysOf(config), ready: () => ready, newId: () => 'id-7', routers: [router] });
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await s.close();
});

const post = (path: string, body: string) => fetch(base + path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

describe('health', () => {
  it('is alive, and ready with the state of each part', async () => {
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    const answer = await fetch(`${base}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ready: true, store: { ok: true }, channels: { whatsapp: 'simulator', voice: 'simulator' }, outbox: { pending: 0, oldestMs: 0 }, content: { revision: 'r1' } });
  });

  it('is not ready before the start, while it stops, or with a sick store; alive all the same', async () => {
    ready = false;
    expect((await fetch(`${base}/readyz`)).status).toBe(503);
    ready = true;
    sick = true;
    const answer = await fetch(`${base}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ ready: false, store: { ok: false } });
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });

  it('gives its figures to Prometheus', async () => {
    s.metrics.count('turns', { channel: 'whatsapp', status: 'handled' }, 3);
    const answer = await fetch(`${base}/metrics`);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await answer.text()).toContain('helpdesk_turns_total{channel="whatsapp",status="handled"} 3');
  });
});

describe('faults', () => {
  it('a store that cannot be reached is 503 with a time to come again', async () => {
    const answer = await post('/full', '{}');
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('malformed is 400, too large 413, nowhere 404, our fault 500 with an id and no detail', async () => {
    expect((await post('/echo', '{"a":')).status).toBe(400);
    expect((await post('/echo', JSON.stringify({ a: 'x'.repeat(2_000) }))).status).toBe(413);
    expect((await fetch(`${base}/nowhere`)).status).toBe(404);
    const broken = await post('/broken', '{}');
    expect(broken.status).toBe(500);
    expect(await broken.json()).toEqual({ error: 'our fault', id: 'id-7' });
    expect(s.lines.join('')).toContain('id-7');
  });

  it('says nothing about what it is made of, and lets no page frame it', async () => {
    const { headers } = await fetch(`${base}/healthz`);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
