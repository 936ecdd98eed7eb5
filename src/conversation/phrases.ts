/** Whole messages that say one of the few things people always may say: menu, person, greetings, thanks. Called by understand. */
import { signs } from './answers.js';
import { AFTER, AGREED, ALWAYS, ANGER, ANGER_SIGNS, BEFORE, GREETED, GREETING_SIGNS, GREETINGS, NO, START, STOP, THANKED, THANKS, THANKS_SIGNS } from './lexicon.js';
import type { Always } from './lexicon.js';
import { bare } from './words.js';

const table = new Map<string, Always>(
  (Object.entries(ALWAYS) as [Always, ReadonlySet<string>][]).flatMap(([word, phrases]) => [...phrases].map((phrase): [string, Always] => [phrase, word])),
);

/** A word that is always available, when it is the whole message but for courtesies. */
export function alwaysWord(text: string): Always | null {
  const plain = bare(text);
  const trimmed = plain.replace(AFTER, '');
  return table.get(plain) ?? table.get(trimmed) ?? table.get(trimmed.replace(BEFORE, '')) ?? null;
}

/** A "no" or "nothing" to something that may be left out. */
export const declines = (text: string): boolean => NO.has(bare(text)) || ['nenhum', 'nenhuma', 'nada mais', 'mais nada', 'nao tenho', 'nao ha', 'none', 'nothing', 'nothing else'].includes(bare(text));

/** Opt-out and opt-in, whole messages only: "parar" but not "a aplicação parou". */
export function optOutWord(text: string): 'stop' | 'start' | null {
  const plain = bare(text).replace(AFTER, '');
  if (STOP.has(plain)) return 'stop';
  return START.has(plain) ? 'start' : null;
}

interface Phrases {
  readonly longest: number;
  readonly firsts: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

const phrases = (...lists: (readonly string[])[]): Phrases => {
  const all = lists.flat();
  return { words: new Set(all), firsts: new Set(all.map((each) => each.split(' ')[0] ?? '')), longest: Math.max(...all.map((each) => each.split(' ').length)) };
};

const greetings = phrases(GREETINGS);
const greeted = phrases(GREETINGS, GREETED);
const thanks = phrases(THANKS);
const thanked = phrases(THANKS, THANKED, GREETINGS, GREETED);
const anger = phrases(ANGER);

/** Made of these phrases only? */
function madeOf(plain: string, { words, longest }: Phrases): boolean {
  const tokens = plain.split(' ');
  const reach = [true];
  for (let end = 1; end <= tokens.length; end += 1) {
    reach[end] = false;
    for (let size = 1; size <= Math.min(longest, end) && reach[end] === false; size += 1) {
      reach[end] = reach[end - size] === true && words.has(tokens.slice(end - size, end).join(' '));
    }
  }
  return reach[tokens.length] === true;
}

/** Does one of these phrases occur in whole words? */
function contains(plain: string, { words, firsts, longest }: Phrases): boolean {
  const tokens = plain.split(' ');
  return tokens.some((token, from) => firsts.has(token) && Array.from({ length: longest }, (_none, size) => tokens.slice(from, from + size + 1).join(' ')).some((each) => words.has(each)));
}

const POLITE_WORDS = 14;

/** A greeting or thanks and nothing else; anger anywhere. */
export function politeness(text: string, asked: boolean): 'greeting' | 'thanks' | 'anger' | null {
  const plain = bare(text);
  const sign = signs(text);
  if (contains(plain, anger) || [...ANGER_SIGNS].some((each) => sign.includes(each))) return 'anger';
  if (plain === '') return GREETING_SIGNS.has(sign) ? 'greeting' : THANKS_SIGNS.has(sign) ? 'thanks' : null;
  if (asked && AGREED.has(plain)) return 'thanks';
  if (plain.split(' ').length > POLITE_WORDS) return null;
  if (contains(plain, greetings) && madeOf(plain, greeted)) return 'greeting';
  if (contains(plain, thanks) && madeOf(plain, thanked)) return 'thanks';
  return AGREED.has(plain) ? 'thanks' : null;
}
