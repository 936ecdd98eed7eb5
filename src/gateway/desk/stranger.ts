/** Somebody who does not belong to the desk types one of its commands on a ticket that is not his: a clear and friendly no that tells nothing of the ticket. Called by person.ts. */
import type { Content } from '../../content/types.js';
import { renderNotice } from '../../conversation/render.js';
import { orders } from '../../helpdesk/commands.js';
import type { OrderName } from '../../helpdesk/order.js';
import type { Before } from '../../store/port.js';
import type { Language } from '../records.js';

/** Words that are nobody else's. "ver", "reabrir", "ligar" and the like are asked by reporters too: the conversation answers them. */
const ORDERS: ReadonlySet<OrderName> = new Set(['take', 'assign', 'forward', 'retype', 'prioritise', 'wait', 'defer', 'change_request', 'solve', 'reject', 'close', 'comment', 'called', 'link', 'unlink']);

/** Null: it is no command, or about a ticket of his own. */
export function strangerWords(text: string, before: Before, content: Content, language: Language): string | null {
  if (before.conversation !== null) return null;
  const [first] = orders(text, null);
  if (first === undefined || !('number' in first.order) || !ORDERS.has(first.order.do)) return null;
  const { number } = first.order;
  if (before.tickets.some((each) => each.number === number)) return null;
  return renderNotice(content, language, 'desk.stranger', { number });
}
