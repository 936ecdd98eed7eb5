/** The door of every Twilio webhook: reads the body up to 1 MB, checks the signature over the public URL, then hands on the form. Mounted by twilio.ts. */
import type { Request, RequestHandler, Response } from 'express';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import type { Config, TwilioConfig } from '../config.js';
import type { Metrics } from '../context.js';
import { parseForm, single } from './twilio-form.js';
import type { Form, RawForm } from './twilio-form.js';
import { RETRIES } from './twiml.js';

/** contract.md: a longer body is 413. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** How much of a body that is too long is read away, so that the sender hears the answer. */
const DRAIN_BYTES = 8 * MAX_BODY_BYTES;

export interface SignedRequest {
  /** What Twilio says: of the body, for GET of the query. */
  readonly form: Form;
  /** Our own marks in the URL. */
  readonly query: Form;
  /** The same on every retry of one request (twilio.md 1.4). */
  readonly token: string | null;
}

export interface SignatureDeps {
  readonly config: Pick<Config, 'publicUrl'> & { readonly twilio: Pick<TwilioConfig, 'accountSid' | 'authTokens'> };
  readonly metrics: Pick<Metrics, 'count'>;
  /** Told of every refusal: the alarm counts. */
  readonly onRefused?: (reason: Refusal) => void;
}

/** `header`: no signature; `signature`: a wrong one; `account`: signed, but another account's. */
export type Refusal = 'header' | 'signature' | 'account';

/** Express forgets types of locals: the one place that knows the name. */
export const signedRequest = (res: Response): SignedRequest => res.locals['twilio'] as SignedRequest;

export function signed(deps: SignatureDeps): RequestHandler {
  return (req, res, next) => {
    readBody(req).then((body) => {
      if (body === 'too_big') return void res.status(413).set('Connection', 'close').type('text/plain').send('body over 1 MB');
      if (body === 'broken') return void res.destroy();
      const verdict = judge(req, body, deps);
      if (typeof verdict === 'string') {
        if (verdict === 'malformed') return void res.status(400).type('text/plain').send('malformed body');
        deps.metrics.count('webhook_refused', { reason: verdict });
        deps.onRefused?.(verdict);
        return void res.status(403).type('text/plain').send('refused');
      }
      res.locals['twilio'] = verdict;
      next();
    }).catch(next);
  };
}

function judge(req: Request, body: Buffer, { config }: SignatureDeps): SignedRequest | Refusal | 'malformed' {
  const header = req.get('X-Twilio-Signature');
  if (header === undefined || header === '') return 'header';
  const url = config.publicUrl + req.originalUrl;
  const json = /^application\/json\b/iu.test(req.get('content-type') ?? '');
  const text = body.toString('utf8');
  const parsed = json || req.method === 'GET' ? NOTHING : parseForm(text);
  const query = parseForm(queryOf(req.originalUrl));
  if (parsed === null || query === null) return 'signature';
  /** Twilio signs without the fragment (twilio.md 1.4); other servers of its kind sign the URL as we gave it. */
  const signedAs = [url, url + RETRIES];
  if (!config.twilio.authTokens.some((token) => signedAs.some((each) => valid(token, header, each, parsed.form, json ? text : null)))) return 'signature';
  const sent = json ? formOfJson(text) : req.method === 'GET' ? query.form : parsed.form;
  if (sent === null || !parsed.sound || !query.sound) return 'malformed';
  const form = single(sent);
  if (form['AccountSid'] !== config.twilio.accountSid) return 'account';
  return { form, query: single(query.form), token: req.get('I-Twilio-Idempotency-Token') ?? null };
}

const NOTHING = { form: {}, sound: true } as const;

/** JSON bodies are signed by their SHA-256 in the URL (twilio.md 2). */
function valid(token: string, header: string, url: string, form: RawForm, json: string | null): boolean {
  if (json === null) return webhooks.validateRequest(token, header, url, form);
  return url.includes('bodySHA256=') && webhooks.validateRequestWithBody(token, header, url, json);
}

function queryOf(url: string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark + 1);
}

function formOfJson(text: string): RawForm | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return Object.fromEntries(Object.entries(value).flatMap(([key, each]) => (typeof each === 'string' ? [[key, each]] : typeof each === 'number' ? [[key, String(each)]] : [])));
  } catch {
    return null;
  }
}

function readBody(req: Request): Promise<Buffer | 'too_big' | 'broken'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) return void chunks.push(chunk);
      chunks.length = 0;
      if (size > DRAIN_BYTES) {
        req.pause();
        resolve('too_big');
      }
    });
    req.on('end', () => resolve(size > MAX_BODY_BYTES ? 'too_big' : Buffer.concat(chunks, size)));
    req.on('error', () => resolve('broken'));
    req.on('close', () => resolve('broken'));
  });
}
