/** The ways out over Twilio: requests that Twilio's own contract accepts, the meaning of every failure, and what the lists tell about an uncertain send. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SendResult } from '../../src/channels/port.js';
import { TIMEOUT_MS } from '../../src/channels/twilio-client.js';
import { failure, twilioSenders } from '../../src/channels/twilio-sender.js';
import type { OutMessage } from '../../src/gateway/records.js';
import { startPrism } from '../support/prism.js';
import type { Prism } from '../support/prism.js';
import { ACCOUNT, configOf, contentOf, log, NOW, PUBLIC, rowOf, TOKEN } from './twilio-fake.js';

const HX = 'HX00000000000000000000000000000001';
const content = contentOf({
  menus: { 'intake.menu': { pt: HX, en: 'HX00000000000000000000000000000002' } },
  templates: { solved: { key: 'solved', sid: { pt: 'HX00000000000000000000000000000003' }, text: { pt: 'O pedido {{1}} está resolvido: {{2}}', en: 'Ticket {{1}} is solved: {{2}}' }, vars: 2 } },
});
const MENU = rowOf({ body: { kind: 'text', text: 'Está certo?\n1. Sim', choices: [{ id: 'yes', title: 'Sim' }], menu: 'intake.menu' } });
const SOLVED = rowOf({ body: { kind: 'text', text: 'Resolvido' }, template: { key: 'solved', vars: ['40713', 'feito'], language: 'pt' } });
const CALL = rowOf({ to: 'tel:+258841230001', channel: 'voice', body: { kind: 'call', callbackId: 'cb1', reason: 'missed' } });
const SMS = rowOf({ to: 'sms:+258841230001', channel: 'sms' });

const NONE: ReadonlySet<string> = new Set();
const senderOf = (apiUrl: string, way: 'whatsapp' | 'sms' | 'voice') => {
  const sender = twilioSenders(configOf({}, { apiUrl }), content, log, { now: () => NOW }).get(`twilio:${way}`);
  if (sender === undefined) throw new Error(`no ${way}`);
  return sender;
};
const send = (apiUrl: string, message: OutMessage, asTemplate = false): Promise<SendResult> => senderOf(apiUrl, message.channel).send(message, { asTemplate });

describe('against the contract that Twilio publishes', () => {
  let prism: Prism;
  beforeAll(async () => {
    prism = await startPrism('twilio_api_v2010.strict.json');
  });
  afterAll(() => prism.close());

  it.each([
    ['words on WhatsApp', rowOf(), false],
    ['to somebody without a number', rowOf({ to: 'whatsapp:MZ.1000000000000001' }), false],
    ['buttons', MENU, false],
    ['a template', SOLVED, true],
    ['a card', rowOf({ body: { kind: 'card', name: 'Chefe', phone: '+258871230001', text: 'Chefe: +258871230001' } }), false],
    ['an SMS', SMS, false],
    ['a call', CALL, false],
    ['a call to a SIP address', { ...CALL, to: 'sip:posto@pbx.example.mz' }, false],
  ])('%s is accepted', async (_name, message, asTemplate) => {
    expect(await send(prism.url, message, asTemplate)).toMatchObject({ kind: 'accepted', vendorId: expect.stringMatching(/^(SM|MM|CA)/u) });
  });
  it('a content sid that is none is refused there', async () => {
    const broken = contentOf({ menus: { 'intake.menu': { pt: 'nonsense' } } });
    const sender = twilioSenders(configOf({}, { apiUrl: prism.url }), broken, log, { now: () => NOW }).get('twilio:whatsapp');
    expect(await sender?.send(MENU, { asTemplate: false })).toMatchObject({ kind: 'refused' });
  });
  /** Prism finds fault with the example in its own answer to lists (500, `response`): what counts is that it finds none in the request (422). */
  it.each<['whatsapp' | 'sms' | 'voice', OutMessage]>([['whatsapp', rowOf()], ['sms', SMS], ['voice', CALL]])('the list of %s is asked as the contract has it', async (way, message) => {
    const asked: string[] = [];
    const server = createServer((req, res) => {
      asked.push(req.url ?? '');
      res.writeHead(500).end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    await senderOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, way).reconcile(message, NONE);
    server.closeAllConnections();
    server.close();
    const accepts = async (path: string): Promise<boolean> => {
      const answer = await fetch(prism.url + path, { headers: { Authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}` } });
      const faults = JSON.parse(answer.headers.get('sl-violations') ?? '[]') as { readonly location: readonly string[] }[];
      return answer.status !== 422 && faults.every((each) => each.location[0] === 'response');
    };
    expect(asked).toHaveLength(1);
    expect(await accepts(asked[0] ?? '')).toBe(true);
    expect(await accepts((asked[0] ?? '').replace('PageSize=50', 'PageSize=x'))).toBe(false);
  });
});

describe('against a server that fails', () => {
  let servers: Server[] = [];
  let asked: { readonly method: string; readonly url: string; readonly form: Readonly<Record<string, string>>; readonly auth: string }[] = [];
  async function vendor(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
    const server = createServer((req, res) => {
      let body = '';
      req.on('data', (chunk: Buffer) => void (body += chunk.toString()));
      req.on('end', () => {
        asked.push({ method: req.method ?? '', url: req.url ?? '', form: Object.fromEntries(new URLSearchParams(body)), auth: req.headers.authorization ?? '' });
        answer(req, res);
      });
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) => (_req: IncomingMessage, res: ServerResponse): void =>
    void res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  afterEach(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    servers = [];
    asked = [];
  });

  it('says who sends what to whom, and where reports go', async () => {
    const url = await vendor(json(201, { sid: 'SM1', status: 'queued' }));
    await send(url, rowOf({ id: 'a b' }));
    await send(url, MENU);
    await send(url, { ...MENU, body: { kind: 'text', text: 'Is it right?\n1. Yes', choices: [{ id: 'yes', title: 'Yes' }], menu: 'intake.menu' } });
    await send(url, SOLVED, true);
    await send(url, SOLVED);
    await send(url, SMS);
    await send(url, CALL);
    expect(asked.map((each) => each.form)).toMatchObject([
      { To: 'whatsapp:+258841230001', From: 'whatsapp:+14155238886', Body: 'Bom dia', StatusCallback: `${PUBLIC}/twilio/status?m=a%20b#rc=2&rp=ct,rt,5xx&rt=4000` },
      { ContentSid: HX, ContentVariables: JSON.stringify({ 1: 'Está certo?\n1. Sim' }) },
      { ContentSid: 'HX00000000000000000000000000000002' },
      { ContentSid: 'HX00000000000000000000000000000003', ContentVariables: JSON.stringify({ 1: '40713', 2: 'feito' }) },
      { Body: 'Resolvido' },
      { To: '+258841230001', From: '+15550001111', Body: 'Bom dia' },
      { To: '+258841230001', From: '+25821000000', Url: `${PUBLIC}/twilio/voice?callback=cb1#rc=2&rp=ct,rt,5xx&rt=4000`, StatusCallback: `${PUBLIC}/twilio/voice/status?m=m1#rc=2&rp=ct,rt,5xx&rt=4000`, StatusCallbackEvent: 'completed' },
    ]);
    expect(asked[1]?.form['Body']).toBeUndefined();
    expect(asked.every((each) => each.auth === `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`)).toBe(true);
  });
  it.each<[string, number, object, Readonly<Record<string, string>>, object]>([
    ['too many', 429, { code: 20429, message: 'Too Many Requests' }, { 'Retry-After': '7' }, { kind: 'refused', errorClass: 'throttle', retryAfterMs: 7000 }],
    ['too many, without a time', 429, { code: 20429 }, {}, { kind: 'refused', errorClass: 'throttle', code: '20429' }],
    ['their fault', 500, { code: 20500, message: 'Internal' }, {}, { kind: 'uncertain' }],
    ['their gateway', 503, { code: 20503 }, {}, { kind: 'uncertain' }],
    ['wrong password', 401, { code: 20003, message: 'Authenticate' }, {}, { kind: 'refused', errorClass: 'config', code: '20003' }],
    ['opted out', 400, { code: 21610, message: 'STOP' }, {}, { kind: 'refused', errorClass: 'optout', code: '21610' }],
    ['no such number', 400, { code: 21211, message: 'invalid' }, {}, { kind: 'refused', errorClass: 'permanent', code: '21211' }],
    ['too long', 400, { code: 21617 }, {}, { kind: 'refused', errorClass: 'content', code: '21617' }],
    ['a sender that is none', 400, { code: 63007 }, {}, { kind: 'refused', errorClass: 'config', code: '63007' }],
    ['a refusal without a code', 404, {}, {}, { kind: 'refused', errorClass: 'permanent', code: 'http_404' }],
    ['a refusal in the newer form', 400, { type: 't', title: 'x', status: 400, code: 21211 }, {}, { kind: 'refused', errorClass: 'permanent', code: '21211' }],
  ])('%s', async (_name, status, body, headers, result) => {
    expect(await send(await vendor(json(status, body, headers)), rowOf())).toMatchObject(result);
  });
  it('a line that breaks after the request was written is uncertain', async () => {
    expect(await send(await vendor((req) => void req.socket.destroy()), rowOf())).toMatchObject({ kind: 'uncertain' });
  });
  it('an answer that does not come in time is uncertain', async () => {
    expect(TIMEOUT_MS).toBe(8000);
    const sender = twilioSenders(configOf({}, { apiUrl: await vendor(() => undefined) }), content, log, { now: () => NOW }, 100).get('twilio:whatsapp');
    expect(await sender?.send(rowOf(), { asTemplate: false })).toMatchObject({ kind: 'uncertain', detail: expect.stringMatching(/timeout/u) });
    expect(asked).toHaveLength(1);
  });
  it('nobody at home: surely not sent', async () => {
    const url = await vendor(() => undefined);
    await new Promise((resolve) => servers[0]?.close(resolve));
    expect(await send(url, rowOf())).toMatchObject({ kind: 'refused', errorClass: 'retry', code: 'ECONNREFUSED' });
  });
  it('anything else that is thrown is uncertain', () => {
    expect(failure(new Error('odd'))).toMatchObject({ kind: 'uncertain' });
    expect(failure({})).toMatchObject({ kind: 'uncertain' });
  });
  it('a call is no message, a message no call, and nothing is asked for a stop', async () => {
    const url = await vendor(json(201, { sid: 'SM1' }));
    expect(await send(url, { ...CALL, channel: 'sms', to: 'sms:+258841230001' })).toMatchObject({ kind: 'refused', errorClass: 'content' });
    expect(await send(url, { ...CALL, to: 'tel:anonymous:CA1' })).toMatchObject({ kind: 'refused', errorClass: 'content' });
    expect(await senderOf(url, 'whatsapp').send(rowOf(), { asTemplate: false, signal: AbortSignal.abort() })).toMatchObject({ kind: 'refused', errorClass: 'retry' });
    expect(asked).toEqual([]);
  });

  describe('was it sent after all?', () => {
    const listed = (...rows: readonly object[]) => json(200, { messages: rows, calls: rows, page: 0, page_size: 50, next_page_uri: null });
    const row = (set: object = {}) => ({ sid: 'SM7', status: 'sent', body: 'Bom dia', direction: 'outbound-api', date_created: new Date(NOW + 1000).toUTCString(), date_sent: null, num_media: '0', ...set });

    it('the same words since then: yes', async () => {
      const url = await vendor(listed(row({ sid: 'SMother', body: 'Boa tarde' }), row()));
      expect(await senderOf(url, 'whatsapp').reconcile(rowOf(), NONE)).toEqual({ found: true, vendorId: 'SM7', status: 'sent' });
      expect(new URL(asked[0]?.url ?? '', url).searchParams.get('To')).toBe('whatsapp:+258841230001');
    });
    it.each([
      ['other words', row({ body: 'Boa tarde' })],
      ['the same words of an hour before', row({ date_created: new Date(NOW - 3_600_000).toUTCString() })],
      ['the same words of the person himself', row({ direction: 'inbound' })],
    ])('%s: no', async (_name, only) => {
      expect(await senderOf(await vendor(listed(only)), 'whatsapp').reconcile(rowOf(), NONE)).toEqual({ found: false });
    });
    it('what belongs to another message, or came to nothing, is not it', async () => {
      const rows = listed(row({ sid: 'SM7' }), row({ sid: 'SM8', status: 'undelivered' }), row({ sid: 'SM9', status: 'sent' }));
      expect(await senderOf(await vendor(rows), 'whatsapp').reconcile(rowOf(), new Set(['SM7']))).toEqual({ found: true, vendorId: 'SM9', status: 'sent' });
      expect(await senderOf(await vendor(rows), 'whatsapp').reconcile(rowOf(), new Set(['SM7', 'SM9']))).toEqual({ found: false });
    });
    it('a template reads as approved', async () => {
      expect(await senderOf(await vendor(listed(row({ body: 'O pedido 40713 está resolvido: feito' }))), 'whatsapp').reconcile(SOLVED, NONE)).toMatchObject({ found: true });
    });
    it('buttons may read otherwise: nobody can tell', async () => {
      expect(await senderOf(await vendor(listed(row({ body: 'Está certo?' }))), 'whatsapp').reconcile(MENU, NONE)).toBeNull();
      expect(await senderOf(await vendor(listed()), 'whatsapp').reconcile(MENU, NONE)).toEqual({ found: false });
    });
    it('a call since then', async () => {
      expect(await senderOf(await vendor(listed(row({ sid: 'CA7', status: 'ringing' }))), 'voice').reconcile(CALL, NONE)).toEqual({ found: true, vendorId: 'CA7', status: 'ringing' });
      expect(await senderOf(await vendor(listed()), 'voice').reconcile(CALL, NONE)).toEqual({ found: false });
    });
    it('a list that cannot be read tells nothing', async () => {
      expect(await senderOf(await vendor(json(500, {})), 'whatsapp').reconcile(rowOf(), NONE)).toBeNull();
    });
  });
});

it('only the ways that have a sender exist', () => {
  expect([...twilioSenders(configOf({}, { smsFrom: null, voiceFrom: null }), content, log, { now: () => NOW }).keys()]).toEqual(['twilio:whatsapp']);
  expect(twilioSenders({ ...configOf(), twilio: null }, content, log, { now: () => NOW }).size).toBe(0);
});
