/** What a turn's effects become: messages in chat, prompts and an expectation on the phone. Called by the gateway with what play() left to be said. */
import type { Effect, Expect, Vars } from '../../flows/types.js';
import type { Content } from '../content/types.js';
import type { Language } from '../gateway/records.js';
import { commonKeys, keyed } from './keys.js';
import type { CallExpect, OutChoice, Prompt } from './rendered.js';
import { shorten } from './split.js';
import { choiceLabel, hasVoice, template, words } from './texts.js';
import type { Tongue } from './texts.js';
import { digitByDigit, forEars, midSentence } from './voice.js';

export interface ChatMessage {
  readonly text: string;
  readonly choices?: OutChoice[];
  /** Key of the question: content.menus may have buttons for it. */
  readonly menu?: string;
}

/** Twilio's limit for one WhatsApp message. */
const MESSAGE_MAX = 1600;
/** WhatsApp's limit for a button. */
const TITLE_MAX = 20;
const RECORD_SECONDS = 120;
const KEY_SECONDS = 7;
const DIGITS_SECONDS = 12;
const RING_SECONDS = 25;
/** A question with fewer choices is no menu: repeat and person work, but are not read out. */
const MENU_FROM = 3;

/** A text outside a conversation: notices, alerts, answers to the desk. Times are said with weekday and date, as it may be read later. */
export function renderNotice(content: Content, language: Language, key: string, vars: Vars): string {
  return words({ content, language, voice: false, now: null }, key, vars).text;
}

/** One message for what belongs together; a new one where it would grow past what a message may hold. */
export function renderChat(effects: readonly Effect[], options: { content: Content; language: Language; now: number }): { messages: ChatMessage[] } {
  const tongue: Tongue = { ...options, voice: false };
  const messages: ChatMessage[] = [];
  let open = '';
  const close = (): void => {
    if (open !== '') messages.push({ text: open });
    open = '';
  };
  const add = (text: string): void => {
    if (text === '') return;
    if (open !== '' && open.length + 2 + text.length > MESSAGE_MAX) close();
    open = open === '' ? text : `${open}\n\n${text}`;
  };
  for (const effect of effects) {
    if (effect.type === 'say') add(words(tongue, effect.key, effect.vars).text);
    if (effect.type === 'sayNumber') add(boldNumber(tongue, effect.key, effect.number));
    if (effect.type === 'ask') {
      const asked = askInChat(effect, tongue);
      add(asked.text);
      messages.push({ ...asked, text: open });
      open = '';
    }
  }
  close();
  return { messages };
}

/** In bold once, whether the text has the stars already or not. */
function boldNumber(tongue: Tongue, key: string, number: string): string {
  const bold = `*${number}*`;
  return withNumber(words(tongue, key, { number: bold }).text.replaceAll(`*${bold}*`, bold), number, bold);
}

/** A text that forgot its {{number}} still tells it. */
const withNumber = (text: string, number: string, shown: string): string => (text.replace(/[^\d]/gu, '').includes(number) ? text : `${text} ${shown}`);

type Ask = Extract<Effect, { type: 'ask' }>;

function askInChat(ask: Ask, tongue: Tongue): ChatMessage {
  const { text } = words(tongue, ask.key, ask.vars);
  if (ask.expect.kind !== 'choice' || ask.expect.choices.length === 0) return { text };
  const labels = ask.expect.choices.map((choice) => ({ id: choice.id, label: choiceLabel(tongue, choice) }));
  return {
    text: `${text}\n\n${labels.map(({ label }, index) => `${index + 1}. ${label}`).join('\n')}`,
    choices: labels.map(({ id, label }) => ({ id, title: shorten(label, TITLE_MAX) })),
    menu: ask.key,
  };
}

export interface CallOptions {
  readonly content: Content;
  readonly language: Language;
  readonly now: number;
  /** Executives to ring, best first; empty = nobody is rung. */
  readonly dial: readonly string[];
}

/** Prompts in order and the one thing that is waited for: the end, a dial, or the last question. Nothing of these: a recording, so that no call hangs. */
export function renderCall(effects: readonly Effect[], options: CallOptions): { prompts: Prompt[]; expects: CallExpect } {
  const tongue: Tongue = { content: options.content, language: options.language, voice: true, now: options.now };
  const prompts: Prompt[] = [];
  let expects: CallExpect | null = null;
  for (const effect of effects) {
    switch (effect.type) {
      case 'say':
        prompts.push(prompt(tongue, effect.key, effect.vars));
        break;
      case 'sayNumber':
        prompts.push(...numberPrompts(tongue, effect.key, effect.number));
        break;
      case 'ask':
        prompts.push(prompt(tongue, effect.key, effect.vars), ...optionPrompts(tongue, effect.expect));
        expects = expectOf(effect.expect, options.content);
        break;
      case 'end':
        return { prompts: heard(prompts), expects: { kind: 'end' } };
      default:
        break;
    }
  }
  if (options.dial.length > 0) expects = { kind: 'dial', numbers: options.dial, seconds: RING_SECONDS, whisper: true };
  return { prompts: heard(prompts), expects: expects ?? { kind: 'record', seconds: RECORD_SECONDS } };
}

const heard = (prompts: readonly Prompt[]): Prompt[] => prompts.filter((each) => each.text !== '');

/** Recordings are Portuguese, and only for texts that say the same each time. */
function prompt(tongue: Tongue, key: string, vars: Vars | undefined): Prompt {
  const said = words(tongue, key, vars);
  const recorded = said.language === 'pt' && tongue.content.audio.has(key) && !template({ ...tongue, language: 'pt' }, key).includes('{{');
  return { text: forEars(said.text), language: said.language, ...(recorded ? { audio: key } : {}) };
}

function numberPrompts(tongue: Tongue, key: string, number: string): Prompt[] {
  const digits = digitByDigit(number);
  const first = words(tongue, key, { number: digits });
  const again = words(tongue, 'render.again', { number: digits });
  return [
    { text: forEars(withNumber(first.text, number, digits)), language: first.language },
    { text: forEars(withNumber(again.text, number, digits)), language: again.language },
  ];
}

/** "Se sim, prima 1": a choice may have its own sentence, render.press_<choice>. */
function pressKey({ content, language }: Tongue, label: string): string {
  const own = label.startsWith('choice.') ? `render.press_${label.slice('choice.'.length)}` : null;
  return own !== null && content.texts[language][own] !== undefined ? own : 'render.press';
}

function optionPrompts(tongue: Tongue, expect: Expect): Prompt[] {
  const { choices } = keyed(expect, tongue.content);
  const offered = new Set(choices.map((each) => each.choice.id));
  const common = commonKeys(expect, tongue.content).map((each) => each.id).filter((id) => !offered.has(id));
  const prompts = choices.map(({ key, choice }): Prompt => {
    const asIs = choice.literal !== undefined || hasVoice(tongue.content, tongue.language, choice.label ?? `choice.${choice.id}`);
    const label = choiceLabel(tongue, choice);
    const said = words(tongue, pressKey(tongue, choice.label ?? `choice.${choice.id}`), { label: asIs ? label : midSentence(label), key: key.length > 1 ? digitByDigit(key) : key });
    return { text: forEars(said.text), language: said.language };
  });
  if (choices.length < MENU_FROM) return prompts;
  if (common.includes('repeat')) prompts.push(prompt(tongue, 'render.repeat', {}));
  if (common.includes('person')) prompts.push(prompt(tongue, 'render.person', {}));
  return prompts;
}

function expectOf(expect: Expect, content: Content): CallExpect {
  if (expect.kind === 'words') return { kind: 'record', seconds: RECORD_SECONDS };
  const { choices, digits } = keyed(expect, content);
  const keys = [...choices.map(({ key, choice }) => ({ key, id: choice.id })), ...commonKeys(expect, content)];
  if (expect.kind === 'digits') return { kind: 'keys', keys, digits: 'many', speech: false, seconds: DIGITS_SECONDS };
  return { kind: 'keys', keys, digits, speech: content.campaign.options.speech, seconds: KEY_SECONDS };
}
