/** The one context object: built by main (or a test), passed explicitly, destroyed in reverse. Shapes only; createContext lives in start.ts. */
import type { Logger } from 'winston';
import type { Address, Inbound } from './gateway/inbound.js';
import type { Via } from './gateway/inbound.js';
import type { Content } from './content/types.js';
import type { Sender } from './channels/port.js';
import type { Store } from './store/port.js';
import type { Config } from './config.js';

/** The only source of time. Ms UTC. `after` runs `fn` when virtual or real time has come; it never keeps the process alive. */
export interface Clock {
  now(): number;
  after(ms: number, fn: () => void): { cancel(): void };
  /** Virtual clocks only: moves time; timers registered with `after` fire in order, each awaited to quiescence by the caller. */
  advance?(ms: number): Promise<void>;
  readonly virtual: boolean;
}

export interface Received {
  readonly status: 'handled' | 'duplicate' | 'failed' | 'limited';
  readonly turnId: string;
}

/** Counters, gauges and histograms by name; implemented over prom-client in metrics.ts. */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  observe(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  text(): Promise<string>;
}

export interface Outbox {
  start(): void;
  /** Something new may be due: look soon. */
  wake(): void;
  /** Sends everything that is due now and returns when nothing is left that is due (tests, virtual clock). */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

export interface Context {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly content: Content;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly receive: (inbound: Inbound) => Promise<Received>;
  readonly outbox: Outbox;
  readonly senders: ReadonlyMap<`${Via}:${'whatsapp' | 'sms' | 'voice'}`, Sender>;
  /** Runs everything that is due now: timers, outbox, media jobs; returns when quiet (virtual clock, tests, CLI). */
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export type { Address };
