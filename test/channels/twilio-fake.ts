/** A gateway in memory behind the Twilio routes: signs what is posted, keeps what is received, answers calls as the test says. Used by the Twilio tests. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { ErrorRequestHandler } from 'express';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { createLogger } from 'winston';
import { twilioAudio, twilioDoor } from '../../src/channels/twilio.js';
import type { TwilioDeps } from '../../src/channels/twilio-answer.js';
import type { Config } from '../../src/config.js';
import type { Content } from '../../src/content/types.js';
import type { CallExpect, Prompt } from '../../src/conversation/rendered.js';
import type { Inbound } from '../../src/gateway/inbound.js';
import { isCall } from '../../src/gateway/inbound.js';
import type { Call, CallTurn, OutMessage } from '../../src/gateway/records.js';

export const ACCOUNT = 'AC00000000000000000000000000000001';
export const TOKEN = 'test_auth_token_0123456789abcdef';
export const PUBLIC = 'https://gw.example.org';
export const NOW = Date.parse('2026-11-24T16:00:00Z');

export const log = createLogger({ silent: true });

export function configOf(set: Partial<Config> = {}, twilio: Partial<NonNullable<Config['twilio']>> = {}): Config {
  return {
    port: 0, host: '127.0.0.1', publicUrl: PUBLIC, dataDir: 'data', varDir: '/tmp', whatsapp: 'twilio', simulator: false, simulatorLogin: null, clock: null, logLevel: 'error', timezone: 'Africa/Maputo',
    twilio: { accountSid: ACCOUNT, authTokens: [TOKEN], apiUrl: null, contentUrl: null, whatsappFrom: '+14155238886', voiceFrom: '+25821000000', smsFrom: '+15550001111', ...twilio },
    ...set,
  };
}

/** As much of a Content as the channels look at. */
export function contentOf(set: Partial<Content> = {}): Content {
  return {
    audio: new Set<string>(), staff: [], menus: {}, templates: {}, campaign: { options: { speech: true } },
    texts: {
      pt: { 'call.whisper': 'Chamada do helpdesk. Para atender, prima 1.', 'notice.fault': 'Pedimos desculpa. Vamos ligar-lhe.', 'type.login': 'Entrar na aplicação', 'choice.yes': 'Sim' },
      en: { 'call.whisper': 'A call for the helpdesk. To take it, press 1.', 'notice.fault': 'Sorry. We will call you.', 'type.login': 'Log in', 'choice.yes': 'Yes' },
    },
    ...set,
  } as unknown as Content;
}

export function rowOf(set: Partial<OutMessage> = {}): OutMessage {
  return {
    id: 'm1', seq: 1, to: 'whatsapp:+258841230001', contactId: 'c1', channel: 'whatsapp', via: 'twilio', body: { kind: 'text', text: 'Bom dia' }, template: null, fallback: null, ticket: null,
    purpose: 'answer', status: 'sending', attempts: 0, nextAt: NOW, vendorId: null, errorCode: null, createdAt: NOW, settledAt: null, ...set,
  };
}

export interface FakeTwilio {
  readonly url: string;
  readonly inbounds: Inbound[];
  readonly refused: string[];
  readonly counted: string[];
  readonly turns: Map<string, CallTurn>;
  readonly calls: Map<string, Call>;
  /** What a call's next document says and waits for. */
  next: (inbound: Inbound, turn: number) => { readonly prompts: readonly Prompt[]; readonly expects: CallExpect };
  /** Throws in receive. */
  fault: Error | null;
  /** Posts a form signed as Twilio does; `path` may have a query. */
  post(path: string, form: Readonly<Record<string, string>>, options?: { readonly signature?: string | null; readonly headers?: Readonly<Record<string, string>> }): Promise<{ readonly status: number; readonly type: string; readonly text: string }>;
  close(): Promise<void>;
}

const KEYS: CallExpect = { kind: 'keys', keys: [{ key: '1', id: 'yes' }], digits: 1, speech: false, seconds: 6 };

export async function fakeTwilio(config: Partial<Config> = {}, content: Partial<Content> = {}, twilio: Partial<NonNullable<Config['twilio']>> = {}): Promise<FakeTwilio> {
  const handled = new Set<string>();
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = configOf(config, twilio);

  const fake: FakeTwilio = {
    url, inbounds: [], refused: [], counted: [], turns: new Map(), calls: new Map(), fault: null,
    next: (_inbound, turn) => ({ prompts: [{ text: `Documento ${turn}`, language: 'pt' }], expects: KEYS }),
    async post(path, form, options = {}) {
      const signature = options.signature === undefined ? webhooks.getExpectedTwilioSignature(TOKEN, settings.publicUrl + path, form) : options.signature;
      const answer = await fetch(url + path, {
        method: 'POST', body: new URLSearchParams(form).toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...(signature === null ? {} : { 'X-Twilio-Signature': signature }), ...options.headers },
      });
      return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() };
    },
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };

  function turnOf(inbound: Inbound): void {
    const { what } = inbound;
    if (!isCall(what) || what.kind === 'call.recorded' || what.kind === 'call.accept') return;
    const old = fake.calls.get(what.callId);
    const turn = (old?.turn ?? -1) + 1;
    const over = what.kind === 'call.status';
    fake.calls.set(what.callId, {
      id: what.callId, contactId: 'c1', from: inbound.from, to: inbound.to ?? null, direction: 'inbound', startedAt: NOW, endedAt: over ? NOW : null, lastStep: 'x', turn: over ? turn - 1 : turn,
      outcome: 'ongoing', ticket: null, recording: null, version: 1,
    });
    if (!over) fake.turns.set(`${what.callId}/${turn}`, { callId: what.callId, turn, at: NOW, ...fake.next(inbound, turn) });
  }

  const deps: TwilioDeps = {
    config: settings, clock: { now: () => NOW }, content: contentOf(content), log,
    store: {
      load: async ({ callId = '' }) => {
        const call = fake.calls.get(callId) ?? null;
        return { contact: null, addresses: [], conversation: null, call, callTurn: fake.turns.get(`${callId}/${call?.turn ?? -1}`) ?? null, tickets: [], named: [], desk: [], message: null, media: null };
      },
      callTurn: async (callId, turn) => fake.turns.get(`${callId}/${turn}`) ?? null,
    },
    receive: async (inbound) => {
      if (fake.fault !== null) throw fake.fault;
      const key = `${inbound.channel}/${inbound.id}`;
      if (handled.has(key)) return { status: 'duplicate', turnId: 't' };
      handled.add(key);
      fake.inbounds.push(inbound);
      turnOf(inbound);
      return { status: 'handled', turnId: 't' };
    },
    metrics: { count: (name) => void fake.counted.push(name) },
    onRefused: (reason) => void fake.refused.push(reason),
  };
  app.use(twilioAudio(settings), twilioDoor(deps));
  const faults: ErrorRequestHandler = (error: unknown, _req, res, _next) => void res.status(503).send(error instanceof Error ? error.message : 'fault');
  app.use(faults);
  return fake;
}
