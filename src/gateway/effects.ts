/** Effects -> Changes: what a conversation wants done becomes rows (ticket, callback, redirect, counters); what it wants said is handed on to render. Pure. */
import type { Effect } from '../../flows/types.js';
import type { Content } from '../content/types.js';
import { file, provinceOf } from '../helpdesk/filing.js';
import { pickContact } from '../helpdesk/nmcp.js';
import { isLive, waitsForReporter } from '../helpdesk/deadlines.js';
import { hands } from '../helpdesk/ladder.js';
import { reopened } from '../helpdesk/reopen.js';
import { isOnShift } from '../helpdesk/staff.js';
import { lostDevice } from '../helpdesk/sensitive.js';
import type { Ticket, TicketChannel, TicketEvent } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import { renderNotice } from '../conversation/render.js';
import { alertPeople, alertTicket, languageOfAlert, tellManagers, tellNmcp } from './alerts.js';
import type { Change } from './change.js';
import { saveTicket } from './desk/save.js';
import type { Address } from './inbound.js';
import { numberOf, oweCallback } from './owe.js';
import { watchSoon } from './known-problem.js';
import { languageOf, queueWords, recipientOfPhone, templateUse, recipientOfStaff } from './outgoing.js';
import type { Recipient } from './outgoing.js';
import type { Call, Contact } from './records.js';
import { redirect } from './redirect.js';
import type { World } from './world.js';

export interface Scene {
  readonly before: Before;
  readonly contact: Contact;
  readonly address: Address;
  readonly to: Recipient;
  readonly channel: TicketChannel;
  readonly medium: 'chat' | 'call';
  /** Files sent since then belong to the ticket that this conversation opens. */
  readonly startedAt: number;
  readonly call: Call | null;
  readonly content: Content;
  readonly world: World;
}

export interface Played {
  readonly changes: readonly Change[];
  /** say / ask / sayNumber, in order, for render. */
  readonly spoken: readonly Effect[];
  readonly contact: Contact;
  readonly outcome: Call['outcome'] | null;
  readonly ticket: string | null;
  readonly dialDesk: boolean;
}

interface Tally {
  contact: Contact;
  ticket: Ticket | null;
  outcome: Call['outcome'] | null;
  dialDesk: boolean;
  /** Deadline of the ticket opened, reopened or added to in this turn: what is promised to the person. */
  dueAt: number | null;
  readonly changes: Change[];
  readonly spoken: Effect[];
}

export function play(effects: readonly Effect[], scene: Scene): Played {
  const tally: Tally = { contact: scene.contact, ticket: null, outcome: null, dialDesk: false, dueAt: null, changes: [], spoken: [] };
  for (const effect of effects) playOne(effect, scene, tally);
  if (tally.contact !== scene.contact) tally.changes.unshift({ do: 'contact.save', contact: tally.contact });
  return { changes: tally.changes, spoken: tally.spoken, contact: tally.contact, outcome: tally.outcome, ticket: tally.ticket?.number ?? null, dialDesk: tally.dialDesk };
}

function playOne(effect: Effect, scene: Scene, tally: Tally): void {
  const { content, world } = scene;
  switch (effect.type) {
    case 'say':
    case 'ask':
    case 'sayNumber':
      tally.spoken.push(promised(effect, tally.dueAt));
      return;
    case 'openTicket': {
      const filed = file(effect.draft, { contact: tally.contact, address: scene.address }, scene.channel, world.takeTicket(), world.now, content);
      tally.ticket = filed.ticket;
      tally.dueAt = filed.ticket.dueAt;
      tally.changes.push(...saveTicket(filed.ticket, content, world), ...filed.events.map((event): Change => ({ do: 'ticket.event', event })));
      tally.changes.push({ do: 'media.claim', contactId: tally.contact.id, ticket: filed.ticket.number, since: scene.startedAt });
      tally.changes.push(count('ticket.opened', filed.ticket.type, world));
      tally.changes.push(filed.ticket.incident === null ? watchSoon(world) : count('incident.linked', filed.ticket.incident, world));
      if (content.types[filed.ticket.type].notifyNmcp && lostDevice(effect.draft)) tally.changes.push(...tellOfLoss(filed.ticket, tally.contact, content, world));
      return;
    }
    case 'addToTicket':
      tally.changes.push(...addToTicket(effect.number, effect.text, scene));
      tally.dueAt ??= ticketOf(effect.number, scene)?.dueAt ?? null;
      return;
    case 'rateTicket':
      tally.changes.push(...rateTicket(effect.number, effect.solved, scene, tally));
      return;
    case 'satisfaction':
      tally.changes.push(...satisfaction(effect.number, effect.level, scene, tally));
      return;
    case 'redirect': {
      const done = redirect(effect, tally.contact, scene);
      tally.changes.push(...done.changes);
      tally.spoken.push(...done.spoken);
      tally.outcome = 'redirected';
      return;
    }
    case 'faq':
      tally.changes.push(count(`faq.${effect.outcome}`, effect.id, world));
      return;
    case 'remember':
      tally.contact = remembered(tally.contact, effect, content);
      return;
    case 'dialDesk':
      tally.dialDesk = true;
      return;
    case 'callback':
      tally.changes.push(...owe(effect.reason, scene, tally));
      return;
    case 'writeTicket':
      tally.changes.push(...writeNumber(effect.number, scene, tally.contact));
      return;
    case 'resumeWaiting':
      return;
    case 'end':
      tally.outcome = effect.outcome;
  }
}

/** The flow promises by how many are stopped; the ticket's own deadline, which weighs the type too, is what is kept. */
const promised = (effect: Effect, dueAt: number | null): Effect => (dueAt !== null && effect.type === 'say' && effect.key === 'report.due' ? { ...effect, vars: { dueAt } } : effect);

/** A lost or stolen device is the helpdesk's and NMCP is told as well (domain.md B.1, conflict 1). */
function tellOfLoss(ticket: Ticket, person: Contact, content: Content, world: World): Change[] {
  const { province, district } = ticket.area;
  const { contact } = pickContact(content, { topic: LOSS_TOPIC, province, district, at: world.now });
  return tellNmcp(contact, person, LOSS_TOPIC, ticket.description, content, world, 'notice.device_lost');
}

const LOSS_TOPIC = 'materials';

const count = (name: string, label: string, world: World): Change => ({ do: 'count', name, label, at: world.now, by: 1 });

function remembered(contact: Contact, said: Extract<Effect, { type: 'remember' }>, content: Content): Contact {
  const district = said.district ?? contact.district;
  const person = said.name !== undefined || said.role !== undefined || said.district !== undefined;
  return {
    ...contact,
    name: said.name ?? contact.name,
    role: said.role ?? contact.role,
    district,
    province: provinceOf(content, district) ?? contact.province,
    language: said.language ?? contact.language,
    source: person && contact.source !== 'roster' ? 'asked' : contact.source,
  };
}

const ticketOf = (number: string, scene: Scene): Ticket | undefined =>
  [...scene.before.tickets, ...scene.before.named].find((each) => each.number === number);

const eventBy = (scene: Scene, number: string, type: TicketEvent['type'], text: string | null): Change => ({
  do: 'ticket.event',
  event: { ticket: number, at: scene.world.now, type, by: 'reporter', channel: scene.channel, text },
});

function addToTicket(number: string, text: string | null, scene: Scene): Change[] {
  const ticket = ticketOf(number, scene);
  if (ticket === undefined) return [];
  const changes: Change[] = [{ do: 'media.claim', contactId: scene.contact.id, ticket: number, since: scene.startedAt }];
  if (text !== null && text !== '') changes.push(eventBy(scene, number, 'comment', text));
  else changes.push(eventBy(scene, number, 'attachment', null));
  return [...changes, ...(waitsForReporter(ticket) ? goesOn(ticket, text, scene) : ownerHears(ticket, text, scene))];
}

/** Who has the ticket is told of what the reporter added, while he is on shift; the words of a reserved one stay with the ticket. */
function ownerHears(ticket: Ticket, text: string | null, { content, world }: Scene): Change[] {
  const owner = isLive(ticket) ? content.staff.find((each) => each.name === ticket.assignee) : undefined;
  const to = owner === undefined || !isOnShift(content, owner, world.now) || ticket.desk.talk !== null ? null : recipientOfStaff(owner, world);
  if (owner === undefined || to === null) return [];
  const language = languageOfAlert(owner);
  const words = ticket.confidential || text === null || text === '' ? null : text;
  const said = renderNotice(content, language, words === null ? 'desk.file_for_you' : 'desk.words_for_you', { number: ticket.number, words: words ?? '' });
  const template = templateUse(content, 'alert', [ticket.number, renderNotice(content, language, `type.${ticket.type}`, {}), ticket.area.district ?? ticket.area.province ?? '-'], language);
  return queueWords(to, { text: said }, { purpose: 'alert', ticket: ticket.number, template }, world);
}

/** What was waited for has come: the deadlines run again, and its owner (or who is on shift) hears of it. */
function goesOn(ticket: Ticket, text: string | null, { before, content, world }: Scene): Change[] {
  const going: Ticket = { ...ticket, status: ticket.assignee === null ? 'open' : 'assigned', waitingFor: null, desk: { ...ticket.desk, movedAt: ticket.assignee === null ? null : world.now } };
  const people = hands(going, content, world.now, before.load ?? []);
  const words = ticket.confidential || text === null || text === '' ? '-' : text;
  return [...saveTicket(going, content, world), ...alertPeople({ ticket: going, reason: { why: 'replied', words }, people, proposed: null, alerts: before.alerts }, content, world)];
}

/** Closed once the reporter says so; "not yet" reopens it at the same owner, higher, and alerts the desk again. */
function rateTicket(number: string, solved: boolean, scene: Scene, tally: Tally): Change[] {
  const ticket = ticketOf(number, scene);
  if (ticket === undefined) return [];
  const { now } = scene.world;
  if (solved) {
    const closed: Ticket = { ...ticket, status: 'closed', closedAt: now, informed: { ...ticket.informed, reporter: ticket.informed.reporter ?? now } };
    return [...saveTicket(closed, scene.content, scene.world), eventBy(scene, number, 'closed', null)];
  }
  const again = reopened(ticket, scene.content, now);
  tally.dueAt = again.dueAt;
  return [eventBy(scene, number, 'reopened', null), ...alertTicket(again, scene.content, scene.world)];
}

/** Asked once for each ticket; the answer is an event and a count. */
function satisfaction(number: string, level: number | null, scene: Scene, tally: Tally): Change[] {
  const saved = tally.changes.findLast((each) => each.do === 'ticket.save' && each.ticket.number === number);
  const ticket = saved?.do === 'ticket.save' ? saved.ticket : ticketOf(number, scene);
  if (ticket === undefined) return [];
  const save: Change = { do: 'ticket.save', ticket: { ...ticket, answers: { ...ticket.answers, satisfaction: level === null ? 'asked' : String(level) } } };
  if (level === null) return [save];
  return [save, eventBy(scene, number, 'comment', renderNotice(scene.content, 'pt', 'callback.rated', { level })), count('satisfied', String(level), scene.world)];
}

/** SOP question 4: the reporter is called. A hidden number cannot be: the callback is kept, and says so. */
function owe(reason: 'voicemail' | 'hangup' | 'person' | 'missed', scene: Scene, tally: Tally): Change[] {
  const { contact } = tally;
  const { world, content } = scene;
  const ticket = tally.ticket?.number ?? scene.call?.ticket ?? null;
  const phone = tally.ticket === null ? contact.phone : numberOf(tally.ticket);
  const row = { id: world.newId(), contactId: contact.id, phone, reason, ticket, callId: scene.call?.id ?? null, mode: 'person' as const, assignee: null };
  const changes: Change[] = [...oweCallback(row, content, world), count('callback.owed', reason, world)];
  if (ticket === null) changes.push(...tellManagers('notice.callback_owed', { name: contact.name ?? '-', phone: contact.phone ?? '-' }, content, world));
  return changes;
}

/** After a call: the number in writing, on WhatsApp, else by SMS. */
function writeNumber(number: string, scene: Scene, contact: Contact): Change[] {
  const to = recipientOfPhone(contact.phone, contact.id, scene.world, scene.to.via);
  if (to === null) return [];
  const language = languageOf(contact);
  const text = renderNotice(scene.content, language, 'notice.written_number', { number });
  return queueWords(to, { text }, { purpose: 'notice', ticket: number, template: templateUse(scene.content, 'ticket_filed', [number], language) }, scene.world);
}
