/** The TwiML of a call's turn: a pure view of the stored row, so that a repeated webhook gets the same bytes. Called by twilio-voice.ts. */
import type { Content } from '../content/types.js';
import type { CallExpect, Prompt } from '../conversation/rendered.js';
import type { CallTurn } from '../gateway/records.js';

/** Mozambican Portuguese follows the European norm; there is no pt-MZ voice (twilio.md 3). */
export const VOICES = {
  pt: { voice: 'Polly.Ines', language: 'pt-PT' },
  en: { voice: 'Polly.Amy', language: 'en-GB' },
} as const;

/** Retried twice on connect faults, time-outs and 5xx; a fragment is neither sent nor signed (twilio.md 1.4). */
export const RETRIES = '#rc=2&rp=ct,rt,5xx&rt=4000';

/** Twilio's limit of a Say is 4,096 characters (13521). */
const MAX_SAY = 3000;
/** Twilio's Dial takes ten numbers. */
const MAX_NUMBERS = 10;
/** Seconds of silence that end a recording. */
const RECORD_SILENCE = 5;
const MAX_HINTS = 500;

export interface TwimlFrame {
  /** No trailing slash; may have a path. */
  readonly publicUrl: string;
  /** Our own number: what the executive's telephone shows. */
  readonly callerId: string | null;
  readonly content: Pick<Content, 'audio' | 'campaign' | 'texts'>;
}

export function twiml(turn: CallTurn, frame: TwimlFrame): string {
  const prompts = turn.prompts.map((prompt) => spoken(prompt, frame)).join('');
  return document(waiting(turn, prompts, frame));
}

/** What the executive hears who takes the ringing telephone: pressing 1 accepts, anything else frees the line (a voicemail box cannot press). */
export function whisper(text: string, language: 'pt' | 'en', action: string): string {
  const say = element('Say', VOICES[language], escape(text));
  return document(`${element('Gather', { action, method: 'POST', input: 'dtmf', numDigits: 1, finishOnKey: '', timeout: 10, actionOnEmptyResult: true, bargeIn: true }, say)}<Hangup/>`);
}

export const EMPTY = document('');
export const HANGUP = document('<Hangup/>');

/** For the case that no turn could be stored at all: the caller still hears a sentence. */
export const apology = (text: string, language: 'pt' | 'en'): string => document(`${element('Say', VOICES[language], escape(text))}<Hangup/>`);

/** A path of ours as Twilio resolves it: absolute, below the public URL's own path. */
export function pathOf(publicUrl: string, path: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/u, '') + path;
}

function waiting(turn: CallTurn, prompts: string, frame: TwimlFrame): string {
  const expects = turn.expects;
  const action = pathOf(frame.publicUrl, `/twilio/voice/${turn.turn}`);
  const onward = (query: string): string => element('Redirect', { method: 'POST' }, escape(`${action}?${query}`));
  switch (expects.kind) {
    case 'keys':
      return element('Gather', gather(expects, turn, action, frame), prompts) + onward('timeout=1');
    case 'record':
      return prompts + element('Record', {
        action, method: 'POST', maxLength: Math.max(1, Math.round(expects.seconds)), timeout: RECORD_SILENCE, finishOnKey: '#', playBeep: true, trim: 'trim-silence',
        recordingStatusCallback: `${frame.publicUrl}/twilio/voice/recording${RETRIES}`, recordingStatusCallbackMethod: 'POST', recordingStatusCallbackEvent: 'completed absent',
      }) + onward('timeout=1');
    case 'dial':
      return prompts + dial(expects, turn, action, frame) + onward('dial=1&timeout=1');
    case 'reject':
      return element('Reject', { reason: 'busy' });
    case 'end':
      return `${prompts}<Hangup/>`;
  }
}

/** One key: * and # are answers too, so neither ends the input. More: # ends it. */
function gather(expects: Extract<CallExpect, { kind: 'keys' }>, turn: CallTurn, action: string, { content }: TwimlFrame): Attributes {
  const speech = expects.speech && content.campaign.options.speech;
  const language = turn.prompts.at(-1)?.language ?? 'pt';
  return {
    action, method: 'POST', input: speech ? 'dtmf speech' : 'dtmf', timeout: Math.max(1, Math.round(expects.seconds)),
    ...(expects.digits === 'many' ? { finishOnKey: '#' } : { numDigits: expects.digits, finishOnKey: expects.digits === 1 ? '' : '#' }),
    actionOnEmptyResult: true, bargeIn: true,
    ...(speech ? { language: VOICES[language].language, hints: hints(content, language) } : {}),
  };
}

/** What callers are likely to say: the short names of the kinds of ticket. */
function hints(content: TwimlFrame['content'], language: 'pt' | 'en'): string {
  const names = Object.entries(content.texts[language]).filter(([key]) => /^(type|category)\.\w+$/u.test(key)).map(([, text]) => text.replaceAll(',', ' ').slice(0, 100));
  return names.slice(0, MAX_HINTS).join(',');
}

function dial(expects: Extract<CallExpect, { kind: 'dial' }>, turn: CallTurn, action: string, frame: TwimlFrame): string {
  if (expects.numbers.length === 0) return '';
  const url = pathOf(frame.publicUrl, `/twilio/voice/whisper?call=${encodeURIComponent(turn.callId)}&turn=${turn.turn}`);
  const numbers = expects.numbers.slice(0, MAX_NUMBERS).map((number) => element('Number', expects.whisper ? { url, method: 'POST' } : {}, escape(number)));
  const attributes = { action, method: 'POST', timeout: Math.max(5, Math.round(expects.seconds)), answerOnBridge: true };
  return element('Dial', frame.callerId === null ? attributes : { ...attributes, callerId: frame.callerId }, numbers.join(''));
}

function spoken(prompt: Prompt, { publicUrl, content }: TwimlFrame): string {
  if (prompt.audio !== undefined && content.audio.has(prompt.audio)) return element('Play', {}, escape(`${publicUrl}/audio/${encodeURIComponent(prompt.audio)}.mp3`));
  return parts(prompt.text).map((text) => element('Say', VOICES[prompt.language], escape(text))).join('');
}

/** Cut at a space, never inside a character. */
function parts(text: string): string[] {
  const made: string[] = [];
  let rest = text.trim();
  while (rest.length > MAX_SAY) {
    const space = rest.lastIndexOf(' ', MAX_SAY);
    const end = space > MAX_SAY / 2 ? space : /[\uD800-\uDBFF]/u.test(rest.charAt(MAX_SAY - 1)) ? MAX_SAY - 1 : MAX_SAY;
    made.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? made : [...made, rest];
}

type Attributes = Readonly<Record<string, string | number | boolean>>;

function document(inner: string): string {
  return inner === '' ? '<?xml version="1.0" encoding="UTF-8"?><Response/>' : `<?xml version="1.0" encoding="UTF-8"?><Response>${inner}</Response>`;
}

function element(name: string, attributes: Attributes, inner = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(String(value))}"`).join('');
  return inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** What XML 1.0 does not allow (controls, lone surrogates, U+FFFE, U+FFFF) becomes a space: it would make the whole document unreadable. */
function escape(text: string): string {
  return text
    .replace(/[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
    .replace(/[&<>"']/gu, (sign) => ENTITIES[sign] ?? ' ');
}
