/** The Store port: what the spine asks of a database. SQLite is the default; every implementation passes test/store/contract.ts. Plain values and promises only. */
import type { Change } from '../gateway/change.js';
import type { Address, Inbound, TimerName, Via } from '../gateway/inbound.js';
import type { AddressRow, Call, CallTurn, Callback, Contact, Conversation, Lesson, MediaFile, OutMessage, OutStatus, Timer } from '../gateway/records.js';
import type { Status, Ticket, TicketEvent } from '../helpdesk/ticket.js';

/** What a turn needs to be decided. Built from the Inbound alone (gateway/needs.ts). */
export interface Need {
  readonly address?: Address;
  /** Joins a new address to the person who already has this number. */
  readonly phone?: string;
  readonly callId?: string;
  readonly conversationId?: string;
  /** Ticket numbers that appear in the text. */
  readonly tickets?: readonly string[];
  /** Vendor id of the message of ours that is quoted, or that a delivery report is about. */
  readonly vendorId?: string;
  readonly messageId?: string;
  readonly mediaId?: string;
  /** Also what `address` was sent as a template only, if it last wrote before this (ms UTC). */
  readonly silentSince?: number;
  /** Also the newest open tickets of everybody (an executive's `lista`): how many. */
  readonly desk?: number;
}

/** The state of the world before a turn, as far as this turn needs it. */
export interface Before {
  readonly contact: Contact | null;
  /** All addresses of the contact. */
  readonly addresses: readonly AddressRow[];
  /** The chat conversation of the contact, or the call's. */
  readonly conversation: Conversation | null;
  readonly call: Call | null;
  /** The newest turn of the call. */
  readonly callTurn: CallTurn | null;
  /** Tickets of the contact that are not finished, plus the last three finished ones, newest first (20 at most). */
  readonly tickets: readonly Ticket[];
  /** Tickets named by number, whoever reported them. */
  readonly named: readonly Ticket[];
  readonly desk: readonly Ticket[];
  readonly message: OutMessage | null;
  readonly media: MediaFile | null;
  /** Sent as templates since the person's last word, oldest first: their full words were never seen. */
  readonly withheld?: readonly OutMessage[];
}

export type CommitResult =
  | { readonly kind: 'committed' }
  /** This Inbound was handled before: nothing was written. */
  | { readonly kind: 'duplicate' }
  /** Somebody else changed a versioned row meanwhile: load and decide again. */
  | { readonly kind: 'conflict' };

export interface Turn {
  readonly inbound: Inbound;
  readonly changes: readonly Change[];
  /** Correlation id of the turn, written to the ledger and the logs. */
  readonly turnId: string;
}

/** An Inbound that one of our own faults stopped (promise 2): kept raw, shown by `helpdesk failed`, run again by `replay`. */
export interface FailedInbound {
  readonly id: number;
  readonly inbound: Inbound;
  readonly fault: string;
  readonly failedAt: number;
  readonly replayedAt: number | null;
}

export interface DeliveryTry {
  readonly id: string;
  /** Claim token: settle is refused when another claim has taken the row meanwhile. */
  readonly token: string;
  readonly message: OutMessage;
  /** The address's last inbound, for the 24-hour window. */
  readonly lastInboundAt: number | null;
  readonly optedOut: boolean;
  /** True when an earlier try ended without an answer: reconcile against the vendor's list before sending. */
  readonly uncertain: boolean;
}

export interface Settlement {
  readonly id: string;
  readonly token: string;
  readonly status: OutStatus;
  readonly vendorId?: string | null;
  readonly errorCode?: string | null;
  readonly nextAt?: number;
  /** A try that was "later, not my fault" costs no attempt. */
  readonly free?: boolean;
  readonly at: number;
}

export interface TicketFilter {
  readonly number?: string;
  readonly status?: Status;
  readonly level?: string;
  readonly limit?: number;
}

/** A ticket with everything that contract.md prints. */
export interface TicketDossier {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
  readonly media: readonly MediaFile[];
}

export interface Store {
  /** Was this Inbound handled? Cheap; asked before deciding and again inside the commit. */
  handled(channel: string, id: string): Promise<boolean>;
  load(need: Need): Promise<Before>;
  /** All changes and the mark "handled" in one transaction; turns that arrive together share one disk flush (group commit). Resolves once durable. */
  commit(turn: Turn): Promise<CommitResult>;
  /** Keeps an Inbound that could not be decided, with its own changes (the apology), and marks it handled. */
  fail(turn: Turn, fault: string): Promise<CommitResult>;

  /** A block of `n` ticket sequence numbers for this process alone; returns the first. */
  reserveTickets(n: number): Promise<number>;

  /** Due outbox rows, at most one per person (the oldest unfinished), claimed until `now + leaseMs`. A person's next row waits until the one before is `sent` or was accepted `settleMs` ago. */
  claim(now: number, limit: number, leaseMs: number, settleMs: number): Promise<readonly DeliveryTry[]>;
  /** False when the claim was lost. */
  settle(settlement: Settlement): Promise<boolean>;
  /** When the next pending row falls due (ms UTC), null if none. */
  nextDelivery(now: number): Promise<number | null>;

  /** Due timers in order of due time; the commit of the timer's Inbound removes it. */
  dueTimers(now: number, limit: number): Promise<readonly Timer[]>;
  nextTimer(): Promise<number | null>;

  /** Pending files that are due; only `nextAt` moves (the lease): whoever fetches counts `attempts` by setMedia. */
  claimMedia(now: number, limit: number, leaseMs: number): Promise<readonly MediaFile[]>;
  setMedia(id: string, set: Partial<MediaFile>): Promise<void>;

  /** When the newest inbound message of this vendor happened: where catch-up begins. */
  lastInboundAt(via: Via, channel: string): Promise<number | null>;

  tickets(filter: TicketFilter): Promise<readonly TicketDossier[]>;
  calls(limit?: number): Promise<readonly Call[]>;
  /** The durable counters of `count` changes added up over the hours that begin in [from, to), ms UTC. */
  counts(from: number, to: number): Promise<readonly { readonly name: string; readonly label: string; readonly value: number }[]>;
  callTurn(callId: string, turn: number): Promise<CallTurn | null>;
  callbacks(open: boolean): Promise<readonly Callback[]>;
  /** What a person was sent, oldest first, after row `seq`. */
  sentTo(address: Address, after: number, limit: number): Promise<readonly OutMessage[]>;
  /** What executives corrected, oldest first. */
  lessons(): Promise<readonly Lesson[]>;
  addressRow(address: Address): Promise<AddressRow | null>;
  /** Under which ids the vendor knows the newest messages to this address, except message `but`. */
  vendorIds(to: Address, but: string): Promise<readonly string[]>;
  failed(): Promise<readonly FailedInbound[]>;
  /** Takes a failed Inbound back so that `receive` may handle it again. */
  unfail(id: number, at: number): Promise<Inbound | null>;
  dead(): Promise<readonly OutMessage[]>;
  resend(id: string, now: number): Promise<boolean>;
  /** Figures for /readyz and /metrics. */
  health(now: number): Promise<{ outboxPending: number; outboxOldestMs: number; dead: number; failed: number; timersOverdueMs: number; openTickets: number }>;
  /** Consistent copy of the running store. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

/** The store as a whole cannot work now (disk full, locked, unreadable): nothing of this turn was written, try again later; a webhook answers 503. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  constructor(message: string, readonly code: string, options?: { cause?: unknown }) {
    super(message, options);
  }
}

export type { TimerName };
