/** What a person did, in the conversation's own words: text, choice, file, key or silence -> TurnEvent. Pure; called by the gateway for every turn of a person. */
import type { Facts, Guess, TurnEvent } from '../../flows/types.js';
import type { Content } from '../content/types.js';
import type { CallWhat, ChatWhat, MediaRef } from '../gateway/inbound.js';
import type { Language } from '../gateway/records.js';
import { findNumbers } from '../helpdesk/number.js';
import { digitsIn, exactChoice, nearChoice, partChoice, yesOrNo } from './answers.js';
import { buildModel, classify } from './classifier/classify.js';
import { clean, maskSecrets } from './clean.js';
import { commonKeys, keyed } from './keys.js';
import { ASKS_STATUS, BY_PHONE } from './lexicon.js';
import type { Always } from './lexicon.js';
import { once } from './once.js';
import { alwaysWord, declines, politeness } from './phrases.js';
import { placeIn } from './place.js';
import type { OpenQuestion } from './step.js';
import { bare } from './words.js';

export { optOutWord } from './phrases.js';

export interface Heard {
  readonly what: ChatWhat | CallWhat;
  /** The question that waits for an answer, if any. */
  readonly open: OpenQuestion | null;
  readonly facts: Facts;
  readonly content: Content;
  /** Ticket of the message of ours that is quoted. */
  readonly quotedTicket: string | null;
  readonly language: Language;
}

/** Recognised with less than this, speech counts as not understood. 0 = the vendor tells no confidence. */
const UNSURE_SPEECH = 0.3;
const ENDED = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/** The event without the facts, which `understand` puts in. */
type Bare = TurnEvent extends infer E ? (E extends TurnEvent ? Omit<E, 'facts'> : never) : never;

export function understand(heard: Heard): TurnEvent {
  const { what, facts } = heard;
  // Not spread: a guess is worked out when a flow looks at it.
  return Object.assign(eventOf(what, heard), { facts });
}

function eventOf(what: ChatWhat | CallWhat, heard: Heard): Bare {
  switch (what.kind) {
    case 'text':
      return textEvent(what.text, heard);
    case 'choice':
      return choiceEvent(what.choiceId, what.title, heard);
    case 'media':
      return mediaEvent(what.media, what.caption, heard);
    case 'location':
      return { type: 'LOCATION', latitude: what.latitude, longitude: what.longitude, label: clean(what.label ?? '') || null };
    case 'optout':
      return { type: 'HELP' };
    case 'unknown':
      return { type: 'UNKNOWN', ...(what.type === 'undecryptable' ? { unopened: true } : {}) };
    case 'call.start':
      return { type: 'START' };
    case 'call.keys':
      return keysEvent(what.digits, heard);
    case 'call.speech':
      if (clean(what.text) === '') return { type: 'SILENCE' };
      return what.confidence > 0 && what.confidence < UNSURE_SPEECH ? { type: 'NOMATCH' } : textEvent(what.text, heard);
    case 'call.silence':
      return { type: 'SILENCE' };
    case 'call.recording':
      return { type: 'RECORDED', seconds: what.seconds, hungUp: what.hungUp };
    case 'call.dial':
      return { type: 'DIALLED', reached: (what.status === 'completed' || what.status === 'answered') && what.seconds > 0 };
    case 'call.status':
      return ENDED.has(what.status) ? { type: 'HANGUP' } : { type: 'REPEAT' };
    case 'call.accept':
    case 'call.recorded':
    case 'call.other':
      return { type: 'REPEAT' };
  }
}

/** Who answers first (a yes or no to a question that has neither is a choice that is not offered): the open question, then the words that are always available, then a ticket that is spoken of, then the classifier. */
function textEvent(raw: string, heard: Heard): Bare {
  const { open, content, quotedTicket } = heard;
  const text = maskSecrets(clean(raw));
  if (text === '') return { type: 'UNKNOWN' };
  const answered = answerTo(text, heard);
  if (answered !== null) return answered;
  const always = alwaysWord(text);
  if (always !== null) return alwaysEvent(always, quotedTicket);
  if (open?.expect.kind === 'choice') {
    const near = partChoice(text, open.expect.choices, content) ?? nearChoice(text, open.expect.choices, content);
    if (near !== null) return { type: 'CHOICE', id: near };
    const word = yesOrNo(text);
    if (word !== null && politeness(text, true) === null) return { type: 'CHOICE', id: word };
  }
  if (open !== null && 'skippable' in open.expect && open.expect.skippable && declines(text)) return { type: 'SKIP' };
  return ticketEvent(text, heard) ?? wordsEvent(text, heard);
}

function answerTo(text: string, { open, content }: Heard): Bare | null {
  if (open === null) return null;
  const { expect } = open;
  if (expect.kind === 'digits') {
    const digits = digitsIn(text);
    return digits === null ? null : { type: 'DIGITS', digits };
  }
  if (expect.kind !== 'choice') return null;
  const severalWords = bare(text).includes(' ');
  const id = exactChoice(text, expect.choices, content) ?? (severalWords ? partChoice(text, expect.choices, content) : null);
  return id === null ? null : { type: 'CHOICE', id };
}

function alwaysEvent(word: Always, quoted: string | null): Bare {
  switch (word) {
    case 'STATUS':
      return { type: 'STATUS', ticket: quoted };
    case 'LANGUAGE':
      return { type: 'LANGUAGE', language: null };
    case 'LANGUAGE_PT':
      return { type: 'LANGUAGE', language: 'pt' };
    case 'LANGUAGE_EN':
      return { type: 'LANGUAGE', language: 'en' };
    default:
      return { type: word };
  }
}

/** Words around a ticket's number that still only name it: "pedido nº 40713". */
const NAMES_TICKET = /\b(?:o|a|do|meu|minha|pedido|pedidos|ticket|numero|no|n|estado|e|the|my|number|ver|consultar|sobre|status|of)\b|\d/gu;

const numbersIn = (text: string): ReturnType<typeof findNumbers> => (/\p{Nd}/u.test(text) ? findNumbers(text) : { valid: [], wrong: [] });

/** A longer answer to a notice tells something, even with "estado" in it. */
const STATUS_WORDS = 6;
/** Few words around a number that is none of the person's tickets ("assumir 40713"): that it is not found is all there is to say. */
const OTHERS_WORDS = 6;

/** A ticket that is spoken of: by its number, by the way it came, or by a quoted notice. Null where none is, or where an open question wants the words. */
function ticketEvent(text: string, { open, facts, quotedTicket }: Heard): Bare | null {
  const plain = bare(text);
  const found = numbersIn(text);
  const number = found.valid[0] ?? found.wrong[0] ?? null;
  const asksStatus = ASKS_STATUS.test(plain);
  const wantsWords = open?.expect.kind === 'words';
  const spoken = number ?? (BY_PHONE.test(plain) ? facts.tickets.find((each) => each.channel === 'voice')?.number ?? null : null);
  if (spoken !== null) {
    const onlyNamed = number === null ? plain.split(' ').length <= 8 : plain.replace(NAMES_TICKET, '').trim() === '';
    const explicit = asksStatus && (onlyNamed || !wantsWords);
    if (explicit || (onlyNamed && !wantsWords)) return { type: 'STATUS', ticket: spoken };
    const theirs = facts.tickets.some((each) => each.number === spoken);
    if (theirs && !wantsWords) return { type: 'FOLLOWUP', ticket: spoken, text };
    return !theirs && !wantsWords && number !== null && plain.split(' ').length <= OTHERS_WORDS ? { type: 'STATUS', ticket: number } : null;
  }
  if (quotedTicket === null) return null;
  if (asksStatus && plain.split(' ').length <= STATUS_WORDS) return { type: 'STATUS', ticket: quotedTicket };
  const polite = politeness(text, true);
  return polite === 'greeting' || polite === 'thanks' ? null : { type: 'FOLLOWUP', ticket: quotedTicket, text };
}

const NOTHING: Guess = { type: 'general', category: 'general', route: 'helpdesk', confidence: 0, sure: false, candidates: [], evidence: [] };

function wordsEvent(text: string, { open, content }: Heard): Bare {
  const polite = politeness(text, open !== null);
  if (polite === 'greeting' && open === null) return { type: 'START' };
  const digits = /^[\d\s]+$/u.test(bare(text)) ? bare(text).replace(/\s/gu, '') : '';
  if (digits !== '' && open?.expect.kind !== 'words') return { type: 'DIGITS', digits };
  const courtesy = polite === 'greeting' || polite === 'thanks';
  const guess = once(() => (courtesy || yesOrNo(text) !== null ? NOTHING : guessOf(text, content)));
  return {
    type: 'TEXT', text, polite,
    get guess() { return guess(); },
    place: courtesy ? null : placeIn(text, content, open?.expect.kind === 'place'),
    ticket: numbersIn(text).valid[0] ?? null,
  };
}

/** A button or list row: its id if it is offered now or nothing is asked; from an old menu what its title says now, else a choice that is none. */
function choiceEvent(id: string, rawTitle: string, { open, content, quotedTicket }: Heard): Bare {
  const title = clean(rawTitle);
  const choices = open?.expect.kind === 'choice' ? open.expect.choices : [];
  if (choices.some((each) => each.id === id)) return { type: 'CHOICE', id };
  const same = exactChoice(title, choices, content);
  if (same !== null) return { type: 'CHOICE', id: same };
  const word = alwaysWord(title);
  return word === null ? { type: 'CHOICE', id } : alwaysEvent(word, quotedTicket);
}

const FILE_NAME = /^\S[^\n]{0,200}\.[a-z0-9]{2,5}$/iu;

/** A document's Body is its file name (twilio.md 1.1): no words of the person. */
function mediaEvent(media: readonly MediaRef[], rawCaption: string, { facts, content, quotedTicket }: Heard): Bare {
  const kind = media[0]?.kind ?? 'other';
  const said = maskSecrets(clean(rawCaption));
  const fileName = media.some((each) => each.fileName === said) || (media.some((each) => each.kind === 'document') && FILE_NAME.test(said));
  const caption = fileName ? '' : said;
  const named = numbersIn(caption).valid.find((number) => facts.tickets.some((each) => each.number === number)) ?? null;
  const ticket = named ?? quotedTicket;
  if (ticket !== null) return { type: 'FOLLOWUP', ticket, text: caption };
  return { type: 'MEDIA', count: media.length, kind, caption, guess: caption === '' ? null : guessOf(caption, content) };
}

/** Keys of the question as render read it out; then repeat, person, back, skip. */
function keysEvent(pressed: string, { open, content }: Heard): Bare {
  const digits = pressed.replace(/[^\d*#]/gu, '');
  if (digits === '') return { type: 'SILENCE' };
  const expect = open?.expect ?? { kind: 'words', slot: '', skippable: true } as const;
  if (expect.kind === 'digits') {
    if (digits.includes('*')) return { type: 'BACK' };
    const count = digits.replace(/#/gu, '');
    return count === '' ? { type: 'SKIP' } : { type: 'DIGITS', digits: count };
  }
  const key = digits.length > 1 ? digits.replace(/#$/u, '') : digits;
  const choice = keyed(expect, content).choices.find((each) => each.key === key)?.choice.id;
  if (choice !== undefined) return { type: 'CHOICE', id: choice };
  const common = commonKeys(expect, content).find((each) => each.key === key)?.id;
  switch (common ?? (key === '#' ? 'skip' : null)) {
    case 'repeat':
      return { type: 'REPEAT' };
    case 'person':
      return { type: 'PERSON' };
    case 'back':
      return { type: 'BACK' };
    case 'skip':
      return { type: 'SKIP' };
    default:
      return { type: 'NOMATCH' };
  }
}

const models = new WeakMap<Content['training'], ReturnType<typeof buildModel>>();

/** What the classifier makes of words outside a conversation (a quoted message, `novo`). */
export function guessOf(text: string, content: Content): Guess {
  const model = models.get(content.training) ?? buildModel(content);
  models.set(content.training, model);
  return classify(text, { model });
}
