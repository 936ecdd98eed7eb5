/** Timers: deadlines are rows; each that falls due becomes an Inbound, in order of due time, once (promise 5). Made by start. */
import type { Logger } from 'winston';
import type { Clock, Received } from '../context.js';
import type { Store } from '../store/port.js';
import type { Inbound } from './inbound.js';
import { createLoop } from './loop.js';
import type { Loop } from './loop.js';
import type { Contact, Timer } from './records.js';

const BATCH = 100;

export interface TimersDeps {
  readonly store: Pick<Store, 'dueTimers' | 'nextTimer' | 'load'>;
  readonly clock: Clock;
  readonly receive: (inbound: Inbound) => Promise<Received>;
  readonly log: Logger;
}

export function createTimers({ store, clock, receive, log }: TimersDeps): Loop {
  async function due(stopped: () => boolean): Promise<number> {
    const seen = new Set<string>();
    let ran = 0;
    for (;;) {
      const rows = (await store.dueTimers(clock.now(), BATCH)).filter((timer) => !seen.has(idOf(timer)));
      if (rows.length === 0) return ran;
      for (const timer of rows) {
        if (stopped()) return ran;
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

  return createLoop({ due, nextAt: () => store.nextTimer(), broken: (error) => log.error('timers cannot run', { error }) }, clock);
}

/** `version` tells apart what falls due twice at the same moment. */
const idOf = ({ name, key, dueAt, data }: Timer): string => `${name}/${key}/${dueAt}${typeof data['version'] === 'number' ? `/${data['version']}` : ''}`;

const phoneOf = (contact: Contact | null): { readonly phone?: string } => (contact === null || contact.phone === null ? {} : { phone: contact.phone });
