/** A gateway in memory for the simulator's tests: keeps what came in, answers as the test says, shows rows as the store would. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createSimulator } from '../../src/channels/simulator.js';
import type { SimulatorContext } from '../../src/channels/simulator.js';
import type { Config } from '../../src/config.js';
import type { Content } from '../../src/content/types.js';
import type { CallExpect } from '../../src/conversation/rendered.js';
import type { Inbound } from '../../src/gateway/inbound.js';
import type { Call, CallTurn, OutBody, OutMessage } from '../../src/gateway/records.js';
import type { Store, TicketDossier } from '../../src/store/port.js';

export const NOW = Date.parse('2026-11-24T16:00:00Z');

export interface Fake {
  readonly url: string;
  readonly varDir: string;
  readonly inbounds: Inbound[];
  readonly calls: Map<string, Call>;
  readonly tickets: TicketDossier[];
  clockMs: number;
  settled: number;
  /** Tells a person something, as the outbox would. */
  tell(to: string, body: OutBody): void;
  /** Makes the next document of a call. */
  hear(callId: string, texts: readonly string[], expects: CallExpect): void;
  /** What happens when something comes in. */
  react: (inbound: Inbound) => void | Promise<void>;
  close(): Promise<void>;
}

export async function fakeGateway(config: Partial<Config> = {}, content: Partial<Content> = {}): Promise<Fake> {
  const varDir = mkdtempSync(join(tmpdir(), 'simulator-'));
  const messages: OutMessage[] = [];
  const turns = new Map<string, CallTurn[]>();
  const handled = new Set<string>();
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: Fake = {
    url, varDir, inbounds: [], calls: new Map(), tickets: [], clockMs: NOW, settled: 0,
    tell: (to, body) => {
      messages.push({
        id: `m${messages.length + 1}`, seq: messages.length + 1, to, contactId: null, channel: 'whatsapp', via: 'simulator', body, template: null, fallback: null, ticket: null,
        purpose: 'answer', status: 'delivered', attempts: 1, nextAt: fake.clockMs, vendorId: `SIMm${messages.length + 1}`, errorCode: null, createdAt: fake.clockMs, settledAt: fake.clockMs,
      });
    },
    hear: (callId, texts, expects) => {
      const made = turns.get(callId) ?? [];
      made.push({ callId, turn: made.length, prompts: texts.map((text) => ({ text, language: 'pt' })), expects, at: fake.clockMs });
      turns.set(callId, made);
      const call = fake.calls.get(callId);
      if (call !== undefined) fake.calls.set(callId, { ...call, turn: made.length - 1 });
    },
    react: () => undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const store: Partial<Store> = {
    sentTo: (address, after, limit) => Promise.resolve(messages.filter((row) => row.to === address && row.seq > after).slice(0, limit)),
    callTurn: (callId, turn) => Promise.resolve(turns.get(callId)?.[turn] ?? null),
    calls: () => Promise.resolve([...fake.calls.values()]),
    callbacks: () => Promise.resolve(messages.flatMap(({ to, body }) => (body.kind === 'call' ? [{ id: body.callbackId, contactId: 'c1', phone: to.replace('tel:', ''), reason: 'missed' as const, ticket: null, callId: null, owedAt: NOW, doneAt: null }] : []))),
    tickets: ({ number }) => Promise.resolve(fake.tickets.filter(({ ticket }) => ticket.number === number)),
    load: ({ callId, address, messageId }) => Promise.resolve({
      contact: null, addresses: [], conversation: null, call: fake.calls.get(callId ?? '') ?? null, callTurn: turns.get(callId ?? '')?.at(-1) ?? null,
      tickets: fake.tickets.map(({ ticket }) => ticket).filter(({ reporter }) => reporter.address === address), named: [], desk: [], message: messages.find((row) => row.id === messageId) ?? null, media: null,
    }),
  };
  const ctx = {
    config: { varDir, publicUrl: 'http://localhost:3000', host: '127.0.0.1', simulatorLogin: null, timezone: 'Africa/Maputo', clock: null, ...config },
    content: { roster: new Map(), staff: [], texts: { pt: { 'simulator.title': 'Simulador', 'intake.welcome': 'Olá' }, en: { 'simulator.title': 'Simulator' } }, ...content },
    clock: {
      now: () => fake.clockMs, virtual: config.clock !== undefined, after: () => ({ cancel: () => undefined }),
      advance: (ms: number) => {
        fake.clockMs += ms;
        return Promise.resolve();
      },
    },
    store, log: {},
    settle: () => {
      fake.settled += 1;
      return Promise.resolve();
    },
    receive: async (inbound: Inbound) => {
      if (handled.has(inbound.id)) return { status: 'duplicate', turnId: 't' };
      handled.add(inbound.id);
      fake.inbounds.push(inbound);
      const { what } = inbound;
      if (what.kind === 'call.start') {
        fake.calls.set(what.callId, {
          id: what.callId, contactId: 'c1', from: inbound.from, to: null, direction: what.direction, startedAt: fake.clockMs, endedAt: null, lastStep: 'menu', turn: -1, outcome: 'ongoing', ticket: null, recording: null, version: 1,
        });
      }
      if (what.kind === 'call.status') {
        const call = fake.calls.get(what.callId);
        if (call !== undefined) fake.calls.set(call.id, { ...call, endedAt: fake.clockMs });
      }
      await fake.react(inbound);
      return { status: 'handled', turnId: 't' };
    },
  } as unknown as SimulatorContext;
  app.use(createSimulator(ctx).router);
  return fake;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- JSON of a response under test
}

export async function ask(fake: Pick<Fake, 'url'>, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(fake.url + path, body === undefined ? { headers } : { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text };
}
