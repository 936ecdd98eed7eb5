/** Which language a first message is in, by its small words. Pure; called by the person's turn as long as nobody has chosen a language. */
import { bare } from './words.js';

/** Words that no Portuguese sentence has; names of buttons (login, sync, data) say nothing. */
const ENGLISH = new Set(['the', 'my', 'is', 'are', 'not', 'cannot', 'can', 'does', 'doesn', 'don', 'i', 'we', 'you', 'how', 'what', 'when', 'where', 'please', 'need', 'have', 'has', 'it', 'good', 'morning', 'afternoon', 'evening', 'there', 'to', 'with', 'and', 'help', 'want', 'says', 'thank']);
const AT_LEAST = 2;
/** A third of the words: "diz the user is not valid" is Portuguese about an English screen. */
const SHARE = 1 / 3;

export function soundsEnglish(text: string): boolean {
  const words = bare(text).split(' ');
  const english = words.filter((each) => ENGLISH.has(each)).length;
  return english >= AT_LEAST && english / words.length >= SHARE;
}
