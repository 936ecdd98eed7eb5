/** How simulator routes answer when something is wrong: our own refusal is 503 with a sentence, a bad body names the field. Used by the simulator's routes. */
import type { Request, RequestHandler, Response } from 'express';
import type { ZodError } from 'zod';

/** Express 5 passes a rejected promise to the error handler; a typed wrapper keeps the routes readable. */
export const answer = (route: (req: Request, res: Response) => Promise<void>): RequestHandler =>
  (req, res, next) => {
    route(req, res).catch(next);
  };

export function faultOf(error: ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
}

/** A query parameter that is given once; anything else is no text. */
export const queryText = (value: unknown): string => (typeof value === 'string' ? value : '');
