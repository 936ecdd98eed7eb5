/** Does a text say what a transcript expects? Phrases without regard to case, accents and asterisks; text keys with anything in the place of their variables. Called by transcript-run.ts. */

export const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[*_~]/gu, '').replace(/\s+/gu, ' ').trim();

/** "4 0 7 1 3" or "4, 0, 7, 1, 3" as one number: how the phone says it. */
const joined = (text: string): string => text.replace(/(?<=\d)[\s,.]+(?=\d)/gu, '');

export const contains = (text: string, phrase: string): boolean => plain(text).includes(plain(phrase)) || joined(plain(text)).includes(joined(plain(phrase)));

/** The pieces of a text of locales/ between its variables occur in this order. */
export function saysKey(text: string, template: string): boolean {
  const heard = plain(text);
  let from = 0;
  for (const piece of template.split(/\{\{[^}]*\}\}/u).map(plain).filter((each) => each.length > 1)) {
    const at = heard.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}
