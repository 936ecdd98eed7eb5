/** The pairing page over HTTP: who may see it, what it shows, what it does. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { pairingRouter } from '../../../src/channels/baileys/page.js';
import type { PageDeps } from '../../../src/channels/baileys/page.js';
import type { Line, LineState, PairHow } from '../../../src/channels/baileys/line.js';
import { AlreadyLinked } from '../../../src/channels/baileys/line.js';
import { createLog } from '../../../src/log.js';
import { smallContent } from '../../support/content.js';

/** As the content loader makes it of the file. */
const textsOf = (language: 'pt' | 'en'): Record<string, string> => Object.fromEntries(Object.entries((JSON.parse(readFileSync(`locales/${language}/line.json`, 'utf8')) as { page: Record<string, string> }).page).map(([key, text]) => [`line.page.${key}`, text]));
const content = smallContent({ texts: { pt: textsOf('pt'), en: textsOf('en') } });

let server: Server | null = null;
afterEach(() => new Promise((done) => void (server === null ? done(null) : server.close(done))));

function fakeLine(state: LineState) {
  const done: (PairHow | 'retry' | 'unpair')[] = [];
  const line: Line = {
    state: () => state, socket: () => null, start: () => undefined, stop: () => Promise.resolve(), settled: () => Promise.resolve(),
    pair(how) {
      if (state.kind === 'open') throw new AlreadyLinked();
      done.push(how);
    },
    retry: () => void done.push('retry'),
    unpair: async () => void done.push('unpair'),
    health: () => ({ state: state.kind, reason: state.kind === 'stopped' ? state.reason : null, code: null, openSince: null, lastStanzaAt: null, lastUpsertAt: null, lastAckAt: null, unseen: 0, reconnects: 0, recycles: 0, version: null, reachoutUntil: null }),
  };
  return { line, done };
}

async function serve(line: Line, config: Partial<PageDeps['config']> = {}): Promise<string> {
  const router = pairingRouter({ config: { host: '127.0.0.1', publicUrl: 'https://gw.example.org', simulatorLogin: null, ...config }, line, content: () => content, log: createLog({ level: 'silent' }) });
  if (router === null) return 'none';
  const app = express();
  app.use(router);
  server = createServer((req, res) => void app(req, res));
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const post = (base: string, path: string, body: unknown, headers: Record<string, string> = {}) => fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

describe('who may see it', () => {
  it('without a login it exists only where nobody else reaches it', async () => {
    expect(await serve(fakeLine({ kind: 'idle' }).line, { host: '0.0.0.0' })).toBe('none');
    const base = await serve(fakeLine({ kind: 'idle' }).line);
    expect((await fetch(`${base}/whatsapp/pair`)).status).toBe(200);
    for (const [name, value] of [['x-forwarded-for', '203.0.113.5'], ['via', '1.1 proxy'], ['origin', 'https://evil.example']] as const) expect((await fetch(`${base}/whatsapp/state`, { headers: { [name]: value } })).status).toBe(403);
  });

  it('with a login: only with it', async () => {
    const base = await serve(fakeLine({ kind: 'pairing', qr: 'https://wa.me/x#a,b,c,d', code: null }).line, { host: '0.0.0.0', simulatorLogin: 'ana:long-password' });
    const login = (text: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    for (const path of ['/whatsapp/pair', '/whatsapp/state', '/whatsapp/page.js']) expect((await fetch(base + path)).status).toBe(401);
    expect((await post(base, '/whatsapp/unlink', { sure: true })).status).toBe(401);
    expect((await fetch(`${base}/whatsapp/state`, { headers: login('ana:wrong-password') })).status).toBe(401);
    const good = await fetch(`${base}/whatsapp/state`, { headers: login('ana:long-password') });
    expect(good.status).toBe(200);
    expect(good.headers.get('cache-control')).toBe('no-store');
  });
});

describe('what it shows', () => {
  it('the QR as a picture, never as text', async () => {
    const base = await serve(fakeLine({ kind: 'pairing', qr: 'https://wa.me/x#ref,noise,id,secret', code: null }).line);
    const state = await (await fetch(`${base}/whatsapp/state`)).json() as Record<string, string>;
    expect(state['qr']).toMatch(/^<svg /u);
    expect(JSON.stringify(state)).not.toContain('secret');
  });

  it('the code, the number that is linked, why it stopped', async () => {
    const shown = async (state: LineState) => (await fetch(`${await serve(fakeLine(state).line)}/whatsapp/state`)).json();
    expect(await shown({ kind: 'pairing', qr: null, code: 'ABCD1234' })).toMatchObject({ state: 'pairing', code: 'ABCD1234', qr: null });
    expect(await shown({ kind: 'open', me: { pn: '258861230000@s.whatsapp.net', lid: null } })).toMatchObject({ state: 'open', number: '+258861230000' });
    expect(await shown({ kind: 'stopped', reason: 'locked', code: 403 })).toMatchObject({ state: 'stopped', reason: 'locked' });
  });

  it('speaks Portuguese, English on request, and has a text for everything it may say', async () => {
    const base = await serve(fakeLine({ kind: 'idle' }).line);
    const page = async (language: string) => (await fetch(`${base}/whatsapp/pair`, { headers: { 'accept-language': language } })).text();
    expect(await page('fr')).toContain('Ligar o WhatsApp do helpdesk');
    const english = await page('en-GB,en;q=0.9');
    expect(english).toContain('Link the helpdesk');
    const texts = JSON.parse((/data-texts="([^"]*)"/u.exec(english)?.[1] ?? '').replace(/&quot;/gu, '"').replace(/&amp;/gu, '&')) as Record<string, string>;
    expect(Object.entries(texts).filter(([key, text]) => text === key)).toEqual([]);
  });
});

describe('what it does', () => {
  it('pairs by QR and by code; a number that is none is refused', async () => {
    const { line, done } = fakeLine({ kind: 'idle' });
    const base = await serve(line);
    expect((await post(base, '/whatsapp/pair', { how: 'qr' })).status).toBe(200);
    expect((await post(base, '/whatsapp/pair', { how: 'code', phone: '+258 86 123 0000' })).status).toBe(200);
    expect((await post(base, '/whatsapp/pair', { how: 'code', phone: 'abc' })).status).toBe(400);
    expect((await post(base, '/whatsapp/pair', { how: 'magic' })).status).toBe(400);
    expect(done).toEqual([{ kind: 'qr' }, { kind: 'code', phone: '+258861230000' }]);
  });

  it('unlinks only when one is sure; tries again on request; not over a linked account', async () => {
    const { line, done } = fakeLine({ kind: 'open', me: { pn: '258861230000@s.whatsapp.net', lid: null } });
    const base = await serve(line);
    expect((await post(base, '/whatsapp/unlink', {})).status).toBe(400);
    expect((await post(base, '/whatsapp/unlink', { sure: true })).status).toBe(200);
    expect((await post(base, '/whatsapp/retry', {})).status).toBe(200);
    expect((await post(base, '/whatsapp/pair', { how: 'qr' })).status).toBe(409);
    expect((await post(base, '/whatsapp/unlink', { sure: true }, { origin: 'https://evil.example' })).status).toBe(403);
    expect(done).toEqual(['unpair', 'retry']);
  });
});
