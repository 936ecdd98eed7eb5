/** Care of an open line: notices that it is deaf or old, and remembers when something last came. Used by line.ts. */
import type { Clock } from '../../context.js';
import { createLedger } from './ledger.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const TICK_MS = 30_000;
/** A socket is made anew in a quiet minute after so long (and up to an hour more), quiet or not after twice that. */
const RECYCLE_MS = 4 * HOUR;
const QUIET_MS = MINUTE;

export interface Upkeep {
  /** A connection is made: nothing is awaited on it yet. */
  connecting(): void;
  opened(): void;
  /** @returns how long it was open, ms; 0 = it was not */
  closed(): number;
  stanza(id: string): void;
  handed(ids: readonly string[]): void;
  acked(): void;
  figures(): { readonly openSince: number | null; readonly lastStanzaAt: number | null; readonly lastUpsertAt: number | null; readonly lastAckAt: number | null; readonly unseen: number; readonly recycles: number };
}

export interface UpkeepDeps {
  readonly clock: Clock;
  readonly random: () => number;
  /** Open for so long, ms; every half minute. */
  readonly lasted: (ms: number) => void;
  /** Make the socket anew. `deaf`: how often in a row it was deaf; 0 = only old. */
  readonly recycle: (deaf: number) => void;
}

export function createUpkeep({ clock, random, lasted, recycle }: UpkeepDeps): Upkeep {
  let ledger = createLedger();
  let openSince: number | null = null;
  let lastStanzaAt: number | null = null;
  let lastUpsertAt: number | null = null;
  let lastAckAt: number | null = null;
  let recycleAfter = RECYCLE_MS;
  let deaf = 0;
  let recycles = 0;
  let ticking: { cancel(): void } | null = null;

  function tick(): void {
    const now = clock.now();
    const age = now - (openSince ?? now);
    lasted(age);
    const isDeaf = ledger.deaf(now);
    const quiet = now - Math.max(lastStanzaAt ?? 0, lastAckAt ?? 0) >= QUIET_MS;
    if (isDeaf) deaf += 1;
    if (isDeaf || (age >= recycleAfter && quiet) || age >= 2 * recycleAfter) {
      recycles += 1;
      recycle(isDeaf ? deaf : 0);
      return;
    }
    ticking = clock.after(TICK_MS, tick);
  }

  return {
    connecting() {
      ledger = createLedger();
    },
    opened() {
      openSince = clock.now();
      recycleAfter = RECYCLE_MS + Math.round(random() * HOUR);
      ticking?.cancel();
      ticking = clock.after(TICK_MS, tick);
    },
    closed() {
      ticking?.cancel();
      const age = openSince === null ? 0 : clock.now() - openSince;
      openSince = null;
      return age;
    },
    stanza(id) {
      lastStanzaAt = clock.now();
      ledger.came(id, lastStanzaAt);
    },
    handed(ids) {
      lastUpsertAt = clock.now();
      deaf = 0;
      ledger.handed(ids, lastUpsertAt);
    },
    acked() {
      lastAckAt = clock.now();
    },
    figures: () => ({ openSince, lastStanzaAt, lastUpsertAt, lastAckAt, unseen: ledger.unseen(clock.now()), recycles }),
  };
}
