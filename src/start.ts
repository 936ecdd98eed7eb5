/** Puts the gateway together: `createContext` for tests and commands, `serve` for main. Destroyed in reverse by `stop`. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'winston';
import { closeServer, createApp, listen } from './app.js';
import type { Sender } from './channels/port.js';
import type { Config } from './config.js';
import { loadContent } from './content/load.js';
import { createLive } from './gateway/standing.js';
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
import { reportTimers } from './gateway/report-due.js';
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
  /** Catalogues that were read and checked already. */
  readonly content?: Content;
  /** A store that is open already (closed with the gateway); VAR_DIR is then not locked. */
  readonly store?: SqliteStore;
}

/** The context with what only main and serve need. */
export interface Gateway extends Context {
  readonly app: RequestListener | null;
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
  const content = options.content ?? checkedContent(config);
  const vendors = await loadVendors(config, content, log, clock);
  const senders = options.senders ?? vendors.senders;
  const store = options.store ?? await openStore({ file: join(config.varDir, 'helpdesk.sqlite'), lock });
  if (lock) await store.freeClaims(clock.now() + RECLAIM_MS);
  const metrics = createMetrics({ process: http });
  metrics.gauges(async () => {
    const { outboxPending, outboxOldestMs, dead, failed, timersOverdueMs, openTickets } = await store.health(clock.now());
    return { outbox_pending: outboxPending, outbox_oldest_seconds: outboxOldestMs / 1000, outbox_dead: dead, failed_inbounds: failed, timers_overdue_seconds: timersOverdueMs / 1000, tickets_open: openTickets, ...linkedGauges() };
  });

  const ways = waysOf(config);
  const worlds = createWorlds({ clock, store, ways, via: viaOf(config), errorClass: vendors.errorClass });
  const lanes = createLanes();
  const live = createLive(content, store);
  await live.read();
  const committed = (changes: readonly Change[]): void => wakeFor(changes);
  const alarms = createAlarms({ clock, live, store, worlds, log, committed });
  const receive = createReceive({ store, live, lanes, worlds, clock, log, metrics, alarms, committed });
  const linked = http && vendors.linked !== null
    ? await vendors.linked({ config, clock, log, metrics, random, content: () => live.now(), store, receive, world: () => worlds.make(), committed, alarm: (kind, key, vars) => alarms.raiseApart(kind, key, vars), giveUp: (why) => restart(why, log) })
    : null;
  if (linked !== null && options.senders === undefined) {
    vendors.senders.set('baileys:whatsapp', linked.sender);
    /** People who wrote to Twilio's number before: it knows who also wrote to the linked one. */
    if (!vendors.senders.has('twilio:whatsapp')) vendors.senders.set('twilio:whatsapp', linked.sender);
  }
  const fetchers = linked === null ? vendors.fetchers : new Map([...vendors.fetchers, ['baileys', linked.fetchMedia] as const]);
  const outbox = createOutbox({ store, senders, clock, log, metrics, worlds, alarms, random, committed });
  const timers = createTimers({ store, clock, receive, log });
  const media = createMediaJob({ store, clock, receive, fetchers, log, random });

  /** Asked for only after everything is made. */
  function linkedGauges(): Readonly<Record<string, number>> {
    return linked?.gauges() ?? {};
  }

  if (lock) await setReports();

  /** Reports renew their own times; here only those that are missing or no longer wanted. */
  async function setReports(): Promise<void> {
    const now = clock.now();
    const changes = reportTimers(await store.timersOf('report.due'), live.now(), now);
    if (changes.length === 0) return;
    const id = `report.due/set/${randomUUID()}`;
    await store.commit({ inbound: { channel: 'job', id, via: 'simulator', from: 'job:reports', at: now, receivedAt: now, what: { kind: 'unknown', type: 'reports' } }, changes, turnId: id });
    committed(changes);
  }

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
      await linked?.idle();
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
  let stopping = false;
  let prune: { cancel(): void } | null = null;
  /** What a stop breaks off begins anew at the next start. */
  const unlessStopping = (message: string) => (error: unknown): void => {
    if (!stopping) log.warn(message, { error });
  };

  const ctx: Context = { config, log, clock, content, store, metrics, receive, outbox, senders, settle, stop };

  async function stop(): Promise<void> {
    ready = false;
    stopping = true;
    prune?.cancel();
    await catchUp?.stop();
    await lanes.idle();
    await Promise.all([timers.stop(), media.stop()]);
    await lanes.idle();
    await outbox.stop();
    /** After the last send; what came in meanwhile is taken up, its answers go out at the next start. */
    await linked?.stop();
    await lanes.idle();
    await store.close();
  }

  /** What is older than any vendor repeats is forgotten, once a day. */
  function pruneDaily(): void {
    store.prune(clock.now() - LEDGER_MS).catch(unlessStopping('ledger not pruned'));
    prune = clock.after(DAY_MS, pruneDaily);
  }

  return {
    ...ctx,
    app: http ? await createApp(ctx, { alarms, ways, linked, ready: () => ready }) : null,
    start() {
      outbox.start();
      timers.start();
      media.start();
      catchUp?.start();
      linked?.start();
      pruneDaily();
      /** So that the first caller does not wait for it. */
      worlds.ready()?.catch(unlessStopping('no ticket numbers yet'));
      /** Nobody waits where the clock stands still. */
      if (config.clock?.rate !== 0) setImmediate(() => warmUp(content, clock.now()));
      ready = true;
    },
    leave() {
      ready = false;
    },
  };
}

/** The process manager starts it again. */
function restart(why: string, log: Logger): void {
  log.error('a new process is needed', { why });
  process.kill(process.pid, 'SIGTERM');
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
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 30_000, headersTimeout: 15_000 }, ctx.app);
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
