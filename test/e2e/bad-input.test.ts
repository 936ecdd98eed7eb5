/** Whole-app stories of what should not come but does: unsigned, broken and oversized webhooks, words that break XML, a store or a vendor in trouble, a clock that jumps. */
import { mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import type { Clock } from '../../src/context.js';
import { createClock } from '../../src/gateway/clock.js';
import { warmUp } from '../../src/gateway/warm-up.js';
import { connect } from '../../src/store/connect.js';
import type { Connection } from '../../src/store/connect.js';
import { sqliteStore } from '../../src/store/sqlite.js';
import { startApp } from '../support/app.js';
import type { App, AppOptions } from '../support/app.js';
import { callForm, whatsappForm } from '../support/twilio-forms.js';
import { encoded, signature } from '../support/twilio-sign.js';
import type { Answer, Form } from '../support/twilio-sign.js';
import { parseTwiml } from '../support/twiml-check.js';

const ABEL = '+258841230001';
const BEATRIZ = '+258841230002';
const MANAGER = '+258861230001';
const HOUR = 3_600_000;

let app: App;
afterEach(() => app.stop());
const begin = async (options: AppOptions = {}): Promise<void> => {
  app = await startApp(options);
  await warmUp(app.ctx.content, app.ctx.clock.now());
};
const bodies = (phone: string): string[] => app.sentTo(phone).map(({ body }) => body);
const form = (from: string, extra: Form, sid = app.newSid('SM')): Form => whatsappForm({ accountSid: app.twilio.accountSid, sid, from }, extra);
const metrics = async (): Promise<string> => (await fetch(`${app.target.base}/metrics`)).text();
const figure = async (name: string): Promise<number> => Number((await metrics()).split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1] ?? 0);

/** A body byte by byte, as no Twilio would write it. @returns 0 where the connection broke before an answer came */
function raw(path: string, body: Buffer | string, headers: Readonly<Record<string, string>>): Promise<number> {
  const url = new URL(app.target.base + path);
  return new Promise((resolve) => {
    const call = request({ host: url.hostname, port: url.port, path, method: 'POST', agent: false, headers: { 'Content-Length': Buffer.byteLength(body), ...headers } }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    call.on('error', () => resolve(0));
    call.end(body);
  });
}
/** The sender goes away in the middle of its body. */
function brokenOff(path: string): Promise<void> {
  const url = new URL(app.target.base);
  return new Promise((resolve) => {
    const call = request({ host: url.hostname, port: url.port, path, method: 'POST', agent: false, headers: { 'Content-Length': 500, 'Content-Type': URLENCODED, 'X-Twilio-Signature': 'x' } });
    call.on('error', () => resolve());
    call.on('close', () => resolve());
    call.write('MessageSid=', () => call.destroy());
  });
}
const URLENCODED = 'application/x-www-form-urlencoded';
const signedRaw = (path: string, body: string, signs: Form): Promise<number> =>
  raw(path, body, { 'Content-Type': URLENCODED, 'X-Twilio-Signature': signature(app.target.authToken, app.target.publicUrl + path, signs) });

const PATHS = ['/twilio/whatsapp', '/twilio/sms', '/twilio/status', '/twilio/voice', '/twilio/voice/0', '/twilio/voice/fallback', '/twilio/voice/status', '/twilio/voice/recording', '/twilio/voice/whisper', '/twilio/voice/accept', '/twilio/nowhere'];

describe('a webhook without a valid signature', () => {
  it('is 403 on every path, and nothing of it is stored', async () => {
    await begin();
    const wrong = { ...form(ABEL, { Body: 'olá' }, 'SMforged'), ...callForm({ accountSid: app.twilio.accountSid, callSid: 'CAforged', from: ABEL }), MessageStatus: 'delivered' };
    for (const path of PATHS) {
      expect([path, (await app.post(path, wrong, { token: 'not-the-token' })).status]).toEqual([path, 403]);
      expect([path, await raw(path, encoded(wrong), { 'Content-Type': URLENCODED })]).toEqual([path, 403]);
      expect([path, (await fetch(app.target.base + path)).status]).toEqual([path, 403]);
    }
    /** Signed, but for another text, another URL, another account. */
    const mine = form(ABEL, { Body: 'um' }, 'SMforged');
    const sign = signature(app.target.authToken, `${app.target.publicUrl}/twilio/whatsapp`, mine);
    expect((await app.post('/twilio/whatsapp', { ...mine, Body: 'dois' }, { headers: { 'X-Twilio-Signature': sign } })).status).toBe(403);
    expect((await app.post('/twilio/sms', mine, { headers: { 'X-Twilio-Signature': sign } })).status).toBe(403);
    expect((await app.post('/twilio/whatsapp', { ...mine, AccountSid: `AC${'9'.repeat(32)}` })).status).toBe(403);
    await app.settle();
    expect(await app.ctx.store.handled('whatsapp', 'SMforged')).toBe(false);
    expect(await app.callsOf(ABEL)).toEqual([]);
    expect(app.sentTo(ABEL)).toEqual([]);
  });

  it('is counted by reason, and the managers are told once when many come', async () => {
    await begin();
    for (let times = 0; times < 25; times += 1) await app.post('/twilio/whatsapp', form(ABEL, { Body: 'x' }), { token: 'guess' });
    await raw('/twilio/voice', 'x=1', { 'Content-Type': URLENCODED });
    expect(await figure('helpdesk_webhook_refused_total{reason="signature"}')).toBe(25);
    expect(await figure('helpdesk_webhook_refused_total{reason="header"}')).toBe(1);
    await app.settle();
    expect(bodies(MANAGER)).toEqual([expect.stringMatching(/recusados \d+ pedidos sem assinatura/u)]);
  });

  it('while the token is changed the old one is good as well, and the new one signs our calls', async () => {
    await begin({ oldToken: 'the-old-token' });
    expect((await app.post('/twilio/whatsapp', form(ABEL, { Body: 'olá' }), { token: 'the-old-token' })).status).toBe(200);
    expect((await app.post('/twilio/whatsapp', form(BEATRIZ, { Body: 'olá' }))).status).toBe(200);
    expect((await app.post('/twilio/whatsapp', form(ABEL, { Body: 'olá' }), { token: 'the-older-token' })).status).toBe(403);
    await app.settle();
    expect([bodies(ABEL).length, bodies(BEATRIZ).length]).toEqual([1, 1]);
  });
});

describe('a webhook that comes again', () => {
  it('one after the other or at the same moment: the same answer, one turn', async () => {
    await begin();
    const sid = app.newSid('SM');
    const posts = await Promise.all([1, 2, 3].map(() => app.post('/twilio/whatsapp', form(ABEL, { Body: 'a aplicação fecha sozinha' }, sid))));
    await app.settle();
    posts.push(await app.post('/twilio/whatsapp', form(ABEL, { Body: 'a aplicação fecha sozinha' }, sid)));
    await app.settle();
    expect(new Set(posts.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(bodies(ABEL)).toHaveLength(1);
  });
});

describe('bodies that are none', () => {
  it('over 1 MB is 413, also without end; up to it and with unknown fields it is taken', async () => {
    await begin();
    const big = form(ABEL, { Body: 'olá', Extra: 'x'.repeat(1024 * 1024) });
    expect((await app.post('/twilio/whatsapp', big)).status).toBe(413);
    expect([0, 413]).toContain(await raw('/twilio/voice', Buffer.alloc(20 * 1024 * 1024, 'a'), { 'Content-Type': URLENCODED }));
    const full = form(ABEL, { Body: 'olá', Extra: 'x'.repeat(1024 * 1024 - 2000) });
    expect((await app.post('/twilio/whatsapp', full)).status).toBe(200);
    await app.settle();
    expect(bodies(ABEL)).toHaveLength(1);
  });

  it('malformed ones are refused, and the next good one is answered', async () => {
    await begin();
    const broken = form(ABEL, { Body: '%ZZ' }, 'SMbroken');
    expect(await signedRaw('/twilio/whatsapp', encoded(broken).replace('%25ZZ', '%ZZ'), broken)).toBe(400);
    const surrogate = encoded(form(ABEL, { Body: 'X-X' }, 'SMbroken')).replace('X-X', '%ED%A0%80');
    expect(await signedRaw('/twilio/whatsapp', surrogate, form(ABEL, { Body: '%ED%A0%80' }, 'SMbroken'))).toBe(400);
    expect(await signedRaw('/twilio/whatsapp', Array.from({ length: 5000 }, (_, n) => `k${n}=1`).join('&'), {})).toBe(403);
    expect(await raw('/twilio/whatsapp', '{"AccountSid":', { 'Content-Type': 'application/json', 'X-Twilio-Signature': 'x' })).toBe(403);
    expect(await raw('/twilio/whatsapp', Buffer.from([0xff, 0, 0xfe, 0x80]), { 'Content-Type': 'multipart/form-data; boundary=x', 'X-Twilio-Signature': 'x' })).toBe(403);
    await brokenOff('/twilio/whatsapp');
    expect(await app.ctx.store.handled('whatsapp', 'SMbroken')).toBe(false);
    /** Signed, and says nothing. */
    for (const path of PATHS.slice(0, -1)) expect((await app.post(path, { AccountSid: app.twilio.accountSid })).status).toBe(200);
    await app.whatsapp(ABEL, 'olá');
    await app.settle();
    expect(bodies(ABEL)).toHaveLength(1);
    expect(await app.ctx.store.failed()).toEqual([]);
  });

  it('nobody walks out of the folder of recorded prompts', async () => {
    await begin();
    for (const path of ['/audio/../staff.csv', '/audio/..%2fstaff.csv', '/audio/%2e%2e/staff.csv', '/audio/..%5cstaff.csv', '/audio//etc/passwd', '/audio/%00', '/audio/.hidden']) {
      const url = new URL(app.target.base);
      const status = await new Promise<number>((resolve, reject) => {
        request({ host: url.hostname, port: url.port, path, agent: false }, (res) => {
          res.resume();
          resolve(res.statusCode ?? 0);
        }).on('error', reject).end();
      });
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    }
  });
});

describe('words that break things', () => {
  const EVIL = `</Say><Hangup/>&amp;\u0000\u0007\u001b[31m\u202e\ufffe\u{1ffff}]]>{{number}} $t(type.login) %s ${"'"};DROP TABLE tickets;--`;

  it('in a chat: taken up, answered, kept without what breaks screens', async () => {
    await begin();
    for (const text of [`a aplicação fecha sozinha ${EVIL}`, '1', 'não', 'saltar', 'saltar', 'saltar', 'uma pessoa', 'sim']) {
      await app.whatsapp(ABEL, { Body: text, ProfileName: EVIL });
      await app.advance('PT10S');
    }
    const [dossier] = await app.ticketsOf(ABEL);
    expect(dossier?.ticket.description).toContain('</Say><Hangup/>&amp;[31m]]>{{number}} $t(type.login)');
    for (const text of bodies(ABEL)) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\ufffe]/u);
    expect(await app.ctx.store.failed()).toEqual([]);
  });

  it('on the phone: every document is TwiML, whatever was said, pressed or claimed', async () => {
    await begin();
    const callSid = app.newSid('CA');
    const base = callForm({ accountSid: app.twilio.accountSid, callSid, from: ABEL }, { CallerName: EVIL });
    let answer: Answer = await app.post('/twilio/voice', base);
    for (const [turn, extra] of ([{ SpeechResult: EVIL, Confidence: 'NaN' }, { Digits: `1${EVIL}` }, { Digits: '\u0000' }, { SpeechResult: `não sincroniza ${EVIL}`, Confidence: '0.9' }, { Digits: '9'.repeat(500) }] as const).entries()) {
      expect(answer.status).toBe(200);
      parseTwiml(answer.body);
      expect(answer.body).not.toMatch(/<Say[^>]*><\/Say><Hangup\/>&amp;amp;/u);
      answer = await app.post(`/twilio/voice/${turn}`, { ...base, ...extra });
    }
    parseTwiml(answer.body);
    const weird = await app.post('/twilio/voice', callForm({ accountSid: app.twilio.accountSid, callSid: app.newSid('CA'), from: `sip:"<&'${EVIL}@x` }));
    parseTwiml(weird.body);
    expect(await app.ctx.store.failed()).toEqual([]);
  });

  it('unknown kinds of message and of call events are answered or passed over, never an error', async () => {
    await begin();
    await app.whatsapp(ABEL, { MessageType: 'hologram', Body: '' });
    await app.whatsapp(BEATRIZ, { MessageType: 'image', NumMedia: '99', MediaUrl0: 'not a url', MediaContentType0: '../../x' });
    await app.settle();
    expect([bodies(ABEL).length, bodies(BEATRIZ).length]).toEqual([1, 1]);
    expect((await app.post('/twilio/status', { AccountSid: app.twilio.accountSid, MessageSid: 'SM1', MessageStatus: 'teleported' })).status).toBe(200);
    expect((await app.post('/twilio/status?m=nobody', { AccountSid: app.twilio.accountSid, MessageSid: 'SM1', MessageStatus: 'delivered' })).status).toBe(200);
    expect((await app.post('/twilio/voice/status', { ...callForm({ accountSid: app.twilio.accountSid, callSid: 'CA1', from: ABEL }), CallStatus: 'levitating' })).status).toBe(200);
    expect((await app.post('/twilio/voice/999999', callForm({ accountSid: app.twilio.accountSid, callSid: 'CA2', from: ABEL }))).status).toBe(200);
    expect(await app.ctx.store.failed()).toEqual([]);
  });
});

/** The gateway on a store whose file this test can make sick. */
function sickable(): { readonly options: AppOptions; readonly at: () => Connection } {
  let connection: Connection | null = null;
  return {
    options: {
      context: (config) => {
        mkdirSync(config.varDir, { recursive: true });
        connection = connect(join(config.varDir, 'helpdesk.sqlite'), 20);
        return { store: sqliteStore(connection) };
      },
    },
    at: () => {
      if (connection === null) throw new Error('not started');
      return connection;
    },
  };
}

describe('the store in trouble', () => {
  it('the disk is full: 503, nothing half; when there is room the repeats are answered', async () => {
    const sick = sickable();
    await begin(sick.options);
    const { client } = sick.at();
    // What is read at the start shares a transaction until the event loop turns.
    await new Promise((resolve) => setImmediate(resolve));
    client.pragma('wal_checkpoint(TRUNCATE)');
    client.pragma(`max_page_count = ${Number(client.pragma('page_count', { simple: true }))}`);
    const sids = Array.from({ length: 40 }, () => app.newSid('SM'));
    const who = (n: number): string => `+2588412301${String(n).padStart(2, '0')}`;
    const posts = await Promise.all(sids.map((sid, n) => app.post('/twilio/whatsapp', form(who(n), { Body: `não consigo sincronizar ${'palavra '.repeat(300)}` }, sid))));
    const refused = posts.flatMap(({ status }, n) => (status === 200 ? [] : [n]));
    expect(new Set(refused.map((n) => posts[n]?.status))).toEqual(new Set([503]));
    expect(refused.length).toBeGreaterThan(0);
    for (const n of refused) expect(await app.ctx.store.handled('whatsapp', sids[n] ?? '')).toBe(false);
    expect((await fetch(`${app.target.base}/healthz`)).status).toBe(200);

    client.pragma('max_page_count = 1000000');
    for (const n of refused) expect((await app.post('/twilio/whatsapp', form(who(n), { Body: 'não consigo sincronizar' }, sids[n]))).status).toBe(200);
    await app.settle();
    for (const [n] of sids.entries()) expect([n, bodies(who(n)).length]).toEqual([n, 1]);
    expect(client.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(await app.ctx.store.failed()).toEqual([]);
  });

  it('locked by another program: 503 with a time to come again, then all goes on', async () => {
    const sick = sickable();
    await begin(sick.options);
    const other = new Sqlite(join(app.varDir, 'helpdesk.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    const sid = app.newSid('SM');
    const refused = await fetch(`${app.target.base}/twilio/whatsapp`, {
      method: 'POST', body: encoded(form(ABEL, { Body: 'olá' }, sid)),
      headers: { 'Content-Type': URLENCODED, 'X-Twilio-Signature': signature(app.target.authToken, `${app.target.publicUrl}/twilio/whatsapp`, form(ABEL, { Body: 'olá' }, sid)) },
    });
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true]);
    expect(await figure('helpdesk_http_unavailable_total')).toBe(1);
    other.exec('COMMIT');
    other.close();
    expect((await app.post('/twilio/whatsapp', form(ABEL, { Body: 'olá' }, sid))).status).toBe(200);
    await app.settle();
    expect(bodies(ABEL)).toHaveLength(1);
  });
});

describe('the machine\'s clock jumps', () => {
  /** Real time, set forwards and backwards by the test. */
  const jumping = () => {
    const real = createClock(null);
    let shift = Date.parse('2026-10-02T09:00:00+02:00') - real.now();
    const clock: Clock = { now: () => real.now() + shift, after: (ms, fn) => real.after(ms, fn), virtual: false };
    return { clock, jump: (ms: number) => void (shift += ms) };
  };

  it('forwards: what is overdue happens once; backwards: everybody is answered as before', async () => {
    const { clock, jump } = jumping();
    await begin({ context: () => ({ clock }) });
    const says = async (who: string, text: string): Promise<void> => {
      await app.whatsapp(who, text);
      await app.settle();
    };
    await says(ABEL, 'a aplicação fecha sozinha');
    const first = bodies(ABEL).length;
    jump(3 * HOUR);
    await app.settle();
    await app.settle();
    const reminded = bodies(ABEL).length;
    expect(reminded).toBe(first + 1);
    jump(-3 * HOUR);
    await says(ABEL, 'sim');
    await says(BEATRIZ, 'olá');
    expect(bodies(ABEL).length).toBe(reminded + 1);
    expect(bodies(BEATRIZ)).toHaveLength(1);
    expect(await app.ctx.store.failed()).toEqual([]);
    expect((await app.ctx.store.health(clock.now())).outboxPending).toBe(0);
  });
});

describe('Twilio is slow', () => {
  it('one answer that hangs holds up nobody else, and intake goes on', async () => {
    await begin();
    app.twilio.trouble({ kind: 'hold', only: ABEL });
    await app.whatsapp(ABEL, 'olá');
    await app.whatsapp(BEATRIZ, 'olá');
    const settled = app.ctx.settle();
    for (const from of Array.from({ length: 10 }, (_, n) => `+2588412305${String(n).padStart(2, '0')}`)) await app.whatsapp(from, 'olá');
    while (bodies(BEATRIZ).length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(bodies(ABEL)).toEqual([]);
    app.twilio.trouble(null);
    app.twilio.release();
    await settled;
    await app.settle();
    expect(bodies(ABEL)).toHaveLength(1);
  });

  it('the same words said before are not taken for those that had no answer', async () => {
    await begin();
    const says = async (text: string): Promise<void> => {
      await app.whatsapp(ABEL, text);
      await app.settle();
    };
    await says('menu');
    await says('menu');
    const menu = bodies(ABEL).at(-1);
    await app.advance('PT20S');
    app.twilio.trouble({ kind: 'break', times: 1 });
    await says('menu');
    await app.advance('PT2M');
    expect(bodies(ABEL).slice(1)).toEqual([menu, menu]);
  });
});

describe('somebody who writes too fast', () => {
  it('hears so once, every word is taken up, and the newest answer comes when the minute is over', async () => {
    await begin({ start: Date.parse('2026-10-02T09:00:05+02:00') });
    const limit = app.ctx.content.campaign.options.ratePerMinute;
    for (let n = 0; n < limit + 10; n += 1) await app.whatsapp(ABEL, n === 0 ? 'a aplicação fecha sozinha' : `linha ${n}`);
    await app.advance('PT45S');
    const before = bodies(ABEL);
    const polite = app.text('notice.rate_limited') ?? '';
    expect(before.filter((body) => body === polite)).toHaveLength(1);
    await app.advance('PT15S');
    await app.advance('PT15S');
    const after = bodies(ABEL).slice(before.length);
    expect(after.length).toBeGreaterThan(0);
    expect(after.length).toBeLessThan(5);
    expect(await app.ctx.store.failed()).toEqual([]);
  });
});
