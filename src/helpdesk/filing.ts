/** Filing: turns what a conversation gathered (a Draft) into a Ticket with its first events. Pure; called by the gateway for every `openTicket`. */
import type { Draft } from '../../flows/types.js';
import type { Content } from '../content/types.js';
import type { Address } from '../gateway/inbound.js';
import type { Contact } from '../gateway/records.js';
import { begun } from './deadlines.js';
import { firstMonitor } from './ladder.js';
import { priorityOf } from './priority.js';
import { promiseFor } from './promise.js';
import { weighsMore } from './sensitive.js';
import { INCIDENT_TYPES, NO_DESK } from './ticket.js';
import type { IncidentType, Level, Priority, Ticket, TicketChannel, TicketEvent } from './ticket.js';

export interface Filed {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
}

const isType = (id: string): id is IncidentType => (INCIDENT_TYPES as readonly string[]).includes(id);

/** Lost devices and privacy do not wait behind the queue (incident-types.md). */
const atLeastHigh = (priority: Priority, raise: boolean): Priority => (raise && priority !== 'critical' ? 'high' : priority);

/** Of a stranger on a shared handset only what he said himself is known. */
function roleOf({ answers }: Draft, contact: Contact, content: Content): string | null {
  const said = answers['reporter_role'];
  if (answers['reporter_name'] === undefined && said === undefined) return contact.role;
  if (said === undefined) return null;
  return content.catalogue.roles.includes(said) ? said : contact.role ?? 'outro';
}

/** The province a district lies in, null where the campaign does not know it. */
export function provinceOf(content: Content, district: string | null): string | null {
  if (district === null) return null;
  return Object.entries(content.campaign.areas).find(([, districts]) => districts.includes(district))?.[0] ?? null;
}

/** The reporter's local monitor, where it is somebody else. */
function monitorOf({ phone }: Contact, content: Content): string | null {
  const monitor = phone === null ? null : content.roster.get(phone)?.monitorPhone ?? null;
  return monitor === phone ? null : monitor;
}

/**
 * @param at ms UTC; also the time of the `opened` event
 * @param number the ticket's number with its check digit
 * A draft that is already redirected, abandoned or resolved gets the matching second event, so that no ticket ends silently (SOP L27).
 */
export function file(draft: Draft, who: { contact: Contact; address: Address }, channel: TicketChannel, number: string, at: number, content: Content): Filed {
  const type: IncidentType = isType(draft.type) ? draft.type : 'general';
  const entry = content.types[type];
  const weighty = weighsMore({ ...draft, type });
  const priority = atLeastHigh(priorityOf(content, draft.impact, entry.urgency), weighty);
  const district = draft.district ?? who.contact.district;
  /** Counted with a known problem: told when that is solved, nobody is alerted. */
  const incident = draft.status === 'open' || draft.status === 'abandoned' ? draft.incident ?? null : null;
  const open = draft.status === 'open' && incident === null;
  const route = draft.status === 'redirected' ? 'nmcp' : entry.route;
  const dueAt = open ? promiseFor(content, type, priority, at) : null;
  const usual: Level = route === 'nmcp' ? 'NMCP' : entry.level;
  /** Who wants a person, or hung up, is the helpdesk's to call; a theft is not the monitor's to solve. */
  const monitorFirst = open && !draft.partial && !weighty && firstMonitor({ type, priority, confidential: entry.confidential, level: usual, reporterPhone: who.contact.phone }, content) !== null;
  const filed: Ticket = {
    number,
    status: incident === null ? draft.status : 'waiting',
    waitingFor: incident === null ? null : 'backend',
    level: monitorFirst ? 'L1' : usual,
    category: entry.category,
    type,
    route,
    priority,
    impact: draft.impact,
    channel,
    contactId: who.contact.id,
    reporter: { address: who.address, phone: who.contact.phone, name: draft.answers['reporter_name'] ?? who.contact.name, role: roleOf(draft, who.contact, content), language: who.contact.language ?? 'pt' },
    area: { province: provinceOf(content, district) ?? who.contact.province, district },
    description: draft.text,
    answers: draft.answers,
    confidential: entry.confidential,
    confidence: draft.confidence,
    evidence: draft.evidence,
    assignee: null,
    incident,
    openedAt: at,
    dueAt,
    resolvedAt: draft.status === 'resolved' ? at : null,
    closedAt: incident === null && (draft.status === 'abandoned' || draft.status === 'redirected') ? at : null,
    solution: null,
    informed: { reporter: null, monitor: null },
    desk: { ...NO_DESK, answerBy: dueAt, monitorPhone: monitorOf(who.contact, content) },
    version: 0,
  };
  const ticket = begun(filed, content, at);
  const event = (eventType: TicketEvent['type'], by: string, text: string | null): TicketEvent => ({ ticket: number, at, type: eventType, by, channel, text });
  const events = [event('opened', 'reporter', draft.text === '' ? null : draft.text)];
  if (incident !== null) events.push(event('linked', 'gateway', incident));
  else if (draft.status !== 'open') events.push(event(draft.status, 'gateway', null));
  return { ticket, events };
}
