/** What the fake Twilio offers to tests, and the troubles it can make. Shapes only; fake-twilio.ts is the server. */
import type { FakeCall, FakeMessage } from './twilio-resources.js';
import type { Answer, Target } from './twilio-sign.js';

/** What goes wrong with a POST of a message or a call. `times` = how often (for ever where absent); `only` = this recipient alone. */
export type Trouble =
  /** Refused with this HTTP status and Twilio code; nothing is sent. */
  | { readonly kind: 'answer'; readonly status: number; readonly code: number; readonly retryAfter?: number; readonly times?: number; readonly only?: string }
  /** Sent, but the answer never arrives: the connection breaks. */
  | { readonly kind: 'swallow'; readonly times?: number; readonly only?: string }
  /** Breaks before anything is sent. */
  | { readonly kind: 'break'; readonly times?: number; readonly only?: string }
  | { readonly kind: 'slow'; readonly ms: number; readonly times?: number; readonly only?: string }
  /** Takes the request and stays silent until `release`. */
  | { readonly kind: 'hold'; readonly times?: number; readonly only?: string };

export interface FakeTwilioOptions {
  readonly accountSid?: string;
  readonly authToken?: string;
  /** Ms UTC; the virtual clock of the app under test. */
  readonly now?: () => number;
  /** Do not keep messages (load runs). */
  readonly forget?: boolean;
}

export interface FakeTwilio {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** Everything in Twilio's log, inbound too, oldest first. */
  readonly messages: readonly FakeMessage[];
  readonly calls: readonly FakeCall[];
  /** `METHOD path` of every REST request. */
  readonly requests: readonly string[];
  /** Auth headers that reached the second host: must stay empty. */
  readonly leaked: readonly string[];
  /** What a person was sent on WhatsApp and by SMS, in order. @param phone E.164, or a whole address */
  sentTo(phone: string): readonly FakeMessage[];
  /** Puts a message of a person into Twilio's log, as if its webhook had never reached us (catch-up finds it). */
  missed(from: string, to: string, body: string, sid?: string, at?: number): FakeMessage;
  /** Puts a message of ours into Twilio's log whose answer never reached us. */
  sentBefore(to: string, body: string): FakeMessage;
  /** Keeps a file of a message; the URL is what MediaUrl0 would be. */
  addMedia(messageSid: string, bytes: Uint8Array, mime: string): string;
  /** @returns RecordingUrl without extension */
  addRecording(sid: string, bytes: Uint8Array): string;
  trouble(trouble: Trouble | null): void;
  release(): void;
  down(): Promise<void>;
  up(): Promise<void>;
  /** Where status callbacks go. */
  connect(target: Target): void;
  /** Delivers one signed status callback; null where the message asked for none. */
  report(sid: string, status: string, errorCode?: number): Promise<Answer | null>;
  /** sent and delivered for every message not reported yet. @returns how many callbacks were posted */
  reportAll(): Promise<number>;
  close(): Promise<void>;
}
