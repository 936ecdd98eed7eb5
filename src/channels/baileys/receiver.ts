/**
 * Takes up what WhatsApp hands on: every message of every batch, live ones at once, a backlog joined per person as catch-up does it, unreadable ones when they
 * stay so. Each is in SQLite before it is marked read and before the journal forgets it. Made by talk.ts.
 */
import type { WAMessage, WAMessageKey, WASocket } from '@whiskeysockets/baileys';
import type { Logger } from 'winston';
import type { Clock, Received } from '../../context.js';
import { backlogs } from '../../gateway/catch-up.js';
import { isChat } from '../../gateway/inbound.js';
import type { Inbound } from '../../gateway/inbound.js';
import type { LinkedBook } from '../../store/port-linked.js';
import type { Store } from '../../store/port.js';
import type { Identity } from './identity.js';
import { mapMessage } from './inbound-mapper.js';
import type { Mapped, Me } from './inbound-mapper.js';
import { isGroup, LID } from './jids.js';
import type { Journal } from './journal.js';
import type { LineListener } from './line-port.js';

/** WhatsApp's phones answer a request for a new copy in seconds, when they are on. */
export const HEAL_MS = 75_000;
/** A backlog comes in several batches: it is joined when this long nothing more came, or at the latest. */
const QUIET_MS = 400;
const LONGEST_MS = 5_000;
/** Opened this long ago and never handed on: a socket that went in between. */
const LEFT_MS = 30_000;
/** The store could not take it. */
const AGAIN_MS = 2_000;

export interface ReceiverDeps {
  readonly receive: (inbound: Inbound) => Promise<Received>;
  readonly store: Pick<Store, 'handled'>;
  readonly book: Pick<LinkedBook, 'unreadable' | 'saveUnreadable' | 'dropUnreadable' | 'sent'>;
  readonly identity: Identity;
  readonly journal: Pick<Journal, 'done' | 'left'>;
  readonly socket: () => Pick<WASocket, 'readMessages' | 'signalRepository'> | null;
  readonly registeredGroup: (jid: string) => string | null;
  /** Learns of a group what was never heard. */
  readonly ensureGroup: (jid: string) => Promise<void>;
  /** Messages of a backlog that stay by themselves: orders of the staff. */
  readonly apart: (inbound: Inbound) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Receiver {
  readonly messages: LineListener['messages'];
  /** Who we are, from the credentials or the open line: then what an earlier run or socket left is taken up. */
  known(me: Me): void;
  /** Everything that came is taken up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

type Said = Extract<Mapped, { kind: 'inbound' }> & { readonly key: WAMessageKey };

export function createReceiver(deps: ReceiverDeps): Receiver {
  const { book, identity, journal, clock, log } = deps;
  let me: Me | null = null;
  /** Batches one after the other up to the door of the gateway; there each person has a lane. */
  let tail: Promise<void> = Promise.resolve();
  const open = new Set<Promise<void>>();
  /** Mapped and not yet in the store: what comes again meanwhile is the same. */
  const inHand = new Set<string>();
  const waiting: { readonly type: 'notify' | 'append'; readonly messages: readonly WAMessage[] }[] = [];
  let backlog: Said[] = [];
  let quiet: NodeJS.Timeout | null = null;
  let since = 0;
  let stopped = false;

  function chain(work: () => Promise<void>): Promise<void> {
    tail = tail.then(work).catch((error: unknown) => void log.error('a batch of WhatsApp messages broke off', { error }));
    return tail;
  }

  async function batch(type: 'notify' | 'append', messages: readonly WAMessage[], who: Me): Promise<void> {
    const live: Said[] = [];
    for (const message of messages) {
      const mapped = await map(message, type, who);
      if (mapped === null || inHand.has(mapped.inbound.id)) continue;
      inHand.add(mapped.inbound.id);
      if (type === 'append') backlog.push(mapped);
      else live.push(mapped);
    }
    if (type === 'append') return later();
    /** What a person wrote while we were away goes before what he writes now. */
    await flush();
    for (const each of live) go(each.inbound, [each]);
  }

  async function map(message: WAMessage, type: 'notify' | 'append', who: Me): Promise<Said | null> {
    try {
      if (isGroup(message.key.remoteJid)) await deps.ensureGroup(message.key.remoteJid);
      await lookUp(message.key, deps);
      const mapped = mapMessage(message, type, { me: who, who: (jid, alt) => identity.who(jid, alt), registeredGroup: deps.registeredGroup, isOurs: (id) => book.sent(id) !== null, now: clock.now() });
      if (mapped.kind === 'inbound') return { ...mapped, key: message.key };
      if (mapped.kind === 'unreadable') await unreadable(mapped);
      else journal.done(idsOf(message.key));
    } catch (error) {
      log.error('a WhatsApp message could not be understood', { id: message.key.id, error });
    }
    return null;
  }

  async function unreadable({ id, inbound }: Extract<Mapped, { kind: 'unreadable' }>): Promise<void> {
    if (await deps.store.handled('whatsapp', id)) return journal.done([id]);
    if (book.saveUnreadable({ id, at: clock.now(), value: JSON.stringify(inbound) })) clock.after(HEAL_MS, () => void ask(id));
  }

  /** Still not readable: the person is asked to send it again. */
  async function ask(id: string): Promise<void> {
    if (stopped) return;
    const row = book.unreadable().find((each) => each.id === id);
    if (row === undefined) return;
    if (await deps.store.handled('whatsapp', id)) return void book.dropUnreadable(id);
    const now = clock.now();
    await surely({ ...(JSON.parse(row.value) as Inbound), receivedAt: now }, () => book.dropUnreadable(id));
  }

  function later(): void {
    if (backlog.length === 0) return;
    const now = performance.now();
    if (quiet === null) since = now;
    else clearTimeout(quiet);
    quiet = setTimeout(() => void chain(flush), Math.max(0, Math.min(QUIET_MS, since + LONGEST_MS - now)));
  }

  async function flush(): Promise<void> {
    if (quiet !== null) clearTimeout(quiet);
    quiet = null;
    const all = backlog;
    backlog = [];
    if (all.length === 0) return;
    const parts = new Map<string, Said>();
    for (const each of all) {
      if (await deps.store.handled('whatsapp', each.inbound.id)) settled([each.inbound.id]);
      else parts.set(each.inbound.id, each);
    }
    const alone = (inbound: Inbound): boolean => !isChat(inbound.what) || inbound.group !== undefined || deps.apart(inbound);
    for (const inbound of backlogs([...parts.values()].map((each) => each.inbound), clock.now(), alone)) {
      go(inbound, [...(inbound.covers ?? []), inbound.id].flatMap((id) => parts.get(id) ?? []));
    }
    if (parts.size > 0) log.info('backlog taken up', { messages: parts.size });
  }

  function go(inbound: Inbound, parts: readonly Said[]): void {
    void surely(inbound, () => {
      for (const { author, who, inbound: one, key } of parts) {
        if (key.fromMe !== true && toUs(one)) identity.wrote(author, who, one.at);
        book.dropUnreadable(one.id);
      }
      settled(parts.map(({ inbound: one }) => one.id));
      markRead(parts.filter(({ key, inbound: one }) => key.fromMe !== true && one.group === undefined && isChat(one.what)).map(({ key }) => key), deps);
    });
  }

  function settled(ids: readonly string[]): void {
    for (const id of ids) inHand.delete(id);
    journal.done(ids);
  }

  /** The server was told to forget it: it is ours to get it into the store. */
  function surely(inbound: Inbound, done: () => void): Promise<void> {
    const flight = attempt(inbound, done).finally(() => open.delete(flight));
    open.add(flight);
    return flight;
  }

  async function attempt(inbound: Inbound, done: () => void): Promise<void> {
    for (;;) {
      try {
        await deps.receive(inbound);
        return done();
      } catch (error) {
        log.error('a WhatsApp message waits for the store', { id: inbound.id, error });
        if (stopped) return;
        await new Promise<void>((resolve) => void setTimeout(resolve, AGAIN_MS).unref());
      }
    }
  }

  return {
    messages({ type, messages }) {
      if (me === null) return void waiting.push({ type, messages });
      const who = me;
      return chain(() => batch(type, messages, who)).then(async () => void (await Promise.all(open)));
    },
    known(who) {
      const first = me === null;
      me = who;
      const left = journal.left(who, first ? Number.POSITIVE_INFINITY : clock.now() - LEFT_MS);
      if (left.length > 0) log.info('WhatsApp messages that were not handed on are taken up', { count: left.length });
      if (left.length > 0) void chain(() => batch('append', left, who));
      if (!first) return;
      for (const row of book.unreadable()) clock.after(Math.max(0, row.at + HEAL_MS - clock.now()), () => void ask(row.id));
      for (const { type, messages } of waiting.splice(0)) void chain(() => batch(type, messages, who));
    },
    async idle() {
      await tail;
      await chain(flush);
      await Promise.all(open);
    },
    async stop() {
      await tail;
      await chain(flush);
      stopped = true;
      await Promise.all(open);
    },
  };
}

/** Who only speaks in a group has no chat with us: he is not written to, and not remembered. */
const toUs = ({ group }: Inbound): boolean => group === undefined || group.addressed;

const idsOf = ({ id }: WAMessageKey): string[] => (id ? [id] : []);

/** WhatsApp's own store may know a number that no message of this person ever told us. */
async function lookUp(key: WAMessageKey, { identity, socket, log }: ReceiverDeps): Promise<void> {
  const jid = key.participant ?? key.remoteJid;
  const alt = key.participant ? key.participantAlt : key.remoteJidAlt;
  if (!jid?.endsWith(LID) || !identity.isUnknown(jid, alt)) return;
  try {
    identity.learn(jid, await socket()?.signalRepository.lidMapping.getPNForLID(jid));
  } catch (error) {
    log.warn('the number behind a hidden id could not be looked up', { error: error instanceof Error ? error.message : String(error) });
  }
}

function markRead(keys: readonly WAMessageKey[], { socket, log }: ReceiverDeps): void {
  if (keys.length === 0) return;
  socket()?.readMessages([...keys]).catch((error: unknown) => void log.debug('not marked as read', { error: error instanceof Error ? error.message : String(error) }));
}

