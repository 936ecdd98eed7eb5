/** A call of ours: the solution is read out, and the reporter says with a key whether it works (SOP question 4). States of the intake; entered by a START whose facts say so. */
import { ask } from './asks.js';
import { end, goodbye } from './filing.js';
import { act, chose, kit, say, when } from './kit.js';
import type { Done } from './kit.js';
import type { Memory } from './memory.js';
import { choices } from './menus.js';
import { thanked, unrated, works } from './solved.js';
import type { Effect, Facts } from './types.js';

const ticketOf = (memory: Memory): string => memory.ticket ?? '';

export const ourCall = {
  guard: when('a call of ours', (_memory, event) => event.facts.ours !== undefined), target: 'ours',
  actions: act((_memory, { facts }): Done => ({ set: { ticket: facts.ours?.number ?? null }, effects: [facts.ours === undefined || facts.ours.name === null ? say('callback.hello') : say('callback.hello_name', { name: facts.ours.name })] })),
};

/** Who calls, which ticket, what was done; then the keys. */
function solution(memory: Memory, facts: Facts): Effect[] {
  const number = ticketOf(memory);
  const words = facts.ours?.solution ?? facts.tickets.find((each) => each.number === number)?.solution ?? null;
  return [
    say('callback.about', { number }), words === null ? say('callback.is_solved') : say('callback.was_done', { solution: words }),
    say('callback.keys'), ask('callback.works', choices('yes', 'no')),
  ];
}

/** Nothing heard, or a key that means nothing: the whole once more, then a polite end. */
const onceMore = [
  {
    guard: when('not yet said again', (memory) => memory.silences + memory.nomatches === 0), target: 'ours', reenter: true,
    actions: act((): Done => ({ set: { silences: 1 }, effects: [say('callback.once_more')] })),
  },
  { target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [say('callback.no_key'), goodbye(facts), end('done')] })) },
];

const again = { target: 'ours', reenter: true };

const leave = { target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [goodbye(facts), end('done')] })) };

/** A person is owed to who asked for one: by this call or the next. */
const owed = { target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [{ type: 'callback', reason: 'person' }, say('callback.colleague'), goodbye(facts), end('done')] })) };

export const ourStates = {
  ours: kit.createStateConfig({
    entry: act((memory, { facts }): Done => ({ effects: solution(memory, facts) })),
    on: {
      CHOICE: [
        {
          guard: when<'CHOICE'>('works, and never asked how the help was', (memory, event) => event.id === 'yes' && unrated(ticketOf(memory), event.facts)), target: 'satisfied',
          actions: act((memory): Done => ({ effects: thanked(ticketOf(memory)) })),
        },
        { guard: chose('yes'), target: 'ended', actions: act((memory, { facts }): Done => ({ effects: works(ticketOf(memory), facts) })) },
        { guard: chose('no'), target: 'stillWrong', actions: act((memory): Done => ({ effects: [{ type: 'rateTicket', number: ticketOf(memory), solved: false }] })) },
        ...onceMore,
      ],
      PERSON: [
        {
          guard: when('desk reachable', (_memory, event) => event.facts.deskReachable), target: 'ourDialling',
          actions: act((): Done => ({ set: { open: null }, effects: [say('call.dialling'), { type: 'dialDesk' }] })),
        },
        owed,
      ],
      REPEAT: again, BACK: again, SKIP: again, START: again, MENU: again, HELP: again, SILENCE: onceMore, NOMATCH: onceMore, DIGITS: onceMore,
      CANCEL: leave, EXPIRE: leave,
      HANGUP: { target: 'ended', actions: act((): Done => ({ effects: [end('done')] })) },
    },
  }),
  ourDialling: kit.createStateConfig({
    on: {
      DIALLED: [
        { guard: when<'DIALLED'>('reached', (_memory, event) => event.reached), target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [goodbye(facts), end('answered')] })) },
        { ...owed, actions: act((_memory, { facts }): Done => ({ effects: [say('call.nobody'), { type: 'callback', reason: 'person' }, say('callback.colleague'), goodbye(facts), end('done')] })) },
      ],
      HANGUP: { target: 'ended', actions: act((): Done => ({ effects: [{ type: 'callback', reason: 'person' }, end('done')] })) },
      '*': owed,
    },
  }),
};
