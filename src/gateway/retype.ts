/** `tipo 40713 login`: gives a ticket another type with its category, level and route, and keeps the pair for the classifier to learn from. `porque 40713`: what decided. Pure; called by desk. */
import type { Content, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { isLive, retimed, toLevel } from '../helpdesk/deadlines.js';
import { lessonOf } from '../helpdesk/lesson.js';
import { priorityOf } from '../helpdesk/priority.js';
import { promiseFor } from '../helpdesk/promise.js';
import { weighsMore } from '../helpdesk/sensitive.js';
import type { IncidentType, Ticket, TicketEvent } from '../helpdesk/ticket.js';
import { typeNamed } from '../helpdesk/type-words.js';
import { alertTicket } from './alerts.js';
import type { Change } from './change.js';
import { saveTicket } from './desk/save.js';
import type { Language } from './records.js';
import type { World } from './world.js';

const WEIGHT: Readonly<Record<Ticket['priority'], number>> = { low: 0, medium: 1, high: 2, critical: 3 };
const GONE: ReadonlySet<Ticket['status']> = new Set(['redirected']);

interface Retyping {
  readonly ticket: Ticket;
  readonly member: StaffMember;
  readonly content: Content;
  readonly world: World;
  readonly reply: (key: string, vars?: Readonly<Record<string, string | number>>) => Change[];
}

export function retype(said: string, { ticket, member, content, world, reply }: Retyping): Change[] {
  const { number } = ticket;
  const language = member.languages[0] ?? 'pt';
  const called = (type: IncidentType): string => renderNotice(content, language, `type.${type}`, {});
  const type = typeNamed(said);
  if (type === null) return reply('desk.type_unknown', { said: said.slice(0, 40), types: Object.keys(content.types).join(', ') });
  if (type === ticket.type) return reply('desk.type_same', { number, type: called(type) });
  const changed = retyped(ticket, type, content, world.now);
  const event: TicketEvent = { ticket: number, at: world.now, type: 'type', by: member.name, channel: 'desk', text: `${ticket.type} > ${type}` };
  const lesson = lessonOf(ticket, type, member.name, namesIn(ticket, content), world.now);
  return [
    ...(GONE.has(ticket.status) && changed.status === 'open' ? alertTicket(changed, content, world) : saveTicket(changed, content, world)),
    { do: 'ticket.event', event }, ...(changed.level === ticket.level ? [] : [{ do: 'ticket.event' as const, event: { ...event, type: 'level' as const, text: `${ticket.level} > ${changed.level}` } }]),
    ...(lesson === null ? [] : [{ do: 'learn' as const, lesson }]),
    ...reply('desk.retyped', { number, type: called(type), was: called(ticket.type), level: changed.level }),
  ];
}

/**
 * A person decided: the old guess is in the lesson and no longer stands behind the type. The priority only ever rises by this; a query that was sent to NMCP and is ours after all is open again.
 * Who has it now keeps it, unless the type is another level's: then it is alerted there from the start.
 */
function retyped(ticket: Ticket, type: IncidentType, content: Content, now: number): Ticket {
  const entry = content.types[type];
  const heavy = weighsMore({ type, text: ticket.description, answers: ticket.answers });
  const fresh = priorityOf(content, ticket.impact, entry.urgency);
  const raised = heavy && fresh !== 'critical' ? 'high' : fresh;
  const priority = WEIGHT[raised] > WEIGHT[ticket.priority] ? raised : ticket.priority;
  const back = GONE.has(ticket.status) && entry.route === 'helpdesk';
  const timed: Ticket = { ...retimed(ticket, { type, priority }, content, now), confidence: null, evidence: [], category: entry.category, route: entry.route, confidential: entry.confidential };
  const level = entry.route === 'nmcp' ? 'NMCP' : entry.level;
  if (back) return { ...timed, level, status: 'open', closedAt: null, dueAt: promiseFor(content, type, priority, now) };
  /** What is with the local monitor or went up to L3 stays there for as long as it is the same kind of work. */
  const stays = level === ticket.level || (entry.route === ticket.route && entry.route === 'helpdesk' && entry.category === 'technical');
  if (entry.confidential && !ticket.confidential && isLive(timed) && !keepsSecret(ticket.assignee, content)) return toLevel(timed, level, content, now);
  return stays || !isLive(timed) ? { ...timed, level: stays ? ticket.level : level } : toLevel(timed, level, content, now);
}

/** What became reserved is no longer an executive's (SOP L70). */
const keepsSecret = (name: string | null, { staff }: Content): boolean => name === null || staff.some((each) => each.name === name && (each.role === 'manager' || each.role === 'nodal'));

const namesIn = (ticket: Ticket, content: Content): string[] => [
  ...(ticket.reporter.name === null ? [] : [ticket.reporter.name]), ...content.staff.map((each) => each.name), ...content.nmcp.map((each) => each.name),
];

/** Which words, rule or sentence decided, and how sure that was. */
export function whyText(ticket: Ticket, language: Language, content: Content): string {
  const say = (key: string, vars = {}): string => renderNotice(content, language, key, vars);
  const type = say(`type.${ticket.type}`);
  if (ticket.confidence === null) return say('desk.why_person', { number: ticket.number, type });
  return say('desk.why', {
    number: ticket.number, type, sure: `${Math.round(ticket.confidence * 100)} %`,
    evidence: ticket.evidence.length === 0 ? '-' : ticket.evidence.map((each) => `- ${each}`).join('\n'),
  });
}
