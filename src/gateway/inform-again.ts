/** After the solution was told: did the words arrive? Told -> marked; dead -> the next way (in writing elsewhere, then a person calls). Also the words after three calls in vain. Called by callback-due. */
import type { Content } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { done, ledgerOf } from '../helpdesk/callback.js';
import type { Ticket } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import type { Change } from './change.js';
import { saveTicket } from './desk/save.js';
import type { Due } from './due.js';
import { informedNow, solvedCallbackId, solvedWords, tell } from './inform.js';
import { numberOf, oweCallback } from './owe.js';
import { queueWords, recipientOfPhone, templateUse } from './outgoing.js';
import type { Callback, OutMessage } from './records.js';
import { BELIEVED_MS, lookIn, readTold } from './told.js';
import type { World } from './world.js';

const ARRIVED: ReadonlySet<OutMessage['status']> = new Set(['sent', 'delivered', 'read']);
const LOST: ReadonlySet<OutMessage['status']> = new Set(['dead', 'failed', 'cancelled']);
/** A row of the outbox that the vendor has not taken for a day is lost for our purpose: somebody calls. */
const HOPELESS_MS = 24 * BELIEVED_MS;

/** @param what the timer `told/<number>/<who>`; `messageId` in its data is the newest way taken */
export function lookAfter(before: Before, what: Due, content: Content, world: World): Change[] {
  const told = readTold(what.key);
  const { message } = before;
  const ticket = before.named.find((each) => each.number === told?.number);
  if (told === null || message === null || ticket === undefined) return [];
  const age = world.now - message.createdAt;
  if (ARRIVED.has(message.status) || (message.status === 'accepted' && age >= BELIEVED_MS)) return arrived(ticket, told.who, message, before, content, world);
  if (!LOST.has(message.status) && age < HOPELESS_MS) return lookIn(message.id, world.now + BELIEVED_MS);
  return told.who === 'monitor' || ticket.informed.reporter !== null || !isThisSolution(ticket, message) ? [] : personCalls(ticket, before, content, world);
}

/** The ticket was opened again since, or solved anew: that solution has its own message. */
const isThisSolution = ({ status, resolvedAt }: Ticket, message: OutMessage): boolean =>
  (status === 'resolved' || status === 'closed') && resolvedAt !== null && message.createdAt >= resolvedAt;

function arrived(ticket: Ticket, who: 'reporter' | 'monitor', message: OutMessage, before: Before, content: Content, world: World): Change[] {
  if (ticket.informed[who] !== null || !isThisSolution(ticket, message)) return [];
  const channel = message.channel === 'sms' ? 'sms' : 'whatsapp';
  const marked = informedNow(ticket, who, 'gateway', channel, message.settledAt ?? world.now, content);
  const callbacks = who === 'monitor' ? [] : (before.callbacks ?? []).filter((each) => each.ticket === ticket.number && each.reason === 'solved' && ledgerOf(each).outcome === 'given_up');
  return [
    ...saveTicket(marked.ticket, content, world), marked.event,
    ...callbacks.flatMap((each): Change[] => [{ do: 'callback.save', callback: done(each, 'written', each.doneAt ?? world.now) }]),
  ];
}

/** No writing reaches him: a person calls (SOP question 4). Without a number, nobody can: the ledger says so. */
function personCalls(ticket: Ticket, before: Before, content: Content, world: World): Change[] {
  const id = solvedCallbackId(ticket);
  if ((before.callbacks ?? []).some((each) => each.id === id)) return [];
  const phone = numberOf(ticket);
  const row = { id, contactId: ticket.contactId, phone, reason: 'solved' as const, ticket: ticket.number, callId: null, mode: 'person' as const, assignee: ticket.assignee };
  return oweCallback(row, content, world, before.callbacks);
}

/** After three tries: in writing to the same number. What the solution of a reserved ticket is stays unsaid: whoever holds the telephone would read it. */
export function written(callback: Callback, ticket: Ticket | undefined, content: Content, world: World): Change[] {
  const to = recipientOfPhone(callback.phone, callback.contactId, world);
  if (to === null) return [];
  if (ticket === undefined || callback.reason !== 'solved') {
    const language = ticket?.reporter.language ?? 'pt';
    const text = renderNotice(content, language, 'callback.not_reached', { number: callback.ticket ?? '-' });
    return queueWords(to, { text }, { purpose: 'notice', ticket: callback.ticket, template: templateUse(content, 'callback_missed', [], language) }, world);
  }
  const { language } = ticket.reporter;
  const words = ticket.confidential ? { text: renderNotice(content, language, 'callback.solved_reserved', { number: ticket.number }) } : solvedWords(ticket, content);
  const tried = renderNotice(content, language, 'callback.we_called', {});
  const template = ticket.confidential ? null : templateUse(content, 'ticket_solved', [ticket.number, ticket.solution ?? '-'], language);
  return tell('reporter', to, { ...words, text: `${tried}\n\n${words.text}` }, template, ticket, world);
}

