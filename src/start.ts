/** Puts the gateway together, in the order of its start: for serve.ts, commands and tests. Destroyed in reverse by `stop`. */
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'winston';
import { createApp, loadApp } from './app.js';
import type { Sender } from './channels/port.js';
import type { Config } from './config.js';
import { checkedContent } from './content/checked.js';
import type { Content } from './content/types.js';
import type { Clock, Context } from './context.js';
import { createAlarms } from './gateway/alarms.js';
import { createCatchUp } from './gateway/catch-up.js';
import type { Change } from './gateway/change.js';
import { createClock, isVirtual } from './gateway/clock.js';
import type { Inbound, Via } from './gateway/inbound.js';
import { createLanes } from './gateway/lanes.js';
import { createMediaJob } from './gateway/media-job.js';
import { createOutbox } from './gateway/outbox.js';
import { createReceive } from './gateway/receive.js';
import { setReportTimes } from './gateway/report-times.js';
import { createLive } from './gateway/standing.js';
import { createTimers } from './gateway/timers.js';
import { warmUp } from './gateway/warm-up.js';
import { createWorlds, viaOf, waysOf } from './gateway/worlds.js';
import { linkDevice } from './linked.js';
import { createLog } from './log.js';
import { createMetrics } from './metrics.js';
import { findPhonePlan } from './phone-plan.js';
import { localesDir } from './root.js';
import { openStore } from './store/open.js';
import type { SqliteStore } from './store/sqlite.js';
import { loadVendors } from './vendors.js';

export { ContentFault } from './content/checked.js';

/** Marks of Inbounds are kept longer than any vendor repeats or lists. */
const LEDGER_MS = 30 * 86_400_000;
const DAY_MS = 86_400_000;
/** A vendor's list needs a moment until it shows what was sent just before a crash. */
const RECLAIM_MS = 15_000;
/** Rounds of `settle`: what runs now may make more that is due now, not without end. */
const ROUNDS = 1_000;
/** What takes the processor for long waits so long after ready: whoever asked whether we are gets his answer first. */
const BREATH_MS = 100;

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
  /** Write to the store in a thread of its own (the gateway's process; needs the built files). */
  readonly thread?: boolean;
}

/** The context with what only main and serve need. */
export interface Gateway extends Context {
  readonly app: RequestListener | null;
  /** Starts the loops: outbox, timers, media, catch-up. Before it everything runs by `settle` alone. */
  start(): void;
  /** From now on /readyz says no. */
  leave(): void;
}

/** @throws ContentFault, StoreLocked, or what opening the database throws */
export async function createContext(config: Config, options: ContextOptions = {}): Promise<Gateway> {
  const { http = true, lock = http, random = Math.random } = options;
  const log = options.log ?? createLog({ level: config.logLevel, secrets: secretsOf(config) });
  const clock = options.clock ?? createClock(config.clock);
  const content = options.content ?? checkedContent({ dataDir: config.dataDir, localesDir: localesDir() });
  findPhonePlan();
  const store = options.store ?? await openStore({ file: join(config.varDir, 'helpdesk.sqlite'), lock, thread: options.thread ?? false });
  /** Modules are read while the store's thread comes up. */
  const [vendors] = await Promise.all([loadVendors(config, content, log, clock), http ? loadApp(config) : null, lock ? store.freeClaims(clock.now() + RECLAIM_MS) : null]);
  const senders = options.senders ?? vendors.senders;
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
  const { line: linked, fetchers } = http
    ? await linkDevice(vendors, options.senders === undefined, { config, clock, log, metrics, random, content: () => live.now(), store, receive, world: () => worlds.make(), committed, alarm: (kind, key, vars) => alarms.raiseApart(kind, key, vars) })
    : { line: null, fetchers: vendors.fetchers };
  const outbox = createOutbox({ store, senders, clock, log, metrics, worlds, alarms, random, committed });
  const timers = createTimers({ store, clock, receive, log });
  const media = createMediaJob({ store, clock, receive, fetchers, log, random });

  /** Asked for only after everything is made. */
  function linkedGauges(): Readonly<Record<string, number>> {
    return linked?.gauges() ?? {};
  }

  if (lock) await setReportTimes({ clock, store, live, committed });

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

  /** Orders of the staff are never joined with others. */
  const apart = ({ phone }: Inbound): boolean => phone !== undefined && content.staff.some((member) => member.phone === phone);
  const catchUp = http && vendors.listInbound !== null ? createCatchUp({ config, clock, store, receive, log, list: vendors.listInbound, apart }) : null;
  let ready = false;
  let stopping = false;
  let prune: { cancel(): void } | null = null;
  let breath: NodeJS.Timeout | null = null;
  /** What a stop breaks off begins anew at the next start. */
  const unlessStopping = (message: string) => (error: unknown): void => {
    if (!stopping) log.warn(message, { error });
  };

  const ctx: Context = { config, log, clock, content, store, metrics, receive, outbox, senders, settle, stop };

  async function stop(): Promise<void> {
    ready = false;
    stopping = true;
    prune?.cancel();
    if (breath !== null) clearTimeout(breath);
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

  /** What the first turns need is made; then the vendor is asked what came in meanwhile. */
  async function afterBreath(): Promise<void> {
    await warmUp(content, clock.now());
    if (!stopping) catchUp?.start();
  }

  return {
    ...ctx,
    app: http ? await createApp(ctx, { alarms, ways, linked, ready: () => ready }) : null,
    start() {
      outbox.start();
      timers.start();
      media.start();
      linked?.start();
      pruneDaily();
      /** So that the first caller does not wait for it. */
      worlds.ready()?.catch(unlessStopping('no ticket numbers yet'));
      /** Nobody waits where the clock stands still. */
      if (config.clock?.rate === 0) catchUp?.start();
      else breath = setTimeout(() => void afterBreath(), BREATH_MS).unref();
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
