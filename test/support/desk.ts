/** Tickets, people and a pure little gateway for tests of the desk: one ticket, its timer, and what was sent, on the shipped campaign with a clock in the hand. */
import { loadContent } from '../../src/content/load.js';
import type { Content, StaffMember } from '../../src/content/types.js';
import type { Change } from '../../src/gateway/change.js';
import { saveTicket } from '../../src/gateway/desk/save.js';
import type { Due } from '../../src/gateway/due.js';
import type { NewOutMessage } from '../../src/gateway/records.js';
import { ticketDue } from '../../src/gateway/ticket-due.js';
import type { World } from '../../src/gateway/world.js';
import { begun } from '../../src/helpdesk/deadlines.js';
import { NO_DESK } from '../../src/helpdesk/ticket.js';
import type { Ticket, TicketEvent } from '../../src/helpdesk/ticket.js';
import type { Before } from '../../src/store/port.js';

export const MINUTE = 60_000;
/** Local time of Maputo. */
export const at = (text: string): number => Date.parse(`${text}:00+02:00`);

export function shipped(change: Partial<Content> = {}): Content {
  const { content, faults } = loadContent({ dataDir: 'data', localesDir: 'locales' });
  if (content === null) throw new Error(JSON.stringify(faults));
  return { ...content, ...change };
}

export const person = (name: string, role: StaffMember['role'], over: Partial<StaffMember> = {}): StaffMember =>
  ({ name, phone: `+25886123${String([...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 10_000, 7)).padStart(4, '0')}`, role, areas: ['*'], languages: ['pt'], shift: 'helpdesk', ...over });

export function ticketAt(now: number, over: Partial<Omit<Ticket, 'desk'>> & { readonly desk?: Partial<Ticket['desk']> } = {}): Ticket {
  const { desk, ...rest } = over;
  return {
    number: '40713', status: 'open', waitingFor: null, level: 'L2', category: 'technical', type: 'sync', route: 'helpdesk', priority: 'medium', impact: 'one', channel: 'whatsapp', contactId: 'c1',
    reporter: { address: 'whatsapp:+258841230001', phone: '+258841230001', name: 'Abel Banda', role: 'registador', language: 'pt' }, area: { province: 'Tete', district: 'Moatize' },
    description: 'não sincroniza', answers: {}, confidential: false, confidence: 0.8, evidence: ['sincroniza'], assignee: null, incident: null, openedAt: now, dueAt: now + 120 * MINUTE,
    resolvedAt: null, closedAt: null, solution: null, informed: { reporter: null, monitor: null }, version: 1, ...rest, desk: { ...NO_DESK, answerBy: rest.dueAt === undefined ? now + 120 * MINUTE : rest.dueAt, ...desk },
  };
}

export const newTicket = (content: Content, now: number, over: Parameters<typeof ticketAt>[1] = {}): Ticket => begun(ticketAt(now, over), content, now);

export const worldAt = (now: number): World => {
  let serial = 0;
  return { now, newId: () => `m${now}-${(serial += 1)}`, peekTicket: () => '40721', takeTicket: () => '40721', via: 'twilio', ways: { whatsapp: true, sms: true, voice: true }, errorClass: () => 'retry' };
};

export interface Sent {
  readonly at: number;
  readonly to: string;
  readonly text: string;
  readonly purpose: NewOutMessage['purpose'];
}

/** A ticket and its timer as the store would have them. */
export interface Stand {
  ticket: Ticket;
  timer: { readonly dueAt: number } | null;
  now: number;
  readonly sent: Sent[];
  readonly events: TicketEvent[];
  readonly digests: string[];
}

export function stand(ticket: Ticket, content: Content, now: number): Stand {
  const fresh: Stand = { ticket, timer: null, now, sent: [], events: [], digests: [] };
  write(fresh, saveTicket(ticket, content, worldAt(now)));
  return fresh;
}

export function write(into: Stand, changes: readonly Change[]): void {
  const saved = changes.filter((each) => each.do === 'ticket.save').at(-1);
  if (saved?.do === 'ticket.save') into.ticket = { ...saved.ticket, version: into.ticket.version + 1 };
  for (const change of changes) {
    if (change.do === 'timer.set' && change.timer.name === 'ticket.due') into.timer = { dueAt: change.timer.dueAt };
    if (change.do === 'timer.clear' && change.name === 'ticket.due') into.timer = null;
    if (change.do === 'timer.set' && change.timer.name === 'staff.digest') into.digests.push(change.timer.key);
    if (change.do === 'ticket.event') into.events.push(change.event);
    if (change.do === 'message.queue' && change.message.body.kind === 'text') into.sent.push({ at: into.now, to: change.message.to.replace('whatsapp:', ''), text: change.message.body.text, purpose: change.message.purpose });
  }
}

/** Runs the ticket's timer if it is due now. */
export function fire(it: Stand, content: Content, before: Partial<Before> = {}): void {
  if (it.timer === null || it.timer.dueAt > it.now) return;
  const due: Due = { kind: 'timer', name: 'ticket.due', key: it.ticket.number, dueAt: it.timer.dueAt, data: {} };
  it.timer = null;
  write(it, ticketDue({ named: [it.ticket], ...before } as Before, due, content, worldAt(it.now)));
}

/** Lets time pass; every timer fires at its own time. @param until ms UTC */
export function pass(it: Stand, content: Content, until: number, before: Partial<Before> = {}): void {
  for (let rounds = 0; it.timer !== null && it.timer.dueAt <= until; rounds += 1) {
    if (rounds > 5000) throw new Error(`the timer goes round in circles at ${new Date(it.now).toISOString()}`);
    it.now = Math.max(it.now, it.timer.dueAt);
    fire(it, content, before);
  }
  it.now = Math.max(it.now, until);
}

export const change = (it: Stand, content: Content, set: Partial<Omit<Ticket, 'desk'>> & { readonly desk?: Partial<Ticket['desk']> }): void =>
  write(it, saveTicket({ ...it.ticket, ...set, desk: { ...it.ticket.desk, ...set.desk } }, content, worldAt(it.now)));
