/** The linked device among the ways out (WHATSAPP=baileys): opens its line and puts it where the outbox and the media job look. Called by start. */
import type { Logger } from 'winston';
import type { LinkedDeps, LinkedLine } from './channels/linked-port.js';
import type { Via } from './gateway/inbound.js';
import type { FetchMedia } from './gateway/media-job.js';
import type { Vendors } from './vendors.js';

export interface LinkedUp {
  readonly line: LinkedLine | null;
  readonly fetchers: ReadonlyMap<Via, FetchMedia>;
}

/** @param own false where the caller brought senders of his own: they stay @throws AccountInUse */
export async function linkDevice(vendors: Vendors, own: boolean, deps: Omit<LinkedDeps, 'account' | 'book' | 'giveUp'>): Promise<LinkedUp> {
  const { senders, fetchers } = vendors;
  if (vendors.linked === null) return { line: null, fetchers };
  const line = await vendors.linked({ ...deps, giveUp: (why) => restart(why, deps.log) });
  if (own) {
    senders.set('baileys:whatsapp', line.sender);
    /** People who wrote to Twilio's number before: it knows who also wrote to the linked one. */
    if (!senders.has('twilio:whatsapp')) senders.set('twilio:whatsapp', line.sender);
  }
  return { line, fetchers: new Map([...fetchers, ['baileys', line.fetchMedia] as const]) };
}

/** The process manager starts it again. */
function restart(why: string, log: Logger): void {
  log.error('a new process is needed', { why });
  process.kill(process.pid, 'SIGTERM');
}
