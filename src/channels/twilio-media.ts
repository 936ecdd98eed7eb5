/** Fetches a file that somebody sent, or a recording, from Twilio: with our password only to Twilio's own host. Called by the media job. */
import type { Config, TwilioConfig } from '../config.js';
import type { MediaFile } from '../gateway/records.js';
import { keepMedia, MAX_MEDIA_BYTES } from './media-keep.js';
import type { Fetched } from './media-keep.js';
import { apiBase } from './twilio-client.js';

const FETCH_MS = 60_000;
const MAX_HOPS = 5;

export async function fetchTwilioMedia(config: Config, media: Pick<MediaFile, 'id' | 'url' | 'mime'>): Promise<Fetched> {
  const { twilio } = config;
  if (twilio === null || !URL.canParse(media.url)) return { ok: false, fault: 'lost' };
  const signal = AbortSignal.timeout(FETCH_MS);
  try {
    const response = await follow(address(media.url, twilio), twilio, signal);
    if (typeof response === 'string') return { ok: false, fault: response };
    const bytes = await read(response);
    if (bytes === null) return { ok: false, fault: 'too_big' };
    return await keepMedia(config.varDir, media.id, bytes, response.headers.get('content-type') ?? media.mime);
  } catch (error) {
    return { ok: false, fault: signal.aborted ? 'timeout' : `fetch: ${error instanceof Error ? error.message : 'unknown'}` };
  }
}

/** A recording is asked for as mp3 (twilio.md 3). With another REST base configured nothing goes to Twilio's. */
function address(text: string, twilio: TwilioConfig): URL {
  const url = new URL(text);
  if (/\/Recordings\/RE\w+$/u.test(url.pathname)) url.pathname += '.mp3';
  if (twilio.apiUrl === null || url.hostname !== 'api.twilio.com') return url;
  const base = new URL(apiBase(twilio));
  return new URL(base.pathname.replace(/\/+$/u, '') + url.pathname + url.search, base);
}

/** Redirects by hand: the file lies with another host, which must not see our password. */
async function follow(start: URL, twilio: TwilioConfig, signal: AbortSignal): Promise<Response | string> {
  const base = new URL(apiBase(twilio));
  const password = `Basic ${Buffer.from(`${twilio.accountSid}:${twilio.authTokens[0] ?? ''}`).toString('base64')}`;
  let url = start;
  for (let hop = 0; hop <= MAX_HOPS; hop += 1) {
    if (url.protocol !== 'https:' && url.protocol !== base.protocol) return 'protocol';
    if (twilio.apiUrl === null && !isPublic(url.hostname)) return 'host';
    const response = await fetch(url, { redirect: 'manual', signal, headers: url.origin === base.origin ? { Authorization: password } : {} });
    if (response.ok) return response;
    await response.body?.cancel();
    const next = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || next === null) return `http_${response.status}`;
    url = new URL(next, url);
  }
  return 'redirects';
}

/** Twilio's files lie with named hosts: an address or a name of our own network is nobody that Twilio sends us to. */
const isPublic = (host: string): boolean => /^[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]{2,}$/iu.test(host) && !/\.(local|internal|localhost|lan|home|intranet|corp)$/iu.test(host);

/** @returns null when it is over 16 MB */
async function read(response: Response): Promise<Buffer | null> {
  if (Number(response.headers.get('content-length') ?? 0) > MAX_MEDIA_BYTES) {
    await response.body?.cancel();
    return null;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_MEDIA_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
