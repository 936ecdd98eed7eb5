/** Parts that only the phone has: ringing the executives on shift, and the recording that stands for everything else. */
import { ask } from './asks.js';
import { end, goodbye, hungUp, openTicket, numberSaid, whenSomebodyComes } from './filing.js';
import { act, kit, say, when } from './kit.js';
import type { Done } from './kit.js';
import { addWords, onCall, saidSomething } from './memory.js';
import type { Event, Memory } from './memory.js';
import type { Effect, Facts } from './types.js';

const notNow = (facts: Facts): Effect => (facts.open || facts.opensAt === null ? say('call.busy') : say('call.closed', { opensAt: facts.opensAt }));

/** "A person, please": on the phone the desk rings, or a message is taken; in chat what was said becomes a ticket with a call back. `id`: only for this choice. */
export function phonePersons(prefix: '' | '.', id: string | null = null) {
  const wanted = (event: Event): boolean => id === null || (event.type === 'CHOICE' && event.id === id);
  return [
    {
      guard: when('person, desk reachable', (_memory, event) => wanted(event) && onCall(event.facts) && event.facts.deskReachable), target: `${prefix}dialling`,
      actions: act((): Done => ({ set: { purpose: 'person', open: null }, effects: [say('call.dialling'), { type: 'dialDesk' }] })),
    },
    {
      guard: when('person, nobody on shift', (_memory, event) => wanted(event) && onCall(event.facts)), target: `${prefix}voicemail`,
      actions: act((_memory, { facts }): Done => ({ set: { purpose: 'person' }, effects: [notNow(facts)] })),
    },
    { guard: when('person', (_memory, event) => wanted(event)), target: `${prefix}next`, actions: act((): Done => ({ set: { purpose: 'person' } })) },
  ];
}

/** The message is a ticket, its number is read out, and somebody calls back. */
function taken(memory: Memory, facts: Facts): Effect[] {
  return [
    openTicket(memory, facts, { partial: true }), { type: 'callback', reason: 'voicemail' }, say('call.message_kept'), ...numberSaid(facts), ...whenSomebodyComes(memory, facts),
    ...(facts.phone === null ? [say('call.hidden')] : []), goodbye(facts), end('voicemail'),
  ];
}

/** Nothing was recorded: what was said before is filed, and a call back is owed all the same. */
function nothingLeft(memory: Memory, facts: Facts): Effect[] {
  if (saidSomething(memory)) return taken(memory, facts);
  return [{ type: 'callback', reason: 'voicemail' }, say(facts.phone === null ? 'call.hidden' : 'call.will_call'), goodbye(facts), end('voicemail')];
}

const leave = { target: 'ended', actions: act((memory, { facts }): Done => ({ effects: nothingLeft(memory, facts) })) };

export const phoneStates = {
  dialling: kit.createStateConfig({
    on: {
      DIALLED: [
        {
          guard: when<'DIALLED'>('reached', (_memory, event) => event.reached), target: 'ended',
          actions: act((memory, { facts }): Done => ({ effects: [...(saidSomething(memory) ? [openTicket(memory, facts, { partial: true })] : []), goodbye(facts), end('answered')] })),
        },
        { target: 'voicemail', actions: act((): Done => ({ effects: [say('call.nobody')] })) },
      ],
      HANGUP: { target: 'ended', actions: act((memory, { facts }): Done => ({ effects: hungUp(memory, 'abandoned', facts) })) },
      RECORDED: { target: 'voicemail' },
      '*': { target: 'voicemail', actions: act((): Done => ({ effects: [say('call.nobody')] })) },
    },
  }),
  voicemail: kit.createStateConfig({
    entry: act((_memory, { facts }): Done => ({ effects: [ask(facts.phone === null ? 'call.voicemail_hidden' : 'call.voicemail', { kind: 'words', slot: 'message', skippable: false })] })),
    on: {
      RECORDED: [
        {
          guard: when<'RECORDED'>('spoke', (_memory, event) => event.seconds > 0), target: 'ended',
          actions: act<'RECORDED'>((memory, { facts }): Done => ({ effects: taken({ ...memory, files: memory.files + 1 }, facts) })),
        },
        leave,
      ],
      TEXT: {
        target: 'ended',
        actions: act<'TEXT'>((memory, event): Done => {
          const words = { ...memory, ...addWords(memory, event.text) };
          return { effects: nothingLeft(words, event.facts) };
        }),
      },
      HANGUP: { target: 'ended', actions: act((memory, { facts }): Done => ({ effects: hungUp(memory, 'abandoned', facts) })) },
      DIALLED: { guard: when<'DIALLED'>('reached after all', (_memory, event) => event.reached), target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [goodbye(facts), end('answered')] })) },
      SILENCE: leave, NOMATCH: leave, DIGITS: leave, CHOICE: leave, SKIP: leave, CANCEL: leave, EXPIRE: leave,
      BACK: { target: 'next', actions: act(() => ({ set: { purpose: null } })) },
    },
  }),
};
