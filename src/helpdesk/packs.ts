/** The hand-over packs of the campaign's close (SOP L85-87, L138; peers.md 4.12): every ticket belongs to exactly one party's pack. Pure; called by cli/export. */
import { masked } from './lesson.js';
import type { TicketDossier } from '../store/port.js';
import type { Ticket } from './ticket.js';

/** `egov`: what eGov has or gets after the campaign ("Group V"); `change-requests`; `nmcp`: programmatic queries; `chai`: all the rest, the helpdesk's own. */
export const PACKS = ['egov', 'nmcp', 'chai', 'change-requests'] as const;
export type Pack = (typeof PACKS)[number];

export const isPack = (name: string): name is Pack => PACKS.some((each) => each === name);

const EGOV_WAITS: ReadonlySet<string> = new Set(['backend', 'apk_release', 'device_push']);
const LIVE: ReadonlySet<Ticket['status']> = new Set(['open', 'assigned', 'waiting']);

export function packOf({ status, waitingFor, level, route, confidential, desk }: Ticket): Pack {
  /** A complaint leaves the helpdesk's own list for nobody (SOP L70). */
  if (confidential) return 'chai';
  if (desk.deferredTo === 'change_request') return 'change-requests';
  if (route === 'nmcp' || level === 'NMCP') return 'nmcp';
  if (status === 'deferred') return 'egov';
  return LIVE.has(status) && (level === 'L3' || (waitingFor !== null && EGOV_WAITS.has(waitingFor))) ? 'egov' : 'chai';
}

/** How many tickets in each pack. */
export function packTotals(tickets: readonly Ticket[]): Readonly<Record<Pack, number>> {
  const totals: Record<Pack, number> = { egov: 0, nmcp: 0, chai: 0, 'change-requests': 0 };
  for (const ticket of tickets) totals[packOf(ticket)] += 1;
  return totals;
}

const ABROAD: ReadonlySet<Pack> = new Set(['egov', 'change-requests']);
const RESERVED = '(reservado)';

/** What of a person leaves with a pack: developers need no names and numbers; words of complaints go to nobody. @param names of the staff */
export function forParty(dossier: TicketDossier, pack: Pack, names: readonly string[]): TicketDossier {
  const { ticket, events } = dossier;
  if (ticket.confidential) {
    return { ticket: { ...ticket, description: RESERVED, answers: {}, solution: ticket.solution === null ? null : RESERVED }, events: events.map((event) => ({ ...event, text: null })), media: [] };
  }
  if (!ABROAD.has(pack)) return dossier;
  const all = [...names, ticket.reporter.name ?? '', ticket.answers['reporter_name'] ?? ''];
  const { reporter_name: _name, callback_number: _number, ...answers } = ticket.answers;
  const hidden = (words: string): string => masked(words, all);
  return {
    ...dossier,
    ticket: {
      ...ticket, description: hidden(ticket.description), answers: Object.fromEntries(Object.entries(answers).map(([slot, value]) => [slot, slot === 'app_version' ? value : hidden(value)])),
      reporter: { ...ticket.reporter, name: null, phone: null, address: '-' }, solution: ticket.solution === null ? null : hidden(ticket.solution),
    },
    events: events.map((event) => ({ ...event, text: event.text === null ? null : hidden(event.text) })),
  };
}
