/** Timers that fall due: reminders, expiry, night alerts, calls whose end nobody reported. Called by decide. */
import type { Content } from '../content/types.js';
import { IDLE_MS, talkingOn } from '../helpdesk/talk.js';
import type { Before } from '../store/port.js';
import { callbackDue } from './callback-due.js';
import { callTurn } from './call.js';
import type { Change } from './change.js';
import { digestDue } from './digest.js';
import { factsOf } from './facts.js';
import { incidentDue } from './incident-due.js';
import type { Inbound } from './inbound.js';
import { chatStep } from './person.js';
import { reportDue } from './report-due.js';
import { ticketDue } from './ticket-due.js';
import type { World } from './world.js';

export type Due = Extract<Inbound['what'], { kind: 'timer' }>;

export function dueTurn(before: Before, inbound: Inbound, what: Due, content: Content, world: World): Change[] {
  switch (what.name) {
    case 'conversation.remind':
    case 'conversation.expire':
      return silence(before, inbound, what, content, world);
    case 'ticket.alert':
    case 'ticket.due':
      return ticketDue(before, what, content, world);
    case 'staff.digest':
      return digestDue(before, what, content, world);
    case 'callback.due':
      return callbackDue(before, what, content, world);
    case 'incident.watch':
    case 'incident.due':
      return incidentDue(before, what, content, world);
    case 'report.due':
      return reportDue(before, what, content, world);
    case 'call.lost':
    case 'call.missed': {
      const { callId: given } = what.data;
      const callId = typeof given === 'string' ? given : what.key;
      if (before.call === null || before.call.endedAt !== null) return [];
      return callTurn(before, inbound, { kind: 'call.status', callId, status: 'completed', seconds: 0 }, content, world);
    }
  }
}

/** Reminded once, then closed with what was said kept. */
function silence(before: Before, inbound: Inbound, what: Due, content: Content, world: World): Change[] {
  const { conversation, contact } = before;
  if (conversation === null || contact === null) return [];
  const row = before.addresses.find((each) => each.address === inbound.from);
  if (row === undefined) return [];
  /** While somebody of the desk talks with him the bot is silent. */
  if (talkingOn(before.tickets) !== null) return [{ do: 'timer.set', timer: { name: what.name, key: what.key, dueAt: world.now + IDLE_MS, data: what.data } }];
  const to = { address: row.address, contactId: contact.id, via: row.via, fallback: null };
  const facts = factsOf(before, contact, 'chat', content, world);
  const remind = what.name === 'conversation.remind';
  const scene = { before, contact, address: row.address, to, channel: row.address.startsWith('sms:') ? 'sms' as const : 'whatsapp' as const, content, world };
  /** Who wants no more messages is left in peace; what he said is kept all the same. */
  const silent = row.optedOutAt !== null;
  const changes = silent && remind ? [] : chatStep({ type: remind ? 'REMIND' : 'EXPIRE', facts }, scene, null).filter((each) => !silent || each.do !== 'message.queue' || each.message.to !== row.address);
  if (!remind || changes.some((each) => each.do === 'conversation.end')) return changes;
  const dueAt = world.now + content.campaign.options.expireAfterMinutes * 60_000;
  return [...changes, { do: 'timer.set', timer: { name: 'conversation.expire', key: conversation.id, dueAt, data: { address: row.address } } }];
}
