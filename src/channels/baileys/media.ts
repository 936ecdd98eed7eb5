/** Fetches a file that somebody sent from WhatsApp's store, at once and with a bound on its size; where the store has forgotten it, the person's telephone is asked to put it there again. Called by the media job. */
import { createHash } from 'node:crypto';
import { downloadContentFromMessage } from '@whiskeysockets/baileys';
import type { proto, WAMessage, WASocket } from '@whiskeysockets/baileys';
import type { FetchMedia } from '../../gateway/media-job.js';
import { keepMedia, MAX_MEDIA_BYTES } from '../media-keep.js';
import type { Fetched } from '../media-keep.js';
import { readDescriptor } from './descriptor.js';
import type { Stored } from './descriptor.js';

const FETCH_MS = 60_000;
/** A telephone that is off answers nothing. */
const REUPLOAD_MS = 30_000;
/** The store has forgotten it. */
const GONE: ReadonlySet<number> = new Set([404, 410]);
const HOSTS = /^([a-z\d-]+\.)*(whatsapp\.net|fbcdn\.net)$/iu;

/** What to download: after a re-upload another place. */
type Place = Pick<proto.Message.IImageMessage, 'mediaKey' | 'directPath' | 'url'>;

export interface MediaDeps {
  readonly varDir: string;
  readonly socket: () => Pick<WASocket, 'updateMediaMessage'> | null;
  /** A server on this machine in place of WhatsApp's (tests): files may come from here as well. */
  readonly local: boolean;
  readonly download?: typeof downloadContentFromMessage;
  readonly reuploadMs?: number;
}

export function createLinkedMedia(deps: MediaDeps): FetchMedia {
  return async (media) => {
    const descriptor = readDescriptor(media.url);
    if (descriptor === null) return { ok: false, fault: 'lost' };
    if ('inline' in descriptor) return keepMedia(deps.varDir, media.id, Buffer.from(descriptor.inline, 'base64'), media.mime);
    if (descriptor.length > MAX_MEDIA_BYTES) return { ok: false, fault: 'too_big' };
    if (descriptor.mediaKey === '') return { ok: false, fault: 'lost' };
    const bytes = await withReupload(descriptor, deps);
    return Buffer.isBuffer(bytes) ? keepMedia(deps.varDir, media.id, bytes, media.mime) : bytes;
  };
}

type Fault = Extract<Fetched, { ok: false }>;

async function withReupload(stored: Stored, deps: MediaDeps): Promise<Buffer | Fault> {
  const place: Place = { mediaKey: Buffer.from(stored.mediaKey, 'base64'), directPath: stored.path, url: stored.url };
  const first = await fetched(place, stored, deps);
  if (Buffer.isBuffer(first) || !/^http_(404|410)$/u.test(first.fault)) return first;
  const socket = deps.socket();
  if (socket === null) return { ok: false, fault: 'line_closed' };
  try {
    const message = { key: stored.key, message: { [`${stored.type}Message`]: place } } as WAMessage;
    /** It writes the new place into `place`. */
    await inTime(socket.updateMediaMessage(message), deps.reuploadMs ?? REUPLOAD_MS);
  } catch {
    return first;
  }
  return fetched(place, stored, deps);
}

async function fetched(place: Place, { type, sha256 }: Stored, { local, download = downloadContentFromMessage }: MediaDeps): Promise<Buffer | Fault> {
  const source = trusted(place, local);
  if (source === null) return { ok: false, fault: 'lost' };
  const signal = AbortSignal.timeout(FETCH_MS);
  try {
    const stream = await download(source, type, { options: { signal } });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_MEDIA_BYTES) {
        stream.destroy();
        return { ok: false, fault: 'too_big' };
      }
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    if (sha256 !== undefined && createHash('sha256').update(bytes).digest('base64') !== sha256) return { ok: false, fault: 'damaged' };
    return bytes;
  } catch (error) {
    return { ok: false, fault: signal.aborted ? 'timeout' : faultOf(error) };
  }
}

/** The place is written by whoever sent the message: nothing but WhatsApp's own store is asked. */
function trusted({ mediaKey, directPath, url }: Place, local: boolean): Place | null {
  const path = directPath?.startsWith('/') === true && !directPath.startsWith('//') ? directPath : null;
  const from = url !== null && url !== undefined && URL.canParse(url) ? new URL(url) : null;
  const known = from !== null && ((from.protocol === 'https:' && from.port === '' && HOSTS.test(from.hostname)) || (local && from.hostname === '127.0.0.1'));
  if (path === null && !known) return null;
  return { mediaKey, ...(path === null ? {} : { directPath: path }), ...(known ? { url } : {}) };
}

/** Baileys' own re-upload looks at `status`, which its errors do not have (baileys.md 6). */
function faultOf(error: unknown): string {
  const status = (error as { output?: { statusCode?: unknown } } | null)?.output?.statusCode;
  if (typeof status === 'number' && GONE.has(status)) return `http_${status}`;
  return `fetch: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown'}`;
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
