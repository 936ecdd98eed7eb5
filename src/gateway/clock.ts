/** The clock: the only place that asks what time it is. Real time, or the virtual time of a rehearsal (CLOCK_START, CLOCK_RATE). Made by start and the tests. */
import type { Clock } from '../context.js';

/** setTimeout takes at most this many ms; longer waits are taken in parts. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** Ms UTC, the machine's own. */
export const realNow = (): number => Date.now();

/** What a virtual clock asks while it moves: when the next deadline in the store is due, and to run all that is due now. */
export interface Steps {
  /** Ms UTC of the next thing that falls due after `now`; null = nothing. */
  nextAt(now: number): Promise<number | null>;
  settle(): Promise<void>;
}

/** A clock that can be moved by hand. `attach` makes `advance` stop at every deadline and settle it at its own time. */
export interface VirtualClock extends Clock {
  advance(ms: number): Promise<void>;
  attach(steps: Steps): void;
}

export const isVirtual = (clock: Clock): clock is VirtualClock => clock.virtual && 'attach' in clock;

/** @param virtual start in ms UTC and rate (60 = a minute a second; 0 = stands still until told); null = real time */
export function createClock(virtual: { readonly start: number; readonly rate: number } | null): Clock {
  return virtual === null ? realClock : virtualClock(virtual.start, virtual.rate);
}

const realClock: Clock = { now: realNow, after: waitFor, virtual: false };

/** Never keeps the process alive. */
function waitFor(ms: number, fn: () => void): { cancel(): void } {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    timer = setTimeout(() => (left > LONGEST_WAIT ? arm(left - LONGEST_WAIT) : fn()), Math.max(0, Math.min(left, LONGEST_WAIT)));
    timer.unref();
  };
  arm(ms);
  return { cancel: () => clearTimeout(timer) };
}

interface Waiting {
  readonly at: number;
  readonly fn: () => void;
}

export function virtualClock(start: number, rate = 0): VirtualClock {
  const origin = performance.now();
  const waiting = new Set<Waiting>();
  let moved = 0;
  let steps: Steps | null = null;
  let turn: Promise<void> = Promise.resolve();
  const now = (): number => Math.floor(start + moved + (performance.now() - origin) * rate);
  const goTo = (time: number): void => {
    moved += Math.max(0, time - now());
  };

  const firstWaiting = (): number | null => (waiting.size === 0 ? null : Math.min(...[...waiting].map(({ at }) => at)));

  function fire(): void {
    const due = [...waiting].filter(({ at }) => at <= now()).sort((one, other) => one.at - other.at);
    for (const each of due) if (waiting.delete(each)) each.fn();
  }

  async function move(ms: number): Promise<void> {
    const target = now() + ms;
    await settle();
    for (;;) {
      const times = [firstWaiting(), (await steps?.nextAt(now())) ?? null].filter((time) => time !== null);
      const next = Math.min(...times);
      if (times.length === 0 || next > target) break;
      goTo(next);
      await settle();
    }
    goTo(target);
    await settle();
  }

  async function settle(): Promise<void> {
    if (rate === 0) fire();
    await steps?.settle();
  }

  return {
    now,
    virtual: true,
    after: (ms, fn) => {
      if (rate > 0) return waitFor(ms / rate, fn);
      if (ms <= 0) return waitFor(0, fn);
      const entry: Waiting = { at: now() + ms, fn };
      waiting.add(entry);
      return { cancel: () => void waiting.delete(entry) };
    },
    /** One movement at a time: who asks meanwhile moves on from there. */
    advance: (ms) => {
      const done = turn.then(() => move(ms));
      turn = done.catch(() => undefined);
      return done;
    },
    attach: (given) => {
      steps = given;
    },
  };
}
