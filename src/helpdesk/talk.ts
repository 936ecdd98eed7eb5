/** A talk of a member of staff with the reporter through the ticket: is one going on? Pure; called by gateway/desk/talk.ts, gateway/relay.ts and the timers. */
import type { Ticket, TicketDesk } from './ticket.js';

/** A talk in which nobody says anything for so long is over. */
export const IDLE_MS = 30 * 60_000;

const TALKS: ReadonlySet<Ticket['status']> = new Set(['open', 'assigned', 'waiting']);

/** The talk as it stands, also one that has fallen asleep; none on a ticket that is solved, deferred or closed. */
export const talkIn = ({ status, desk }: Pick<Ticket, 'status' | 'desk'>): TicketDesk['talk'] => (TALKS.has(status) ? desk.talk : null);

/** @param now ms UTC */
export const isIdle = (talk: NonNullable<TicketDesk['talk']>, now: number): boolean => now - talk.at >= IDLE_MS;

/** The ticket of a person on which somebody of the desk is talking with him, the newest talk first. */
export function talkingOn(tickets: readonly Ticket[]): Ticket | null {
  return tickets.filter((each) => talkIn(each) !== null).sort((one, other) => (other.desk.talk?.at ?? 0) - (one.desk.talk?.at ?? 0))[0] ?? null;
}
