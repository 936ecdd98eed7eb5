/** The whole gateway in this process, over real HTTP on a free port, with a clock that stands still, a store of its own and a fake Twilio. Used by the whole-app tests. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { Duration } from 'luxon';
import { parse, stringify } from 'yaml';
import type { Config } from '../../src/config.js';
import type { Context } from '../../src/context.js';
import type { Call } from '../../src/gateway/records.js';
import { loadContent } from '../../src/content/load.js';
import type { Content } from '../../src/content/types.js';
import { serve } from '../../src/serve.js';
import { ContentFault } from '../../src/start.js';
import type { ContextOptions } from '../../src/start.js';
import type { TicketDossier } from '../../src/store/port.js';
import { startFakeTwilio } from './fake-twilio.js';
import type { FakeTwilio } from './fake-twilio.js';
import { startPhone } from './phone.js';
import type { Phone } from './phone.js';
import { quickFolder } from './quick-folder.js';
import { OUR_VOICE, OUR_WHATSAPP, whatsappForm } from './twilio-forms.js';
import type { FakeMessage } from './twilio-resources.js';
import { postSigned } from './twilio-sign.js';
import type { Answer, Form, PostOptions, Target } from './twilio-sign.js';

export interface AppOptions {
  /** Ms UTC; a Friday morning of the example campaign otherwise. */
  readonly start?: number;
  /** Changes to files of the data folder: a text replaces the file, an object is merged over its YAML. */
  readonly data?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
  readonly config?: Partial<Config>;
  /** SMS as a second way out; on unless false. */
  readonly sms?: boolean;
  /** A token that is being replaced: still good for webhooks. */
  readonly oldToken?: string;
  /** A log, clock or store of the test's own, made anew at each start. */
  readonly context?: (config: Config) => ContextOptions;
}

export interface App {
  readonly ctx: Context;
  readonly target: Target;
  readonly twilio: FakeTwilio;
  readonly varDir: string;
  /** Posts a signed webhook of a person's WhatsApp message; twice with the same sid is a repeat. @returns the MessageSid @throws where it is not acknowledged */
  whatsapp(from: string, what: string | Form, sid?: string): Promise<string>;
  post(path: string, form: Form, options?: PostOptions): Promise<Answer>;
  call(from: string): Promise<Phone>;
  /** Takes the newest call of ours that rings this person. @param by who Twilio thinks took it @throws where none rings */
  takeOurs(phone: string, by?: string): Promise<Phone>;
  /** That call comes to nothing: `busy`, `no-answer`, `failed`. */
  refuseOurs(phone: string, status: string): Promise<void>;
  newSid(prefix: string): string;
  /** What a person was sent on WhatsApp and by SMS, in order, as Twilio took it. */
  sentTo(phone: string): readonly FakeMessage[];
  /** The messages since the last time of asking. */
  unseen(phone: string): readonly FakeMessage[];
  /** The newest choices a person was offered in writing, with the vendor's id of that message. */
  offered(phone: string): Promise<{ readonly sid: string; readonly choices: readonly { readonly id: string; readonly title: string }[] } | null>;
  /** Everything due runs, every message goes out and is reported as delivered. */
  settle(): Promise<void>;
  /** @param iso as PT30M */
  advance(iso: string): Promise<void>;
  /** @param at ms UTC */
  advanceTo(at: number): Promise<void>;
  tickets(): Promise<readonly TicketDossier[]>;
  /** Newest first. */
  ticketsOf(phone: string): Promise<readonly TicketDossier[]>;
  callsOf(phone: string): Promise<readonly Call[]>;
  /** Ticket numbers in the order in which they were opened, as of the last settle. */
  numbers(): readonly string[];
  text(key: string, language?: 'pt' | 'en'): string | null;
  /** Tickets and calls in a few lines, for failures. */
  summary(): Promise<string>;
  /** Stops and starts again on the same store and clock time. @param offMs how long it was off */
  restart(offMs?: number): Promise<void>;
  stop(): Promise<void>;
}

/** The same catalogues are read once for all apps of a test file: reading them costs more than most stories. */
const contents = new Map<string, Content>();

function contentOf({ data }: AppOptions, dataDir: string): Content {
  const key = JSON.stringify(data ?? null);
  const known = contents.get(key);
  if (known !== undefined) return known;
  const { content, faults } = loadContent({ dataDir, localesDir: join(ROOT, 'locales') });
  if (content === null) throw new ContentFault(faults);
  contents.set(key, content);
  return content;
}

const ALL = 1_000_000;
const ROUNDS = 50;
export const ROOT = resolve(process.cwd());

export async function startApp(options: AppOptions = {}): Promise<App> {
  const folder = quickFolder('helpdesk-app-');
  const varDir = join(folder, 'var');
  const dataDir = dataWith(options, folder);
  let now = (): number => options.start ?? Date.parse('2026-10-02T09:00:00+02:00');
  const twilio = await startFakeTwilio({ now: () => now() });
  const port = await freePort();
  const publicUrl = 'https://gw.example.org';
  const config = (start: number): Config => ({
    port, host: '127.0.0.1', publicUrl, dataDir, varDir, whatsapp: 'twilio',
    twilio: {
      accountSid: twilio.accountSid, authTokens: [twilio.authToken, ...(options.oldToken === undefined ? [] : [options.oldToken])], apiUrl: twilio.url, contentUrl: twilio.url,
      whatsappFrom: OUR_WHATSAPP, voiceFrom: OUR_VOICE, smsFrom: options.sms === false ? null : OUR_WHATSAPP,
    },
    simulator: false, simulatorLogin: null, baileysUrl: null, clock: { start, rate: 0 }, logLevel: process.env['TEST_LOG'] ?? 'silent', timezone: 'Africa/Maputo', ...options.config,
  });
  const target: Target = { base: `http://127.0.0.1:${port}`, publicUrl, authToken: twilio.authToken };
  twilio.connect(target);
  const start = now();
  const started = (at: number): ReturnType<typeof serve> => serve(config(at), { content: contentOf(options, dataDir), ...options.context?.(config(at)) });
  let gateway = await started(start);
  const follow = (): void => {
    const { clock } = gateway.ctx;
    now = () => clock.now();
  };
  follow();
  let serial = 0;
  let opened: string[] = [];
  const seen = new Map<string, number>();
  const newSid = (prefix: string): string => `${prefix}${'f'.repeat(8)}${(serial += 1).toString(16).padStart(24, '0')}`;
  const post: App['post'] = (path, form, how) => postSigned(target, path, form, how);
  const tickets = (): Promise<readonly TicketDossier[]> => gateway.ctx.store.tickets({ limit: ALL });

  const taken = new Set<string>();
  function rings(phone: string): FakeTwilio['calls'][number] {
    const call = [...twilio.calls].reverse().find((each) => each.to === phone && !taken.has(each.sid));
    if (call === undefined) throw new Error(`no call of ours rings ${phone}`);
    taken.add(call.sid);
    return call;
  }

  const app: App = {
    get ctx() {
      return gateway.ctx;
    },
    target, twilio, varDir, newSid, post, tickets,
    async whatsapp(from, what, sid = newSid('SM')) {
      const form = whatsappForm({ accountSid: twilio.accountSid, sid, from }, typeof what === 'string' ? { Body: what } : what);
      const answer = await post('/twilio/whatsapp', form);
      if (answer.status !== 200) throw new Error(`the webhook was answered ${answer.status}: ${answer.body}`);
      return sid;
    },
    call: (from) => startPhone({ app, from }),
    takeOurs(phone, by) {
      const { sid, url, statusCallback } = rings(phone);
      return startPhone({ app, from: phone, sid, answers: url ?? '', ...(by === undefined ? {} : { answeredBy: by }), ...(statusCallback === null ? {} : { statusUrl: statusCallback }) });
    },
    async refuseOurs(phone, status) {
      const { sid, from, statusCallback } = rings(phone);
      const path = (statusCallback ?? '').slice(publicUrl.length).split('#')[0] ?? '';
      await post(path, { CallSid: sid, AccountSid: twilio.accountSid, From: from, To: phone, Direction: 'outbound-api', CallStatus: status, CallDuration: '0', ApiVersion: '2010-04-01' });
    },
    sentTo: (phone) => twilio.sentTo(phone),
    unseen(phone) {
      const all = twilio.sentTo(phone);
      const fresh = all.slice(seen.get(phone) ?? 0);
      seen.set(phone, all.length);
      return fresh;
    },
    async offered(phone) {
      const rows = await gateway.ctx.store.sentTo(`whatsapp:${phone}`, 0, ALL);
      const row = [...rows].reverse().find(({ body }) => body.kind === 'text' && (body.choices?.length ?? 0) > 0);
      return row?.body.kind === 'text' && row.body.choices !== undefined ? { sid: row.vendorId ?? '', choices: row.body.choices } : null;
    },
    async settle() {
      for (let round = 0; round < ROUNDS; round += 1) {
        await gateway.ctx.settle();
        if ((await twilio.reportAll()) === 0) break;
      }
      opened = (await tickets()).map(({ ticket, events }) => ({ number: ticket.number, at: ticket.openedAt, first: events.length })).reverse().sort((one, other) => one.at - other.at).map(({ number }) => number);
    },
    async advance(iso) {
      await app.advanceTo(gateway.ctx.clock.now() + Duration.fromISO(iso).toMillis());
    },
    async advanceTo(at) {
      const { clock } = gateway.ctx;
      if (clock.advance === undefined) throw new Error('the clock does not stand still');
      await clock.advance(Math.max(0, at - clock.now()));
      await app.settle();
    },
    ticketsOf: async (phone) => (await tickets()).filter(({ ticket }) => ticket.reporter.phone === phone || isOf(phone, ticket.reporter.address)),
    callsOf: async (phone) => (await gateway.ctx.store.calls(ALL)).filter((call) => isOf(phone, call.from)),
    numbers: () => opened,
    text(key, language = 'pt') {
      const { texts, faq } = gateway.ctx.content;
      const [, id = '', voice] = /^faq\.(\w+?)(_voice)?$/u.exec(key) ?? [];
      return texts[language][key] ?? (voice === undefined ? faq[id]?.text[language] : faq[id]?.voice[language]) ?? null;
    },
    async summary() {
      const rows = await tickets();
      const failed = await gateway.ctx.store.failed();
      const calls = await gateway.ctx.store.calls(ALL);
      return [
        ...rows.map(({ ticket, events }) => `pedido ${ticket.number}: ${ticket.status} ${ticket.type} ${ticket.priority} ${ticket.level} "${ticket.description}" ${JSON.stringify(ticket.answers)} [${events.map(({ type }) => type).join(' ')}]`),
        ...calls.map((call) => `chamada ${call.from}: ${call.outcome}, ${call.lastStep}`),
        ...failed.map((each) => `FALHA NOSSA: ${each.fault.split('\n').slice(0, 4).join(' ')}`),
      ].join('\n');
    },
    async restart(offMs = 0) {
      const at = gateway.ctx.clock.now() + offMs;
      await gateway.stop();
      gateway = await started(at);
      follow();
      await app.settle();
    },
    async stop() {
      await gateway.stop();
      await twilio.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await app.settle();
  return app;
}

/** Hidden callers have an address of their own on each call. */
const isOf = (phone: string, address: string): boolean => (phone === 'anonymous' ? address.startsWith('tel:anonymous') : address.endsWith(phone));

/** The shipped catalogues, or a copy with what a test changes in them. */
function dataWith(options: AppOptions, folder: string): string {
  const shipped = join(ROOT, 'data');
  const edits = Object.entries(options.data ?? {}).filter(([, edit]) => typeof edit === 'string' || Object.keys(edit).length > 0);
  if (edits.length === 0) return shipped;
  const copy = join(folder, 'data');
  cpSync(shipped, copy, { recursive: true, filter: (file) => !file.startsWith(join(shipped, 'var')) });
  for (const [name, edit] of edits) {
    const file = join(copy, name);
    writeFileSync(file, typeof edit === 'string' ? edit : stringify(merged(parse(readFileSync(file, 'utf8')), edit)));
  }
  return copy;
}

export function merged(base: unknown, over: unknown): unknown {
  if (typeof base !== 'object' || base === null || typeof over !== 'object' || over === null || Array.isArray(over)) return over;
  return { ...base, ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, merged((base as Record<string, unknown>)[key], value)])) };
}

export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
