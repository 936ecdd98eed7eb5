/** `ver`, `porque`: the whole ticket with its history, files, answers, deadlines and callbacks. Called by run.ts. */
import { attemptsOf, ledgerOf } from '../../helpdesk/callback.js';
import type { Ticket, TicketEvent } from '../../helpdesk/ticket.js';
import { alertText } from '../alerts.js';
import type { Change } from '../change.js';
import type { Callback } from '../records.js';
import { whyText } from '../retype.js';
import { answer, languageOfMember, moved, sayNow as say } from './scene.js';
import type { DeskScene, Vars } from './scene.js';

/** The newest of the history. */
const EVENTS = 10;
const WORDS = 160;

export function showTicket(ticket: Ticket, scene: DeskScene): Change[] {
  const { number } = ticket;
  const seen = ticket.confidential ? [moved(scene, number, 'seen')] : [];
  return [...seen, ...answer(scene, dossier(ticket, scene), number)];
}

export const whyTicket = (ticket: Ticket, scene: DeskScene): Change[] => answer(scene, whyText(ticket, languageOfMember(scene.member), scene.content), ticket.number);

function dossier(ticket: Ticket, scene: DeskScene): string {
  const { content, member, before } = scene;
  const language = languageOfMember(member);
  const line = (key: string, vars: Vars): string => say(scene, `desk.show_line.${key}`, vars);
  const state = ticket.status === 'waiting' ? say(scene, `desk.mark.${ticket.waitingFor ?? 'reporter'}`) : ticket.status === 'deferred' ? say(scene, `desk.status.${ticket.desk.deferredTo ?? 'group_v'}`) : say(scene, `desk.status.${ticket.status}`);
  const { answerBy, progressBy, solveBy } = ticket.desk;
  const answers = Object.entries(ticket.answers).filter(([slot]) => !HIDDEN.has(slot)).map(([slot, answer]) => `- ${slot.replaceAll('_', ' ')}: ${answer}`);
  const files = (before.files ?? []).filter((each) => each.ticket === ticket.number);
  const callbacks = (before.callbacks ?? []).filter((each) => each.ticket === ticket.number);
  const events = (before.events ?? []).filter((each) => each.ticket === ticket.number && each.type !== 'seen');
  const parts = [
    alertText(ticket, language, content),
    ...(ticket.confidential ? [line('words', { words: ticket.description === '' ? '-' : ticket.description })] : []),
    [
      line('state', { state, level: ticket.level }), line('owner', { name: ticket.assignee ?? say(scene, 'desk.nobody') }),
      ...(answerBy === null ? [] : [line('answer_by', { dueAt: answerBy })]), ...(progressBy === null ? [] : [line('progress_by', { dueAt: progressBy })]), ...(solveBy === null ? [] : [line('solve_by', { dueAt: solveBy })]),
      ...(ticket.incident === null ? [] : [line('incident', { number: ticket.incident })]),
      ...(ticket.solution === null ? [] : [line('solution', { solution: ticket.solution })]),
      ...(ticket.resolvedAt === null ? [] : [ticket.informed.reporter === null ? line('untold', {}) : line('told', { toldAt: ticket.informed.reporter })]),
      ...callbacks.slice(-1).map((each) => callbackLine(each, line)),
    ].join('\n'),
    ...(answers.length === 0 ? [] : [`${line('answers', {})}\n${answers.join('\n')}`]),
    ...(files.length === 0 ? [] : [`${line('files', {})}\n${files.map((each) => `- ${say(scene, `desk.file.${each.kind}`)}${each.fileName === null ? '' : ` ${each.fileName}`} (${say(scene, `desk.file_state.${each.status}`)})`).join('\n')}`]),
    ...(events.length === 0 ? [] : [`${line('history', {})}\n${events.slice(-EVENTS).map((each) => eventLine(each, scene)).join('\n')}`]),
  ];
  return parts.join('\n\n');
}

/** Said above already. */
const HIDDEN: ReadonlySet<string> = new Set(['reporter_name', 'reporter_role', 'callback_number', 'topic']);

function callbackLine(callback: Callback, line: (key: string, vars: Vars) => string): string {
  const ledger = ledgerOf(callback);
  const count = attemptsOf(callback).length;
  if (callback.doneAt !== null) return line(`callback_${ledger.outcome === 'reached' || ledger.outcome === 'written' ? ledger.outcome : 'over'}`, { doneAt: callback.doneAt, count });
  return ledger.nextAt === null ? line('callback_owed', { count }) : line('callback_next', { nextAt: ledger.nextAt, count });
}

/** The names of events are the same words as the states, where they are states. */
function eventLine({ at, type, by, text }: TicketEvent, scene: DeskScene): string {
  const who = by === 'reporter' || by === 'gateway' ? say(scene, `desk.by.${by}`) : by;
  const said = text === null || type === 'opened' ? '' : inWords(type, text, scene);
  const words = said === '' ? '' : `: ${said.length > WORDS ? `${said.slice(0, WORDS - 1)}…` : said}`;
  return say(scene, 'desk.event_row', { eventAt: at, what: say(scene, `desk.event.${type}`), who, words });
}

/** Names of the record in the words of people: "medium > high", "backend: needs a table", "executives: Carla Exemplo". */
function inWords(type: TicketEvent['type'], text: string, scene: DeskScene): string {
  const renamed = (group: string): string => text.split(' > ').map((each) => say(scene, `${group}${each}`)).join(' > ');
  if (type === 'priority') return renamed('type.priority.');
  if (type === 'type') return renamed('type.');
  if (type === 'alerted') return text.replace(/^\w+: /u, '');
  const [, first = '', rest = ''] = /^(\w+)(?:: ([\s\S]*))?$/u.exec(text) ?? [];
  const known = type === 'waiting' ? ['reporter', 'backend', 'apk_release', 'device_push'].includes(first) : type === 'deferred' && ['group_v', 'change_request'].includes(first);
  if (type === 'undone' || !known) return type === 'undone' ? say(scene, `desk.undoes.${text}`) : text;
  const name = say(scene, type === 'waiting' ? `desk.mark.${first}` : `desk.status.${first}`);
  return rest === '' ? name : `${name}, ${rest}`;
}
