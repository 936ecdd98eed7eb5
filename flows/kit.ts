/** The one XState setup of the flows: how a pure function of memory and event becomes an action with effects. Used by every part. */
import { setup } from 'xstate';
import type { Event, Memory } from './memory.js';
import type { Effect, TurnEvent, Vars } from './types.js';

export const kit = setup({
  types: { context: {} as Memory, events: {} as TurnEvent },
  actions: {
    /** Collected by conversation/step.ts, executed by the gateway. */
    effect: (_args, _params: { readonly effect: Effect }) => undefined,
  },
});

/** What a turn does: changes to the memory and effects, in order. An `ask` among them becomes the open question. */
export interface Done {
  readonly set?: Partial<Memory>;
  readonly effects?: readonly Effect[];
}

type Doer<T extends TurnEvent['type']> = (memory: Memory, event: Event<T>) => Done;

const UNHEARD: ReadonlySet<string> = new Set(['SILENCE', 'NOMATCH']);

/** An action out of a pure function. Anything that was understood sets the strikes back. */
export function act<T extends TurnEvent['type'] = TurnEvent['type']>(doer: Doer<T>) {
  return kit.enqueueActions(({ context, event, enqueue }) => {
    const { set, effects = NONE } = doer(context, event as Event<T>);
    const heard = UNHEARD.has(event.type) || (context.silences === 0 && context.nomatches === 0) ? null : { silences: 0, nomatches: 0 };
    const open = openedBy(effects);
    if (heard !== null || set !== undefined || open !== null) enqueue.assign({ ...heard, ...set, ...open });
    for (const effect of effects) enqueue({ type: 'effect', params: { effect } });
  });
}

const NONE: readonly Effect[] = [];

function openedBy(effects: readonly Effect[]): Pick<Memory, 'open'> | null {
  const last = effects.at(-1);
  if (last?.type !== 'ask') return null;
  return { open: last.vars === undefined ? { key: last.key, expect: last.expect } : { key: last.key, vars: last.vars, expect: last.expect } };
}

type Tester<T extends TurnEvent['type']> = (memory: Memory, event: Event<T>) => boolean;

/** A guard out of a named pure predicate: the name shows in the diagrams. */
export function when<T extends TurnEvent['type']>(name: string, test: Tester<T>) {
  const guard = ({ context, event }: { context: Memory; event: TurnEvent }): boolean => test(context, event as Event<T>);
  Object.defineProperty(guard, 'name', { value: name });
  return guard;
}

export const chose = (...ids: string[]) => when<'CHOICE'>(ids.join(' or '), (_memory, event) => ids.includes(event.id));

export const say = (key: string, vars?: Vars): Effect => (vars === undefined ? { type: 'say', key } : { type: 'say', key, vars });
