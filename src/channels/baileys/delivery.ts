/** What becomes of our messages after the send: the server's late word and the receipts of telephones become delivery Inbounds. Used by sender.ts. */
import { proto } from '@whiskeysockets/baileys';
import type { BaileysEventMap, WAMessageUpdate } from '@whiskeysockets/baileys';
import type { Logger } from 'winston';
import type { Clock, Received } from '../../context.js';
import type { Inbound } from '../../gateway/inbound.js';
import type { LinkedBook } from '../../store/port-linked.js';
import type { Identity } from './identity.js';
import { groupAddress, isGroup } from './jids.js';

const { ERROR, SERVER_ACK, DELIVERY_ACK, READ, PLAYED } = proto.WebMessageInfo.Status;
const STATES: Readonly<Record<number, 'sent' | 'delivered' | 'read'>> = { [SERVER_ACK]: 'sent', [DELIVERY_ACK]: 'delivered', [READ]: 'read', [PLAYED]: 'read' };

export interface Delivery {
  updates(updates: readonly WAMessageUpdate[]): void;
  receipts(updates: BaileysEventMap['message-receipt.update']): void;
  ack(id: string, error: string | null): void;
  idle(): Promise<void>;
}

export interface DeliveryDeps {
  readonly book: Pick<LinkedBook, 'sent'>;
  readonly identity: Pick<Identity, 'who'>;
  readonly receive: (inbound: Inbound) => Promise<Received>;
  readonly clock: Clock;
  readonly log: Logger;
  /** @returns true where the sender waits for it and tells the outbox itself */
  readonly verdict: (id: string, error: string | null) => boolean;
}

export function createDelivery({ book, identity, receive, clock, log, verdict }: DeliveryDeps): Delivery {
  const open = new Set<Promise<void>>();

  function report(id: string, status: string, jid: string | null | undefined, errorCode?: string): void {
    const mark = book.sent(id);
    /** Of another device of this account, or the card beside a message's words. */
    if (mark === null || mark.message.endsWith('/card')) return;
    const now = clock.now();
    const from = isGroup(jid) ? groupAddress(jid) : identity.who(jid)?.from ?? 'whatsapp:unknown';
    const inbound: Inbound = {
      channel: 'delivery', id: `${id}:${status}`, via: 'baileys', from, at: now, receivedAt: now,
      what: { kind: 'delivery', messageId: mark.message, vendorId: id, status, ...(errorCode === undefined ? {} : { errorCode }) },
    };
    const flight = receive(inbound).then(() => undefined, (error: unknown) => void log.warn('a delivery report was not taken up', { id, status, error })).finally(() => open.delete(flight));
    open.add(flight);
  }

  function ack(id: string, error: string | null, jid?: string | null): void {
    /** The server says it twice: once raw, once as an update. */
    const before = book.sent(id);
    if (verdict(id, error) || before === null) return;
    if (error !== null && before.error === null && !before.taken) report(id, 'failed', jid, error);
  }

  return {
    ack: (id, error) => ack(id, error),
    updates(updates) {
      for (const { key, update } of updates) {
        if (key.fromMe !== true || !key.id || update.status === null || update.status === undefined) continue;
        if (update.status === ERROR) ack(key.id, errorOf(update.messageStubParameters), key.remoteJid);
        const state = STATES[update.status];
        if (state === undefined) continue;
        ack(key.id, null, key.remoteJid);
        report(key.id, state, key.remoteJid);
      }
    },
    /** A group has many readers: the first telephone that has it counts. */
    receipts(updates) {
      for (const { key } of updates) if (key.fromMe === true && key.id) report(key.id, 'delivered', key.remoteJid);
    },
    async idle() {
      while (open.size > 0) await Promise.all(open);
    },
  };
}

function errorOf(parameters: unknown): string {
  const first: unknown = Array.isArray(parameters) ? parameters[0] : undefined;
  return typeof first === 'string' && first !== '' ? first : '500';
}
