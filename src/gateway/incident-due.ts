/** Are many reports alike (`incident.watch`)? Is the time a known problem was promised for over (`incident.due`)? Called by due. */
import type { Content } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { rising } from '../helpdesk/incidents.js';
import type { Rise } from '../helpdesk/incidents.js';
import type { Before } from '../store/port.js';
import type { Change } from './change.js';
import type { Due } from './due.js';
import { deskHours } from './facts.js';
import { ASK_AGAIN_MS, areasInWords, evidenceInWords, expectTimer, problemInWords, tellManagersOf, waitingOf } from './known-problem.js';
import type { KnownProblem } from '../helpdesk/standing.js';
import type { World } from './world.js';

export function incidentDue(before: Before, what: Due, content: Content, world: World): Change[] {
  if (what.name === 'incident.due') return overdue(before, what.key, content, world);
  return rising(before.opened ?? [], content.problems, content, world.now).flatMap((rise) => (rise.joins === null ? proposed(rise, content, world) : spreading(rise, rise.joins, content, world)));
}

/** Once: from now on it is among the known problems. */
function proposed(rise: Rise, content: Content, world: World): Change[] {
  const problem: KnownProblem = {
    number: world.takeTicket(), type: rise.type, areas: rise.areas, appVersion: rise.appVersion, text: null, expectedAt: null, status: 'proposed',
    evidence: rise.tickets.map((ticket) => ticket.number), by: null, at: world.now, declaredAt: null, solvedAt: null, solution: null,
  };
  return [
    { do: 'problem.save', problem }, { do: 'count', name: 'incident.proposed', label: rise.type, at: world.now, by: 1 },
    ...tellManagersOf(problem, (language) => renderNotice(content, language, 'incident.proposed', {
      number: problem.number, problem: problemInWords(problem, language, content), evidence: evidenceInWords(rise.tickets, language, content),
    }), content, world),
  ];
}

/** A mark among the evidence: asked about this area already. */
const askedOf = (area: string): string => `asked:${area}`;

/** A proposal takes the further districts along; of a declared problem the manager decides, and is asked once for each. */
function spreading(rise: Rise, problem: KnownProblem, content: Content, world: World): Change[] {
  const further = rise.areas.filter((area) => !problem.areas.includes(area) && !problem.evidence.includes(askedOf(area)));
  if (further.length === 0) return [];
  const numbers = rise.tickets.map((ticket) => ticket.number);
  if (problem.status === 'proposed') {
    return [{ do: 'problem.save', problem: { ...problem, areas: [...problem.areas, ...further], evidence: [...new Set([...problem.evidence, ...numbers])] } }];
  }
  return [
    { do: 'problem.save', problem: { ...problem, evidence: [...problem.evidence, ...further.map(askedOf)] } },
    ...tellManagersOf(problem, (language) => renderNotice(content, language, 'incident.spreading', {
      number: problem.number, problem: problemInWords(problem, language, content), further: areasInWords(further, language, content), evidence: evidenceInWords(rise.tickets, language, content),
    }), content, world),
  ];
}

/** The manager is asked for a new time, every hour while the desk is open; the linked people are left in peace. */
function overdue(before: Before, number: string, content: Content, world: World): Change[] {
  const problem = content.problems.find((each) => each.number === number && each.status === 'declared');
  if (problem === undefined) return [];
  if (problem.expectedAt !== null && problem.expectedAt > world.now) return [expectTimer(problem, world.now)];
  const { open, opensAt } = deskHours(content, world.now);
  const again = opensAt ?? world.now + ASK_AGAIN_MS;
  const timer: Change = { do: 'timer.set', timer: { name: 'incident.due', key: number, dueAt: again, data: {} } };
  if (!open) return [timer];
  const key = problem.expectedAt === null ? 'incident.no_time_yet' : 'incident.overdue';
  return [timer, ...tellManagersOf(problem, (language) => renderNotice(content, language, key, {
    number, problem: problemInWords(problem, language, content), expectedAt: problem.expectedAt ?? 0, count: waitingOf(before.linked ?? []).length,
  }), content, world)];
}
