/** Who may use the simulator: its own page, from this machine or with the login. Middleware before every simulator route. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Config } from '../config.js';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Constant time whatever the lengths: the digests are compared. */
const same = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right));

function hostOf(url: string): string | null {
  try {
    return new URL(url).hostname;
  } catch {
    return null;
  }
}

/**
 * With a login: basic auth. Without one (loopback only): the Host must be this machine, so that a foreign name that resolves to 127.0.0.1 is refused.
 * A request that a browser sends from another origin is refused in both cases.
 */
export function guard(config: Pick<Config, 'simulatorLogin' | 'publicUrl' | 'host'>): RequestHandler {
  const known = new Set([...LOOPBACK, config.host, hostOf(config.publicUrl)]);
  return (req, res, next) => {
    const host = req.headers.host ?? '';
    const { origin } = req.headers;
    if (origin !== undefined && hostWithPort(origin) !== host) {
      res.status(403).json({ error: 'the simulator answers its own page only' });
      return;
    }
    if (config.simulatorLogin === null) {
      if (known.has(host.replace(/:\d+$/u, ''))) next();
      else res.status(403).json({ error: 'unknown host name: set a login for the simulator to use it from elsewhere' });
      return;
    }
    const [scheme = '', sent = ''] = (req.headers.authorization ?? '').split(' ');
    if (scheme.toLowerCase() === 'basic' && same(Buffer.from(sent, 'base64').toString('utf8'), config.simulatorLogin)) {
      next();
      return;
    }
    res.status(401).set('WWW-Authenticate', 'Basic realm="helpdesk simulator", charset="UTF-8"').json({ error: 'login needed' });
  };
}

function hostWithPort(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
