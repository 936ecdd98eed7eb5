/** Alerts: what the helpdesk's people are told of a ticket, the NMCP official of a person sent to him, the managers of faults. Who hears is ladder.ts'. Pure; called by ticket-due, effects and decide. */
import type { Content, NmcpContact, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { begun } from '../helpdesk/deadlines.js';
import type { Deadline } from '../helpdesk/deadlines.js';
import type { Ticket } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import type { Change } from './change.js';
import { saveTicket } from './desk/save.js';
import { alarmId } from './owe.js';
import { queue, queueWords, recipientOfPhone, recipientOfStaff, templateUse } from './outgoing.js';
import type { Contact, Language } from './records.js';
import type { World } from './world.js';

const staffLanguage = (member: StaffMember): Language => member.languages[0] ?? 'pt';

/**
 * A ticket that is new at its level, reopened or nobody's again: saved with its ladder at the first rung. The first alert goes out by its timer, at once or at the opening (ticket-due.ts),
 * so that alerts follow each other in order and are spread fairly. Stands after any other save of the same turn.
 */
export function alertTicket(ticket: Ticket, content: Content, world: World): Change[] {
  return saveTicket(begun(ticket, content, world.now), content, world);
}

/** Why people hear of a ticket now. */
export type AlertReason =
  | { readonly why: 'new' | 'repeat' | 'climbed' | 'reopened' | 'level' | 'promise' | 'stuck' | 'waited' }
  | { readonly why: 'warned' | 'breached'; readonly deadline: Deadline }
  | { readonly why: 'replied'; readonly words: string };

export interface Alert {
  readonly ticket: Ticket;
  readonly reason: AlertReason;
  readonly people: readonly StaffMember[];
  readonly proposed: StaffMember | null;
  /** How many alerts each address had of late (Before.alerts). */
  readonly alerts: Before['alerts'];
}

/** One message to each; who had too many of late finds the ticket in his list instead (digest.ts). */
export function alertPeople(alert: Alert, content: Content, world: World): Change[] {
  const { ticket, alerts = {} } = alert;
  const people = [...new Map(alert.people.map((each) => [each.phone, each])).values()];
  return people.flatMap((member): Change[] => {
    const to = recipientOfStaff(member, world);
    if (to === null) return [];
    if (ticket.priority !== 'critical' && (alerts[to.address] ?? 0) >= content.rules.digest.most) return [digestTimer(member, content, world.now)];
    const language = languageOfAlert(member);
    const say = (key: string): string => renderNotice(content, language, key, {});
    const place = ticket.area.district ?? ticket.area.province ?? '-';
    const template = templateUse(content, 'alert', [ticket.number, say(`type.${ticket.type}`), place], language);
    const choices = mayTake(member, ticket, content) ? [{ id: `desk.take:${ticket.number}`, title: say('alert.take') }, { id: `desk.show:${ticket.number}`, title: say('alert.show') }] : undefined;
    return queueWords(to, { text: alertWords(alert, member, content), ...(choices === undefined ? {} : { choices, menu: 'desk.alert' }) }, { purpose: 'alert', ticket: ticket.number, template }, world);
  });
}

/** L3 works in English (SOP L53); others in the first of their languages. */
export const languageOfAlert = (member: StaffMember): Language => (member.role === 'l3' ? 'en' : staffLanguage(member));

function mayTake(member: StaffMember, { assignee }: Ticket, { rules }: Content): boolean {
  return assignee === null && member.role !== 'monitor' && (member.role !== 'nodal' || rules.nodal === 'assignee');
}

function alertWords({ ticket, reason, proposed }: Alert, member: StaffMember, content: Content): string {
  const language = languageOfAlert(member);
  const say = (key: string, vars: Readonly<Record<string, string | number>> = {}): string => renderNotice(content, language, `alert.${key}`, vars);
  const { number, level, desk, assignee } = ticket;
  const head = reason.why === 'new' ? null : say(reason.why, {
    level, round: desk.round, name: assignee ?? '-', deadline: 'deadline' in reason ? say(`deadline.${reason.deadline}`) : '', words: 'words' in reason ? reason.words : '',
  });
  const lines = [
    say('level_line', { level }), ...(assignee !== null ? [say('owner', { name: assignee })] : proposed !== null ? [say('proposed', { name: proposed.name })] : []),
    ...(assignee !== null && desk.solveBy !== null ? [say('solve_by', { solveAt: desk.solveBy })] : []),
  ];
  return [...(head === null ? [] : [head]), alertText(ticket, language, content), lines.join('\n'), how()].join('\n\n');

  function how(): string {
    if (member.role === 'monitor') return say('how_monitor', { number });
    if (mayTake(member, ticket, content)) return say('how', { number, take: say('take'), show: say('show') });
    return assignee === member.name ? say('how_owner', { number }) : say('how_read');
  }
}

/** At a fixed time of the clock, so that all that comes until then is in one list. */
function digestTimer(member: StaffMember, { rules }: Content, now: number): Change {
  const every = rules.digest.minutes * 60_000;
  return { do: 'timer.set', timer: { name: 'staff.digest', key: member.phone, dueAt: (Math.floor(now / every) + 1) * every, data: {} } };
}

export function alertText(ticket: Ticket, language: Language, content: Content): string {
  const say = (key: string): string => renderNotice(content, language, key, {});
  const place = [ticket.area.district, ticket.area.province].filter((each) => each !== null).join(', ');
  return renderNotice(content, language, 'notice.alert', {
    number: ticket.number,
    type: say(`type.${ticket.type}`),
    priority: say(`type.priority.${ticket.priority}`),
    place: place === '' ? '-' : place,
    who: [ticket.reporter.name, ticket.reporter.role === null ? null : say(`type.role.${ticket.reporter.role}`), ticket.reporter.phone ?? ticket.answers['callback_number'] ?? null].filter((each) => each !== null).join(', ') || '-',
    impact: say(`choice.${ticket.impact}`),
    since: ticket.answers['since'] ?? '-',
    sure: ticket.confidence === null ? '-' : `${Math.round(ticket.confidence * 100)} %${because(ticket)}`,
    channel: say(`notice.channel.${ticket.channel}`),
    dueAt: ticket.dueAt ?? '-',
    words: ticket.confidential ? say('notice.confidential') : ticket.description === '' ? '-' : ticket.description,
  });
}

/** The words that decided, short; of a reserved ticket none. */
function because({ confidential, evidence }: Ticket): string {
  const words = evidence.filter((each) => !each.startsWith('≈')).slice(0, 3).join(', ');
  return confidential || words === '' ? '' : ` (${words.length > 60 ? `${words.slice(0, 59)}…` : words})`;
}

/** A word to the official: that somebody was sent to him, or (`notice.device_lost`) what NMCP has to know of. */
export function tellNmcp(contact: NmcpContact, person: Pick<Contact, 'name' | 'phone' | 'district'>, topic: string, words: string, content: Content, world: World, key = 'notice.official', more: Readonly<Record<string, string | number>> = {}): Change[] {
  const to = recipientOfPhone(contact.phone, null, world);
  if (to === null) return [];
  const text = renderNotice(content, 'pt', key, {
    name: person.name ?? '-', phone: person.phone ?? '-', district: person.district ?? '-',
    topic: renderNotice(content, 'pt', `redirect.topic.${topic}`, {}), words: words === '' ? '-' : words, ...more,
  });
  return queueWords(to, { text }, { purpose: 'notice', template: templateUse(content, 'official', [person.name ?? '-', person.phone ?? '-'], 'pt') }, world);
}

/** Tells the managers of something that is our own fault or needs an operator. */
export function tellManagers(key: string, vars: Readonly<Record<string, string | number>>, content: Content, world: World): Change[] {
  return content.staff.filter((each) => each.role === 'manager').flatMap((member) => {
    const to = recipientOfStaff(member, world);
    if (to === null) return [];
    return queueWords(to, { text: renderNotice(content, staffLanguage(member), key, vars) }, { purpose: 'alert' }, world);
  });
}

/** As tellManagers, where WhatsApp itself is what does not work: by SMS, else the phone rings; who lifts it hears one sentence (callback-call.ts). */
export function tellManagersApart(key: string, vars: Readonly<Record<string, string | number>>, content: Content, world: World): Change[] {
  const { sms, voice } = world.ways;
  return content.staff.filter((each) => each.role === 'manager').flatMap((member) => {
    const way = (address: string) => ({ address, contactId: null, via: 'twilio' as const, fallback: null });
    if (sms) return queueWords(way(`sms:${member.phone}`), { text: renderNotice(content, staffLanguage(member), key, vars) }, { purpose: 'alert' }, world);
    return voice ? [queue(way(`tel:${member.phone}`), { kind: 'call', callbackId: alarmId(world.newId()), reason: 'alarm' }, { purpose: 'alert' }, world)] : [];
  });
}
