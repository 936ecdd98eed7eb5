/** A ticket by hand for tests of the desk. */
import { NO_DESK } from '../../src/helpdesk/ticket.js';
import type { Ticket } from '../../src/helpdesk/ticket.js';

export const AT = Date.parse('2026-10-02T09:00:00+02:00');

export const someTicket = (change: Partial<Ticket>): Ticket => ({
  number: '40713', status: 'open', waitingFor: null, level: 'L2', category: 'technical', type: 'sync', route: 'helpdesk', priority: 'medium', impact: 'one', channel: 'whatsapp', contactId: 'c1',
  reporter: { address: 'whatsapp:+258841230001', phone: '+258841230001', name: 'Abel Banda', role: 'registador', language: 'pt' }, area: { province: 'Tete', district: 'Moatize' },
  description: 'não consigo sincronizar', answers: {}, confidential: false, confidence: 0.9, evidence: [], assignee: null, incident: null, openedAt: AT, dueAt: AT + 3_600_000, resolvedAt: null, closedAt: null,
  solution: null, informed: { reporter: null, monitor: null }, desk: NO_DESK, version: 1, ...change,
});
