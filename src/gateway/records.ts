/** The rows of the store as plain values: what `load` hands to `decide` and what Changes write. Times are ms UTC. */
import type { Address, MediaKind, TimerName, Via } from './inbound.js';
import type { IncidentType, Ticket } from '../helpdesk/ticket.js';
import type { Prompt, CallExpect, OutChoice } from '../conversation/rendered.js';

export type Language = 'pt' | 'en';

/** A person. Several addresses may belong to one (WhatsApp and phone with the same number). */
export interface Contact {
  readonly id: string;
  readonly phone: string | null;
  readonly name: string | null;
  readonly role: string | null;
  readonly province: string | null;
  readonly district: string | null;
  readonly language: Language | null;
  /** Where the name comes from: the roster, the person's own answer, or only WhatsApp's profile. */
  readonly source: 'roster' | 'asked' | 'profile' | 'none';
  readonly createdAt: number;
  readonly version: number;
}

export interface AddressRow {
  readonly address: Address;
  readonly contactId: string;
  readonly via: Via;
  /** Last inbound message: WhatsApp's 24-hour window counts from here. */
  readonly lastInboundAt: number | null;
  readonly optedOutAt: number | null;
  /** A person of the helpdesk writes from the helpdesk's own phone: the bot is silent until then (ms UTC). */
  readonly quietUntil?: number | null;
}

/** A running conversation: the machine's persisted value and context. `id` is `chat:<contactId>` or `call:<callId>`. */
export interface Conversation {
  readonly id: string;
  readonly contactId: string;
  readonly flow: string;
  readonly flowVersion: number;
  /** JSON-safe `{ value, context }` of the machine. */
  readonly state: unknown;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly version: number;
}

export type OutStatus =
  | 'pending' | 'sending' | 'accepted' | 'sent' | 'delivered' | 'read'
  | 'uncertain' | 'failed' | 'dead' | 'cancelled';

export type OutBody =
  | { readonly kind: 'text'; readonly text: string; readonly choices?: readonly OutChoice[]; readonly menu?: string }
  | { readonly kind: 'card'; readonly name: string; readonly phone: string; readonly text: string }
  | { readonly kind: 'call'; readonly callbackId: string; readonly reason: string };

/** What a message becomes outside the 24-hour window: an approved template of data/templates.yaml. */
export interface TemplateUse {
  readonly key: string;
  readonly vars: readonly string[];
  readonly language: Language;
}

/** A row of the outbox. Order is kept per `to`. */
export interface OutMessage {
  readonly id: string;
  readonly seq: number;
  readonly to: Address;
  readonly contactId: string | null;
  readonly channel: 'whatsapp' | 'sms' | 'voice';
  readonly via: Via;
  readonly body: OutBody;
  readonly template: TemplateUse | null;
  /** Where to go when this way is closed for good (an SMS address, or `tel:` for a call). */
  readonly fallback: Address | null;
  readonly ticket: string | null;
  /** `relay`: words of a member of staff to the reporter, or back: a quoted reply goes on with the talk. */
  readonly purpose: 'answer' | 'alert' | 'notice' | 'callback' | 'relay';
  readonly status: OutStatus;
  readonly attempts: number;
  readonly nextAt: number;
  readonly vendorId: string | null;
  readonly errorCode: string | null;
  readonly createdAt: number;
  readonly settledAt: number | null;
}

export type NewOutMessage = Omit<OutMessage, 'seq' | 'status' | 'attempts' | 'vendorId' | 'errorCode' | 'settledAt'>;

/** Every call, also abandoned and redirected ones (SOP "any call made at the helpdesk shall be logged"). */
export interface Call {
  readonly id: string;
  readonly contactId: string;
  readonly from: Address;
  readonly to: string | null;
  readonly direction: 'inbound' | 'outbound';
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly lastStep: string;
  readonly turn: number;
  readonly outcome: 'ongoing' | 'ticket' | 'redirected' | 'answered' | 'status' | 'voicemail' | 'abandoned' | 'missed' | 'failed' | 'done';
  readonly ticket: string | null;
  readonly recording: string | null;
  readonly version: number;
}

/** What the caller hears in one turn and what is expected then: the TwiML answer is a view of this row, byte-equal each time. */
export interface CallTurn {
  readonly callId: string;
  readonly turn: number;
  readonly prompts: readonly Prompt[];
  readonly expects: CallExpect;
  readonly at: number;
}

export interface Timer {
  readonly name: TimerName;
  readonly key: string;
  readonly dueAt: number;
  /** `lane` in here puts the timer's turn into that person's lane. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A file that a person sent: fetched by a job, kept below VAR_DIR. */
export interface MediaFile {
  readonly id: string;
  readonly kind: MediaKind;
  readonly url: string;
  readonly via: Via;
  readonly mime: string;
  readonly fileName: string | null;
  readonly status: 'pending' | 'kept' | 'refused' | 'lost';
  /** Relative to VAR_DIR. */
  readonly file: string | null;
  readonly bytes: number | null;
  readonly attempts: number;
  readonly nextAt: number;
  readonly fault: string | null;
  readonly ticket: string | null;
  readonly contactId: string | null;
  readonly at: number;
}

/** Somebody is owed a call (SOP question 4: "the helpdesk staff will call the reporter"). */
export interface Callback {
  readonly id: string;
  readonly contactId: string;
  readonly phone: string | null;
  readonly reason: 'voicemail' | 'hangup' | 'person' | 'fault' | 'missed' | 'solved';
  readonly ticket: string | null;
  readonly callId: string | null;
  readonly owedAt: number;
  /** Reached, told in another way, or given up: `outcome` says which. */
  readonly doneAt: number | null;
  /** Missing in rows written before the ledger. */
  readonly ledger?: CallbackLedger | null;
}

/** The callback's own history: who tried when, with what outcome, and when the next try is due. */
export interface CallbackLedger {
  /** `automatic`: we call and read the solution; `person`: a member of staff calls. */
  readonly mode: 'person' | 'automatic';
  /** The staff member's name who has it; null = whoever is on shift. */
  readonly assignee: string | null;
  readonly tries: readonly CallbackTry[];
  /** Ms UTC; null = none planned. */
  readonly nextAt: number | null;
  readonly outcome: 'open' | 'reached' | 'written' | 'given_up' | 'cancelled';
}

export interface CallbackTry {
  readonly at: number;
  /** `gateway`, or the staff member's name. */
  readonly by: string;
  readonly outcome: 'reached' | 'no_answer' | 'busy' | 'machine' | 'failed' | 'wrong_number' | 'later' | 'written' | 'calling';
}

/** What a member of staff has open with the desk: an order that waits for "sim", and the last move (undo). */
export interface DeskState {
  readonly phone: string;
  readonly pending: { readonly text: string; readonly number: string | null; readonly at: number } | null;
  readonly last: { readonly at: number; readonly what: string; readonly before: Ticket; /** Version the move left behind. */ readonly version: number } | null;
}

/** What the classifier had made of a ticket's words and what an executive says it is. Numbers and known names in the words are masked. */
export interface Lesson {
  readonly ticket: string;
  readonly words: string;
  readonly guessed: IncidentType;
  readonly confidence: number | null;
  readonly type: IncidentType;
  /** The staff member's name. */
  readonly by: string;
  readonly at: number;
}
