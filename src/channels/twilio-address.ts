/** Who wrote or called, from Twilio's From: an opaque address, and a phone number only where there is one (twilio.md 1.1, 1.3, 5). Used by the Twilio channels. */
import type { Address } from '../gateway/inbound.js';
import { validPhone } from '../phone-plan.js';

export interface Who {
  readonly from: Address;
  readonly phone?: string;
}

/** What Twilio gives in place of a hidden number: anonymous, restricted, blocked, unknown, unavailable. No numbers: never called back. */
const HIDDEN: ReadonlySet<string> = new Set(['', 'anonymous', 'restricted', 'blocked', 'unknown', 'unavailable', '+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);

/** @returns E.164, or null; a number without country code counts as Mozambican (operators of SIP trunks leave it out) */
export function phoneNumber(text: string): string | null {
  const bare = text.replace(/[\s().-]/gu, '');
  if (!/^\+?\d{6,15}$/u.test(bare)) return null;
  const tries = bare.startsWith('+') ? [bare] : [bare.replace(/^00/u, '+'), `+${bare}`, bare.replace(/^0/u, '')];
  for (const each of tries) {
    const phone = validPhone(each);
    if (phone !== null) return phone;
  }
  return null;
}

/** `whatsapp:+258...`, or `whatsapp:MZ.123` of somebody who hides the number. */
export function whatsappSender(from: string, waId: string | undefined): Who {
  const name = from.replace(/^whatsapp:/u, '');
  if (/^\+\d{7,15}$/u.test(name)) return { from: `whatsapp:${name}`, phone: name };
  return waId !== undefined && /^\d{7,15}$/u.test(waId) ? { from: `whatsapp:${name}`, phone: `+${waId}` } : { from: `whatsapp:${name}` };
}

/** A company's name or short code has no phone number. */
export function smsSender(from: string): Who {
  return /^\+\d{7,15}$/u.test(from) ? { from: `sms:${from}`, phone: from } : { from: `sms:${from}` };
}

/** Hidden callers have an address each call of its own, so that nobody is taken for the one who called before. */
export function caller(from: string, callId: string): Who {
  const bare = from.trim();
  if (HIDDEN.has(bare.toLowerCase())) return { from: `tel:anonymous:${callId}` };
  if (/^sips?:/iu.test(bare)) {
    const user = /^sips?:([^@;]+)@/iu.exec(bare)?.[1] ?? '';
    const phone = phoneNumber(decoded(user));
    return phone === null ? { from: bare } : { from: bare, phone };
  }
  const phone = phoneNumber(bare);
  return phone === null ? { from: `tel:${bare}` } : { from: `tel:${phone}`, phone };
}

function decoded(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
