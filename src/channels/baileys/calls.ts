/** Somebody calls the linked number: nobody can take it there, so it is rejected politely, with a word on where to call, once an hour a person. Made by talk.ts. */
import { randomUUID } from 'node:crypto';
import type { WACallEvent, WASocket } from '@whiskeysockets/baileys';
import type { Logger } from 'winston';
import type { Clock } from '../../context.js';
import type { Content } from '../../content/types.js';
import { renderNotice } from '../../conversation/render.js';
import type { Change } from '../../gateway/change.js';
import type { Inbound } from '../../gateway/inbound.js';
import { languageOf, queueWords } from '../../gateway/outgoing.js';
import type { World } from '../../gateway/world.js';
import type { Store } from '../../store/port.js';
import type { Identity } from './identity.js';

const HOUR = 3_600_000;
/** A call of that long ago is over and forgotten. */
const OLD_MS = 12 * HOUR;

export interface CallsDeps {
  readonly socket: () => Pick<WASocket, 'rejectCall'> | null;
  readonly identity: Identity;
  readonly store: Pick<Store, 'load' | 'commit'>;
  readonly content: () => Content;
  readonly world: () => World;
  /** The outbox looks for what was written. */
  readonly committed: (changes: readonly Change[]) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Calls {
  calls(events: readonly WACallEvent[]): void;
  idle(): Promise<void>;
}

export function createCalls(deps: CallsDeps): Calls {
  const open = new Set<Promise<void>>();
  return {
    calls(events) {
      for (const event of events) {
        if (event.status !== 'offer' || event.isGroup === true) continue;
        const flight = turnedAway(event, deps).catch((error: unknown) => void deps.log.warn('a WhatsApp call was not answered in writing', { error })).finally(() => open.delete(flight));
        open.add(flight);
      }
    },
    async idle() {
      while (open.size > 0) await Promise.all(open);
    },
  };
}

async function turnedAway({ id, from, callerPn, date }: WACallEvent, { socket, identity, store, content, world, committed, clock, log }: CallsDeps): Promise<void> {
  /** Its answer is not waited for: the words matter more. */
  socket()?.rejectCall(id, from).catch((error: unknown) => void log.warn('a WhatsApp call was not rejected', { error }));
  const who = identity.who(from, callerPn);
  const now = clock.now();
  if (who === null || now - date.getTime() > OLD_MS) return;
  const { contact, addresses } = await store.load({ address: who.from, phone: who.phone });
  const row = addresses.find(({ address }) => address === who.from);
  if (row?.optedOutAt !== null && row?.optedOutAt !== undefined) return;
  const made = world();
  const words = content();
  const { helpline } = words.campaign;
  const text = renderNotice(words, languageOf(contact), helpline === null ? 'whatsapp.call_rejected_no_line' : 'whatsapp.call_rejected', helpline === null ? {} : { phone: helpline });
  const to = { address: who.from, contactId: contact?.id ?? null, via: 'baileys' as const, fallback: who.phone !== undefined && made.ways.sms ? `sms:${who.phone}` : null };
  const changes = queueWords(to, { text }, { purpose: 'answer' }, made);
  /** The hour is in the id: a second call within it was handled. */
  const inbound: Inbound = { channel: 'job', id: `call/${who.from}/${Math.floor(now / HOUR)}`, via: 'baileys', ...who, at: now, receivedAt: now, what: { kind: 'call.other', callId: id, note: 'rejected' } };
  const { kind } = await store.commit({ inbound, changes, turnId: randomUUID() });
  if (kind === 'committed') committed(changes);
}
