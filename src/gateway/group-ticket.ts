/** A monitor's gesture on a quoted message: a ticket with the message's author as reporter, or a counted L1 solution (SOP L47, L57). Pure; called by group. */
import type { Draft, Guess } from '../../flows/types.js';
import type { Content, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { guessOf } from '../conversation/understand.js';
import { file } from '../helpdesk/filing.js';
import { INCIDENT_TYPES } from '../helpdesk/ticket.js';
import type { IncidentType, Ticket } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import { alertTicket } from './alerts.js';
import type { Change } from './change.js';
import { knownContact } from './contacts.js';
import { saveTicket } from './desk/save.js';
import type { Inbound, QuotedMessage } from './inbound.js';
import { languageOf, queueWords } from './outgoing.js';
import type { AddressRow, Contact } from './records.js';
import type { World } from './world.js';

export interface Gesture {
  readonly do: 'escalate' | 'solved';
  readonly quoted: QuotedMessage;
  /** What the monitor added. */
  readonly said: string;
}

export interface GroupScene {
  readonly before: Before;
  readonly inbound: Inbound;
  readonly group: { readonly id: string; readonly name: string };
  readonly member: StaffMember;
  readonly content: Content;
  readonly world: World;
}

/** The quoted words, files and author become a ticket at the helpdesk; a grievance is never named in the group. */
export function escalated(gesture: Gesture, scene: GroupScene): Change[] {
  const { member, content, world, group } = scene;
  const earlier = taken(gesture.quoted, scene);
  if (earlier !== undefined) return toMonitor('group.already', { number: earlier.number }, scene);
  const author = authorOf(gesture.quoted, scene);
  const filed = file(draftOf(gesture, author.contact, 'open', content), { contact: author.contact, address: gesture.quoted.author }, 'whatsapp', world.takeTicket(), world.now, content);
  const ticket = atHelpdesk({ ...filed.ticket, desk: { ...filed.ticket.desk, group: { ...group, message: gesture.quoted.id } } });
  const { number, confidential } = ticket;
  const shown = content.rules.groups.news && !confidential;
  const name = ticket.reporter.name ?? renderNotice(content, 'pt', 'group.somebody', {});
  const passedOn = renderNotice(content, 'pt', 'group.escalated_by', { name: member.name, group: group.name, said: gesture.said === '' ? '-' : gesture.said });
  return [
    ...author.changes,
    ...saveTicket(ticket, content, world),
    ...filed.events.map((event): Change => ({ do: 'ticket.event', event })),
    { do: 'ticket.event', event: { ticket: number, at: world.now, type: 'comment', by: member.name, channel: 'whatsapp', text: passedOn } },
    ...filesOf(gesture.quoted, ticket, scene),
    { do: 'count', name: 'ticket.opened', label: ticket.type, at: world.now, by: 1 },
    ...alertTicket(ticket, content, world),
    ...tellAuthor(ticket, author.contact, scene),
    ...(shown ? toGroup(scene.inbound, renderNotice(content, 'pt', 'group.opened', { number, name }), number, world) : toMonitor(confidential ? 'group.opened_private' : 'group.opened', { number, name }, scene)),
  ];
}

/** "All the requests may not be logged" (SOP L57): counted, and kept as a closed ticket where configured. */
export function solvedByMonitor(gesture: Gesture, scene: GroupScene): Change[] {
  const { member, content, world, group } = scene;
  const { now } = world;
  if (taken(gesture.quoted, scene) !== undefined) return [];
  const author = authorOf(gesture.quoted, scene);
  const draft = draftOf(gesture, author.contact, 'resolved', content);
  const type = typeOf(draft.type);
  const counted: Change = { do: 'count', name: 'l1.solved', label: type, at: now, by: 1 };
  if (content.rules.groups.solutions === 'count' || content.types[type].confidential) return [counted];
  const solution = gesture.said === '' ? renderNotice(content, 'pt', 'group.solved_here', {}) : gesture.said;
  const filed = file(draft, { contact: author.contact, address: gesture.quoted.author }, 'whatsapp', world.takeTicket(), now, content);
  const ticket: Ticket = {
    ...filed.ticket, status: 'closed', level: 'L1', assignee: member.name, solution, resolvedAt: now, closedAt: now, dueAt: null, informed: { reporter: now, monitor: now },
    desk: { ...filed.ticket.desk, alertAt: null, answerBy: null, progressBy: null, solveBy: null, group: { ...group, message: gesture.quoted.id } },
  };
  const event = (kind: 'resolved' | 'closed', text: string | null): Change => ({ do: 'ticket.event', event: { ticket: ticket.number, at: now, type: kind, by: member.name, channel: 'whatsapp', text } });
  const opened = filed.events.slice(0, 1).map((each): Change => ({ do: 'ticket.event', event: each }));
  return [counted, ...author.changes, ...saveTicket(ticket, content, world), ...opened, event('resolved', solution), event('closed', null), ...filesOf(gesture.quoted, ticket, scene)];
}

/** Words for all in the group. */
export function toGroup({ group, via }: Pick<Inbound, 'group' | 'via'>, text: string, ticket: string | null, world: World): Change[] {
  if (group === undefined) return [];
  return queueWords({ address: group.id, contactId: null, via, fallback: null }, { text }, { purpose: 'notice', ticket }, world);
}

/** The same message is one ticket, however often somebody points at it. */
const taken = (quoted: QuotedMessage, { before, group }: GroupScene): Ticket | undefined =>
  (before.opened ?? []).find(({ desk }) => desk.group?.id === group.id && desk.group.message === quoted.id);

const typeOf = (id: string): IncidentType => INCIDENT_TYPES.find((each) => each === id) ?? 'general';

function draftOf({ quoted, said }: Gesture, author: Contact, status: 'open' | 'resolved', content: Content): Draft {
  const text = quoted.text === '' ? said : quoted.text;
  const guess: Guess = guessOf(text, content);
  const likely = typeOf(guess.sure ? guess.type : guess.candidates[0]?.type ?? guess.type);
  /** What may be a question to NMCP is the helpdesk's to look at, not to send away unseen. */
  const type = !guess.sure && content.types[likely].route === 'nmcp' ? 'general' : likely;
  return { type, text, answers: {}, impact: 'one', district: author.district, confidence: guess.confidence, evidence: guess.evidence, partial: true, status };
}

/** The monitor has had it already. */
const atHelpdesk = (ticket: Ticket): Ticket => (ticket.level === 'L1' ? { ...ticket, level: 'L2', desk: { ...ticket.desk, rung: 0, round: 0 } } : ticket);

/** Who wrote the quoted message: known, in the roster, or new. */
function authorOf(quoted: QuotedMessage, { before, inbound, content, world }: GroupScene): { readonly contact: Contact; readonly changes: readonly Change[] } {
  if (quoted.author === inbound.from) return knownContact(before, inbound, false, content, world);
  const as: Inbound = {
    channel: 'whatsapp', id: quoted.id, via: inbound.via, from: quoted.author, at: inbound.at, receivedAt: inbound.receivedAt, what: { kind: 'text', text: quoted.text },
    ...(quoted.phone === undefined ? {} : { phone: quoted.phone }), ...(quoted.name === undefined ? {} : { profileName: quoted.name }),
  };
  const { other = null, otherRow = null } = before;
  const rows: AddressRow[] = otherRow === null ? [] : [otherRow];
  return knownContact({ ...before, contact: other, addresses: rows }, as, false, content, world);
}

function filesOf(quoted: QuotedMessage, ticket: Ticket, { inbound, world }: GroupScene): Change[] {
  return quoted.media.map((ref): Change => ({
    do: 'media.save',
    media: {
      id: world.newId(), kind: ref.kind, url: ref.url, via: inbound.via, mime: ref.mime, fileName: ref.fileName ?? null, status: 'pending', file: null, bytes: null, attempts: 0,
      nextAt: world.now, fault: null, ticket: ticket.number, contactId: ticket.contactId, at: world.now,
    },
  }));
}

/** The person hears in his own chat that there is a ticket; who never wrote to us is reached by SMS. */
function tellAuthor(ticket: Ticket, author: Contact, { inbound, member, content, world }: GroupScene): Change[] {
  const { address, phone } = ticket.reporter;
  if (address === inbound.from) return [];
  const text = renderNotice(content, languageOf(author), ticket.confidential ? 'group.told_private' : 'group.told', { number: ticket.number, name: member.name });
  const fallback = phone !== null && world.ways.sms ? `sms:${phone}` : null;
  return queueWords({ address, contactId: author.id, via: inbound.via, fallback }, { text }, { purpose: 'notice', ticket: ticket.number }, world);
}

function toMonitor(key: string, vars: { readonly number: string; readonly name?: string }, { inbound, before, member, content, world }: GroupScene): Change[] {
  const text = renderNotice(content, member.languages[0] ?? 'pt', key, { ...vars });
  return queueWords({ address: inbound.from, contactId: before.contact?.id ?? null, via: inbound.via, fallback: null }, { text }, { purpose: 'notice', ticket: vars.number }, world);
}
