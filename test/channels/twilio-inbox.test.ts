/** What Twilio's list has of messages to us: the same Inbounds as the webhooks would have made, oldest first, with their files. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { listInbound } from '../../src/channels/twilio-inbox.js';
import { ACCOUNT, configOf, NOW } from './twilio-fake.js';

const row = (sid: string, seconds: number, set: object = {}) => ({
  sid, direction: 'inbound', from: 'whatsapp:+258841230001', to: 'whatsapp:+14155238886', body: `texto ${sid}`, num_media: '0', status: 'received',
  date_created: new Date(NOW + seconds * 1000).toUTCString(), date_sent: new Date(NOW + seconds * 1000).toUTCString(), ...set,
});
const MEDIA = { media_list: [{ sid: 'ME1', content_type: 'application/pdf', parent_sid: 'MM1' }], page: 0, next_page_uri: null };

it('both numbers, only what came in and since then, in order; a document keeps its name', async () => {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '', 'http://x');
    asked.push(`${url.pathname}?To=${url.searchParams.get('To') ?? ''}`);
    const messages = url.searchParams.get('To') === '+15550001111'
      ? [row('SMsms', 15, { from: '+258841230002', to: '+15550001111' })]
      : [row('SM2', 20), row('MM1', 10, { num_media: '1', body: 'relatorio.pdf' }), row('SMout', 12, { direction: 'outbound-api' }), row('SMold', -3600)];
    res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(url.pathname.endsWith('/Media.json') ? MEDIA : { messages, page: 0, next_page_uri: null }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const found = await listInbound(configOf({}, { apiUrl }), NOW);
  server.closeAllConnections();
  server.close();
  expect(found.map((each) => [each.id, each.channel, each.from, each.at - NOW])).toEqual([
    ['MM1', 'whatsapp', 'whatsapp:+258841230001', 10_000], ['SMsms', 'sms', 'sms:+258841230002', 15_000], ['SM2', 'whatsapp', 'whatsapp:+258841230001', 20_000],
  ]);
  expect(found[0]?.what).toEqual({
    kind: 'media', caption: '', media: [{ kind: 'document', mime: 'application/pdf', fileName: 'relatorio.pdf', url: `${apiUrl}/2010-04-01/Accounts/${ACCOUNT}/Messages/MM1/Media/ME1` }],
  });
  expect(found[2]?.what).toEqual({ kind: 'text', text: 'texto SM2' });
  expect(asked.filter((each) => each.includes('Messages.json'))).toHaveLength(2);
});

it('throws when Twilio cannot be asked, asks nobody without Twilio', async () => {
  await expect(listInbound(configOf({}, { apiUrl: 'http://127.0.0.1:1' }), NOW)).rejects.toThrow();
  expect(await listInbound({ ...configOf(), twilio: null }, NOW)).toEqual([]);
});
