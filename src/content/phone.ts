/** Reads a phone number as a catalogue writes it: E.164 with `+`, checked against the numbering plans; anything else is a fault with a hint, never a guess (contract "Catalogues"). */
import { validPhone } from '../phone-plan.js';

export type PhoneReading = { readonly phone: string } | { readonly fault: string };

/** Blanks, dots, dashes and brackets that people put between digits, and the invisible marks that copying from contacts brings. */
const BETWEEN = /[\s().\-/\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/gu;

export function readPhone(raw: string): PhoneReading {
  const bare = raw.replace(BETWEEN, '');
  if (bare.startsWith('+')) {
    if (/^\+\d+$/u.test(bare) && validPhone(bare) === bare) return { phone: bare };
    return { fault: `"${raw}" is no valid phone number: check its digits, as +258841230001` };
  }
  return { fault: `"${raw}" ${hint(raw, bare)}` };
}

function hint(raw: string, bare: string): string {
  if (/^\s*\d+([.,]\d+)?\s*E\s*\+?\d+\s*$/iu.test(raw)) {
    return 'is what Excel makes of a long number, and its digits are lost: format the column as text and type the number again, as +258841230001';
  }
  if (/^258\d{8,9}$/u.test(bare)) return `has lost its + (Excel drops it): format the column as text and write +${bare}`;
  if (/^00\d{8,}$/u.test(bare)) return `begins with 00: write + in its place, +${bare.slice(2)}`;
  if (/^8\d{8}$/u.test(bare)) return 'has no country code: write it as +258 and the number, as +258841230001';
  if (/^['"=]/u.test(raw.trim())) return 'has a mark of the spreadsheet in front: write only the number, as +258841230001';
  if (/\d{6,}/u.test(bare)) return 'has no + and country code: write it as +258841230001';
  return 'is no phone number: write it as +258841230001';
}
