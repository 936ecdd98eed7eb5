/** A whole day's stories with the log read along: no number, no token and no word of anybody in any line at info; and what is counted of them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { createLog } from '../../src/log.js';
import { warmUp } from '../../src/gateway/warm-up.js';
import { startApp } from '../support/app.js';
import type { App } from '../support/app.js';
import { attached, callForm, SAMPLE_FILES, whatsappForm } from '../support/twilio-forms.js';

const ABEL = '+258841230001';
const HIDDEN = 'MZ.9k3v7';
const NEW = '+258841230777';
const CARLA = '+258861230003';
const OLD_TOKEN = 'a-token-that-goes-away';

let app: App;
const lines: string[] = [];
const says = async (who: string, ...texts: readonly string[]): Promise<void> => {
  for (const text of texts) {
    await app.whatsapp(who, text);
    await app.advance('PT10S');
  }
};

beforeAll(async () => {
  const stream = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
  app = await startApp({ oldToken: OLD_TOKEN, context: (config) => ({ log: createLog({ level: 'info', secrets: config.twilio?.authTokens ?? [], stream }) }) });
  await warmUp(app.ctx.content, app.ctx.clock.now());

  await says(ABEL, 'a aplicação fecha sozinha zebracanario', 'sim', 'não', 'saltar', 'saltar', 'saltar', 'uma pessoa', 'sim');
  const photo = app.twilio.addMedia('MMphoto', SAMPLE_FILES.image.bytes, 'image/jpeg');
  await app.whatsapp(ABEL, attached('image', 'image/jpeg', photo, 'legendacanario'));
  const lost = `${app.twilio.url}/nowhere?From=${encodeURIComponent(ABEL)}`;
  await app.whatsapp(ABEL, attached('document', 'application/pdf', lost, 'nomecanario.pdf'));
  await app.advance('PT3H');
  await says(NEW, 'olá', 'o meu número é 841230777', 'Joana Canario', 'Moatize');
  await says(CARLA, 'lista', `comentar ${app.numbers()[0] ?? ''} comentariocanario`, `resolver ${app.numbers()[0] ?? ''} solucaocanario`);

  const call = await app.call(ABEL);
  await call.press('1');
  await call.speak('falacanario não sincroniza');
  await call.hangup();
  await app.post('/twilio/voice', callForm({ accountSid: app.twilio.accountSid, callSid: app.newSid('CA'), from: 'sip:258841230555@trunk.example.org' }));
  await app.settle();

  /** Trouble writes the longest lines. */
  for (let times = 0; times < 25; times += 1) await app.post('/twilio/whatsapp', whatsappForm({ accountSid: app.twilio.accountSid, sid: 'SMx', from: ABEL }, { Body: 'recusadacanario' }), { token: 'guess' });
  for (const code of [20003, 20429, 63003, 21610, 20500]) {
    app.twilio.trouble({ kind: 'answer', status: code === 20429 ? 429 : code === 20500 ? 500 : code === 20003 ? 401 : 400, code, times: 1 });
    await says(NEW, `problemacanario ${code}`);
  }
  app.twilio.trouble({ kind: 'swallow', times: 1 });
  await says(ABEL, 'engolidacanario');
  await app.twilio.down();
  await says(ABEL, 'emcanario');
  await app.twilio.up();
  await app.advance('PT30M');
  const { ctx } = app;
  await ctx.receive({ channel: 'whatsapp', id: 'SMbad', via: 'twilio', from: `whatsapp:${ABEL}`, phone: ABEL, at: ctx.clock.now(), receivedAt: ctx.clock.now(), what: { kind: 'media', media: null as never, caption: 'falhacanario' } });
  await app.settle();
}, 120_000);
afterAll(() => app.stop());

describe('the log of all that', () => {
  it('is JSON, a line an event, with the correlation id of each turn', () => {
    const all = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const turns = all.filter(({ message }) => message === 'turn');
    expect(turns.length).toBeGreaterThan(30);
    for (const turn of turns) expect(turn).toMatchObject({ turnId: expect.stringMatching(/^[\da-f-]{36}$/u), status: expect.any(String), channel: expect.any(String) });
    const kinds = new Set(all.map(({ message }) => message));
    for (const kind of ['turn', 'send refused', 'send uncertain', 'media not fetched', 'managers told', 'turn failed']) expect([kind, kinds.has(kind)]).toEqual([kind, true]);
  });

  it('has no number, no token and no word', () => {
    const text = lines.join('');
    expect(text.match(/.{0,80}canario.{0,20}/giu) ?? []).toEqual([]);
    expect(text.match(/.{0,80}(?:8412300\d\d|84123[05]\d{3}|86123\d{4}|14155238886).{0,20}/gu) ?? []).toEqual([]);
    for (const secret of [app.twilio.authToken, OLD_TOKEN, Buffer.from(`${app.twilio.accountSid}:${app.twilio.authToken}`).toString('base64')]) expect(text).not.toContain(secret);
    /** Nor the words that we said. */
    expect(text).not.toMatch(/Em que posso ajudar|O seu pedido|Abel Banda/u);
  });
});

describe('what is counted', () => {
  it('turns, sends, refusals, failures and what waits are in /metrics, without a name or number', async () => {
    const text = await (await fetch(`${app.target.base}/metrics`)).text();
    for (const name of ['turns_total{', 'turn_seconds_bucket{', 'sends_total{', 'webhook_refused_total{reason="signature"} 25', 'failed_turns_total{', 'outbox_pending ', 'outbox_oldest_seconds ', 'outbox_dead ', 'failed_inbounds 1', 'timers_overdue_seconds ', 'tickets_open ']) expect(text).toContain(`helpdesk_${name}`);
    expect(text).not.toMatch(/\+?258\d{9}|whatsapp:|canario/u);
  });

  it('readyz tells the state of each part', async () => {
    const answer = await fetch(`${app.target.base}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      ready: true, store: { ok: true, openTickets: expect.any(Number), failed: 1 }, outbox: { pending: expect.any(Number), oldestMs: expect.any(Number), dead: expect.any(Number) },
      channels: { whatsapp: 'twilio', sms: 'twilio', voice: 'twilio', simulator: 'off' }, content: { revision: expect.stringMatching(/./u) },
    });
  });
});

describe('a person whose number is hidden at first', () => {
  it('keeps the ticket and the talk when the number is known later', async () => {
    await app.call(ABEL).then((call) => call.hangup());
    await says(HIDDEN, 'o tablet não liga', 'sim', '1', 'saltar', 'Carlos Dima', 'registador', 'Moatize', 'sim');
    const hidden = (await app.tickets()).filter(({ ticket }) => ticket.reporter.address === `whatsapp:${HIDDEN}`);
    if (hidden.length !== 1) throw new Error(`no ticket:\n${app.sentTo(`whatsapp:${HIDDEN}`).map(({ body }) => body).join('\n---\n')}`);
    await app.whatsapp(HIDDEN, { Body: 'estado', WaId: ABEL.slice(1) });
    await app.settle();
    expect(app.sentTo(`whatsapp:${HIDDEN}`).at(-1)?.body).toContain(hidden[0]?.ticket.number);
    const { contact } = await app.ctx.store.load({ address: `whatsapp:${HIDDEN}` });
    expect(contact?.phone).toBe(ABEL);
  });
});
