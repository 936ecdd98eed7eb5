/** Carries out what a member of staff orders from his chat: rights first, then the part of the desk that knows the order (SOP L110-124). Pure; called by turn.ts for each order of a message. */
import type { Order } from '../../helpdesk/order.js';
import { verbAt } from '../../helpdesk/command-words.js';
import { ROLES, hand, may } from '../../helpdesk/rights.js';
import type { Role } from '../../helpdesk/rights.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import type { StaffMember } from '../../content/types.js';
import { renderNotice } from '../../conversation/render.js';
import type { Change } from '../change.js';
import { callbackOrder, isPhone } from './callbacks.js';
import { closeTicket, rejectTicket, reopenTicket, solveTicket } from './ending.js';
import { faqOrder } from './faq.js';
import { fileOrder } from './file.js';
import { helpWords } from './help.js';
import { incidentOrder } from './incidents.js';
import { listTickets } from './list.js';
import { dutyOrder, peopleOrder } from './people.js';
import { reportOrder } from './reports.js';
import { languageOfMember, reply, sees, ticketIn } from './scene.js';
import type { DeskScene } from './scene.js';
import { showTicket, whyTicket } from './show.js';
import { talkOrder } from './talk.js';
import { assignTicket, commentOn, takeTicket } from './taking.js';
import { undoLast } from './undo.js';
import { deferTicket, forwardTicket, prioritiseTicket, retypeTicket, waitFor } from './moving.js';

/** One order, for somebody who may or may not give it. */
export function deskChanges(order: Order, scene: DeskScene): Change[] {
  const refused = refusal(order, scene);
  if (refused !== null) return refused;
  switch (order.do) {
    case 'help':
      return helpWords(scene);
    case 'list':
    case 'mine':
      return listTickets(order, scene);
    case 'faulty':
      return faulty(order, scene);
    case 'undo':
      return undoLast(scene);
    /** Answered by turn.ts; here nothing is open. */
    case 'confirm':
    case 'decline':
      return reply(scene, 'desk.nothing_open');
    case 'call':
    case 'called':
    case 'callbacks':
      return callbackOrder(order, scene);
    case 'people':
      return peopleOrder(order, scene);
    case 'duty':
      return dutyOrder(order, scene);
    case 'faq':
      return faqOrder(order, scene);
    case 'say':
    case 'end_talk':
      return talkOrder(order, scene);
    case 'file':
      return fileOrder(order, scene);
    case 'incident':
    case 'link':
    case 'unlink':
      return incidentOrder(order, scene);
    case 'report':
    case 'triage':
      return reportOrder(order, scene);
    default: {
      const ticket = ticketIn(scene, order.number);
      if (ticket !== undefined) return onTicket(order, ticket, scene);
      return order.do === 'show' && isProblem(order.number, scene) ? incidentOrder({ do: 'incident', text: `ver ${order.number}` }, scene) : reply(scene, 'desk.not_found', { number: order.number });
    }
  }
}

type TicketOrder = Extract<Order, { readonly do: 'show' | 'why' | 'take' | 'assign' | 'comment' | 'forward' | 'retype' | 'prioritise' | 'wait' | 'defer' | 'change_request' | 'solve' | 'reject' | 'close' | 'reopen' }>;

function onTicket(order: TicketOrder, ticket: Ticket, scene: DeskScene): Change[] {
  switch (order.do) {
    case 'show':
      return showTicket(ticket, scene);
    case 'why':
      return whyTicket(ticket, scene);
    case 'take':
      return takeTicket(ticket, scene);
    case 'assign':
      return assignTicket(ticket, order.text, scene);
    case 'comment':
      return commentOn(ticket, order.text, scene);
    case 'forward':
      return forwardTicket(ticket, order, scene);
    case 'retype':
      return retypeTicket(ticket, order.text, scene);
    case 'prioritise':
      return prioritiseTicket(ticket, order.priority, scene);
    case 'wait':
      return waitFor(ticket, order, scene);
    case 'defer':
    case 'change_request':
      return deferTicket(ticket, order, scene);
    case 'solve':
      return solveTicket(ticket, order.text, scene);
    case 'reject':
      return rejectTicket(ticket, order.text, scene);
    case 'close':
      return closeTicket(ticket, scene);
    case 'reopen':
      return reopenTicket(ticket, scene);
  }
}

/** Why not, in a clear sentence; null = he may. A ticket that he cannot see is refused before anything is said of it. */
function refusal(order: Order, scene: DeskScene): Change[] | null {
  const { member, content } = scene;
  const ticket = 'number' in order ? ticketIn(scene, order.number) : undefined;
  if (order.do === 'show' && ticket === undefined && may(member.role, 'incident') && isProblem(order.number, scene)) return null;
  if ((order.do === 'call' || order.do === 'called') && isPhone(order.number)) return may(member.role, order.do) ? null : notYours(order, scene);
  if ('number' in order && (ticket === undefined || sees(ticket, scene) !== 'sees')) return unseen(order.number, ticket, scene);
  if (!may(member.role, order.do, 'text' in order ? order.text : '')) return notYours(order, scene);
  if (ticket === undefined) return null;
  const moves = hand(ticket, member, order.do, content.rules.nodal);
  if (moves === 'moves') return null;
  return reply(scene, moves === 'reader' ? 'desk.reader' : 'desk.other_level', { number: ticket.number, level: ticket.level, word: say(scene, 'desk.word.comment') });
}

const isProblem = (number: string, { content }: DeskScene): boolean => content.problems.some((each) => each.number === number);

function unseen(number: string, ticket: Ticket | undefined, scene: DeskScene): Change[] {
  if (scene.member.role === 'monitor') return reply(scene, 'desk.not_among', { number });
  if (ticket === undefined) return reply(scene, 'desk.not_found', { number });
  const why = sees(ticket, scene);
  return reply(scene, why === 'confidential' ? 'desk.confidential' : why === 'hidden' ? 'desk.not_yours_kind' : 'desk.not_yours', { number });
}

function notYours(order: Order, scene: DeskScene): Change[] {
  const who = new Set(ROLES.filter((role) => may(role, order.do, 'text' in order ? order.text : '')));
  const vars = { who: inWords(who, scene), word: say(scene, 'desk.word.comment') };
  return 'number' in order ? reply(scene, 'desk.may_not_ticket', { ...vars, number: order.number }) : reply(scene, 'desk.may_not', vars);
}

const HELPDESK: readonly Role[] = ['manager', 'executive', 'egov_onsite'];

function inWords(who: ReadonlySet<Role>, scene: DeskScene): string {
  const helpdesk = HELPDESK.every((role) => who.has(role));
  const others = [...who].filter((role) => !helpdesk || !HELPDESK.includes(role));
  return [...(helpdesk ? [say(scene, 'desk.who.helpdesk')] : []), ...others.map((role) => say(scene, `desk.who.${role}`))].join(', ');
}

const say = (scene: Pick<DeskScene, 'content'> & { readonly member: StaffMember }, key: string): string => renderNotice(scene.content, languageOfMember(scene.member), key, {});

/** What is missing, with an example of this very command. */
function faulty({ why, word }: Extract<Order, { do: 'faulty' }>, scene: DeskScene): Change[] {
  const verb = verbAt(word)?.verb.do;
  if (why === 'what_missing' && verb !== undefined && (WHAT as readonly string[]).includes(verb)) return reply(scene, `desk.what.${verb}`, { word });
  return reply(scene, `desk.${why}`, { word });
}

/** Orders with words of their own for what is missing. */
const WHAT = ['assign', 'prioritise', 'wait', 'link', 'called', 'duty', 'file'] as const;
