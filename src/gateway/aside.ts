/** What happens beside a conversation: signs put on messages, edits, deletions, and somebody typing on the helpdesk's own phone. Pure; called by decide. */
import type { Content } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { maskSecrets } from '../conversation/clean.js';
import type { Ticket, TicketEvent } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import type { Change } from './change.js';
import { knownContact } from './contacts.js';
import type { AsideWhat, ChatWhat, Inbound } from './inbound.js';
import { personTurn } from './person.js';
import type { AddressRow } from './records.js';
import type { World } from './world.js';

/** How long the bot stays silent after the last word of a colleague. */
const QUIET_MS = 30 * 60_000;
/** What somebody corrects or takes back belongs to what he told us shortly before. */
const RECENT_MS = 24 * 3_600_000;

/** Signs that answer a question: skin tones do not matter. */
const YES = new Set(['👍', '👌', '✅', '🙏', '❤']);
const NO = new Set(['👎', '❌']);

export function asideTurn(before: Before, inbound: Inbound, what: AsideWhat, content: Content, world: World): Change[] {
  switch (what.kind) {
    case 'reaction':
      return signed(before, inbound, what, content, world);
    case 'edited':
      return edited(before, inbound, what.text, content, world);
    case 'deleted':
      return noted(before, 'deleted', null, world);
    case 'human':
      return typed(before, inbound, what.text, content, world);
  }
}

/** A thumb on a question of ours is its answer; any other sign is only friendly. */
function signed(before: Before, inbound: Inbound, { emoji, target }: Extract<AsideWhat, { kind: 'reaction' }>, content: Content, world: World): Change[] {
  const sign = emoji.replace(/[\u{1F3FB}-\u{1F3FF}\uFE0F]/gu, '');
  const word = YES.has(sign) ? 'sim' : NO.has(sign) ? 'não' : null;
  const { message } = before;
  if (word === null || message === null || message.to !== inbound.from) return [];
  const resolved = before.tickets.some((ticket) => ticket.number === message.ticket && ticket.status === 'resolved');
  const asks = message.body.kind === 'text' && (message.body.choices ?? []).some(({ id }) => id === 'yes' || id === 'solved');
  if (!resolved && !asks) return [];
  const said: ChatWhat = { kind: 'text', text: word, quoted: target };
  return personTurn(before, { ...inbound, what: said }, said, content, world);
}

/** Corrected words are heard as new ones while a talk runs; on a ticket they are noted, and the first words stay. */
function edited(before: Before, inbound: Inbound, text: string, content: Content, world: World): Change[] {
  if (text.trim() === '') return [];
  const noting = noted(before, 'edited', maskSecrets(text), world);
  if (noting.length > 0 || before.conversation === null) return noting;
  const said: ChatWhat = { kind: 'text', text };
  return personTurn(before, { ...inbound, what: said }, said, content, world);
}

function noted({ tickets, conversation }: Before, type: 'edited' | 'deleted', text: string | null, { now }: World): Change[] {
  const ticket = conversation === null ? newest(tickets, now) : undefined;
  if (ticket === undefined) return [];
  const event: TicketEvent = { ticket: ticket.number, at: now, type, by: 'reporter', channel: ticket.channel, text };
  return [{ do: 'ticket.event', event }];
}

const newest = (tickets: readonly Ticket[], now: number): Ticket | undefined =>
  [...tickets].filter(({ openedAt }) => now - openedAt <= RECENT_MS).sort((one, other) => other.openedAt - one.openedAt)[0];

/** A colleague answers by hand: the bot steps back for half an hour; on an open ticket the words are kept. */
function typed(before: Before, inbound: Inbound, text: string, content: Content, world: World): Change[] {
  const known = knownContact(before, inbound, false, content, world);
  const others = known.changes.filter((each) => each.do !== 'address.save');
  const row: AddressRow = { ...known.row, quietUntil: world.now + QUIET_MS };
  const ticket = newest(before.tickets.filter(({ status }) => status === 'open' || status === 'assigned' || status === 'waiting'), world.now);
  const event = ticket === undefined ? [] : [{ do: 'ticket.event' as const, event: { ticket: ticket.number, at: world.now, type: 'talk' as const, by: renderNotice(content, 'pt', 'group.own_phone', {}), channel: 'desk' as const, text: maskSecrets(text) } }];
  return [...others, { do: 'address.save', address: row }, ...event];
}
