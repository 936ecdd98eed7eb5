/** The contract between the two halves of the linked-device channel: `line.ts` keeps the socket alive, `channel.ts` listens and sends. Shapes; nothing of it leaves this folder. */
import type { BaileysEventMap, GroupMetadata, LIDMapping, WACallEvent, WAMessage, WAMessageKey, WAMessageUpdate, WASocket, proto } from '@whiskeysockets/baileys';
import type { Logger } from 'winston';
import type { Clock, Metrics } from '../../context.js';
import type { AuthStore } from './auth-store.js';
import type { Journal } from './journal.js';

/** Why the line waits for a person. Nothing of the account is wiped by itself in any of them. */
export type StopReason =
  /** 401: removed on the phone, or by WhatsApp. */
  | 'logged_out'
  /** 402, 403, 406: banned for a time, locked, banned. */
  | 'banned_for_now' | 'locked' | 'banned'
  /** 409, 418: WhatsApp does not take this program. */
  | 'client_refused'
  /** 411: the phone's WhatsApp is too old for linked devices. */
  | 'phone_too_old'
  /** 440 again and again: another program uses the same account. */
  | 'replaced'
  /** The QR codes or the code were not used in time. */
  | 'pairing_ended';

export type LineState =
  /** Not started, or no account is linked and nobody asked for it. */
  | { readonly kind: 'idle' }
  /** What to show to the person with the phone; the account itself: never into logs. */
  | { readonly kind: 'pairing'; readonly qr: string | null; readonly code: string | null }
  | { readonly kind: 'connecting' }
  /** Jids without device. */
  | { readonly kind: 'open'; readonly me: { readonly pn: string; readonly lid: string | null } }
  /** `until`: ms UTC of the next try. */
  | { readonly kind: 'backing_off'; readonly until: number; readonly code: number | null }
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly code: number | null };

export type Trouble =
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly code: number | null }
  /** Our version is refused, also the newest that could be had: tried every few minutes. */
  | { readonly kind: 'outdated' }
  /** No connection since then (ms UTC), whatever the reason: tried on. */
  | { readonly kind: 'down'; readonly since: number };

/** An account is linked: unlink it first. */
export class AlreadyLinked extends Error {
  override readonly name = 'AlreadyLinked';
  constructor() {
    super('a WhatsApp account is linked already: unlink it first');
  }
}

export type GroupEvent =
  | { readonly kind: 'upsert'; readonly groups: readonly GroupMetadata[] }
  | { readonly kind: 'update'; readonly updates: readonly Partial<GroupMetadata>[] }
  | { readonly kind: 'participants'; readonly update: BaileysEventMap['group-participants.update'] };

/** Every call comes from the one current socket. `messages` is called synchronously in Baileys' own event: what must not be lost is in SQLite before it returns. */
export interface LineListener {
  messages(batch: { readonly type: 'notify' | 'append'; readonly messages: readonly WAMessage[] }): Promise<void> | void;
  updates(updates: readonly WAMessageUpdate[]): void;
  reactions(reactions: readonly { readonly key: WAMessageKey; readonly reaction: proto.IReaction }[]): void;
  /** Delivered and read by the members of a group. */
  receipts?(updates: BaileysEventMap['message-receipt.update']): void;
  calls(calls: readonly WACallEvent[]): void;
  groups(event: GroupEvent): void;
  lidPairs(pairs: readonly LIDMapping[]): void;
  /** The server's word on a message of ours: `error` null = taken. */
  ack(verdict: { readonly id: string; readonly error: string | null }): void;
  state(state: LineState): void;
  /** What a person must be told by another channel, once each. */
  trouble?(what: Trouble): void;
  /** The account may not open new chats; `until` ms UTC. */
  reachout(lock: { readonly active: boolean; readonly until: number | null }): void;
}

export interface LineHealth {
  readonly state: LineState['kind'];
  readonly reason: StopReason | null;
  /** Close code of the last disconnect. */
  readonly code: number | null;
  /** Ms UTC; null = not yet in this process. */
  readonly openSince: number | null;
  readonly lastStanzaAt: number | null;
  readonly lastUpsertAt: number | null;
  readonly lastAckAt: number | null;
  /** Stanzas that came and were never handed on. */
  readonly unseen: number;
  readonly reconnects: number;
  readonly recycles: number;
  readonly version: string | null;
  readonly reachoutUntil: number | null;
}

export type PairHow = { readonly kind: 'qr' } | { readonly kind: 'code'; readonly phone: string };

export interface Line {
  state(): LineState;
  /** The socket of this moment, only while it is open. */
  socket(): WASocket | null;
  /** Connects where an account is linked; else stays idle until `pair`. */
  start(): void;
  stop(): Promise<void>;
  /** Shows a QR, or asks for a code for this number (E.164 or digits). An account that is linked must be unlinked first, unless WhatsApp ended it. */
  pair(how: PairHow): void;
  /** The operator's wish to try again after a stop or during a pause, with the same account. */
  retry(): void;
  /** Tells WhatsApp, forgets the account. */
  unpair(): Promise<void>;
  health(): LineHealth;
  /** Resolves when it is not connecting any more, at the latest after `ms` of real time: so that a clock that is moved by hand does not run ahead of real sockets. */
  settled(ms: number): Promise<void>;
}

export interface LineDeps {
  /** Instead of WhatsApp's own server. */
  readonly url: string | null;
  readonly auth: AuthStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics?: Pick<Metrics, 'count'>;
  /** 0..1 */
  readonly random: () => number;
  readonly listener: LineListener;
  /** Our message of this id, when a contact's phone asks for it again. */
  readonly getMessage: (key: WAMessageKey) => Promise<proto.IMessage | undefined>;
  readonly cachedGroupMetadata: (jid: string) => Promise<GroupMetadata | undefined>;
  /** Chats of which nothing is wanted (status, newsletters, strange groups): not even decrypted. */
  readonly ignore: (jid: string) => boolean;
  /** Keeps what was opened before the server is told to forget it. */
  readonly journal?: Pick<Journal, 'wrap' | 'watch'>;
  /** Asks for the newest version of WhatsApp Web; null = could not be had. */
  readonly fetchVersion?: () => Promise<readonly [number, number, number] | null>;
  /** Only a new process helps (a socket that stays deaf after it was made anew). */
  readonly giveUp?: (why: string) => void;
  /** Shorter waits of Baileys' own, for tests. */
  readonly tuning?: { readonly connectTimeoutMs?: number; readonly defaultQueryTimeoutMs?: number; readonly keepAliveIntervalMs?: number; readonly retryRequestDelayMs?: number; readonly qrTimeout?: number };
}
