/** The states of reporting: the description, the known fix, the type's questions, how many are stopped, and the summary with its corrections. */
import { ask, entering } from './asks.js';
import { end, fileForPerson, goodbye, openTicket } from './filing.js';
import { addOn } from './guess.js';
import { act, chose, kit, say, when } from './kit.js';
import type { Done } from './kit.js';
import { addWords, answer, asked, entryOf, mark } from './memory.js';
import type { Event, Memory } from './memory.js';
import { choice, choices, listed } from './menus.js';
import { gotIt, heard, manners, openAgain, substance, unsettled } from './replies.js';
import { answersQuestion, questionOf } from './steps.js';
import type { Catalogue, Effect, TypeQuestion } from './types.js';
import { holdsSecret, impactIn, saysSolved, saysTwo, somebodyElse } from './words.js';

/** Something was recorded and the caller is still there. */
export const spoke = when<'RECORDED'>('spoke', (_memory, event) => event.seconds > 0 && !event.hungUp);
const content = when<'TEXT'>('words', (_memory, event) => substance(event));

export function reportStates(catalogue: Catalogue) {
  return { ...tellingStates(catalogue), ...askingStates(catalogue), ...closingStates(catalogue) };
}

function tellingStates(catalogue: Catalogue) {
  const recorded = { guard: spoke, target: 'next', actions: act<'RECORDED'>((memory): Done => ({ set: { files: memory.files + 1, ...mark(memory, 'describe', 'words') } })) };
  return {
    describe: kit.createStateConfig({
      entry: entering('describe', catalogue),
      on: {
        TEXT: {
          guard: content, target: 'next',
          actions: act<'TEXT'>((memory, event): Done => {
            const { set, effects } = unsettled(memory) ? heard(memory, event, catalogue) : { set: addOn(memory, event.text, asked(memory, 'summary') ? null : event.guess), effects: manners(event) };
            return { set: { ...set, ...mark(memory, 'describe') }, effects };
          }),
        },
        RECORDED: recorded,
        SKIP: { target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'describe') })) },
      },
    }),
    /** What it is about, before somebody writes or calls (chat). */
    words: kit.createStateConfig({
      entry: entering('words', catalogue),
      on: {
        TEXT: {
          guard: content, target: 'next',
          actions: act<'TEXT'>((memory, event): Done => ({ set: { ...addWords(memory, event.text), ...(event.guess.sure ? { type: event.guess.type, confidence: event.guess.confidence } : {}), ...mark(memory, 'words') }, effects: manners(event) })),
        },
        MEDIA: {
          target: 'next',
          actions: act<'MEDIA'>((memory, event): Done => ({ set: { files: memory.files + event.count, ...addWords(memory, event.caption), ...mark(memory, 'words') }, effects: [gotIt(event.kind)] })),
        },
        RECORDED: recorded,
        SKIP: { target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'words') })) },
        EXPIRE: { target: 'ended', actions: act((memory, { facts }): Done => ({ effects: [...fileForPerson(memory, facts, 'person'), end('ticket')] })) },
      },
    }),
    fix: kit.createStateConfig({
      entry: entering('fix', catalogue),
      on: {
        CHOICE: [
          { guard: chose('none'), target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'fix', 'faq') })) },
          {
            guard: when<'CHOICE'>('a known fix', (memory, event) => entryOf(catalogue, memory.type)?.faq.includes(event.id) === true), target: 'next',
            actions: act<'CHOICE'>((_memory, event): Done => ({ set: { fix: event.id } })),
          },
        ],
        SKIP: { target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'fix', 'faq') })) },
      },
    }),
    faq: kit.createStateConfig({
      entry: entering('faq', catalogue),
      on: {
        CHOICE: [
          { guard: chose('yes'), target: 'ended', actions: act((memory, { facts }): Done => ({ effects: [...measured(memory, 'solved'), glad(memory), goodbye(facts), end('answered')] })) },
          { guard: chose('no'), ...unsolved() },
        ],
        TEXT: [
          {
            guard: when<'TEXT'>('it worked', (_memory, event) => saysSolved(event.text) === true), target: 'ended',
            actions: act((memory, { facts }): Done => ({ effects: [...measured(memory, 'solved'), glad(memory), goodbye(facts), end('answered')] })),
          },
          { guard: when<'TEXT'>('it did not', (_memory, event) => saysSolved(event.text) === false), ...unsolved() },
          {
            guard: when<'TEXT'>('more words', (_memory, event) => substance(event) && !somebodyElse(event.text, event.facts.who.name)),
            actions: act<'TEXT'>((memory, event): Done => ({ set: addOn(memory, event.text, event.guess), effects: [...manners(event), say('report.added'), ...openAgain(memory)] })),
          },
        ],
        SKIP: unsolved(),
        REPEAT: { target: 'next' },
      },
    }),
  };

  function measured(memory: Memory, outcome: 'solved' | 'unsolved'): Effect[] {
    const id = memory.fix ?? entryOf(catalogue, memory.type)?.faq[0];
    return id === undefined ? [] : [{ type: 'faq', id, outcome }];
  }

  function glad(memory: Memory): Effect {
    return say(answersQuestion(entryOf(catalogue, memory.type)) ? 'report.glad_answered' : 'report.glad');
  }

  function unsolved() {
    return {
      target: 'next',
      actions: act((memory, event): Done => ({
        set: { ...mark(memory, 'faq'), ...(event.type === 'TEXT' && event.text.trim().split(/\s+/u).length > 4 ? addWords(memory, event.text) : {}) },
        effects: measured(memory, 'unsolved'),
      })),
    };
  }
}

function askingStates(catalogue: Catalogue) {
  const current = (memory: Memory, event: Event): TypeQuestion | undefined => questionOf(memory, entryOf(catalogue, memory.type), event.facts);
  const kept = (memory: Memory, event: Event, value: string): Done => {
    const slot = current(memory, event)?.slot;
    return slot === undefined ? {} : { set: answer(memory, slot, value, `q:${slot}`), effects: holdsSecret(value) ? [say('report.no_password')] : [] };
  };
  const pressed = (memory: Memory, event: Event): string => `pressed:${current(memory, event)?.slot ?? ''}`;
  return {
    question: kit.createStateConfig({
      entry: entering('question', catalogue),
      on: {
        CHOICE: [
          { guard: chose('skip'), target: 'next', actions: act((memory, event) => kept(memory, event, '')) },
          {
            guard: when<'CHOICE'>('an answer', (memory, event) => current(memory, event)?.choices.includes(event.id) === true), target: 'next',
            actions: act<'CHOICE'>((memory, event) => kept(memory, event, event.id)),
          },
        ],
        DIGITS: {
          guard: when<'DIGITS'>('an answer', (memory, event) => current(memory, event)?.kind !== 'choice'), target: 'next',
          actions: act<'DIGITS'>((memory, event) => kept(memory, event, event.digits)),
        },
        TEXT: {
          guard: content, target: 'next',
          actions: act<'TEXT'>((memory, event): Done => {
            const { set, effects = [] } = kept(memory, event, event.text.trim());
            const aside = saysTwo(event.text) ? addOn(memory, event.text, event.guess).second : undefined;
            return { set: { ...set, ...(aside === undefined || aside === null ? {} : { second: aside }) }, effects: [...(event.polite === 'anger' ? [say('anytime.sorry')] : []), ...effects] };
          }),
        },
        RECORDED: {
          guard: spoke, target: 'next',
          actions: act<'RECORDED'>((memory, event): Done => ({ ...kept(memory, event, ''), set: { ...kept(memory, event, '').set, files: memory.files + 1 } })),
        },
        SKIP: [
          {
            guard: when('needed', (memory, event) => current(memory, event)?.required === true && !memory.done.includes(pressed(memory, event))),
            actions: act((memory, event): Done => ({ set: mark(memory, pressed(memory, event)), effects: [say('report.needed'), ...openAgain(memory)] })),
          },
          { target: 'next', actions: act((memory, event) => kept(memory, event, '')) },
        ],
      },
    }),
    impact: kit.createStateConfig({
      entry: entering('impact', catalogue),
      on: {
        CHOICE: (['one', 'team', 'district'] as const).map((impact) => ({
          guard: chose(impact), target: 'next', actions: act((memory): Done => ({ set: { impact, ...mark(memory, 'impact') } })),
        })),
        TEXT: {
          guard: when<'TEXT'>('how many, in words', (_memory, event) => impactIn(event.text) !== null), target: 'next',
          actions: act<'TEXT'>((memory, event): Done => ({ set: { impact: impactIn(event.text), ...mark(memory, 'impact') } })),
        },
        SKIP: { target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'impact') })) },
      },
    }),
  };
}

function closingStates(catalogue: Catalogue) {
  const without = (memory: Memory, ...steps: string[]): Pick<Memory, 'done'> => ({ done: memory.done.filter((each) => !steps.some((step) => (step.endsWith(':') ? each.startsWith(step) : each === step))) });
  const corrections: readonly (readonly [string, (memory: Memory) => Partial<Memory>])[] = [
    ['kind', (memory) => ({ ...mark({ ...memory, ...without(memory, 'faq', 'fix', 'where', 'offer', 'known:') }, 'wrong_kind'), fix: null, type: null, confirmed: false, category: null, candidates: [] })],
    ['words', (memory) => ({ ...without(memory, 'describe'), text: '' })],
    ['place', (memory) => ({ district: null, ...mark({ ...memory, ...without(memory, 'district', 'known:') }, 'wrong_place') })],
    ['impact', (memory) => ({ ...without(memory, 'impact'), impact: null })],
    ['answers', (memory) => without(memory, 'q:', 'pressed:')],
  ];
  return {
    summary: kit.createStateConfig({
      entry: entering('summary', catalogue),
      on: {
        CHOICE: [
          { guard: chose('yes'), target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'summary') })) },
          { guard: chose('correct'), target: 'correct' },
          { guard: chose('cancel'), target: 'cancel' },
        ],
        SKIP: { target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'summary') })) },
      },
    }),
    correct: kit.createStateConfig({
      entry: act((memory): Done => {
        const entry = entryOf(catalogue, memory.type);
        const ids = ['kind', 'words', 'place', ...(entry?.askImpact ? ['impact'] : []), ...((entry?.questions.length ?? 0) > 0 ? ['answers'] : [])];
        return { effects: [ask('report.correct', listed([...ids.map(choice), choice('back')]))] };
      }),
      on: {
        CHOICE: [
          ...corrections.map(([id, change]) => ({ guard: chose(id), target: 'next', actions: act((memory): Done => ({ set: change(memory) })) })),
          { guard: chose('back'), target: 'next' },
        ],
        BACK: { target: 'next' },
        SKIP: { target: 'next' },
      },
    }),
    /** Nothing said is lost without the person's word. */
    cancel: kit.createStateConfig({
      entry: act((): Done => ({ effects: [ask('anytime.cancel', choices('keep', 'discard', 'go_on'))] })),
      on: {
        CHOICE: [
          { guard: chose('keep'), target: 'ended', actions: act((memory, { facts }): Done => ({ effects: [openTicket(memory, facts, { partial: true }), say('anytime.cancel_kept'), { type: 'sayNumber', key: 'report.number', number: facts.nextTicket }, goodbye(facts), end('ticket')] })) },
          { guard: chose('discard'), ...discard() },
          { guard: chose('go_on'), target: 'next' },
        ],
        CANCEL: discard(),
        BACK: { target: 'next' },
        SKIP: { target: 'next' },
      },
    }),
  };
}

function discard() {
  return { target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [say('anytime.cancelled'), goodbye(facts), end('abandoned')] })) };
}
