/** A small catalogue and hand-made events for the tests of the flows; drives a machine turn by turn with a store round trip between turns. */
import { initialTransition, transition } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Catalogue, Effect, Facts, Guess, TurnEvent, TypeEntry } from '../../flows/types.js';

const type = (id: string, category: string, set: Partial<TypeEntry> = {}): TypeEntry => ({
  id, category, route: 'helpdesk', confidential: false, thanksOnly: false, askImpact: false, questions: [], faq: [], ...set,
});

export const catalogue: Catalogue = {
  categories: [
    { id: 'technical', types: ['login', 'sync', 'app_crash', 'form', 'device', 'user_account', 'master_data'] },
    { id: 'process', types: ['app_usage'] }, { id: 'programmatic', types: ['programmatic'] }, { id: 'grievance', types: ['grievance'] },
    { id: 'feedback', types: ['feedback'] }, { id: 'general', types: ['general'] },
  ],
  types: Object.fromEntries([
    type('login', 'technical', { askImpact: true, faq: ['login_reset'] }),
    type('sync', 'technical', {
      askImpact: true, faq: ['sync_wifi'],
      questions: [
        { slot: 'since', key: 'since', kind: 'words', choices: [], required: false, phone: false },
        { slot: 'pending', key: 'pending', kind: 'digits', choices: [], required: true, phone: true },
      ],
    }),
    type('app_crash', 'technical', { askImpact: true }), type('form', 'technical', { askImpact: true }),
    type('device', 'technical', { askImpact: true, questions: [{ slot: 'lost', key: 'lost', kind: 'choice', choices: ['yes', 'no'], required: false, phone: true }] }),
    type('user_account', 'technical', { questions: [{ slot: 'name', key: 'new_name', kind: 'words', choices: [], required: true, phone: false }] }),
    type('master_data', 'technical'), type('app_usage', 'process', { faq: ['usage'] }),
    type('grievance', 'grievance', { confidential: true }), type('feedback', 'feedback', { thanksOnly: true }),
    type('general', 'general', { faq: ['hours'] }), type('programmatic', 'programmatic', { route: 'nmcp' }),
  ].map((each) => [each.id, each])),
  roles: ['registador', 'distribuidor', 'monitor', 'supervisor', 'gestor_armazem', 'outro'],
  districts: ['Angónia', 'Cahora-Bassa', 'Changara', 'Moatize', 'Mutarara', 'Tsangano'],
  programmaticTopics: ['stock', 'allocation', 'households', 'transport', 'materials', 'supervision', 'other'],
  redirectMode: 'redirect+ticket',
};

export const NOW = Date.UTC(2026, 7, 28, 8, 0);
const HOUR = 3_600_000;

export const facts: Facts = {
  now: NOW, medium: 'chat', nextTicket: '40713', open: true, opensAt: null, phase: 'campaign', deskReachable: true,
  promise: { low: NOW + 4 * HOUR, medium: NOW + 2 * HOUR, high: NOW + HOUR, critical: NOW + HOUR / 2 },
  phone: '+258841230001', who: { name: 'João Fernando', role: 'registador', province: 'Tete', district: 'Moatize', known: true }, language: 'pt', tickets: [],
};

export const stranger: Facts = { ...facts, who: { name: null, role: null, province: null, district: null, known: false } };
export const caller: Facts = { ...facts, medium: 'call' };
export const night: Partial<Facts> = { open: false, opensAt: NOW + 20 * HOUR, deskReachable: false };

/** Sync is known to be down in Moatize; form in one version of the application. */
export const known: NonNullable<Facts['known']> = [
  { number: '50019', type: 'sync', districts: ['Moatize', 'Angónia'], appVersion: null, expectedAt: NOW + 3 * HOUR, text: null },
  { number: '50027', type: 'form', districts: null, appVersion: '1.4.2', expectedAt: null, text: 'Não apague a aplicação.' },
];

export const ticket = (number: string, status: string, set: Partial<Facts['tickets'][number]> = {}): Facts['tickets'][number] =>
  ({ number, type: 'sync', status, channel: 'whatsapp', dueAt: NOW + HOUR, solution: null, ...set });

export function guess(id: string, set: Partial<Guess> = {}): Guess {
  const entry = catalogue.types[id] ?? type(id, 'general');
  return { type: id, category: entry.category, route: entry.route, confidence: 0.9, sure: true, candidates: [{ type: id, confidence: 0.9 }], evidence: ['palavra'], ...set };
}

export const unsure = (...ids: string[]): Guess =>
  guess(ids[0] ?? 'general', { confidence: 0.4, sure: false, candidates: ids.map((id, index) => ({ type: id, confidence: 0.4 - index / 20 })) });
export const noIdea: Guess = guess('general', { confidence: 0.1, sure: false, candidates: [], evidence: [] });

type Bare = TurnEvent extends infer E ? (E extends TurnEvent ? Omit<E, 'facts'> : never) : never;
export const text = (words: string, opinion: Guess = noIdea, set: Partial<Extract<Bare, { type: 'TEXT' }>> = {}): Bare =>
  ({ type: 'TEXT', text: words, guess: opinion, place: null, ticket: null, polite: null, ...set });
export const pick = (id: string): Bare => ({ type: 'CHOICE', id });

export interface Turn {
  readonly snapshot: AnyMachineSnapshot;
  readonly effects: readonly Effect[];
}

export function begin(machine: AnyStateMachine): AnyMachineSnapshot {
  return initialTransition(machine)[0] as AnyMachineSnapshot;
}

/** What step.ts does: value and context go to the store as JSON and come back. */
export function stored(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  const { value, context } = JSON.parse(JSON.stringify({ value: snapshot.value, context: snapshot.context })) as { value: string; context: object };
  return machine.resolveState({ value, context }) as AnyMachineSnapshot;
}

export function turn(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, event: Bare, world: Facts = facts): Turn {
  const [after, actions] = transition(machine, snapshot, { ...event, facts: world }) as unknown as [AnyMachineSnapshot, readonly { type: string; params?: unknown }[]];
  const effects = actions.filter((each) => each.type === 'effect').map((each) => (each.params as { effect: Effect }).effect);
  return { snapshot: after, effects };
}

export type { Bare };

/** A whole dialogue: the effects of each turn, and the state it ends in. */
export function play(machine: AnyStateMachine, events: readonly Bare[], world: Facts = facts): { readonly turns: readonly (readonly Effect[])[]; readonly last: readonly Effect[]; readonly all: readonly Effect[]; readonly state: string } {
  let snapshot = begin(machine);
  const turns: (readonly Effect[])[] = [];
  for (const event of events) {
    const done = turn(machine, snapshot.status === 'done' ? begin(machine) : stored(machine, snapshot), event, world);
    snapshot = done.snapshot;
    turns.push(done.effects);
  }
  return { turns, last: turns.at(-1) ?? [], all: turns.flat(), state: String(snapshot.value) };
}

/** Text keys said or asked, in order. */
export const keys = (effects: readonly Effect[]): string[] => effects.flatMap((each) => ('key' in each ? [each.key] : []));
export const only = <T extends Effect['type']>(effects: readonly Effect[], kind: T): Extract<Effect, { type: T }>[] =>
  effects.filter((each): each is Extract<Effect, { type: T }> => each.type === kind);
