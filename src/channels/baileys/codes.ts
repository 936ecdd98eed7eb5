/** WhatsApp's words for a message it did not take -> whose fault, and what to do (a table, not code). Used by sender.ts and, for late refusals, by decide through World. */
import type { ErrorClass } from '../port.js';

const CODES: Readonly<Record<string, ErrorClass>> = {
  /** Malformed */
  '400': 'content', '406': 'content', '491': 'content',
  /** Not allowed to write to this person or group */
  '401': 'permanent', '403': 'permanent',
  /** Nobody on WhatsApp has this number */
  '404': 'permanent',
  '408': 'retry',
  '420': 'throttle', '429': 'throttle',
  /** The account may open no new chats, or has no token of this person: each try more counts against us */
  '463': 'permanent',
  /** Stale list of the person's devices: Baileys asks for it anew */
  '479': 'retry',
  '500': 'retry', '503': 'retry',
  /** Ours: never wrote to this number of ours, so is not written to */
  never_wrote: 'permanent',
  /** Ours: a group that is not on the list, an address that is none of WhatsApp */
  strange_group: 'permanent', no_address: 'permanent',
  /** Ours: new chats are locked for a while */
  reachout_locked: 'permanent',
  /** Ours: the line has been down too long for this message */
  line_down: 'permanent',
  /** Ours: the line is down, was lost while sending, or it is not this message's turn yet */
  line_closed: 'throttle', line_lost: 'throttle', paced: 'throttle',
};

/** @returns undefined for a code that is none of WhatsApp's */
export const linkedErrorClass = (code: string): ErrorClass | undefined => (Object.hasOwn(CODES, code) ? CODES[code] : /^\d{3}$/u.test(code) ? 'retry' : undefined);
