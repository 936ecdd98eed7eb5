/** Timers: deadlines are rows; each that falls due becomes an Inbound, in order of due time, once (promise 5). Made by start. */
import type { Logger } from 'winston';
import type { Clock, Received } from '../context.js';
import type { Store } from '../store/port.js';
import type { Inbound } from './inbound.js';
import type { Contact, Timer } from './records.js';

const BATCH = 100;
/** Rows that another process wrote. */
const POLL_MS = 30_000;
const FAULT_PAUSE_MS = 2_000;

export interface Timers {
  start(): void;
  /** A timer was set for this time (ms UTC). */
  expect(dueAt: number): void;
  /** Runs all that is due now. @returns how many ran */
  run(): Promise<number>;
  stop(): Promise<void>;
}

export interface TimersDeps {
  readonly store: Pick<Store, 'dueTimers' | 'nextTimer' | 'load'>;
  readonly clock: Clock;
  readonly receive: (inbound: Inbound) => Promise<Received>;
  readonly log: Logger;
}

export function createTimers({ store, clock, receive, log }: TimersDeps): Timers {
  let started = false;
  let stopped = false;
  let next: { readonly at: number; cancel(): void } | null = null;
  let poll: NodeJS.Timeout | null = null;
  let running: Promise<number> = Promise.resolve(0);

  /** One run at a time, so that the order holds. */
  function run(): Promise<number> {
    const done = running.catch(() => 0).then(runDue);
    running = done;
    return done;
  }

  async function runDue(): Promise<number> {
    const seen = new Set<string>();
    let ran = 0;
    for (;;) {
      const due = (await store.dueTimers(clock.now(), BATCH)).filter((timer) => !seen.has(idOf(timer)));
      if (due.length === 0) return ran;
      for (const timer of due) {
        /** The rest is there at the next start. */
        if (stopped) return ran;
        seen.add(idOf(timer));
        const { status } = await receive(await inboundOf(timer));
        if (status !== 'duplicate') ran += 1;
      }
    }
  }

  /** The person's number puts the turn into the person's own lane. */
  async function inboundOf(timer: Timer): Promise<Inbound> {
    const address = typeof timer.data['address'] === 'string' ? timer.data['address'] : null;
    const person = address === null ? null : await store.load({ address });
    return {
      channel: 'timer', id: idOf(timer), via: person?.addresses.find((row) => row.address === address)?.via ?? 'simulator',
      from: address ?? `timer:${timer.name}/${timer.key}`, ...phoneOf(person?.contact ?? null),
      at: timer.dueAt, receivedAt: clock.now(),
      what: { kind: 'timer', name: timer.name, key: timer.key, dueAt: timer.dueAt, data: timer.data },
    };
  }

  function wake(): void {
    if (!started) return;
    run()
      .then(() => store.nextTimer())
      /** Due and still there after a run: not at once again. */
      .then((at) => sleepUntil(at === null || at > clock.now() ? at : clock.now() + FAULT_PAUSE_MS))
      .catch((error: unknown) => {
        log.error('timers cannot run', { error });
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
    expect(dueAt) {
      if (started && (next === null || dueAt < next.at)) sleepUntil(dueAt);
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

/** `version` tells apart what falls due twice at the same moment. */
const idOf = ({ name, key, dueAt, data }: Timer): string => `${name}/${key}/${dueAt}${typeof data['version'] === 'number' ? `/${data['version']}` : ''}`;

const phoneOf = (contact: Contact | null): { readonly phone?: string } => (contact === null || contact.phone === null ? {} : { phone: contact.phone });
