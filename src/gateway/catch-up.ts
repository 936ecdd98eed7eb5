/** Catch-up: asks the vendor what came in while we did not listen, merges each person's backlog and hands it to receive as one late message. Made by start. */
import type { Logger } from 'winston';
import type { Config } from '../config.js';
import type { Clock, Received } from '../context.js';
import { optOutWord } from '../conversation/phrases.js';
import type { Store } from '../store/port.js';
import type { ChatWhat, Inbound, MediaRef } from './inbound.js';

const EVERY_MS = 5 * 60_000;
/** Asked for again: vendors' lists fill in late, and a failed run is made good by the next one. */
const OVERLAP_MS = 15 * 60_000;
/** Younger messages may be on their way to us as a webhook. */
const GRACE_MS = 20_000;
const FARTHEST_MS = 7 * 24 * 3_600_000;

export interface CatchUpDeps {
  readonly config: Pick<Config, 'twilio'>;
  readonly clock: Clock;
  readonly store: Pick<Store, 'handled' | 'lastInboundAt'>;
  readonly receive: (inbound: Inbound) => Promise<Received>;
  readonly log: Logger;
  /** Oldest first; null = no vendor can tell. */
  readonly list: ((since: number) => Promise<Inbound[]>) | null;
  /** Messages that must stay by themselves: commands of executives. */
  readonly apart?: (inbound: Inbound) => boolean;
}

export interface CatchUp {
  /** @returns how many missed messages were taken up */
  run(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

export function createCatchUp(deps: CatchUpDeps): CatchUp {
  const { clock, log, list } = deps;
  let timer: { cancel(): void } | null = null;
  let running: Promise<number> | null = null;
  let stopped = true;
  /** Between a stop and the next start: what is not taken up yet is found again. */
  let leaving = false;

  const run = (): Promise<number> => {
    running ??= once(deps, () => leaving).catch((error: unknown) => {
      log.warn('catch-up failed', { error: error instanceof Error ? error.message : String(error) });
      return 0;
    }).finally(() => {
      running = null;
    });
    return running;
  };
  const tick = (): void => {
    void run().then(() => {
      if (!stopped) timer = clock.after(EVERY_MS, tick);
    });
  };

  return {
    run,
    start() {
      if (list === null || deps.config.twilio === null || !stopped) return;
      stopped = false;
      leaving = false;
      tick();
    },
    async stop() {
      stopped = true;
      leaving = true;
      timer?.cancel();
      await running;
    },
  };
}

async function once({ clock, store, receive, log, list, apart }: CatchUpDeps, leaving: () => boolean): Promise<number> {
  if (list === null) return 0;
  const now = clock.now();
  const times = await Promise.all((['whatsapp', 'sms'] as const).map((channel) => store.lastInboundAt('twilio', channel)));
  const known = times.flatMap((time) => (time === null ? [] : [time]));
  const since = Math.max(now - FARTHEST_MS, Math.min(now, ...(known.length === 0 ? [now] : [Math.min(...known)])) - OVERLAP_MS);
  const missed: Inbound[] = [];
  for (const inbound of await list(since)) {
    if (inbound.at <= now - GRACE_MS && !(await store.handled(inbound.channel, inbound.id))) missed.push(inbound);
  }
  let count = 0;
  for (const inbound of backlogs(missed, now, apart)) {
    if (leaving()) break;
    try {
      await receive(inbound);
      count += 1 + (inbound.covers?.length ?? 0);
    } catch (error) {
      log.warn('a missed message could not be taken up: the next run tries again', { id: inbound.id, error: error instanceof Error ? error.message : String(error) });
    }
  }
  if (count > 0) log.info('missed messages taken up', { count, since });
  return count;
}

/** One Inbound a person, in order of the first message; opt-out words and what `apart` names stay by themselves. */
export function backlogs(missed: readonly Inbound[], now: number, apart: (inbound: Inbound) => boolean = () => false): Inbound[] {
  const groups: { readonly key: string; readonly alone: boolean; readonly parts: Inbound[] }[] = [];
  const latest = new Map<string, (typeof groups)[number]>();
  for (const inbound of missed) {
    const key = `${inbound.channel}/${inbound.from}`;
    const alone = isOptOut(inbound) || apart(inbound);
    const open = latest.get(key);
    if (open !== undefined && !open.alone && !alone) {
      open.parts.push(inbound);
      continue;
    }
    const group = { key, alone, parts: [inbound] };
    groups.push(group);
    latest.set(key, group);
  }
  return groups.map(({ parts }) => merged(parts, now));
}

function isOptOut({ what }: Inbound): boolean {
  return what.kind === 'optout' || (what.kind === 'text' && optOutWord(what.text) !== null);
}

function merged(parts: readonly Inbound[], now: number): Inbound {
  const newest = parts.reduce((one, other) => (other.at >= one.at ? other : one));
  const late = { ...newest, late: true, receivedAt: now };
  const others = parts.filter((part) => part !== newest);
  return others.length === 0 ? late : { ...late, covers: others.map((part) => part.id), what: together(parts) };
}

/** Words in order, files together; a place among words becomes words. */
function together(parts: readonly Inbound[]): ChatWhat {
  const said: string[] = [];
  const media: MediaRef[] = [];
  let last: ChatWhat | null = null;
  let quoted: string | undefined;
  for (const { what } of parts) {
    if ('quoted' in what && what.quoted !== undefined) quoted = what.quoted;
    switch (what.kind) {
      case 'text':
        said.push(what.text);
        break;
      case 'choice':
        said.push(what.title);
        break;
      case 'media':
        media.push(...what.media);
        if (what.caption !== '') said.push(what.caption);
        break;
      case 'location':
        last = what;
        said.push([what.label, `${what.latitude}, ${what.longitude}`].filter((each) => each !== undefined).join(': '));
        break;
      default:
        if (what.kind === 'unknown') last ??= what;
    }
  }
  const reply = quoted === undefined ? {} : { quoted };
  if (media.length > 0) return { kind: 'media', media, caption: said.join('\n'), ...reply };
  if (last !== null && said.length <= (last.kind === 'location' ? 1 : 0)) return last;
  return { kind: 'text', text: said.join('\n'), ...reply };
}
