/** One delivery try: what to do with a claimed row, and what the sender's answer means for it. Called by outbox; decides, writes through the store. */
import type { Logger } from 'winston';
import type { Sender, SendResult } from '../channels/port.js';
import type { Clock, Metrics } from '../context.js';
import type { DeliveryTry, Settlement, Store } from '../store/port.js';
import type { Alarms } from './alarms.js';
import { backoff } from './backoff.js';
import type { Change } from './change.js';
import { WINDOW_MS, elsewhere } from './delivery.js';
import type { Via } from './inbound.js';
import type { OutMessage, OutStatus } from './records.js';
import { followUp, withFollowUp } from './told.js';
import type { Worlds } from './worlds.js';

/** Tries of one row; then it is dead. With the pauses of backoff.ts more than an hour of a vendor's outage. */
export const MAX_ATTEMPTS = 16;
/** "Later, not my fault" costs no try for this long; then every try counts. */
const FREE_MS = 24 * 3_600_000;
/** What we stay away from the window's edge (clocks differ, sending takes time). */
export const WINDOW_MARGIN_MS = 5 * 60_000;
const CONFIG_PAUSE_MS = 15 * 60_000;
const THROTTLE_PAUSE_MS = 10_000;
/** A vendor's list needs a moment until it shows what was just sent. */
const UNCERTAIN_PAUSE_MS = 15_000;
/** A vendor whose list cannot be read this often: sent again, since a message twice is better than none (promise 1). */
const BLIND_TRIES = 5;
/** A vendor has this long to answer; twice this is less than the lease of outbox.ts. */
const ANSWER_MS = 15_000;

export type Senders = ReadonlyMap<`${Via}:${'whatsapp' | 'sms' | 'voice'}`, Sender>;

export interface TryDeps {
  readonly store: Pick<Store, 'settle' | 'commit' | 'addressRow' | 'vendorIds'>;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly worlds: Worlds;
  readonly alarms: Alarms;
  readonly random: () => number;
  readonly committed: (changes: readonly Change[]) => void;
}

/** Never throws for a sender's fault; throws when the store does (the claim runs out and the row comes again). */
export async function tryDelivery(row: DeliveryTry, deps: TryDeps): Promise<void> {
  const { message } = row;
  if (row.optedOut && !(await isConfirmation(message, deps))) {
    await settle(row, { status: 'cancelled', errorCode: 'opted_out' }, deps);
    return follow(row, followUp(message, 'cancelled', deps.clock.now()), deps);
  }
  const sender = deps.senders.get(`${message.via}:${message.channel}`);
  if (sender === undefined) return refused(row, { kind: 'refused', errorClass: 'config', code: 'no_sender', detail: `no way out for ${message.via}:${message.channel}` }, deps);
  if (row.uncertain && (await reconciled(row, sender, deps))) return;
  const asTemplate = windowClosed(row, deps.clock.now(), sender);
  if (asTemplate && message.template === null && message.fallback !== null) return refused(row, { kind: 'refused', errorClass: 'window', code: 'window', detail: 'window closed, no template' }, deps);
  const result = await send(sender, message, asTemplate && message.template !== null);
  deps.metrics.count('sends', { via: message.via, channel: message.channel, result: result.kind === 'refused' ? result.errorClass : result.kind });
  await answered(row, result, deps);
}

/** Only Twilio's WhatsApp has a window here; a linked number and the simulator have none. Who wrote to the one may be answered by the other. */
function windowClosed({ message, lastInboundAt }: Pick<DeliveryTry, 'message' | 'lastInboundAt'>, now: number, sender: Sender | undefined): boolean {
  if (message.channel !== 'whatsapp' || !(sender?.window ?? message.via === 'twilio')) return false;
  return lastInboundAt === null || now - lastInboundAt >= WINDOW_MS - WINDOW_MARGIN_MS;
}

/** Who opted out gets nothing but the confirmation, which is the answer of that very turn. */
async function isConfirmation(message: OutMessage, { store }: TryDeps): Promise<boolean> {
  if (message.purpose !== 'answer') return false;
  const optedOutAt = (await store.addressRow(message.to))?.optedOutAt ?? null;
  return optedOutAt === null || message.createdAt >= optedOutAt;
}

/** A sender that throws or does not come back has perhaps sent it. */
async function send(sender: Sender, message: OutMessage, asTemplate: boolean): Promise<SendResult> {
  try {
    return await inTime((signal) => sender.send(message, { asTemplate, signal }), { kind: 'uncertain', detail: 'no answer in time' });
  } catch (error) {
    return { kind: 'uncertain', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function inTime<T>(work: (signal: AbortSignal) => Promise<T>, late: T): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      abort.abort();
      resolve(late);
    }, ANSWER_MS);
    timer.unref();
  });
  try {
    return await Promise.race([work(abort.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** @returns true when nothing is left to do now */
async function reconciled(row: DeliveryTry, sender: Sender, deps: TryDeps): Promise<boolean> {
  const { message } = row;
  let found: Awaited<ReturnType<Sender['reconcile']>> = null;
  try {
    const taken = new Set(await deps.store.vendorIds(message.to, message.id));
    found = await inTime(() => sender.reconcile(message, taken), null);
  } catch (error) {
    deps.log.warn('reconcile failed', { messageId: message.id, error });
  }
  if (found?.found === true) {
    await settle(row, { status: statusOf(found.status), vendorId: found.vendorId }, deps);
    return true;
  }
  if (found === null && message.attempts < BLIND_TRIES) {
    await settle(row, { status: 'uncertain', nextAt: later(message, UNCERTAIN_PAUSE_MS, deps) }, deps);
    return true;
  }
  return false;
}

/** A failure that the list shows comes as a status callback as well, and goes its own way there. */
function statusOf(vendor: string): OutStatus {
  return vendor === 'sent' || vendor === 'delivered' || vendor === 'read' ? vendor : 'accepted';
}

async function answered(row: DeliveryTry, result: SendResult, deps: TryDeps): Promise<void> {
  switch (result.kind) {
    case 'accepted':
    case 'delivered':
      await settle(row, { status: result.kind, vendorId: result.vendorId, errorCode: null }, deps);
      return follow(row, followUp(row.message, result.kind, deps.clock.now()), deps);
    case 'uncertain':
      deps.log.warn('send uncertain', { messageId: row.message.id, detail: result.detail });
      if (row.message.attempts + 1 >= MAX_ATTEMPTS) return dead(row, 'uncertain', deps);
      return settle(row, { status: 'uncertain', errorCode: 'uncertain', nextAt: later(row.message, UNCERTAIN_PAUSE_MS, deps) }, deps);
    case 'refused':
      return refused(row, result, deps);
  }
}

type Refused = Extract<SendResult, { kind: 'refused' }>;

async function refused(row: DeliveryTry, result: Refused, deps: TryDeps): Promise<void> {
  const { message } = row;
  const { code } = result;
  /** Whose turn comes later was not refused; a line that is down tells of itself. */
  deps.log[code === 'paced' || code === 'line_closed' ? 'debug' : 'warn']('send refused', { messageId: message.id, to: message.to, code, class: result.errorClass, detail: result.detail, attempts: message.attempts });
  const now = deps.clock.now();
  const young = now - message.createdAt < FREE_MS;
  switch (result.errorClass) {
    case 'retry':
      return again(row, code, later(message, 0, deps), false, deps);
    case 'throttle':
      return again(row, code, now + throttlePause(result.retryAfterMs, deps.random()), young, deps);
    case 'config':
      await deps.alarms.raise(`config/${message.via}:${message.channel}`, 'notice.config_alert', { channel: message.channel, code });
      return again(row, code, now + CONFIG_PAUSE_MS, young, deps);
    case 'window':
      return leave(row, code, outside(row, code, deps), deps);
    case 'optout':
      return leave(row, code, [{ do: 'address.optout', address: message.to, at: now }, { do: 'message.set', id: message.id, set: { status: 'cancelled', errorCode: code, settledAt: now } }], deps);
    case 'permanent':
    case 'content':
      return leave(row, code, elsewhere(message, code, deps.worlds.make()), deps);
  }
}

/** At least what the vendor asks for, and not everybody at the same moment. */
const throttlePause = (asked: number | undefined, random: number): number => (asked ?? THROTTLE_PAUSE_MS) + Math.round(random * 1_000);

const later = (message: OutMessage, atLeast: number, { clock, random }: TryDeps): number => clock.now() + atLeast + backoff(message.attempts + 1, random());

async function again(row: DeliveryTry, code: string, nextAt: number, free: boolean, deps: TryDeps): Promise<void> {
  if (!free && row.message.attempts + 1 >= MAX_ATTEMPTS) return dead(row, code, deps);
  return settle(row, { status: 'pending', errorCode: code, nextAt, free }, deps);
}

/** The window is closed after all: as a template at once where there is one, else another way. */
function outside({ message, lastInboundAt }: DeliveryTry, code: string, deps: TryDeps): Change[] {
  const world = deps.worlds.make();
  const closed: Change = { do: 'address.closed', address: message.to, last: lastInboundAt };
  /** Was it a template already, nothing better is left on this way. */
  const tried = windowClosed({ message, lastInboundAt }, world.now, deps.senders.get(`${message.via}:${message.channel}`)) && message.template !== null;
  if (message.template === null || tried) return [closed, ...elsewhere(message, code, world)];
  return [closed, { do: 'message.set', id: message.id, set: { status: 'pending', nextAt: world.now, errorCode: code } }];
}

const dead = (row: DeliveryTry, code: string, deps: TryDeps): Promise<void> =>
  leave(row, code, [{ do: 'message.set', id: row.message.id, set: { status: 'dead', errorCode: code, attempts: row.message.attempts + 1, settledAt: deps.clock.now() } }], deps);

/** A change of way is a turn like any other: one commit with what follows from it (the other row, the managers' alert). */
async function leave(row: DeliveryTry, code: string, changes: readonly Change[], deps: TryDeps): Promise<void> {
  const { message } = row;
  const now = deps.clock.now();
  const all = [...withFollowUp(changes, message, now), ...deps.alarms.forDead(changes, message)];
  const done = await deps.store.commit({
    inbound: { channel: 'delivery', id: `${message.id}/${row.token}`, via: message.via, from: message.to, at: now, receivedAt: now, what: { kind: 'delivery', messageId: message.id, vendorId: message.vendorId ?? '', status: 'refused', errorCode: code } },
    changes: all, turnId: deps.worlds.make().newId(),
  });
  if (done.kind === 'committed') deps.committed(all);
  else if (done.kind === 'conflict') await settle(row, { status: 'pending', errorCode: code, nextAt: later(message, 0, deps) }, deps);
}

/** News of a message that something waits for (told.ts): a turn of its own, after the row is settled. */
async function follow({ message, token }: DeliveryTry, changes: readonly Change[], deps: TryDeps): Promise<void> {
  if (changes.length === 0) return;
  const now = deps.clock.now();
  const done = await deps.store.commit({
    inbound: { channel: 'delivery', id: `${message.id}/${token}/news`, via: message.via, from: message.to, at: now, receivedAt: now, what: { kind: 'delivery', messageId: message.id, vendorId: message.vendorId ?? '', status: 'news' } },
    changes, turnId: deps.worlds.make().newId(),
  });
  if (done.kind === 'committed') deps.committed(changes);
}

async function settle(row: DeliveryTry, set: Omit<Settlement, 'id' | 'token' | 'at'>, deps: TryDeps): Promise<void> {
  const held = await deps.store.settle({ id: row.id, token: row.token, at: deps.clock.now(), ...set });
  if (!held) deps.log.warn('claim lost', { messageId: row.id, status: set.status });
}

