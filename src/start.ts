/** Puts the gateway together: `createContext` for tests and commands, `serve` for main. Destroyed in reverse by `stop`. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Express } from 'express';
import type { Logger } from 'winston';
import { closeServer, createApp, listen } from './app.js';
import type { Sender } from './channels/port.js';
import type { Config } from './config.js';
import { loadContent } from './content/load.js';
import type { Content, Fault } from './content/types.js';
import type { Clock, Context } from './context.js';
import { createAlarms } from './gateway/alarms.js';
import type { Change } from './gateway/change.js';
import { createClock, isVirtual } from './gateway/clock.js';
import type { Inbound, Via } from './gateway/inbound.js';
import { createLanes } from './gateway/lanes.js';
import { createMediaJob } from './gateway/media-job.js';
import { createOutbox } from './gateway/outbox.js';
import { createReceive } from './gateway/receive.js';
import { createTimers } from './gateway/timers.js';
import { warmUp } from './gateway/warm-up.js';
import { createWorlds, viaOf, waysOf } from './gateway/worlds.js';
import { createLog } from './log.js';
import { createMetrics } from './metrics.js';
import { localesDir } from './root.js';
import { openStore } from './store/open.js';
import type { SqliteStore } from './store/sqlite.js';
import { loadVendors } from './vendors.js';
import type { Vendors } from './vendors.js';

/** Marks of Inbounds are kept longer than any vendor repeats or lists. */
const LEDGER_MS = 30 * 86_400_000;
const DAY_MS = 86_400_000;
/** A vendor's list needs a moment until it shows what was sent just before a crash. */
const RECLAIM_MS = 15_000;
/** Rounds of `settle`: what runs now may make more that is due now, not without end. */
const ROUNDS = 1_000;

export interface ContextOptions {
  /** Builds the HTTP face (default true). */
  readonly http?: boolean;
  /** One gateway per VAR_DIR (default: as `http`). */
  readonly lock?: boolean;
  readonly clock?: Clock;
  /** Instead of those that the configuration brings; by `via:channel`. */
  readonly senders?: ReadonlyMap<`${Via}:${'whatsapp' | 'sms' | 'voice'}`, Sender>;
  readonly random?: () => number;
  readonly log?: Logger;
  /** A store that is open already (closed with the gateway); VAR_DIR is then not locked. */
  readonly store?: SqliteStore;
}

/** The context with what only main and serve need. */
export interface Gateway extends Context {
  readonly app: Express | null;
  /** Starts the loops: outbox, timers, media, catch-up. Before it everything runs by `settle` alone. */
  start(): void;
  /** From now on /readyz says no. */
  leave(): void;
}

/** The catalogues have faults: all of them, by file and line. */
export class ContentFault extends Error {
  override readonly name = 'ContentFault';
  constructor(readonly faults: readonly Fault[]) {
    super(`the catalogues have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map(({ file, line, message }) => `  ${file}${line === null ? '' : `:${line}`}: ${message}`).join('\n')}`);
  }
}

/** @throws ContentFault, StoreLocked, or what opening the database throws */
export async function createContext(config: Config, options: ContextOptions = {}): Promise<Gateway> {
  const { http = true, lock = http, random = Math.random } = options;
  const log = options.log ?? createLog({ level: config.logLevel, secrets: secretsOf(config) });
  const clock = options.clock ?? createClock(config.clock);
  const content = checkedContent(config);
  const vendors = await loadVendors(config, content, log, clock);
  const senders = options.senders ?? vendors.senders;
  const store = options.store ?? await openStore({ file: join(config.varDir, 'helpdesk.sqlite'), lock });
  if (lock) await store.freeClaims(clock.now() + RECLAIM_MS);
  const metrics = createMetrics({ process: http });
  metrics.gauges(async () => {
    const { outboxPending, outboxOldestMs, dead, failed, timersOverdueMs, openTickets } = await store.health(clock.now());
    return { outbox_pending: outboxPending, outbox_oldest_seconds: outboxOldestMs / 1000, outbox_dead: dead, failed_inbounds: failed, timers_overdue_seconds: timersOverdueMs / 1000, tickets_open: openTickets };
  });

  const ways = waysOf(config);
  const worlds = createWorlds({ clock, store, ways, via: viaOf(config), errorClass: vendors.errorClass });
  const lanes = createLanes();
  const committed = (changes: readonly Change[]): void => wakeFor(changes);
  const alarms = createAlarms({ clock, content, store, worlds, log, committed });
  const receive = createReceive({ store, content, lanes, worlds, clock, log, metrics, alarms, committed });
  const outbox = createOutbox({ store, senders, clock, log, metrics, worlds, alarms, random, committed });
  const timers = createTimers({ store, clock, receive, log });
  const media = createMediaJob({ store, clock, receive, fetchers: vendors.fetchers, log, random });

  function wakeFor(changes: readonly Change[]): void {
    let send = false;
    for (const change of changes) {
      if (change.do === 'message.queue' || change.do === 'message.set') send = true;
      else if (change.do === 'timer.set') timers.expect(change.timer.dueAt);
      else if (change.do === 'media.save' && change.media.status === 'pending') media.expect(change.media.nextAt);
    }
    if (send) outbox.wake();
  }

  async function settle(): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      await lanes.idle();
      const ran = (await timers.run()) + (await media.run());
      await outbox.drain();
      if (ran === 0) return;
    }
    log.error('settle gave up: something is always due');
  }

  if (isVirtual(clock)) clock.attach({ settle, nextAt: async (now) => earliest([await store.nextTimer(), await store.nextDelivery(now)], now) });

  const catchUp = http && vendors.listInbound !== null ? await createCatchUpLoop(vendors.listInbound, { content, config, clock, store, receive, log }) : null;
  let ready = false;
  let prune: { cancel(): void } | null = null;

  const ctx: Context = { config, log, clock, content, store, metrics, receive, outbox, senders, settle, stop };

  async function stop(): Promise<void> {
    ready = false;
    prune?.cancel();
    await catchUp?.stop();
    await lanes.idle();
    await Promise.all([timers.stop(), media.stop()]);
    await lanes.idle();
    await outbox.stop();
    await store.close();
  }

  /** What is older than any vendor repeats is forgotten, once a day. */
  function pruneDaily(): void {
    store.prune(clock.now() - LEDGER_MS).catch((error: unknown) => void log.warn('ledger not pruned', { error }));
    prune = clock.after(DAY_MS, pruneDaily);
  }

  return {
    ...ctx,
    app: http ? await createApp(ctx, { alarms, ways, ready: () => ready }) : null,
    start() {
      outbox.start();
      timers.start();
      media.start();
      catchUp?.start();
      pruneDaily();
      /** So that the first caller does not wait for it. */
      worlds.ready()?.catch((error: unknown) => void log.warn('no ticket numbers yet', { error }));
      /** Nobody waits where the clock stands still. */
      if (config.clock?.rate !== 0) setImmediate(() => warmUp(content, clock.now()));
      ready = true;
    },
    leave() {
      ready = false;
    },
  };
}

const secretsOf = ({ twilio, simulatorLogin }: Config): string[] => [...(twilio?.authTokens ?? []), ...(simulatorLogin === null ? [] : [simulatorLogin])];

/** Something due now that did not go away when it was run is not waited for. */
function earliest(times: readonly (number | null)[], now: number): number | null {
  const ahead = times.filter((time) => time !== null && time > now) as number[];
  return ahead.length === 0 ? null : Math.min(...ahead);
}

function checkedContent({ dataDir }: Config): Content {
  const { content, faults } = loadContent({ dataDir, localesDir: localesDir() });
  if (content === null) throw new ContentFault(faults);
  return content;
}

type CatchUpParts = Pick<Context, 'content' | 'config' | 'clock' | 'store' | 'receive' | 'log'>;

async function createCatchUpLoop(list: NonNullable<Vendors['listInbound']>, parts: CatchUpParts) {
  const { createCatchUp } = await import('./gateway/catch-up.js');
  const { staff } = parts.content;
  /** Orders of the staff are never joined with others. */
  const apart = ({ phone }: Inbound): boolean => phone !== undefined && staff.some((member) => member.phone === phone);
  return createCatchUp({ ...parts, list, apart });
}

export interface Served {
  readonly ctx: Gateway;
  readonly server: Server;
  /** Where it listens, for people. */
  readonly address: string;
  /** Stops accepting, finishes what is in hand, closes the store. */
  readonly stop: () => Promise<void>;
}

/** @throws as createContext, or when the port is taken */
export async function serve(config: Config, options: ContextOptions = {}): Promise<Served> {
  const ctx = await createContext(config, options);
  if (ctx.app === null) throw new Error('serve needs http');
  /** Express takes the request; its promise is its own matter. */
  const { app } = ctx;
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 30_000, headersTimeout: 15_000 }, (req, res) => void app(req, res));
  try {
    await listen(server, config);
  } catch (error) {
    await ctx.stop();
    throw error;
  }
  ctx.start();
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.port;
  const host = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host;
  let stopping: Promise<void> | null = null;
  return {
    ctx, server, address: `http://${host}:${port}/`,
    stop: () => (stopping ??= stopServed()),
  };
  async function stopServed(): Promise<void> {
    ctx.leave();
    await closeServer(server);
    await ctx.stop();
  }
}
