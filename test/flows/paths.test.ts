/** Every simple path of every machine (@xstate/graph) over a small set of events that stands for all: each step is heard, and each state has a way to the end. */
import { describe, expect, it } from '@jest/globals';
import { getAdjacencyMap, getSimplePaths } from '@xstate/graph';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { machines } from '../../flows/index.js';
import type { Facts, TurnEvent } from '../../flows/types.js';
import { begin, caller, catalogue, facts, guess, known, night, noIdea, pick, stranger, text, ticket, turn } from './world.js';
import type { Bare } from './world.js';

const stateOf = (snapshot: AnyMachineSnapshot): string => String(snapshot.value);

/** The offered choices of a state, and one event of each other kind. Memory is folded to what decides the way on, so that the graph stays small. */
function events(world: Facts): (snapshot: unknown) => TurnEvent[] {
  return (given) => {
    const snapshot = given as AnyMachineSnapshot;
    const { open } = snapshot.context as { open: { expect: { choices?: readonly { id: string }[] } } | null };
    const offered = (open?.expect.choices ?? []).map(({ id }) => pick(id));
    const typed: Bare[] = [text('não consigo sincronizar', guess('sync')), text('uma coisa', noIdea), { type: 'SKIP' }, { type: 'CANCEL' }];
    const called: Bare[] = [{ type: 'RECORDED', seconds: 5, hungUp: false }, { type: 'SKIP' }, { type: 'DIALLED', reached: false }, { type: 'SILENCE' }];
    return [{ type: 'START' }, ...offered, ...(world.medium === 'call' ? called : typed)].map((each) => ({ ...each, facts: world }) as TurnEvent);
  };
}

function folded(snapshot: AnyMachineSnapshot): string {
  const { type, purpose, confirmed, category, text: words } = snapshot.context as { type: string | null; purpose: string | null; confirmed: boolean; category: string | null; text: string };
  return JSON.stringify([snapshot.value, snapshot.status, type === 'sync' || type === 'grievance' || type === 'programmatic' ? type : type !== null, purpose, confirmed, category !== null, words !== '']);
}

const worlds: readonly (readonly [string, Facts])[] = [
  ['known person in chat', facts],
  ['unknown person in chat at night with tickets', { ...stranger, ...night, tickets: [ticket('40713', 'resolved', { solution: 'x' }), ticket('51234', 'open')] }],
  ['caller', caller],
  ['hidden caller at night', { ...caller, ...night, phone: null }],
  ['known person in chat, of a problem that is known', { ...facts, known }],
  ['unknown hidden caller, of a problem that is known', { ...caller, ...stranger, medium: 'call', phone: null, known }],
];

const options = (world: Facts) => ({ events: events(world), serializeState: (snapshot: unknown) => folded(snapshot as AnyMachineSnapshot), limit: 20_000 });

describe.each(machines(catalogue).map(({ id, machine }) => [id, machine] as const))('%s', (_id, machine: AnyStateMachine) => {
  it.each(worlds)('from every state that a %s can reach there is a way to the end', (_name, world) => {
    const map = getAdjacencyMap(machine, options(world) as never) as unknown as Record<string, { state: AnyMachineSnapshot; transitions: Record<string, { state: AnyMachineSnapshot }> }>;
    const nodes = Object.values(map);
    const good = new Set(nodes.filter(({ state }) => state.status === 'done').map(({ state }) => folded(state)));
    for (let before = -1; before !== good.size;) {
      before = good.size;
      for (const { state, transitions } of nodes) if (Object.values(transitions).some((each) => good.has(folded(each.state)))) good.add(folded(state));
    }
    expect(nodes.filter(({ state }) => !good.has(folded(state))).map(({ state }) => stateOf(state))).toEqual([]);
    expect(new Set(nodes.map(({ state }) => stateOf(state))).size).toBeGreaterThan(10);
  });
});

/** Over the states alone, forward: the ways back (voltar, corrigir, cancelar) would only make the same paths longer; random turns take them. */
const forward = (world: Facts) => (given: unknown): TurnEvent[] => {
  const snapshot = given as AnyMachineSnapshot;
  const back = new Set(['back', 'go_on', 'more', 'correct', 'cancel', 'menu', 'something_else', 'app_fault']);
  return events(world)(snapshot).filter((each) => (each.type === 'START' ? stateOf(snapshot) === 'start' : each.type === 'CHOICE' ? !back.has(each.id) : each.type === 'TEXT' || each.type === 'RECORDED' || each.type === 'DIALLED'));
};

describe('simple paths', () => {
  it.each(worlds)('every simple path of a %s says or asks something at each step', (_name, world) => {
    for (const { machine } of machines(catalogue)) {
      const paths = getSimplePaths(machine, { events: forward(world), serializeState: (snapshot: unknown) => stateOf(snapshot as AnyMachineSnapshot), limit: 2_000 } as never) as unknown as readonly { steps: readonly { event: TurnEvent }[] }[];
      expect(paths.length).toBeGreaterThan(10);
      for (const path of paths) {
        let snapshot = begin(machine);
        for (const { event } of path.steps) {
          if (event.type.startsWith('xstate.')) continue;
          if (snapshot.status === 'done') break;
          const done = turn(machine, snapshot, event, world);
          if (!done.effects.some((each) => ['say', 'ask', 'end', 'dialDesk'].includes(each.type))) throw new Error(`silent after ${event.type} in ${stateOf(snapshot)}`);
          snapshot = done.snapshot;
        }
      }
    }
  });
});
