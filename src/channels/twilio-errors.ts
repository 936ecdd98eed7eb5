/** Twilio's error codes -> whose fault, and what to do (twilio.md 4; a table, not code). Used by twilio-sender.ts and, for late failures, by decide through World. */
import type { ErrorClass } from './port.js';

const CODES: Readonly<Record<string, ErrorClass>> = {
  /** Bad credentials */
  '20003': 'config',
  /** Resource does not exist */
  '20404': 'permanent',
  /** HTTP 429, request was NOT processed: safe to resend */
  '20429': 'throttle',
  /** Twilio internal error; outcome unknown for POST */
  '20500': 'retry',
  /** Service unavailable */
  '20503': 'retry',
  /** Invalid To number */
  '21211': 'permanent',
  /** To cannot be reached (call) */
  '21214': 'permanent',
  /** Voice geo permission off for that country (+258 must be enabled) */
  '21215': 'config',
  /** Number does not look valid */
  '21217': 'permanent',
  /** Call no longer in a state that can be changed */
  '21220': 'permanent',
  /** SMS geo permission off for the region */
  '21408': 'config',
  /** No From / MessagingServiceSid */
  '21603': 'config',
  /** From cannot message this destination */
  '21606': 'config',
  /** Trial account, To not verified */
  '21608': 'config',
  /** Recipient opted out (STOP); mark contact, do not resend */
  '21610': 'optout',
  /** Sender queue full */
  '21611': 'throttle',
  /** To not reachable with that From */
  '21612': 'config',
  /** Not a mobile number (landline) */
  '21614': 'permanent',
  /** Body over 1600 characters: split */
  '21617': 'content',
  /** Bad media URL */
  '21620': 'content',
  /** ContentSid invalid */
  '21655': 'config',
  /** ContentVariables invalid */
  '21656': 'content',
  /** Queue overflow */
  '30001': 'throttle',
  /** Handset unreachable (off / no coverage): retry later */
  '30003': 'retry',
  /** Message blocked */
  '30004': 'permanent',
  /** Unknown handset */
  '30005': 'permanent',
  /** Landline or unreachable carrier */
  '30006': 'permanent',
  /** Carrier filtered */
  '30007': 'content',
  /** Unknown carrier error: one delayed retry */
  '30008': 'retry',
  /** Channel authentication */
  '63001': 'config',
  /** To is not on the channel (no WhatsApp account): fall back to SMS/voice */
  '63003': 'permanent',
  /** Channel refused the content */
  '63005': 'content',
  /** No channel sender with that From */
  '63007': 'config',
  /** Channel policy violation */
  '63013': 'content',
  /** Blocked by the user's action */
  '63014': 'optout',
  /** Sandbox: recipient has not joined */
  '63015': 'config',
  /** Free-form text outside the 24 h window: resend as approved template */
  '63016': 'window',
  /** Channel rate limit: back off and resend */
  '63018': 'throttle',
  /** Media download failed */
  '63019': 'retry',
  /** Channel: invalid content */
  '63021': 'content',
  /** Invalid recipient */
  '63024': 'permanent',
  /** Template missing for that language */
  '63027': 'config',
  /** Template parameter count mismatch */
  '63028': 'content',
  /** WhatsApp will not deliver to this user (its own limitation/experiment) */
  '63032': 'permanent',
  /** Recipient blocked from receiving */
  '63033': 'optout',
  /** Account over its daily message limit (trial/sandbox) */
  '63038': 'throttle',
  /** Template paused by WhatsApp */
  '63041': 'config',
  /** Our webhook failed / timed out (HTTP retrieval) */
  '11200': 'config',
  /** Could not connect to our webhook */
  '11205': 'config',
  /** TwiML body too large (64 KB) */
  '11750': 'content',
  /** TwiML does not parse */
  '12100': 'content',
  /** TwiML schema warning */
  '12200': 'content',
  /** Wrong Content-Type on our reply */
  '12300': 'content',
  /** Dial: number invalid or not supported */
  '13224': 'permanent',
  /** Dial: geo permission */
  '13227': 'config',
  /** Gather: speechTimeout=auto with the default model */
  '13335': 'content',
  /** Say text too long */
  '13521': 'content',
  /** Transcription not available for this recording */
  '13619': 'content',
  /** A call of ours, by its status: the line was taken */
  busy: 'retry',
  /** Nobody took the call: the callback stays owed */
  'no-answer': 'permanent',
  /** The call could not be made */
  failed: 'permanent',
  /** Taken back before it was answered */
  canceled: 'permanent',
};

/** Codes that the table does not name go by their range. */
const RANGES: readonly (readonly [RegExp, ErrorClass])[] = [
  [/^1\d{4}$/u, 'config'],
  [/^20[0-3]\d{2}$/u, 'config'],
  [/^205\d{2}$/u, 'retry'],
  [/^2\d{4}$/u, 'permanent'],
];

/** @param code Twilio's error code or the status of a call. @returns `retry` for a code nobody knows: tries are bounded, and a dead message is told about. */
export function twilioErrorClass(code: string): ErrorClass {
  return (Object.hasOwn(CODES, code) ? CODES[code] : undefined) ?? RANGES.find(([range]) => range.test(code))?.[1] ?? 'retry';
}
