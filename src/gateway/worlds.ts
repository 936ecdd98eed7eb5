/** Makes the World of a turn: time, ids, ticket numbers from blocks reserved ahead (so that a pure decision may take one at once), and the ways out. Used by receive and the outbox. */
import type { ErrorClass } from '../channels/port.js';
import type { Config } from '../config.js';
import type { Clock } from '../context.js';
import { ticketNumber } from '../helpdesk/number.js';
import type { Store } from '../store/port.js';
import { newId as idAt } from './ids.js';
import type { Via } from './inbound.js';
import type { World } from './world.js';

/** A turn takes at most this many numbers; fewer in hand and it waits for the next block. */
const AT_LEAST = 4;
const FIRST_BLOCK = 10;
const LARGEST_BLOCK = 100;

export interface Numbers {
  /** Null when enough numbers are in hand: then decide at once, before anybody else takes one. Else a promise: wait, and ask again. */
  ready(): Promise<void> | null;
  peek(): string;
  take(): string;
  /** Numbers of a decision that was not committed. */
  giveBack(numbers: readonly string[]): void;
}

export function createNumbers(store: Pick<Store, 'reserveTickets'>): Numbers {
  const free: string[] = [];
  let block = FIRST_BLOCK;
  let refilling: Promise<void> | null = null;

  async function reserve(): Promise<void> {
    const size = block;
    const first = await store.reserveTickets(size);
    for (let index = 0; index < size; index += 1) free.push(ticketNumber(first + index));
    block = Math.min(block * 2, LARGEST_BLOCK);
  }

  function refill(): Promise<void> {
    refilling ??= reserve().finally(() => {
      refilling = null;
    });
    return refilling;
  }

  function peek(): string {
    const [next] = free;
    if (next === undefined) throw new Error('no ticket number in hand: ready() was not awaited');
    return next;
  }

  return {
    ready() {
      if (free.length < AT_LEAST) return refill();
      /** Ahead of need; a failure shows at the next turn that has to wait for it. */
      if (free.length < block / 4) refill().catch(() => undefined);
      return null;
    },
    peek,
    take() {
      const next = peek();
      free.shift();
      return next;
    },
    giveBack(numbers) {
      free.unshift(...numbers);
    },
  };
}

export interface Worlds {
  readonly ready: Numbers['ready'];
  make(): World;
  /** What a world that came to nothing had taken is free again. */
  undo(world: World): void;
}

export interface WorldDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'reserveTickets'>;
  readonly ways: World['ways'];
  readonly via: Via | null;
  readonly errorClass: (code: string) => ErrorClass;
  readonly newId?: () => string;
}

export function createWorlds({ clock, store, ways, via, errorClass, newId = () => idAt(clock.now()) }: WorldDeps): Worlds {
  const numbers = createNumbers(store);
  const taken = new WeakMap<World, string[]>();
  return {
    ready: () => numbers.ready(),
    make() {
      const own: string[] = [];
      const world: World = {
        now: clock.now(), newId, ways, via, errorClass,
        peekTicket: () => numbers.peek(),
        takeTicket: () => {
          const number = numbers.take();
          own.push(number);
          return number;
        },
      };
      taken.set(world, own);
      return world;
    },
    undo(world) {
      numbers.giveBack(taken.get(world) ?? []);
      taken.delete(world);
    },
  };
}

type Ways = Pick<Config, 'twilio' | 'whatsapp' | 'simulator'>;

/** Ways out by configuration. With the simulator alone, all of them. */
export function waysOf({ twilio, whatsapp, simulator }: Ways): World['ways'] {
  if (twilio === null && whatsapp === 'off' && simulator) return { whatsapp: true, sms: true, voice: true };
  return {
    whatsapp: whatsapp === 'baileys' || (whatsapp === 'twilio' && (twilio?.whatsappFrom ?? null) !== null),
    sms: (twilio?.smsFrom ?? null) !== null,
    voice: (twilio?.voiceFrom ?? null) !== null,
  };
}

/** Who carries first messages to people we have not heard from. */
export function viaOf({ twilio, whatsapp, simulator }: Ways): Via | null {
  if (whatsapp !== 'off') return whatsapp;
  if (simulator) return 'simulator';
  return twilio === null ? null : 'twilio';
}

/** Where no vendor's list of codes is at hand: try again. */
export const defaultErrorClass = (_code: string): ErrorClass => 'retry';
