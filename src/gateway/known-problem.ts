/** What a known problem does to tickets and people: linked once, told once, solved together (peers.md 4.5). Pure; called by gateway/desk/incidents, incident-due and effects. */
import type { Content, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { begun } from '../helpdesk/deadlines.js';
import { evidenceOf } from '../helpdesk/incidents.js';
import { inArea } from '../helpdesk/staff.js';
import type { Ticket, TicketEvent } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import type { Change } from './change.js';
import { saveTicket } from './desk/save.js';
import { informReporter, informedNow } from './inform.js';
import { queueWords, recipientOfPhone, recipientOfStaff } from './outgoing.js';
import type { Recipient } from './outgoing.js';
import type { Language } from './records.js';
import type { KnownProblem } from '../helpdesk/standing.js';
import type { World } from './world.js';

const MINUTE = 60_000;
/** A burst of tickets is looked at once. */
const BUCKET_MS = 2 * MINUTE;
/** No time is promised, or the promised one is over: the manager is asked again after this. */
export const ASK_AGAIN_MS = 60 * MINUTE;

export type Vars = Readonly<Record<string, string | number>>;

/** Whoever opens a ticket asks for the look at alike reports. */
export function watchSoon(world: World): Change {
  const dueAt = (Math.floor(world.now / BUCKET_MS) + 1) * BUCKET_MS;
  return { do: 'timer.set', timer: { name: 'incident.watch', key: 'all', dueAt, data: {} } };
}

/** The managers of any of these areas; of an area without one, all. */
export function managersOf(areas: readonly string[], content: Content): readonly StaffMember[] {
  const managers = content.staff.filter((each) => each.role === 'manager');
  const theirs = managers.filter((each) => areas.some((area) => area === '*' || inArea(each.areas, area)));
  return theirs.length > 0 ? theirs : managers;
}

/** @param number the problem's number: quoting the message means it */
export function tellManagersOf(problem: Pick<KnownProblem, 'areas' | 'number'>, words: (language: Language) => string, content: Content, world: World): Change[] {
  return managersOf(problem.areas, content).flatMap((member) => {
    const to = recipientOfStaff(member, world);
    const language = member.languages[0] ?? 'pt';
    return to === null ? [] : queueWords(to, { text: words(language) }, { purpose: 'alert', ticket: problem.number }, world);
  });
}

/** "Moatize, Marara", "Tete", "toda a campanha". */
export function areasInWords(areas: readonly string[], language: Language, content: Content): string {
  return areas.includes('*') ? renderNotice(content, language, 'incident.everywhere', {}) : areas.map((area) => area.split('/').at(-1) ?? area).join(', ');
}

/** Type, place and version, as people of the desk read them. */
export function problemInWords({ type, areas, appVersion }: Pick<KnownProblem, 'type' | 'areas' | 'appVersion'>, language: Language, content: Content): string {
  const version = appVersion === null ? '' : ` (${renderNotice(content, language, 'incident.version', { version: appVersion })})`;
  return `${renderNotice(content, language, `type.${type}`, {})}${version}, ${areasInWords(areas, language, content)}`;
}

/** How many, where, since when, and the words of three. */
export function evidenceInWords(tickets: readonly Ticket[], language: Language, content: Content): string {
  const evidence = evidenceOf(tickets, content.staff.map((each) => each.name));
  const places = evidence.places.slice(0, 6).map(({ place, count }) => `${place} ${count}`).join(', ');
  return [
    renderNotice(content, language, 'incident.evidence', { count: evidence.count, places, sinceAt: evidence.sinceAt }),
    ...evidence.words.map(({ number, words }) => `• ${number}: "${words.replaceAll('{{', '').replaceAll('$t(', '(')}"`),
  ].join('\n');
}

interface Deps {
  readonly before: Pick<Before, 'addresses' | 'callbacks'>;
  readonly content: Content;
  readonly world: World;
  /** The member's name, or `gateway`. */
  readonly by: string;
}

const event = (ticket: Ticket, type: TicketEvent['type'], text: string | null, { by, world }: Deps): Change =>
  ({ do: 'ticket.event', event: { ticket: ticket.number, at: world.now, type, by, channel: 'desk', text } });

/** Counted with the problem: waits for the backend, nobody is alerted any more. */
export function linkTicket(ticket: Ticket, problem: Pick<KnownProblem, 'number'>, deps: Deps): Change[] {
  return [
    ...saveTicket({ ...ticket, incident: problem.number, status: 'waiting', waitingFor: 'backend' }, deps.content, deps.world),
    event(ticket, 'linked', problem.number, deps), { do: 'count', name: 'incident.linked', label: problem.number, at: deps.world.now, by: 1 },
  ];
}

/** A ticket of its own again, alerted from the start. */
export function unlinkTicket(ticket: Ticket, deps: Deps): Change[] {
  const alone: Ticket = { ...ticket, incident: null, status: ticket.assignee === null ? 'open' : 'assigned', waitingFor: null };
  return [...saveTicket(begun(alone, deps.content, deps.world.now), deps.content, deps.world), event(ticket, 'unlinked', ticket.incident, deps)];
}

/** Links the tickets and tells each reporter once, whatever number of tickets he has among them. */
export function linkAndTell(problem: KnownProblem, tickets: readonly Ticket[], deps: Deps): Change[] {
  const { content, world } = deps;
  const told = byReporter(tickets).flatMap((own) => {
    const [first] = own;
    const to = first === undefined ? null : inWriting(first, deps);
    if (first === undefined || to === null) return [];
    const { language } = first.reporter;
    const key = expectedOf(problem, world.now) === null ? 'incident.told_no_time' : 'incident.told';
    const vars: Vars = { number: problem.number, tickets: own.map((each) => each.number).join(', '), expectedAt: problem.expectedAt ?? 0, type: renderNotice(content, language, `type.${problem.type}`, {}) };
    const text = [...(problem.text === null ? [] : [problem.text]), renderNotice(content, language, key, vars)].join('\n\n');
    return queueWords(to, { text }, { purpose: 'notice', ticket: first.number }, world);
  });
  return [...tickets.flatMap((ticket) => linkTicket(ticket, problem, deps)), ...told];
}

/** The promised time, if it is still ahead. */
export const expectedOf = ({ expectedAt }: Pick<KnownProblem, 'expectedAt'>, now: number): number | null => (expectedAt !== null && expectedAt > now ? expectedAt : null);

/** The time is over: the manager is asked. Without a time: asked for one. */
export function expectTimer(problem: Pick<KnownProblem, 'number' | 'expectedAt'>, now: number): Change {
  return { do: 'timer.set', timer: { name: 'incident.due', key: problem.number, dueAt: expectedOf(problem, now) ?? now + ASK_AGAIN_MS, data: {} } };
}

const OVER: ReadonlySet<Ticket['status']> = new Set(['resolved', 'closed', 'redirected', 'rejected', 'abandoned']);

/** Tickets of the problem that still wait for its end. */
export const waitingOf = (linked: readonly Ticket[]): Ticket[] => linked.filter((ticket) => !OVER.has(ticket.status));

/** All that wait become resolved; each reporter hears it once, on the way he came (callers are called). */
export function solveLinked(linked: readonly Ticket[], solution: string, deps: Deps): Change[] {
  const { content, world, by, before } = deps;
  return byReporter(waitingOf(linked)).flatMap((own) => own.flatMap((ticket, index): Change[] => {
    const solved: Ticket = { ...ticket, status: 'resolved', waitingFor: null, solution, resolvedAt: world.now, assignee: ticket.assignee ?? by, informed: { reporter: null, monitor: null }, desk: { ...ticket.desk, movedAt: world.now, talk: null } };
    const resolved = event(ticket, 'resolved', solution, deps);
    if (index === 0) {
      const informed = informReporter(solved, { before, content, world });
      return [resolved, ...saveTicket(informed.ticket, content, world), ...informed.changes];
    }
    /** He hears it of his first ticket. */
    const informed = informedNow(solved, 'reporter', by, 'desk', world.now, content);
    return [resolved, ...saveTicket(informed.ticket, content, world), informed.event];
  }));
}

function byReporter(tickets: readonly Ticket[]): Ticket[][] {
  const groups = new Map<string, Ticket[]>();
  for (const ticket of tickets) groups.set(ticket.contactId, [...(groups.get(ticket.contactId) ?? []), ticket]);
  return [...groups.values()];
}

/** Chat for chat; a caller gets a word in writing where his number is known. */
function inWriting({ reporter: { address, phone }, answers, contactId }: Ticket, { before, world }: Deps): Recipient | null {
  if (!address.startsWith('whatsapp:') && !address.startsWith('sms:')) return recipientOfPhone(phone ?? answers['callback_number'] ?? null, contactId, world);
  const via = before.addresses.find((row) => row.address === address)?.via ?? world.via;
  return via === null ? null : { address, contactId, via, fallback: phone !== null && world.ways.sms && !address.startsWith('sms:') ? `sms:${phone}` : null };
}
