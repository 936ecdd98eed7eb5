/** The reporter's side of a talk: while a member of staff writes with him the bot is silent, and what he says goes to that member. Pure; called by person.ts. */
import type { Content } from '../content/types.js';
import { clean, maskSecrets } from '../conversation/clean.js';
import { alwaysWord } from '../conversation/phrases.js';
import { renderNotice } from '../conversation/render.js';
import { staffByPhone } from '../helpdesk/staff.js';
import { isIdle, talkIn, talkingOn } from '../helpdesk/talk.js';
import type { Ticket, TicketChannel } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import type { Change } from './change.js';
import { saveTicket } from './desk/save.js';
import type { ChatWhat, Inbound } from './inbound.js';
import { filesOf } from './media-rows.js';
import { queueWords, recipientOfPhone } from './outgoing.js';
import type { Recipient } from './outgoing.js';
import type { Contact, Language } from './records.js';
import type { World } from './world.js';

export interface RelayScene {
  readonly before: Before;
  readonly contact: Contact;
  /** The reporter's chat. */
  readonly to: Recipient;
  readonly content: Content;
  readonly world: World;
}

/** `goesOn`: the talk ended with this message, the bot takes it up. */
export interface Relayed {
  readonly changes: readonly Change[];
  readonly goesOn: boolean;
}

/** Null where nobody talks with him. */
export function reporterRelay(inbound: Inbound, what: ChatWhat, scene: RelayScene): Relayed | null {
  const ticket = talkingOn(scene.before.tickets);
  const talk = ticket === null ? null : talkIn(ticket);
  if (ticket === null || talk === null) return null;
  const { contact, content, world } = scene;
  if (isIdle(talk, world.now)) return { changes: [...hushed(ticket, scene), ...talkAsleep(ticket, scene)], goesOn: true };
  const word = what.kind === 'text' ? alwaysWord(what.text) : null;
  if (word === 'MENU' || word === 'CANCEL') return { changes: [...ended(ticket, 'talk.left_event', 'reporter', scene), ...tellMember(ticket, 'talk.left_member', scene), ...tellReporter(ticket, scene)], goesOn: word === 'MENU' };
  const answered = ticket.status === 'waiting' && ticket.waitingFor === 'reporter';
  const next: Ticket = {
    ...ticket, ...(answered ? { status: ticket.assignee === null ? 'open' as const : 'assigned' as const, waitingFor: null } : {}),
    desk: { ...ticket.desk, talk: { ...talk, at: world.now } },
  };
  const said = saidIn(what, languageOf(talk.phone, content), content);
  const files = what.kind === 'media' ? filesOf(inbound, what, ticket.number, contact.id, world) : [];
  return {
    changes: [
      ...saveTicket(next, content, world), event(ticket, 'talk', said, 'reporter', inbound, world), ...files,
      ...(files.length === 0 ? [] : [event(ticket, 'attachment', null, 'reporter', inbound, world)]),
      ...tellMember(ticket, files.length === 0 ? 'talk.to_member' : 'talk.to_member_file', scene, said),
    ],
    goesOn: false,
  };
}

/** The reporter asked for silence ("stop"): the talk is over. */
export function talkStopped(scene: RelayScene): Change[] {
  const ticket = talkingOn(scene.before.tickets);
  return ticket === null ? [] : [...ended(ticket, 'talk.left_event', 'reporter', scene), ...tellMember(ticket, 'talk.left_member', scene)];
}

/** Nobody said anything for half an hour: the member is told, the bot listens again. Called by ticket-due, which saves the ticket. */
export function talkAsleep(ticket: Ticket, scene: Pick<RelayScene, 'content' | 'world'>): Change[] {
  return [endedEvent(ticket, 'talk.idle_event', 'gateway', scene), ...tellMember(ticket, 'talk.idle_member', scene)];
}

const hushed = (ticket: Ticket, { content, world }: RelayScene): Change[] => saveTicket({ ...ticket, desk: { ...ticket.desk, talk: null } }, content, world);

const ended = (ticket: Ticket, key: string, by: string, scene: RelayScene): Change[] => [...hushed(ticket, scene), endedEvent(ticket, key, by, scene)];

function endedEvent(ticket: Ticket, key: string, by: string, { content, world }: Pick<RelayScene, 'content' | 'world'>): Change {
  return { do: 'ticket.event', event: { ticket: ticket.number, at: world.now, type: 'talk', by, channel: channel(ticket), text: renderNotice(content, 'pt', key, {}) } };
}

const channel = (ticket: Ticket): TicketChannel => (ticket.reporter.address.startsWith('sms:') ? 'sms' : 'whatsapp');

const event = (ticket: Ticket, type: 'talk' | 'attachment', text: string | null, by: string, inbound: Inbound, world: World): Change => ({
  do: 'ticket.event', event: { ticket: ticket.number, at: world.now, type, by, channel: inbound.channel === 'sms' ? 'sms' : 'whatsapp', text },
});

const languageOf = (phone: string, content: Content): Language => staffByPhone(content, phone)?.languages[0] ?? 'pt';

function tellMember(ticket: Ticket, key: string, { content, world }: Pick<RelayScene, 'content' | 'world'>, words = ''): Change[] {
  const { talk } = ticket.desk;
  const to = recipientOfPhone(talk?.phone ?? null, null, world);
  if (talk === null || to === null) return [];
  const language = languageOf(talk.phone, content);
  const text = renderNotice(content, language, key, { number: ticket.number, name: ticket.reporter.name ?? renderNotice(content, language, 'talk.nameless', {}), words });
  return queueWords(to, { text }, { purpose: 'relay', ticket: ticket.number }, world);
}

const tellReporter = (ticket: Ticket, { content, to, world }: RelayScene): Change[] =>
  queueWords(to, { text: renderNotice(content, ticket.reporter.language, 'talk.left_reporter', { number: ticket.number }) }, { purpose: 'answer', ticket: ticket.number }, world);

/** What he said, in words. */
function saidIn(what: ChatWhat, language: Language, content: Content): string {
  const say = (key: string, vars = {}): string => renderNotice(content, language, key, vars);
  switch (what.kind) {
    case 'text':
      return maskSecrets(clean(what.text));
    case 'choice':
      return clean(what.title);
    case 'media':
      return [`(${what.media.map((each) => say(`talk.kind.${each.kind}`)).join(', ')})`, maskSecrets(clean(what.caption))].filter((each) => each !== '').join(' ');
    case 'location':
      return say('talk.location', { latitude: what.latitude, longitude: what.longitude, label: clean(what.label ?? '') });
    case 'optout':
      return what.word;
    case 'unknown':
      return say('talk.unreadable');
  }
}
