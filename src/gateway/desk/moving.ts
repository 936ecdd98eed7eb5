/** `encaminhar`, `tipo`, `prioridade`, `aguardar`, `adiar`, `pedido de alteração`: where a ticket stands. Called by run.ts. */
import { renderNotice } from '../../conversation/render.js';
import { heardFrom, retimed, toLevel } from '../../helpdesk/deadlines.js';
import { levelAbove } from '../../helpdesk/ladder.js';
import { move } from '../../helpdesk/life.js';
import type { LifeVerb } from '../../helpdesk/life.js';
import type { Order } from '../../helpdesk/order.js';
import { deskMember } from '../../helpdesk/staff.js';
import type { Level, Priority, Ticket, WaitingFor } from '../../helpdesk/ticket.js';
import type { Change } from '../change.js';
import { retype } from '../retype.js';
import { tellReporter } from './reporter.js';
import { saveTicket } from './save.js';
import { answer, languageOfMember, moved, reply, sayNow } from './scene.js';
import type { DeskScene } from './scene.js';
import { mayNot } from './taking.js';

type Doing<Do extends Order['do']> = Extract<Order, { readonly do: Do }>;

/** Where each role may send a ticket: the helpdesk anywhere, the others back to it. */
function whereTo(ticket: Ticket, wanted: Level | null, { member, content }: DeskScene): Level | null {
  if (member.role === 'l3' || member.role === 'nodal' || member.role === 'monitor') return wanted === null || wanted === 'L2' ? 'L2' : null;
  return wanted ?? levelAbove(ticket, content);
}

export function forwardTicket(ticket: Ticket, { level: wanted, text }: Doing<'forward'>, scene: DeskScene): Change[] {
  const { content, world, member } = scene;
  const { number } = ticket;
  const step = move(ticket, 'forward', member.role);
  if (!step.ok) return mayNot(step.why, ticket, scene);
  /** Nobody is alerted of what waits with a known problem: passing it on would say so and not be true. */
  if (ticket.incident !== null && content.problems.some((each) => each.number === ticket.incident && each.status === 'declared')) return reply(scene, 'desk.counted_with', { number, problem: ticket.incident });
  const level = whereTo(ticket, wanted, scene);
  if (level === null) return reply(scene, wanted === null ? 'desk.no_higher' : 'desk.level_not_yours', { number, level: wanted ?? ticket.level });
  if (level === ticket.level) return reply(scene, 'desk.level_same', { number, level });
  if (level === 'L3' && ticket.confidential) return reply(scene, 'desk.confidential_stays', { number });
  const monitor = level === 'L1' ? monitorOf(ticket, scene) : null;
  if (level === 'L1' && monitor === null) return reply(scene, 'desk.no_monitor', { number });
  const there = toLevel({ ...ticket, route: level === 'NMCP' ? 'nmcp' : 'helpdesk', desk: { ...ticket.desk, monitorPhone: monitor ?? ticket.desk.monitorPhone, deferredTo: null, talk: null } }, level, content, world.now);
  const sent: Ticket = { ...there, status: 'open', waitingFor: null };
  const heardAt = heardFrom(sent, world.now, content);
  return [
    ...saveTicket(sent, content, world), moved(scene, number, 'level', `${ticket.level} > ${level}`), ...(text === '' ? [] : [moved(scene, number, 'comment', text)]),
    ...answer(scene, sayNow(scene, heardAt > world.now ? 'desk.forwarded_later' : 'desk.forwarded', { number, level: sayNow(scene, `desk.level.${level}`), heardAt }), number),
  ];
}

/** The local monitor of the reporter, if the roster knows one who may give orders. */
function monitorOf(ticket: Ticket, { content }: DeskScene): string | null {
  const phone = ticket.desk.monitorPhone ?? (ticket.reporter.phone === null ? null : content.roster.get(ticket.reporter.phone)?.monitorPhone ?? null);
  return phone === null || phone === ticket.reporter.phone || ticket.confidential || deskMember(content, phone) === undefined ? null : phone;
}

export const retypeTicket = (ticket: Ticket, said: string, scene: DeskScene): Change[] =>
  retype(said, { ticket, member: scene.member, content: scene.content, world: scene.world, reply: (key, vars) => reply(scene, key, vars, ticket.number) });

export function prioritiseTicket(ticket: Ticket, priority: Priority, scene: DeskScene): Change[] {
  const { content, world } = scene;
  const { number } = ticket;
  const called = (which: Priority): string => renderNotice(content, languageOfMember(scene.member), `type.priority.${which}`, {});
  if (move(ticket, 'take', 'manager').ok === false) return mayNot('finished', ticket, scene);
  if (ticket.priority === priority) return reply(scene, 'desk.priority_same', { number, priority: called(priority) });
  const timed = retimed(ticket, { priority }, content, world.now);
  return [
    ...saveTicket(timed, content, world), moved(scene, number, 'priority', `${ticket.priority} > ${priority}`),
    ...reply(scene, 'desk.prioritised', { number, was: called(ticket.priority), priority: called(priority) }, number),
  ];
}

const VERB: Readonly<Record<WaitingFor, LifeVerb>> = { reporter: 'wait_reporter', backend: 'wait_backend', apk_release: 'wait_apk', device_push: 'wait_push' };

/** For the reporter: he is asked, and the deadlines stand still. For others: the reporter is not bothered. */
export function waitFor(ticket: Ticket, { for: what, text }: Doing<'wait'>, scene: DeskScene): Change[] {
  const { content, world, member } = scene;
  const { number } = ticket;
  const step = move(ticket, VERB[what], member.role);
  if (!step.ok) return mayNot(step.why, ticket, scene);
  const english = what === 'reporter' && text !== '' && languageOfMember(member) !== ticket.reporter.language && member.role === 'l3';
  if (english) return reply(scene, 'desk.ask_in_portuguese', { number });
  const asked = what === 'reporter' && text !== '' ? tellReporter(ticket, 'desk.reporter.asked', { words: text }, scene, 'ticket_news') : [];
  const waiting: Ticket = { ...ticket, ...step.set, assignee: ticket.assignee ?? member.name, desk: { ...ticket.desk, takenAt: ticket.desk.takenAt ?? world.now, movedAt: world.now, deferredTo: null } };
  const key = what !== 'reporter' ? `waiting_${what}` : text === '' ? 'waiting_silent' : asked.length === 0 ? 'waiting_no_way' : 'waiting_asked';
  return [...saveTicket(waiting, content, world), moved(scene, number, 'waiting', text === '' ? what : `${what}: ${text}`), ...asked, ...reply(scene, `desk.${key}`, { number }, number)];
}

/** SOP L85 (after the campaign, "Group V") and L87 (change request): the reporter is told in kind words. */
export function deferTicket(ticket: Ticket, { do: what, text }: Doing<'defer' | 'change_request'>, scene: DeskScene): Change[] {
  const { content, world, member } = scene;
  const { number } = ticket;
  const step = move(ticket, what, member.role);
  if (!step.ok) return mayNot(step.why, ticket, scene);
  if (ticket.status === 'deferred' && ticket.desk.deferredTo === step.deferredTo) return reply(scene, 'desk.deferred_before', { number });
  const put: Ticket = { ...ticket, ...step.set, assignee: ticket.assignee ?? member.name, desk: { ...ticket.desk, movedAt: world.now, deferredTo: step.deferredTo, talk: null } };
  const told = tellReporter(put, what === 'defer' ? 'desk.reporter.deferred' : 'desk.reporter.change_request', {}, scene, 'ticket_news');
  return [
    ...saveTicket(put, content, world), moved(scene, number, 'deferred', `${step.deferredTo ?? ''}: ${text}`), ...told,
    ...reply(scene, told.length > 0 ? `desk.${what === 'defer' ? 'deferred' : 'change_requested'}` : 'desk.deferred_untold', { number }, number),
  ];
}
