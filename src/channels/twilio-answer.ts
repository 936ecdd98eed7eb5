/** How Twilio's routes are found and answer: TwiML as text/xml, faults to the next handler. Used by twilio.ts and twilio-voice.ts. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Context } from '../context.js';
import type { Config, TwilioConfig } from '../config.js';
import type { Content } from '../content/types.js';
import type { Store } from '../store/port.js';
import type { Form } from './twilio-form.js';

export interface SignedRequest {
  /** What Twilio says: of the body, for GET of the query. */
  readonly form: Form;
  /** Our own marks in the URL. */
  readonly query: Form;
  /** The same on every retry of one request (twilio.md 1.4). */
  readonly token: string | null;
}

/** `header`: no signature; `signature`: a wrong one; `account`: signed, but another account's. */
export type Refusal = 'header' | 'signature' | 'account';

export interface TwilioDeps {
  readonly config: Config;
  readonly clock: Pick<Clock, 'now'>;
  readonly content: Content;
  readonly store: Pick<Store, 'load' | 'callTurn'>;
  readonly receive: Context['receive'];
  readonly log: Context['log'];
  readonly metrics: Pick<Context['metrics'], 'count'>;
  /** Told of every refused webhook: the alarm counts. */
  readonly onRefused?: (reason: Refusal) => void;
}

export interface TwilioLine extends TwilioDeps {
  readonly twilio: TwilioConfig;
}

/** As Express calls a handler, so that it can stand before Express or inside it. `next()`: not mine; `next(error)`: failed. */
export type Door = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/** The answer is sent only when what came in is durable. @param path lower case, without query and last slash */
export type Route = (signed: SignedRequest, path: string) => Promise<string>;

export function answer(res: ServerResponse, status: number, type: 'text/xml' | 'text/plain', text: string): void {
  res.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': Buffer.byteLength(text), 'X-Content-Type-Options': 'nosniff' });
  res.end(text);
}

export function pathOnly(url: string): string {
  const mark = url.indexOf('?');
  return (mark === -1 ? url : url.slice(0, mark)).replace(/\/$/u, '').toLowerCase();
}
