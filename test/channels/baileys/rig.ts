/** A line of ours against the fake WhatsApp: real sockets on 127.0.0.1, our own clock driven by the test, everything the listener hears kept. Used by the tests of this folder. */
import { EventEmitter } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import '../../../src/channels/baileys/console-guard.js';
import type { AuthStore, Version } from '../../../src/channels/baileys/auth-store.js';
import { createLine } from '../../../src/channels/baileys/line.js';
import type { Line, LineDeps, LineListener, LineState, Trouble } from '../../../src/channels/baileys/line.js';
import { virtualClock } from '../../../src/gateway/clock.js';
import type { VirtualClock } from '../../../src/gateway/clock.js';
import { createLog } from '../../../src/log.js';
import { KNOBS, startFakeWhatsApp, trustFakeWhatsApp } from '../../support/fake-whatsapp/server.js';
import type { FakeOptions, FakeWhatsApp } from '../../support/fake-whatsapp/server.js';
import { openAuthStore } from '../../support/linked-account.js';
import { quickFolder } from '../../support/quick-folder.js';

type Batch = Parameters<LineListener['messages']>[0];
export interface Heard {
  readonly batches: Batch[];
  readonly updates: Parameters<LineListener['updates']>[0][number][];
  readonly acks: { readonly id: string; readonly error: string | null }[];
  readonly states: LineState[];
  readonly troubles: Trouble[];
  readonly calls: Parameters<LineListener['calls']>[0][number][];
}

export interface Rig {
  readonly wa: FakeWhatsApp;
  readonly clock: VirtualClock;
  readonly auth: AuthStore;
  readonly line: Line;
  readonly heard: Heard;
  readonly file: string;
  readonly gaveUp: string[];
  fetched: Version | null;
  /** Texts handed on, with how they came. */
  texts(): string[];
  /** Waits for something true, looking again whenever anything happens. @throws after 12 s */
  until<T>(what: () => T | null | undefined | false, name?: string): Promise<T>;
  untilState<K extends LineState['kind']>(kind: K): Promise<Extract<LineState, { kind: K }>>;
  /** Pairs by QR and waits until it is open. */
  link(): Promise<void>;
  /** A new process on the same file: another line, another store object. */
  restart(): Promise<void>;
  /** As after `link`, for the next test: everything heard forgotten, every knob as it was, a new line that is open. Much faster than linking anew. */
  fresh(): Promise<void>;
  /** How long a moved clock waits for a real connection, ms; 0 where it hangs on purpose. */
  settleMs: number;
  close(): Promise<void>;
}

export const T0 = Date.parse('2026-10-02T09:00:00+02:00');

export async function startRig(options: { readonly fake?: FakeOptions; readonly deps?: Partial<LineDeps> } = {}): Promise<Rig> {
  trustFakeWhatsApp();
  const folder = quickFolder('line-');
  const file = join(folder, 'whatsapp.sqlite');
  const wa = await startFakeWhatsApp({ strict: true, ...options.fake });
  const events = new EventEmitter().setMaxListeners(0);
  const clock = virtualClock(T0);
  const tell = (): void => void events.emit('any');
  for (const event of ['login', 'ready', 'keys', 'offline', 'node', 'outbound', 'retry', 'pairing-code', 'unlinked']) wa.events.on(event, tell);
  const heard: Heard = { batches: [], updates: [], acks: [], states: [], troubles: [], calls: [] };
  const keep = <T>(list: T[]) => (...values: readonly T[]): void => {
    list.push(...values);
    tell();
  };
  const listener: LineListener = {
    messages: keep(heard.batches), updates: (updates) => keep(heard.updates)(...updates), ack: keep(heard.acks), state: keep(heard.states), trouble: keep(heard.troubles),
    calls: (calls) => keep(heard.calls)(...calls), reactions: tell, groups: tell, lidPairs: tell, reachout: tell,
  };
  const gaveUp: string[] = [];
  const open = (): { auth: AuthStore; line: Line } => {
    const auth = openAuthStore(file);
    const line = createLine({
      url: wa.url, auth, clock, log: createLog({ level: process.env['TEST_LOG'] ?? 'silent' }), random: () => 0.5, listener,
      getMessage: () => Promise.resolve(undefined), cachedGroupMetadata: () => Promise.resolve(undefined), ignore: (jid) => jid === 'status@broadcast',
      fetchVersion: () => Promise.resolve(rig.fetched), giveUp: (why) => void gaveUp.push(why),
      tuning: { connectTimeoutMs: 4_000, defaultQueryTimeoutMs: 4_000, retryRequestDelayMs: 20 }, ...options.deps,
    });
    return { auth, line };
  };

  const rig: Rig = {
    wa, clock, heard, file, gaveUp, fetched: null, settleMs: 6_000, auth: undefined as unknown as AuthStore, line: undefined as unknown as Line,
    texts: () => heard.batches.flatMap(({ type, messages }) => messages.flatMap(({ message }) => (message?.conversation ? [`${type}: ${message.conversation}`] : []))),
    until: (what, name = what.toString()) => new Promise((done, failed) => {
      const look = (): void => {
        const found = what();
        if (found === null || found === undefined || found === false) return;
        finish();
        done(found);
      };
      const late = setTimeout(() => {
        finish();
        failed(new Error(`not within 12 s: ${name}; states: ${heard.states.map(({ kind }) => kind).join(' ')}; ${JSON.stringify(rig.line.health())}`));
      }, 12_000);
      const finish = (): void => {
        clearTimeout(late);
        events.off('any', look);
      };
      events.on('any', look);
      look();
    }),
    untilState: (kind) => rig.until(() => {
      const state = rig.line.state();
      return state.kind === kind ? (state as Extract<LineState, { kind: typeof kind }>) : null;
    }, `state ${kind}`),
    async link() {
      rig.line.start();
      rig.line.pair({ kind: 'qr' });
      const qr = await rig.until(() => { const state = rig.line.state(); return state.kind === 'pairing' && state.qr; }, 'a QR');
      /** Without it events wait up to 20 s for a history that the fake never sends. */
      rig.auth.state.creds.accountSyncCounter = 1;
      wa.scanQr(qr);
      await rig.untilState('open');
      await rig.until(() => wa.botKeys, 'the keys');
    },
    async restart() {
      await rig.line.stop();
      rig.auth.close();
      Object.assign(rig, open());
    },
    async fresh() {
      Object.assign(wa, KNOBS, { strict: true, ...options.fake, pending: [], outbox: [] });
      rig.fetched = null;
      rig.settleMs = 6_000;
      rig.auth.setStopReason(null);
      await rig.restart();
      for (const list of Object.values(heard)) list.length = 0;
      gaveUp.length = 0;
      const ready = wa.next('ready', 10_000);
      rig.line.start();
      await Promise.all([ready, rig.untilState('open')]);
      await clock.advance(0);
    },
    async close() {
      await rig.line.stop();
      rig.auth.close();
      await wa.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  Object.assign(rig, open());
  clock.attach({ nextAt: () => Promise.resolve(null), settle: () => rig.line.settled(rig.settleMs) });
  return rig;
}
