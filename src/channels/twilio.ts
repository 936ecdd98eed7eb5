/** Every way in over Twilio: WhatsApp, SMS, the phone, delivery reports, and the recorded prompts that its callers hear (contract "HTTP"). Mounted by start. */
import { join, resolve } from 'node:path';
import { Router, static as files } from 'express';
import type { Config } from '../config.js';
import type { Inbound } from '../gateway/inbound.js';
import { smsSender, whatsappSender } from './twilio-address.js';
import { answer, pathOnly } from './twilio-answer.js';
import type { Door, Route, TwilioDeps, TwilioLine } from './twilio-answer.js';
import type { Form } from './twilio-form.js';
import { messageInbound } from './twilio-messages.js';
import { signed } from './twilio-signature.js';
import { voiceRoutes } from './twilio-voice.js';
import { EMPTY } from './twiml.js';

/** Recordings that callers hear; for everybody, as Twilio does not sign these. */
export function twilioAudio({ dataDir }: Pick<Config, 'dataDir'>): Router {
  return Router().use('/audio', files(resolve(join(dataDir, 'audio')), { index: false, redirect: false, dotfiles: 'ignore', maxAge: '1h' }));
}

const OURS = /^\/twilio(?=[/?]|$)/iu;

/** All webhooks, on the plain node:http request: they are nearly all that comes, and the way through Express is a long one (docs/decisions/008). */
export function twilioDoor(deps: TwilioDeps): Door {
  const { twilio } = deps.config;
  if (twilio === null) return (_req, _res, next) => next();
  const line: TwilioLine = { ...deps, twilio };
  const letIn = signed({ config: { publicUrl: deps.config.publicUrl, twilio }, metrics: deps.metrics, onRefused: deps.onRefused });
  const voice = voiceRoutes(line);
  const written: Readonly<Record<string, Route>> = {
    '/twilio/whatsapp': ({ form }) => message(form, 'whatsapp', line),
    '/twilio/sms': ({ form }) => message(form, 'sms', line),
    '/twilio/status': ({ form, query }) => reported(form, query['m'], line),
  };
  return (req, res, next) => {
    const url = req.url ?? '';
    if (!OURS.test(url)) return next();
    const path = pathOnly(url);
    letIn(req, res).then(async (request) => {
      if (request === null) return;
      const route = written[path] ?? voice(path);
      if (route === null) next();
      else answer(res, 200, 'text/xml', await route(request, path));
    }).catch(next);
  };
}

/** The answer to the person goes out over REST: TwiML cannot carry buttons and gives no sid to follow (twilio.md 1.4). */
async function message(form: Form, channel: 'whatsapp' | 'sms', line: TwilioLine): Promise<string> {
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
