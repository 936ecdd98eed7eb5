/** Ticket numbers: makes them with a check digit and finds them in what people write. Pure; called by the gateway's world, needs, understand and the staff commands. */

/** Damm's quasigroup of order 10 (H. Michael Damm, 2004): totally anti-symmetric, so every wrong digit and every swap of neighbours shows. */
const DAMM: readonly string[] = [
  '0317598642', '7092154863', '4206871359', '1750983426', '6123045978',
  '3674209581', '5869720134', '8945362017', '9438617205', '2581436790',
];
/** The proof holds from any starting row; this one makes the number of all our examples, 40713, a good one. */
const START = 1;
const FIRST_BODY = 1000;
const SHORTEST = 5;
const LONGEST = 7;

function check(digits: string): number {
  let row = START;
  for (const digit of digits) row = Number(DAMM[row]?.[Number(digit)]);
  return row;
}

/**
 * @param sequence 0, 1, 2 ... as the store hands them out @returns 5 digits up to sequence 8999, then more; the last is the check digit
 * @throws RangeError when it is no whole number from 0 on: our own fault
 */
export function ticketNumber(sequence: number): string {
  if (!Number.isSafeInteger(sequence) || sequence < 0) throw new RangeError(`no ticket sequence: ${sequence}`);
  const body = String(FIRST_BODY + sequence);
  return body + String(check(body));
}

/** Digits only, no leading 0, and the check digit is right. Says nothing on whether such a ticket exists. */
export function isTicketNumber(text: string): boolean {
  return /^[1-9][0-9]{4,}$/u.test(text) && check(text) === 0;
}

export interface LocatedNumber {
  readonly number: string;
  readonly valid: boolean;
  /** Offsets in the text, `to` exclusive. */
  readonly from: number;
  readonly to: number;
}

interface Group {
  readonly digits: string;
  readonly from: number;
  readonly to: number;
}

/** Keycap emoji are digits that wear a hat. */
const HAT = '\\uFE0F?\\u20E3?';
const SEPARATOR = '[ \\u00A0.\\-]';
const RUN = new RegExp(`(?<![\\d+,:/])\\d${HAT}(?:${SEPARATOR}?\\d${HAT})*(?![\\d]|[,:/]\\d)`, 'gu');
/** What is no ticket number although it has the digits: phone numbers, dates. Blanked out first. */
const PHONES = [
  /(?:\+|(?<!\d)00) ?\d(?:[ \u00A0.\-()]{0,3}\d){7,14}/gu,
  /(?<!\d)(?:258[ \u00A0.-]?)?8[2-7](?:[ \u00A0.-]?\d){7}(?!\d)/gu,
  /(?<!\d)(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d{2})(?!\d)/gu,
];
/** Letters right before the digits make them part of a user name or a version, unless the letters say "number" or are a command ("ver40713"). */
const GLUED = /(?<![\p{L}\p{N}_])(?:n|no|nº|n°|nr|num|numero|número|ticket|pedido|caso|ver|mostrar|assum(?:ir|o)|resolv(?:er|ido|ida)|comentar|nota|fechar|reabrir)[.º°]?$/iu;
const LETTER_BEFORE = /[\p{L}\p{N}_]$/u;
/** A count, not a number to look up: "10000 redes". */
const COUNTED = /^\s*(?:mil\b|redes?\b|rtis?\b|mosquiteiros?\b|fardos?\b|pessoas?\b|fam[ií]lias?\b|agregados?\b|casas?\b|registos?\b|dados\b|nets?\b|people\b|records?\b|mts?\b|mzn\b|meticais\b|mtn\b|%)/iu;

/** How far to look for those words: the whole text at each number would cost its square (4,096 digits are a tenth of a second). */
const NEAR = 24;

/** All ticket-like numbers with their place, in order: "40713", "4 0 7 1 3", "40.713", "nº 40713". */
export function locateNumbers(text: string): readonly LocatedNumber[] {
  let clean = text.replace(/[\uFF10-\uFF19]/gu, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
  for (const phone of PHONES) clean = clean.replace(phone, (found) => ' '.repeat(found.length));
  const found: LocatedNumber[] = [];
  for (const run of clean.matchAll(RUN)) {
    const before = clean.slice(Math.max(0, run.index - NEAR), run.index);
    if (LETTER_BEFORE.test(before) && !GLUED.test(before)) continue;
    found.push(...readRun(groupsOf(run[0], run.index), clean));
  }
  return found;
}

/** @returns each number once, in the order written; `wrong` look like ticket numbers but fail their check digit */
export function findNumbers(text: string): { valid: string[]; wrong: string[] } {
  const all = locateNumbers(text);
  const numbers = (valid: boolean): string[] => [...new Set(all.filter((each) => each.valid === valid).map((each) => each.number))];
  return { valid: numbers(true), wrong: numbers(false) };
}

function groupsOf(run: string, offset: number): Group[] {
  return [...run.matchAll(/(?:\d\uFE0F?\u20E3?)+/gu)].map((group) => ({
    digits: group[0].replace(/\D/gu, ''), from: offset + group.index, to: offset + group.index + group[0].length,
  }));
}

/** Whole groups first; short groups are put together where that gives a number. */
function readRun(groups: readonly Group[], text: string): LocatedNumber[] {
  const found: LocatedNumber[] = [];
  for (let at = 0; at < groups.length;) {
    const taken = alone(groups, at) ?? together(groups, at);
    if (taken !== null && !COUNTED.test(text.slice(taken.to, taken.to + NEAR)) && taken.number[0] !== '0' && taken.number.length <= LONGEST) {
      found.push({ number: taken.number, valid: isTicketNumber(taken.number), from: taken.from, to: taken.to });
    }
    at += taken?.groups ?? 1;
  }
  return found;
}

type Taken = Omit<LocatedNumber, 'valid'> & { readonly groups: number };

function alone(groups: readonly Group[], at: number): Taken | null {
  const group = groups[at];
  return group === undefined || group.digits.length < SHORTEST ? null : { number: group.digits, from: group.from, to: group.to, groups: 1 };
}

/** "4 0 7 1 3", "40 713", "40 71 3": the shortest that checks; else, where nothing but one spaced number stands there, that one as wrong. */
function together(groups: readonly Group[], at: number): Taken | null {
  const short: Group[] = [];
  for (const group of groups.slice(at, at + LONGEST + 1)) {
    if (group.digits.length >= SHORTEST) break;
    short.push(group);
  }
  const join = (count: number): Taken => ({
    number: short.slice(0, count).map((each) => each.digits).join(''), from: short[0]?.from ?? 0, to: short[count - 1]?.to ?? 0, groups: count,
  });
  for (let count = 2; count <= short.length; count += 1) {
    const taken = join(count);
    if (taken.number.length > LONGEST) break;
    if (isTicketNumber(taken.number) && spaced(short.slice(0, count))) return taken;
  }
  const whole = join(short.length);
  const plausible = whole.number.length >= SHORTEST && whole.number.length <= LONGEST && spaced(short);
  return plausible ? whole : null;
}

/** Digit by digit, or in at most three pieces. */
const spaced = (groups: readonly Group[]): boolean => groups.every((each) => each.digits.length === 1) || groups.length <= 3;
