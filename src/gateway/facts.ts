/** Facts: what the flows may know of the world at this turn, gathered from Before, Content and World. Pure; called by decide once per person turn. */
import type { Facts } from '../../flows/types.js';
import type { Content } from '../content/types.js';
import { once } from '../conversation/once.js';
import { isOpen, nextOpening } from '../helpdesk/calendar.js';
import { phaseOf } from '../helpdesk/campaign.js';
import { knownNow } from '../helpdesk/incidents.js';
import { promiseFor } from '../helpdesk/promise.js';
import { onShift } from '../helpdesk/staff.js';
import type { Priority } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import type { Contact } from './records.js';
import { languageOf } from './outgoing.js';
import type { World } from './world.js';

/** The helpdesk's calendar (SOP: 08:00-23:00 CAT). */
export function deskHours(content: Content, at: number): { open: boolean; opensAt: number | null } {
  const calendar = content.calendars[content.deskCalendar];
  if (calendar === undefined) return { open: false, opensAt: null };
  const open = isOpen(calendar, at);
  return { open, opensAt: open ? null : nextOpening(calendar, at) };
}

/** The costly parts (calendar arithmetic) are worked out only when a flow looks at them. */
export function factsOf(before: Before, contact: Contact, medium: 'chat' | 'call', content: Content, world: World): Facts {
  const { now } = world;
  const hours = once(() => deskHours(content, now));
  const promise = once(() => {
    const by = (priority: Priority): number | null => promiseFor(content, PROMISE_TYPE, priority, now);
    return { low: by('low'), medium: by('medium'), high: by('high'), critical: by('critical') };
  });
  const reachable = once(() => hours().open && world.ways.voice && onShift(content, now, { role: 'executive', area: areaOf(contact) }).length > 0);
  const known = once(() => knownNow(content.problems, content, now));
  const phase = once(() => phaseOf(content.campaign, content.timezone, now));
  return {
    now,
    medium,
    nextTicket: world.peekTicket(),
    get open() { return hours().open; },
    get opensAt() { return hours().opensAt; },
    get phase() { return phase(); },
    get deskReachable() { return reachable(); },
    get known() { return known(); },
    get promise() { return promise(); },
    phone: contact.phone,
    who: {
      name: contact.name, role: contact.role, province: contact.province, district: contact.district,
      known: contact.source === 'roster' || contact.source === 'asked',
    },
    language: languageOf(contact),
    tickets: before.tickets.map(({ number, type, status, channel, dueAt, solution, answers }) => ({ number, type, status, channel, dueAt, solution, rated: answers['satisfaction'] !== undefined })),
  };
}

/** The type whose deadlines stand for a promise made before the type is settled. */
const PROMISE_TYPE = 'sync';

export function areaOf(who: { province: string | null; district: string | null }): string | undefined {
  if (who.province === null) return undefined;
  return who.district === null ? who.province : `${who.province}/${who.district}`;
}
