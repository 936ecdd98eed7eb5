/** Text keys -> words in the person's language, by i18next over the Content. Called by render and understand; never empty, never throws. */
import { createInstance } from 'i18next';
import type { i18n } from 'i18next';
import type { Choice, Vars } from '../../flows/types.js';
import type { Content } from '../content/types.js';
import type { Language } from '../gateway/records.js';
import { sayTime } from './times.js';
import { digitByDigit } from './voice.js';

export interface Tongue {
  readonly content: Content;
  readonly language: Language;
  /** The phone: `key_voice` where it exists. */
  readonly voice: boolean;
  /** Ms UTC; null = times are said with weekday and date. */
  readonly now: number | null;
}

export interface Said {
  readonly text: string;
  /** The other one when the text is missing in the wanted language. */
  readonly language: Language;
}

const engines = new WeakMap<Content['texts'], i18n>();

function engineOf(content: Content): i18n {
  const known = engines.get(content.texts);
  if (known !== undefined) return known;
  const engine = createInstance();
  void engine.init({
    lng: 'pt', fallbackLng: false, supportedLngs: ['pt', 'en'], initAsync: false, keySeparator: false, nsSeparator: false, returnEmptyString: false,
    resources: { pt: { translation: { ...content.texts.pt } }, en: { translation: { ...content.texts.en } } },
    interpolation: { escapeValue: false },
  });
  engines.set(content.texts, engine);
  return engine;
}

const other = (language: Language): Language => (language === 'pt' ? 'en' : 'pt');

/** Texts that say the same each time, rendered once. */
const fixed = new WeakMap<Content, Map<string, Said>>();

/** The words of a key. A key missing in this language is said in the other; one missing everywhere as the last part of the key. */
export function words(tongue: Tongue, key: string, vars: Vars = {}): Said {
  if (Object.keys(vars).length > 0) return rendered(tongue, key, vars);
  const known = fixed.get(tongue.content) ?? new Map<string, Said>();
  fixed.set(tongue.content, known);
  const place = `${tongue.language} ${tongue.voice ? 'voice' : 'text'} ${key}`;
  const said = known.get(place) ?? rendered(tongue, key, vars);
  known.set(place, said);
  return said;
}

function rendered(tongue: Tongue, key: string, vars: Vars): Said {
  const { content, language, voice, now } = tongue;
  for (const tried of [language, other(language)]) {
    const text = exists(content, tried, key, voice, vars)
      ? translated(tried, spoken(vars, { ...tongue, language: tried })).trim()
      : fromFaq(content, key, tried, voice) ?? '';
    if (text !== '') return { text, language: tried };
  }
  return { text: humanised(key), language };

  function translated(tried: Language, given: Given): string {
    return filled(content.texts[tried], key, voice, given) ?? engineOf(content).t(key, { ...given, lng: tried, ...(voice ? { context: 'voice' } : {}) });
  }

  function spoken(given: Vars, where: Tongue): Given {
    const out: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(given)) {
      if (typeof value === 'number' && /(?:^a|A)t$/u.test(name)) out[name] = sayTime(value, now, content.timezone, where.language, (inner, each) => words({ ...where, now: null }, inner, each).text);
      else out[name] = voice ? forVoice(name, value) : value;
    }
    return out;
  }
}

type Given = Readonly<Record<string, string | number>>;
/** Words, names to fill in, and other texts (`$t(type.{{type}})`) whose key is made of such pieces itself. */
type Piece = string | { readonly name: string } | { readonly key: readonly (string | { readonly name: string })[] };
/** Null: more than that stands in it. */
type Pieces = readonly Piece[] | null;

const pieces = new WeakMap<Content['texts'][Language], Map<string, Pieces>>();
/** Mean something to i18next itself. */
const RESERVED: readonly string[] = ['count', 'context', 'defaultValue', 'replace'];

/** A text that has nothing but names and other texts to fill in, which nearly all are: i18next takes ten times as long. Null: leave it to i18next. */
function filled(texts: Content['texts'][Language], key: string, voice: boolean, given: Given): string | null {
  const text = (voice ? texts[`${key}_voice`] : undefined) ?? texts[key];
  if (text === undefined || text === '' || RESERVED.some((name) => name in given)) return null;
  const known = pieces.get(texts) ?? new Map<string, Pieces>();
  pieces.set(texts, known);
  let parts = known.get(text);
  if (parts === undefined) known.set(text, parts = taken(text));
  if (parts === null) return null;
  let said = '';
  for (const part of parts) {
    const piece = typeof part === 'string' ? part : 'name' in part ? named(part.name, given) : within(part.key, texts, voice, given);
    if (piece === null) return null;
    said += piece;
  }
  return said;
}

const named = (name: string, given: Given): string | null => (given[name] === undefined ? null : String(given[name]));

function within(key: readonly (string | { readonly name: string })[], texts: Content['texts'][Language], voice: boolean, given: Given): string | null {
  const parts = key.map((part) => (typeof part === 'string' ? part : named(part.name, given)));
  return parts.includes(null) ? null : filled(texts, parts.join(''), voice, given);
}

const NESTED = /\$t\(((?:[\w.-]|\{\{\w+\}\})+)\)/u;

function taken(text: string): Pieces {
  const parts = text.split(NESTED).flatMap((part, at): Piece[] => (at % 2 === 0 ? names(part) : [{ key: names(part) }]));
  return parts.some((part) => typeof part === 'string' && /\{\{|\$t\(/u.test(part)) ? null : parts;
}

const names = (text: string): (string | { readonly name: string })[] =>
  text.split(/\{\{(\w+)\}\}/u).map((part, at) => (at % 2 === 0 ? part : { name: part })).filter((part) => part !== '');

/** Numbers of tickets and phones are read out digit by digit. */
function forVoice(name: string, value: string | number): string | number {
  const said = String(value);
  if (name === 'number' && /^\d{5,}$/u.test(said)) return digitByDigit(said);
  return name === 'phone' && /^\+\d{7,}$/u.test(said) ? digitByDigit(said.replace(/^\+(?:258)?/u, '')) : value;
}

/** Cheaper than asking i18next, which would look it up twice. */
function exists(content: Content, language: Language, key: string, voice: boolean, vars: Vars): boolean {
  const texts = content.texts[language];
  return texts[key] !== undefined || (voice && texts[`${key}_voice`] !== undefined) || ('count' in vars && texts[`${key}_other`] !== undefined);
}

const humanised = (key: string): string => (key.split('.').at(-1) ?? key).replace(/_/gu, ' ').trim() || '-';

/** `faq.<id>`, `faq.<id>.title`: the catalogue's own texts. */
function fromFaq(content: Content, key: string, language: Language, voice: boolean): string | null {
  const [room, id = '', part = 'text'] = key.split('.');
  if (room !== 'faq') return null;
  const entry = content.faq[id];
  if (entry === undefined) return null;
  if (part === 'title') return entry.title[language].trim() || null;
  if (voice && entry.voice[language].trim() !== '') return entry.voice[language].trim();
  const text = entry.text[language].trim();
  return text === '' ? null : voice || entry.link === null ? text : `${text}\n${entry.link}`;
}

/** Is there a text for the phone of its own (then it is taken as it stands)? */
export const hasVoice = (content: Content, language: Language, key: string): boolean => content.texts[language][`${key}_voice`] !== undefined;

/** The template as written, to see whether variables are in it. */
export const template = (tongue: Tongue, key: string): string => {
  const texts = tongue.content.texts[tongue.language];
  return (tongue.voice ? texts[`${key}_voice`] : undefined) ?? texts[key] ?? '';
};

/** What a choice is called: `literal` as it is, else its label's text, else `choice.<id>`. */
export function choiceLabel(tongue: Tongue, choice: Choice): string {
  if (choice.literal !== undefined && choice.literal.trim() !== '') return choice.literal;
  const key = choice.label ?? `choice.${choice.id}`;
  return words(tongue, key, choice.vars).text;
}
