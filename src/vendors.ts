/** What the configuration brings in: senders, media fetchers, error classes and catch-up of each vendor, loaded only where it is used. Called by start. */
import type { Logger } from 'winston';
import { fetchSimulatorMedia } from './channels/simulator-media.js';
import { simulatorSender } from './channels/simulator-sender.js';
import type { ErrorClass, Sender } from './channels/port.js';
import type { Config } from './config.js';
import type { Clock } from './context.js';
import type { Content } from './content/types.js';
import type { Inbound, Via } from './gateway/inbound.js';
import type { FetchMedia } from './gateway/media-job.js';
import { defaultErrorClass } from './gateway/worlds.js';

export interface Vendors {
  readonly senders: Map<`${Via}:${'whatsapp' | 'sms' | 'voice'}`, Sender>;
  readonly fetchers: ReadonlyMap<Via, FetchMedia>;
  readonly errorClass: (code: string) => ErrorClass;
  /** Which inbound messages the vendor has since then (ms UTC); null = no vendor can tell. */
  readonly listInbound: ((since: number) => Promise<Inbound[]>) | null;
}

export async function loadVendors(config: Config, content: Content, log: Logger, clock: Clock): Promise<Vendors> {
  const senders: Vendors['senders'] = new Map();
  const fetchers = new Map<Via, FetchMedia>();
  /** Also beside a vendor: the terminal chat, and rows left from a rehearsal. */
  for (const channel of ['whatsapp', 'sms', 'voice'] as const) senders.set(`simulator:${channel}`, simulatorSender);
  fetchers.set('simulator', (media) => fetchSimulatorMedia(config.varDir, media));
  if (config.twilio === null) return { senders, fetchers, errorClass: defaultErrorClass, listInbound: null };

  const [{ twilioSenders }, { fetchTwilioMedia }, { twilioErrorClass }, { listInbound }] = await Promise.all([
    import('./channels/twilio-sender.js'), import('./channels/twilio-media.js'), import('./channels/twilio-errors.js'), import('./channels/twilio-inbox.js'),
  ]);
  for (const [way, sender] of twilioSenders(config, content, log, clock)) senders.set(way, sender);
  fetchers.set('twilio', (media) => fetchTwilioMedia(config, media));
  return { senders, fetchers, errorClass: twilioErrorClass, listInbound: (since) => listInbound(config, since) };
}
