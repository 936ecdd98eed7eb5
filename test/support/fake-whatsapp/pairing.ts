/** The owner's phone while a device is linked: scanning the QR (with the second scan of July 2026) and typing the code. Used by server.ts and queries.ts. */
import { randomBytes } from 'node:crypto';
import { Curve, S_WHATSAPP_NET, WA_ADV_ACCOUNT_SIG_PREFIX, aesDecryptCTR, aesDecryptGCM, aesEncryptCTR, derivePairingCodeKey, getBinaryNodeChildBuffer, hkdf, hmacSign, proto } from '@whiskeysockets/baileys';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { send } from './deliver.js';
import { deviceJid, deviceLid, nowSeconds } from './types.js';
import type { Server } from './types.js';

const notification = (wa: Server, type: string, content: BinaryNode): BinaryNode => ({ tag: 'notification', attrs: { from: S_WHATSAPP_NET, id: wa.nextId(), type, t: `${nowSeconds()}` }, content: [content] });
const buffer = (node: BinaryNode, tag: string): Buffer => Buffer.from(getBinaryNodeChildBuffer(node, tag) ?? []);

/** @returns 'refresh' when the phone wants the QR with a new secret to be scanned @throws where the QR is not one of those on offer */
export function scanQr(wa: Server, qr: string): 'paired' | 'refresh' {
  const [ref = '', , identity = '', secret = ''] = qr.slice(qr.indexOf('#') + 1).split(',');
  if (wa.live === null || !wa.qrRefs.includes(ref)) throw new Error('the QR has expired or is unknown');
  if (wa.refreshOnScan && (wa.retired ??= secret) === secret) {
    send(wa, notification(wa, 'companion_reg_refresh', { tag: 'companion_reg_refresh', attrs: {} }));
    return 'refresh';
  }
  pair(wa, Buffer.from(identity, 'base64'), Buffer.from(secret, 'base64'));
  return 'paired';
}

/** The owner types the eight characters on the phone. */
export async function typePairingCode(wa: Server, code: string): Promise<void> {
  if (wa.pairingHello === null) throw new Error('nobody asked for a code');
  if (wa.emptyLinkNotice) send(wa, notification(wa, 'link_code_companion_reg', { tag: 'link_code_companion_reg', attrs: { stage: 'primary_hello' } }));
  const { wrapped } = wa.pairingHello;
  const theirs = aesDecryptCTR(wrapped.subarray(48, 80), await derivePairingCodeKey(code, wrapped.subarray(0, 32)), wrapped.subarray(32, 48));
  const ephemeral = Curve.generateKeyPair();
  const identity = wa.phone.creds.signedIdentityKey;
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  wa.pairingShared = { ephemeral: Curve.sharedKey(ephemeral.private, theirs), identity: identity.private };
  send(wa, notification(wa, 'link_code_companion_reg', {
    tag: 'link_code_companion_reg', attrs: { stage: 'primary_hello' }, content: [
      { tag: 'link_code_pairing_ref', attrs: {}, content: Buffer.from('ref-1') },
      { tag: 'primary_identity_pub', attrs: {}, content: Buffer.from(identity.public) },
      { tag: 'link_code_pairing_wrapped_primary_ephemeral_pub', attrs: {}, content: Buffer.concat([salt, iv, aesEncryptCTR(Buffer.from(ephemeral.public), await derivePairingCodeKey(code, salt), iv)]) },
    ],
  }));
}

/** What the bot asks of the server while it is paired by code. */
export function linkCode(wa: Server, child: BinaryNode): void {
  if (child.attrs['stage'] === 'companion_hello') {
    wa.pairingHello = { jid: child.attrs['jid'] ?? '', wrapped: buffer(child, 'link_code_pairing_wrapped_companion_ephemeral_pub') };
    wa.events.emit('pairing-code', wa.pairingHello);
    return;
  }
  if (wa.pairingShared === null) return;
  const { ephemeral, identity } = wa.pairingShared;
  const bundle = buffer(child, 'link_code_pairing_wrapped_key_bundle');
  const theirs = buffer(child, 'companion_identity_public');
  const key = Buffer.from(hkdf(ephemeral, 32, { salt: bundle.subarray(0, 32), info: 'link_code_pairing_key_bundle_encryption_key' }));
  const plain = aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), Buffer.alloc(0));
  const secret = Buffer.from(hkdf(Buffer.concat([ephemeral, Curve.sharedKey(identity, theirs), plain.subarray(64, 96)]), 32, { info: 'adv_secret' }));
  setTimeout(() => {
    if (wa.live !== null) pair(wa, theirs, secret);
  }, 5);
}

function pair(wa: Server, identity: Buffer, secret: Buffer): void {
  const details = proto.ADVDeviceIdentity.encode({ rawId: 1, timestamp: nowSeconds(), keyIndex: 1 }).finish();
  const account = wa.phone.creds.signedIdentityKey;
  const signed = proto.ADVSignedDeviceIdentity.encode({ details, accountSignatureKey: account.public, accountSignature: Curve.sign(account.private, Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, identity])) }).finish();
  const proof = proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac: hmacSign(signed, secret) }).finish();
  wa.loginFailure = null;
  wa.botKeys = null;
  for (const person of [...wa.people, wa.phone]) {
    person.sessionWith.clear();
    person.senderKeySent.clear();
  }
  send(wa, {
    tag: 'iq', attrs: { from: S_WHATSAPP_NET, type: 'set', id: wa.nextId(), xmlns: 'md' }, content: [{ tag: 'pair-success', attrs: {}, content: [
      { tag: 'device-identity', attrs: {}, content: proof },
      { tag: 'device', attrs: { jid: deviceJid(wa), lid: deviceLid(wa) } },
      { tag: 'platform', attrs: { name: 'android' } },
    ] }],
  });
}
