/** Random turns for the tests of the flows: seeded, over all events, several persons, hours and phases, with a store round trip between turns. */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Effect, Facts } from '../../flows/types.js';
import { NOW, begin, caller, catalogue, facts, guess, known, night, noIdea, pick, stored, stranger, text, ticket, turn, unsure } from './world.js';
import type { Bare } from './world.js';

export const over = (snapshot: AnyMachineSnapshot): boolean => snapshot.status === 'done';

function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const types = Object.keys(catalogue.types);
const ids = [
  'report', 'nmcp', 'status', 'person', 'language', 'yes', 'no', 'one', 'team', 'district', 'skip', 'back', 'more', 'other', 'none', 'correct', 'cancel', 'keep', 'discard', 'go_on', 'menu', 'finish', 'helped',
  'app_fault', 'something_else', 'nmcp_contact', 'desk', 'kind', 'words', 'place', 'impact', 'answers', 'Moatize', '40713', '51234', 'usage', 'nonsense', '', ...types, 'technical', 'grievance', ...catalogue.programmaticTopics, ...catalogue.roles,
];
const words = ['não consigo sincronizar', 'bom dia', 'obrigado', 'não sou o João, aqui é a Marta', 'ainda não', 'já funciona', 'faltam redes na aldeia', 'a minha senha é abc123', '', '😀', 'x'.repeat(3000), 'João Fernando', '+258 84 123 0001', '$t(type.sync) {{x}}'];

function anything(roll: (below: number) => number, snapshot: AnyMachineSnapshot): Bare {
  const one = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
  const open = (snapshot.context as { open: { expect: { kind: string; choices?: readonly { id: string }[] } } | null }).open;
  if (roll(3) > 0 && open?.expect.choices !== undefined && open.expect.choices.length > 0) return pick(one(open.expect.choices).id);
  const opinion = () => one([guess(one(types)), unsure(one(types), one(types), one(types)), noIdea, guess('unheard_of')]);
  switch (roll(12)) {
    case 0: return pick(one(ids));
    case 1: case 2: case 3: return text(one(words), opinion(), { polite: one([null, null, null, 'greeting', 'thanks', 'anger'] as const), place: one([null, null, 'Moatize']), ticket: one([null, null, '40713']) });
    case 4: return { type: 'DIGITS', digits: one(['1', '7', '841230001', '40713', '0']) };
    case 5: return { type: 'MEDIA', count: 1 + roll(3), kind: one(['image', 'audio', 'video', 'document', 'sticker']), caption: one(['', 'o ecrã']), guess: one([null, opinion()]) };
    case 6: return one<Bare>([{ type: 'LOCATION', latitude: -16.1, longitude: 33.6, label: one([null, 'escola']) }, { type: 'UNKNOWN' }, { type: 'START' }]);
    case 7: return { type: 'RECORDED', seconds: roll(30), hungUp: roll(5) === 0 };
    case 8: return one<Bare>([{ type: 'SILENCE' }, { type: 'NOMATCH' }, { type: 'DIALLED', reached: roll(2) === 0 }, { type: 'SKIP' }]);
    case 9: return one<Bare>([{ type: 'MENU' }, { type: 'BACK' }, { type: 'HELP' }, { type: 'REPEAT' }, { type: 'PERSON' }, { type: 'BACK' }]);
    case 10: return one<Bare>([{ type: 'STATUS', ticket: one([null, '40713', '99999']) }, { type: 'LANGUAGE', language: one([null, 'pt', 'en']) }, { type: 'FOLLOWUP', ticket: one(['40713', '51234', '99999']), text: one(['', 'sim', 'não', 'ainda não consigo entrar na aplicação']) }, { type: 'SKIP' }]);
    default: return one<Bare>([{ type: 'REMIND' }, { type: 'CANCEL' }, { type: 'SKIP' }, { type: 'EXPIRE' }, { type: 'HANGUP' }]);
  }
}

function worlds(roll: (below: number) => number): Facts {
  const one = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
  const base = one([facts, stranger, caller, { ...stranger, medium: 'call' as const, phone: null }]);
  const tickets = one([[], [ticket('40713', 'open')], [ticket('40713', 'resolved', { solution: 'Actualize.' }), ticket('51234', 'assigned')], [ticket('51234', 'closed')]]);
  return { ...base, tickets, known: one([[], known]), ...one([{}, night, { open: false, opensAt: null, deskReachable: false }]), phase: one(['before', 'training', 'campaign', 'grace', 'after'] as const) };
}

export interface Reached { readonly snapshot: AnyMachineSnapshot; readonly world: Facts }

/** Plays turns and hands every one to `check`. */
export function wander(machine: AnyStateMachine, seed: number, turns: number, check: (effects: readonly Effect[], reached: Reached, event: Bare) => void): void {
  const roll = dice(seed);
  let snapshot = begin(machine);
  let world = worlds(roll);
  for (let count = 0; count < turns; count += 1) {
    if (over(snapshot)) {
      snapshot = begin(machine);
      world = worlds(roll);
    } else snapshot = stored(machine, snapshot);
    const event = anything(roll, snapshot);
    const done = turn(machine, snapshot, event, { ...world, now: NOW + count });
    snapshot = done.snapshot;
    check(done.effects, { snapshot, world }, event);
  }
}
