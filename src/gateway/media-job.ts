/** The media job: fetches the files that people sent, after the turn that told of them, and reports each as an Inbound. Made by start. */
import type { Logger } from 'winston';
import type { Fetched } from '../channels/media-keep.js';
import type { Clock, Received } from '../context.js';
import type { Store } from '../store/port.js';
import { backoff } from './backoff.js';
import type { Inbound, Via } from './inbound.js';
import { createLoop, pause } from './loop.js';
import type { Loop } from './loop.js';
import type { Contact, MediaFile } from './records.js';

const AT_ONCE = 4;
const LEASE_MS = 180_000;
/** Then the file counts as lost and the person is told. */
export const MAX_FETCHES = 8;
/** A file that is still coming at the stop is fetched again at the next start. */
const STOP_MS = 2_000;
/** Final answers: trying again brings the same. */
const FINAL: ReadonlySet<string> = new Set(['too_big', 'type']);

export type FetchMedia = (media: MediaFile) => Promise<Fetched>;

export interface MediaJobDeps {
  readonly store: Pick<Store, 'claimMedia' | 'nextMedia' | 'setMedia' | 'load'>;
  readonly clock: Clock;
  readonly receive: (inbound: Inbound) => Promise<Received>;
  readonly fetchers: ReadonlyMap<Via, FetchMedia>;
  readonly log: Logger;
  readonly random: () => number;
}

export function createMediaJob(deps: MediaJobDeps): Loop {
  const { store, clock, log } = deps;
  /** The stop did not wait for it any longer: fetched again at the next start. */
  let left = false;

  async function due(stopped: () => boolean): Promise<number> {
    let count = 0;
    for (;;) {
      if (stopped()) return count;
      const rows = await store.claimMedia(clock.now(), AT_ONCE, LEASE_MS);
      if (rows.length === 0) return count;
      count += rows.length;
      await Promise.all(rows.map((media) => fetchOne(media, deps, () => left)));
    }
  }

  const loop = createLoop({ due, nextAt: () => store.nextMedia(), broken: (error) => log.error('media job broke off', { error }) }, clock);
  return {
    ...loop,
    async stop() {
      const late = pause(STOP_MS, 'late');
      left = (await Promise.race([loop.stop(), late.done])) === 'late';
      late.cancel();
    },
  };
}

async function fetchOne(media: MediaFile, deps: MediaJobDeps, left: () => boolean): Promise<void> {
  const { store, clock, random, log } = deps;
  const attempts = media.attempts + 1;
  const fetched = await tryFetch(media, deps);
  if (left()) return;
  if (!fetched.ok && !FINAL.has(fetched.fault) && attempts < MAX_FETCHES) {
    log.warn('media not fetched', { media: media.id, fault: fetched.fault, attempts });
    return store.setMedia(media.id, { attempts, nextAt: clock.now() + backoff(attempts, random()), fault: fetched.fault });
  }
  await report(media, fetched, attempts, deps);
}

async function tryFetch(media: MediaFile, { fetchers, log }: MediaJobDeps): Promise<Fetched> {
  const fetch = fetchers.get(media.via);
  if (fetch === undefined) return { ok: false, fault: 'no_way' };
  try {
    return await fetch(media);
  } catch (error) {
    log.warn('media fetch threw', { media: media.id, error });
    return { ok: false, fault: 'fetch' };
  }
}

/** In the lane of the person who sent it: a ticket may take the file at this very moment. */
async function report(media: MediaFile, fetched: Fetched, attempts: number, { store, clock, receive }: MediaJobDeps): Promise<void> {
  const { contact, addresses } = await store.load({ mediaId: media.id });
  const now = clock.now();
  const { ok, ...rest } = fetched;
  const { status } = await receive({
    channel: 'job', id: `media/${media.id}/${attempts}`, via: media.via, from: addresses[0]?.address ?? `media:${media.id}`,
    ...phoneOf(contact), at: now, receivedAt: now,
    what: { kind: 'job.media', mediaId: media.id, ok, ...rest },
  });
  if (status === 'handled') return;
  /** Our own fault stopped the report: not fetched again for ever; `replay` takes it up. */
  if ((await store.load({ mediaId: media.id })).media?.status === 'pending') await store.setMedia(media.id, { status: 'lost', attempts, fault: 'report' });
}

const phoneOf = (contact: Contact | null): { readonly phone?: string } => (contact === null || contact.phone === null ? {} : { phone: contact.phone });
