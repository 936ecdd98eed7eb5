/** Webhook forms as Twilio posts them (field sets of twilio.md 1.1). Used by the whole-app tests, the crash test and the load runs. */
import type { Form } from './twilio-sign.js';

export const OUR_WHATSAPP = '+14155238886';
export const OUR_VOICE = '+25825230000';

export interface ChatForm {
  readonly accountSid: string;
  readonly sid: string;
  /** E.164, or an opaque id (`MZ.123`). */
  readonly from: string;
  readonly profileName?: string;
}

const isNumber = (from: string): boolean => from.startsWith('+');

export function whatsappForm({ accountSid, sid, from, profileName = 'Registador Teste' }: ChatForm, extra: Form): Form {
  return {
    ApiVersion: '2010-04-01', AccountSid: accountSid, From: `whatsapp:${from}`, To: `whatsapp:${OUR_WHATSAPP}`, ...(isNumber(from) ? { WaId: from.slice(1) } : {}),
    ProfileName: profileName, SmsStatus: 'received', NumSegments: '1', ReferralNumMedia: '0', MessageSid: sid, SmsSid: sid, SmsMessageSid: sid, MessageType: 'text', Body: '', NumMedia: '0',
    ChannelMetadata: JSON.stringify({ type: 'whatsapp', data: { context: { ProfileName: profileName, ...(isNumber(from) ? { WaId: from.slice(1) } : {}) } } }), ...extra,
  };
}

/** A reply to a message of ours. */
export const quoting = (sid: string): Form => ({ OriginalRepliedMessageSid: sid, OriginalRepliedMessageSender: `whatsapp:${OUR_WHATSAPP}`, Forwarded: 'false', FrequentlyForwarded: 'false' });

export const tapped = (id: string, title: string): Form => ({ MessageType: 'interactive', Body: title, ButtonText: title, ButtonPayload: id });

export const attached = (type: string, mime: string, url: string, body: string): Form => ({ MessageType: type, Body: body, NumMedia: '1', MediaContentType0: mime, MediaUrl0: url });

export const located = (latitude: number, longitude: number, label: string): Form =>
  ({ MessageType: 'location', Latitude: String(latitude), Longitude: String(longitude), ...(label === '' ? {} : { Label: label, Address: label }) });

export interface CallForm {
  readonly accountSid: string;
  readonly callSid: string;
  /** E.164, `anonymous` or `sip:...`. */
  readonly from: string;
}

export function callForm({ accountSid, callSid, from }: CallForm, extra: Form = {}): Form {
  return {
    ApiVersion: '2010-04-01', AccountSid: accountSid, CallSid: callSid, From: from, To: OUR_VOICE, Caller: from, Called: OUR_VOICE, Direction: 'inbound', CallStatus: 'in-progress',
    FromCountry: 'MZ', FromCity: '', FromState: '', FromZip: '', ToCountry: 'MZ', ToCity: '', ToState: '', ToZip: '', ...extra,
  };
}

/** The smallest files that are what they say they are. */
export const SAMPLE_FILES: Readonly<Record<'image' | 'audio' | 'video' | 'document' | 'contacts', { readonly mime: string; readonly bytes: Uint8Array }>> = {
  image: { mime: 'image/jpeg', bytes: Buffer.from('/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AR//Z', 'base64') },
  audio: { mime: 'audio/ogg', bytes: Buffer.concat([Buffer.from('OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0', 'latin1'), Buffer.alloc(64)]) },
  video: { mime: 'video/mp4', bytes: Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2mp41', 'latin1'), Buffer.alloc(64)]) },
  document: { mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n') },
  contacts: { mime: 'text/vcard', bytes: Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Colega Teste\r\nTEL;TYPE=CELL:+258841230099\r\nEND:VCARD\r\n') },
};
