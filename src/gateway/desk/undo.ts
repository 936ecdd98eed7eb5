/** `desfazer`: takes the last move back, within two minutes, unless somebody changed the ticket since. Called by run.ts. */
import { renderNotice } from '../../conversation/render.js';
import { done, isOpenCallback } from '../../helpdesk/callback.js';
import { staffByPhone } from '../../helpdesk/staff.js';
import type { TicketEventType } from '../../helpdesk/ticket.js';
import type { OutMessage } from '../records.js';
import type { Change } from '../change.js';
import { queueWords, templateUse } from '../outgoing.js';
import { saveCallback } from '../owe.js';
import { reporterOf, tellReporter } from './reporter.js';
import { saveTicket } from './save.js';
import { moved, reply, ticketIn } from './scene.js';
import type { DeskScene } from './scene.js';
import { tellMember } from './taking.js';

const UNDO_MS = 2 * 60_000;
/** Rows that nobody has seen, or will. */
const UNSEEN: ReadonlySet<OutMessage['status']> = new Set(['pending', 'cancelled', 'dead', 'failed']);

/** What may happen to a ticket without anybody having moved it. */
const ASIDE: ReadonlySet<TicketEventType> = new Set(['comment', 'attachment', 'informed', 'alerted', 'warned', 'breached', 'seen', 'edited', 'deleted']);

const movedSince = (number: string, at: number, { before }: DeskScene): boolean => (before.events ?? []).some((each) => each.ticket === number && each.at > at && !ASIDE.has(each.type));

export function undoLast(scene: DeskScene): Change[] {
  const { before, content, member, world } = scene;
  const last = before.deskState?.last ?? null;
  if (last === null) return reply(scene, 'desk.undo_nothing');
  const { number } = last.before;
  if (world.now - last.at > UNDO_MS) return reply(scene, 'desk.undo_late', { number });
  const ticket = ticketIn(scene, number);
  if (ticket === undefined || (ticket.version !== last.version && movedSince(number, last.at, scene))) return reply(scene, 'desk.undo_changed', { number });
  const back = { ...last.before, version: ticket.version };
  const told = (before.lastWords ?? []).filter((each) => !UNSEEN.has(each.status));
  const reporter = reporterOf(back, before, world)?.address ?? back.reporter.address;
  const said = told.some((each) => each.to === reporter);
  const cancel = (purpose: OutMessage['purpose']): Change => ({ do: 'message.cancel', ticket: number, purpose, since: last.at, at: world.now });
  const owed = (before.callbacks ?? []).filter((each) => each.ticket === number && each.reason === 'solved' && each.owedAt >= last.at && isOpenCallback(each));
  const other = ticket.assignee === back.assignee || ticket.assignee === member.name ? undefined : content.staff.find((each) => each.name === ticket.assignee);
  return [
    ...saveTicket(back, content, world), moved(scene, number, 'undone', last.what),
    cancel('notice'), cancel('alert'), cancel('callback'), ...owed.flatMap((each) => saveCallback(done(each, 'cancelled', world.now))),
    ...(said ? tellReporter(back, 'desk.reporter.undone', {}, scene, 'ticket_news') : []),
    ...correctOthers(number, told.filter((each) => each.to !== reporter), scene),
    ...(other === undefined ? [] : tellMember(other, 'desk.not_yours_any_more', { number, name: member.name }, back, scene)),
    { do: 'desk.save', state: { phone: member.phone, pending: null, last: null } },
    ...reply(scene, said ? 'desk.undone_told' : 'desk.undone', { number, what: last.what }, number),
  ];
}

/** The local monitor and the group that heard of it hear that it is not so. */
function correctOthers(number: string, told: readonly OutMessage[], { content, world }: DeskScene): Change[] {
  const others = [...new Map(told.map((each) => [each.to, each])).values()];
  return others.flatMap(({ to: address, contactId, via, fallback }) => {
    const language = staffByPhone(content, address.slice(address.indexOf(':') + 1))?.languages[0] ?? 'pt';
    const text = renderNotice(content, language, 'desk.reporter.undone', { number });
    const template = address.startsWith('group:') ? null : templateUse(content, 'ticket_news', [number, text], language);
    return queueWords({ address, contactId, via, fallback }, { text }, { purpose: 'notice', ticket: number, template }, world);
  });
}
