/** Change: the closed union of facts a turn may write. A new kind of fact costs one member here and one writer in store/; the compiler finds what you forgot. */
import type { Ticket, TicketEvent } from '../helpdesk/ticket.js';
import type { Address, TimerName } from './inbound.js';
import type { AddressRow, Call, CallTurn, Callback, Contact, Conversation, DeskState, Lesson, MediaFile, NewOutMessage, OutMessage, Timer } from './records.js';
import type { DutyRow, FaqRow, KnownProblem, StaffRow } from '../helpdesk/standing.js';

export type Change =
  /** Whole row; `version` is the version read (0 = new), the store writes version + 1 or reports a conflict. */
  | { readonly do: 'contact.save'; readonly contact: Contact }
  | { readonly do: 'address.save'; readonly address: AddressRow }
  /** The vendor says that the 24-hour window is closed; not so if the person wrote since: then `last` (as read) is no longer the last. */
  | { readonly do: 'address.closed'; readonly address: Address; readonly last: number | null }
  /** The vendor says that this address wants nothing more. @param at ms UTC */
  | { readonly do: 'address.optout'; readonly address: Address; readonly at: number }
  /** Two contacts are one person (a hidden number that became known): tickets, files and addresses of `from` go over, its conversation ends. */
  | { readonly do: 'contact.join'; readonly from: string; readonly to: string }
  | { readonly do: 'conversation.save'; readonly conversation: Conversation }
  | { readonly do: 'conversation.end'; readonly id: string }
  | { readonly do: 'message.queue'; readonly message: NewOutMessage }
  /** Delivery state: only ever moves up (rules in gateway/delivery.ts); a late failure may set it back to pending with a new way. */
  | { readonly do: 'message.set'; readonly id: string; readonly set: Partial<Pick<OutMessage, 'status' | 'errorCode' | 'vendorId' | 'nextAt' | 'settledAt' | 'attempts'>> }
  | { readonly do: 'ticket.save'; readonly ticket: Ticket }
  | { readonly do: 'ticket.event'; readonly event: TicketEvent }
  | { readonly do: 'call.save'; readonly call: Call }
  | { readonly do: 'call.turn'; readonly turn: CallTurn }
  | { readonly do: 'callback.save'; readonly callback: Callback }
  /** Of the helpdesk's people, duty, FAQ and known problems: whole rows, effective with the commit. */
  | { readonly do: 'staff.save'; readonly row: StaffRow }
  | { readonly do: 'duty.save'; readonly row: DutyRow }
  | { readonly do: 'faq.save'; readonly row: FaqRow }
  | { readonly do: 'problem.save'; readonly problem: KnownProblem }
  | { readonly do: 'desk.save'; readonly state: DeskState }
  /** A word of the gateway that is no longer true (an undone solution): taken out of the outbox if nobody has it yet. */
  | { readonly do: 'message.cancel'; readonly ticket: string; readonly purpose: OutMessage['purpose']; readonly since: number; readonly at: number }
  /** The person was reached. @param at ms UTC */
  | { readonly do: 'callback.done'; readonly id: string; readonly at: number }
  | { readonly do: 'timer.set'; readonly timer: Timer }
  | { readonly do: 'timer.clear'; readonly name: TimerName; readonly key: string }
  | { readonly do: 'media.save'; readonly media: MediaFile }
  /** Files the person sent since the conversation began and that belong to no ticket yet now belong to this one. */
  | { readonly do: 'media.claim'; readonly contactId: string; readonly ticket: string; readonly since: number }
  /** An executive gave a ticket another type: a sentence the classifier may learn from. */
  | { readonly do: 'learn'; readonly lesson: Lesson }
  /** Durable counters for the reports: `faq.shown{id}`, `faq.solved{id}`, `redirected{topic}`, ... added to a day's row. */
  | { readonly do: 'count'; readonly name: string; readonly label: string; readonly at: number; readonly by: number };
