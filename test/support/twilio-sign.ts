/** Signs and posts webhooks as Twilio does (X-Twilio-Signature over the public URL, twilio.md 2). Used by the fake Twilio, the whole-app tests and the load runs. */
import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { Agent } from 'node:http';

export type Form = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/** @param url the URL Twilio believes it calls, query included */
export function signature(token: string, url: string, form: Form): string {
  const signed = Object.keys(form).sort().reduce((text, key) => text + key + (form[key] ?? ''), url);
  return createHmac('sha1', token).update(signed, 'utf8').digest('base64');
}

export const encoded = (form: Form): string => new URLSearchParams(form).toString();

export interface Target {
  /** Where the gateway really listens: `http://127.0.0.1:PORT`. */
  readonly base: string;
  /** PUBLIC_URL, over which signatures are computed. */
  readonly publicUrl: string;
  readonly authToken: string;
}

export interface PostOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  readonly timeoutMs?: number;
}

/** @param path below PUBLIC_URL, query included @throws where nobody answers (the webhook counts as not acknowledged) */
export function postSigned(target: Target, path: string, form: Form, options: PostOptions = {}): Promise<Answer> {
  const body = encoded(form);
  const url = new URL(target.base + path);
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: url.hostname, port: url.port, path: url.pathname + url.search, method: 'POST', agent: options.agent ?? false, timeout: options.timeoutMs ?? 15_000,
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body), 'User-Agent': 'TwilioProxy/1.1',
          'X-Twilio-Signature': signature(options.token ?? target.authToken, target.publicUrl + path, form), ...options.headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), contentType: response.headers['content-type'] ?? '' }));
        response.on('aborted', () => reject(new Error('the answer broke off')));
      },
    );
    call.on('timeout', () => call.destroy(new Error('no answer in time')));
    call.on('error', reject);
    call.end(body);
  });
}
