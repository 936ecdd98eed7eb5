/** Every way in over Twilio: WhatsApp, SMS, the phone, delivery reports, and the recorded prompts that its callers hear (contract "HTTP"). Mounted by start. */
import { join, resolve } from 'node:path';
import { Router, static as files } from 'express';
import type { Inbound } from '../gateway/inbound.js';
import { smsSender, whatsappSender } from './twilio-address.js';
import { answerXml } from './twilio-answer.js';
import type { TwilioDeps, TwilioLine } from './twilio-answer.js';
import type { Form } from './twilio-form.js';
import { messageInbound } from './twilio-messages.js';
import { signed } from './twilio-signature.js';
import { voiceRoutes } from './twilio-voice.js';
import { EMPTY } from './twiml.js';

/** Empty where Twilio is not configured. */
export function twilioRouter(deps: TwilioDeps): Router {
  const router = Router();
  const { twilio } = deps.config;
  if (twilio === null) return router;
  const line: TwilioLine = { ...deps, twilio };
  router.use('/audio', files(resolve(join(deps.config.dataDir, 'audio')), { index: false, redirect: false, dotfiles: 'ignore', maxAge: '1h' }));
  router.use('/twilio', signed({ config: { publicUrl: deps.config.publicUrl, twilio }, metrics: deps.metrics, onRefused: deps.onRefused }));
  router.all('/twilio/whatsapp', answerXml(({ form }) => written(form, 'whatsapp', line)));
  router.all('/twilio/sms', answerXml(({ form }) => written(form, 'sms', line)));
  router.all('/twilio/status', answerXml(({ form, query }) => reported(form, query['m'], line)));
  voiceRoutes(router, line);
  return router;
}

/** The answer to the person goes out over REST: TwiML cannot carry buttons and gives no sid to follow (twilio.md 1.4). */
async function written(form: Form, channel: 'whatsapp' | 'sms', line: TwilioLine): Promise<string> {
  const inbound = messageInbound(form, channel, line.clock.now());
  if (inbound === null) line.log.warn('a signed message webhook without MessageSid or From', { channel, keys: Object.keys(form).length });
  else await line.receive(inbound);
  return EMPTY;
}

/** Twilio's words for the way of a message (twilio.md 1.2); a new one is only logged. */
const STATUSES: ReadonlySet<string> = new Set([
  'accepted', 'scheduled', 'queued', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'canceled', 'partially_delivered',
]);

async function reported(form: Form, messageId: string | undefined, line: TwilioLine): Promise<string> {
  const inbound = deliveryInbound(form, messageId, line.clock.now());
  if (inbound === null) line.log.warn('a message status that says nothing to us', { status: form['MessageStatus'] ?? null });
  else await line.receive(inbound);
  return EMPTY;
}

function deliveryInbound(form: Form, messageId: string | undefined, at: number): Inbound | null {
  const vendorId = form['MessageSid'] || form['SmsSid'];
  const status = form['MessageStatus'] || form['SmsStatus'];
  if (vendorId === undefined || status === undefined || !STATUSES.has(status)) return null;
  const to = form['To'] ?? '';
  const who = to.startsWith('whatsapp:') ? whatsappSender(to, undefined) : smsSender(to);
  const code = form['ErrorCode'];
  return {
    channel: 'delivery', id: `${vendorId}:${status}`, via: 'twilio', ...who, at, receivedAt: at,
    what: {
      kind: 'delivery', vendorId, status,
      ...(messageId === undefined || messageId === '' ? {} : { messageId }), ...(code === undefined || code === '' || code === '0' ? {} : { errorCode: code }),
    },
  };
}

export type { TwilioDeps };
