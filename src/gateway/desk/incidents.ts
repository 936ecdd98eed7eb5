/** Known problems by order of the manager: `incidente ...`, and single tickets linked to one or taken out. Called by desk/run. */
import { renderNotice } from '../../conversation/render.js';
import { incidentWords } from '../../helpdesk/incident-words.js';
import type { IncidentWords } from '../../helpdesk/incident-words.js';
import { alike } from '../../helpdesk/incidents.js';
import type { Order } from '../../helpdesk/order.js';
import { inArea } from '../../helpdesk/staff.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import type { Change } from '../change.js';
import { evidenceInWords, expectTimer, linkAndTell, problemInWords, solveLinked, unlinkTicket, waitingOf } from '../known-problem.js';
import type { KnownProblem } from '../../helpdesk/standing.js';
import { ask } from './pending.js';
import { languageOfMember, reply, ticketIn } from './scene.js';
import type { DeskScene, Vars } from './scene.js';

type Said<Name extends IncidentWords['do']> = Extract<IncidentWords, { readonly do: Name }>;

const MINUTE = 60_000;
/** Who declares by hand has seen it coming for a while: open tickets of so many times the usual minutes are linked. */
const BY_HAND = 4;
const NUMBERS_SHOWN = 12;
const FINISHED: ReadonlySet<Ticket['status']> = new Set(['resolved', 'closed', 'redirected', 'rejected', 'abandoned']);

export function incidentOrder(order: Extract<Order, { readonly do: 'incident' | 'link' | 'unlink' }>, scene: DeskScene): Change[] {
  if (order.do === 'link') return link(order.number, order.problem, scene);
  if (order.do === 'unlink') return unlink(order.number, scene);
  const said = incidentWords(order.text, scene.content, scene.world.now);
  switch (said.do) {
    case 'list':
      return list(scene);
    case 'faulty':
      return reply(scene, `incident.faulty.${said.why}`);
    case 'declare':
      return declareByHand(said, scene);
    case 'confirm':
      return onProblem(said.number, ['proposed'], scene, (problem) => confirm(problem, said, scene));
    case 'refuse':
      return onProblem(said.number, ['proposed'], scene, (problem) => refuse(problem, scene));
    case 'show':
      return onProblem(said.number, ['declared', 'proposed'], scene, (problem) => show(problem, scene));
    case 'expect':
      return onProblem(said.number, ['declared'], scene, (problem) => expect(problem, said, scene));
    case 'extend':
      return onProblem(said.number, ['declared', 'proposed'], scene, (problem) => extend(problem, said.areas, scene));
    case 'solve':
      return onProblem(said.number, ['declared'], scene, (problem) => solve(problem, said.text, scene));
  }
}

const live = ({ content }: DeskScene): readonly KnownProblem[] => content.problems.filter((each) => each.status === 'declared' || each.status === 'proposed');
const theirs = (problem: KnownProblem, { member }: DeskScene): boolean => problem.areas.includes('*') || problem.areas.some((area) => inArea(member.areas, area));

/** The named one, the quoted one, or the only one that it can be. */
function onProblem(number: string | null, states: readonly KnownProblem['status'][], scene: DeskScene, then: (problem: KnownProblem) => Change[]): Change[] {
  const all = live(scene).filter((each) => theirs(each, scene));
  const meant = number ?? all.find((each) => each.number === scene.before.message?.ticket)?.number ?? null;
  const fitting = all.filter((each) => states.includes(each.status));
  if (meant === null) {
    const [only, ...more] = fitting;
    if (only !== undefined && more.length === 0) return then(only);
    return fitting.length === 0 ? reply(scene, 'incident.none') : reply(scene, 'incident.which', { rows: rows(fitting, scene) });
  }
  const problem = all.find((each) => each.number === meant);
  if (problem === undefined) return reply(scene, 'incident.unknown', { number: meant });
  return states.includes(problem.status) ? then(problem) : reply(scene, `incident.is_${problem.status === 'declared' ? 'declared' : 'proposed'}`, { number: meant });
}

const say = (scene: DeskScene, key: string, vars: Vars = {}): string => renderNotice(scene.content, languageOfMember(scene.member), key, vars);
const inWords = (problem: KnownProblem, scene: DeskScene): string => problemInWords(problem, languageOfMember(scene.member), scene.content);
const until = ({ expectedAt }: KnownProblem, scene: DeskScene): string => (expectedAt === null ? say(scene, 'incident.no_time') : say(scene, 'incident.time', { expectedAt }));

function rows(problems: readonly KnownProblem[], scene: DeskScene): string {
  return problems.map((problem) => say(scene, problem.status === 'declared' ? 'incident.row' : 'incident.row_proposed', {
    number: problem.number, problem: inWords(problem, scene), time: until(problem, scene), count: linkedOf(problem, scene).length,
  })).join('\n');
}

const linkedOf = (problem: KnownProblem, { before }: DeskScene): readonly Ticket[] => waitingOf(before.linked?.some((each) => each.incident === problem.number) === true ? before.linked : before.desk.filter((each) => each.incident === problem.number));

function list(scene: DeskScene): Change[] {
  const all = live(scene).filter((each) => theirs(each, scene));
  return all.length === 0 ? reply(scene, 'incident.none') : reply(scene, 'incident.list', { rows: rows(all, scene) });
}

function show(problem: KnownProblem, scene: DeskScene): Change[] {
  const tickets = problem.status === 'declared' ? linkedOf(problem, scene) : (scene.before.opened ?? []).filter((each) => problem.evidence.includes(each.number));
  const evidence = tickets.length === 0 ? '-' : evidenceInWords(tickets, languageOfMember(scene.member), scene.content);
  return reply(scene, problem.status === 'declared' ? 'incident.show' : 'incident.proposed', { number: problem.number, problem: inWords(problem, scene), evidence, time: until(problem, scene), words: problem.text ?? '-' });
}

function declareByHand(said: Said<'declare'>, scene: DeskScene): Change[] {
  const { member, world, content } = scene;
  const outside = said.areas.find((area) => area !== '*' && !inArea(member.areas, area));
  if (outside !== undefined) return reply(scene, 'incident.not_yours', { place: outside.split('/').at(-1) ?? outside });
  const areas = said.areas.includes('*') ? member.areas : said.areas;
  const same = live(scene).find((each) => each.type === said.type && each.appVersion === said.appVersion && each.areas.some((area) => areas.includes(area)));
  if (same !== undefined) return same.status === 'proposed' ? confirm(same, said, scene) : reply(scene, 'incident.same', { number: same.number, problem: inWords(same, scene) });
  const problem: KnownProblem = {
    number: world.takeTicket(), type: said.type, areas, appVersion: said.appVersion, text: said.text === '' ? null : said.text, expectedAt: said.expectedAt, status: 'declared', evidence: [],
    by: member.name, at: world.now, declaredAt: world.now, solvedAt: null, solution: null,
  };
  return declare(problem, world.now - BY_HAND * content.rules.incident.minutes * MINUTE, scene);
}

function confirm(problem: KnownProblem, said: { readonly expectedAt: number | null; readonly text: string }, scene: DeskScene): Change[] {
  const { world, content, member } = scene;
  const declared: KnownProblem = { ...problem, status: 'declared', by: member.name, declaredAt: world.now, expectedAt: said.expectedAt, text: said.text === '' ? null : said.text };
  return declare(declared, problem.at - content.rules.incident.minutes * MINUTE, scene);
}

/** @param since open tickets of the kind from then on (ms UTC) are linked */
function declare(problem: KnownProblem, since: number, scene: DeskScene): Change[] {
  const { before, content, world, member } = scene;
  const tickets = alike(problem, before.opened ?? [], since);
  const declared: KnownProblem = { ...problem, evidence: [...new Set([...problem.evidence, ...tickets.map((each) => each.number)])] };
  const people = new Set(tickets.map((each) => each.contactId)).size;
  return [
    { do: 'problem.save', problem: declared }, expectTimer(declared, world.now), { do: 'count', name: 'incident.declared', label: problem.type, at: world.now, by: 1 },
    ...linkAndTell(declared, tickets, { before, content, world, by: member.name }),
    ...reply(scene, tickets.length === 0 ? 'incident.declared' : 'incident.declared_linked', { number: problem.number, problem: inWords(problem, scene), time: until(problem, scene), count: tickets.length, people, numbers: numbersOf(tickets) }),
  ];
}

const numbersOf = (tickets: readonly Ticket[]): string => tickets.slice(0, NUMBERS_SHOWN).map((each) => each.number).join(', ') + (tickets.length > NUMBERS_SHOWN ? ', …' : '');

function refuse(problem: KnownProblem, scene: DeskScene): Change[] {
  return [{ do: 'problem.save', problem: { ...problem, status: 'refused', by: scene.member.name, solvedAt: scene.world.now } }, ...reply(scene, 'incident.refused', { number: problem.number })];
}

function expect(problem: KnownProblem, said: Said<'confirm' | 'expect'>, scene: DeskScene): Change[] {
  const later: KnownProblem = { ...problem, expectedAt: said.expectedAt, text: said.text === '' ? problem.text : said.text };
  return [{ do: 'problem.save', problem: later }, expectTimer(later, scene.world.now), ...reply(scene, 'incident.expected', { number: problem.number, time: until(later, scene) })];
}

/** Further places; what is alike there is linked too, if the problem is declared. */
function extend(problem: KnownProblem, areas: readonly string[], scene: DeskScene): Change[] {
  const { before, content, world, member } = scene;
  const outside = areas.find((area) => area !== '*' && !inArea(member.areas, area));
  if (outside !== undefined) return reply(scene, 'incident.not_yours', { place: outside.split('/').at(-1) ?? outside });
  const wider: KnownProblem = { ...problem, areas: [...new Set([...problem.areas, ...(areas.includes('*') ? member.areas : areas)])] };
  const tickets = problem.status === 'declared' ? alike(wider, before.opened ?? [], problem.at - BY_HAND * content.rules.incident.minutes * MINUTE) : [];
  return [{ do: 'problem.save', problem: wider }, ...linkAndTell(wider, tickets, { before, content, world, by: member.name }), ...reply(scene, 'incident.extended', { number: problem.number, problem: inWords(wider, scene), count: tickets.length })];
}

function solve(problem: KnownProblem, solution: string, scene: DeskScene): Change[] {
  const { before, content, world, member } = scene;
  if (solution === '') return reply(scene, 'incident.faulty.solution', { number: problem.number });
  if (before.linked === undefined) return reply(scene, 'incident.which', { rows: rows([problem], scene) });
  const waiting = waitingOf(before.linked);
  const people = new Set(waiting.map((each) => each.contactId)).size;
  if (!scene.confirmed) {
    return ask(scene, 'incident.sure', { number: problem.number, problem: inWords(problem, scene), count: waiting.length, people, solution }, problem.number);
  }
  return [
    { do: 'problem.save', problem: { ...problem, status: 'solved', solvedAt: world.now, solution, by: member.name } }, { do: 'timer.clear', name: 'incident.due', key: problem.number },
    ...solveLinked(before.linked, solution, { before, content, world, by: member.name }), ...reply(scene, 'incident.solved', { number: problem.number, count: waiting.length, people }),
  ];
}

function link(number: string, problemNumber: string, scene: DeskScene): Change[] {
  const { before, content, world, member } = scene;
  const ticket = ticketIn(scene, number);
  if (ticket === undefined) return reply(scene, 'desk.not_found', { number });
  const problem = live(scene).find((each) => each.number === problemNumber && each.status === 'declared');
  if (problem === undefined) return reply(scene, 'incident.unknown', { number: problemNumber });
  if (FINISHED.has(ticket.status)) return reply(scene, 'desk.finished', { number });
  if (ticket.incident === problem.number) return reply(scene, 'incident.linked_already', { number, problem: problem.number });
  return [...linkAndTell(problem, [ticket], { before, content, world, by: member.name }), ...reply(scene, 'incident.linked', { number, problem: problem.number }, number)];
}

function unlink(number: string, scene: DeskScene): Change[] {
  const { before, content, world, member } = scene;
  const ticket = ticketIn(scene, number);
  if (ticket === undefined) return reply(scene, 'desk.not_found', { number });
  if (ticket.incident === null) return reply(scene, 'incident.not_linked', { number });
  if (FINISHED.has(ticket.status)) return reply(scene, 'desk.finished', { number });
  return [...unlinkTicket(ticket, { before, content, world, by: member.name }), ...reply(scene, 'incident.unlinked', { number, problem: ticket.incident }, number)];
}
