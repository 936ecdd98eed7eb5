/** `turno entrar`, `turno sair`: stands before the shift's calendar for a while; whoever comes sees what waits. Called by run.ts (through people.ts). */
import { renderNotice } from '../../conversation/render.js';
import { dutyUntil } from '../../helpdesk/duty.js';
import type { Order } from '../../helpdesk/order.js';
import { sight } from '../../helpdesk/rights.js';
import { inArea, onShift } from '../../helpdesk/staff.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import type { Change } from '../change.js';
import { languageOfMember, reply } from './scene.js';
import type { DeskScene } from './scene.js';

/** Waiting tickets that are shown to who comes. */
const MOST = 8;

export function dutyOrder(order: Extract<Order, { do: 'duty' }>, scene: DeskScene): Change[] {
  const { content, member, before, world } = scene;
  const until = dutyUntil(content, member, order.on, world.now);
  const save: Change = { do: 'duty.save', row: { phone: member.phone, on: order.on, until, at: world.now } };
  const language = languageOfMember(member);
  const say = (key: string, vars: Readonly<Record<string, string | number>>): string => renderNotice(content, language, key, vars);
  const rows = (tickets: readonly Ticket[]): string => tickets.slice(0, MOST).map((ticket) => say('people.ticket_row', {
    number: ticket.number, type: say(`type.${ticket.type}`, {}), priority: say(`type.priority.${ticket.priority}`, {}), place: ticket.area.district ?? ticket.area.province ?? '-',
  })).join('\n');
  const own = before.desk.filter((each) => each.assignee === member.name && each.status !== 'deferred');
  if (!order.on) {
    const others = onShift(content, world.now, { role: member.role }).filter((each) => each.phone !== member.phone);
    const alone = !others.some((each) => member.areas.some((area) => area === '*' || inArea(each.areas, area)));
    const text = [say('people.duty_left', { untilAt: until }), ...(own.length === 0 ? [] : [say('people.duty_own', { count: own.length, rows: rows(own) })]), ...(alone ? [say('people.duty_alone', {})] : [])];
    return [save, ...reply(scene, 'people.shown', { lines: text.join('\n\n') })];
  }
  const waiting = [...before.desk].filter((each) => each.status === 'open' && each.assignee === null && sight(each, member, (phone) => content.roster.get(phone)?.monitorPhone ?? null) === 'sees').reverse();
  const text = [
    say('people.duty_entered', { untilAt: until }),
    ...(own.length === 0 ? [] : [say('people.duty_mine', { count: own.length })]),
    waiting.length === 0 ? say('people.duty_nothing', {}) : say('people.duty_waiting', { count: waiting.length, rows: rows(waiting) }),
  ];
  return [save, ...reply(scene, 'people.shown', { lines: text.join('\n\n') })];
}
