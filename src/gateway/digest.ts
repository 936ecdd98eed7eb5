/** Alerts that came too thick for one person: one list of what nobody has taken yet, most urgent first (`staff.digest`, at fixed times of the clock). Called by due. */
import type { Content, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { isLive, isQuiet, isTaken, placeOf } from '../helpdesk/deadlines.js';
import { deskMember, inArea, isOnShift } from '../helpdesk/staff.js';
import type { Priority, Ticket } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import { languageOfAlert } from './alerts.js';
import type { Change } from './change.js';
import type { Due } from './due.js';
import { queueWords, recipientOfStaff, templateUse } from './outgoing.js';
import type { World } from './world.js';

const ROWS = 20;
const URGENT: Readonly<Record<Priority, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

export function digestDue(before: Before, what: Due, content: Content, world: World): Change[] {
  const member = deskMember(content, what.key);
  const to = member === undefined ? null : recipientOfStaff(member, world);
  if (member === undefined || to === null || !isOnShift(content, member, world.now)) return [];
  const open = before.desk.filter((ticket) => isFor(ticket, member, content)).sort((one, other) => URGENT[one.priority] - URGENT[other.priority] || one.openedAt - other.openedAt);
  if (open.length === 0) return [];
  const language = languageOfAlert(member);
  const say = (key: string, vars: Readonly<Record<string, string | number>> = {}): string => renderNotice(content, language, key, vars);
  const rows = open.slice(0, ROWS).map((ticket) => say('alert.digest_row', {
    number: ticket.number, type: say(`type.${ticket.type}`), place: ticket.area.district ?? ticket.area.province ?? '-', priority: say(`type.priority.${ticket.priority}`),
    mark: ticket.desk.proposedTo === member.name ? say('alert.digest_mine') : '',
  }));
  const more = open.length > ROWS ? [say('alert.digest_more', { count: open.length - ROWS })] : [];
  const text = [say('alert.digest', { count: open.length, rows: [...rows, ...more].join('\n') }), say('alert.digest_how')].join('\n\n');
  const [first] = open;
  const template = first === undefined ? null : templateUse(content, 'alert', [first.number, say(`type.${first.type}`), first.area.district ?? first.area.province ?? '-'], language);
  return queueWords(to, { text }, { purpose: 'alert', template }, world);
}

/** Nobody's tickets that he is alerted of: of his area and level. */
function isFor(ticket: Ticket, member: StaffMember, content: Content): boolean {
  if (!isLive(ticket) || isQuiet(ticket, content) || isTaken(ticket)) return false;
  if (member.role === 'monitor') return ticket.level === 'L1' && ticket.desk.monitorPhone === member.phone && !ticket.confidential;
  if (!inArea(member.areas, placeOf(ticket.area))) return false;
  if (member.role === 'manager') return true;
  if (member.role === 'nodal') return ticket.level === 'NMCP';
  if (ticket.confidential) return false;
  return member.role === 'l3' ? ticket.level === 'L3' : ticket.level === 'L2';
}
