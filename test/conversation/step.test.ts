import { describe, expect, it } from '@jest/globals';
import { setup } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import type { Effect, Expect, Facts, TurnEvent } from '../../flows/types.js';
import { openQuestion, step, stepWith } from '../../src/conversation/step.js';
import type { Flow, Stepped } from '../../src/conversation/step.js';
import { understand } from '../../src/conversation/understand.js';
import type { Conversation } from '../../src/gateway/records.js';
import { NOW, smallContent, someFacts, someGuess } from '../support/content.js';

const content = smallContent();
const facts = someFacts();
type Body = TurnEvent extends infer E ? (E extends TurnEvent ? Omit<E, 'facts'> : never) : never;
const event = (body: Body, given: Facts = facts): TurnEvent => ({ ...body, facts: given });
const text = (words: string): TurnEvent => event({ type: 'TEXT', text: words, guess: someGuess, place: null, ticket: null, polite: null });
const common = { catalogue: content.catalogue, contactId: 'c1', conversationId: 'chat:c1', now: NOW };

const yesNo: Expect = { kind: 'choice', choices: [{ id: 'yes' }, { id: 'no' }] };
const said = (key: string): Effect => ({ type: 'say', key });
const asked = (key: string): Effect => ({ type: 'ask', key, expect: yesNo });

/** A flow of two questions, small enough to see through. */
function toy(version: number, second = 'second', safeStep?: string): Flow {
  const effect = (...effects: Effect[]) => effects.map((each) => ({ type: 'effect' as const, params: { effect: each } }));
  const kit = setup({ types: { context: {}, events: {} as TurnEvent }, actions: { effect: (_args, _params: { effect: Effect }) => undefined } });
  const opened = (key: string) => kit.assign({ open: () => ({ key, expect: yesNo }) });
  const machine: AnyStateMachine = kit.createMachine({
    context: { open: null, draft: null, text: '' },
    initial: 'start',
    states: {
      start: {
        entry: [...effect(said('welcome'), asked('first')), opened('first')],
        on: {
          CHOICE: second,
          TEXT: { target: second, actions: [kit.assign({ text: ({ event: given }: { event: TurnEvent }) => (given.type === 'TEXT' ? given.text : '') }), ...effect(said('heard'))] },
          HANGUP: { actions: effect({ type: 'end', outcome: 'abandoned' }) },
        },
      },
      [second]: {
        entry: [...effect(asked('second')), opened('second')],
        on: { CHOICE: { target: 'gone', actions: effect(said('bye')) }, HELP: { actions: effect(asked('second'), said('help')) }, MEDIA: { guard: () => { throw new Error('our own fault'); }, target: 'gone' } },
      },
      gone: { type: 'final' },
    },
  });
  return { id: 'intake', version, machine, ...(safeStep === undefined ? {} : { safeStep }) };
}

const flowsOf = (flow: Flow): ReadonlyMap<string, Flow> => new Map([[flow.id, flow]]);
const saved = (out: Stepped): Conversation => JSON.parse(JSON.stringify(out.conversation)) as Conversation;
const kinds = (out: Stepped): string[] => out.effects.map((each) => ('key' in each ? `${each.type} ${each.key}` : each.type));

describe('step over a small flow', () => {
  const flows = flowsOf(toy(1));
  const first = stepWith(flows, { ...common, conversation: null, event: event({ type: 'START' }) });

  it('begins with the machine\'s own beginning, once', () => {
    expect(kinds(first)).toEqual(['say welcome', 'ask first']);
    expect(first).toMatchObject({ stepName: 'start', open: { key: 'first' }, conversation: { id: 'chat:c1', contactId: 'c1', flow: 'intake', flowVersion: 1, version: 0, startedAt: NOW, state: { value: 'start' } } });
  });

  it('takes a first word along: one answer, one question, the question last', () => {
    const out = stepWith(flows, { ...common, conversation: null, event: text('não entra') });
    expect(kinds(out)).toEqual(['say welcome', 'say heard', 'ask second']);
    expect(out.open?.key).toBe('second');
  });

  it('goes on from what the store kept, with its version', () => {
    const conversation = { ...saved(first), version: 7 };
    const out = stepWith(flows, { ...common, conversation, event: event({ type: 'CHOICE', id: 'yes' }), now: NOW + 5 });
    expect(kinds(out)).toEqual(['ask second']);
    expect(out.conversation).toMatchObject({ version: 7, startedAt: NOW, updatedAt: NOW + 5 });
    expect(openQuestion(saved(out))).toEqual({ key: 'second', expect: yesNo });
    expect(kinds(stepWith(flows, { ...common, conversation: saved(out), event: event({ type: 'HELP' }) }))).toEqual(['say help', 'ask second']);
  });

  it('ends when the machine is done, or says so', () => {
    const second = stepWith(flows, { ...common, conversation: saved(first), event: event({ type: 'CHOICE', id: 'yes' }) });
    const done = stepWith(flows, { ...common, conversation: saved(second), event: event({ type: 'CHOICE', id: 'yes' }) });
    expect(done).toMatchObject({ conversation: null, open: null, stepName: 'gone' });
    const hung = stepWith(flows, { ...common, conversation: saved(first), event: event({ type: 'HANGUP' }) });
    expect(hung.conversation).toBeNull();
    expect(kinds(hung)).toEqual(['end']);
  });

  it('answers an event that the machine does not know with the open question', () => {
    expect(kinds(stepWith(flows, { ...common, conversation: saved(first), event: event({ type: 'UNKNOWN' }) }))).toEqual(['ask first']);
  });

  it('lets a fault of ours out', () => {
    const second = stepWith(flows, { ...common, conversation: saved(first), event: event({ type: 'CHOICE', id: 'yes' }) });
    const media = event({ type: 'MEDIA', count: 1, kind: 'image', caption: '', guess: null });
    expect(() => stepWith(flows, { ...common, conversation: saved(second), event: media })).toThrow('our own fault');
    expect(() => stepWith(new Map(), { ...common, conversation: null, event: media })).toThrow('intake');
  });
});

describe('a flow that changed under a conversation', () => {
  const old = flowsOf(toy(1));
  const begun = stepWith(old, { ...common, conversation: null, event: text('não sincroniza') });
  const withDraft = (): Conversation => {
    const conversation = saved(begun);
    const state = conversation.state as { value: unknown; context: Record<string, unknown> };
    return { ...conversation, version: 3, state: { ...state, context: { ...state.context, draft: { type: 'sync' }, strange: 1 } } };
  };

  it('apologises and begins again', () => {
    const out = stepWith(flowsOf(toy(2, 'other')), { ...common, conversation: withDraft(), event: event({ type: 'CHOICE', id: 'yes' }) });
    expect(kinds(out)[0]).toBe('say notice.flow_changed');
    expect(kinds(out).at(-1)).toBe('ask first');
    expect(out.conversation).toMatchObject({ flowVersion: 2, version: 3, startedAt: NOW });
  });

  it('goes on at the safe step with the words of this turn', () => {
    const out = stepWith(flowsOf(toy(2, 'other', 'start')), { ...common, conversation: withDraft(), event: text('e agora fecha') });
    expect(kinds(out)).toEqual(['say notice.flow_changed', 'say heard', 'ask second']);
    expect(out.conversation?.state).toMatchObject({ value: 'other', context: { draft: { type: 'sync' }, text: 'e agora fecha' } });
    expect(JSON.stringify(out.conversation)).not.toContain('strange');
  });

  it.each([[null], ['rubbish'], [{ value: 'nowhere', context: {} }], [{ value: { a: 'b' }, context: { open: 5 } }], [{ value: 3 }]])('copes with the stored state %j', (state) => {
    const out = stepWith(old, { ...common, conversation: { ...withDraft(), state }, event: event({ type: 'SILENCE' }) });
    expect(kinds(out)).toEqual(['say notice.flow_changed', 'say welcome', 'ask first']);
    expect(openQuestion({ ...withDraft(), state })).toBeNull();
  });

  it('copes with a flow that is gone, and with a throw from a stale state', () => {
    expect(kinds(stepWith(old, { ...common, conversation: { ...withDraft(), flow: 'survey' }, event: event({ type: 'SILENCE' }) }))[0]).toBe('say notice.flow_changed');
    const media = event({ type: 'MEDIA', count: 1, kind: 'image', caption: '', guess: null });
    expect(kinds(stepWith(flowsOf(toy(2)), { ...common, conversation: saved(begun), event: media }))[0]).toBe('say notice.flow_changed');
  });
});

describe('step over the real flows', () => {
  /** A talk typed turn by turn, with the state written and read between any two. */
  function talk(lines: readonly string[], given: Facts = facts): { turns: Stepped[]; effects: Effect[] } {
    let conversation: Conversation | null = null;
    const turns: Stepped[] = [];
    for (const line of lines) {
      const open = conversation === null ? null : openQuestion(conversation);
      const heard = understand({ what: { kind: 'text', text: line }, open, facts: given, content, quotedTicket: null, language: 'pt' });
      const out = step({ ...common, conversation, event: heard });
      turns.push(out);
      conversation = out.conversation === null ? null : saved(out);
    }
    return { turns, effects: turns.flatMap((each) => each.effects) };
  }

  it('greets and offers a menu, then opens a ticket for a problem that was described', () => {
    const { turns } = talk(['bom dia', '1', 'o tablet partiu-se e o ecra ficou preto']);
    expect(turns[0]?.open?.expect.kind).toBe('choice');
    expect(turns.every((each) => each.effects.length > 0)).toBe(true);
    expect(turns.every((each) => each.effects.filter(({ type }) => type === 'ask').length <= 1)).toBe(true);
  });

  it('always has a way out, whatever is typed', () => {
    for (const way of ['cancelar', 'menu', 'voltar', 'ajuda', 'pessoa', '???', '40713', 'bom dia', '7']) {
      const { turns } = talk(['olá', way]);
      expect(turns[1]?.effects.length).toBeGreaterThan(0);
    }
  });

  it('carries the gathered words over a changed state', () => {
    const { turns } = talk(['olá', '1', 'nao consigo sincronizar os dados']);
    const last = turns.at(-1);
    const conversation = saved(last as Stepped);
    const state = conversation.state as { context: Record<string, unknown> };
    const out = step({ ...common, conversation: { ...conversation, flowVersion: 0, state: { ...state, value: 'no_such_state' } }, event: event({ type: 'CHOICE', id: 'yes' }) });
    expect(kinds(out)[0]).toBe('say notice.flow_changed');
    expect(out.open).not.toBeNull();
    expect(JSON.stringify(out.conversation?.state)).toContain('nao consigo sincronizar os dados');
  });

  it('begins a call with a question for keys', () => {
    const out = step({ ...common, conversationId: 'call:CA1', conversation: null, event: event({ type: 'START' }, someFacts({ medium: 'call' })) });
    expect(out.open?.expect.kind).toBe('choice');
    expect(out.conversation?.id).toBe('call:CA1');
  });
});
