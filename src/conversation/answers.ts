/** Does what was said answer the question that is open? Choices by number, label, word or sign; counts by digits or number words. Called by understand. */
import type { Choice } from '../../flows/types.js';
import type { Content } from '../content/types.js';
import type { Language } from '../gateway/records.js';
import { AFTER, NO, NO_SIGNS, NUMBER_WORDS, YES, YES_SIGNS } from './lexicon.js';
import { choiceLabel } from './texts.js';
import { bare, nearest } from './words.js';

interface Named {
  readonly id: string;
  /** What it is called, folded: both languages, written and spoken, and its id. */
  readonly names: readonly string[];
}

const LANGUAGES: readonly Language[] = ['pt', 'en'];

/** Names of labels without variables, worked out once per Content. */
const cache = new WeakMap<Content['texts'], Map<string, readonly string[]>>();

function named(choices: readonly Choice[], content: Content): Named[] {
  return choices.map((choice) => ({ id: choice.id, names: namesOf(choice, content) }));
}

function namesOf(choice: Choice, content: Content): readonly string[] {
  if (choice.literal !== undefined || choice.vars !== undefined) return worked(choice, content);
  const known = cache.get(content.texts) ?? new Map<string, readonly string[]>();
  cache.set(content.texts, known);
  const key = `${choice.id} ${choice.label ?? ''}`;
  const names = known.get(key) ?? worked(choice, content);
  known.set(key, names);
  return names;
}

function worked(choice: Choice, content: Content): string[] {
  const labels = choice.literal !== undefined
    ? [choice.literal]
    : LANGUAGES.flatMap((language) => [false, true].map((voice) => choiceLabel({ content, language, voice, now: null }, choice)));
  return [...new Set([...labels, choice.id].map(bare))].filter((name) => name !== '');
}

/** Only emoji and the like, without skin tones and presentation marks. */
export const signs = (text: string): string => text.replace(/[\s\ufe0f\u{1f3fb}-\u{1f3ff}]/gu, '');

const LEAD = /^(?:(?:a|o|opcao|op|opc|numero|nr|num|no|escolho|quero|tecla|marco|option|number|choose) )+/u;

/** A number from 0 that stands for itself: "2", "2.", "opção 2", "dois", "o segundo". Null for anything else. */
export function countIn(text: string): number | null {
  const said = bare(text.replaceAll('🔟', '10')).replace(AFTER, '');
  const core = said.replace(LEAD, '');
  for (const each of [said, core]) {
    if (/^\d{1,2}$/u.test(each)) return Number(each);
    const word = NUMBER_WORDS[each];
    if (word !== undefined) return word;
  }
  return null;
}

/** The choice meant by its place in the list, its whole name, or yes / no. Nothing is guessed here. */
export function exactChoice(text: string, choices: readonly Choice[], content: Content): string | null {
  const plain = bare(text);
  const core = plain.replace(AFTER, '');
  const number = /^\d{1,2}$/u.test(plain);
  const byName = choices.find((choice) => {
    // A label with variables ("40713, sincronizar") is never a number of two digits, and costs a rendering to know.
    if (number && choice.vars !== undefined) return false;
    const names = namesOf(choice, content);
    return names.includes(plain) || names.includes(core);
  });
  if (byName !== undefined) return byName.id;
  const count = countIn(text);
  if (count !== null && count >= 1 && count <= choices.length) return choices[count - 1]?.id ?? null;
  const options = named(choices, content);
  const numbered = numberedChoice(plain, options);
  if (numbered !== null) return numbered;
  const word = yesOrNo(text);
  if (word === null) return null;
  return only(options, word === 'yes' ? /^(?:sim|yes)\b/u : /^(?:nao|no|ainda nao|not yet)\b/u, word);
}

/** A yes or a no and nothing else, in words or as a sign. */
export function yesOrNo(text: string): 'yes' | 'no' | null {
  const plain = bare(text);
  const sign = signs(text);
  if (YES.has(plain) || YES_SIGNS.has(sign)) return 'yes';
  return NO.has(plain) || NO_SIGNS.has(sign) ? 'no' : null;
}

/** "1. Sim" with both right; "1 pessoa" for "uma pessoa". */
function numberedChoice(plain: string, options: readonly Named[]): string | null {
  const [, number = '', name = ''] = /^(\d{1,2}) (.+)$/u.exec(plain) ?? [];
  if (name === '') return null;
  const option = options[Number(number) - 1];
  if (option?.names.includes(name) === true) return option.id;
  return number === '1' ? options.find((each) => each.names.includes(`um ${name}`) || each.names.includes(`uma ${name}`))?.id ?? null : null;
}

/** The one choice whose id or name says yes (or no). */
function only(options: readonly Named[], pattern: RegExp, id: string): string | null {
  const direct = options.find((each) => each.id === id);
  if (direct !== undefined) return direct.id;
  const found = options.filter((each) => each.names.some((name) => pattern.test(name)));
  return found.length === 1 ? found[0]?.id ?? null : null;
}

const PART_FROM = 4;
const PART_WORDS = 3;

/** The one choice whose name has these words in it ("problema" for "Comunicar problema"). */
export function partChoice(text: string, choices: readonly Choice[], content: Content): string | null {
  const plain = bare(text).replace(AFTER, '');
  if (plain.length < PART_FROM || plain.split(' ').length > PART_WORDS) return null;
  const found = named(choices, content).filter((each) => each.names.some((name) => ` ${name} `.includes(` ${plain} `)));
  return found.length === 1 ? found[0]?.id ?? null : null;
}

/** The one choice that was meant but for a slip of the finger. */
export function nearChoice(text: string, choices: readonly Choice[], content: Content): string | null {
  const flat = named(choices, content).flatMap(({ id, names }) => names.map((name) => ({ id, name })));
  return flat[nearest(bare(text), flat.map((each) => each.name))]?.id ?? null;
}

const COUNT_WORDS = 6;

/** Digits of a short answer: "5", "84 123 0001", "somos 5 pessoas", "umas duas". Null where no one number is said. */
export function digitsIn(text: string): string | null {
  const whole = text.trim().normalize('NFKC');
  if (/^\+?[\d\s.\-/()]+$/u.test(whole)) {
    const digits = whole.replace(/\D/gu, '');
    return digits === '' ? null : digits;
  }
  const alone = countIn(text);
  if (alone !== null) return String(alone);
  const tokens = bare(text).split(' ');
  if (tokens.length > COUNT_WORDS) return null;
  const numbers = tokens.flatMap((token) => (/^\d+$/u.test(token) ? [token] : []));
  if (numbers.length === 1) return numbers[0] ?? null;
  const inWords = tokens.flatMap((token) => {
    const value = NUMBER_WORDS[token];
    return value === undefined || token === 'um' || token === 'uma' ? [] : [String(value)];
  });
  return numbers.length === 0 && inWords.length === 1 ? inWords[0] ?? null : null;
}
