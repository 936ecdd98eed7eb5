/** Serves the simulator page: plain files, zipped once, its texts from the locales, and a policy that lets nothing in from elsewhere. Mounted by simulator.ts. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Request, Response, Router } from 'express';
import type { SimulatorContext } from './simulator.js';

const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "media-src 'self' data: blob:",
  "connect-src 'self'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'",
].join('; ');

/** Beside this module, in the sources and (prepare.mjs copies it) in the build. */
const FOLDER = fileURLToPath(new URL('simulator/page/', import.meta.url));

interface Part {
  readonly type: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
  readonly tag: string;
}

const part = (plain: Buffer, type: string): Part => ({ type, plain, zipped: gzipSync(plain), tag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"` });

export function pageRoutes(router: Router, { content }: Pick<SimulatorContext, 'content'>): void {
  const kept = new Map<string, Part>();
  const serve = (path: string, make: () => Part): void => {
    router.get(path, (req, res) => {
      const made = kept.get(path) ?? make();
      kept.set(path, made);
      send(made, req, res);
    });
  };
  for (const file of readdirSync(FOLDER)) serve(file === 'index.html' ? '/' : `/simulator/${file}`, () => part(readFileSync(join(FOLDER, file)), extname(file)));
  /** The page's own words and the names of types and categories, in both languages. */
  serve('/simulator/texts', () => part(Buffer.from(JSON.stringify(Object.fromEntries((['pt', 'en'] as const).map((language) => [
    language,
    Object.fromEntries(Object.entries(content.texts[language]).filter(([key]) => /^(simulator|type|category)\./u.test(key))),
  ])))), '.json'));
}

function send(made: Part, req: Request, res: Response): void {
  res.set('Content-Security-Policy', POLICY).set('Permissions-Policy', 'microphone=(self), geolocation=(self)').set('Cache-Control', 'no-cache').set('Vary', 'Accept-Encoding').set('ETag', made.tag).type(made.type);
  if (req.headers['if-none-match'] === made.tag) return void res.status(304).end();
  const zip = req.acceptsEncodings('gzip') === 'gzip';
  if (zip) res.set('Content-Encoding', 'gzip');
  res.end(zip ? made.zipped : made.plain);
}
