/**
 * The way out over the linked device: one message at a time, paced between people, under ids that are the same at every try. What became of a message is the
 * server's word and the receipts, never what the socket says at once. Made by talk.ts, called by the outbox.
 */
import type { AnyMessageContent, proto, WAMessageKey, WAMessageUpdate, WASocket } from '@whiskeysockets/baileys';
import type { Logger } from 'winston';
import type { Clock, Received } from '../../context.js';
import type { Inbound } from '../../gateway/inbound.js';
import type { OutMessage } from '../../gateway/records.js';
import type { LinkedBook } from '../../store/port-linked.js';
import type { Store } from '../../store/port.js';
import type { Sender, SendOptions, SendResult } from '../port.js';
import { linkedErrorClass } from './codes.js';
import { createDelivery } from './delivery.js';
import type { Delivery } from './delivery.js';
import type { Identity } from './identity.js';
import type { LineState } from './line-port.js';
import { cardIdOf, cardOf, protoOf, waIdOf, wordsOf } from './outgoing-content.js';
import { createPace } from './pace.js';
import { createVerdicts } from './verdicts.js';
import type { Verdict } from './verdicts.js';

/** The server's word takes milliseconds on a good line. */
export const ACK_MS = 20_000;
/** Answers within this time of the person's last word are not paced. */
const JUST_WROTE_MS = 600_000;
/** After this long another way is taken, where there is one. */
export const DOWN_MS = 15 * 60_000;
const CLOSED_PAUSE_MS = 15_000;
const STOPPED_PAUSE_MS = 60_000;
const LOST_PAUSE_MS = 3_000;
const LOCKED_PAUSE_MS = 3_600_000;
/** The outbox waits this long for an answer, and a little more. */
const MOST_WAIT_MS = 8_000;
/** Messages kept in memory for telephones that ask again. */
const KEPT = 1_000;

export interface SenderDeps {
  readonly socket: () => Pick<WASocket, 'sendMessage'> | null;
  readonly state: () => LineState;
  readonly book: Pick<LinkedBook, 'sent' | 'sending' | 'verdict'>;
  readonly identity: Pick<Identity, 'jidOf' | 'otherNames' | 'hasWritten' | 'who'>;
  readonly store: Pick<Store, 'addressRow' | 'load'>;
  readonly receive: (inbound: Inbound) => Promise<Received>;
  readonly isRegisteredGroup: (address: string) => boolean;
  readonly clock: Clock;
  /** 0..1 */
  readonly random: () => number;
  readonly log: Logger;
}

export interface LinkedSender extends Sender, Pick<Delivery, 'updates' | 'receipts'> {
  ack(verdict: { readonly id: string; readonly error: string | null }): void;
  reachout(lock: { readonly active: boolean; readonly until: number | null }): void;
  /** The line closed: what was handed over and not yet acknowledged is uncertain, and goes out again under its id. */
  lost(): void;
  /** For telephones that could not read it. */
  getMessage(key: WAMessageKey): Promise<proto.IMessage | undefined>;
  /** Reports of deliveries are taken up. */
  idle(): Promise<void>;
}

export function createSender(deps: SenderDeps): LinkedSender {
  const { book, clock, identity, log } = deps;
  const verdicts = createVerdicts(book);
  const pace = createPace(deps.random);
  const kept = new Map<string, proto.IMessage>();
  let lock: { readonly active: boolean; readonly until: number | null } = { active: false, until: null };
  let tail: Promise<unknown> = Promise.resolve();
  let queued = 0;
  let usualMs = 50;
  const delivery = createDelivery({ ...deps, verdict: (id, error) => verdicts.give(id, error) });

  /** libsignal mixes up states when two sends run at once (baileys.md 3). */
  function serial<T>(work: () => Promise<T>): Promise<T> {
    queued += 1;
    const done = tail.then(async () => {
      const began = performance.now();
      try {
        return await work();
      } finally {
        queued -= 1;
        usualMs += (performance.now() - began - usualMs) / 8;
      }
    });
    tail = done.catch(() => undefined);
    return done;
  }

  async function send(message: OutMessage, { signal }: SendOptions): Promise<SendResult> {
    const words = wordsOf(message.body);
    if (words === null) return refused('content', 'no_words', `a ${message.body.kind} cannot be written`);
    const id = waIdOf(message.id);
    const before = book.sent(id)?.error ?? null;
    if (before !== null && linkedErrorClass(before) === 'permanent') return refused('permanent', before, 'refused before: not tried again');
    const jid = identity.jidOf(message.to);
    if (jid === null) return refused('permanent', 'no_address', 'no address of WhatsApp');
    const no = (await forbidden(message)) ?? closed(message);
    if (no !== null) return no;
    const wait = (await justWrote(message)) ? 0 : pace.wait(message.id, message.to, clock.now());
    if (wait > 0) return refused('throttle', 'paced', 'its turn comes later', wait);
    if (queued * usualMs > MOST_WAIT_MS) return refused('throttle', 'paced', 'many are before it', MOST_WAIT_MS / 2);
    return write(message, jid, words, signal);
  }

  async function forbidden(message: OutMessage): Promise<SendResult | null> {
    const { to, purpose, fallback } = message;
    if (to.startsWith('group:')) return deps.isRegisteredGroup(to) ? null : refused('permanent', 'strange_group', 'not one of our groups');
    if (!(await hasWritten(to))) return refused('permanent', 'never_wrote', 'never wrote to this number');
    if (!lock.active || purpose === 'answer') return null;
    if (fallback !== null) return refused('permanent', 'reachout_locked', 'new chats are locked');
    const until = lock.until ?? clock.now() + LOCKED_PAUSE_MS;
    return refused('throttle', 'reachout_locked', 'new chats are locked', Math.min(Math.max(until - clock.now(), LOST_PAUSE_MS), LOCKED_PAUSE_MS));
  }

  /** Wrote to this very number: who wrote to another provider's number has no chat with ours. */
  async function hasWritten(to: string): Promise<boolean> {
    for (const address of [to, ...identity.otherNames(to)]) {
      if (identity.hasWritten(address)) return true;
      const row = await deps.store.addressRow(address);
      if (row !== null && row.lastInboundAt !== null && row.via === 'baileys') return true;
    }
    return false;
  }

  function closed({ createdAt, fallback }: OutMessage): SendResult | null {
    const state = deps.state();
    if (state.kind === 'open' && deps.socket() !== null) return null;
    const detail = `the line is ${state.kind}`;
    if (fallback !== null && clock.now() - createdAt >= DOWN_MS) return refused('permanent', 'line_down', detail);
    return refused('throttle', 'line_closed', detail, state.kind === 'stopped' || state.kind === 'idle' || state.kind === 'pairing' ? STOPPED_PAUSE_MS : CLOSED_PAUSE_MS);
  }

  async function justWrote({ purpose, to }: OutMessage): Promise<boolean> {
    if (purpose !== 'answer') return false;
    if (to.startsWith('group:')) return true;
    const last = (await deps.store.addressRow(to))?.lastInboundAt ?? null;
    return last !== null && clock.now() - last < JUST_WROTE_MS;
  }

  async function write(message: OutMessage, jid: string, words: AnyMessageContent, signal: AbortSignal | undefined): Promise<SendResult> {
    const id = waIdOf(message.id);
    const handed = await serial(() => (signal?.aborted === true ? Promise.resolve(refused('retry', 'aborted', 'stopped before it was sent')) : hand(message, jid, words, id, signal)));
    if ('kind' in handed) return handed;
    const word = await handed.verdict;
    if (word.kind === 'none') return { kind: 'uncertain', detail: 'no word from the server' };
    if (word.kind === 'refused') return refused(linkedErrorClass(word.code) ?? 'retry', word.code, 'refused by the server');
    await serial(() => card(message, jid));
    return { kind: 'accepted', vendorId: id };
  }

  /** Only handing over is serial: the server's word on one message is waited for while the next one goes out. */
  async function hand(message: OutMessage, jid: string, words: AnyMessageContent, id: string, signal: AbortSignal | undefined): Promise<SendResult | { readonly verdict: Promise<Verdict> }> {
    const socket = deps.socket();
    if (socket === null) return refused('throttle', 'line_lost', 'the line was lost', LOST_PAUSE_MS);
    book.sending(id, message.id, clock.now());
    const verdict = verdicts.wait(id, ACK_MS, signal);
    try {
      const sent = await inTime(socket.sendMessage(jid, words, { messageId: id }), signal);
      if (sent?.message) keep(id, sent.message);
      return { verdict };
    } catch (error) {
      verdicts.give(id, 'line_lost');
      return failure(error);
    }
  }

  /** The words have the number as well: a card that fails is not sent again. */
  async function card(message: OutMessage, jid: string): Promise<void> {
    const content = cardOf(message.body);
    if (content === null) return;
    try {
      const id = cardIdOf(message.id);
      book.sending(id, `${message.id}/card`, clock.now());
      const sent = await deps.socket()?.sendMessage(jid, content, { messageId: id });
      if (sent?.message) keep(id, sent.message);
    } catch (error) {
      log.warn('a contact card was not sent', { messageId: message.id, error: textOf(error) });
    }
  }

  function keep(id: string, content: proto.IMessage): void {
    kept.set(id, content);
    for (const [oldest] of kept) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
  }

  return {
    send,
    window: false,
    /** The book knows what was said of it. A try without an answer goes out again under the same id. */
    reconcile(message) {
      const mark = book.sent(waIdOf(message.id));
      return Promise.resolve(mark?.taken === true ? { found: true, vendorId: mark.id, status: 'accepted' } : { found: false });
    },
    ack: ({ id, error }) => delivery.ack(id, error),
    updates: (updates: readonly WAMessageUpdate[]) => delivery.updates(updates),
    receipts: (updates) => delivery.receipts(updates),
    lost: () => verdicts.lost(),
    reachout(given) {
      lock = given;
    },
    async getMessage({ id }) {
      if (!id) return undefined;
      const near = kept.get(id);
      if (near !== undefined) return near;
      const mark = book.sent(id);
      const { message } = await deps.store.load(mark === null ? { vendorId: id } : { messageId: mark.message });
      return message === null ? undefined : protoOf(message);
    },
    idle: () => delivery.idle(),
  };
}

function refused(errorClass: Extract<SendResult, { kind: 'refused' }>['errorClass'], code: string, detail: string, retryAfterMs?: number): SendResult {
  return { kind: 'refused', errorClass, code, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** In Baileys' words or the operating system's. */
const LINE_LOST = /connection|closed|timed out|not open|socket|\bE(?:CONN\w+|PIPE|TIMEDOUT|NETDOWN|NETUNREACH|HOSTUNREACH|NETRESET)\b/iu;

/** Rejects with an Error, or with the close code as a number. Sent again under the same id it is the same message. */
function failure(error: unknown): SendResult {
  const detail = textOf(error);
  const line = typeof error === 'number' || LINE_LOST.test(detail);
  return line ? refused('throttle', 'line_lost', detail, LOST_PAUSE_MS) : refused('retry', 'not_sent', detail);
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300);

/** A send that asks the server about a person's telephones may hang with the line: the next one is not held up by it, at the price of two at once. */
function inTime<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (signal === undefined) return work;
  return new Promise<T | undefined>((resolve, reject) => {
    const late = (): void => resolve(undefined);
    if (signal.aborted) late();
    signal.addEventListener('abort', late, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', late)).catch(() => undefined);
  });
}
