/** Files that simulated people send: laid down below VAR_DIR when posted, fetched from there by the media job like any vendor's file. Used by the simulator's routes and start. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaKind, MediaRef } from '../gateway/inbound.js';
import type { MediaFile } from '../gateway/records.js';
import { MAX_MEDIA_BYTES, keepMedia } from './media-keep.js';
import type { Fetched } from './media-keep.js';

export type { Fetched };

const SCHEME = 'simulator:';
const FETCH_MS = 10_000;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

const folder = (varDir: string): string => join(varDir, 'simulator');

/**
 * A data: URL is written to a file at once, so that the ledger keeps a short reference and not the bytes; an http(s) address of this machine is kept as it is.
 * @returns what the Inbound carries, or the fault of whoever posted it
 */
export async function keepUpload(varDir: string, mediaUrl: string, mediaType?: string, fileName?: string): Promise<MediaRef | { readonly fault: string }> {
  const named = fileName === undefined ? {} : { fileName };
  if (/^https?:/iu.test(mediaUrl)) {
    if (!URL.canParse(mediaUrl) || !LOOPBACK.has(new URL(mediaUrl).hostname)) return { fault: 'mediaUrl: only data: URLs and addresses of this machine' };
    const mime = mediaType ?? 'application/octet-stream';
    return { kind: kindOf(mime), url: mediaUrl, mime, ...named };
  }
  const data = decodeDataUrl(mediaUrl);
  if (data === null) return { fault: 'mediaUrl: neither a data: URL nor http(s)' };
  const name = randomUUID();
  await mkdir(folder(varDir), { recursive: true });
  await writeFile(join(folder(varDir), name), data.bytes, { flush: true });
  const mime = mediaType ?? data.mime;
  return { kind: kindOf(mime), url: `${SCHEME}${name};${mime}`, mime, ...named };
}

export async function fetchSimulatorMedia(varDir: string, media: Pick<MediaFile, 'id' | 'url' | 'mime'>): Promise<Fetched> {
  if (!media.url.startsWith(SCHEME)) return fetchLoopback(varDir, media);
  const [, name, mime] = /^simulator:([\w-]+);(.*)$/su.exec(media.url) ?? [];
  const bytes = name === undefined ? null : await readFile(join(folder(varDir), name)).catch(() => null);
  return bytes === null ? { ok: false, fault: 'lost' } : keepMedia(varDir, media.id, bytes, mime ?? media.mime);
}

async function fetchLoopback(varDir: string, media: Pick<MediaFile, 'id' | 'url' | 'mime'>): Promise<Fetched> {
  if (!URL.canParse(media.url) || !LOOPBACK.has(new URL(media.url).hostname)) return { ok: false, fault: 'lost' };
  const response = await fetch(media.url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_MS) }).catch(() => null);
  if (response === null || !response.ok || response.body === null) return { ok: false, fault: 'lost' };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_MEDIA_BYTES) return { ok: false, fault: 'too_big' };
    chunks.push(chunk);
  }
  return keepMedia(varDir, media.id, Buffer.concat(chunks), media.mime);
}

/** `data:image/png;base64,...` or `data:text/plain,words` */
function decodeDataUrl(url: string): { readonly mime: string; readonly bytes: Buffer } | null {
  const found = /^data:([^,]*),([\s\S]*)$/iu.exec(url);
  if (found === null) return null;
  const [, head = '', body = ''] = found;
  const base64 = /;base64$/iu.test(head);
  const mime = head.replace(/;base64$/iu, '') || 'text/plain';
  try {
    return { mime, bytes: base64 ? Buffer.from(body, 'base64') : Buffer.from(decodeURIComponent(body), 'utf8') };
  } catch {
    return null;
  }
}

function kindOf(mime: string): MediaKind {
  const bare = mime.toLowerCase().split(';')[0]?.trim() ?? '';
  for (const kind of ['image', 'audio', 'video'] as const) if (bare.startsWith(`${kind}/`)) return kind;
  if (bare === 'text/vcard' || bare === 'text/x-vcard') return 'contact';
  return bare === '' ? 'other' : 'document';
}
