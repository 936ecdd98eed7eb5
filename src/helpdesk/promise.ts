/** The promise to a reporter: when somebody will have answered first, counted in opening hours (SOP L75-83). Pure; called by filing and facts. */
import type { Content } from '../content/types.js';
import { addOpenMinutes } from './calendar.js';
import type { IncidentType, Priority } from './ticket.js';

/** @param at ms UTC @returns ms UTC; null for feedback (no deadline, SOP L71) and when the helpdesk does not open again */
export function promiseFor(content: Content, type: IncidentType, priority: Priority, at: number): number | null {
  const entry = content.types[type];
  if (entry.thanksOnly) return null;
  const calendar = content.calendars[entry.level === 'L3' ? content.l3Calendar : content.deskCalendar];
  return calendar === undefined ? null : addOpenMinutes(calendar, at, entry.firstAnswer[priority]);
}
