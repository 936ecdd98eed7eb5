/** Reads who a simulated person is: an E.164 number, a WhatsApp identity without a number, a hidden or SIP caller. Used by the simulator's routes and the terminal chat. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Address } from '../gateway/inbound.js';

export interface Person {
  readonly address: Address;
  readonly phone?: string;
}

const FORM = 'write the number in E.164, as +258841234567';

/** @returns the number as E.164, or null where it is none */
export function phoneOf(text: string): string | null {
  const bare = text.trim().replace(/^(whatsapp|tel|sms):/u, '');
  const parsed = bare.startsWith('+') ? parsePhoneNumberFromString(bare) : undefined;
  return parsed?.isPossible() === true && parsed.number === bare.replace(/[\s().-]/gu, '') ? parsed.number : null;
}

export function chatPerson(from: string): Person | { readonly fault: string } {
  const phone = phoneOf(from);
  if (phone !== null) return { address: `whatsapp:${phone}`, phone };
  const identity = /^(?:whatsapp:)?([A-Z]{2}\.\w{1,64})$/u.exec(from.trim())?.[1];
  return identity === undefined ? { fault: `from is no phone number: ${FORM}` } : { address: `whatsapp:${identity}` };
}

/** Callers may hide their number (`anonymous`) or call from a SIP address. */
export function caller(from: string, callId: string): Person | { readonly fault: string } {
  const phone = phoneOf(from);
  if (phone !== null) return { address: `tel:${phone}`, phone };
  if (from.trim() === 'anonymous') return { address: `tel:anonymous:${callId}` };
  if (/^sip:[^\s@]{1,64}@[\w.:-]{1,128}$/u.test(from.trim())) return { address: from.trim() };
  return { fault: `from is no phone number: ${FORM}; or anonymous; or sip:user@host` };
}
