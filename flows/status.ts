/** The state of a ticket: which one where there are several, what is said of it, and what follows. */
import { ask } from './asks.js';
import { end, goodbye } from './filing.js';
import { act, chose, kit, say, when } from './kit.js';
import type { Done } from './kit.js';
import { onCall, saidSomething } from './memory.js';
import type { Event, Memory } from './memory.js';
import { choices, ticketMenu } from './menus.js';
import { again, openAgain } from './replies.js';
import type { Effect, Facts } from './types.js';

const FINISHED: ReadonlySet<string> = new Set(['closed', 'redirected', 'rejected', 'abandoned']);
const openOnes = (facts: Facts): Facts['tickets'] => facts.tickets.filter((each) => !FINISHED.has(each.status));

/** The ticket that is meant where there can be no doubt: named, the only open one, or else the last. */
function meant(facts: Facts, number: string | null): Facts['tickets'][number] | undefined {
  if (number !== null) return facts.tickets.find((each) => each.number === number);
  const open = openOnes(facts);
  return open.length > 1 ? undefined : open[0] ?? facts.tickets[0];
}

/** Says state, solution and when. */
export function statusSaid(facts: Facts, number: string | null): Effect[] {
  const ticket = meant(facts, number);
  if (ticket === undefined) return [number === null ? say('status.none') : say('status.not_found', { number })];
  const { status, solution, dueAt } = ticket;
  const vars = { number: ticket.number, type: ticket.type };
  if (solution !== null) return [say(status === 'resolved' ? 'status.is.resolved' : 'status.is.closed', { ...vars, solution })];
  if (dueAt !== null && dueAt > facts.now && (status === 'open' || status === 'assigned')) return [say(`status.is.${status}`, vars), say('status.due', { dueAt })];
  return [say(status === 'resolved' || status === 'closed' ? 'status.is.done' : `status.is.${status}`, vars)];
}

const several = (facts: Facts, number: string | null): boolean => number === null && openOnes(facts).length > 1;
const idle = (memory: Memory): boolean => memory.purpose === null && !saidSomething(memory);

/** After the state was said: back to the report, or the end; a caller may go on to the menu. */
export function afterStatus(prefix: '' | '.', numberOf: (event: Event) => string | null, applies: (memory: Memory, event: Event) => boolean = () => true) {
  const said = (name: string, test: (memory: Memory, facts: Facts) => boolean) => when(name, (memory, event) => applies(memory, event) && test(memory, event.facts));
  return [
    ...(prefix === '' ? [] : [{
      guard: said('question stays open', (memory) => !idle(memory) && memory.open !== null && memory.open.key !== 'status.which'),
      actions: act((memory, event): Done => ({ effects: [...statusSaid(event.facts, numberOf(event)), ...openAgain(memory)] })),
    }]),
    { guard: said('report goes on', (memory) => !idle(memory)), target: `${prefix}next`, actions: act((_memory, event) => ({ effects: statusSaid(event.facts, numberOf(event)) })) },
    { guard: said('on a call', (_memory, facts) => onCall(facts)), target: `${prefix}anything`, actions: act((_memory, event) => ({ effects: statusSaid(event.facts, numberOf(event)) })) },
    {
      guard: said('nothing to tell', (_memory, facts) => facts.tickets.length === 0), target: `${prefix}next`,
      actions: act((_memory, event) => ({ effects: statusSaid(event.facts, numberOf(event)) })),
    },
    { guard: said('told', () => true), target: `${prefix}ended`, actions: act((_memory, event) => ({ effects: [...statusSaid(event.facts, numberOf(event)), end('status')] })) },
  ];
}

const named = (event: Event): string | null => (event.type === 'STATUS' || event.type === 'TEXT' ? event.ticket : null);

export function statuses() {
  return [
    { guard: when<'STATUS'>('several tickets', (_memory, event) => several(event.facts, event.ticket)), target: '.statusWhich' },
    ...afterStatus('.', named),
  ];
}

/** The menu's "state of my ticket". */
export const statusChosen = [
  { guard: when<'CHOICE'>('status of several', (_memory, event) => event.id === 'status' && several(event.facts, null)), target: 'statusWhich' },
  ...afterStatus('', () => null, (_memory, event) => event.type === 'CHOICE' && event.id === 'status'),
];

const picked = (event: Event): string | null => (event.type === 'CHOICE' ? event.id : event.type === 'DIGITS' ? event.digits : named(event));
const isTicket = (_memory: Memory, event: Event): boolean => event.facts.tickets.some((each) => each.number === picked(event));

export const statusStates = {
  statusWhich: kit.createStateConfig({
    entry: act((_memory, { facts }): Done => ({ effects: [ask('status.which', ticketMenu(facts))] })),
    on: {
      CHOICE: afterStatus('', picked, isTicket),
      DIGITS: afterStatus('', picked, isTicket),
      TEXT: afterStatus('', picked, isTicket),
      BACK: { target: 'next' },
      SKIP: { target: 'next' },
    },
  }),
  /** On the phone, once everything was said. */
  anything: kit.createStateConfig({
    entry: act((): Done => ({ effects: [ask('call.anything', choices('menu', 'finish'))] })),
    on: {
      CHOICE: [
        { guard: chose('menu'), target: 'next' },
        { guard: chose('finish'), target: 'ended', actions: bye() },
      ],
      SILENCE: { target: 'ended', actions: bye() },
      HANGUP: { target: 'ended', actions: act((): Done => ({ effects: [end('status')] })) },
      TEXT: [
        { guard: when<'TEXT'>('thanks', (_memory, event) => event.polite === 'thanks'), target: 'ended', actions: bye() },
      ],
      BACK: { target: 'next' },
      SKIP: { target: 'ended', actions: bye() },
      REPEAT: { actions: again() },
    },
  }),
};

function bye() {
  return act((_memory, { facts }) => ({ effects: [goodbye(facts), end('status')] }));
}
