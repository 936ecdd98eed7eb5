/** The ladder of a level (data/desk.yaml): who hears of a ticket that nobody takes, when next, and when it goes up to the next level (SOP L53-59). Pure; called by gateway/ticket-due.ts. */
import type { Content, Rung, StaffMember } from '../content/types.js';
import { fairly, speaking } from './allocate.js';
import type { Load } from './allocate.js';
import { addOpenMinutes, isOpen, nextOpening } from './calendar.js';
import { calendarOf, heardFrom, placeOf, toLevel } from './deadlines.js';
import { deskMember, inArea, isOnShift, onShift } from './staff.js';
import type { IncidentType, Level, Priority, Ticket, TicketDesk } from './ticket.js';

const MINUTE = 60_000;
/** At night the managers are woken for what is critical, but not every few minutes. */
const NIGHT_TIMES = 6;
/** No ladder with all its levels is longer. */
const RUNGS_AT_MOST = 40;

export interface Step {
  readonly ticket: Ticket;
  /** Null: nobody can hear it now; `ticket.desk.alertAt` says when to look again. */
  readonly rung: Rung | null;
  readonly people: readonly StaffMember[];
  /** The fair first choice among them. */
  readonly proposed: StaffMember | null;
  /** Levels it went up to on the way, in order. */
  readonly ups: readonly Level[];
}

/** Technical problems go to the technical team, processes to the nodal officers (SOP L58). */
export function levelAbove({ level, category }: Pick<Ticket, 'level' | 'category'>, { rules }: Content): Level | null {
  const ways = category === 'technical' ? rules.up : rules.upProcess;
  return ways[level] ?? null;
}

interface Begins {
  readonly type: IncidentType;
  readonly priority: Priority;
  readonly confidential: boolean;
  readonly level: Level;
  readonly reporterPhone: string | null;
}

/** Where a new ticket begins: with the reporter's own monitor, where the roster knows one and the type can wait for him. @returns his number, or null */
export function firstMonitor({ type, priority, confidential, level, reporterPhone }: Begins, content: Content): string | null {
  const monitor = reporterPhone === null ? null : content.roster.get(reporterPhone)?.monitorPhone ?? null;
  if (monitor === null || monitor === reporterPhone || level !== 'L2' || confidential || priority === 'critical' || content.rules.monitorMinutes[type] === undefined) return null;
  return deskMember(content, monitor) === undefined ? null : monitor;
}

/** Who may hear of the ticket on this rung now. Of what is critical the managers hear at once, on shift or not. */
export function peopleOn(rung: Rung, ticket: Ticket, content: Content, now: number, load: Load): readonly StaffMember[] {
  const area = placeOf(ticket.area);
  const on = (role: StaffMember['role']): readonly StaffMember[] => onShift(content, now, { role, area });
  const executives = (): readonly StaffMember[] => (ticket.confidential ? [] : fairly(speaking(on('executive'), ticket.reporter.language), load, ticket.number));
  switch (rung) {
    case 'monitor': {
      const member = ticket.desk.monitorPhone === null || ticket.confidential ? undefined : deskMember(content, ticket.desk.monitorPhone);
      return member !== undefined && isOnShift(content, member, now) ? [member] : [];
    }
    case 'executives':
      return executives();
    case 'next':
      return nextFair(executives(), ticket.desk.proposedTo);
    case 'managers':
      return ticket.priority === 'critical' ? managersOf(ticket, content) : on('manager');
    case 'nodal':
      /** As members they only look on: the managers act. */
      if (content.rules.nodal === 'member') return [...on('nodal'), ...on('manager')];
      return content.rules.nodal === 'external' ? [] : fairly(on('nodal'), load, ticket.number);
    case 'l3':
    case 'egov_onsite':
      return ticket.confidential ? [] : fairly(on(rung), load, ticket.number);
    case 'up':
      return [];
  }
}

/** The fairest beside the one who was proposed before. Alone on shift, he has heard of it already. */
function nextFair(people: readonly StaffMember[], before: string | null): readonly StaffMember[] {
  const other = people.find((each) => each.name !== before);
  return before === null || other === undefined ? [] : [other];
}

/** In whose hands a ticket is: its owner while he is on shift, else those who could take it up. */
export function hands(ticket: Ticket, content: Content, now: number, load: Load): readonly StaffMember[] {
  const owner = ticket.assignee === null ? undefined : ownerOf(ticket, content);
  if (owner !== undefined && isOnShift(content, owner, now)) return [owner];
  const ladder = content.rules.ladder[ticket.level];
  for (const rung of [...ladder.slice(ticket.desk.rung), ...ladder.slice(0, ticket.desk.rung)]) {
    const people = rung === 'next' ? [] : peopleOn(rung, ticket, content, now, load);
    if (people.length > 0) return people;
  }
  return [];
}

/** The local monitor owns by his name too. */
function ownerOf({ assignee, desk }: Ticket, content: Content): StaffMember | undefined {
  const monitor = desk.monitorPhone === null ? undefined : deskMember(content, desk.monitorPhone);
  return content.staff.find((each) => each.name === assignee) ?? (monitor?.name === assignee ? monitor : undefined);
}

export const managersOf = ({ area }: Pick<Ticket, 'area'>, content: Content): readonly StaffMember[] =>
  content.staff.filter((each) => each.role === 'manager' && inArea(each.areas, placeOf(area)));

/**
 * One step: the first alert, a repeat, or the next rung.
 * @param climb go on to the next rung now (a promise was broken), however often this one was alerted
 */
export function nextStep(ticket: Ticket, content: Content, now: number, load: Load, climb = false): Step {
  const ups: Level[] = [];
  const begin = startOf(ticket, content, climb);
  const opensAt = heardFrom(ticket, now, content);
  if (opensAt > now) return { ticket: { ...ticket, desk: { ...ticket.desk, ...(begin === ticket.desk.rung ? {} : { rung: begin, round: 0 }), alertAt: opensAt } }, rung: null, people: [], proposed: null, ups };
  let at = ticket;
  let rung = begin;
  for (let tries = 0; tries < RUNGS_AT_MOST; tries += 1) {
    const name = content.rules.ladder[at.level][rung];
    if (name === undefined) break;
    if (name === 'up') {
      const above = higher(at, content, now, load);
      if (above === null) break;
      ups.push(above.level);
      at = above;
      rung = 0;
      continue;
    }
    const people = heardOn(name, at, content, now, load);
    if (people.length > 0) return told(at, rung, name, people, ups, content, now);
    rung += 1;
  }
  return onlyAgain(at, ups, content, now, load);
}

function startOf({ level, desk }: Ticket, content: Content, climb: boolean): number {
  if (desk.round === 0) return desk.rung;
  const rounds = content.rules.ladder[level][desk.rung] === 'monitor' ? 1 : content.rules.rounds;
  return climb || desk.round >= rounds ? desk.rung + 1 : desk.rung;
}

/** A reopened ticket is its owner's first. */
function heardOn(rung: Rung, ticket: Ticket, content: Content, now: number, load: Load): readonly StaffMember[] {
  const people = peopleOn(rung, ticket, content, now, load);
  const owner = ticket.desk.rung !== 0 || ticket.desk.round > 0 ? undefined : ownerOf(ticket, content);
  return owner !== undefined && isOnShift(content, owner, now) ? [owner] : people;
}

/** Up only where somebody is there to hear it. */
function higher(ticket: Ticket, content: Content, now: number, load: Load): Ticket | null {
  const level = levelAbove(ticket, content);
  if (level === null) return null;
  const there = toLevel(ticket, level, content, now);
  const heard = content.rules.ladder[level].some((rung) => peopleOn(rung, there, content, now, load).length > 0);
  return heard && heardFrom(there, now, content) <= now ? there : null;
}

function told(ticket: Ticket, rung: number, name: Rung, people: readonly StaffMember[], ups: readonly Level[], content: Content, now: number): Step {
  const again = ticket.desk.rung === rung && ticket.desk.round > 0;
  const unnamed = name === 'managers' || name === 'monitor' || (name === 'nodal' && content.rules.nodal === 'member');
  const proposed = unnamed ? null : people[0] ?? null;
  const desk: TicketDesk = { ...ticket.desk, rung, round: again ? ticket.desk.round + 1 : 1, proposedTo: name === 'managers' ? ticket.desk.proposedTo : proposed?.name ?? null };
  const moved: Ticket = { ...ticket, desk };
  return { ticket: { ...moved, desk: { ...desk, alertAt: laterBy(waitOn(name, moved, content), moved, content, now) } }, rung: name, people, proposed, ups };
}

/** At the top, or nobody there: the last rung that hears, from above, once more; else as soon as one of them is there. */
function onlyAgain(ticket: Ticket, ups: readonly Level[], content: Content, now: number, load: Load): Step {
  const ladder = content.rules.ladder[ticket.level];
  for (let rung = ladder.length - 1; rung >= 0; rung -= 1) {
    const name = ladder[rung];
    if (name === undefined || name === 'up' || name === 'next' || name === 'monitor') continue;
    const people = peopleOn(name, ticket, content, now, load);
    if (people.length > 0) return told(ticket, rung, name, people, ups, content, now);
  }
  return { ticket: { ...ticket, desk: { ...ticket.desk, alertAt: somebodyAt(ticket, content, now) } }, rung: null, people: [], proposed: null, ups };
}

/** Opening minutes until the next alert: growing over the whole ladder. */
function waitOn(rung: Rung, { type, priority, desk }: Ticket, { rules }: Content): number {
  const monitor = rung === 'monitor' ? rules.monitorMinutes[type] : undefined;
  if (monitor !== undefined) return monitor;
  return waitAfter(desk.rung * rules.rounds + desk.round, priority, rules.repeat) * slower(desk.round - rules.rounds);
}

/** @param alerts how many there were @returns minutes */
export function waitAfter(alerts: number, priority: Priority, repeat: Content['rules']['repeat']): number {
  const waits = repeat[priority];
  return waits[Math.min(Math.max(alerts, 1), waits.length) - 1] ?? 60;
}

/** Where nobody is left to climb to, and nobody moves, each wait is twice the one before, up to eight times. @param over alerts beyond the usual */
export const slower = (over: number): number => 2 ** Math.min(Math.max(over, 0), 3);

/** In opening time; by the clock, and more slowly, where a critical ticket is on its way at night. */
export function laterBy(minutes: number, ticket: Ticket, content: Content, now: number): number {
  const calendar = calendarOf(content, ticket);
  if (calendar === undefined) return now + minutes * MINUTE;
  if (ticket.priority === 'critical' && !isOpen(calendar, now)) return now + minutes * NIGHT_TIMES * MINUTE;
  return addOpenMinutes(calendar, now, minutes) ?? now + minutes * MINUTE;
}

/** When the first of those who could hear of it comes on shift; at the latest after the usual interval of opening time. */
function somebodyAt(ticket: Ticket, content: Content, now: number): number {
  const latest = laterBy(waitAfter(RUNGS_AT_MOST, ticket.priority, content.rules.repeat), ticket, content, now);
  const roles = new Set(content.rules.ladder[ticket.level].flatMap((rung) => ROLES[rung] ?? []));
  const comes = content.staff.filter((each) => roles.has(each.role) && inArea(each.areas, placeOf(ticket.area))).map((each) => comesAt(each, content, now)).filter((at) => at > now);
  return Math.min(latest, ...comes.map((at) => heardFrom(ticket, at, content)));
}

const ROLES: Partial<Record<Rung, StaffMember['role']>> = { executives: 'executive', next: 'executive', managers: 'manager', l3: 'l3', nodal: 'nodal', egov_onsite: 'egov_onsite' };

function comesAt(member: StaffMember, content: Content, now: number): number {
  const said = content.duty[member.phone];
  const from = said !== undefined && !said.on && said.until > now ? said.until : now;
  const calendar = content.calendars[member.shift];
  return calendar === undefined ? 0 : nextOpening(calendar, from) ?? 0;
}
