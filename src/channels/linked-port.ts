/** The linked-device channel as the gateway sees it: nothing of its library shows here. Made by vendors, run by start. */
import type { Router } from 'express';
import type { Clock, Metrics, Received } from '../context.js';
import type { Config } from '../config.js';
import type { Content } from '../content/types.js';
import type { Change } from '../gateway/change.js';
import type { Inbound } from '../gateway/inbound.js';
import type { FetchMedia } from '../gateway/media-job.js';
import type { World } from '../gateway/world.js';
import type { LinkedAccount, LinkedBook } from '../store/port-linked.js';
import type { Store } from '../store/port.js';
import type { Sender } from './port.js';
import type { Logger } from 'winston';

/** What the gateway lends to the channel. */
export interface LinkedDeps {
  readonly config: Pick<Config, 'varDir' | 'baileysUrl' | 'host' | 'publicUrl' | 'simulatorLogin'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'count'>;
  /** 0..1 */
  readonly random: () => number;
  readonly content: () => Content;
  readonly store: Pick<Store, 'handled' | 'load' | 'commit' | 'addressRow'>;
  /** Both are the channel's own from here on: it closes them. */
  readonly account: LinkedAccount;
  readonly book: LinkedBook;
  readonly receive: (inbound: Inbound) => Promise<Received>;
  readonly world: () => World;
  readonly committed: (changes: readonly Change[]) => void;
  /** Tells the managers by another way than WhatsApp. */
  readonly alarm: (kind: string, key: string, vars: Readonly<Record<string, string | number>>) => Promise<void>;
  /** Nothing but a new process helps. */
  readonly giveUp: (why: string) => void;
}

export interface LinkedLine {
  readonly sender: Sender;
  readonly fetchMedia: FetchMedia;
  /** The pairing page; null where it would be open to strangers. */
  readonly router: Router | null;
  start(): void;
  /** What came in is taken up. */
  idle(): Promise<void>;
  /** Ends the connection (the account stays linked), finishes what is in hand. */
  stop(): Promise<void>;
  /** For /readyz: no numbers of people, no codes. Times are ISO 8601. */
  health(): Readonly<Record<string, string | number | null>>;
  /** For /metrics. */
  gauges(): Readonly<Record<string, number>>;
}
