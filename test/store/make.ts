/** Builders of the rows that the store's tests write. */
import type { Change } from '../../src/gateway/change.js';
import type { Inbound } from '../../src/gateway/inbound.js';
import type { AddressRow, Call, Contact, Conversation, MediaFile, NewOutMessage, Timer } from '../../src/gateway/records.js';
import { NO_DESK } from '../../src/helpdesk/ticket.js';
import type { Ticket } from '../../src/helpdesk/ticket.js';
import type { CommitResult, Store, Turn } from '../../src/store/port.js';

export const T0 = Date.UTC(2026, 10, 24, 8);
export const ANA = 'whatsapp:+258841230001';
export const RUI = 'whatsapp:+258841230002';

export const contact = (over: Partial<Contact> = {}): Contact => ({
  id: 'c1', phone: '+258841230001', name: 'Ana', role: 'registador', province: 'Tete', district: 'Moatize', language: 'pt', source: 'roster', createdAt: T0, version: 0, ...over,
});
export const address = (over: Partial<AddressRow> = {}): AddressRow => ({ address: ANA, contactId: 'c1', via: 'twilio', lastInboundAt: T0, optedOutAt: null, quietUntil: null, ...over });
export const conversation = (over: Partial<Conversation> = {}): Conversation => ({
  id: 'chat:c1', contactId: 'c1', flow: 'intake', flowVersion: 1, state: { value: 'menu', context: { open: null } }, startedAt: T0, updatedAt: T0, version: 0, ...over,
});
export const message = (over: Partial<NewOutMessage> = {}): NewOutMessage => ({
  id: 'm1', to: ANA, contactId: 'c1', channel: 'whatsapp', via: 'twilio', body: { kind: 'text', text: 'Olá', choices: [{ id: 'yes', title: 'Sim' }] }, template: null, fallback: null,
  ticket: null, purpose: 'answer', nextAt: T0, createdAt: T0, ...over,
});
export const ticket = (over: Partial<Ticket> = {}): Ticket => ({
  number: '10014', status: 'open', waitingFor: null, level: 'L2', category: 'technical', type: 'sync', route: 'helpdesk', priority: 'high', impact: 'one', channel: 'whatsapp', contactId: 'c1',
  reporter: { address: ANA, phone: '+258841230001', name: 'Ana', role: 'registador', language: 'pt' }, area: { province: 'Tete', district: 'Moatize' }, description: 'não sincroniza', answers: { when: 'hoje' },
  confidential: false, confidence: 0.75, evidence: ['sincroniza'], assignee: null, incident: null, openedAt: T0, dueAt: T0 + 3_600_000, resolvedAt: null, closedAt: null, solution: null,
  informed: { reporter: null, monitor: null }, desk: NO_DESK, version: 0, ...over,
});
export const call = (over: Partial<Call> = {}): Call => ({
  id: 'CA1', contactId: 'c1', from: 'tel:+258841230001', to: '+25825230000', direction: 'inbound', startedAt: T0, endedAt: null, lastStep: 'menu', turn: 0, outcome: 'ongoing', ticket: null, recording: null, version: 0, ...over,
});
export const media = (over: Partial<MediaFile> = {}): MediaFile => ({
  id: 'f1', kind: 'image', url: 'http://127.0.0.1/f1', via: 'twilio', mime: 'image/jpeg', fileName: null, status: 'pending', file: null, bytes: null, attempts: 0, nextAt: T0, fault: null, ticket: null, contactId: 'c1', at: T0, ...over,
});
export const timer = (over: Partial<Timer> = {}): Timer => ({ name: 'conversation.remind', key: 'chat:c1', dueAt: T0 + 1000, data: { address: ANA }, ...over });

export const inbound = (id: string, over: Partial<Inbound> = {}): Inbound => ({
  channel: 'whatsapp', id, via: 'twilio', from: ANA, phone: '+258841230001', at: T0, receivedAt: T0 + 5, what: { kind: 'text', text: 'segredo' }, ...over,
});
export const ofTimer = (row: Timer): Inbound =>
  inbound(`${row.name}/${row.key}/${row.dueAt}`, { channel: 'timer', what: { kind: 'timer', name: row.name, key: row.key, dueAt: row.dueAt, data: row.data } });
export const turn = (id: string, changes: readonly Change[] = [], over: Partial<Inbound> = {}): Turn => ({ inbound: inbound(id, over), changes, turnId: `t-${id}` });

let last = 0;
/** Commits changes under an id of their own. */
export const write = (store: Store, ...changes: readonly Change[]): Promise<CommitResult> => store.commit(turn(`w${++last}`, changes));
export const person: readonly Change[] = [{ do: 'contact.save', contact: contact() }, { do: 'address.save', address: address() }];
export const queue = (...messages: readonly NewOutMessage[]): Change[] => messages.map((each): Change => ({ do: 'message.queue', message: each }));
