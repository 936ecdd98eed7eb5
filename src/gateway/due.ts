/** Timers that fall due: reminders, expiry, night alerts, calls whose end nobody reported. Called by decide. */
import type { Content } from '../content/types.js';
import type { Before } from '../store/port.js';
import { alertNow } from './alerts.js';
import { callTurn } from './call.js';
import type { Change } from './change.js';
import { factsOf } from './facts.js';
import type { Inbound } from './inbound.js';
import { chatStep } from './person.js';
import type { World } from './world.js';

type Due = Extract<Inbound['what'], { kind: 'timer' }>;

export function dueTurn(before: Before, inbound: Inbound, what: Due, content: Content, world: World): Change[] {
  switch (what.name) {
    case 'conversation.remind':
    case 'conversation.expire':
      return silence(before, inbound, what, content, world);
    case 'ticket.alert': {
      const ticket = before.named[0];
      return ticket === undefined ? [] : ticket.status === 'open' ? alertNow(ticket, content, world) : [];
    }
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
  const to = { address: row.address, contactId: contact.id, via: row.via, fallback: null };
  const facts = factsOf(before, contact, 'chat', content, world);
  const remind = what.name === 'conversation.remind';
  const scene = { before, contact, address: row.address, to, channel: row.address.startsWith('sms:') ? 'sms' as const : 'whatsapp' as const, content, world };
  /** Who wants no more messages is left in peace; what he said is kept all the same. */
  const silent = row.optedOutAt !== null;
  const changes = silent && remind ? [] : chatStep({ type: remind ? 'REMIND' : 'EXPIRE', facts }, scene, facts, null).filter((each) => !silent || each.do !== 'message.queue' || each.message.to !== row.address);
  if (!remind || changes.some((each) => each.do === 'conversation.end')) return changes;
  const dueAt = world.now + content.campaign.options.expireAfterMinutes * 60_000;
  return [...changes, { do: 'timer.set', timer: { name: 'conversation.expire', key: conversation.id, dueAt, data: { address: row.address } } }];
}
