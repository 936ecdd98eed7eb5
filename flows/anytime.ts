/** What a person may say at any point of a conversation: menu, back, help, a person, thanks, a photo, nothing at all. The root transitions of the intake. */
import { end, fileForPerson, goodbye, hungUp, openTicket } from './filing.js';
import { addOn, takeUp } from './guess.js';
import { act, say, when } from './kit.js';
import type { Done } from './kit.js';
import { addWords, forget, has, mark, onCall, saidSomething } from './memory.js';
import type { Event, Memory } from './memory.js';
import { again, gotIt, heard, languageSaid, manners, onlyGreeting, onlyThanks, openAgain, strikes, unreadable, unsettled } from './replies.js';
import { phonePersons } from './phone.js';
import { followUps } from './solved.js';
import { statuses } from './status.js';
import { stranger } from './who.js';
import type { Catalogue, Effect, Facts } from './types.js';
import { deniesName, otherName, somebodyElse } from './words.js';

/** Longer than this, somebody who says his name says more than that. */
const NAMING_WORDS = 10;

function texts(catalogue: Catalogue) {
  return [
    { guard: onlyThanks, actions: again('anytime.welcome') },
    { guard: onlyGreeting, actions: again('anytime.hello') },
    {
      guard: when<'TEXT'>('somebody else, and says who', (memory, event) => !memory.stranger && otherName(event.text, event.facts.who.name) !== null && (deniesName(event.text, event.facts.who.name) || (has(memory, 'doubt') && !has(memory, 'identity')))), target: '.next',
      actions: act<'TEXT'>((memory, event) => {
        const name = otherName(event.text, event.facts.who.name) ?? '';
        const known = { ...memory, ...stranger(memory, name) };
        const more = event.text.trim().split(/\s+/u).length > NAMING_WORDS ? addOn(known, event.text, event.guess) : {};
        const told = !unsettled(memory) ? more : event.guess.sure ? takeUp(known, event.text, event.guess, catalogue) : memory.purpose === null ? { purpose: 'report' as const } : {};
        return { set: { ...stranger(memory, name), ...told }, effects: [say('who.thanks', { name })] };
      }),
    },
    {
      guard: when<'TEXT'>('somebody else', (memory, event) => somebodyElse(event.text, event.facts.who.name) && !memory.done.includes('doubt')), target: '.next',
      actions: act<'TEXT'>((memory, event) => {
        const taken = unsettled(memory) ? (event.guess.sure ? takeUp(memory, event.text, event.guess, catalogue) : { purpose: 'report' as const }) : addOn(memory, event.text, event.guess);
        return { set: { ...taken, ...mark(memory, 'doubt') } };
      }),
    },
    { guard: when('kind not settled', unsettled), target: '.next', actions: act<'TEXT'>((memory, event) => heard(memory, event, catalogue)) },
    { target: '.next', actions: act<'TEXT'>((memory, event) => ({ set: addOn(memory, event.text, event.guess), effects: [...manners(event), say('report.added')] })) },
  ];
}

/** Files are kept with the report whenever they come; one without words asks what is wrong; a voice note is a description. */
function media(catalogue: Catalogue) {
  return [
    {
      guard: when<'MEDIA'>('one more of several', (memory, event) => memory.open?.key === 'report.describe_media' && event.caption.trim() === '' && event.kind === 'image'),
      actions: act<'MEDIA'>((memory, event) => ({ set: { files: memory.files + event.count }, effects: [say('anytime.got_more')] })),
    },
    {
      guard: when<'MEDIA'>('kind not settled', (memory) => unsettled(memory) && memory.purpose !== 'person'), target: '.next',
      actions: act<'MEDIA'>((memory, event) => {
        const files = { files: memory.files + event.count, purpose: 'report' as const };
        const words = event.caption.trim() === '' ? (event.kind === 'audio' ? mark(memory, 'describe') : {}) : takeUp(memory, event.caption, event.guess, catalogue);
        return { set: { ...files, ...words }, effects: [gotIt(event.kind)] };
      }),
    },
    {
      actions: act<'MEDIA'>((memory, event) => ({
        set: { files: memory.files + event.count, ...addWords(memory, event.caption), ...(event.kind === 'audio' ? mark(memory, 'describe') : {}) },
        effects: [gotIt(event.kind), ...openAgain(memory)],
      })),
    },
  ];
}

const pointOf = (event: Event<'LOCATION'>): string => [`${event.latitude}, ${event.longitude}`, ...(event.label === null ? [] : [event.label])].join(' · ').slice(0, 200);
const placed = (memory: Memory, event: Event<'LOCATION'>): Pick<Memory, 'answers'> => ({ answers: { ...memory.answers, location: pointOf(event) } });

function backward(memory: Memory): Done {
  const before = memory.trail.at(-2);
  return { set: before === undefined ? { purpose: null, trail: [] } : { ...forget(memory, before), trail: memory.trail.slice(0, -2) } };
}

function expire(memory: Memory, facts: Facts): Effect[] {
  if (memory.purpose === 'person' && memory.ticket === null) return [...fileForPerson(memory, facts, 'person'), end('ticket')];
  if (!saidSomething(memory)) return [say('anytime.expired'), end('abandoned')];
  return [openTicket(memory, facts, { partial: true, status: 'abandoned' }), say('anytime.expired_kept', { number: facts.nextTicket }), end('abandoned')];
}

function recordings() {
  return [
    {
      guard: when<'RECORDED'>('hung up', (_memory, event) => event.hungUp), target: '.ended',
      actions: act<'RECORDED'>((memory, event) => ({ effects: hungUp({ ...memory, files: memory.files + (event.seconds > 0 ? 1 : 0) }, 'abandoned', event.facts) })),
    },
    ...strikes('silences', (event) => event.type === 'RECORDED' && event.seconds === 0),
    { actions: act<'RECORDED'>((memory) => ({ set: { files: memory.files + 1 }, effects: [say('anytime.got_audio'), ...openAgain(memory)] })) },
  ];
}

/** The root transitions. A state that means something else by an event has its own. */
export function anytime(catalogue: Catalogue) {
  return {
    START: { actions: again('anytime.hello') },
    TEXT: texts(catalogue),
    MEDIA: media(catalogue),
    LOCATION: [
      {
        guard: when('nothing said yet', (memory) => memory.purpose === null), target: '.next',
        actions: act<'LOCATION'>((memory, event) => ({ set: { ...placed(memory, event), purpose: 'report' }, effects: [say('anytime.got_location')] })),
      },
      { actions: act<'LOCATION'>((memory, event) => ({ set: placed(memory, event), effects: [say('anytime.got_location'), ...openAgain(memory)] })) },
    ],
    CHOICE: [...strikes('nomatches', ({ facts }) => onCall(facts)), { actions: again('anytime.not_option') }],
    DIGITS: [...strikes('nomatches', ({ facts }) => onCall(facts)), { actions: again('anytime.not_option') }],
    RECORDED: recordings(),
    UNKNOWN: { actions: act<'UNKNOWN'>((memory, event) => ({ effects: [unreadable(event), ...openAgain(memory)] })) },
    SILENCE: strikes('silences'),
    NOMATCH: strikes('nomatches'),
    HANGUP: { target: '.ended', actions: act((memory, { facts }) => ({ effects: hungUp(memory, 'abandoned', facts) })) },
    DIALLED: { actions: again() },
    MENU: { target: '.next', actions: act(() => ({ set: { purpose: null } })) },
    BACK: { target: '.next', actions: act(backward) },
    HELP: { actions: again('anytime.help') },
    CANCEL: [
      { guard: when('something said', saidSomething), target: '.cancel' },
      { target: '.ended', actions: act((_memory, { facts }) => ({ effects: [say('anytime.cancelled'), goodbye(facts), end('abandoned')] })) },
    ],
    STATUS: statuses(),
    PERSON: phonePersons('.'),
    LANGUAGE: { actions: act((memory, event): Done => ({ effects: [...languageSaid(event), ...openAgain(memory)] })) },
    REPEAT: { actions: again() },
    SKIP: { actions: again('anytime.no_skip') },
    FOLLOWUP: followUps(),
    REMIND: { actions: again('anytime.remind') },
    EXPIRE: { target: '.ended', actions: act((memory, { facts }) => ({ effects: expire(memory, facts) })) },
  };
}
