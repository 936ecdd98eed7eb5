/** Which version of WhatsApp Web we say we are: the last one that worked or the one that Baileys brings, whichever is newer; after a refusal (405) the newest that can be had. Used by line.ts. */
import { DEFAULT_CONNECTION_CONFIG, fetchLatestWaWebVersion } from '@whiskeysockets/baileys';
import type { AuthStore, Version } from './auth-store.js';

const FETCH_MS = 5_000;

export interface Versions {
  current(): Version;
  /** It was let in. */
  worked(): void;
  /** The current one was refused. @returns whether there is another one to try */
  refresh(): Promise<boolean>;
}

export function createVersions(auth: Pick<AuthStore, 'goodVersion' | 'setGoodVersion'>, fetchNewest: () => Promise<Version | null>, bundled: Version = bundledVersion()): Versions {
  const good = auth.goodVersion();
  let version = good === null ? bundled : newer(good, bundled);
  return {
    current: () => version,
    worked: () => {
      const kept = auth.goodVersion();
      if (kept === null || !same(kept, version)) auth.setGoodVersion(version);
    },
    async refresh() {
      const before = version;
      /** Nothing newer to be had: the others that we know are tried in turn. */
      const fetched = await fetchNewest().catch(() => null);
      const others = [fetched, bundled, auth.goodVersion()].filter((each): each is Version => each !== null && !same(each, before));
      version = others[0] ?? before;
      return !same(version, before);
    },
  };
}

const same = (one: Version, other: Version): boolean => one.every((part, index) => part === other[index]);

function newer(one: Version, other: Version): Version {
  for (let index = 0; index < 3; index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference > 0 ? one : other;
  }
  return one;
}

export function bundledVersion(): Version {
  const [major, minor, revision] = DEFAULT_CONNECTION_CONFIG.version;
  return [major, minor, revision];
}

/** Never throws by itself, and on failure hands back an old number: only an answer that says it is the latest counts. */
export async function fetchNewestVersion(): Promise<Version | null> {
  const { version: [major, minor, revision], isLatest } = await fetchLatestWaWebVersion({ signal: AbortSignal.timeout(FETCH_MS) });
  return isLatest ? [major, minor, revision] : null;
}
