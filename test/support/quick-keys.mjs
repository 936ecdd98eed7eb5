/**
 * WhatsApp's crypto library reads both its keys from DER for each message, which costs OpenSSL 3 ten times the time of the agreement itself; the fake server's
 * hundreds of people do it in our process. The same keys by the short way; every other key as ever. Imported by environment.mjs, outside of Jest's sandbox.
 */
import crypto from 'node:crypto';

const PRIVATE = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC = Buffer.from('302a300506032b656e032100', 'hex');
/** A private key brings its public one along as JWK; OpenSSL works it out anew. */
const ANY = Buffer.alloc(32).toString('base64url');

/** @returns the 32 bytes of an X25519 key in DER with this beginning, null for any other */
function rawKey(given, type, beginning) {
  const { key, format } = given ?? {};
  const fits = format === 'der' && given.type === type && Buffer.isBuffer(key) && key.length === beginning.length + 32 && key.subarray(0, beginning.length).equals(beginning);
  return fits ? key.subarray(beginning.length).toString('base64url') : null;
}

const { createPrivateKey, createPublicKey, generateKeyPairSync } = crypto;
crypto.createPrivateKey = (given) => {
  const d = rawKey(given, 'pkcs8', PRIVATE);
  return createPrivateKey(d === null ? given : { format: 'jwk', key: { kty: 'OKP', crv: 'X25519', d, x: ANY } });
};
crypto.createPublicKey = (given) => {
  const x = rawKey(given, 'spki', PUBLIC);
  return createPublicKey(x === null ? given : { format: 'jwk', key: { kty: 'OKP', crv: 'X25519', x } });
};
crypto.generateKeyPairSync = (type, options) => {
  if (type !== 'x25519' || options?.publicKeyEncoding?.format !== 'der' || options.privateKeyEncoding?.format !== 'der' || options.privateKeyEncoding.cipher !== undefined) return generateKeyPairSync(type, options);
  const { d, x } = generateKeyPairSync(type).privateKey.export({ format: 'jwk' });
  return { privateKey: Buffer.concat([PRIVATE, Buffer.from(d, 'base64url')]), publicKey: Buffer.concat([PUBLIC, Buffer.from(x, 'base64url')]) };
};
