/** Memory that outlives a socket: retry counts, key values, device lists. Baileys would make its own with every connection, and retry loops would begin anew. Used by line.ts. */
import type { CacheStore } from '@whiskeysockets/baileys';

const MINUTE = 60_000;

interface Kept {
  readonly value: unknown;
  readonly until: number;
}

/** At most `most` values, each for `ms`; the one not used for longest goes first. */
export function createCache(now: () => number, ms: number, most: number): CacheStore {
  const kept = new Map<string, Kept>();
  return {
    get<T>(key: string): T | undefined {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      if (found.until <= now()) return undefined;
      kept.set(key, found);
      return found.value as T;
    },
    set<T>(key: string, value: T): void {
      kept.delete(key);
      kept.set(key, { value, until: now() + ms });
      if (kept.size <= most) return;
      const [oldest] = kept.keys();
      if (oldest !== undefined) kept.delete(oldest);
    },
    del: (key) => void kept.delete(key),
    flushAll: () => kept.clear(),
  };
}

export interface Caches {
  readonly keys: CacheStore;
  readonly retries: CacheStore;
  readonly devices: CacheStore;
  readonly calls: CacheStore;
  readonly placeholders: CacheStore;
  /** Another account: nothing of the old one may stay. */
  clear(): void;
}

export function createCaches(now: () => number): Caches {
  const stores = {
    keys: createCache(now, 5 * MINUTE, 5_000), retries: createCache(now, 60 * MINUTE, 5_000), devices: createCache(now, 5 * MINUTE, 5_000),
    calls: createCache(now, 5 * MINUTE, 500), placeholders: createCache(now, 60 * MINUTE, 1_000),
  };
  return {
    ...stores,
    clear: () => {
      for (const store of Object.values(stores)) void store.flushAll();
    },
  };
}
