/** After a ticket was solved: did it work? Yes closes it, no opens it again with what is still wrong. Also words and files for a ticket that exists already. */
import { ask } from './asks.js';
import { end, goodbye, whenSomebodyComes } from './filing.js';
import { act, chose, kit, say, when } from './kit.js';
import type { Done } from './kit.js';
import { mark, saidSomething } from './memory.js';
import type { Event, Memory } from './memory.js';
import { choices } from './menus.js';
import { gotIt, onlyThanks, openAgain } from './replies.js';
import type { Effect, Facts } from './types.js';
import { saysSolved } from './words.js';

/** The ticket that waits for the reporter's word. */
const waiting = (facts: Facts): string | null => facts.tickets.find((each) => each.status === 'resolved')?.number ?? null;
const isSolved = (facts: Facts, number: string): boolean => facts.tickets.some((each) => each.number === number && each.status === 'resolved');

/** More than a plain no: what is still wrong was said along. */
const telling = (text: string): boolean => text.trim().split(/\s+/u).length > 4;

export const thanked = (number: string): Effect[] => [{ type: 'rateTicket', number, solved: true }, say('followup.thanks', { number })];
export const works = (number: string, facts: Facts): Effect[] => [...thanked(number), goodbye(facts), end('done')];

/** Was he never asked how the help was? */
export const unrated = (number: string, facts: Facts): boolean => facts.tickets.some((each) => each.number === number && each.rated === false);

function stillWrong(number: string, text: string, memory: Memory, facts: Facts): Effect[] {
  return [
    { type: 'rateTicket', number, solved: false }, { type: 'addToTicket', number, text: text },
    say('followup.reopened', { number }), ...whenSomebodyComes(memory, facts), end('done'),
  ];
}

const wordsOf = (event: Event): string => (event.type === 'TEXT' || event.type === 'FOLLOWUP' ? event.text : event.type === 'CHOICE' ? (event.id === 'yes' ? 'sim' : event.id === 'no' ? 'não' : '') : '');
const numberOf = (event: Event): string => (event.type === 'FOLLOWUP' ? event.ticket : waiting(event.facts)) ?? '';

/** Transitions for a first word that says whether the solution worked. */
export function rates(prefix: '' | '.', applies: (event: Event) => boolean) {
  const says = (name: string, is: boolean, more?: boolean) =>
    when(name, (_memory, event) => applies(event) && saysSolved(wordsOf(event)) === is && (more === undefined || telling(wordsOf(event)) === more));
  return [
    {
      guard: when('it works, and never asked how the help was', (_memory, event) => applies(event) && saysSolved(wordsOf(event)) === true && unrated(numberOf(event), event.facts)), target: `${prefix}satisfied`,
      actions: act((_memory, event): Done => ({ set: { ticket: numberOf(event) }, effects: thanked(numberOf(event)) })),
    },
    { guard: says('it works', true), target: `${prefix}ended`, actions: act((_memory, event) => ({ effects: works(numberOf(event), event.facts) })) },
    { guard: says('still wrong, and says what', false, true), target: `${prefix}ended`, actions: act((memory, event) => ({ effects: stillWrong(numberOf(event), wordsOf(event), memory, event.facts) })) },
    {
      guard: says('still wrong', false, false), target: `${prefix}stillWrong`,
      actions: act((_memory, event): Done => ({ set: { ticket: numberOf(event) }, effects: [{ type: 'rateTicket', number: numberOf(event), solved: false }] })),
    },
  ];
}

/** A first word of a new conversation that can only mean the solved ticket. */
export const firstWordRates = rates('', (event) => (event.type === 'CHOICE' || event.type === 'TEXT' && !event.guess.sure) && waiting(event.facts) !== null);

const added = (event: Event<'FOLLOWUP'>): Effect[] => {
  const text = event.text.trim();
  return [{ type: 'addToTicket', number: event.ticket, text: text === '' ? null : text }, say('followup.added', { number: event.ticket })];
};

/** The same without leaving the report that is being made. */
function aside(event: Event<'FOLLOWUP'>): Effect[] {
  const number = event.ticket;
  const solved = isSolved(event.facts, number) ? saysSolved(event.text) : null;
  if (solved === null) return added(event);
  if (solved) return [{ type: 'rateTicket', number, solved }, say('followup.thanks', { number })];
  return [{ type: 'rateTicket', number, solved }, { type: 'addToTicket', number, text: event.text }, say('followup.reopened', { number })];
}

export function followUps() {
  return [
    {
      guard: when<'FOLLOWUP'>('in the middle of a report', (memory) => saidSomething(memory)),
      actions: act<'FOLLOWUP'>((memory, event): Done => ({ effects: [...aside(event), ...openAgain(memory)] })),
    },
    ...rates('.', (event) => event.type === 'FOLLOWUP' && isSolved(event.facts, event.ticket)),
    {
      guard: when<'FOLLOWUP'>('solved ticket', (_memory, event) => isSolved(event.facts, event.ticket)), target: '.solved',
      actions: act<'FOLLOWUP'>((_memory, event) => ({ set: { ticket: event.ticket }, effects: added(event) })),
    },
    { actions: act<'FOLLOWUP'>((memory, event) => ({ effects: [...added(event), ...(memory.open === null ? [] : openAgain(memory))] })) },
  ];
}

/** In a conversation that has just begun there is no question to go back to. */
export const followUpAlone = {
  guard: when<'FOLLOWUP'>('open ticket', (_memory, event) => !isSolved(event.facts, event.ticket)), target: 'ended',
  actions: act<'FOLLOWUP'>((_memory, event): Done => ({ effects: [...added(event), end('done')] })),
};

const ticketOf = (memory: Memory): string => memory.ticket ?? '';

const stillEnded = act((memory, { facts }): Done => ({ effects: [say('followup.reopened', { number: ticketOf(memory) }), ...whenSomebodyComes(memory, facts), end('done')] }));

export const solvedStates = {
  solved: kit.createStateConfig({
    entry: act((memory): Done => ({ effects: [ask('followup.solved', choices('yes', 'no'), { number: ticketOf(memory) })] })),
    on: {
      CHOICE: [
        {
          guard: when<'CHOICE'>('yes, and never asked how the help was', (memory, event) => event.id === 'yes' && unrated(ticketOf(memory), event.facts)), target: 'satisfied',
          actions: act((memory): Done => ({ effects: thanked(ticketOf(memory)) })),
        },
        { guard: chose('yes'), target: 'ended', actions: act((memory, { facts }) => ({ effects: works(ticketOf(memory), facts) })) },
        { guard: chose('no'), target: 'stillWrong', actions: act((memory): Done => ({ effects: [{ type: 'rateTicket', number: ticketOf(memory), solved: false }] })) },
      ],
      TEXT: [
        {
          guard: when<'TEXT'>('it works, and never asked how the help was', (memory, event) => saysSolved(event.text) === true && unrated(ticketOf(memory), event.facts)), target: 'satisfied',
          actions: act((memory): Done => ({ effects: thanked(ticketOf(memory)) })),
        },
        { guard: when<'TEXT'>('it works', (_memory, event) => saysSolved(event.text) === true), target: 'ended', actions: act((memory, { facts }) => ({ effects: works(ticketOf(memory), facts) })) },
        {
          guard: when<'TEXT'>('still wrong', (_memory, event) => saysSolved(event.text) === false), target: 'ended',
          actions: act<'TEXT'>((memory, event) => ({ effects: stillWrong(ticketOf(memory), event.text, memory, event.facts) })),
        },
      ],
      SKIP: { target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [goodbye(facts), end('done')] })) },
      BACK: { target: 'next', actions: act(() => ({ set: { ticket: null } })) },
      CANCEL: { target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [goodbye(facts), end('done')] })) },
      EXPIRE: { target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [goodbye(facts), end('done')] })) },
    },
  }),
  stillWrong: kit.createStateConfig({
    entry: act((memory): Done => ({ effects: [ask('followup.still', { kind: 'words', slot: 'description', skippable: true }, { number: ticketOf(memory) })] })),
    on: {
      TEXT: {
        guard: when<'TEXT'>('words', (memory, event) => !onlyThanksTest(memory, event)), target: 'ended',
        actions: act<'TEXT'>((memory, event): Done => ({
          effects: [
            { type: 'addToTicket', number: ticketOf(memory), text: event.text }, say('followup.reopened', { number: ticketOf(memory) }),
            ...whenSomebodyComes(memory, event.facts), end('done'),
          ],
        })),
      },
      MEDIA: {
        actions: act<'MEDIA'>((memory, event): Done => ({
          set: mark(memory, 'media'),
          effects: [{ type: 'addToTicket', number: ticketOf(memory), text: event.caption.trim() === '' ? null : event.caption }, gotIt(event.kind), ...openAgain(memory)],
        })),
      },
      RECORDED: { target: 'ended', actions: act((memory, { facts }): Done => ({ effects: [{ type: 'addToTicket', number: ticketOf(memory), text: null }, say('followup.reopened', { number: ticketOf(memory) }), ...whenSomebodyComes(memory, facts), end('done')] })) },
      SKIP: { target: 'ended', actions: stillEnded },
      BACK: { target: 'ended', actions: stillEnded },
      CANCEL: { target: 'ended', actions: stillEnded },
      EXPIRE: { target: 'ended', actions: stillEnded },
    },
  }),
};

function onlyThanksTest(memory: Memory, event: Event<'TEXT'>): boolean {
  return onlyThanks({ context: memory, event });
}
