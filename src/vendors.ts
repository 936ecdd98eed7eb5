/** What the configuration brings in: senders, media fetchers, error classes and catch-up of each vendor, loaded only where it is used. Called by start. */
import { join } from 'node:path';
import type { Logger } from 'winston';
import { fetchSimulatorMedia } from './channels/simulator-media.js';
import { simulatorSender } from './channels/simulator-sender.js';
import type { LinkedDeps, LinkedLine } from './channels/linked-port.js';
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
  /** Opens the linked device (WHATSAPP=baileys): only the one gateway of a folder may. @throws AccountInUse */
  readonly linked: ((deps: Omit<LinkedDeps, 'account' | 'book'>) => Promise<LinkedLine>) | null;
}

/** Beside the gateway (the command line) there is no line: the row waits for the one that has it. */
const awaySender: Sender = {
  send: () => Promise.resolve({ kind: 'refused', errorClass: 'throttle', code: 'line_away', detail: 'the running gateway has the linked device', retryAfterMs: 5_000 }),
  reconcile: () => Promise.resolve(null),
};

/** Importing its library takes 200 ms and 65 MB: only where it is used. */
async function openLinked(deps: Omit<LinkedDeps, 'account' | 'book'>): Promise<LinkedLine> {
  const [{ createBaileysChannel }, { accountFile, openLinkedAccount }, { openLinkedBook }] = await Promise.all([import('./channels/baileys/channel.js'), import('./store/linked-auth.js'), import('./store/linked-book.js')]);
  const account = openLinkedAccount(accountFile(deps.config.varDir));
  let book: LinkedDeps['book'] | null = null;
  try {
    book = openLinkedBook(join(deps.config.varDir, 'whatsapp-book.sqlite'));
    return createBaileysChannel({ ...deps, account, book });
  } catch (error) {
    book?.close();
    account.close();
    throw error;
  }
}

export async function loadVendors(config: Config, content: Content, log: Logger, clock: Clock): Promise<Vendors> {
  const senders: Vendors['senders'] = new Map();
  const fetchers = new Map<Via, FetchMedia>();
  /** Also beside a vendor: the terminal chat, and rows left from a rehearsal. */
  for (const channel of ['whatsapp', 'sms', 'voice'] as const) senders.set(`simulator:${channel}`, simulatorSender);
  fetchers.set('simulator', (media) => fetchSimulatorMedia(config.varDir, media));
  const linked = config.whatsapp === 'baileys' ? openLinked : null;
  const linkedClass = linked === null ? null : (await import('./channels/baileys/codes.js')).linkedErrorClass;
  if (linked !== null) senders.set('baileys:whatsapp', awaySender);
  if (config.twilio === null) return { senders, fetchers, errorClass: (code) => linkedClass?.(code) ?? defaultErrorClass(code), listInbound: null, linked };

  const [{ twilioSenders }, { fetchTwilioMedia }, { twilioErrorClass }, { listInbound }] = await Promise.all([
    import('./channels/twilio-sender.js'), import('./channels/twilio-media.js'), import('./channels/twilio-errors.js'), import('./channels/twilio-inbox.js'),
  ]);
  for (const [way, sender] of twilioSenders(config, content, log, clock)) {
    senders.set(way, sender);
    /** People of the linked device: SMS and calls go out over Twilio, and where that has WhatsApp now, their answers too. */
    if (way !== 'twilio:whatsapp') senders.set(way === 'twilio:sms' ? 'baileys:sms' : 'baileys:voice', sender);
    else if (config.whatsapp === 'twilio') senders.set('baileys:whatsapp', sender);
  }
  fetchers.set('twilio', (media) => fetchTwilioMedia(config, media));
  return { senders, fetchers, errorClass: (code) => linkedClass?.(code) ?? twilioErrorClass(code), listInbound: (since) => listInbound(config, since), linked };
}
