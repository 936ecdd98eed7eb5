/** Files as WhatsApp keeps them: encrypted on a server, fetched and uploaded over HTTP, uploaded again by the sender's phone on request. Used by server.ts. */
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { aesEncryptGCM, getBinaryNodeChild, getMediaKeys, hkdf, hmacSign, normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { send } from './deliver.js';
import { nowSeconds } from './types.js';
import type { HostedMedia, MediaType, Server } from './types.js';

const urlOf = (wa: Server, path: string): string => `http://127.0.0.1:${wa.ports.http}${path}`;

/** @returns the fields that imageMessage, audioMessage, documentMessage ... take */
export async function hostMedia(wa: Server, content: Buffer, type: MediaType, mimetype: string): Promise<HostedMedia> {
  const mediaKey = randomBytes(32);
  const { iv, cipherKey, macKey } = await getMediaKeys(mediaKey, type);
  if (macKey === undefined) throw new Error('no key for the file');
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  const file = Buffer.concat([sealed, hmacSign(Buffer.concat([iv, sealed]), macKey).subarray(0, 10)]);
  const path = `/m/${randomBytes(8).toString('hex')}`;
  wa.files.set(path, file);
  return {
    url: urlOf(wa, path), directPath: path, mimetype, mediaKey, fileLength: content.length,
    fileSha256: createHash('sha256').update(content).digest(), fileEncSha256: createHash('sha256').update(file).digest(), mediaKeyTimestamp: nowSeconds(),
  };
}

export function serveFiles(wa: Server, req: IncomingMessage, res: ServerResponse): void {
  const path = (req.url ?? '').split('?')[0] ?? '';
  if (req.method === 'GET') {
    const file = wa.files.get(path);
    res.writeHead(wa.downloadStatus ?? (file === undefined ? 404 : 200));
    res.end(wa.downloadStatus === null ? file ?? '' : '');
    return;
  }
  const parts: Buffer[] = [];
  req.on('data', (part: Buffer) => parts.push(part));
  req.on('end', () => {
    if (wa.uploadStatus !== 200) {
      res.writeHead(wa.uploadStatus);
      res.end('{}');
      return;
    }
    const key = `/u/${randomBytes(8).toString('hex')}`;
    wa.files.set(key, Buffer.concat(parts));
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ url: urlOf(wa, key), direct_path: key }));
  });
}

/** The bot asks the sender's phone for a file that is gone: it is at a new place then. The bot looks for it at `mmg.whatsapp.net`, so a test reads `directPath`. */
export function uploadAgain(wa: Server, request: BinaryNode): void {
  const id = request.attrs['id'] ?? '';
  const content = normalizeMessageContent(wa.history.get(id)?.message);
  const media = content?.imageMessage ?? content?.audioMessage ?? content?.documentMessage ?? content?.videoMessage;
  const rmr = getBinaryNodeChild(request, 'rmr');
  if (!media?.mediaKey || rmr === undefined) return;
  const notification = (children: BinaryNode[]): void => send(wa, { tag: 'notification', attrs: { from: rmr.attrs['jid'] ?? '', id, type: 'mediaretry', t: `${nowSeconds()}` }, content: [{ tag: 'rmr', attrs: { ...rmr.attrs } }, ...children] });
  const file = wa.files.get(media.directPath ?? '');
  if (!wa.reuploads || file === undefined) return notification([{ tag: 'error', attrs: { code: '2' } }]);
  const path = `/m/${randomBytes(8).toString('hex')}`;
  wa.files.set(path, file);
  wa.downloadStatus = null;
  const plain = proto.MediaRetryNotification.encode({ stanzaId: id, directPath: path, result: proto.MediaRetryNotification.ResultType.SUCCESS }).finish();
  const iv = randomBytes(12);
  const key = Buffer.from(hkdf(Buffer.from(media.mediaKey), 32, { info: 'WhatsApp Media Retry Notification' }));
  notification([{ tag: 'encrypt', attrs: {}, content: [{ tag: 'enc_p', attrs: {}, content: aesEncryptGCM(plain, key, iv, Buffer.from(id)) }, { tag: 'enc_iv', attrs: {}, content: iv }] }]);
}
