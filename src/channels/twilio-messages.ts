/** Twilio's form of an incoming WhatsApp message or SMS -> Inbound (twilio.md 1.1). Pure; called by twilio.ts and twilio-inbox.ts. */
import { clean } from '../conversation/clean.js';
import type { ChatWhat, Inbound, MediaKind, MediaRef } from '../gateway/inbound.js';
import { smsSender, whatsappSender } from './twilio-address.js';
import type { Form } from './twilio-form.js';

/** WhatsApp allows 4,096 characters; what is longer is cut, and the cut is shown. */
export const MAX_TEXT = 4096;
export const CUT = ' [...]';
const MAX_NAME = 200;
/** Twilio writes at most ten files to a message. */
const MAX_FILES = 10;

/** Cleaned, and cut between whole characters. */
export function words(text: string | undefined, most = MAX_TEXT): string {
  const cleaned = clean(text ?? '');
  if (cleaned.length <= most) return cleaned;
  const end = most - CUT.length;
  const split = /[\uD800-\uDBFF]/u.test(cleaned.charAt(end - 1));
  return cleaned.slice(0, split ? end - 1 : end).trimEnd() + CUT;
}

/** @param at ms UTC; null where the form has no MessageSid or no From */
export function messageInbound(form: Form, channel: 'whatsapp' | 'sms', at: number): Inbound | null {
  const id = form['MessageSid'] ?? form['SmsMessageSid'] ?? form['SmsSid'];
  const from = form['From'];
  if (id === undefined || id === '' || from === undefined || from === '') return null;
  const who = channel === 'whatsapp' ? whatsappSender(from, form['WaId']) : smsSender(from);
  const name = words(form['ProfileName'], MAX_NAME);
  const to = form['To']?.replace(/^whatsapp:/u, '');
  return {
    channel, id, via: 'twilio', ...who, at, receivedAt: at, what: messageWhat(form),
    ...(to === undefined ? {} : { to }), ...(name === '' ? {} : { profileName: name }),
  };
}

export function messageWhat(form: Form): ChatWhat {
  const type = form['MessageType'] ?? '';
  const quoted = form['OriginalRepliedMessageSid'];
  const reply = quoted === undefined || quoted === '' ? {} : { quoted };
  const opt = OPT[(form['OptOutType'] ?? '').toUpperCase()];
  if (opt !== undefined) return { kind: 'optout', word: opt };
  const choice = choiceOf(form);
  if (choice !== null) return { ...choice, ...reply };
  const media = filesOf(form, type);
  const body = words(form['Body']);
  if (media.length > 0) return { kind: 'media', media, caption: media[0]?.fileName === undefined ? body : '', ...reply };
  const place = placeOf(form);
  if (place !== null) return { ...place, ...reply };
  if (body !== '') return { kind: 'text', text: body, ...reply };
  return { kind: 'unknown', type: words(type, MAX_NAME) || 'empty' };
}

const OPT: Readonly<Record<string, 'stop' | 'start' | 'help'>> = { STOP: 'stop', START: 'start', HELP: 'help' };

/** A list's row, then a button's payload; a tap without either is the text it shows. */
function choiceOf(form: Form): ChatWhat | null {
  const id = form['ListId'] || form['ButtonPayload'];
  if (id === undefined || id === '') return null;
  return { kind: 'choice', choiceId: words(id, MAX_NAME), title: words(form['ListTitle'] || form['ButtonText'] || form['Body'], MAX_NAME) };
}

/** The Body of a document is its file name, not words of the person. */
function filesOf(form: Form, type: string): MediaRef[] {
  const count = Math.min(MAX_FILES, Math.max(0, Number.parseInt(form['NumMedia'] ?? '0', 10) || 0));
  const files: MediaRef[] = [];
  for (let index = 0; index < count; index += 1) {
    const url = form[`MediaUrl${index}`];
    if (url === undefined || url === '') continue;
    const mime = (form[`MediaContentType${index}`] ?? '').toLowerCase() || 'application/octet-stream';
    const fileName = type === 'document' ? words(form['Body'], MAX_NAME) : '';
    files.push({ kind: mediaKind(mime, type), url, mime, ...(fileName === '' ? {} : { fileName }) });
  }
  return files;
}

export function mediaKind(mime: string, type = ''): MediaKind {
  if (type === 'contacts' || /^text\/(x-)?vcard/u.test(mime)) return 'contact';
  if (type === 'document') return 'document';
  for (const kind of ['image', 'audio', 'video'] as const) if (mime.startsWith(`${kind}/`)) return kind;
  return /^(application|text)\//u.test(mime) && !mime.startsWith('application/octet-stream') ? 'document' : 'other';
}

function placeOf(form: Form): ChatWhat | null {
  const [latitude, longitude] = [Number(form['Latitude'] || 'x'), Number(form['Longitude'] || 'x')];
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null;
  const label = words([form['Label'], form['Address']].filter((each) => each !== undefined && each !== '').join(', '), 2 * MAX_NAME);
  return { kind: 'location', latitude, longitude, ...(label === '' ? {} : { label }) };
}
