/** A ticket as everybody outside sees it (contract "A ticket in JSON"): ISO times with the campaign's offset. Pure; called by the command line and the simulator. */
import { DateTime } from 'luxon';
import type { TicketDossier } from '../store/port.js';
import type { Category, IncidentType, Level, Priority, Status, TicketChannel, TicketEventType, WaitingFor } from './ticket.js';

export interface TicketJson {
  readonly number: string;
  readonly status: Status;
  /** Only with status `waiting`. */
  readonly waitingFor?: WaitingFor;
  readonly level: Level;
  readonly category: Category;
  readonly type: IncidentType;
  readonly route: 'helpdesk' | 'nmcp';
  readonly priority: Priority;
  readonly channel: TicketChannel;
  readonly reporter: { readonly address: string; readonly phone: string | null; readonly name: string | null; readonly role: string | null };
  readonly area: { readonly province: string | null; readonly district: string | null };
  readonly description: string;
  /** `file` is relative to VAR_DIR; null until it is fetched, or when it was refused or lost. */
  readonly attachments: readonly { readonly kind: string; readonly file: string | null; readonly mime: string; readonly bytes: number | null }[];
  readonly assignee: string | null;
  readonly incident: string | null;
  readonly openedAt: string;
  readonly dueAt: string | null;
  readonly resolvedAt: string | null;
  readonly closedAt: string | null;
  readonly solution: string | null;
  readonly informed: { readonly reporter: string | null; readonly monitor: string | null };
  readonly events: readonly { readonly at: string; readonly type: TicketEventType; readonly by: string; readonly channel: TicketChannel; readonly text: string | null }[];
}

/** `2026-08-28T09:12:03.000+02:00` @param ms UTC @throws when the zone does not exist: a fault of the configuration, found at boot */
export function isoAt(ms: number, timezone: string): string {
  const iso = DateTime.fromMillis(ms, { zone: timezone }).toISO();
  if (iso === null) throw new Error(`unknown time zone: ${timezone}`);
  return iso;
}

const isoOrNull = (ms: number | null, timezone: string): string | null => (ms === null ? null : isoAt(ms, timezone));

export function ticketJson({ ticket, events, media }: TicketDossier, timezone: string): TicketJson {
  const { reporter, area, informed } = ticket;
  return {
    number: ticket.number,
    status: ticket.status,
    ...(ticket.status === 'waiting' && ticket.waitingFor !== null ? { waitingFor: ticket.waitingFor } : {}),
    level: ticket.level,
    category: ticket.category,
    type: ticket.type,
    route: ticket.route,
    priority: ticket.priority,
    channel: ticket.channel,
    reporter: { address: reporter.address, phone: reporter.phone, name: reporter.name, role: reporter.role },
    area: { province: area.province, district: area.district },
    description: ticket.description,
    attachments: media.map(({ kind, file, mime, bytes }) => ({ kind, file, mime, bytes })),
    assignee: ticket.assignee,
    incident: ticket.incident,
    openedAt: isoAt(ticket.openedAt, timezone),
    dueAt: isoOrNull(ticket.dueAt, timezone),
    resolvedAt: isoOrNull(ticket.resolvedAt, timezone),
    closedAt: isoOrNull(ticket.closedAt, timezone),
    solution: ticket.solution,
    informed: { reporter: isoOrNull(informed.reporter, timezone), monitor: isoOrNull(informed.monitor, timezone) },
    events: events.map(({ at, type, by, channel, text }) => ({ at: isoAt(at, timezone), type, by, channel, text })),
  };
}
