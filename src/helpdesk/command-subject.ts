/** Which ticket a command means, and what is said of it: number in front, behind, in the middle, or that of the quoted alert. Pure; called by commands.ts. */
import { isTicketNumber, locateNumbers } from './number.js';

/** What may stand before a number without meaning anything. */
const LEAD = /^\s*(?:(?:o|a|os|as|no|na|do|da|ao|de|the|on|of|para|pedidos?|tickets?|casos?|n[uú]meros?|n[º°o]?\.?|nr\.?|#)\s*[:#]?\s*)*$/iu;
const PUNCTUATION = /^[\s:;,.–—-]+/u;
const LEFT_OVER = /(?:^|\s+)(?:(?:o|a|no|do|da|ao|the|on|of|pedido|ticket|caso|n[uú]mero|n[º°o]\.?|nr\.?|#)\s*[:#]?\s*)+$/iu;

export interface Subject {
  readonly number: string;
  readonly said: string;
  /** False: it is the quoted one. */
  readonly named: boolean;
}

export const isLead = (text: string): boolean => LEAD.test(text);
export const withoutPunctuation = (text: string): string => text.replace(PUNCTUATION, '');

/** In "tipo 40713 redes" and "resolver 40713 dados enviados" the number behind the verb is no count of something. */
const counted = (tail: string): string =>
  tail.replace(/^(\D{0,24}(?<!\d))(\d{5,7})\s+(?=\p{L})/u, (whole, lead: string, digits: string) => (isLead(lead) ? `${lead}${digits}, ` : whole));

/** For commands followed by free words: a number inside the words of a quoted reply is part of the words. */
export function subject(said: string, quoted: string | null): Subject | 'wrong' | null {
  const tail = quoted === null || isTicketNumber(/^\D{0,24}(\d{5,7})(?!\d)/u.exec(said)?.[1] ?? '') ? counted(said) : said;
  const all = locateNumbers(tail);
  const [first] = all;
  if (first !== undefined && isLead(tail.slice(0, first.from))) {
    return first.valid ? { number: first.number, said: withoutPunctuation(tail.slice(first.to)), named: true } : 'wrong';
  }
  if (quoted !== null) return { number: quoted, said: withoutPunctuation(tail), named: false };
  const later = all.find((each) => each.valid);
  if (later === undefined) return null;
  const after = withoutPunctuation(tail.slice(later.to));
  return { number: later.number, said: after === '' ? tail.slice(0, later.from).trim() : after, named: true };
}

/** For commands with an argument: the number may stand before or behind it ("prioridade alta 40713"); what is left is the argument. */
export function apart(given: string, quoted: string | null): Subject | 'wrong' | null {
  const tail = counted(given);
  const all = locateNumbers(tail);
  const found = all.find((each) => each.valid);
  if (found !== undefined) {
    const before = tail.slice(0, found.from).replace(LEFT_OVER, '').trim();
    const after = withoutPunctuation(tail.slice(found.to)).trim();
    return { number: found.number, said: withoutPunctuation(`${isLead(before) ? '' : before} ${after}`).trim(), named: true };
  }
  if (all.length > 0 && quoted === null) return 'wrong';
  return quoted === null ? null : { number: quoted, said: withoutPunctuation(tail).trim(), named: false };
}
