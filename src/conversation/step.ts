/** One step of a conversation: the machine as a calculator (state + event -> state + effects). Pure; called by the gateway for every turn of a person. */
import type { AnyMachineSnapshot, AnyStateMachine, StateValue } from 'xstate';
import { machines } from '../../flows/index.js';
import type { Catalogue, Effect, Expect, TurnEvent, Vars } from '../../flows/types.js';
import type { Conversation } from '../gateway/records.js';
import { beginning, next } from './calculate.js';
import type { Calculated } from './calculate.js';

/** The question a conversation waits with. */
export interface OpenQuestion {
  readonly key: string;
  readonly vars?: Vars;
  readonly expect: Expect;
}

export interface Flow {
  readonly id: string;
  readonly version: number;
  /** Where a conversation goes on whose own state is gone (default: the initial state). */
  readonly safeStep?: string;
  readonly machine: AnyStateMachine;
}

export interface StepInput {
  /** As loaded; null = none is running. */
  readonly conversation: Conversation | null;
  readonly event: TurnEvent;
  readonly catalogue: Catalogue;
  readonly contactId: string;
  readonly conversationId: string;
  /** Ms UTC. */
  readonly now: number;
}

export interface Stepped {
  readonly effects: Effect[];
  /** To be saved; null = it is over (or never began). */
  readonly conversation: Conversation | null;
  readonly open: OpenQuestion | null;
  /** Where the machine stands, as `report.describe`: goes into the call log. */
  readonly stepName: string;
}

/** The flow that begins every conversation. */
const FIRST = 'intake';

const known = new WeakMap<Catalogue, ReadonlyMap<string, Flow>>();

function flowsOf(catalogue: Catalogue): ReadonlyMap<string, Flow> {
  const cached = known.get(catalogue);
  if (cached !== undefined) return cached;
  const built = new Map<string, Flow>(machines(catalogue).map((flow) => [flow.id, flow]));
  known.set(catalogue, built);
  return built;
}

export function step(input: StepInput): Stepped {
  return stepWith(flowsOf(input.catalogue), input);
}

/** The same over given flows (tests). Throws only for a fault of ours: a machine without `intake`, or one that throws on a state it knows. */
export function stepWith(flows: ReadonlyMap<string, Flow>, input: StepInput): Stepped {
  const { conversation, event } = input;
  if (conversation === null) return settled(begin(first(flows), event), input, null);
  const flow = flows.get(conversation.flow);
  const state = stored(conversation);
  if (flow === undefined || state === null) return restart(flows, input, state?.context ?? null);
  let snapshot: AnyMachineSnapshot;
  try {
    snapshot = flow.machine.resolveState(state) as AnyMachineSnapshot;
  } catch {
    return restart(flows, input, state.context);
  }
  try {
    return settled(go(flow, snapshot, event), input, conversation);
  } catch (fault) {
    if (flow.version === conversation.flowVersion) throw fault;
    return restart(flows, input, state.context);
  }
}

/** The open question as the machine's context keeps it; null when nothing is asked or the state is not readable. */
export function openQuestion(conversation: Conversation): OpenQuestion | null {
  const state = stored(conversation);
  return state === null ? null : openIn(state.context);
}

interface Stand extends Calculated {
  readonly flow: Flow;
}

function first(flows: ReadonlyMap<string, Flow>): Flow {
  const flow = flows.get(FIRST);
  if (flow === undefined) throw new Error(`no flow "${FIRST}"`);
  return flow;
}

/** The machine's own beginning, then the event; a START is not said twice where the beginning already asks. */
function begin(flow: Flow, event: TurnEvent): Stand {
  const { snapshot, effects: start } = beginning(flow.machine);
  if (snapshot.status !== 'active' || (event.type === 'START' && start.some((each) => each.type === 'ask'))) return { flow, snapshot, effects: start };
  const then = go(flow, snapshot, event);
  return { ...then, effects: [...start, ...then.effects] };
}

function go(flow: Flow, snapshot: AnyMachineSnapshot, event: TurnEvent): Stand {
  return { flow, ...next(flow.machine, snapshot, event) };
}

/** Answers to the lost question mean nothing any more; words, files, the end of a call and the like still do. */
const MEANINGLESS: ReadonlySet<TurnEvent['type']> = new Set(['CHOICE', 'DIGITS', 'SILENCE', 'NOMATCH', 'REPEAT', 'BACK', 'SKIP', 'REMIND', 'UNKNOWN']);
/** Belongs to the lost question, not to what was gathered. */
const LOST: ReadonlySet<string> = new Set(['open', 'step', 'page', 'silences', 'nomatches']);

/** A changed flow lost this state: say so and go on at the first flow's safe step, with what was gathered (the draft) where both know it. */
function restart(flows: ReadonlyMap<string, Flow>, input: StepInput, context: Readonly<Record<string, unknown>> | null): Stepped {
  const flow = first(flows);
  const event: TurnEvent = MEANINGLESS.has(input.event.type) ? { type: 'START', facts: input.event.facts } : input.event;
  const stand = (context === null ? null : withGathered(flow, event, context)) ?? begin(flow, event);
  return settled({ ...stand, effects: [{ type: 'say', key: 'notice.flow_changed' }, ...stand.effects] }, input, input.conversation);
}

/** Null where the gathered things cannot be carried over after all. */
function withGathered(flow: Flow, event: TurnEvent, old: Readonly<Record<string, unknown>>): Stand | null {
  try {
    const { snapshot: begun } = beginning(flow.machine);
    const fresh = begun.context as Readonly<Record<string, unknown>>;
    const kept = Object.keys(fresh).filter((name) => !LOST.has(name) && alike(fresh[name], old[name]));
    if (kept.length === 0) return null;
    const context = { ...fresh, ...Object.fromEntries(kept.map((name) => [name, old[name]])) };
    const snapshot = flow.machine.resolveState({ value: flow.safeStep ?? (begun.value as StateValue), context }) as AnyMachineSnapshot;
    const stand = go(flow, snapshot, event);
    return stand.effects.length === 0 ? null : stand;
  } catch {
    return null;
  }
}

/** The same kind of value, or something where there is nothing yet. */
const alike = (fresh: unknown, old: unknown): boolean =>
  old !== undefined && (fresh === null || old === null || (typeof fresh === typeof old && Array.isArray(fresh) === Array.isArray(old)));

function settled(stand: Stand, input: StepInput, before: Conversation | null): Stepped {
  const { flow, snapshot } = stand;
  const context = snapshot.context as Readonly<Record<string, unknown>>;
  const over = snapshot.status !== 'active' || stand.effects.some((each) => each.type === 'end');
  const open = over ? null : openIn(context);
  const effects = oneQuestion(stand.effects, open, over);
  const stepName = nameOf(snapshot.value);
  if (over) return { effects, conversation: null, open: null, stepName };
  const conversation: Conversation = {
    id: before?.id ?? input.conversationId,
    contactId: before?.contactId ?? input.contactId,
    flow: flow.id,
    flowVersion: flow.version,
    state: { value: snapshot.value as StateValue, context },
    startedAt: before?.startedAt ?? input.now,
    updatedAt: input.now,
    version: before?.version ?? 0,
  };
  return { effects, conversation, open, stepName };
}

/** One answer comes out: only the last question, after everything said. An event the machine ignores gets the open question again, never silence. */
function oneQuestion(effects: readonly Effect[], open: OpenQuestion | null, over: boolean): Effect[] {
  if (effects.length === 0) return open === null || over ? [] : [{ type: 'ask', ...open }];
  const asks = effects.filter((each) => each.type === 'ask');
  const last = asks.at(-1);
  if (last === undefined) return [...effects];
  const rest = effects.filter((each) => each.type !== 'ask');
  const end = rest.findIndex((each) => each.type === 'end');
  return end < 0 ? [...rest, last] : rest;
}

/** "report.describe"; parallel regions joined with "+". */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return '';
  return Object.entries(value).map(([key, inner]) => [key, nameOf(inner)].filter((each) => each !== '').join('.')).join('+');
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function stored(conversation: Conversation): { value: StateValue; context: Record<string, unknown> } | null {
  const { state } = conversation;
  if (!isRecord(state) || !isRecord(state['context'])) return null;
  const { value, context } = state;
  if (typeof value !== 'string' && !isRecord(value)) return null;
  return { value: value as StateValue, context };
}

const KINDS = new Set(['choice', 'words', 'digits', 'place']);

function openIn(context: Readonly<Record<string, unknown>>): OpenQuestion | null {
  const open = context['open'];
  if (!isRecord(open) || typeof open['key'] !== 'string' || !isRecord(open['expect'])) return null;
  const { expect } = open;
  if (typeof expect['kind'] !== 'string' || !KINDS.has(expect['kind'])) return null;
  return open as unknown as OpenQuestion;
}
