/** The server's side of WhatsApp's Noise XX handshake and framing, and a throw-away certificate authority that a client can be made to trust. Used by server.ts. */
import { Curve, NOISE_MODE, NOISE_WA_HEADER, WA_CERT_DETAILS, aesDecryptGCM, aesEncryptGCM, decodeBinaryNode, encodeBinaryNode, hkdf, proto, sha256 } from '@whiskeysockets/baileys';
import type { BinaryNode, KeyPair } from '@whiskeysockets/baileys';

const EMPTY = Buffer.alloc(0);
const root = Curve.generateKeyPair();

/** Hex, for FAKE_WHATSAPP_ROOT: what a gateway in a process of its own has to trust (trust.mjs). */
export const rootKey = Buffer.from(root.public).toString('hex');

/** Makes the Baileys of this process (under jest: of this test file) trust the server. */
export function trustFakeWhatsApp(): void {
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(root.public);
}

/** The server has the same key and certificates for every connection, as WhatsApp's has. */
interface Standing {
  readonly own: KeyPair;
  readonly chain: Uint8Array;
}
let made: Standing | null = null;
function standing(): Standing {
  if (made !== null) return made;
  const own = Curve.generateKeyPair();
  made = { own, chain: certificates(own.public) };
  return made;
}

function certificates(serverKey: Uint8Array): Uint8Array {
  const { Details } = proto.CertChain.NoiseCertificate;
  const middle = Curve.generateKeyPair();
  const middleDetails = Details.encode({ serial: 1, issuerSerial: WA_CERT_DETAILS.SERIAL, key: middle.public }).finish();
  const leafDetails = Details.encode({ serial: 2, issuerSerial: 1, key: serverKey }).finish();
  return proto.CertChain.encode({
    intermediate: { details: middleDetails, signature: Curve.sign(root.private, middleDetails) },
    leaf: { details: leafDetails, signature: Curve.sign(middle.private, leafDetails) },
  }).finish();
}

function counter(value: number): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(value >>> 0, 8);
  return iv;
}

const framed = (data: Uint8Array): Buffer => {
  const length = Buffer.alloc(3);
  length.writeUIntBE(data.length, 0, 3);
  return Buffer.concat([length, data]);
};

const need = (bytes: Uint8Array | null | undefined): Uint8Array => {
  if (bytes === null || bytes === undefined) throw new Error('the handshake lacks a part');
  return bytes;
};

export interface NoiseServer {
  /** Cuts the bytes of the socket into frames. */
  frames(data: Buffer): Buffer[];
  /** @returns the answer to the client's hello */
  hello(frame: Buffer): Buffer;
  /** @returns what the client says of itself */
  finish(frame: Buffer): proto.ClientPayload;
  seal(node: BinaryNode): Buffer;
  open(frame: Buffer): Promise<BinaryNode>;
}

export function createNoise(): NoiseServer {
  const ephemeral = Curve.generateKeyPair();
  const { own, chain } = standing();
  let hash: Buffer = Buffer.from(NOISE_MODE);
  let salt: Buffer = hash;
  let key: Buffer = hash;
  let count = 0;
  let rest: Buffer = EMPTY;
  let intro = true;
  let inKey = EMPTY;
  let outKey = EMPTY;
  let read = 0;
  let written = 0;

  const mixHash = (data: Uint8Array): void => {
    hash = Buffer.from(sha256(Buffer.concat([hash, data])));
  };
  const mixKey = (data: Uint8Array): void => {
    const bytes = Buffer.from(hkdf(Buffer.from(data), 64, { salt, info: '' }));
    salt = bytes.subarray(0, 32);
    key = bytes.subarray(32);
    count = 0;
  };
  const encrypt = (plain: Uint8Array): Buffer => {
    const sealed = aesEncryptGCM(plain, key, counter(count++), hash);
    mixHash(sealed);
    return sealed;
  };
  const decrypt = (sealed: Uint8Array): Buffer => {
    const plain = aesDecryptGCM(sealed, key, counter(count++), hash);
    mixHash(sealed);
    return plain;
  };
  mixHash(NOISE_WA_HEADER);

  return {
    frames(data) {
      rest = Buffer.concat([rest, data]);
      if (intro) {
        /** Routing information may come first ("ED"), then the header of four bytes. */
        if (rest.subarray(0, 2).toString() === 'ED') rest = rest.subarray(7 + rest.readUIntBE(4, 3));
        rest = rest.subarray(NOISE_WA_HEADER.length);
        intro = false;
      }
      const found: Buffer[] = [];
      while (rest.length >= 3 && rest.length >= rest.readUIntBE(0, 3) + 3) {
        const length = rest.readUIntBE(0, 3);
        found.push(rest.subarray(3, 3 + length));
        rest = rest.subarray(3 + length);
      }
      return found;
    },
    hello(frame) {
      const theirs = need(proto.HandshakeMessage.decode(frame).clientHello?.ephemeral);
      mixHash(theirs);
      mixHash(ephemeral.public);
      mixKey(Curve.sharedKey(ephemeral.private, theirs));
      const sealedKey = encrypt(own.public);
      mixKey(Curve.sharedKey(own.private, theirs));
      const payload = encrypt(chain);
      return framed(proto.HandshakeMessage.encode({ serverHello: { ephemeral: ephemeral.public, static: sealedKey, payload } }).finish());
    },
    finish(frame) {
      const { clientFinish } = proto.HandshakeMessage.decode(frame);
      mixKey(Curve.sharedKey(ephemeral.private, decrypt(need(clientFinish?.static))));
      const payload = proto.ClientPayload.decode(decrypt(need(clientFinish?.payload)));
      const bytes = Buffer.from(hkdf(EMPTY, 64, { salt, info: '' }));
      inKey = bytes.subarray(0, 32);
      outKey = bytes.subarray(32);
      return payload;
    },
    seal: (node) => framed(aesEncryptGCM(encodeBinaryNode(node), outKey, counter(written++), EMPTY)),
    open: (frame) => decodeBinaryNode(aesDecryptGCM(frame, inKey, counter(read++), EMPTY)),
  };
}
