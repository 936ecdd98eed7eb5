/** Carries out an executive's Order: moves the ticket, answers him, tells the reporter (SOP L122-124). Pure; called by the person's turn when the sender is staff. */
import type { Content, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import type { Order } from '../helpdesk/commands.js';
import { inArea } from '../helpdesk/staff.js';
import type { Ticket, TicketEvent } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import { alertText } from './alerts.js';
import type { Change } from './change.js';
import { areaOf } from './facts.js';
import { queueWords, recipientOfPhone, templateUse } from './outgoing.js';
import type { Recipient } from './outgoing.js';
import { retype, whyText } from './retype.js';
import type { World } from './world.js';

interface Desk {
  readonly before: Before;
  readonly to: Recipient;
  readonly content: Content;
  readonly world: World;
}

const FINISHED: ReadonlySet<Ticket['status']> = new Set(['closed', 'redirected', 'rejected', 'abandoned']);

export function deskChanges(order: Order, member: StaffMember, desk: Desk): Change[] {
  const reply = replier(member, desk);
  switch (order.do) {
    case 'help':
      return reply('desk.help');
    case 'list':
      return list(desk.before.desk.filter((ticket) => mayWork(ticket, member)), reply, desk, member);
    case 'mine':
      return list(desk.before.desk.filter((ticket) => ticket.assignee === member.name), reply, desk, member);
    case 'faulty':
      return reply(`desk.${order.why}`, { word: order.word });
    default:
      return onTicket(order, member, desk, reply);
  }
}

type Reply = (key: string, vars?: Readonly<Record<string, string | number>>) => Change[];

function replier(member: StaffMember, desk: Desk): Reply {
  const language = member.languages[0] ?? 'pt';
  return (key, vars = {}) => queueWords(desk.to, { text: renderNotice(desk.content, language, key, vars) }, { purpose: 'answer' }, desk.world);
}

function list(tickets: readonly Ticket[], reply: Reply, desk: Desk, member: StaffMember): Change[] {
  if (tickets.length === 0) return reply('desk.list_empty');
  const language = member.languages[0] ?? 'pt';
  const say = (key: string): string => renderNotice(desk.content, language, key, {});
  const rows = tickets.map((ticket) => renderNotice(desk.content, language, 'desk.list_row', {
    number: ticket.number, type: say(`type.${ticket.type}`), priority: say(`type.priority.${ticket.priority}`),
    place: ticket.area.district ?? ticket.area.province ?? '-', who: ticket.assignee ?? say('desk.nobody'),
  }));
  return reply('desk.list', { count: tickets.length, rows: rows.join('\n') });
}

type TicketOrder = Extract<Order, { number: string }>;

function onTicket(order: TicketOrder, member: StaffMember, desk: Desk, reply: Reply): Change[] {
  const { number } = order;
  const ticket = [...desk.before.named, ...desk.before.desk, ...desk.before.tickets].find((each) => each.number === number);
  if (ticket === undefined) return reply('desk.not_found', { number });
  if (!mayWork(ticket, member)) return reply('desk.not_yours', { number });
  const { now } = desk.world;
  const event = (type: TicketEvent['type'], text: string | null): Change => ({ do: 'ticket.event', event: { ticket: number, at: now, type, by: member.name, channel: 'desk', text } });
  const save = (set: Partial<Ticket>): Change => ({ do: 'ticket.save', ticket: { ...ticket, ...set } });
  switch (order.do) {
    case 'show':
      return reply('desk.show', { dossier: alertText(ticket, member.languages[0] ?? 'pt', desk.content), number, status: ticket.status, assignee: ticket.assignee ?? '-' });
    case 'why':
      return reply('desk.words', { words: whyText(ticket, member.languages[0] ?? 'pt', desk.content) });
    case 'retype':
      return retype(order.text, { ticket, member, content: desk.content, world: desk.world, reply });
    case 'take':
      if (FINISHED.has(ticket.status) || ticket.status === 'resolved') return reply('desk.finished', { number });
      if (ticket.assignee !== null && ticket.assignee !== member.name) return reply('desk.taken', { number, name: ticket.assignee });
      return [save({ assignee: member.name, status: 'assigned' }), event('assigned', null), { do: 'timer.clear', name: 'ticket.alert', key: number }, ...reply('desk.took', { number })];
    case 'comment':
      return [save({}), event('comment', order.text), ...reply('desk.commented', { number })];
    case 'solve':
      if (FINISHED.has(ticket.status)) return reply('desk.finished', { number });
      return [
        save({ status: 'resolved', solution: order.text, resolvedAt: now, assignee: ticket.assignee ?? member.name }), event('resolved', order.text),
        ...tellReporter({ ...ticket, solution: order.text }, desk), ...reply('desk.solved', { number }),
      ];
    case 'close':
      if (ticket.solution === null) return reply('desk.needs_solution', { number });
      return [save({ status: 'closed', closedAt: now }), event('closed', null), ...reply('desk.closed', { number })];
    case 'reopen':
      return [save({ status: ticket.assignee === null ? 'open' : 'assigned', resolvedAt: null, closedAt: null }), event('reopened', null), ...reply('desk.reopened', { number })];
  }
}

/** The manager sees all; everybody else the tickets of his areas, and no grievances (SOP L110). */
export function mayWork(ticket: Ticket, member: StaffMember): boolean {
  if (member.role === 'manager') return true;
  if (ticket.confidential) return member.role === 'nodal';
  return inArea(member.areas, areaOf(ticket.area));
}

/** "Once resolved, they will inform the local supervisor or user" (SOP L124): chat for chat; a caller gets it in writing, and the callback stays owed. */
function tellReporter(ticket: Ticket, desk: Desk): Change[] {
  const { content, world } = desk;
  const { address, phone, language } = ticket.reporter;
  const chat = address.startsWith('whatsapp:') || address.startsWith('sms:');
  const to = chat
    ? { address, contactId: ticket.contactId, via: world.via ?? desk.to.via, fallback: phone !== null && world.ways.sms ? `sms:${phone}` : null }
    : recipientOfPhone(phone, ticket.contactId, world, desk.to.via);
  if (to === null) return [];
  const text = renderNotice(content, language, 'notice.ticket_solved', { number: ticket.number, solution: ticket.solution ?? '-' });
  const template = templateUse(content, 'ticket_solved', [ticket.number, ticket.solution ?? '-'], language);
  return queueWords(to, { text }, { purpose: 'notice', ticket: ticket.number, template }, world);
}
