/** Priority = impact x urgency (domain.md row 32), from the campaign's own table. Pure; called by filing. */
import type { Content, IncidentTypeEntry } from '../content/types.js';
import type { Impact, Priority } from './ticket.js';

export function priorityOf(content: Content, impact: Impact, urgency: IncidentTypeEntry['urgency']): Priority {
  return content.priority[impact][urgency];
}
