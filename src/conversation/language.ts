/** Is a person's message English enough to answer in English? Pure; called by the person's turn as long as nobody has chosen a language. */
import { languageOf } from './classifier/language.js';
import { bare } from './words.js';

/** "hello", "login help": too little to tell. */
const FEWEST = 4;

export function soundsEnglish(text: string): boolean {
  const words = bare(text).split(' ');
  return words.length >= FEWEST && languageOf(words) === 'en';
}
