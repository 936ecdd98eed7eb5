/** The outbox's dispatcher: claims due rows, sends them in order per person and many persons at once, looks again when the next is due (promise 8). Made by start. */
import type { Outbox } from '../context.js';
import type { Store } from '../store/port.js';
import { pause } from './loop.js';
import { tryDelivery } from './outbox-try.js';
import type { TryDeps } from './outbox-try.js';

/** Rows on their way at the same time. */
export const AT_ONCE = 20;
/** Longer than a send and its reconcile may take; after a kill -9 in the middle of a send the row comes again this late. */
const LEASE_MS = 45_000;
/** A person's next row waits until the one before is `sent`, or was accepted this long ago. */
const SETTLE_MS = 3_000;
/** A burst of wakes is one look. */
const WAKE_MS = 2;
/** Rows that another process queued or set free (`helpdesk resend`). */
const POLL_MS = 15_000;
/** The store could not be asked. */
const FAULT_PAUSE_MS = 1_000;
const STOP_MS = 10_000;

export interface OutboxDeps extends TryDeps {
  readonly store: Pick<Store, 'settle' | 'commit' | 'addressRow' | 'vendorIds' | 'claim' | 'nextDelivery'>;
  readonly atOnce?: number;
}

export function createOutbox(deps: OutboxDeps): Outbox {
  const { store, clock, log, atOnce = AT_ONCE } = deps;
  const flying = new Set<Promise<void>>();
  let running = false;
  let wanted: NodeJS.Timeout | null = null;
  let poll: NodeJS.Timeout | null = null;
  let next: { cancel(): void } | null = null;
  let looking: Promise<number> | null = null;
  let missed = false;
  /** The stop did not wait for them any longer: what becomes of them nobody can write down any more. */
  let left = false;

  /** Claims what is due and sets it flying; one look at a time. @returns how many rows were claimed */
  function look(): Promise<number> {
    if (looking !== null) {
      missed = true;
      return looking;
    }
    looking = claim().finally(() => {
      looking = null;
      if (missed && running) wake();
      missed = false;
    });
    return looking;
  }

  async function claim(): Promise<number> {
    const room = atOnce - flying.size;
    if (room <= 0) return 0;
    const rows = await store.claim(clock.now(), room, LEASE_MS, SETTLE_MS);
    for (const row of rows) {
      const flight = tryDelivery(row, deps)
        .catch((error: unknown) => {
          if (!left) log.error('delivery try broke off', { messageId: row.id, error });
        })
        .finally(() => {
          flying.delete(flight);
          if (running) wake();
        });
      flying.add(flight);
    }
    if (rows.length === 0 && running) await sleepUntilNext();
    return rows.length;
  }

  async function sleepUntilNext(): Promise<void> {
    const at = await store.nextDelivery(clock.now());
    const wait = at === null ? null : at - clock.now();
    next?.cancel();
    /** Due and not claimed: it waits behind another row of the same person. */
    next = wait === null ? null : clock.after(wait > 0 ? wait : FAULT_PAUSE_MS, wake);
  }

  function lookSafely(): void {
    look().catch((error: unknown) => {
      log.error('outbox cannot look', { error });
      if (running) next = clock.after(FAULT_PAUSE_MS, wake);
    });
  }

  function wake(): void {
    if (!running || wanted !== null) return;
    wanted = setTimeout(() => {
      wanted = null;
      if (running) lookSafely();
    }, WAKE_MS);
    wanted.unref();
  }

  return {
    start() {
      if (running) return;
      running = true;
      poll = setInterval(wake, POLL_MS);
      poll.unref();
      wake();
    },
    wake,
    async drain() {
      for (;;) {
        if (looking !== null) await looking;
        const claimed = await look();
        if (claimed === 0 && flying.size === 0) return;
        if (flying.size > 0) await Promise.race(flying);
      }
    },
    async stop() {
      running = false;
      for (const timer of [wanted, poll]) if (timer !== null) clearTimeout(timer);
      next?.cancel();
      await looking?.catch(() => 0);
      const late = Symbol('late');
      const timeout = pause(STOP_MS, late);
      const outcome = await Promise.race([Promise.all(flying), timeout.done]);
      timeout.cancel();
      left = outcome === late;
      if (left) log.warn('sends still on their way at the stop: they come again as uncertain', { count: flying.size });
    },
  };
}
