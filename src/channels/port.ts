/** The channel port: how the outbox hands a message to a vendor, and what may come back. One implementation per vendor and way. */
import type { OutMessage } from '../gateway/records.js';

/** Whose fault, and what to do: the classes of Twilio's error codes (data in channels/twilio-errors.ts). */
export type ErrorClass = 'retry' | 'throttle' | 'window' | 'permanent' | 'optout' | 'config' | 'content';

export type SendResult =
  /** The vendor took it; its delivery is reported later by status callback. */
  | { readonly kind: 'accepted'; readonly vendorId: string }
  /** Delivered by definition (simulator). */
  | { readonly kind: 'delivered'; readonly vendorId: string }
  /** Refused before anything was sent. */
  | { readonly kind: 'refused'; readonly errorClass: ErrorClass; readonly code: string; readonly detail: string; readonly retryAfterMs?: number }
  /** No answer: it may or may not have been sent. Reconcile before sending again. */
  | { readonly kind: 'uncertain'; readonly detail: string };

export interface SendOptions {
  /** Outside the 24-hour window: use `message.template`. */
  readonly asTemplate: boolean;
  readonly signal?: AbortSignal;
}

export interface Sender {
  /** WhatsApp's 24-hour window binds this way out: after it an approved template is sent. Where it is not said, it does for Twilio's WhatsApp alone. */
  readonly window?: boolean;
  send(message: OutMessage, options: SendOptions): Promise<SendResult>;
  /**
   * Was this message sent after all? Looks into the vendor's list. null = cannot tell.
   * @param taken vendor ids that other messages to this person have already: the same words twice are two messages
   */
  reconcile(message: OutMessage, taken: ReadonlySet<string>): Promise<{ readonly found: true; readonly vendorId: string; readonly status: string } | { readonly found: false } | null>;
}
