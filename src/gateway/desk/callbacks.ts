/** Orders about calls: `ligar 40713` joins both telephones or names the number, `ligou 40713 ...` writes down how it went, `pendentes` lists who is owed a call. Called by run.ts. */
import { called } from '../../helpdesk/callback-words.js';
import { isOpenCallback, ledgerOf, owed } from '../../helpdesk/callback.js';
import type { Order } from '../../helpdesk/order.js';
import { sight } from '../../helpdesk/rights.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import { callbackOf, logged } from '../callback-log.js';
import { outcomeWords, triesWords } from '../callback-words.js';
import type { Change } from '../change.js';
import { renderNotice } from '../../conversation/render.js';
import { bridgeId, dial, numberOf, saveCallback } from '../owe.js';
import type { Callback } from '../records.js';
import { languageOfMember, reply, ticketIn } from './scene.js';
import type { DeskScene } from './scene.js';

type CallbackOrder = Extract<Order, { readonly do: 'call' | 'called' | 'callbacks' }>;

/** Rows in one list: more fit in no message. */
const MOST = 15;

export function callbackOrder(order: CallbackOrder, scene: DeskScene): Change[] {
  if (order.do === 'callbacks') return pending(scene);
  if (isPhone(order.number)) return ofPhone(order, scene);
  const ticket = ticketIn(scene, order.number);
  if (ticket === undefined) return reply(scene, 'callback.unknown', { number: order.number });
  return order.do === 'call' ? join(ticket, scene) : wentSo(ticket, order.text, scene);
}

/** "ligou +258 84 123 0001 falei": a call that is owed without a ticket. */
export const isPhone = (number: string): boolean => digitsOf(number).length >= PHONE_DIGITS;
const PHONE_DIGITS = 8;
const digitsOf = (number: string): string => number.replace(/\D/gu, '');
/** Written with or without the country's code. */
const samePhone = (one: string, other: string): boolean => digitsOf(one).slice(-9) === digitsOf(other).slice(-9);

function ofPhone(order: Exclude<CallbackOrder, { readonly do: 'callbacks' }>, scene: DeskScene): Change[] {
  const { before, content, member, world } = scene;
  const { number: phone } = order;
  const open = (before.callbacks ?? []).find((each) => isOpenCallback(each) && each.phone !== null && samePhone(each.phone, phone));
  if (open === undefined) return reply(scene, 'callback.none_owed', { phone });
  if (order.do === 'call') {
    if (!world.ways.voice) return reply(scene, 'callback.by_hand_alone', { phone: open.phone ?? phone });
    return [...rings(open, scene), ...reply(scene, 'callback.joining_alone', { phone: open.phone ?? phone })];
  }
  const said = called(order.text, world.now, content.timezone);
  if (said === null) return reply(scene, 'callback.how', { number: phone });
  const done = logged(open, before.named.find((each) => each.number === open.ticket), { ...said, by: member.name }, content, world);
  const outcome = outcomeWords(content, languageOfMember(member), said.outcome);
  return [...done.changes, ...reply(scene, done.nextAt === null ? 'callback.logged_alone' : 'callback.logged_alone_next', { phone: open.phone ?? phone, outcome, nextAt: done.nextAt ?? 0 })];
}

/** From now on a person's call: no machine rings him at the same time. */
function rings(callback: Callback, { member, world }: DeskScene): Change[] {
  const ledger = ledgerOf(callback);
  return [
    ...saveCallback({ ...callback, ledger: { ...ledger, mode: 'person', assignee: member.name, nextAt: Math.max(world.now + GRACE_MS, ledger.nextAt ?? 0) } }),
    ...dial(callback, bridgeId(callback.id), member.phone, world),
  ];
}

/** Both telephones are rung, the executive's first; where we cannot call, the number is named. */
function join(ticket: Ticket, scene: DeskScene): Change[] {
  const { world, member, content } = scene;
  const phone = numberOf(ticket);
  const { number } = ticket;
  if (phone === null) return reply(scene, 'callback.none_to_call', { number }, number);
  if (!world.ways.voice) return reply(scene, 'callback.by_hand', { number, phone, name: ticket.reporter.name ?? phone }, number);
  const open = callbackOf(scene.before.callbacks, number);
  const known = open !== null && isOpenCallback(open) ? { ...open, phone } : null;
  const callback = known ?? owed({ id: world.newId(), contactId: ticket.contactId, phone, reason: ticket.status === 'resolved' ? 'solved' : 'person', ticket: number, callId: null, mode: 'person', assignee: member.name }, content, world.now, null);
  return [...rings(callback, scene), ...reply(scene, 'callback.joining', { number }, number)];
}

/** While the two telephones are being rung nobody is reminded of it. */
const GRACE_MS = 10 * 60_000;

function wentSo(ticket: Ticket, text: string, scene: DeskScene): Change[] {
  const { member, content, world, before } = scene;
  const { number } = ticket;
  const said = called(text, world.now, content.timezone);
  if (said === null) return reply(scene, 'callback.how', { number }, number);
  const callback = callbackOf(before.callbacks, number);
  const done = logged(callback, ticket, { ...said, by: member.name }, content, world);
  const outcome = outcomeWords(content, languageOfMember(member), said.outcome);
  return [...done.changes, ...reply(scene, nextKey(said.outcome, ticket, callback, done), { number, outcome, nextAt: done.nextAt ?? 0 }, number)];
}

function nextKey(outcome: string, ticket: Ticket, callback: Callback | null, { nextAt, ended }: ReturnType<typeof logged>): string {
  if (outcome === 'reached') return ticket.status === 'resolved' ? 'callback.logged_reached_solved' : 'callback.logged_reached';
  if (outcome === 'wrong_number') return 'callback.logged_wrong';
  if (callback === null || nextAt === null) return ended && callback !== null ? 'callback.logged_given_up' : 'callback.logged';
  return 'callback.logged_next';
}

/** Oldest first; those of his areas, and those of which nobody knows the place. */
function pending(scene: DeskScene): Change[] {
  const { before, content, member } = scene;
  const language = languageOfMember(member);
  const say = (key: string, vars = {}): string => renderNotice(content, language, key, vars);
  const rows = (before.callbacks ?? []).filter(isOpenCallback).flatMap((callback) => {
    const ticket = before.named.find((each) => each.number === callback.ticket);
    if (ticket !== undefined && (sight(ticket, member, (phone) => content.roster.get(phone)?.monitorPhone ?? null) !== 'sees' || isSettled(callback, ticket))) return [];
    return [row(callback, ticket)];
  });
  if (rows.length === 0) return reply(scene, 'callback.pending_none');
  const more = rows.length > MOST ? `\n${say('callback.pending_more', { more: rows.length - MOST })}` : '';
  return reply(scene, 'callback.pending', { count: rows.length, rows: rows.slice(0, MOST).join('\n') + more });

  function row(callback: Callback, ticket: Ticket | undefined): string {
    const { mode, nextAt } = ledgerOf(callback);
    const vars = {
      number: callback.ticket ?? say('callback.no_ticket'), who: ticket?.reporter.name ?? callback.phone ?? say('callback.no_phone'), place: ticket?.area.district ?? ticket?.area.province ?? '-',
      reason: say(`callback.reason.${callback.reason}`), owedAt: callback.owedAt, tries: triesWords(callback, content, language),
    };
    return nextAt === null ? say('callback.pending_row', vars) : say(mode === 'automatic' ? 'callback.pending_row_automatic' : 'callback.pending_row_next', { ...vars, nextAt });
  }
}

/** Its timer will strike it off: the ticket is open again, or its reporter has said how it is. */
const isSettled = ({ reason }: Callback, { status, informed }: Ticket): boolean => (reason === 'solved' ? status !== 'resolved' && !(status === 'closed' && informed.reporter === null) : status === 'closed' && informed.reporter !== null);
