/** `resolver`, `rejeitar`, `fechar`, `reabrir`: how a ticket ends, and begins again. Called by run.ts. */
import { renderNotice } from '../../conversation/render.js';
import { bare } from '../../conversation/words.js';
import { toldOrTried } from '../../helpdesk/callback.js';
import { toLevel } from '../../helpdesk/deadlines.js';
import { move } from '../../helpdesk/life.js';
import { reopened } from '../../helpdesk/reopen.js';
import { isOnShift } from '../../helpdesk/staff.js';
import type { StaffMember } from '../../content/types.js';
import type { Ticket, TicketEvent } from '../../helpdesk/ticket.js';
import { alertTicket } from '../alerts.js';
import type { Change } from '../change.js';
import { informReporter } from '../inform.js';
import { ask } from './pending.js';
import { tellReporter } from './reporter.js';
import { saveTicket } from './save.js';
import { languageOfMember, moved, reply } from './scene.js';
import type { DeskScene } from './scene.js';
import { mayNot, tellMember } from './taking.js';

/** SOP figure: the helpdesk (or the monitor, NMCP) answers the reporter; what L3 has done goes back to the helpdesk, which tells him and closes. */
export function solveTicket(ticket: Ticket, text: string, scene: DeskScene): Change[] {
  const { content, world, member, before } = scene;
  const { number } = ticket;
  const step = move(ticket, 'solve', member.role);
  if (!step.ok) return mayNot(step.why, ticket, scene);
  if (step.set.status === 'open') return backToHelpdesk(ticket, text, scene);
  /** The same words a second time tell nobody anything; other words put the first ones right. */
  if (ticket.status === 'resolved' && bare(ticket.solution ?? '') === bare(text)) return reply(scene, 'desk.solved_already', { number, name: ticket.assignee ?? '-' }, number);
  const solved: Ticket = {
    ...ticket, ...step.set, solution: text, resolvedAt: world.now, assignee: ticket.assignee ?? member.name, informed: { reporter: null, monitor: null },
    desk: { ...ticket.desk, movedAt: world.now, takenAt: ticket.desk.takenAt ?? world.now, talk: null, deferredTo: null },
  };
  const informed = informReporter(solved, { before, content, world });
  const call = informed.changes.some((each) => each.do === 'callback.save');
  return [...saveTicket(informed.ticket, content, world), moved(scene, number, 'resolved', text), ...informed.changes, ...reply(scene, call ? 'desk.solved_call' : 'desk.solved', { number }, number)];
}

/** To who sent it up, if he is there; else it is everybody's at L2 again. */
function backToHelpdesk(ticket: Ticket, text: string, scene: DeskScene): Change[] {
  const { content, world } = scene;
  const { number } = ticket;
  const there = toLevel({ ...ticket, desk: { ...ticket.desk, deferredTo: null } }, 'L2', content, world.now);
  const sender = sentUpBy(number, scene);
  const owned: Ticket = sender === undefined ? there : { ...there, status: 'assigned', assignee: sender.name, desk: { ...there.desk, takenAt: world.now, movedAt: world.now } };
  return [
    ...saveTicket(owned, content, world), moved(scene, number, 'level', `${ticket.level} > L2`), moved(scene, number, 'comment', text),
    ...(sender === undefined ? [] : tellMember(sender, 'desk.l3_done', { number, words: text }, owned, scene)),
    ...reply(scene, 'desk.handed_back', { number, name: sender?.name ?? '-' }, number),
  ];
}

const HELPDESK: ReadonlySet<StaffMember['role']> = new Set(['manager', 'executive', 'egov_onsite']);

function sentUpBy(number: string, { before, content, world }: DeskScene): StaffMember | undefined {
  const up = (before.events ?? []).filter((each: TicketEvent) => each.ticket === number && each.type === 'level' && each.text?.endsWith('> L3') === true).at(-1);
  const sender = up === undefined ? undefined : content.staff.find((each) => each.name === up.by && HELPDESK.has(each.role));
  return sender !== undefined && isOnShift(content, sender, world.now) ? sender : undefined;
}

/** Nothing is done about it: asked before it happens, the reporter is told why. */
export function rejectTicket(ticket: Ticket, reason: string, scene: DeskScene): Change[] {
  const { content, world, member } = scene;
  const { number } = ticket;
  const step = move(ticket, 'reject', member.role);
  if (!step.ok) return mayNot(step.why, ticket, scene);
  if (!scene.confirmed) {
    const language = languageOfMember(member);
    return ask(scene, 'desk.reject_sure', { number, type: renderNotice(content, language, `type.${ticket.type}`, {}), place: ticket.area.district ?? ticket.area.province ?? '-', reason }, number);
  }
  /** L3 writes English: its reason stays on the ticket, the reporter hears the outcome in his language. */
  const spoken = languageOfMember(member) === ticket.reporter.language || member.role !== 'l3';
  const refused: Ticket = { ...ticket, ...step.set, closedAt: world.now, assignee: ticket.assignee ?? member.name, desk: { ...ticket.desk, movedAt: world.now, talk: null, deferredTo: null } };
  const told = tellReporter(refused, spoken ? 'desk.reporter.rejected' : 'desk.reporter.rejected_plain', { reason }, scene, 'ticket_news');
  return [...saveTicket(refused, content, world), moved(scene, number, 'rejected', reason), ...told, ...reply(scene, told.length > 0 ? 'desk.rejected' : 'desk.rejected_untold', { number }, number)];
}

/** What counts as something done (SOP L43): a note, a call, a talk, a move by somebody of the desk. */
const ACTIONS: ReadonlySet<TicketEvent['type']> = new Set(['comment', 'callback', 'talk', 'waiting', 'level', 'attachment']);

/** Closed implies told, or three dated attempts; a call's ticket has an action and a solution. */
export function closeTicket(ticket: Ticket, scene: DeskScene): Change[] {
  const { content, world, member, before } = scene;
  const { number } = ticket;
  const told = toldOrTried(ticket, before.callbacks ?? []);
  const action = (before.events ?? []).some((each) => each.ticket === number && each.by !== 'reporter' && ACTIONS.has(each.type));
  const step = move(ticket, 'close', member.role, { told, action });
  if (!step.ok) {
    if (step.why === 'not_solved') return reply(scene, 'desk.needs_solution', { number });
    if (step.why === 'not_told') return reply(scene, (before.callbacks ?? []).some((each) => each.ticket === number && each.doneAt === null) ? 'desk.not_told_call' : 'desk.not_told', { number });
    return step.why === 'finished' && ticket.status === 'closed' ? reply(scene, 'desk.closed_before', { number }) : mayNot(step.why, ticket, scene);
  }
  const closed: Ticket = { ...ticket, ...step.set, closedAt: world.now };
  return [...saveTicket(closed, content, world), moved(scene, number, 'closed'), ...reply(scene, 'desk.closed', { number }, number)];
}

/** To its owner, one step more urgent; who reopens his own has it in hand already. The reporter is told, where he was told that it is over. */
export function reopenTicket(ticket: Ticket, scene: DeskScene): Change[] {
  const { content, world, member } = scene;
  const { number } = ticket;
  const step = move(ticket, 'reopen', member.role);
  if (!step.ok) return mayNot(step.why, ticket, scene);
  const again = reopened(ticket, content, world.now);
  const helpdesk: Ticket = ticket.status === 'redirected' ? { ...again, route: 'helpdesk', level: content.types[ticket.type].level } : again;
  const own = ticket.assignee === member.name;
  const saved = own ? saveTicket({ ...helpdesk, desk: { ...helpdesk.desk, takenAt: world.now, movedAt: world.now } }, content, world) : alertTicket(helpdesk, content, world);
  const knew = ticket.status !== 'abandoned' && (ticket.informed.reporter !== null || ticket.status === 'rejected' || ticket.status === 'deferred' || ticket.status === 'closed');
  const told = knew ? tellReporter(ticket, again.dueAt === null ? 'desk.reporter.reopened' : 'desk.reporter.reopened_due', { dueAt: again.dueAt ?? '-' }, scene, 'ticket_news') : [];
  return [...saved, moved(scene, number, 'reopened'), ...told, ...reply(scene, 'desk.reopened', { number }, number)];
}
