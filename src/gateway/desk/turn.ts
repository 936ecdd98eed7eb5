/** The desk's turn: all orders of one message in order, the answer to an open question ("sim", "não"), and what can be undone. Pure; called by person.ts when the sender belongs to the desk. */
import { filterOf } from '../../helpdesk/list-words.js';
import { orders } from '../../helpdesk/commands.js';
import type { Typed } from '../../helpdesk/commands.js';
import type { Order, OrderName } from '../../helpdesk/order.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import type { Before } from '../../store/port.js';
import type { Change } from '../change.js';
import type { DeskState } from '../records.js';
import { deskChanges } from './run.js';
import { reply, sees, ticketIn } from './scene.js';
import type { DeskScene } from './scene.js';

const MINUTE = 60_000;
/** So long a question waits for "sim". */
const ASKED_MS = 5 * MINUTE;
/** A "sim" that comes later than that is told so; after an hour it is an ordinary word. */
const LATE_MS = 60 * MINUTE;

type Seat = Omit<DeskScene, 'text' | 'confirmed'>;

/** @param typed what commands.ts read out of the message @returns null = it is no order after all: the conversation answers */
export function deskTurn(typed: readonly Typed[], seat: Seat): Change[] | null {
  const [only] = typed;
  if (only === undefined) return null;
  if (typed.length === 1 && (only.order.do === 'confirm' || only.order.do === 'decline')) return answered(only.order.do, seat);
  if (typed.length === 1 && isTalk(only.order, seat)) return null;
  const changes: Change[] = [];
  let { before } = seat;
  for (const each of typed) {
    const done = carriedOut(each, { ...seat, before, text: each.text, confirmed: false });
    changes.push(...done);
    before = after(before, done);
  }
  return changes;
}

/** What reads as an order but is a word of the conversation that runs, or about a ticket of his own that he may not work on. */
function isTalk(order: Order, seat: Seat): boolean {
  const { before, content, member } = seat;
  if (order.do === 'faulty') return before.conversation !== null && order.why !== 'number_wrong' && talkOf(seat) === null;
  if (order.do === 'list' && order.words !== '') return filterOf(order.words, content).unknown.length > 0 && (member.role === 'monitor' || order.words.includes(' '));
  if (!('number' in order)) return false;
  const own = before.tickets.find((each) => each.number === order.number);
  return own !== undefined && sees(own, seat) !== 'sees';
}

/** The ticket through which he talks with a reporter: "fim" means that one. */
const talkOf = ({ before, member }: Seat): Ticket | null => before.desk.find((each) => each.desk.talk?.phone === member.phone) ?? null;

function carriedOut({ order: given, text }: Typed, scene: DeskScene): Change[] {
  const talk = given.do === 'faulty' && given.why === 'number_missing' ? talkOf(scene) : null;
  const order = talk === null ? given : orders(text, talk.number)[0]?.order ?? given;
  return withState(order, scene, deskChanges(order, scene));
}

function answered(said: 'confirm' | 'decline', seat: Seat): Change[] | null {
  const { before, world } = seat;
  const pending = before.deskState?.pending ?? null;
  /** The newest question is the one that is answered. */
  if (pending === null || (before.conversation !== null && before.conversation.updatedAt > pending.at)) return null;
  const scene: DeskScene = { ...seat, text: pending.text, confirmed: true };
  if (world.now - pending.at > ASKED_MS) return before.conversation === null && world.now - pending.at <= LATE_MS ? [forget(scene), ...reply(scene, 'desk.too_late', { text: pending.text })] : null;
  if (said === 'decline') return [forget(scene), ...reply(scene, 'desk.declined')];
  const order = orders(pending.text, pending.number)[0]?.order;
  return order === undefined ? [forget(scene)] : withState(order, scene, deskChanges(order, scene));
}

const stateOf = ({ before, member }: DeskScene): DeskState => before.deskState ?? { phone: member.phone, pending: null, last: null };
const forget = (scene: DeskScene): Change => ({ do: 'desk.save', state: { ...stateOf(scene), pending: null } });

/** Moves that "desfazer" takes back. */
const UNDOES: ReadonlySet<OrderName> = new Set(['take', 'assign', 'forward', 'retype', 'prioritise', 'wait', 'defer', 'change_request', 'solve', 'reject', 'close', 'reopen']);

/** A question that this order asked stays; one from before is gone; a move can be undone. */
function withState(order: Order, scene: DeskScene, changes: Change[]): Change[] {
  if (changes.some((each) => each.do === 'desk.save')) return changes;
  const state = stateOf(scene);
  const ticket = 'number' in order ? ticketIn(scene, order.number) : undefined;
  const saved = ticket !== undefined && changes.some((each) => each.do === 'ticket.save' && each.ticket.number === ticket.number);
  if (ticket !== undefined && saved && UNDOES.has(order.do)) {
    return [...changes, { do: 'desk.save', state: { ...state, pending: null, last: { at: scene.world.now, what: order.do, before: ticket, version: ticket.version + 1 } } }];
  }
  return state.pending === null ? changes : [...changes, forget(scene)];
}

/** What the next order of the same message finds. */
function after(before: Before, changes: readonly Change[]): Before {
  let next = before;
  for (const change of changes) {
    if (change.do === 'desk.save') next = { ...next, deskState: change.state };
    if (change.do === 'ticket.event') next = { ...next, events: [...(next.events ?? []), change.event] };
    if (change.do === 'callback.save') next = { ...next, callbacks: [...(next.callbacks ?? []).filter((each) => each.id !== change.callback.id), change.callback] };
    if (change.do === 'ticket.save') next = withTicket(next, change.ticket);
  }
  return next;
}

function withTicket(before: Before, ticket: Ticket): Before {
  const put = (all: readonly Ticket[]): readonly Ticket[] => all.map((each) => (each.number === ticket.number ? ticket : each));
  const named = before.named.some((each) => each.number === ticket.number) ? put(before.named) : [...before.named, ticket];
  return { ...before, named, desk: put(before.desk), tickets: put(before.tickets) };
}
