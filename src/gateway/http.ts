/** The HTTP face: health, readiness, metrics, the vendors' and the simulator's routes, and one place where faults become answers. Made by start. */
import type { IncomingMessage, RequestListener } from 'node:http';
import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler, Router } from 'express';
import helmet from 'helmet';
import type { Logger } from 'winston';
import type { Config } from '../config.js';
import type { Clock, Metrics } from '../context.js';
import type { Content } from '../content/types.js';
import type { Store } from '../store/port.js';
import { isUnavailable } from './receive.js';
import type { World } from './world.js';

/** When the vendor may come again after a 503. */
const RETRY_AFTER_SECONDS = 5;

export interface HttpDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly content: Pick<Content, 'revision'>;
  readonly store: Pick<Store, 'health'>;
  readonly ways: World['ways'];
  /** Started, and not stopping. */
  readonly ready: () => boolean;
  readonly newId: () => string;
  /** The state of the linked device, where there is one. */
  readonly linked?: () => Readonly<Record<string, string | number | null>>;
  /** Vendors first: they check the signature before anything is parsed. */
  readonly routers: readonly Router[];
}

export function createHttp(deps: HttpDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } } }));
  app.use((_req, res, next) => {
    if (!deps.ready()) res.set('Connection', 'close');
    next();
  });
  app.use((req, _res, next) => next(failed.get(req)));
  app.get('/healthz', (_req, res) => void res.json({ alive: true }));
  app.get('/readyz', readiness(deps));
  app.get('/metrics', (_req, res, next) => {
    deps.metrics.text().then((text) => res.type('text/plain; version=0.0.4').send(text), next);
  });
  for (const router of deps.routers) app.use(router);
  app.use((_req, res) => void res.status(404).json({ error: 'there is nothing here' }));
  app.use(faults(deps));
  return app;
}

/** Stands before Express; calls `next` with what it does not take, or what failed. */
type Door = (req: IncomingMessage, res: Parameters<RequestListener>[1], next: (error?: unknown) => void) => void;

/** Faults of the door, on their way to the one place where faults become answers. */
const failed = new WeakMap<IncomingMessage, unknown>();

/** What the server listens with. Twilio's webhooks do not go through Express and its layers (docs/decisions/008). */
export function withDoor(app: Express, door: Door, ready: () => boolean): RequestListener {
  return (req, res) => {
    if (!ready()) res.setHeader('Connection', 'close');
    door(req, res, (error) => {
      if (error !== undefined) failed.set(req, error);
      app(req, res);
    });
  };
}

/** 200 when it takes traffic; 503 with the same JSON when not. */
function readiness({ config, clock, content, store, ways, ready, log, linked }: HttpDeps): RequestHandler {
  const whatsapp = config.whatsapp === 'off' && config.simulator ? 'simulator' : config.whatsapp;
  const phone = (way: boolean): string => (!way ? 'off' : config.twilio === null ? 'simulator' : 'twilio');
  const channels = { whatsapp: ways.whatsapp ? whatsapp : 'off', sms: phone(ways.sms), voice: phone(ways.voice), simulator: config.simulator ? 'on' : 'off' };
  return (_req, res) => {
    const answer = (ok: boolean, parts: object): void => void res.status(ok ? 200 : 503).json({ ready: ok, ...parts, channels, ...(linked === undefined ? {} : { linkedDevice: linked() }), content: { revision: content.revision } });
    store.health(clock.now()).then(
      ({ outboxPending, outboxOldestMs, dead, failed, timersOverdueMs, openTickets }) => answer(ready(), {
        store: { ok: true, openTickets, failed }, outbox: { pending: outboxPending, oldestMs: outboxOldestMs, dead }, timers: { overdueMs: timersOverdueMs },
      }),
      (error: unknown) => {
        log.error('store is not ready', { error });
        answer(false, { store: { ok: false } });
      },
    );
  };
}

/** What body parsers and routers throw: an `http-errors` object with a status. */
function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function faults({ log, newId, metrics }: HttpDeps): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    if (isUnavailable(error)) {
      metrics.count('http_unavailable');
      res.status(503).set('Retry-After', String(RETRY_AFTER_SECONDS)).json({ error: 'not now: nothing was accepted, come again' });
      return;
    }
    const status = statusOf(error);
    if (status < 500) {
      res.status(status).json({ error: status === 413 ? 'too large' : status === 415 ? 'this kind of body is not read here' : 'malformed' });
      return;
    }
    const id = newId();
    log.error('request failed', { id, method: req.method, path: req.path, error });
    res.status(500).json({ error: 'our fault', id });
  };
}
