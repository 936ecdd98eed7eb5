/** "Once resolved, they will inform the local supervisor or user" (SOP L124, question 4): chat for chat, a call for callers, the local monitor as well. Called by the desk when a ticket is solved, and for the tickets of a known problem. */
import type { Content } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { staffByPhone } from '../helpdesk/staff.js';
import type { Ticket, TicketEvent } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import type { Change } from './change.js';
import { numberOf, oweCallback } from './owe.js';
import { queueWords, recipientOfPhone, templateUse } from './outgoing.js';
import type { Recipient, Words } from './outgoing.js';
import { BELIEVED_MS, lookIn, toldId } from './told.js';
import type { Told } from './told.js';
import type { World } from './world.js';

export { numberOf } from './owe.js';

export interface InformDeps {
  readonly before: Pick<Before, 'addresses' | 'callbacks' | 'reach'>;
  readonly content: Content;
  readonly world: World;
}

export interface Informed {
  readonly changes: readonly Change[];
  /** As given, or marked where nobody is left to be told. The caller saves it. */
  readonly ticket: Ticket;
}

const isChatAddress = (address: string): boolean => address.startsWith('whatsapp:') || address.startsWith('sms:');

/**
 * @param ticket solved, as it will be saved: with its solution, `resolvedAt` and nobody informed yet of this solution
 * `informed` is not set here: that is done when the delivery is known (told.ts) or the call reached him (callback-call.ts, "ligou").
 */
export function informReporter(ticket: Ticket, { before, content, world }: InformDeps): Informed {
  const changes = [...monitorTold(ticket, content, world), ...groupTold(ticket, content, world)];
  if (isChatAddress(ticket.reporter.address)) changes.push(...inChat(ticket, before, content, world));
  else changes.push(...byCall(ticket, before, content, world));
  return { changes, ticket };
}

/** What came out of a group goes back there, where that is allowed (SOP L47); a grievance never does. */
function groupTold(ticket: Ticket, content: Content, world: World): Change[] {
  const { group } = ticket.desk;
  if (group === null || group === undefined || ticket.confidential || !content.rules.groups.news || world.via === null) return [];
  const text = renderNotice(content, 'pt', 'group.news_solved', { number: ticket.number, solution: ticket.solution ?? '-' });
  return queueWords({ address: group.id, contactId: null, via: world.via, fallback: null }, { text }, { purpose: 'notice', ticket: ticket.number }, world);
}

/** The words, with buttons where the channel has them; the ids are the choices that the flow of a solved ticket knows. */
export function solvedWords(ticket: Ticket, content: Content): Words {
  const { language } = ticket.reporter;
  const say = (key: string, vars = {}): string => renderNotice(content, language, key, vars);
  return {
    text: say('callback.solved', { number: ticket.number, solution: ticket.solution ?? '-' }),
    choices: [{ id: 'yes', title: say('callback.yes') }, { id: 'no', title: say('callback.not_yet') }],
    menu: 'callback.solved',
  };
}

function inChat(ticket: Ticket, before: InformDeps['before'], content: Content, world: World): Change[] {
  const { address, phone, language } = ticket.reporter;
  const via = [...(before.reach ?? []), ...before.addresses].find((row) => row.address === address)?.via ?? world.via;
  if (via === null) return byCall(ticket, before, content, world);
  const fallback = phone !== null && world.ways.sms && !address.startsWith('sms:') ? `sms:${phone}` : null;
  const template = templateUse(content, 'ticket_solved', [ticket.number, ticket.solution ?? '-'], language);
  return tell('reporter', { address, contactId: ticket.contactId, via, fallback }, solvedWords(ticket, content), template, ticket, world);
}

/** Queues the words under an id that says what they are; one of several parts is looked after, the last. */
export function tell(who: Told, to: Recipient, words: Words, template: ReturnType<typeof templateUse>, ticket: Ticket, world: World): Change[] {
  const rows = queueWords(to, words, { purpose: 'notice', ticket: ticket.number, template }, world);
  const id = toldId(ticket.number, who, world);
  const last = rows.length - 1;
  return [
    ...rows.map((row, index): Change => (row.do === 'message.queue' && index === last ? { ...row, message: { ...row.message, id } } : row)),
    ...lookIn(id, world.now + BELIEVED_MS),
  ];
}

/** One callback for each solution: a ticket that is solved again after "not yet" is owed another one. */
export const solvedCallbackId = (ticket: Pick<Ticket, 'number' | 'desk'>): string => `solved-${ticket.number}-${ticket.desk.reopened}`;

/** A caller is called. What was owed to him before (a voicemail, a wish for a person) is answered by the same call. */
function byCall(ticket: Ticket, before: InformDeps['before'], content: Content, world: World): Change[] {
  const phone = numberOf(ticket);
  const automatic = content.rules.callback.automatic && world.ways.voice && !ticket.confidential && phone !== null;
  return oweCallback({
    id: solvedCallbackId(ticket), contactId: ticket.contactId, phone, reason: 'solved', ticket: ticket.number, callId: null,
    mode: automatic ? 'automatic' : 'person', assignee: ticket.assignee,
  }, content, world, before.callbacks);
}

/** SOP figure: both lanes, the local monitor and the requester. Grievances are nobody else's business (SOP L70). */
function monitorTold(ticket: Ticket, content: Content, world: World): Change[] {
  const { phone, name } = ticket.reporter;
  const monitor = ticket.desk.monitorPhone ?? (phone === null ? null : content.roster.get(phone)?.monitorPhone ?? null);
  if (monitor === null || monitor === phone || ticket.confidential || solvedBy(monitor, ticket, content)) return [];
  const to = recipientOfPhone(monitor, null, world);
  if (to === null) return [];
  const language = staffByPhone(content, monitor)?.languages[0] ?? 'pt';
  const text = renderNotice(content, language, 'callback.monitor', { number: ticket.number, name: name ?? '-', solution: ticket.solution ?? '-' });
  return tell('monitor', to, { text }, templateUse(content, 'ticket_solved', [ticket.number, ticket.solution ?? '-'], language), ticket, world);
}

/** He solved it himself. */
const solvedBy = (monitor: string, { assignee }: Ticket, content: Content): boolean => assignee !== null && content.roster.get(monitor)?.name === assignee;

/** The mark on the ticket and its event. @param by `gateway`, or who told him @param at ms UTC */
export function informedNow(ticket: Ticket, who: Told, by: string, channel: TicketEvent['channel'], at: number, content: Content): { readonly ticket: Ticket; readonly event: Change } {
  return {
    ticket: { ...ticket, informed: { ...ticket.informed, [who]: ticket.informed[who] ?? at } },
    event: { do: 'ticket.event', event: { ticket: ticket.number, at, type: 'informed', by, channel, text: renderNotice(content, 'pt', `callback.told.${who}`, {}) } },
  };
}
