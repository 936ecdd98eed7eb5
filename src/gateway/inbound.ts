/** Everything that happens is an Inbound: the one shape that every channel, the clock and the jobs hand to `receive`. */

/**
 * Opaque channel address, never parsed for meaning outside channels/: `whatsapp:+258841234567`, `whatsapp:MZ.123`, `tel:+258...`,
 * `tel:anonymous`, `sip:user@host`, `sms:+258...`. A phone number is an optional attribute of a contact, never a key.
 */
export type Address = string;

/** Who carries a message for us: the vendor an address was last seen on. */
export type Via = 'twilio' | 'baileys' | 'simulator';

/** Where an Inbound came from. `id` is unique per channel: that is idempotency. */
export type InboundChannel = 'whatsapp' | 'sms' | 'voice' | 'delivery' | 'timer' | 'job';

export interface Inbound {
  readonly channel: InboundChannel;
  /** MessageSid; `CallSid:turn`; `MessageSid:status`; `name/key/dueAt` of a timer. */
  readonly id: string;
  readonly via: Via;
  readonly from: Address;
  /** Our own number that was written to or called, where known. */
  readonly to?: string;
  /** The sender's E.164 number where the vendor tells it. */
  readonly phone?: string;
  /** The name the person gave on WhatsApp. */
  readonly profileName?: string;
  /** When it happened (vendor's clock where known), ms UTC. */
  readonly at: number;
  /** When it reached us, ms UTC. */
  readonly receivedAt: number;
  /** True for a message fetched afterwards from the vendor's list (catch-up). */
  readonly late?: boolean;
  /** Ids on the same channel that this one includes (a late backlog merged into one): marked handled in the same transaction. */
  readonly covers?: readonly string[];
  /** A message in a group (only registered groups get this far). `from` is the author, `group` where an answer to all would go. */
  readonly group?: GroupPlace;
  /** The message that this one quotes, where the channel hands its content along (linked-device channel, simulator). */
  readonly quotes?: QuotedMessage;
  readonly what: What;
}

export interface GroupPlace {
  /** Address of the group: `group:<vendor id>`. */
  readonly id: Address;
  /** Its subject, where known: registered is a group whose subject (or address) is in the roster. */
  readonly name?: string;
  /** We are mentioned, one of our messages is quoted, or the text begins with our prefix. */
  readonly addressed: boolean;
}

/** Somebody's message as another one quotes it. */
export interface QuotedMessage {
  /** Vendor id. */
  readonly id: string;
  readonly author: Address;
  readonly phone?: string;
  readonly name?: string;
  readonly text: string;
  readonly media: readonly MediaRef[];
}

export type MediaKind = 'image' | 'audio' | 'video' | 'document' | 'contact' | 'other';

/** A file that somebody sent, before we fetched it. */
export interface MediaRef {
  readonly kind: MediaKind;
  readonly url: string;
  readonly mime: string;
  readonly fileName?: string;
}

/** What a person says, in chat. `quoted` is the vendor id of the message of ours it answers. */
export type ChatWhat =
  | { readonly kind: 'text'; readonly text: string; readonly quoted?: string }
  | { readonly kind: 'choice'; readonly choiceId: string; readonly title: string; readonly quoted?: string }
  | { readonly kind: 'media'; readonly media: readonly MediaRef[]; readonly caption: string; readonly quoted?: string }
  | { readonly kind: 'location'; readonly latitude: number; readonly longitude: number; readonly label?: string; readonly quoted?: string }
  | { readonly kind: 'optout'; readonly word: 'stop' | 'start' | 'help' }
  /** `type` `undecryptable`: it could not be read and is to be sent again. */
  | { readonly kind: 'unknown'; readonly type: string };

/** What happens beside the conversation: it is noted, confirms something, or makes the bot keep silent; no machine hears it. */
export type AsideWhat =
  /** A sign put on a message (`target`: its vendor id); an empty `emoji` takes it back. */
  | { readonly kind: 'reaction'; readonly emoji: string; readonly target: string }
  /** The person changed or took back an earlier message of his own: noted on the ticket, the original stays. */
  | { readonly kind: 'edited'; readonly target: string; readonly text: string }
  | { readonly kind: 'deleted'; readonly target: string }
  /** Somebody typed on the helpdesk's own phone to the person `from`: the bot keeps silent for a while. */
  | { readonly kind: 'human'; readonly text: string };

/** What happens on a call. `turn` is the number of the document that asked (0 = the call begins). */
export type CallWhat =
  | { readonly kind: 'call.start'; readonly callId: string; readonly direction: 'inbound' | 'outbound'; readonly callbackId?: string; readonly answeredBy?: 'human' | 'machine' }
  | { readonly kind: 'call.keys'; readonly callId: string; readonly digits: string }
  | { readonly kind: 'call.speech'; readonly callId: string; readonly text: string; readonly confidence: number }
  | { readonly kind: 'call.silence'; readonly callId: string }
  | { readonly kind: 'call.recording'; readonly callId: string; readonly url: string; readonly sid: string; readonly seconds: number; readonly hungUp: boolean }
  | { readonly kind: 'call.dial'; readonly callId: string; readonly status: string; readonly seconds: number }
  | { readonly kind: 'call.accept'; readonly callId: string; readonly staffPhone: string }
  | { readonly kind: 'call.status'; readonly callId: string; readonly status: string; readonly seconds: number }
  | { readonly kind: 'call.recorded'; readonly callId: string; readonly sid: string; readonly url: string; readonly status: 'completed' | 'absent' }
  | { readonly kind: 'call.other'; readonly callId: string; readonly note: string };

export type What =
  | ChatWhat
  | CallWhat
  | AsideWhat
  | { readonly kind: 'delivery'; readonly messageId?: string; readonly vendorId: string; readonly status: string; readonly errorCode?: string }
  | { readonly kind: 'timer'; readonly name: TimerName; readonly key: string; readonly dueAt: number; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: 'job.media'; readonly mediaId: string; readonly ok: boolean; readonly file?: string; readonly mime?: string; readonly bytes?: number; readonly fault?: string };

/** Every deadline is a row with one of these names; `key` says whose (conversation id, ticket number, call id). */
export type TimerName =
  | 'conversation.remind' | 'conversation.expire' | 'call.missed' | 'call.lost'
  /** One per live ticket: repeat, climb, warning, breach (helpdesk/plan.ts). `ticket.alert` is its name in older stores. */
  | 'ticket.due' | 'ticket.alert'
  /** Alerts that came too thick for one person (key: his number). */
  | 'staff.digest'
  /** The next try of a callback (key: its id). */
  | 'callback.due'
  /** Looks whether many reports are alike (key `all`); a known problem's promised time (key: its number). */
  | 'incident.watch' | 'incident.due'
  /** Triage list and daily report at set times (key: which, by local time). */
  | 'report.due';

export const isChat = (what: What): what is ChatWhat =>
  ['text', 'choice', 'media', 'location', 'optout', 'unknown'].includes(what.kind);

export const isAside = (what: What): what is AsideWhat => ['reaction', 'edited', 'deleted', 'human'].includes(what.kind);

export const isCall = (what: What): what is CallWhat => what.kind.startsWith('call.');

/** One person, one lane: turns of a lane run in order, lanes never wait for each other. Phone first, so that a call and a chat of one person share it. */
export function laneOf(inbound: Inbound): string {
  const { what } = inbound;
  if (what.kind === 'delivery') return `message:${what.messageId ?? what.vendorId}`;
  if (what.kind === 'timer' && typeof what.data['lane'] === 'string') return what.data['lane'];
  if (inbound.phone) return `person:${inbound.phone}`;
  return isCall(what) && !inbound.from.includes('+') ? `call:${what.callId}` : `person:${inbound.from}`;
}
