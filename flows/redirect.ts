/** Queries on the distribution itself: their topic, then the right NMCP contact (SOP L23, L31); and the way back for a fault of the app. */
import { ask, entering } from './asks.js';
import { end, goodbye } from './filing.js';
import { takeUp } from './guess.js';
import { act, chose, kit, say, when } from './kit.js';
import type { Done } from './kit.js';
import { carried, mark, nmcpType } from './memory.js';
import type { Memory } from './memory.js';
import { pageOn } from './kind.js';
import { choices } from './menus.js';
import { manners, openAgain, strikes, substance } from './replies.js';
import type { Catalogue, Facts } from './types.js';
import { topicIn } from './words.js';

/** Said and done when topic and district are known; the official learns of the person in the same turn. */
export function redirected(memory: Memory, facts: Facts): Done {
  return {
    set: { ...carried(memory), before: memory.text, candidates: memory.candidates },
    effects: [{ type: 'redirect', topic: memory.topic ?? 'other', district: memory.district ?? facts.who.district, text: memory.text }],
  };
}

/** Back to reporting: it is a fault of the app after all, and is never sent away again. */
const isFault = (memory: Memory, catalogue: Catalogue): Partial<Memory> => ({
  purpose: 'report', text: memory.before, before: '', candidates: memory.candidates.filter((each) => catalogue.types[each]?.route === 'helpdesk'), denied: [...memory.denied, nmcpType(catalogue)],
});

/** The redirect is done and over: what comes next starts anew, but for the person's place. */
const anew = act((memory): Done => ({ set: carried(memory) }));

export function redirectStates(catalogue: Catalogue) {
  const isTopic = when<'CHOICE'>('a topic', (_memory, event) => catalogue.programmaticTopics.includes(event.id));
  const over = act((_memory, { facts }): Done => ({ effects: [goodbye(facts), end('redirected')] }));
  return {
    topic: kit.createStateConfig({
      entry: entering('topic', catalogue),
      on: {
        CHOICE: [pageOn, { guard: isTopic, target: 'next', actions: act<'CHOICE'>((_memory, event): Done => ({ set: { topic: event.id, page: 0 } })) }],
        TEXT: [
          {
            guard: when<'TEXT'>('a fault', (_memory, event) => event.guess.sure && event.guess.route === 'helpdesk'), target: 'next',
            actions: act<'TEXT'>((memory, event): Done => ({ set: takeUp(memory, event.text, event.guess, catalogue), effects: manners(event) })),
          },
          {
            guard: when<'TEXT'>('words', (_memory, event) => substance(event)), target: 'next',
            actions: act<'TEXT'>((memory, event): Done => ({ set: { ...takeUp(memory, event.text, null, catalogue), topic: topicIn(event.text, catalogue.programmaticTopics) ?? 'other' }, effects: manners(event) })),
          },
        ],
        SKIP: { target: 'next', actions: act((): Done => ({ set: { topic: 'other', page: 0 } })) },
      },
    }),
    redirected: kit.createStateConfig({
      entry: act((): Done => ({ effects: [ask('redirect.helped', choices('helped', 'app_fault', 'something_else'))] })),
      on: {
        CHOICE: [
          { guard: chose('helped'), target: 'ended', actions: over },
          { guard: chose('app_fault'), target: 'next', actions: act((memory): Done => ({ set: isFault(memory, catalogue) })) },
          { guard: chose('something_else'), target: 'next', actions: anew },
        ],
        TEXT: [
          { guard: when<'TEXT'>('thanks', (_memory, event) => event.polite === 'thanks' && !event.guess.sure), target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [say('anytime.welcome'), goodbye(facts), end('redirected')] })) },
          {
            guard: when<'TEXT'>('something new', (_memory, event) => substance(event)), target: 'next',
            actions: act<'TEXT'>((memory, event): Done => ({ set: takeUp(memory, event.text, event.guess, catalogue), effects: manners(event) })),
          },
        ],
        SILENCE: [
          { guard: when('again', (memory) => memory.silences > 0), target: 'ended', actions: over },
          ...strikes('silences').slice(1),
        ],
        HANGUP: { target: 'ended', actions: act((): Done => ({ effects: [end('redirected')] })) },
        CANCEL: { target: 'ended', actions: over },
        SKIP: { target: 'ended', actions: over },
        EXPIRE: { target: 'ended', actions: over },
        BACK: { target: 'next', actions: anew },
        MENU: { target: 'next', actions: anew },
        REMIND: { actions: act((memory): Done => ({ effects: openAgain(memory) })) },
      },
    }),
    /** General questions that no FAQ answered: the official or the desk. */
    where: kit.createStateConfig({
      entry: entering('where', catalogue),
      on: {
        CHOICE: [
          {
            guard: chose('nmcp_contact'), target: 'next',
            actions: act((memory): Done => ({ set: { type: nmcpType(catalogue), confirmed: true, topic: topicIn(memory.text, catalogue.programmaticTopics) ?? 'other', ...mark(memory, 'where') } })),
          },
          { guard: chose('desk'), target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'where') })) },
        ],
        SKIP: { target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'where') })) },
      },
    }),
  };
}
