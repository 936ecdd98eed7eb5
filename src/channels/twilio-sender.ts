/** The ways out over Twilio's REST: WhatsApp, SMS and calls, one try each, with the meaning of every failure. Made by start, called by the outbox. */
import type { Logger } from 'winston';
import type { Config, TwilioConfig } from '../config.js';
import type { Clock } from '../context.js';
import type { Content } from '../content/types.js';
import type { OutMessage } from '../gateway/records.js';
import type { Sender, SendOptions, SendResult } from './port.js';
import { Throttled, TIMEOUT_MS, twilioClient } from './twilio-client.js';
import { menuSid, templateText } from './twilio-content.js';
import { twilioErrorClass } from './twilio-errors.js';
import { reconcileCall, reconcileMessage } from './twilio-reconcile.js';
import { RETRIES } from './twiml.js';

/** Seconds a telephone rings before a callback counts as not taken. */
const RING_SECONDS = 30;

/** How long Twilio listens for an answering machine's greeting before it asks us what to say. */
const MACHINE_SECONDS = 20;

/** An executive who is rung presses a key himself. */
const machinesTold = (body: { readonly callbackId: string; readonly reason: string }): boolean => body.reason !== 'alarm' && !body.callbackId.startsWith('bridge/');

type Way = 'twilio:whatsapp' | 'twilio:sms' | 'twilio:voice';

export interface Line {
  readonly twilio: TwilioConfig;
  readonly content: Content;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly clock: Pick<Clock, 'now'>;
  readonly timeoutMs: number;
}

/** Only the ways that have a sender configured. */
export function twilioSenders(config: Config, content: Content, log: Logger, clock: Pick<Clock, 'now'>, timeoutMs = TIMEOUT_MS): Map<Way, Sender> {
  const { twilio, publicUrl } = config;
  const senders = new Map<Way, Sender>();
  if (twilio === null) return senders;
  const line: Line = { twilio, content, publicUrl, log, clock, timeoutMs };
  if (twilio.whatsappFrom !== null) senders.set('twilio:whatsapp', messageSender(`whatsapp:${twilio.whatsappFrom}`, line));
  if (twilio.smsFrom !== null) senders.set('twilio:sms', messageSender(twilio.smsFrom, line));
  if (twilio.voiceFrom !== null) senders.set('twilio:voice', callSender(twilio.voiceFrom, line));
  return senders;
}

function messageSender(from: string, line: Line): Sender {
  return {
    ...(from.startsWith('whatsapp:') ? { window: true } : {}),
    send: (message, options) => outcome(options, async () => {
      const words = payload(message, options, line.content);
      if (words === null) return { kind: 'refused', errorClass: 'content', code: 'no_words', detail: `a ${message.body.kind} cannot be written` };
      const client = await twilioClient(line.twilio, line.timeoutMs);
      const sent = await client.messages.create({
        to: vendorAddress(message.to), from, ...words,
        statusCallback: `${line.publicUrl}/twilio/status?m=${encodeURIComponent(message.id)}${RETRIES}`,
      });
      return { kind: 'accepted', vendorId: sent.sid };
    }),
    reconcile: (message, taken) => reconcileMessage(message, taken, from, line),
  };
}

/** `whatsapp:...` as it is; `sms:+258...` without its mark. */
export const vendorAddress = (address: string): string => address.replace(/^(sms|tel):/u, '');

type Payload = { readonly body: string } | { readonly contentSid: string; readonly contentVariables: string };

/** An approved template outside the window, buttons where they were made at deploy, else the numbered text as it is. */
export function payload(message: OutMessage, options: Pick<SendOptions, 'asTemplate'>, content: Content): Payload | null {
  const { body, template, channel } = message;
  if (body.kind === 'call') return null;
  if (channel === 'whatsapp') {
    const sid = options.asTemplate && template !== null ? content.templates[template.key]?.sid[template.language] : undefined;
    if (sid !== undefined && template !== null) return { contentSid: sid, contentVariables: variables(template.vars) };
    const menu = options.asTemplate ? undefined : menuSid(body, content);
    if (menu !== undefined) return { contentSid: menu, contentVariables: variables([body.text]) };
  }
  const text = options.asTemplate && template !== null ? templateText(template, content) ?? body.text : body.text;
  return { body: text };
}

const variables = (values: readonly string[]): string => JSON.stringify(Object.fromEntries(values.map((value, index) => [String(index + 1), value])));

function callSender(from: string, line: Line): Sender {
  return {
    send: (message, options) => outcome(options, async () => {
      const { body, id, to } = message;
      if (body.kind !== 'call' || !/^(tel:\+\d|sips?:)/u.test(to)) return { kind: 'refused', errorClass: 'content', code: 'no_call', detail: `${body.kind} to ${to.split(':')[0] ?? ''} is no call` };
      const client = await twilioClient(line.twilio, line.timeoutMs);
      const call = await client.calls.create({
        to: vendorAddress(to), from, method: 'POST', timeout: RING_SECONDS,
        url: `${line.publicUrl}/twilio/voice?callback=${encodeURIComponent(body.callbackId)}${RETRIES}`,
        statusCallback: `${line.publicUrl}/twilio/voice/status?m=${encodeURIComponent(id)}${RETRIES}`, statusCallbackMethod: 'POST', statusCallbackEvent: ['completed'],
        ...(machinesTold(body) ? { machineDetection: 'DetectMessageEnd', machineDetectionTimeout: MACHINE_SECONDS } : {}),
      });
      return { kind: 'accepted', vendorId: call.sid };
    }),
    reconcile: (message, taken) => reconcileCall(message, taken, from, line),
  };
}

async function outcome({ signal }: SendOptions, send: () => Promise<SendResult>): Promise<SendResult> {
  if (signal?.aborted === true) return { kind: 'refused', errorClass: 'retry', code: 'aborted', detail: 'stopped before it was sent' };
  try {
    return await send();
  } catch (error) {
    return failure(error);
  }
}

/** Network faults before a byte of the request was written: surely not sent. */
const NOT_SENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);

/** Twilio has no idempotency key: whatever may have reached it is uncertain, and asked about before it is sent again (twilio.md 2). */
export function failure(error: unknown): SendResult {
  if (error instanceof Throttled) return { kind: 'refused', errorClass: 'throttle', code: '20429', detail: error.message, ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }) };
  const { status, code, message, syscall } = error as { status?: unknown; code?: unknown; message?: unknown; syscall?: unknown };
  const detail = typeof message === 'string' ? message.slice(0, 300) : 'no detail';
  if (typeof status === 'number' && status >= 400 && status < 500) return refusal(status, code, detail);
  if (typeof status === 'number') return { kind: 'uncertain', detail: `HTTP ${status}: ${detail}` };
  if (typeof code === 'string' && (NOT_SENT.has(code) || (code === 'ETIMEDOUT' && syscall === 'connect'))) return { kind: 'refused', errorClass: 'retry', code, detail };
  return { kind: 'uncertain', detail: typeof code === 'string' ? `${code}: ${detail}` : detail };
}

function refusal(status: number, code: unknown, detail: string): SendResult {
  const known = typeof code === 'number' || (typeof code === 'string' && code !== '') ? String(code) : null;
  if (status === 429) return { kind: 'refused', errorClass: 'throttle', code: known ?? '20429', detail };
  if (status === 401 || status === 403) return { kind: 'refused', errorClass: 'config', code: known ?? '20003', detail };
  if (status === 408) return { kind: 'uncertain', detail: `HTTP 408: ${detail}` };
  return { kind: 'refused', errorClass: known === null ? 'permanent' : twilioErrorClass(known), code: known ?? `http_${status}`, detail };
}
