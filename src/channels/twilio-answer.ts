/** How Twilio's routes answer: TwiML as text/xml, faults to the error handler. Used by twilio.ts and twilio-voice.ts. */
import type { Request, RequestHandler, Response } from 'express';
import type { Clock, Context } from '../context.js';
import type { Config, TwilioConfig } from '../config.js';
import type { Content } from '../content/types.js';
import type { Store } from '../store/port.js';
import { signedRequest } from './twilio-signature.js';
import type { Refusal, SignedRequest } from './twilio-signature.js';

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

/** The answer is sent only when what came in is durable; a fault goes to the error handler (503 where the store is away). */
export const answerXml = (route: (signed: SignedRequest, req: Request) => Promise<string | null>): RequestHandler =>
  (req, res: Response, next) => {
    route(signedRequest(res), req).then((xml) => (xml === null ? next() : void res.type('text/xml').send(xml))).catch(next);
  };
