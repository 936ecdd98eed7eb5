/** Notices a socket that is open and deaf: stanzas come in, and nothing of them is ever handed on (baileys.md 5). Pure; used by line.ts. */

/** A stanza not handed on by then is suspicious. */
const PATIENCE_MS = 60_000;
/** So many of them, and not one message meanwhile: deaf. Single ones are kinds that Baileys drops on purpose. */
const ENOUGH = 3;
const FORGET_MS = 600_000;
const MOST = 2_000;

export interface Ledger {
  /** A raw stanza arrived, before Baileys works on it. Times are ms UTC. */
  came(id: string, at: number): void;
  /** It was handed on, readable or not. */
  handed(ids: readonly string[], at: number): void;
  deaf(now: number): boolean;
  /** Waiting longer than they should. */
  unseen(now: number): number;
}

export function createLedger(): Ledger {
  const waiting = new Map<string, number>();
  let lastHanded = Number.NEGATIVE_INFINITY;
  const overdue = (now: number): number[] => [...waiting.values()].filter((at) => now - at >= PATIENCE_MS);

  return {
    came(id, at) {
      if (!waiting.has(id)) waiting.set(id, at);
      for (const [old, since] of waiting) {
        if (at - since < FORGET_MS && waiting.size <= MOST) break;
        waiting.delete(old);
      }
    },
    handed(ids, at) {
      for (const id of ids) waiting.delete(id);
      lastHanded = at;
    },
    deaf(now) {
      const late = overdue(now).filter((at) => at > lastHanded);
      return late.length >= ENOUGH;
    },
    unseen: (now) => overdue(now).length,
  };
}
