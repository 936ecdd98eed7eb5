/** Alerts: tells the executives on shift about a new ticket, the NMCP official about a person sent to him. Pure; called by decide. */
import type { Content, NmcpContact, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { nextOpening } from '../helpdesk/calendar.js';
import { onShift } from '../helpdesk/staff.js';
import type { Ticket } from '../helpdesk/ticket.js';
import type { Change } from './change.js';
import { areaOf, deskHours } from './facts.js';
import { queueWords, recipientOfPhone, recipientOfStaff, templateUse } from './outgoing.js';
import type { Contact, Language } from './records.js';
import type { World } from './world.js';

const staffLanguage = (member: StaffMember): Language => member.languages[0] ?? 'pt';

/** SOP L110: the manager has every open ticket; executives those of their area. Nobody on shift: the manager; desk closed and not critical: a timer at the opening. */
export function alertTicket(ticket: Ticket, content: Content, world: World): Change[] {
  if (ticket.status !== 'open' || content.types[ticket.type].thanksOnly) return [];
  const { open, opensAt } = deskHours(content, world.now);
  if (!open && ticket.priority !== 'critical') {
    return opensAt === null ? [] : [{ do: 'timer.set', timer: { name: 'ticket.alert', key: ticket.number, dueAt: opensAt, data: { ticket: ticket.number } } }];
  }
  return alertNow(ticket, content, world);
}

export function alertNow(ticket: Ticket, content: Content, world: World): Change[] {
  const changes: Change[] = [];
  for (const member of alerted(ticket, content, world.now)) {
    const to = recipientOfStaff(member, world);
    if (to === null) continue;
    const language = staffLanguage(member);
    const text = alertText(ticket, language, content);
    const place = ticket.area.district ?? ticket.area.province ?? '-';
    const template = templateUse(content, 'alert', [ticket.number, renderNotice(content, language, `type.${ticket.type}`, {}), place], language);
    changes.push(...queueWords(to, { text }, { purpose: 'alert', ticket: ticket.number, template }, world));
  }
  if (changes.length > 0) {
    changes.push({ do: 'ticket.event', event: { ticket: ticket.number, at: world.now, type: 'alerted', by: 'gateway', channel: ticket.channel, text: null } });
  }
  return changes;
}

/** Grievances go to the manager and the nodal officers only (SOP L70; domain.md row 28). */
function alerted(ticket: Ticket, content: Content, at: number): readonly StaffMember[] {
  const managers = content.staff.filter((each) => each.role === 'manager');
  if (ticket.confidential) return managers;
  const area = areaOf(ticket.area);
  const executives = onShift(content, at, { role: 'executive', area });
  if (executives.length === 0 || ticket.priority === 'critical') return [...executives, ...managers];
  return executives;
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
export function tellNmcp(contact: NmcpContact, person: Contact, topic: string, words: string, content: Content, world: World, key = 'notice.official'): Change[] {
  const to = recipientOfPhone(contact.phone, null, world);
  if (to === null) return [];
  const text = renderNotice(content, 'pt', key, {
    name: person.name ?? '-', phone: person.phone ?? '-', district: person.district ?? '-',
    topic: renderNotice(content, 'pt', `redirect.topic.${topic}`, {}), words: words === '' ? '-' : words,
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

/** The desk's next opening for an alert that fell into the night. */
export function nextDeskOpening(content: Content, at: number): number | null {
  const calendar = content.calendars[content.deskCalendar];
  return calendar === undefined ? null : nextOpening(calendar, at);
}
