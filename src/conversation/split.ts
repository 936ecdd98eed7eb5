/** Long texts in parts that a vendor accepts: called by the outbox rows' maker (gateway/outgoing.ts). */

/** Twilio refuses a WhatsApp body of more than 1,600 UTF-16 units (twilio.md). */
const MAX = 1600;

const graphemes = new Intl.Segmenter('pt', { granularity: 'grapheme' });

/** Not before accents, joiners, skin tones and tags: they hang on the white space before them. */
const ATTACHED = '(?![\\p{M}\\u200c\\u200d\\uff9e\\uff9f\\u{1f3fb}-\\u{1f3ff}\\u{e0020}-\\u{e007f}])';
/** Where a text may be cut, best first: the cut comes after the match. */
const JOINTS: readonly RegExp[] = ['\\n[^\\S\\n]*\\n+', '\\n', '[.!?…][)"”»*_]*\\s', '\\s'].map((joint) => new RegExp(joint + ATTACHED, 'gu'));
/** White space that no accent or emoji part hangs on. */
const LOOSE = new RegExp(`^(?:\\s${ATTACHED})+`, 'u');

/**
 * Parts of at most `max` UTF-16 units, numbered "(1/3) " when there is more than one; cut at a paragraph, else a line, a sentence, a space, and
 * never inside a character as people see it. White space at a cut is dropped; nothing else is.
 */
export function splitText(text: string, max = MAX): string[] {
  const whole = text.trim();
  if (whole.length <= max) return whole === '' ? [] : [whole];
  for (let digits = 1; ; digits += 1) {
    const marker = 2 * digits + 4;
    const parts = cut(whole, Math.max(1, max - marker));
    if (String(parts.length).length <= digits) return parts.map((part, index) => `(${index + 1}/${parts.length}) ${part}`);
  }
}

function cut(text: string, room: number): string[] {
  const parts: string[] = [];
  let from = 0;
  while (text.length - from > room) {
    const length = cutLength(text.slice(from, from + room + 64), room);
    const part = text.slice(from, from + length).trimEnd();
    if (part !== '') parts.push(part);
    from += length;
    from += LOOSE.exec(text.slice(from, from + room))?.[0].length ?? 0;
  }
  const rest = text.slice(from).trimEnd();
  if (rest !== '') parts.push(rest);
  return parts;
}

/** @param ahead the text from here on, a little more than the room. How many units the next part takes: a joint in the second half of the room (a space anywhere), else the last whole grapheme. */
function cutLength(ahead: string, room: number): number {
  for (const [rank, joint] of JOINTS.entries()) {
    const least = rank === JOINTS.length - 1 ? 1 : room / 3;
    let best = 0;
    for (const match of ahead.matchAll(joint)) {
      const end = match.index + match[0].length;
      const kept = match.index + match[0].trimEnd().length;
      if (kept <= room && kept >= least) best = Math.max(best, end);
    }
    if (best > 0) return best;
  }
  return wholeGraphemes(ahead, room);
}

/** Length of the longest run of whole graphemes within `room`; a single one that is longer is cut between code points. */
export function wholeGraphemes(text: string, room: number): number {
  let length = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (length + segment.length > room) break;
    length += segment.length;
  }
  if (length > 0) return length;
  let points = 0;
  for (const point of text) {
    if (points + point.length > room) break;
    points += point.length;
  }
  return Math.max(points, 1);
}

/** A title of at most `max` UTF-16 units, with an ellipsis where something was cut off. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, wholeGraphemes(text, max - 1)).trimEnd()}…`;
}
