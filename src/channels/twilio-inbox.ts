/** What people wrote to us, from Twilio's own list: Twilio does not send a webhook again that we missed (twilio.md 1.4). Called by catch-up. */
import type { Config, TwilioConfig } from '../config.js';
import type { Inbound } from '../gateway/inbound.js';
import { apiBase, twilioClient } from './twilio-client.js';
import { mediaKind, messageInbound } from './twilio-messages.js';

/** Rows asked for at once, and at most: a national campaign's day. */
const PAGE = 200;
const MOST = 20_000;
const MAX_FILES = 10;

/** Inbound messages to our numbers since then (ms UTC), oldest first. A tap on a button is only its title here. Throws when Twilio cannot be asked. */
export async function listInbound(config: Config, since: number): Promise<Inbound[]> {
  const { twilio } = config;
  if (twilio === null) return [];
  const found: Inbound[] = [];
  if (twilio.whatsappFrom !== null && config.whatsapp === 'twilio') found.push(...(await listOf(twilio, 'whatsapp', `whatsapp:${twilio.whatsappFrom}`, since)));
  if (twilio.smsFrom !== null) found.push(...(await listOf(twilio, 'sms', twilio.smsFrom, since)));
  return found.sort((one, other) => one.at - other.at);
}

async function listOf(twilio: TwilioConfig, channel: 'whatsapp' | 'sms', to: string, since: number): Promise<Inbound[]> {
  const client = await twilioClient(twilio);
  const rows = await client.messages.list({ to, dateSentAfter: new Date(since), pageSize: PAGE, limit: MOST });
  const found: Inbound[] = [];
  for (const row of rows) {
    const at = (row.dateSent ?? row.dateCreated).getTime();
    if (row.direction !== 'inbound' || row.to !== to || at < since) continue;
    const files = Number(row.numMedia) > 0 ? await filesOf(twilio, row.sid, row.body) : {};
    const inbound = messageInbound({ MessageSid: row.sid, From: row.from, To: row.to, Body: row.body, ...files }, channel, at);
    if (inbound !== null) found.push(inbound);
  }
  return found;
}

/** The same fields as the webhook has. A document's Body is its file name: here only its ending tells. */
async function filesOf(twilio: TwilioConfig, sid: string, body: string): Promise<Record<string, string>> {
  const client = await twilioClient(twilio);
  const files = await client.messages(sid).media.list({ limit: MAX_FILES });
  const document = files.some((file) => mediaKind(file.contentType) === 'document') && /^[^\n]{1,200}\.\w{2,5}$/u.test(body);
  const form: Record<string, string> = { NumMedia: String(files.length), ...(document ? { MessageType: 'document' } : {}) };
  files.forEach((file, index) => {
    form[`MediaUrl${index}`] = `${apiBase(twilio)}/2010-04-01/Accounts/${twilio.accountSid}/Messages/${sid}/Media/${file.sid}`;
    form[`MediaContentType${index}`] = file.contentType;
  });
  return form;
}
