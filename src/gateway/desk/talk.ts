/** `dizer 40713 ...`, a quoted reply without a command word, `fim 40713`: a member of staff writes with the reporter through the ticket, without private numbers. Called by run.ts and person.ts. */
import { renderNotice } from '../../conversation/render.js';
import type { Order } from '../../helpdesk/order.js';
import { clean } from '../../conversation/clean.js';
import { isLive } from '../../helpdesk/deadlines.js';
import { sight } from '../../helpdesk/rights.js';
import { isIdle, talkIn } from '../../helpdesk/talk.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import type { Change } from '../change.js';
import type { ChatWhat, Inbound } from '../inbound.js';
import { filesOf } from '../media-rows.js';
import { channelOf, queueWords, templateUse } from '../outgoing.js';
import type { Recipient } from '../outgoing.js';
import type { AddressRow, Contact } from '../records.js';
import { saveTicket } from './save.js';
import { moved, reply, ticketIn } from './scene.js';
import type { DeskScene } from './scene.js';

export function talkOrder(order: Extract<Order, { do: 'say' | 'end_talk' }>, scene: DeskScene): Change[] {
  const { number } = order;
  const ticket = ticketIn(scene, number);
  if (ticket === undefined) return reply(scene, 'desk.not_found', { number });
  /** run.ts has asked already, except for a quoted reply. */
  const seen = sight(ticket, scene.member, (phone) => scene.content.roster.get(phone)?.monitorPhone ?? null);
  if (seen !== 'sees') return reply(scene, seen === 'hidden' ? 'desk.not_found' : 'desk.not_yours', { number });
  return order.do === 'say' ? say(ticket, order.text, scene) : end(ticket, scene);
}

/** A quoted reply to words that were relayed to him goes on with the talk. Null where it is none: the reporter's own reply, or no talk ever was. */
export function memberRelay(inbound: Inbound, what: ChatWhat, contact: Contact, scene: DeskScene): Change[] | null {
  const quoted = scene.before.message;
  if (quoted?.purpose !== 'relay' || quoted.ticket === null) return null;
  const ticket = ticketIn(scene, quoted.ticket);
  if (ticket === undefined || ticket.contactId === contact.id) return null;
  const number = ticket.number;
  if (what.kind === 'text') return talkOrder({ do: 'say', number, text: clean(what.text) }, scene);
  if (what.kind !== 'media') return reply(scene, 'talk.unreadable', {}, number);
  const files = filesOf(inbound, what, number, contact.id, scene.world);
  const caption = clean(what.caption);
  return [...files, ...(caption === '' ? [] : talkOrder({ do: 'say', number, text: caption }, scene)), moved(scene, number, 'attachment'), ...reply(scene, 'talk.only_words', { number }, number)];
}

/** WhatsApp's 24 hours, a little less (outbox-try.ts). */
const WINDOW_MS = 24 * 3_600_000 - 5 * 60_000;
const firstName = (name: string): string => name.split(' ')[0] ?? name;

function say(ticket: Ticket, words: string, scene: DeskScene): Change[] {
  const { content, member, world } = scene;
  const { number } = ticket;
  if (!isLive(ticket)) return reply(scene, 'talk.finished', { number }, number);
  const talk = talkIn(ticket);
  const running = talk !== null && !isIdle(talk, world.now);
  if (running && talk.phone !== member.phone) return reply(scene, 'talk.busy', { number, name: talk.name }, number);
  const way = wayTo(ticket, scene);
  if (way === null) return reply(scene, 'talk.no_chat', { number }, number);
  if (way.row?.optedOutAt !== null && way.row !== null) return reply(scene, 'talk.opted_out', { number }, number);
  const { language } = ticket.reporter;
  const name = firstName(member.name);
  const text = [renderNotice(content, language, 'talk.to_reporter', { name, words }), ...(running ? [] : [renderNotice(content, language, 'talk.hint', {})])].join('\n\n');
  const template = templateUse(content, 'relay', [number], language);
  const closed = isClosed(way.to, way.row, world.now);
  return [
    ...saveTicket({ ...ticket, desk: { ...ticket.desk, talk: { phone: member.phone, name: member.name, at: world.now }, movedAt: world.now, answerBy: null } }, content, world),
    moved(scene, number, 'talk', words),
    ...queueWords(way.to, { text }, { purpose: 'relay', ticket: number, template }, world),
    ...reply(scene, closed ? 'talk.sent_closed' : running ? 'talk.sent' : 'talk.begun', { number, name: ticket.reporter.name ?? number }, number),
  ];
}

interface Way {
  readonly to: Recipient;
  readonly row: AddressRow | null;
}

const isChat = (address: string): boolean => address.startsWith('whatsapp:') || address.startsWith('sms:');

/** In writing where he wrote last; who only ever called is called. */
function wayTo({ reporter, contactId, channel }: Ticket, { before, world, to }: DeskScene): Way | null {
  const rows = (before.reach ?? []).filter((each) => each.contactId === contactId && isChat(each.address));
  const own = rows.find((each) => each.address === reporter.address);
  const newest = [...rows].filter((each) => each.lastInboundAt !== null).sort((one, other) => (other.lastInboundAt ?? 0) - (one.lastInboundAt ?? 0))[0];
  const row = own ?? newest ?? null;
  const address = row?.address ?? (channel === 'voice' || !isChat(reporter.address) ? null : reporter.address);
  if (address === null) return null;
  const fallback = reporter.phone !== null && world.ways.sms && !address.startsWith('sms:') ? `sms:${reporter.phone}` : null;
  return { to: { address, contactId, via: row?.via ?? world.via ?? to.via, fallback }, row };
}

/** Then he is sent a notice only, and sees the words when he answers it (or gets them by SMS). */
function isClosed({ address, via }: Recipient, row: AddressRow | null, now: number): boolean {
  if (via !== 'twilio' || channelOf(address) !== 'whatsapp') return false;
  return row?.lastInboundAt === null || row === null || now - row.lastInboundAt >= WINDOW_MS;
}

function end(ticket: Ticket, scene: DeskScene): Change[] {
  const { member, content, world } = scene;
  const { number } = ticket;
  const talk = talkIn(ticket);
  if (talk === null) return reply(scene, 'talk.none', { number }, number);
  if (talk.phone !== member.phone && member.role !== 'manager') return reply(scene, 'talk.busy', { number, name: talk.name }, number);
  const way = wayTo(ticket, scene);
  const { language } = ticket.reporter;
  /** Of a bare "fim" it is not known which ticket it means until all is loaded; somebody who is talking has an open window. */
  const silent = way === null || (way.row !== null && isClosed(way.to, way.row, world.now));
  const told = silent ? [] : queueWords(way.to, { text: renderNotice(content, language, 'talk.ended_reporter', { number }) }, { purpose: 'notice', ticket: number }, world);
  return [
    ...saveTicket({ ...ticket, desk: { ...ticket.desk, talk: null, movedAt: world.now } }, content, world), moved(scene, number, 'talk', renderNotice(content, 'pt', 'talk.ended_event', {})),
    ...told, ...reply(scene, 'talk.ended', { number }, number),
  ];
}
