/** A spine without HTTP for the gateway's tests: the real store in a folder of its own, a clock that stands still, senders and content of the test's making. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Sender, SendOptions, SendResult } from '../../src/channels/port.js';
import { createLive } from '../../src/gateway/standing.js';
import type { Content, StaffMember } from '../../src/content/types.js';
import type { Context } from '../../src/context.js';
import { createAlarms } from '../../src/gateway/alarms.js';
import type { Alarms } from '../../src/gateway/alarms.js';
import type { Change } from '../../src/gateway/change.js';
import { virtualClock } from '../../src/gateway/clock.js';
import type { VirtualClock } from '../../src/gateway/clock.js';
import type { Inbound } from '../../src/gateway/inbound.js';
import { createLanes } from '../../src/gateway/lanes.js';
import type { Lanes } from '../../src/gateway/lanes.js';
import { createOutbox } from '../../src/gateway/outbox.js';
import type { Senders } from '../../src/gateway/outbox-try.js';
import { createReceive } from '../../src/gateway/receive.js';
import type { ReceiveDeps } from '../../src/gateway/receive.js';
import type { AddressRow, NewOutMessage, OutMessage } from '../../src/gateway/records.js';
import { createWorlds, defaultErrorClass } from '../../src/gateway/worlds.js';
import type { Worlds } from '../../src/gateway/worlds.js';
import { createLog } from '../../src/log.js';
import { createMetrics } from '../../src/metrics.js';
import { openStore } from '../../src/store/open.js';
import type { SqliteStore } from '../../src/store/sqlite.js';
import { someRules } from '../support/content.js';
import { quickFolder } from '../support/quick-folder.js';

export const T0 = Date.parse('2026-11-24T10:00:00Z');
export const ANA = 'whatsapp:+258841230001';
export const RUI = 'whatsapp:+258841230002';
export const MANAGER = 'whatsapp:+258861230001';
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

const manager: StaffMember = { name: 'Chefe', phone: '+258861230001', role: 'manager', areas: ['*'], languages: ['pt'], shift: 'desk' };

export const content = {
  staff: [manager], roster: new Map(), faq: {}, audio: new Set(), templates: {}, calendars: {}, timezone: 'Africa/Maputo', revision: 'r1',
  texts: { pt: { 'notice.fault': 'Pedimos desculpa: vamos ligar-lhe.', 'notice.fault_alert': 'Falha {{id}}', 'notice.rate_limited': 'Mais devagar, por favor.', 'notice.optin_confirmed': 'Bem-vindo de volta.', 'notice.dead_alert': 'Não entregue: {{id}}', 'notice.config_alert': 'Configuração: {{code}}', 'notice.refused_alert': 'Recusados: {{count}}' }, en: {} },
  campaign: { options: { ratePerMinute: 3 } }, rules: someRules, problems: [], duty: {},
} as unknown as Content;

export interface Spine {
  readonly store: SqliteStore;
  readonly clock: VirtualClock;
  readonly lanes: Lanes;
  readonly worlds: Worlds;
  readonly alarms: Alarms;
  readonly metrics: Context['metrics'];
  readonly log: Context['log'];
  readonly lines: string[];
  readonly committed: Change[];
  receive(over?: Partial<ReceiveDeps>): ReturnType<typeof createReceive>;
  outbox(senders: Senders, random?: () => number): ReturnType<typeof createOutbox>;
  sent(address: string): Promise<readonly OutMessage[]>;
  /** Rows as if a turn had written them. */
  write(...changes: readonly Change[]): Promise<void>;
  close(): Promise<void>;
}

export async function spine(): Promise<Spine> {
  const folder = quickFolder('helpdesk-spine-');
  const store = await openStore({ file: join(folder, 'helpdesk.sqlite') });
  const clock = virtualClock(T0);
  const lines: string[] = [];
  const log = createLog({ level: 'debug', stream: new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) }) });
  const metrics = createMetrics({ process: false });
  const committed: Change[] = [];
  const onCommitted = (changes: readonly Change[]): void => void committed.push(...changes);
  let serial = 0;
  const worlds = createWorlds({ clock, store, via: 'twilio', ways: { whatsapp: true, sms: true, voice: true }, errorClass: defaultErrorClass, newId: () => `id${(serial += 1)}` });
  const live = createLive(content, store);
  const alarms = createAlarms({ clock, live, store, worlds, log, committed: onCommitted });
  const lanes = createLanes();
  return {
    store, clock, lanes, worlds, alarms, metrics, log, lines, committed,
    receive: (over = {}) => createReceive({ store, live, lanes, worlds, clock, log, metrics, alarms, committed: onCommitted, ...over }),
    outbox: (senders, random = () => 0.5) => createOutbox({ store, senders, clock, log, metrics, worlds, alarms, random, committed: onCommitted }),
    sent: (address) => store.sentTo(address, 0, 1_000),
    async write(...changes) {
      await store.commit({ inbound: text('x', { id: `w${(serial += 1)}` }), changes, turnId: 't' });
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const text = (words: string, over: Partial<Inbound> = {}): Inbound => ({
  channel: 'whatsapp', id: `SM${words}`, via: 'twilio', from: ANA, phone: '+258841230001', at: T0, receivedAt: T0, what: { kind: 'text', text: words }, ...over,
});

export const row = (over: Partial<NewOutMessage> & { readonly id: string }): NewOutMessage => ({
  to: ANA, contactId: null, channel: 'whatsapp', via: 'twilio', body: { kind: 'text', text: `texto ${over.id}` }, template: null, fallback: null, ticket: null, purpose: 'answer', nextAt: T0, createdAt: T0, ...over,
});
export const queued = (...rows: readonly NewOutMessage[]): Change[] => rows.map((message): Change => ({ do: 'message.queue', message }));

/** The person wrote at `lastInboundAt`, so free words may go out for 24 hours. */
export const known = (address = ANA, over: Partial<AddressRow> = {}): Change[] => [
  { do: 'contact.save', contact: { id: `c${address}`, phone: address.replace(/^\w+:/u, ''), name: null, role: null, province: null, district: null, language: null, source: 'none', createdAt: T0, version: 0 } },
  { do: 'address.save', address: { address, contactId: `c${address}`, via: 'twilio', lastInboundAt: T0, optedOutAt: null, ...over } },
];

export interface FakeSender extends Sender {
  readonly sends: { readonly id: string; readonly to: string; readonly asTemplate: boolean; readonly at: number }[];
  readonly asked: string[];
}

type Reaction = (message: OutMessage, count: number, options: SendOptions) => SendResult | Promise<SendResult>;

export function fakeSender(clock: Pick<VirtualClock, 'now'>, react: Reaction = (message) => ({ kind: 'accepted', vendorId: `V${message.id}` }), reconcile: Sender['reconcile'] = () => Promise.resolve({ found: false })): FakeSender {
  const sends: FakeSender['sends'] = [];
  const asked: string[] = [];
  return {
    sends, asked,
    send: async (message, options) => {
      sends.push({ id: message.id, to: message.to, asTemplate: options.asTemplate, at: clock.now() });
      return react(message, sends.filter(({ id }) => id === message.id).length, options);
    },
    reconcile: (message, taken) => {
      asked.push(message.id);
      return reconcile(message, taken);
    },
  };
}

export const refusal = (errorClass: Extract<SendResult, { kind: 'refused' }>['errorClass'], code = '1', retryAfterMs?: number): SendResult => ({ kind: 'refused', errorClass, code, detail: 'as the test says', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
