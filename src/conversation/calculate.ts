/** The machine as a calculator: state and event in, next state and effects out; nothing runs. Called by step. */
import { createActor } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Effect, TurnEvent } from '../../flows/types.js';

export interface Calculated {
  readonly snapshot: AnyMachineSnapshot;
  readonly effects: readonly Effect[];
}

const beginnings = new WeakMap<AnyStateMachine, Calculated>();

/** Before anything happened nothing is known: a machine's beginning is always the same. */
export function beginning(machine: AnyStateMachine): Calculated {
  const known = beginnings.get(machine) ?? calculated(machine, (scope) => machine.getInitialSnapshot(scope) as AnyMachineSnapshot);
  beginnings.set(machine, known);
  return known;
}

export const next = (machine: AnyStateMachine, snapshot: AnyMachineSnapshot, event: TurnEvent): Calculated =>
  calculated(machine, (scope) => machine.transition(snapshot, event, scope) as AnyMachineSnapshot);

type Scope = Parameters<AnyStateMachine['transition']>[2];
const scopes = new WeakMap<AnyStateMachine, Scope>();

/**
 * What xstate's own `transition` does, but with one scope per machine: that one makes an actor (and with it works out the machine's beginning)
 * at every call. Our machines, without children, delays and sends, never look at it.
 */
function calculated(machine: AnyStateMachine, work: (scope: Scope) => AnyMachineSnapshot): Calculated {
  const scope = scopes.get(machine) ?? inertScope(machine);
  scopes.set(machine, scope);
  const actions: Action[] = [];
  scope.actionExecutor = (action) => void actions.push(action);
  const snapshot = work(scope);
  return { snapshot, effects: actions.flatMap(effectOf) };
}

function inertScope(machine: AnyStateMachine): Scope {
  const self = createActor(machine);
  return { self, system: self.system, id: '', sessionId: '', logger: nothing, defer: nothing, stopChild: nothing, emit: nothing, actionExecutor: nothing };
}

const nothing = (): void => undefined;

interface Action {
  readonly type: string;
  readonly params?: unknown;
}

function effectOf({ type, params }: Action): Effect[] {
  const effect = type === 'effect' && isRecord(params) ? params['effect'] : undefined;
  return isRecord(effect) && typeof effect['type'] === 'string' ? [effect as unknown as Effect] : [];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
