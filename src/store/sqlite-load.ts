/** load: the state of the world before a turn, with statements prepared once. Called by sqlite.ts. */
import { and, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Contact, Conversation } from '../gateway/records.js';
import type { Ticket } from '../helpdesk/ticket.js';
import type { Connection } from './connect.js';
import type { Before, Need } from './port.js';
import type { Desk } from './sqlite-desk.js';
import { hole, limitOf, outMessage, ticketRow } from './rows.js';
import { addresses, callTurns, calls, contacts, conversations, media, outbox, tickets } from './schema.js';
import { statements } from './statements.js';

const MOST_TICKETS = 20;
const LAST_FINISHED = 3;
const MOST_WITHHELD = 5;
/** A ticket is a large row that is read at every turn of its person and seldom changes: so many are kept as they were read last. */
const KEPT_TICKETS = 500;
const ticketHead = { number: tickets.number, version: tickets.version };
/** WhatsApp's window less the margin of outbox-try.ts. */
const WINDOW_MS = 24 * 3_600_000 - 5 * 60_000;

export function prepareLoad(connection: Connection) {
  const { db } = connection;
  const { reads } = statements(connection, 'load');
  const id = hole('id');
  return {
    address: reads(() => db.select().from(addresses).where(eq(addresses.address, id))),
    addresses: reads(() => db.select().from(addresses).where(eq(addresses.contactId, id)).orderBy(addresses.address)),
    contact: reads(() => db.select().from(contacts).where(eq(contacts.id, id))),
    byPhone: reads(() => db.select().from(contacts).where(eq(contacts.phone, id))),
    conversation: reads(() => db.select().from(conversations).where(eq(conversations.id, id))),
    call: reads(() => db.select().from(calls).where(eq(calls.id, id))),
    newestTurn: reads(() => db.select().from(callTurns).where(eq(callTurns.callId, id)).orderBy(desc(callTurns.turn)).limit(limitOf(1))),
    turn: reads(() => db.select().from(callTurns).where(and(eq(callTurns.callId, id), eq(callTurns.turn, hole('turn'))))),
    unfinished: reads(() => db.select(ticketHead).from(tickets).where(and(eq(tickets.contactId, id), eq(tickets.finished, 0))).orderBy(desc(tickets.openedAt)).limit(limitOf(MOST_TICKETS))),
    finished: reads(() => db.select(ticketHead).from(tickets).where(and(eq(tickets.contactId, id), eq(tickets.finished, 1))).orderBy(desc(tickets.openedAt)).limit(limitOf(LAST_FINISHED))),
    read: new Map<string, Ticket>(),
    ticket: reads(() => db.select(ticketRow).from(tickets).where(eq(tickets.number, id))),
    desk: reads(() => db.select(ticketHead).from(tickets).where(eq(tickets.live, 1)).orderBy(desc(tickets.openedAt)).limit(limitOf('limit'))),
    message: reads(() => db.select(outMessage).from(outbox).where(eq(outbox.id, id))),
    byVendor: reads(() => db.select(outMessage).from(outbox).where(and(eq(outbox.vendorId, id), sql`${outbox.vendorId} IS NOT NULL`)).orderBy(desc(outbox.seq)).limit(limitOf(1))),
    templates: reads(() => db.select(outMessage).from(outbox)
      .where(and(eq(outbox.to, id), isNotNull(outbox.template), inArray(outbox.status, ['accepted', 'sent', 'delivered', 'read']), sql`${outbox.createdAt} >= ${hole('after')}`))
      .orderBy(desc(outbox.seq)).limit(limitOf(MOST_WITHHELD))),
    media: reads(() => db.select().from(media).where(eq(media.id, id))),
    sentTo: reads(() => db.select(outMessage).from(outbox).where(and(eq(outbox.to, id), sql`${outbox.seq} > ${hole('after')}`)).orderBy(outbox.seq).limit(limitOf('limit'))),
  };
}
export type Load = ReturnType<typeof prepareLoad>;

export function load(q: Load, need: Need, desk: Pick<Desk, 'alerts' | 'extras' | 'pointedAt'>): Before {
  const call = need.callId === undefined ? null : q.call.get({ id: need.callId }) ?? null;
  const asked = need.conversationId === undefined ? null : q.conversation.get({ id: need.conversationId }) ?? null;
  const message = findMessage(q, need);
  const file = need.mediaId === undefined ? null : q.media.get({ id: need.mediaId }) ?? null;
  const own = need.address === undefined ? undefined : q.address.get({ id: need.address });
  const contact = findContact(q, need, own?.contactId, [
    call?.contactId, asked?.contactId,
    need.address === undefined && message !== null ? q.address.get({ id: message.to })?.contactId ?? message.contactId : null,
    need.address === undefined ? file?.contactId : null,
  ]);
  // A delivery report or a fetched file needs to know whose it is, not what that person has open.
  const turn = need.address !== undefined || need.phone !== undefined || call !== null || asked !== null;
  /** The contact that this address had until now, whose things go over to `contact` in this turn. */
  const joined = contact === null || own === undefined || own.contactId === contact.id ? null : own.contactId;
  const rows = contact === null ? [] : q.addresses.all({ id: contact.id });
  /** A call of ours is about a ticket, and so is a callback; an order may name its ticket by what it quotes. */
  const meant = call?.direction === 'outbound' ? call.ticket : need.staffPhone === undefined ? null : message?.ticket ?? null;
  const open = need.staffPhone === undefined ? null : desk.pointedAt(need.staffPhone);
  const pointed = [meant, open?.pending ?? null, open?.last ?? null].filter((each) => each !== null);
  const about: Need = pointed.length === 0 ? need : { ...need, tickets: [...new Set([...(need.tickets ?? []), ...pointed])], problem: need.problem ?? (need.confirms === true ? open?.pending ?? undefined : undefined) };
  const extras = desk.extras(about, meant === null ? message?.ticket ?? null : null);
  const wanted = new Set([...(about.tickets ?? []), ...(need.callbackId === undefined && need.openCallbacks === undefined ? [] : extras.callbacks ?? []).flatMap((each) => each.ticket ?? [])]);
  const before: Before = {
    contact,
    addresses: own === undefined || own.contactId === contact?.id ? rows : [...rows, own],
    conversation: need.conversationId !== undefined ? asked : chatOf(q, contact) ?? carried(q, contact, joined),
    call,
    callTurn: call === null ? null : q.newestTurn.get({ id: call.id }) ?? null,
    tickets: contact === null || !turn ? [] : [...ticketsOf(q, contact.id), ...(joined === null ? [] : ticketsOf(q, joined))].slice(0, MOST_TICKETS),
    named: [...wanted].flatMap((number) => q.ticket.get({ id: number }) ?? []),
    desk: need.desk === undefined ? [] : q.desk.all({ limit: need.desk }).flatMap((head) => ticketAt(q, head) ?? []),
    message,
    media: file,
    ...withheld(q, need, own?.lastInboundAt ?? null),
    ...extras,
  };
  const { alertsSince } = need;
  return alertsSince === undefined ? before : withAlerts(before, () => desk.alerts(alertsSince));
}

/** Counted when somebody is to be alerted, which few turns do: the count grows with the desk's work. */
function withAlerts(before: Before, count: () => Before['alerts']): Before {
  let counted: Before['alerts'];
  return Object.defineProperty(before, 'alerts', { enumerable: true, configurable: true, get: () => (counted ??= count()) });
}

/** After the window closed (`last` + 24 hours) only the template was seen. */
function withheld(q: Load, { address, silentSince }: Need, last: number | null): Pick<Before, 'withheld'> {
  if (address === undefined || silentSince === undefined || (last !== null && last > silentSince)) return {};
  const rows = q.templates.all({ id: address, after: last === null ? 0 : last + WINDOW_MS });
  return rows.length === 0 ? {} : { withheld: rows.reverse() };
}

/**
 * By the address; an address whose person has no number yet joins the person who has this one (decide then moves the address);
 * without an address, whoever the call, conversation, message or file belongs to.
 */
function findContact(q: Load, need: Need, ofAddress: string | undefined, others: readonly (string | null | undefined)[]): Contact | null {
  const known = ofAddress === undefined ? null : q.contact.get({ id: ofAddress }) ?? null;
  if (known !== null && known.phone !== null) return known;
  const byPhone = need.phone === undefined ? null : q.byPhone.get({ id: need.phone }) ?? null;
  if (byPhone !== null || known !== null) return byPhone ?? known;
  const other = others.find((each) => each !== null && each !== undefined);
  return other === null || other === undefined ? null : q.contact.get({ id: other }) ?? null;
}

const findMessage = (q: Load, need: Need) =>
  (need.messageId === undefined ? undefined : q.message.get({ id: need.messageId }))
  ?? (need.vendorId === undefined ? undefined : q.byVendor.get({ id: need.vendorId })) ?? null;

const chatOf = (q: Load, contact: Contact | null): Conversation | null =>
  contact === null ? null : q.conversation.get({ id: `chat:${contact.id}` }) ?? null;

/** A talk that began before the person's number was known goes on under the other name. */
function carried(q: Load, contact: Contact | null, joined: string | null): Conversation | null {
  const talk = contact === null || joined === null ? undefined : q.conversation.get({ id: `chat:${joined}` });
  return contact === null || talk === undefined ? null : { ...talk, id: `chat:${contact.id}`, contactId: contact.id, version: 0 };
}

function ticketsOf(q: Load, contactId: string): Ticket[] {
  const heads = [...q.unfinished.all({ id: contactId }), ...q.finished.all({ id: contactId })];
  return heads.slice(0, MOST_TICKETS).flatMap((head) => ticketAt(q, head) ?? []);
}

/** Every change of a ticket raises its version: at the same version it is what was read. */
function ticketAt({ read, ticket }: Load, { number, version }: { readonly number: string; readonly version: number }): Ticket | undefined {
  const kept = read.get(number);
  if (kept?.version === version) return kept;
  const found = ticket.get({ id: number });
  read.delete(number);
  if (found !== undefined) read.set(number, found);
  if (read.size > KEPT_TICKETS) for (const oldest of read.keys()) {
    read.delete(oldest);
    break;
  }
  return found;
}
