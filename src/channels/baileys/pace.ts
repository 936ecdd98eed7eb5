/** Who may be written to now: answers to somebody who just wrote at once, everything else 1 to 3 seconds after the message to somebody else before it. Used by sender.ts. */

const LEAST_MS = 1_000;
const MORE_MS = 2_000;
/** A turn that nobody came back for. */
const STALE_MS = 120_000;

export interface Pace {
  /** Ms to wait until this message's turn; 0 = now. The turn stays its own until it is taken. */
  wait(id: string, to: string, now: number): number;
}

export function createPace(random: () => number): Pace {
  const turns = new Map<string, number>();
  /** The newest turn given away, and the newest one taken: whoever comes back comes a little late. */
  let given: Turn | null = null;
  let taken: Turn | null = null;

  const after = (turn: Turn | null, to: string, ms: number): number => (turn === null || turn.to === to ? 0 : turn.at + ms);

  return {
    wait(id, to, now) {
      for (const [each, at] of turns) if (now - at > STALE_MS) turns.delete(each);
      const mine = turns.get(id) ?? after(given, to, LEAST_MS + Math.round(random() * MORE_MS));
      const at = Math.max(now, mine, after(taken, to, LEAST_MS));
      if (!turns.has(id)) given = { to, at };
      if (at > now) {
        turns.set(id, at);
        return at - now;
      }
      turns.delete(id);
      taken = { to, at };
      return 0;
    },
  };
}

interface Turn {
  readonly to: string;
  readonly at: number;
}
