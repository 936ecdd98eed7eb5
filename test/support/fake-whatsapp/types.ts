/** Shapes of the fake WhatsApp: people, groups, what was sent, and the knobs a test turns. */
import type { EventEmitter } from 'node:events';
import type { BinaryNode, MediaType, SignalRepositoryWithLIDStore, AuthenticationCreds, proto } from '@whiskeysockets/baileys';
import type { WebSocket } from 'ws';
import type { NoiseServer } from './noise.js';

export interface PersonOptions {
  /** Digits without plus. */
  readonly pn: string;
  readonly lid?: string;
  readonly name?: string;
}

export interface Person {
  readonly pn: string;
  readonly lid: string | undefined;
  name: string;
  /** False: `onWhatsApp` does not know the number. */
  registered: boolean;
  creds: AuthenticationCreds;
  repo: SignalRepositoryWithLIDStore;
  readonly sessionWith: Set<string>;
  readonly senderKeySent: Set<string>;
  /** As after a new installation of WhatsApp: another identity, all sessions gone. */
  reset(): void;
  bundle(jid: string): Promise<BinaryNode>;
  encrypt(device: string, message: proto.IMessage): Promise<Cipher>;
  decrypt(device: string, type: 'pkmsg' | 'msg', ciphertext: Uint8Array): Promise<proto.Message>;
}

export interface Cipher {
  readonly type: 'pkmsg' | 'msg';
  ciphertext: Uint8Array;
}

export interface Group {
  readonly id: string;
  subject: string;
  members: Person[];
  readonly addressing: 'lid' | 'pn';
}

export interface SayOptions {
  readonly id?: string;
  readonly group?: Group;
  /** How a direct chat is addressed. */
  readonly addressing?: 'pn' | 'lid';
  /** Without the other one of the two addresses. */
  readonly bare?: boolean;
  readonly plaintext?: boolean;
  /** Cannot be decrypted the first time, or never. */
  readonly corrupt?: boolean | 'always';
  readonly neverRetry?: boolean;
  /** Seconds. */
  readonly t?: number;
  /** Waits in the queue, delivered at the next login. */
  readonly hold?: boolean;
  readonly stanzaType?: string;
}

export interface Entry {
  readonly person: Person;
  readonly message: proto.IMessage;
  options: SayOptions & { readonly id: string; readonly t: number; readonly retryCount?: number };
}

/** A message of the bot as the server took it and the people's phones read it. */
export interface Sent {
  readonly id: string;
  readonly to: string;
  readonly type: string | undefined;
  readonly edit: string | undefined;
  readonly node: BinaryNode;
  /** Ms of this machine. */
  readonly at: number;
  readonly copies: { readonly to: string; readonly own?: boolean; readonly message?: proto.IMessage; readonly error?: string }[];
  message: proto.IMessage | undefined;
  text: string | undefined;
  groupError?: string;
  accepted: boolean;
  /** The same id was accepted before. */
  duplicate: boolean;
}

/** What a test may turn at any time. */
export interface Knobs {
  /** Refuses a login of a device that is not linked. */
  strict: boolean;
  autoDeliver: boolean;
  autoRead: boolean;
  sendAcks: boolean;
  answerIqs: boolean;
  acceptConnections: boolean;
  /** Answers the WebSocket upgrade with this HTTP status (429, 503: Baileys hangs). */
  upgradeStatus: number | null;
  /** Takes the connection and never answers the upgrade. */
  stalledUpgrade: boolean;
  /** Attributes of the `failure` that a login gets, as `{ reason: '405' }`. */
  loginFailure: Readonly<Record<string, string>> | null;
  /** Refuses a message with this error code. */
  ackError: number | ((sent: Sent) => number | null) | null;
  uploadStatus: number;
  /** Status of every download while set (403, 404, 410). */
  downloadStatus: number | null;
  /** Answers to a request for the file to be uploaded again. */
  reuploads: boolean;
  /** Pairing since July 2026: the first scan retires the secret in the QR. */
  refreshOnScan: boolean;
  emptyLinkNotice: boolean;
  /** QR references offered; each lives as long as the client's qrTimeout. */
  qrCount: number;
  /** Cuts the line when the offline queue is receipted and its end was not yet told. */
  cutBeforeOfflineEnd: boolean;
  /** 1: the client uploads 5 prekeys; 0: 812, as on a first login. */
  firstPreKeyCount: number;
  /** Swallows what people say after the bytes are on the wire: an open line that brings nothing. */
  deaf: boolean;
}

export interface BotKeys {
  readonly registrationId: number;
  readonly identity: Uint8Array;
  readonly signedPreKey: { readonly keyId: number; readonly publicKey: Uint8Array; readonly signature: Uint8Array };
  readonly preKeys: { readonly keyId: number; readonly publicKey: Uint8Array }[];
}

export interface Session {
  readonly ws: WebSocket;
  readonly noise: NoiseServer;
  step: 'hello' | 'finish' | 'open';
  loggedIn: boolean;
  send(node: BinaryNode): void;
}

/** What the parts of the server share. */
export interface Server extends Knobs {
  readonly events: EventEmitter;
  readonly bot: { readonly pn: string; readonly lid: string; device: number };
  readonly phone: Person;
  readonly people: Person[];
  readonly groups: Map<string, Group>;
  readonly outbox: Sent[];
  readonly accepted: Set<string>;
  readonly nodes: BinaryNode[];
  pending: Entry[];
  readonly history: Map<string, Entry>;
  readonly files: Map<string, Buffer>;
  live: Session | null;
  linked: boolean;
  botKeys: BotKeys | null;
  qrRefs: readonly string[];
  retired: string | null;
  pairingHello: { readonly jid: string; readonly wrapped: Buffer } | null;
  pairingShared: { readonly ephemeral: Buffer; readonly identity: Uint8Array } | null;
  /** The payload of the last login: version, device. */
  lastPayload: proto.ClientPayload | null;
  /** People by either address. */
  readonly byJid: Map<string, Person>;
  readonly ports: { http: number; https: number | null };
  nextId(): string;
  fault(error: unknown): void;
}

export interface HostedMedia {
  readonly url: string;
  readonly directPath: string;
  readonly mimetype: string;
  readonly mediaKey: Uint8Array;
  readonly fileLength: number;
  readonly fileSha256: Uint8Array;
  readonly fileEncSha256: Uint8Array;
  readonly mediaKeyTimestamp: number;
}

export type { MediaType };

export const deviceJid = ({ bot }: Pick<Server, 'bot'>): string => bot.pn.replace('@', `:${bot.device}@`);
export const deviceLid = ({ bot }: Pick<Server, 'bot'>): string => bot.lid.replace('@', `:${bot.device}@`);

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);
