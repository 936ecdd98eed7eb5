/** Twilio's REST client, loaded at its first use (it is heavy), pointed at the configured bases. Used by twilio-sender.ts and twilio-inbox.ts. */
import type { Twilio } from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import type Response from 'twilio/lib/http/response.js';
import type { TwilioConfig } from '../config.js';

/** Twilio answers within a second or not at all; its own default of 30 s would hold a person's row too long. */
export const TIMEOUT_MS = 8000;
const TWILIO_API = 'https://api.twilio.com';

export const apiBase = (config: Pick<TwilioConfig, 'apiUrl'>): string => (config.apiUrl ?? TWILIO_API).replace(/\/+$/u, '');

/** 429: nothing was processed, and how long to wait is only in a header that the client's own error leaves out. */
export class Throttled extends Error {
  constructor(readonly retryAfterMs: number | undefined) {
    super('HTTP 429');
  }
}

type Headers = Readonly<Record<string, unknown>>;
type Answer<T> = Response.default<T>;

const clients = new WeakMap<TwilioConfig, Promise<Twilio>>();

/** @param timeoutMs counts only at the first use of this configuration */
export function twilioClient(config: TwilioConfig, timeoutMs = TIMEOUT_MS): Promise<Twilio> {
  const known = clients.get(config) ?? build(config, timeoutMs);
  clients.set(config, known);
  return known;
}

async function build(config: TwilioConfig, timeoutMs: number): Promise<Twilio> {
  const { default: twilio } = await import('twilio');
  class Patient extends twilio.RequestClient {
    override async request<T>(options: RequestClient.RequestOptions<T>): Promise<Answer<T>> {
      const answer = await super.request<T>(options);
      if (answer.statusCode === 429) throw new Throttled(retryAfter(answer.headers as Headers | undefined));
      return answer;
    }
  }
  const client = twilio(config.accountSid, config.authTokens[0] ?? '', { httpClient: new Patient({ timeout: timeoutMs }), lazyLoading: true });
  if (config.apiUrl !== null) client.api.baseUrl = apiBase(config);
  if (config.contentUrl !== null) client.content.baseUrl = config.contentUrl.replace(/\/+$/u, '');
  return client;
}

/** Seconds; a date is not used by Twilio. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) * 1000 : undefined;
}
