/** A loop of the gateway: does what is due, one run at a time, and looks again when the next falls due. Used by timers and media job. */
import type { Clock } from '../context.js';

/** Rows that another process wrote. */
const POLL_MS = 30_000;
const FAULT_PAUSE_MS = 2_000;

export interface Loop {
  start(): void;
  /** Something falls due at this time (ms UTC). */
  expect(at: number): void;
  /** Does all that is due now. @returns how many */
  run(): Promise<number>;
  /** No run begins any more; resolves when the one in hand is done. */
  stop(): Promise<void>;
}

export interface LoopWork {
  /** Does all that is due; whatever `stopped` leaves is there at the next start. @returns how many */
  readonly due: (stopped: () => boolean) => Promise<number>;
  /** When the next falls due (ms UTC), null when nothing waits. */
  readonly nextAt: () => Promise<number | null>;
  readonly broken: (error: unknown) => void;
}

export function createLoop({ due, nextAt, broken }: LoopWork, clock: Clock): Loop {
  let started = false;
  let stopped = false;
  let next: { readonly at: number; cancel(): void } | null = null;
  let poll: NodeJS.Timeout | null = null;
  let running: Promise<number> = Promise.resolve(0);

  function run(): Promise<number> {
    const done = running.catch(() => 0).then(() => due(() => stopped));
    running = done;
    return done;
  }

  function wake(): void {
    if (!started) return;
    run()
      .then(nextAt)
      /** Due and still there after a run: not at once again. */
      .then((at) => sleepUntil(at === null || at > clock.now() ? at : clock.now() + FAULT_PAUSE_MS))
      .catch((error: unknown) => {
        broken(error);
        sleepUntil(clock.now() + FAULT_PAUSE_MS);
      });
  }

  function sleepUntil(at: number | null): void {
    next?.cancel();
    next = at === null || !started ? null : { at, ...clock.after(Math.max(0, at - clock.now()), wake) };
  }

  return {
    start() {
      started = true;
      stopped = false;
      poll = setInterval(wake, POLL_MS);
      poll.unref();
      wake();
    },
    expect(at) {
      if (started && (next === null || at < next.at)) sleepUntil(at);
    },
    run,
    async stop() {
      started = false;
      stopped = true;
      next?.cancel();
      if (poll !== null) clearInterval(poll);
      await running.catch(() => 0);
    },
  };
}

/** Resolves after so many ms of the machine's own time; `cancel` when nobody waits any longer. */
export function pause<T>(ms: number, value: T): { readonly done: Promise<T>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const done = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(value), ms);
  });
  return { done, cancel: () => clearTimeout(timer) };
}
