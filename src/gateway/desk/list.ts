/** `lista`, `minhas`: tickets in short, the most urgent first, a page at a time. Called by run.ts. */
import type { Order } from '../../helpdesk/order.js';
import { byUrgency, dueOf, filterOf, fits, isEmpty, isOverdue } from '../../helpdesk/list-words.js';
import type { Filter } from '../../helpdesk/list-words.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import type { Change } from '../change.js';
import { reply, sayNow as say, sees } from './scene.js';
import type { DeskScene } from './scene.js';

/** What a screen of a telephone shows without scrolling much. */
export const PAGE = 12;

export function listTickets(order: Extract<Order, { do: 'list' | 'mine' }>, scene: DeskScene): Change[] {
  const { before, content, member, world } = scene;
  const filter = filterOf(order.do === 'list' ? order.words : '', content);
  if (filter.unknown.length > 0) return reply(scene, 'desk.list_unknown', { said: filter.unknown.join(' ').slice(0, 40) });
  const seen = before.desk.filter((ticket) => sees(ticket, scene) === 'sees' && work(ticket, scene));
  const chosen = order.do === 'mine' ? seen.filter((ticket) => ticket.assignee === member.name && ticket.status !== 'deferred') : seen.filter((ticket) => theirs(ticket, filter, scene));
  const rows = chosen.filter((ticket) => fits(ticket, filter, world.now)).sort(byUrgency);
  const from = (filter.page - 1) * PAGE;
  const shown = rows.slice(from, from + PAGE);
  if (shown.length === 0) return reply(scene, rows.length > 0 ? 'desk.list_over' : order.do === 'mine' ? 'desk.mine_empty' : isEmpty(filter) ? 'desk.list_empty' : 'desk.list_none', { count: rows.length });
  const left = rows.length - from - shown.length;
  const words = order.do === 'list' ? order.words.replace(/\b\d{1,2}\b/gu, '').trim() : '';
  const more = left === 0 ? '' : say(scene, order.do === 'list' ? 'desk.list_more' : 'desk.list_more_mine', { count: left, again: `${say(scene, 'desk.word.list')} ${words} ${filter.page + 1}`.replace(/\s+/gu, ' ') });
  return reply(scene, order.do === 'mine' ? 'desk.list_mine' : 'desk.list', { count: rows.length, rows: [...shown.map((ticket) => row(ticket, scene)), ...(more === '' ? [] : ['', more])].join('\n') });
}

/** The manager's list has all, everybody else's the queue and his own; words to choose by open the whole (SOP L110). */
function theirs(ticket: Ticket, filter: Filter, { member }: DeskScene): boolean {
  if (!isEmpty(filter)) return true;
  if (ticket.status === 'deferred') return false;
  return member.role === 'manager' || ticket.assignee === null || ticket.assignee === member.name;
}

/** A level sees what is its own; the helpdesk sees all levels. */
function work(ticket: Ticket, { member }: DeskScene): boolean {
  if (member.role === 'l3') return ticket.level === 'L3' || ticket.assignee === member.name;
  return member.role !== 'nodal' || ticket.level === 'NMCP' || ticket.confidential || ticket.assignee === member.name;
}

function row(ticket: Ticket, scene: DeskScene): string {
  const { world } = scene;
  const due = dueOf(ticket);
  const mark = isOverdue(ticket, world.now) ? say(scene, 'desk.mark.overdue') : ticket.status === 'waiting' ? say(scene, `desk.mark.${ticket.waitingFor ?? 'reporter'}`) : ticket.status === 'deferred' ? say(scene, 'desk.mark.deferred') : due === null ? '' : say(scene, 'desk.mark.due', { dueAt: due });
  return say(scene, 'desk.list_row', {
    number: ticket.number, type: say(scene, `type.${ticket.type}`), priority: say(scene, `type.priority.${ticket.priority}`),
    place: ticket.area.district ?? ticket.area.province ?? '-', who: `${ticket.assignee ?? say(scene, 'desk.nobody')}${ticket.level === 'L2' ? '' : ` · ${ticket.level}`}`,
  }) + (mark === '' ? '' : ` · ${mark}`);
}
