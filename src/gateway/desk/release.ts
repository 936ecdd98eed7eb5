/** A person goes, or goes elsewhere: his tickets are nobody's again and alerted anew, his callbacks anybody's. Called by people.ts. */
import { isLive } from '../../helpdesk/deadlines.js';
import { inArea } from '../../helpdesk/staff.js';
import type { StaffMember } from '../../content/types.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import { alertTicket } from '../alerts.js';
import type { Change } from '../change.js';
import { areaOf } from '../facts.js';
import { saveTicket } from './save.js';
import { moved } from './scene.js';
import type { DeskScene } from './scene.js';

/** @param next what he is from now on; null = he is not there (paused, removed). A new name takes his tickets along. */
export function setFree(name: string, next: (StaffMember & { readonly state: string }) | null, scene: DeskScene): Change[] {
  const { before, world } = scene;
  const content = { ...scene.content, staff: scene.content.staff.filter((each) => each.name !== name) };
  const his = before.desk.filter((each) => each.assignee === name || each.desk.talk?.name === name);
  const tickets = his.flatMap((ticket): Change[] => {
    if (next !== null && staysWith(ticket, next)) return next.name === name ? [] : saveTicket({ ...ticket, assignee: next.name }, scene.content, world);
    const free: Ticket = {
      ...ticket, assignee: null, status: isLive(ticket) ? 'open' : ticket.status, waitingFor: isLive(ticket) ? null : ticket.waitingFor,
      desk: { ...ticket.desk, takenAt: null, proposedTo: null, talk: null, rung: 0, round: 0, alertAt: null },
    };
    const event = moved(scene, ticket.number, 'assigned', `${name} > -`);
    return isLive(free) ? [event, ...alertTicket(free, content, world)] : [event, ...saveTicket(free, content, world)];
  });
  const callbacks = (before.callbacks ?? []).flatMap((each): Change[] => {
    if (each.doneAt !== null || each.ledger?.assignee !== name) return [];
    if (next !== null && next.name === name) return [];
    return [{ do: 'callback.save', callback: { ...each, ledger: { ...each.ledger, assignee: next?.name ?? null } } }];
  });
  return [...tickets, ...callbacks];
}

/** Still one he may work on, in the place where he works now. */
function staysWith(ticket: Ticket, next: StaffMember): boolean {
  if (next.role === 'manager') return true;
  return inArea(next.areas, areaOf(ticket.area)) && !(ticket.confidential && next.role !== 'nodal');
}
