/** One writer per kind of Change, statements prepared once. Called by sqlite-commit.ts inside the group's transaction. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Change } from '../gateway/change.js';
import type { Connection } from './connect.js';
import type { Timer } from '../gateway/records.js';
import { codeOf } from './fault.js';
import { Undo } from './group.js';
import type { CommitResult } from './port.js';
import { fromExcluded, hole, holes, holesWithout } from './rows.js';
import { addresses, callTurns, callbacks, calls, contacts, conversations, counters, ledger, lessons, media, ticketEvents, tickets, timers } from './schema.js';
import type { DeskWriter } from './sqlite-desk.js';
import type { OutboxWriter } from './sqlite-outbox.js';
import { statements } from './statements.js';

const HOUR = 3_600_000;

/** Versions this turn has written already: a second save of the same row in one turn builds on the first. */
export type Written = Map<string, number>;

/** Rows that others point to come first; the order of decide is kept otherwise. */
const FIRST: readonly Change['do'][] = ['contact.save', 'ticket.save', 'call.save'];
export const inOrder = (changes: readonly Change[]): readonly Change[] =>
  [...FIRST.flatMap((kind) => changes.filter((each) => each.do === kind)), ...changes.filter((each) => !FIRST.includes(each.do))];

const conflict = (): Undo<CommitResult> => new Undo<CommitResult>({ kind: 'conflict' });

interface Versioned {
  readonly version: number;
}
interface Saver<T> {
  insert(row: T): number;
  update(row: T, was: number): number;
}

/** @throws Undo('conflict') when somebody else changed the row, or took a number that must be unique */
function save<T extends Versioned>(saver: Saver<T>, key: string, row: T, written: Written): void {
  const mine = written.get(key) === row.version;
  const next = { ...row, version: row.version + 1 };
  let rows: number;
  try {
    rows = row.version === 0 && !mine ? saver.insert(next) : saver.update(next, mine ? next.version : row.version);
  } catch (error) {
    if (codeOf(error) === 'SQLITE_CONSTRAINT_UNIQUE') throw conflict();
    throw error;
  }
  if (rows !== 1) throw conflict();
  written.set(key, row.version);
}

export function prepareWriters(connection: Connection, outbox: OutboxWriter, desk: DeskWriter) {
  const { db } = connection;
  const { reads, writes } = statements(connection, 'writers');
  const was = hole('was');
  const contactIn = writes(() => db.insert(contacts).values(holes(contacts)).onConflictDoNothing());
  const contactUp = writes(() => db.update(contacts).set(holesWithout(contacts, 'id')).where(and(eq(contacts.id, hole('id')), eq(contacts.version, was))));
  const talkIn = writes(() => db.insert(conversations).values(holes(conversations)).onConflictDoNothing());
  // The usual turn leaves the row with its person: then neither the index nor the foreign key has to be looked at.
  const talkOn = writes(() => db.update(conversations).set(holesWithout(conversations, 'id', 'contactId')).where(and(eq(conversations.id, hole('id')), eq(conversations.version, was), eq(conversations.contactId, hole('contactId')))));
  const talkUp = writes(() => db.update(conversations).set(holesWithout(conversations, 'id')).where(and(eq(conversations.id, hole('id')), eq(conversations.version, was))));
  const talkEnd = writes(() => db.delete(conversations).where(eq(conversations.id, hole('id'))));
  const ticketIn = writes(() => db.insert(tickets).values(holes(tickets)).onConflictDoNothing());
  const ticketUp = writes(() => db.update(tickets).set(holesWithout(tickets, 'number')).where(and(eq(tickets.number, hole('number')), eq(tickets.version, was))));
  const callIn = writes(() => db.insert(calls).values(holes(calls)).onConflictDoNothing());
  const callUp = writes(() => db.update(calls).set(holesWithout(calls, 'id')).where(and(eq(calls.id, hole('id')), eq(calls.version, was))));
  const heard = writes(() => db.update(addresses).set(holesWithout(addresses, 'address', 'contactId')).where(and(eq(addresses.address, hole('address')), eq(addresses.contactId, hole('contactId')))));
  const address = writes(() => db.insert(addresses).values(holes(addresses)).onConflictDoUpdate({ target: addresses.address, set: fromExcluded(addresses, 'address') }));
  const closed = writes(() => db.update(addresses).set({ lastInboundAt: null }).where(and(eq(addresses.address, hole('address')), sql`${addresses.lastInboundAt} IS ${hole('last')}`)));
  const optout = writes(() => db.update(addresses).set({ optedOutAt: sql`${sql.placeholder('at')}` }).where(eq(addresses.address, hole('address'))));
  const join = prepareJoin(connection);
  const event = writes(() => db.insert(ticketEvents).values(holesWithout(ticketEvents, 'seq') as typeof ticketEvents.$inferInsert));
  const lesson = writes(() => db.insert(lessons).values(holesWithout(lessons, 'seq') as typeof lessons.$inferInsert));
  const turn = writes(() => db.insert(callTurns).values(holes(callTurns)));
  const callback = writes(() => db.insert(callbacks).values(holes(callbacks)).onConflictDoUpdate({ target: callbacks.id, set: fromExcluded(callbacks, 'id') }));
  const called = writes(() => db.update(callbacks).set({ doneAt: sql`${hole('at')}` }).where(eq(callbacks.id, hole('id'))));
  const timer = writes(() => db.insert(timers).values(holes(timers)).onConflictDoUpdate({ target: [timers.name, timers.key], set: fromExcluded(timers, 'name', 'key') }));
  const ran = reads(() => db.select({ one: sql<number>`1` }).from(ledger).where(and(eq(ledger.channel, 'timer'), eq(ledger.id, hole('id')))));
  const clear = writes(() => db.delete(timers).where(and(eq(timers.name, hole('name')), eq(timers.key, hole('key')))));
  // A file that a ticket claimed meanwhile stays with it, whatever an older view of the row says.
  const file = writes(() => db.insert(media).values(holes(media)).onConflictDoUpdate({
    target: media.id, set: { ...fromExcluded(media, 'id'), ticket: sql`coalesce(excluded.ticket, ${media.ticket})`, contactId: sql`coalesce(excluded.contact_id, ${media.contactId})` },
  }));
  const claim = writes(() => db.update(media).set({ ticket: sql`${sql.placeholder('ticket')}` })
    .where(and(eq(media.contactId, hole('contactId')), sql`${media.ticket} IS NULL`, sql`${media.at} >= ${hole('since')}`)));
  const count = writes(() => db.insert(counters).values(holes(counters))
    .onConflictDoUpdate({ target: [counters.hour, counters.name, counters.label], set: { value: sql`${counters.value} + excluded.value` } }));

  /** A timer's name, key and time are its identity: at a time at which it ran already it would never run again, so it runs a moment later. */
  function freeTime({ name, key, dueAt }: Timer): number {
    let at = dueAt;
    while (ran.get({ id: `${name}/${key}/${at}` }) !== undefined) at += 1;
    return at;
  }

  return (change: Change, written: Written): void => {
    switch (change.do) {
      case 'contact.save':
        return save({ insert: (row) => contactIn.run({ ...row }).changes, update: (row, from) => contactUp.run({ ...row, was: from }).changes }, `contact ${change.contact.id}`, change.contact, written);
      case 'conversation.save':
        return save({ insert: (row) => talkIn.run({ ...row }).changes, update: (row, from) => talkOn.run({ ...row, was: from }).changes || talkUp.run({ ...row, was: from }).changes }, talkKey(change.conversation.id), change.conversation, written);
      case 'conversation.end':
        talkEnd.run({ id: change.id });
        written.delete(talkKey(change.id));
        return;
      case 'ticket.save':
        return save({ insert: (row) => ticketIn.run({ ...row }).changes, update: (row, from) => ticketUp.run({ ...row, was: from }).changes }, `ticket ${change.ticket.number}`, change.ticket, written);
      case 'call.save':
        return save({ insert: (row) => callIn.run({ ...row }).changes, update: (row, from) => callUp.run({ ...row, was: from }).changes }, `call ${change.call.id}`, change.call, written);
      case 'address.save': {
        const row = { quietUntil: null, ...change.address };
        if (heard.run(row).changes === 0) address.run(row);
        return;
      }
      case 'address.closed':
        closed.run({ address: change.address, last: change.last });
        return;
      case 'address.optout':
        optout.run({ address: change.address, at: change.at });
        return;
      case 'contact.join':
        return join(change.from, change.to);
      case 'message.queue':
        return outbox.queue(change.message);
      case 'message.set':
        return outbox.set(change.id, change.set);
      case 'ticket.event':
        event.run({ ...change.event });
        return;
      case 'call.turn':
        turn.run({ ...change.turn });
        return;
      case 'callback.save':
        callback.run({ ...change.callback, ledger: change.callback.ledger ?? null });
        return;
      case 'staff.save':
      case 'duty.save':
      case 'faq.save':
      case 'problem.save':
      case 'desk.save':
      case 'message.cancel':
        return desk(change);
      case 'callback.done':
        called.run({ id: change.id, at: change.at });
        return;
      case 'timer.set':
        timer.run({ ...change.timer, dueAt: freeTime(change.timer) });
        return;
      case 'timer.clear':
        clear.run({ name: change.name, key: change.key });
        return;
      case 'media.save':
        file.run({ ...change.media });
        return;
      case 'media.claim':
        claim.run({ ticket: change.ticket, contactId: change.contactId, since: change.since });
        return;
      case 'learn':
        lesson.run({ ...change.lesson });
        return;
      case 'count':
        count.run({ hour: Math.floor(change.at / HOUR) * HOUR, name: change.name, label: change.label, value: change.by });
        return;
    }
  };
}

/** What an address without a number can have brought goes over (calls come from numbers); tickets get a new version, so that who holds an old view looks again. */
function prepareJoin(connection: Connection): (from: string, to: string) => void {
  const { db } = connection;
  const { writes } = statements(connection, 'join');
  const to = sql`${sql.placeholder('to')}`;
  const from = hole('from');
  const moves = [
    writes(() => db.update(addresses).set({ contactId: to }).where(eq(addresses.contactId, from))),
    writes(() => db.update(tickets).set({ contactId: to, version: sql`${tickets.version} + 1` }).where(eq(tickets.contactId, from))),
    writes(() => db.update(media).set({ contactId: to }).where(and(eq(media.contactId, from), isNull(media.ticket)))),
  ];
  const talks = writes(() => db.delete(conversations).where(eq(conversations.contactId, from)));
  return (one, other) => {
    for (const move of moves) move.run({ from: one, to: other });
    talks.run({ from: one });
  };
}

export type Writer = ReturnType<typeof prepareWriters>;

const talkKey = (id: string): string => `conversation ${id}`;
