/** The Store port: what the spine asks of a database. SQLite is the default; every implementation passes test/store/contract.ts. Plain values and promises only. */
import type { Change } from '../gateway/change.js';
import type { Address, Inbound, TimerName, Via } from '../gateway/inbound.js';
import type { AddressRow, Call, CallTurn, Callback, Contact, Conversation, DeskState, Lesson, MediaFile, OutMessage, OutStatus, Timer } from '../gateway/records.js';
import type { KnownProblem, StaffChange, Standing } from '../helpdesk/standing.js';
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
  /** Also what this member of staff has open with the desk. */
  readonly staffPhone?: string;
  /** Also what reporters were told by this member's last move (undo). */
  readonly lastWords?: true;
  /** Also the tickets linked to what this member's open question is about. */
  readonly confirms?: true;
  /** Also how many live tickets each assignee has. */
  readonly load?: true;
  /** Also how many alerts each address was sent since then (ms UTC). */
  readonly alertsSince?: number;
  /** Also events and files of the tickets in `tickets`. */
  readonly history?: true;
  /** Also the callback with this id, or all open ones. Those of the tickets in `tickets` come by themselves. */
  readonly callbackId?: string;
  readonly openCallbacks?: true;
  /** Also the tickets linked to this known problem. */
  readonly problem?: string;
  /** Also all tickets opened since then (ms UTC), oldest first. */
  readonly openedSince?: number;
  /** Also the person with this number (`novo +258...`), or with this address (the author of a quoted message). */
  readonly otherPhone?: string;
  readonly otherAddress?: Address;
  /** Also the newest changes of the helpdesk's people. */
  readonly staffLog?: true;
  /** Also the counters since then (ms UTC). */
  readonly countsSince?: number;
  /** Also how the reporters of the tickets in `tickets`, and of the quoted message's, are reached. */
  readonly reach?: true;
  /** Also everything a report of this span needs (ms UTC). */
  readonly report?: { readonly from: number; readonly to: number };
}

/** What reports are worked out from: tickets opened, moved or live in the span, and what happened in it. */
export interface ReportData {
  readonly from: number;
  readonly to: number;
  readonly tickets: readonly Ticket[];
  readonly events: readonly TicketEvent[];
  readonly counts: readonly { readonly name: string; readonly label: string; readonly value: number }[];
  readonly callbacks: readonly Callback[];
  readonly problems: readonly KnownProblem[];
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
  /** Each only where the Need asked for it. */
  readonly deskState?: DeskState | null;
  /** Notices about the ticket of the last move since then, oldest first. */
  readonly lastWords?: readonly OutMessage[];
  readonly load?: readonly { readonly assignee: string; readonly live: number; readonly lastTakenAt: number | null }[];
  readonly alerts?: Readonly<Record<Address, number>>;
  readonly events?: readonly TicketEvent[];
  readonly files?: readonly MediaFile[];
  readonly callbacks?: readonly Callback[];
  readonly linked?: readonly Ticket[];
  readonly opened?: readonly Ticket[];
  readonly other?: Contact | null;
  readonly otherRow?: AddressRow | null;
  /** Newest first. */
  readonly staffLog?: readonly StaffChange[];
  readonly counts?: readonly { readonly name: string; readonly label: string; readonly value: number }[];
  readonly reach?: readonly AddressRow[];
  readonly report?: ReportData;
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

  /** People, duty, FAQ and known problems as changed at run time; the same object until one of them changes (also by another process). */
  standing(): Promise<Standing>;

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
  /** All timers of this name, due or not. */
  timersOf(name: TimerName): Promise<readonly Timer[]>;

  /** Pending files that are due; only `nextAt` moves (the lease): whoever fetches counts `attempts` by setMedia. */
  claimMedia(now: number, limit: number, leaseMs: number): Promise<readonly MediaFile[]>;
  /** When the next pending file is due, leases included. */
  nextMedia(): Promise<number | null>;
  setMedia(id: string, set: Partial<MediaFile>): Promise<void>;

  /** When the newest inbound message of this vendor happened: where catch-up begins. */
  lastInboundAt(via: Via, channel: string): Promise<number | null>;

  tickets(filter: TicketFilter): Promise<readonly TicketDossier[]>;
  calls(limit?: number): Promise<readonly Call[]>;
  /** The durable counters of `count` changes added up over the hours that begin in [from, to), ms UTC. */
  counts(from: number, to: number): Promise<readonly { readonly name: string; readonly label: string; readonly value: number }[]>;
  reportData(from: number, to: number): Promise<ReportData>;
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
