/** The door of every Twilio webhook: reads the body up to 1 MB, checks the signature over the public URL, then hands on the form. Mounted by twilio.ts. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import type { Config, TwilioConfig } from '../config.js';
import type { Metrics } from '../context.js';
import { answer } from './twilio-answer.js';
import type { Refusal, SignedRequest } from './twilio-answer.js';
import { parseForm, single } from './twilio-form.js';
import type { ParsedForm, RawForm } from './twilio-form.js';
import { RETRIES } from './twiml.js';

/** contract.md: a longer body is 413. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** How much of a body that is too long is read away, so that the sender hears the answer. */
const DRAIN_BYTES = 8 * MAX_BODY_BYTES;

export interface SignatureDeps {
  readonly config: Pick<Config, 'publicUrl'> & { readonly twilio: Pick<TwilioConfig, 'accountSid' | 'authTokens'> };
  readonly metrics: Pick<Metrics, 'count'>;
  /** Told of every refusal: the alarm counts. */
  readonly onRefused?: (reason: Refusal) => void;
}

/** @returns what lets in: the request where it is Twilio's, null where it was answered already */
export function signed(deps: SignatureDeps): (req: IncomingMessage, res: ServerResponse) => Promise<SignedRequest | null> {
  const tokens = deps.config.twilio.authTokens.map(checker);
  return async (req, res) => {
    const body = await readBody(req);
    if (body === 'too_big') {
      res.setHeader('Connection', 'close');
      answer(res, 413, 'text/plain', 'body over 1 MB');
      return null;
    }
    if (body === 'broken') {
      res.destroy();
      return null;
    }
    const verdict = judge(req, body, deps, tokens);
    if (typeof verdict !== 'string') return verdict;
    if (verdict === 'malformed') {
      answer(res, 400, 'text/plain', 'malformed body');
      return null;
    }
    deps.metrics.count('webhook_refused', { reason: verdict });
    deps.onRefused?.(verdict);
    answer(res, 403, 'text/plain', 'refused');
    return null;
  };
}

function judge(req: IncomingMessage, body: Buffer, { config }: SignatureDeps, tokens: readonly Check[]): SignedRequest | Refusal | 'malformed' {
  const header = headerOf(req, 'x-twilio-signature');
  if (header === null || header === '') return 'header';
  const path = req.url ?? '';
  const url = config.publicUrl + path;
  const json = /^application\/json\b/iu.test(headerOf(req, 'content-type') ?? '');
  const text = body.toString('utf8');
  const parsed = json || req.method === 'GET' ? NOTHING : parseForm(text);
  const query = parseForm(queryOf(path));
  if (parsed === null || query === null) return 'signature';
  /** Twilio signs without the fragment (twilio.md 1.4); other servers of its kind sign the URL as we gave it. */
  const signedAs = [url, url + RETRIES];
  if (!tokens.some((check) => signedAs.some((each) => check(header, each, parsed.form, json ? text : null)))) return 'signature';
  const sent = json ? formOfJson(text) : req.method === 'GET' ? query : parsed;
  if (sent === null || !parsed.sound || !query.sound) return 'malformed';
  const form = single(sent);
  if (form['AccountSid'] !== config.twilio.accountSid) return 'account';
  return { form, query: single(query), token: headerOf(req, 'i-twilio-idempotency-token') };
}

const headerOf = ({ headers }: IncomingMessage, name: string): string | null => {
  const value = headers[name];
  return (typeof value === 'string' ? value : value?.[0]) ?? null;
};

const NOTHING: ParsedForm = { form: {}, sound: true, repeats: false };

type Check = (header: string, url: string, form: RawForm, json: string | null) => boolean;

/**
 * Twilio's own check knows every way that somebody ever signed (ports, escapes) and costs a dozen hashes where it says no. Nearly every
 * request is signed the first way: one hash tells. JSON bodies are signed by their SHA-256 in the URL (twilio.md 2).
 */
export function checker(token: string): Check {
  const key = createSecretKey(token, 'utf8');
  return (header, url, form, json) => {
    if (json !== null) return url.includes('bodySHA256=') && webhooks.validateRequestWithBody(token, header, url, json);
    const expected = createHmac('sha1', key).update(signedText(url, form)).digest();
    const given = Buffer.from(header, 'base64');
    return (given.length === expected.length && timingSafeEqual(given, expected) && expected.toString('base64') === header) || webhooks.validateRequest(token, header, url, form);
  };
}

/** The URL, then each key with its value, sorted by key; a repeated key with each of its different values, sorted. */
function signedText(url: string, form: RawForm): string {
  let text = url;
  for (const key of Object.keys(form).sort()) {
    const value = form[key] ?? '';
    if (typeof value === 'string') text += key + value;
    else for (const each of [...new Set(value)].sort()) text += key + each;
  }
  return text;
}

function queryOf(url: string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark + 1);
}

function formOfJson(text: string): ParsedForm | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return { form: Object.fromEntries(Object.entries(value).flatMap(([key, each]) => (typeof each === 'string' ? [[key, each]] : typeof each === 'number' ? [[key, String(each)]] : []))), sound: true, repeats: false };
  } catch {
    return null;
  }
}

function readBody(req: IncomingMessage): Promise<Buffer | 'too_big' | 'broken'> {
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
