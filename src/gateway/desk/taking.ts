/** `assumir`, `atribuir`, `comentar`: whose a ticket is, and notes on it. Called by run.ts. */
import type { StaffMember } from '../../content/types.js';
import { bare } from '../../conversation/words.js';
import { nextOpening } from '../../helpdesk/calendar.js';
import { toLevel } from '../../helpdesk/deadlines.js';
import { move } from '../../helpdesk/life.js';
import { whoIs } from '../../helpdesk/people-words.js';
import { sight } from '../../helpdesk/rights.js';
import { isOnShift } from '../../helpdesk/staff.js';
import type { Level, Ticket } from '../../helpdesk/ticket.js';
import { alertText, languageOfAlert } from '../alerts.js';
import { renderNotice } from '../../conversation/render.js';
import type { Change } from '../change.js';
import { queueWords, recipientOfStaff, templateUse } from '../outgoing.js';
import { saveTicket } from './save.js';
import { answer, moved, reply, sayNow } from './scene.js';
import type { DeskScene, Vars } from './scene.js';

/** Said of a move that may not be: reopened first, or somebody else's. */
export function mayNot(why: string, ticket: Ticket, scene: DeskScene): Change[] {
  return reply(scene, `desk.${why === 'role' ? 'other_level' : why}`, { number: ticket.number, level: ticket.level, word: sayNow(scene, 'desk.word.comment') });
}

export function takeTicket(ticket: Ticket, scene: DeskScene): Change[] {
  const { member, content, world } = scene;
  const { number } = ticket;
  const step = move(ticket, 'take', member.role);
  if (!step.ok) return mayNot(step.why, ticket, scene);
  if (ticket.assignee !== null && ticket.assignee !== member.name) return reply(scene, 'desk.taken', { number, name: ticket.assignee });
  if (ticket.assignee === member.name && ticket.status === 'assigned' && ticket.desk.takenAt !== null) return reply(scene, 'desk.took_before', { number });
  const taken: Ticket = { ...ticket, ...step.set, assignee: member.name, desk: { ...ticket.desk, takenAt: world.now, movedAt: world.now, deferredTo: null } };
  return [...saveTicket(taken, content, world), moved(scene, number, 'assigned'), ...reply(scene, member.role === 'l3' ? 'desk.took_l3' : 'desk.took', { number }, number)];
}

const ME = new Set(['mim', 'me', 'eu', 'mim mesmo', 'mim mesma', 'myself', 'self']);

/** In case they need eGov's support, they assign the ticket to eGov (SOP L123): it goes to that person's level. */
export function assignTicket(ticket: Ticket, said: string, scene: DeskScene): Change[] {
  const { content, member } = scene;
  const { number } = ticket;
  if (ME.has(bare(said))) return takeTicket(ticket, scene);
  const people = content.staff.filter((each) => each.role !== 'monitor');
  const found = whoIs(said, people);
  const [person, ...others] = found;
  if (person === undefined) return reply(scene, 'desk.assign_unknown', { said: said.slice(0, 40), names: shown(people.filter((each) => refusedFor(ticket, each, scene) === null), scene) });
  if (others.length > 0) return reply(scene, 'desk.assign_which', { number, said: said.slice(0, 40), names: shown(found, scene) });
  if (person.phone === member.phone) return takeTicket(ticket, scene);
  const why = refusedFor(ticket, person, scene);
  if (why !== null) return reply(scene, `desk.${why}`, { number, name: person.name });
  if (ticket.assignee === person.name) return reply(scene, 'desk.taken', { number, name: person.name });
  const step = move(ticket, 'assign', member.role);
  return step.ok ? given(ticket, person, scene) : mayNot(step.why, ticket, scene);
}

const NAMES = 8;
function shown(people: readonly StaffMember[], { content, world }: DeskScene): string {
  const sorted = [...people].sort((one, other) => Number(isOnShift(content, other, world.now)) - Number(isOnShift(content, one, world.now)));
  return sorted.slice(0, NAMES).map((each) => `- ${each.name} (${each.areas.join(', ')})`).join('\n');
}

/** Why this person may not have it: another area, a reserved ticket, a nodal officer who only looks on, or L3 giving it away. */
function refusedFor(ticket: Ticket, person: StaffMember, { content, member }: DeskScene): string | null {
  const can = sight({ ...ticket, assignee: null }, person, () => null);
  if (can === 'confidential') return 'assign_confidential';
  if (can === 'area') return 'assign_area';
  if (person.role === 'nodal' && (content.rules.nodal !== 'assignee' || ticket.category === 'technical')) return 'assign_nodal';
  return member.role === 'l3' && person.role !== 'l3' ? 'assign_l3' : null;
}

function levelOf(person: StaffMember, ticket: Ticket): Level {
  if (person.role === 'l3') return 'L3';
  return person.role === 'nodal' && !ticket.confidential ? 'NMCP' : 'L2';
}

function given(ticket: Ticket, person: StaffMember, scene: DeskScene): Change[] {
  const { content, world, member } = scene;
  const { number } = ticket;
  const level = levelOf(person, ticket);
  const there = level === ticket.level ? ticket : toLevel(ticket, level, content, world.now);
  const his: Ticket = { ...there, status: 'assigned', waitingFor: null, assignee: person.name, desk: { ...there.desk, takenAt: world.now, movedAt: world.now, proposedTo: null, deferredTo: null } };
  const here = isOnShift(content, person, world.now);
  return [
    ...saveTicket(his, content, world), moved(scene, number, 'assigned', person.name),
    ...(level === ticket.level ? [] : [moved(scene, number, 'level', `${ticket.level} > ${level}`)]),
    ...(here || his.priority === 'critical' ? tellMember(person, 'desk.yours_now', { number, name: member.name }, his, scene) : []),
    ...answer(scene, sayNow(scene, here ? 'desk.assigned' : 'desk.assigned_off', { number, name: person.name, fromAt: comesAt(person, scene) }), number),
  ];
}

function comesAt({ shift }: StaffMember, { content, world }: DeskScene): number | string {
  const calendar = content.calendars[shift];
  return (calendar === undefined ? null : nextOpening(calendar, world.now)) ?? '-';
}

/** A word to a colleague, with the ticket below it. */
export function tellMember(person: StaffMember, key: string, vars: Vars, ticket: Ticket, { content, world }: DeskScene): Change[] {
  const to = recipientOfStaff(person, world);
  if (to === null) return [];
  const language = languageOfAlert(person);
  const text = `${renderNotice(content, language, key, vars)}\n\n${alertText(ticket, language, content)}`;
  const template = templateUse(content, 'alert', [ticket.number, renderNotice(content, language, `type.${ticket.type}`, {}), ticket.area.district ?? ticket.area.province ?? '-'], language);
  return queueWords(to, { text }, { purpose: 'alert', ticket: ticket.number, template }, world);
}

/** A note of its owner is progress. */
export function commentOn(ticket: Ticket, text: string, scene: DeskScene): Change[] {
  const { content, world, member } = scene;
  const own = ticket.assignee === member.name;
  const noted: Ticket = own ? { ...ticket, desk: { ...ticket.desk, movedAt: world.now } } : ticket;
  const owner = own || ticket.assignee === null ? undefined : content.staff.find((each) => each.name === ticket.assignee);
  return [
    ...(own ? saveTicket(noted, content, world) : []), moved(scene, ticket.number, 'comment', text),
    ...(owner !== undefined && isOnShift(content, owner, world.now) ? noteTo(owner, text, ticket, scene) : []),
    ...reply(scene, 'desk.commented', { number: ticket.number }, ticket.number),
  ];
}

function noteTo(owner: StaffMember, words: string, ticket: Ticket, { content, world, member }: DeskScene): Change[] {
  const to = recipientOfStaff(owner, world);
  if (to === null) return [];
  const text = renderNotice(content, languageOfAlert(owner), 'desk.note_for_you', { number: ticket.number, name: member.name, words });
  return queueWords(to, { text }, { purpose: 'alert', ticket: ticket.number, template: null }, world);
}
