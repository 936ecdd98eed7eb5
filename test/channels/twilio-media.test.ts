/** Files from Twilio: our password goes to Twilio's host alone, size and type are what they are, recordings come as mp3. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MAX_MEDIA_BYTES } from '../../src/channels/media-keep.js';
import { fetchTwilioMedia } from '../../src/channels/twilio-media.js';
import { ACCOUNT, configOf, TOKEN } from './twilio-fake.js';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const MP3 = Buffer.concat([Buffer.from('ID3\u0004\u0000\u0000\u0000\u0000\u0000\u0000'), Buffer.from([0xff, 0xfb, 0x90, 0x44]), Buffer.alloc(2000)]);
const PATH = `/2010-04-01/Accounts/${ACCOUNT}`;
const MEDIA = `${PATH}/Messages/MM1/Media/ME1`;
const BASIC = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;

const servers: Server[] = [];
interface Host { readonly url: string; readonly asked: { readonly path: string; readonly auth: string | undefined }[] }
async function host(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<Host> {
  const asked: Host['asked'] = [];
  const server = createServer((req, res) => {
    asked.push({ path: req.url ?? '', auth: req.headers.authorization });
    answer(req, res);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
const varDir = mkdtempSync(join(tmpdir(), 'media-'));
const bring = (apiUrl: string, url: string, mime = 'image/jpeg', id = 'm1') => fetchTwilioMedia(configOf({ varDir }, { apiUrl }), { id, url, mime });
const give = (bytes: Buffer, type = 'image/png') => (_req: IncomingMessage, res: ServerResponse): void => void res.writeHead(200, { 'Content-Type': type }).end(bytes);

describe('a file that somebody sent', () => {
  it('lies with another host, which does not see our password', async () => {
    const store = await host(give(PNG, 'application/octet-stream'));
    const api = await host((_req, res) => void res.writeHead(307, { Location: `${store.url}/signed?x=1` }).end());
    const got = await bring(api.url, api.url + MEDIA);
    expect(got).toMatchObject({ ok: true, mime: 'image/png', bytes: PNG.length });
    expect(got.ok && readFileSync(join(varDir, got.file))).toEqual(PNG);
    expect(api.asked).toEqual([{ path: MEDIA, auth: BASIC }]);
    expect(store.asked).toEqual([{ path: '/signed?x=1', auth: undefined }]);
  });
  it('with another REST base nothing goes to Twilio itself', async () => {
    const api = await host(give(PNG));
    expect(await bring(api.url, `https://api.twilio.com${MEDIA}`)).toMatchObject({ ok: true });
    expect(api.asked).toEqual([{ path: MEDIA, auth: BASIC }]);
  });
  it.each(['https://169.254.169.254/latest/meta-data', 'https://localhost/x', 'https://[::1]/x', 'https://10.0.0.7/x', 'https://2130706433/x', 'https://db.internal/x', 'https://postgres/x'])('with Twilio itself nothing of our own network is asked: %s', async (url) => {
    expect(await fetchTwilioMedia(configOf({ varDir }, { apiUrl: null }), { id: 'm1', url, mime: 'image/jpeg' })).toEqual({ ok: false, fault: 'host' });
  });
  it('of a foreign address is fetched without the password', async () => {
    const other = await host(give(PNG));
    expect(await bring('http://127.0.0.1:1', `${other.url}/file`)).toMatchObject({ ok: true });
    expect(other.asked[0]?.auth).toBeUndefined();
  });
  it('over 16 MB is too big, told beforehand or not', async () => {
    const told = await host((_req, res) => void res.writeHead(200, { 'Content-Length': String(MAX_MEDIA_BYTES + 1) }).write('x'));
    expect(await bring(told.url, told.url + MEDIA)).toEqual({ ok: false, fault: 'too_big' });
    const untold = await host((_req, res) => {
      res.writeHead(200);
      const more = (): void => {
        while (!res.destroyed && res.write(Buffer.alloc(1024 * 1024)));
        if (!res.destroyed) res.once('drain', more);
      };
      more();
    });
    expect(await bring(untold.url, untold.url + MEDIA)).toEqual({ ok: false, fault: 'too_big' });
  });
  it.each([
    ['a page', Buffer.from('<html><script>x</script></html>'), 'image/png', 'type'],
    ['a program', Buffer.from('MZ\u0090\u0000\u0003'.padEnd(400, '\u0000'), 'latin1'), 'image/jpeg', 'type'],
    ['nothing', Buffer.alloc(0), 'image/png', 'lost'],
  ])('%s is refused, whatever it is called', async (_name, bytes, type, fault) => {
    const api = await host(give(bytes, type));
    expect(await bring(api.url, api.url + MEDIA)).toEqual({ ok: false, fault });
  });
  it('gone, or in a circle, or nowhere', async () => {
    const gone = await host((_req, res) => void res.writeHead(404).end());
    expect(await bring(gone.url, gone.url + MEDIA)).toEqual({ ok: false, fault: 'http_404' });
    const circle = await host((_req, res) => void res.writeHead(302, { Location: MEDIA }).end());
    expect(await bring(circle.url, circle.url + MEDIA)).toEqual({ ok: false, fault: 'redirects' });
    expect(circle.asked).toHaveLength(6);
    expect(await bring('http://127.0.0.1:1', 'http://127.0.0.1:1/x')).toMatchObject({ ok: false, fault: expect.stringMatching(/^fetch/u) });
    expect(await bring(gone.url, 'no url')).toEqual({ ok: false, fault: 'lost' });
    expect(await bring('https://api.example.org', 'http://127.0.0.1:1/x')).toEqual({ ok: false, fault: 'protocol' });
  });
});

it('a recording is asked for as mp3', async () => {
  const api = await host(give(MP3, 'audio/mpeg'));
  expect(await bring(api.url, `${api.url}${PATH}/Recordings/RE1`, 'audio/mpeg', 'rec-RE1')).toMatchObject({ ok: true, mime: 'audio/mpeg', file: expect.stringMatching(/rec-RE1\.mp3$/u) });
  expect(api.asked[0]?.path).toBe(`${PATH}/Recordings/RE1.mp3`);
});
