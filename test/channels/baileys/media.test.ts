/** Files that people send over the linked device. */
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from '@jest/globals';
import { descriptorUrl } from '../../../src/channels/baileys/descriptor.js';
import type { Stored } from '../../../src/channels/baileys/descriptor.js';
import { createLinkedMedia } from '../../../src/channels/baileys/media.js';
import type { MediaDeps } from '../../../src/channels/baileys/media.js';
import { MAX_MEDIA_BYTES } from '../../../src/channels/media-keep.js';
import type { MediaFile } from '../../../src/gateway/records.js';
import { SAMPLE_FILES } from '../../support/twilio-forms.js';
import { startTalkRig } from './talk-rig.js';

const { bytes, mime } = SAMPLE_FILES.image;
const varDir = mkdtempSync(join(tmpdir(), 'media-'));
afterAll(() => rmSync(varDir, { recursive: true, force: true }));

const STORED: Stored = { type: 'image', key: { remoteJid: '258841230001@s.whatsapp.net', id: 'A', fromMe: false }, mediaKey: Buffer.alloc(32, 1).toString('base64'), path: '/v/x', url: 'https://mmg.whatsapp.net/v/x', length: 100 };
const file = (descriptor: Parameters<typeof descriptorUrl>[0] | string, type: string = mime): MediaFile =>
  ({ id: 'm1', url: typeof descriptor === 'string' ? descriptor : descriptorUrl(descriptor), mime: type }) as unknown as MediaFile;
type Download = NonNullable<MediaDeps['download']>;
const asked: unknown[] = [];
const fetcher = (download: (...args: Parameters<Download>) => Buffer, more: Partial<MediaDeps> = {}) =>
  createLinkedMedia({ varDir, socket: () => null, local: false, download: (async (...args: Parameters<Download>) => { asked.push(args[0]); return Readable.from([download(...args)]); }) as unknown as Download, ...more });
const gone = (status: number) => () => { throw Object.assign(new Error('gone'), { output: { statusCode: status } }); };

describe('over a real line', () => {
  it('a photo is kept as what it is; one that the store has forgotten is asked for again', async () => {
    const rig = await startTalkRig();
    try {
      const image = { imageMessage: await rig.wa.hostMedia(Buffer.from(bytes), 'image', mime) };
      delete (image.imageMessage as { directPath?: string }).directPath;
      const { what } = await rig.got(await rig.says(image));
      const media = file(what.kind === 'media' ? what.media[0]?.url ?? '' : '');
      const kept = await rig.talk.fetchMedia(media);
      expect(kept).toMatchObject({ ok: true, mime, bytes: bytes.byteLength });
      expect(readFileSync(join(rig.varDir, kept.ok ? kept.file : ''))).toEqual(Buffer.from(bytes));
      rig.wa.downloadStatus = 410;
      await rig.talk.fetchMedia(media);
      expect(rig.wa.nodes.some(({ tag, attrs }) => tag === 'receipt' && attrs['type'] === 'server-error')).toBe(true);
    } finally {
      await rig.close();
    }
  });
});

describe('a file', () => {
  it('that is announced as too big is not even asked for', async () => {
    expect(await fetcher(() => Buffer.from(bytes))(file({ ...STORED, length: MAX_MEDIA_BYTES + 1 }))).toEqual({ ok: false, fault: 'too_big' });
    expect(asked).toEqual([]);
  });

  it('that is bigger than announced is stopped', async () => {
    expect(await fetcher(() => Buffer.alloc(MAX_MEDIA_BYTES + 1))(file(STORED))).toEqual({ ok: false, fault: 'too_big' });
  });

  it('that is no picture is not kept', async () => {
    expect(await fetcher(() => Buffer.from('MZ\0\0program'))(file(STORED))).toEqual({ ok: false, fault: 'type' });
  });

  it('that arrived damaged is asked for again', async () => {
    expect(await fetcher(() => Buffer.from(bytes))(file({ ...STORED, sha256: Buffer.alloc(32).toString('base64') }))).toEqual({ ok: false, fault: 'damaged' });
  });

  it('that the store has forgotten is fetched from its new place', async () => {
    const fetch = fetcher(({ directPath }) => (directPath === '/v/new' ? Buffer.from(bytes) : gone(410)()), {
      socket: () => ({ updateMediaMessage: async (message) => { Object.assign(message.message?.imageMessage ?? {}, { directPath: '/v/new' }); return message; } }),
    });
    expect(await fetch(file(STORED))).toMatchObject({ ok: true });
  });

  it('whose telephone does not answer stays gone', async () => {
    const fetch = fetcher(gone(404), { reuploadMs: 5, socket: () => ({ updateMediaMessage: () => new Promise(() => undefined) }) });
    expect(await fetch(file(STORED))).toEqual({ ok: false, fault: 'http_404' });
    expect(await fetcher(gone(404))(file(STORED))).toEqual({ ok: false, fault: 'line_closed' });
  });

  it('in the row itself needs no store', async () => {
    const card = SAMPLE_FILES.contacts;
    expect(await fetcher(gone(404))(file({ inline: Buffer.from(card.bytes).toString('base64') }, card.mime))).toMatchObject({ ok: true, mime: 'text/vcard' });
  });

  it.each([
    ['another host', { url: 'https://evil.example/x', path: undefined }], ['our own network', { url: 'http://127.0.0.1:9/x', path: undefined }],
    ['a name that only looks like it', { url: 'https://whatsapp.net.evil.example/x', path: undefined }], ['no encryption', { url: 'http://mmg.whatsapp.net/x', path: undefined }],
  ])('is never fetched from %s', async (_, place) => {
    asked.length = 0;
    expect(await fetcher(() => Buffer.from(bytes))(file({ ...STORED, ...place }))).toEqual({ ok: false, fault: 'lost' });
    expect(asked).toEqual([]);
  });

  it('a path keeps to WhatsApp\'s own host, whatever the sender wrote beside it', async () => {
    asked.length = 0;
    await fetcher(() => Buffer.from(bytes))(file({ ...STORED, url: 'https://evil.example/x' }));
    expect(asked).toEqual([{ mediaKey: Buffer.alloc(32, 1), directPath: '/v/x' }]);
    expect(await fetcher(() => Buffer.from(bytes))(file(descriptorUrl({ ...STORED, url: undefined, path: '//evil.example/x' })))).toEqual({ ok: false, fault: 'lost' });
  });

  it.each(['https://example.org/x', 'baileys:', 'baileys:e30', `baileys:${Buffer.from('{"type":"image"}').toString('base64url')}`])('"%s" is lost', async (url) => {
    expect(await fetcher(() => Buffer.from(bytes))(file(url))).toEqual({ ok: false, fault: 'lost' });
  });
});
