/** Counts what went wrong with the line and says what to do after a close: connect, wait how long, or stop. Used by line.ts. */
import { backoff } from '../../gateway/backoff.js';
import { reactionTo } from './closes.js';
import type { Close } from './closes.js';
import type { StopReason } from './line-port.js';

const MINUTE = 60_000;
const LONGEST_PAUSE_MS = MINUTE;
/** Pauses grow up to here: 5 s * 2^4. */
const MOST_GROWTH = 5;
/** A connection that lasted so long was a good one: failures are counted anew. */
const LASTED_MS = MINUTE;
const REPLACED_TRIES = 3;
const REPLACED_PAUSE_MS = 30_000;
const REPLACED_FORGOTTEN_MS = 10 * MINUTE;
const OUTDATED_PAUSE_MS = 5 * MINUTE;
const OUTDATED_FIRST_MS = 1_000;
/** More restarts in a row than WhatsApp ever asks for: weather. */
const RESTARTS = 5;

export type Step =
  | { readonly kind: 'connect' }
  /** `refresh`: ask for another version of WhatsApp Web first; `tell`: the newest one is refused too. */
  | { readonly kind: 'wait'; readonly ms: number; readonly refresh: boolean; readonly tell: boolean }
  | { readonly kind: 'stop'; readonly reason: StopReason };

export interface Failures {
  after(close: Close): Step;
  opened(): void;
  /** How long it has been open by now, ms. */
  lasted(ms: number): void;
  clear(): void;
}

export function createFailures(random: () => number): Failures {
  const count = { inRow: 0, replaced: 0, outdated: 0, restarts: 0 };
  const wait = (ms: number, refresh = false, tell = false): Step => ({ kind: 'wait', ms, refresh, tell });

  function again(): Step {
    count.inRow += 1;
    return wait(Math.min(LONGEST_PAUSE_MS, backoff(Math.min(count.inRow, MOST_GROWTH), random())));
  }

  return {
    after(close) {
      const reaction = reactionTo(close);
      switch (reaction.kind) {
        case 'now':
          count.restarts += 1;
          return count.restarts <= RESTARTS ? { kind: 'connect' } : again();
        case 'again':
          return again();
        case 'replaced':
          count.replaced += 1;
          return count.replaced > REPLACED_TRIES ? { kind: 'stop', reason: 'replaced' } : wait(REPLACED_PAUSE_MS + Math.round(random() * REPLACED_PAUSE_MS));
        case 'outdated':
          /** A newer version mostly helps at once; if not, slowly: it was seen on everyone, and blind retries made it worse. */
          count.outdated += 1;
          return wait(count.outdated === 1 ? OUTDATED_FIRST_MS : OUTDATED_PAUSE_MS, true, count.outdated === 2);
        case 'stop':
          return { kind: 'stop', reason: reaction.reason };
      }
    },
    opened() {
      count.outdated = count.restarts = 0;
    },
    lasted(ms) {
      if (ms >= LASTED_MS) count.inRow = 0;
      if (ms >= REPLACED_FORGOTTEN_MS) count.replaced = 0;
    },
    clear() {
      count.inRow = count.replaced = count.outdated = count.restarts = 0;
    },
  };
}
