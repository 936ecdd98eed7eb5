/** Words compared as people type them: case, accents, spaces and small slips do not matter. Used by understand, the desk's commands and the classifier. */

/** Lower case, accents and keycap marks off, one space between words. "Não  SEI " -> "nao sei", "1️⃣" -> "1". */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** Folded, with everything that is neither letter nor digit turned into a space: "Sim, claro!" -> "sim claro". Empty for emoji alone. */
export function bare(text: string): string {
  if (text !== last.text) last = { text, plain: fold(text).replace(/[^\p{L}\p{N}]+/gu, ' ').trim() };
  return last.plain;
}

/** One turn asks for the same words many times. */
let last = { text: '', plain: '' };

/** Does the phrase occur in whole words? Both are folded first. "pin" is not in "pino". */
export function hasWords(text: string, phrase: string): boolean {
  return ` ${bare(text)} `.includes(` ${bare(phrase)} `);
}

/** Edits between two words (insert, delete, replace, swap of neighbours), at most `limit` + 1. */
export function slips(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last: number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return Math.min(last[b.length] ?? limit + 1, limit + 1);
}

/** How many slips a word of this length may have and still be meant: short words none. */
export const slipsAllowed = (length: number): number => (length >= 9 ? 2 : length >= 5 ? 1 : 0);

/** Index of the one candidate that is meant (equal, else nearest within the slips allowed); -1 when none or two are equally near. */
export function nearest(said: string, candidates: readonly string[]): number {
  const exact = candidates.indexOf(said);
  if (exact >= 0) return exact;
  let best = -1;
  let least = Infinity;
  let tie = false;
  candidates.forEach((candidate, index) => {
    const allowed = Math.min(slipsAllowed(said.length), slipsAllowed(candidate.length));
    if (allowed === 0) return;
    const distance = slips(said, candidate, allowed);
    if (distance > allowed) return;
    if (distance === least) tie = tie || candidates[best] !== candidate;
    if (distance < least) {
      best = index;
      least = distance;
      tie = false;
    }
  });
  return tie ? -1 : best;
}
