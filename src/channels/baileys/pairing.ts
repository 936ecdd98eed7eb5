/**
 * Pairing by QR as WhatsApp does it since 28 July 2026 (Baileys issue 2737): after a scan the server may send `companion_reg_refresh`, which retires the secret inside
 * the QR on the screen. This Baileys does not know it, so the phone says it could not link. Here the secret is made anew, the notice acknowledged, and the same
 * reference shown again with the new secret: the person scans a second time. Used by line.ts.
 */
import { randomBytes } from 'node:crypto';
import { S_WHATSAPP_NET } from '@whiskeysockets/baileys';
import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';

/** @param show the QR to show from now on; `second`: the phone asked for another scan @returns what to call with each QR of Baileys */
export function watchPairing(sock: Pick<WASocket, 'authState' | 'ev' | 'ws' | 'sendNode'>, show: (qr: string, second: boolean) => void): (qr: string) => void {
  const { creds } = sock.authState;
  let last: string | null = null;
  sock.ws.on('CB:notification,type:companion_reg_refresh', (node: BinaryNode) => {
    if (creds.account !== undefined) return;
    sock.ev.emit('creds.update', { advSecretKey: randomBytes(32).toString('base64') });
    sock.sendNode({ tag: 'ack', attrs: { id: node.attrs['id'] ?? '', to: node.attrs['from'] ?? S_WHATSAPP_NET, class: 'notification', type: node.attrs['type'] ?? '' } }).catch(() => undefined);
    if (last !== null) show(withSecret(last, creds.advSecretKey), true);
  });
  return (qr) => {
    last = qr;
    show(withSecret(qr, creds.advSecretKey), false);
  };
}

/** A QR is `<link>#<ref>,<noise key>,<identity key>,<secret>,<platform>`. */
export function withSecret(qr: string, secret: string): string {
  const cut = qr.indexOf('#');
  const fields = qr.slice(cut + 1).split(',');
  fields[3] = secret;
  return `${qr.slice(0, cut + 1)}${fields.join(',')}`;
}
