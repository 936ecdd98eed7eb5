/** receive: the door of the spine. Every channel, timer and job hands its Inbound in here; it is durable, or refused, when the promise settles (DESIGN "The idea"). */
import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Logger } from 'winston';
import type { Clock, Metrics, Received } from '../context.js';
import type { Live } from './standing.js';
import type { Content } from '../content/types.js';
import type { Before, CommitResult, Store } from '../store/port.js';
import type { Alarms } from './alarms.js';
import type { Change } from './change.js';
import { decide as decideTurn, faultChanges, limitedChanges } from './decide.js';
import type { Over } from './decide.js';
import { isChat, laneOf } from './inbound.js';
import type { Inbound } from './inbound.js';
import type { Lanes } from './lanes.js';
import { needs } from './needs.js';
import type { World } from './world.js';
import type { Worlds } from './worlds.js';

/** Somebody else changed the same row: load and decide again, this often. */
const CONFLICTS = 5;
const MINUTE = 60_000;
/** Keys of a minute are forgotten after this many seconds. */
const FORGET_SECONDS = 120;

export interface ReceiveDeps {
  readonly store: Pick<Store, 'handled' | 'load' | 'commit' | 'fail'>;
  readonly live: Live;
  readonly lanes: Lanes;
  readonly worlds: Worlds;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly alarms: Alarms;
  /** What was written: outbox, timers and media job look whether it concerns them. */
  readonly committed: (changes: readonly Change[]) => void;
  /** The decision; tests put in a broken one. */
  readonly decide?: typeof decideTurn;
}

interface Turn {
  readonly inbound: Inbound;
  readonly turnId: string;
  readonly limit: Limit;
}

type Limit = 'free' | Over;

/** The store cannot be reached: nothing was accepted, the vendor shall come again. */
export const isUnavailable = (error: unknown): boolean => error instanceof Error && error.name === 'StoreUnavailable';

/** @returns a function that rejects only when nothing was stored (HTTP answers 503) */
export function createReceive(deps: ReceiveDeps): (inbound: Inbound) => Promise<Received> {
  const limitOf = createLimit(deps);
  return (inbound) => {
    const began = performance.now();
    const turnId = deps.worlds.make().newId();
    return deps.lanes.run(laneOf(inbound), async () => {
      try {
        const status = await turn(inbound, turnId, limitOf, deps);
        deps.metrics.count('turns', { channel: inbound.channel, status });
        deps.metrics.observe('turn_seconds', (performance.now() - began) / 1000, { channel: inbound.channel });
        deps.log.info('turn', { turnId, channel: inbound.channel, kind: inbound.what.kind, id: inbound.id, from: inbound.from, status, ms: Math.round(performance.now() - began) });
        return { status, turnId };
      } catch (error) {
        deps.metrics.count('turns', { channel: inbound.channel, status: 'refused' });
        deps.log.error('turn refused', { turnId, channel: inbound.channel, id: inbound.id, error });
        throw error;
      }
    });
  };
}

async function turn(inbound: Inbound, turnId: string, limitOf: (inbound: Inbound) => Promise<Limit>, deps: ReceiveDeps): Promise<Received['status']> {
  if (await deps.store.handled(inbound.channel, inbound.id)) return 'duplicate';
  const given: Turn = { inbound, turnId, limit: await limitOf(inbound) };
  try {
    for (let tries = 0; tries < CONFLICTS; tries += 1) {
      const done = await attempt(given, deps);
      if (done === 'committed') return given.limit === 'free' ? 'handled' : 'limited';
      if (done === 'duplicate') return 'duplicate';
      deps.metrics.count('conflicts');
    }
    throw new Error(`${CONFLICTS} conflicts one after the other`);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    return fail(given, error, deps);
  }
}

async function attempt({ inbound, turnId, limit }: Turn, deps: ReceiveDeps): Promise<CommitResult['kind']> {
  const { store, live, worlds, committed } = deps;
  const content = await live.read();
  const before = await store.load(needsOf(inbound, content));
  for (let wait = worlds.ready(); wait !== null; wait = worlds.ready()) await wait;
  const world = worlds.make();
  let settled = false;
  try {
    const changes = decided(before, inbound, content, limit, world, deps);
    const { kind } = await store.commit({ inbound, changes, turnId });
    settled = kind === 'committed';
    if (settled) committed(changes);
    return kind;
  } catch (error) {
    /** Whether a commit that threw is on disk is not known: its numbers stay taken. */
    settled = isUnavailable(error);
    throw error;
  } finally {
    if (!settled) worlds.undo(world);
  }
}

function decided(before: Before, inbound: Inbound, content: Content, limit: Limit, world: World, { decide = decideTurn, alarms }: ReceiveDeps): readonly Change[] {
  if (limit !== 'free') return limitedChanges(before, inbound, content, world, limit);
  const changes = decide(before, inbound, content, world);
  return inbound.what.kind === 'delivery' ? [...changes, ...alarms.forDead(changes, before.message)] : changes;
}

const needsOf = (inbound: Inbound, content: Content) => needs(inbound, content);

/** Promise 2: our own fault. The raw input is kept, the person is told that somebody will call, the managers are alerted. */
async function fail(given: Turn, error: unknown, deps: ReceiveDeps): Promise<Received['status']> {
  const { inbound, turnId } = given;
  const fault = error instanceof Error ? error.stack ?? error.message : String(error);
  deps.log.error('turn failed', { turnId, channel: inbound.channel, id: inbound.id, kind: inbound.what.kind, error });
  deps.metrics.count('failed_turns', { channel: inbound.channel });
  for (let tries = 0; tries < CONFLICTS; tries += 1) {
    try {
      const changes = await apology(inbound, deps);
      const { kind } = await deps.store.fail({ inbound, changes, turnId }, fault);
      if (kind === 'duplicate') return 'duplicate';
      if (kind === 'committed') {
        deps.committed(changes);
        return 'failed';
      }
    } catch (second) {
      if (isUnavailable(second)) throw second;
      deps.log.error('the apology failed too', { turnId, error: second });
      break;
    }
  }
  const { kind } = await deps.store.fail({ inbound, changes: [], turnId }, fault);
  return kind === 'duplicate' ? 'duplicate' : 'failed';
}

async function apology(inbound: Inbound, { store, live, worlds, alarms }: ReceiveDeps): Promise<Change[]> {
  let before: Before | null = null;
  let content = live.now();
  try {
    content = await live.read();
    before = await store.load(needsOf(inbound, content));
  } catch (error) {
    if (isUnavailable(error)) throw error;
  }
  return alarms.forFault(faultChanges(before, inbound, content, worlds.make()));
}

/** Messages of a person in a minute of our clock (so that a rehearsal's minute counts). */
function createLimit({ live, clock, worlds }: ReceiveDeps): (inbound: Inbound) => Promise<Limit> {
  const run = worlds.make().newId();
  const limiter = new RateLimiterMemory({ points: Math.max(1, live.now().campaign.options.ratePerMinute), duration: FORGET_SECONDS });
  return async (inbound) => {
    if (!isChat(inbound.what) || inbound.late === true || inbound.group !== undefined) return 'free';
    const minute = Math.floor(clock.now() / MINUTE);
    try {
      await limiter.consume(`${laneOf(inbound)}/${minute}`);
      return 'free';
    } catch (over) {
      if (!(over instanceof RateLimiterRes)) throw over;
      /** The key may not name the person: it is seen in logs. */
      const key = `${createHash('sha256').update(`${run}/${laneOf(inbound)}`).digest('base64url').slice(0, 16)}/${minute}`;
      return { count: over.consumedPoints - limiter.points, key, until: (minute + 1) * MINUTE };
    }
  };
}
