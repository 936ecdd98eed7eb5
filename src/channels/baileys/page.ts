/**
 * The pairing page `/whatsapp/pair`: state, QR, code, unlinking. The QR and the code are the account itself: only behind the login, else only on this very machine,
 * never kept by a browser, never in logs. Made by channel.ts.
 */
import { Router, json } from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { toString as qrText } from 'qrcode';
import type { Logger } from 'winston';
import type { Config } from '../../config.js';
import type { Content } from '../../content/types.js';
import { guard } from '../simulator-guard.js';
import { AlreadyLinked } from './line-port.js';
import type { Line, PairHow } from './line-port.js';
import { SCRIPT, STYLE, pageHtml } from './page-html.js';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
const PHONE = /^\+?[1-9]\d{7,14}$/u;

export interface PageDeps {
  readonly config: Pick<Config, 'host' | 'publicUrl' | 'simulatorLogin'>;
  readonly line: Line;
  readonly content: () => Content;
  readonly log: Logger;
}

/** @returns null where it would be open to strangers: no login, and a HOST that others reach */
export function pairingRouter({ config, line, content, log }: PageDeps): Router | null {
  if (config.simulatorLogin === null && !LOOPBACK.has(config.host)) return null;
  const router = Router();
  const at = '/whatsapp';
  router.use(at, closed(config), guard({ ...config, publicUrl: config.simulatorLogin === null ? 'http://localhost' : config.publicUrl }), (_req, res, next) => {
    res.set('Cache-Control', 'no-store').set('Content-Security-Policy', POLICY).set('Referrer-Policy', 'no-referrer');
    next();
  });
  router.get(`${at}/pair`, (req, res) => void res.type('html').send(pageHtml(content().texts[/^en\b/iu.test(req.headers['accept-language'] ?? '') ? 'en' : 'pt'])));
  router.get(`${at}/page.js`, (_req, res) => void res.type('text/javascript').send(SCRIPT));
  router.get(`${at}/page.css`, (_req, res) => void res.type('css').send(STYLE));
  router.get(`${at}/state`, (_req, res, next) => {
    shown(line).then((state) => res.json(state), next);
  });

  const parse = json({ limit: '1kb' });
  const order = (path: string, what: string, run: (body: Readonly<Record<string, unknown>>) => Promise<string | null> | string | null): void => {
    router.post(`${at}${path}`, parse, (req: Request, res: Response, next: NextFunction) => {
      const body: unknown = req.body;
      Promise.resolve(typeof body === 'object' && body !== null ? run(body as Record<string, unknown>) : 'malformed').then((fault) => {
        log.warn('whatsapp pairing page', { order: what, done: fault === null });
        if (fault === null) res.json({ done: true });
        else res.status(fault === 'linked' ? 409 : 400).json({ error: fault });
      }, next);
    });
  };
  order('/pair', 'pair', (body) => {
    const how = howOf(body);
    return how === null ? 'phone' : paired(line, how);
  });
  order('/retry', 'retry', () => {
    line.retry();
    return null;
  });
  order('/unlink', 'unlink', async ({ sure }) => {
    if (sure !== true) return 'sure';
    await line.unpair();
    return null;
  });
  return router;
}

/** A proxy on this machine makes everybody look local: without a login nobody comes through one. */
function closed({ simulatorLogin }: PageDeps['config']): RequestHandler {
  return (req, res, next) => {
    if (simulatorLogin === null && ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'via', 'x-real-ip'].some((name) => req.headers[name] !== undefined)) {
      res.status(403).json({ error: 'set SIMULATOR_LOGIN to use this page through a proxy' });
    } else {
      next();
    }
  };
}

function howOf({ how, phone }: Readonly<Record<string, unknown>>): PairHow | null {
  if (how === 'qr') return { kind: 'qr' };
  const number = typeof phone === 'string' ? phone.replace(/[\s().-]/gu, '') : '';
  return how === 'code' && PHONE.test(number) ? { kind: 'code', phone: number } : null;
}

function paired(line: Line, how: PairHow): string | null {
  try {
    line.pair(how);
    return null;
  } catch (error) {
    if (error instanceof AlreadyLinked) return 'linked';
    throw error;
  }
}

async function shown(line: Line): Promise<object> {
  const state = line.state();
  const { reason, code: closeCode } = line.health();
  const qr = state.kind === 'pairing' && state.qr !== null ? await qrText(state.qr, { type: 'svg', margin: 2, errorCorrectionLevel: 'L' }) : null;
  return {
    state: state.kind, reason, closeCode, qr, code: state.kind === 'pairing' ? state.code : null,
    number: state.kind === 'open' ? `+${state.me.pn.split('@')[0] ?? ''}` : null, until: state.kind === 'backing_off' ? state.until : null,
  };
}
