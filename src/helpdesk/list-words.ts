/** What a list is chosen by: "lista Moatize", "lista L3 sync", "lista Carla", "lista atrasados", and how it is sorted. Pure; called by gateway/desk/list.ts and turn.ts. */
import { bare, fold, nearest } from '../conversation/words.js';
import type { Content } from '../content/types.js';
import { priorityIn } from './command-args.js';
import { whoIs } from './people-words.js';
import type { IncidentType, Level, Priority, Ticket } from './ticket.js';
import { typeNamed } from './type-words.js';

export type Special = 'unowned' | 'overdue' | 'deferred' | 'waiting' | 'confidential' | 'all';

export interface Filter {
  /** `Tete` or `Tete/Moatize`. */
  readonly places: readonly string[];
  readonly types: readonly IncidentType[];
  readonly levels: readonly Level[];
  readonly priorities: readonly Priority[];
  /** Staff members' names. */
  readonly names: readonly string[];
  readonly special: readonly Special[];
  /** From 1. */
  readonly page: number;
  /** Words that mean nothing here. */
  readonly unknown: readonly string[];
}

const LEVELS: Readonly<Record<string, Level>> = { l1: 'L1', l2: 'L2', l3: 'L3', nmcp: 'NMCP', pncm: 'NMCP', n1: 'L1', n2: 'L2', n3: 'L3' };
const SPECIAL: Readonly<Record<string, Special>> = {
  'sem dono': 'unowned', livres: 'unowned', livre: 'unowned', unassigned: 'unowned', unowned: 'unowned', free: 'unowned',
  atrasados: 'overdue', atrasado: 'overdue', 'fora do prazo': 'overdue', vencidos: 'overdue', late: 'overdue', overdue: 'overdue',
  adiados: 'deferred', adiado: 'deferred', deferred: 'deferred', 'on hold': 'deferred',
  'a espera': 'waiting', 'em espera': 'waiting', espera: 'waiting', 'a aguardar': 'waiting', waiting: 'waiting',
  reservados: 'confidential', reservado: 'confidential', confidential: 'confidential',
  todos: 'all', todas: 'all', tudo: 'all', all: 'all',
};
const FILLER = new Set(['de', 'do', 'da', 'em', 'no', 'na', 'com', 'e', 'os', 'as', 'pedidos', 'tickets', 'abertos', 'pagina', 'page', 'tipo', 'nivel', 'prioridade', 'distrito', 'provincia', 'mais', 'in', 'of']);
const LONGEST = 4;

type Part = Partial<Omit<Filter, 'page' | 'unknown'>> & { readonly page?: number };

export function filterOf(words: string, content: Pick<Content, 'campaign' | 'staff'>): Filter {
  const said = words.split(/[\s,;]+/u).filter((word) => word !== '');
  const parts: Part[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < said.length;) {
    const found = longest(said.slice(at, at + LONGEST), content);
    if (found === null && !FILLER.has(bare(said[at] ?? ''))) unknown.push(said[at] ?? '');
    if (found !== null) parts.push(found.part);
    at += found?.words ?? 1;
  }
  return {
    places: parts.flatMap((part) => part.places ?? []), types: parts.flatMap((part) => part.types ?? []), levels: parts.flatMap((part) => part.levels ?? []),
    priorities: parts.flatMap((part) => part.priorities ?? []), names: parts.flatMap((part) => part.names ?? []), special: parts.flatMap((part) => part.special ?? []),
    page: parts.find((part) => part.page !== undefined)?.page ?? 1, unknown,
  };
}

function longest(words: readonly string[], content: Pick<Content, 'campaign' | 'staff'>): { readonly words: number; readonly part: Part } | null {
  for (let count = words.length; count > 0; count -= 1) {
    const part = meaning(words.slice(0, count).join(' '), content);
    if (part !== null) return { words: count, part };
  }
  return null;
}

function meaning(said: string, { campaign, staff }: Pick<Content, 'campaign' | 'staff'>): Part | null {
  const plain = bare(said);
  if (FILLER.has(plain)) return null;
  const special = SPECIAL[plain];
  if (special !== undefined) return { special: [special] };
  const level = LEVELS[plain];
  if (level !== undefined) return { levels: [level] };
  if (/^\d{1,2}$/u.test(plain) && Number(plain) > 0) return { page: Number(plain) };
  const places = Object.entries(campaign.areas).flatMap(([province, districts]) => [{ name: province, area: province }, ...districts.map((district) => ({ name: district, area: `${province}/${district}` }))]);
  const exact = places.filter(({ name }) => bare(name) === plain);
  if (exact.length > 0) return { places: exact.map(({ area }) => area) };
  const words = plain.split(' ').length;
  const priority = words === 1 ? priorityIn(said.replace(/[ao]s$/u, (end) => end[0] ?? '')) : null;
  if (priority !== null) return { priorities: [priority.value] };
  const type = typeNamed(said);
  if (type !== null) return { types: [type] };
  const named = plain.length < 3 ? [] : whoIs(said, staff);
  if (named.length > 0) return { names: named.map(({ name }) => name) };
  const near = places[nearest(plain, places.map(({ name }) => bare(name)))];
  return near === undefined ? null : { places: [near.area] };
}

export const isEmpty = (filter: Filter): boolean => [filter.places, filter.types, filter.levels, filter.priorities, filter.names, filter.special].every((each) => each.length === 0);

/** @param now ms UTC. Kinds of words narrow the list, words of one kind widen it. */
export function fits(ticket: Ticket, filter: Filter, now: number): boolean {
  const place = ticket.area.province === null ? '' : `${ticket.area.province}/${ticket.area.district ?? ''}`;
  const some = <T>(all: readonly T[], test: (each: T) => boolean): boolean => all.length === 0 || all.some(test);
  return some(filter.places, (area) => place === area || place.startsWith(`${area}/`))
    && some(filter.types, (type) => ticket.type === type) && some(filter.levels, (level) => ticket.level === level) && some(filter.priorities, (priority) => ticket.priority === priority)
    && some(filter.names, (name) => ticket.assignee === name) && some(filter.special, (special) => isSpecial(ticket, special, now));
}

function isSpecial(ticket: Ticket, special: Special, now: number): boolean {
  switch (special) {
    case 'unowned':
      return ticket.assignee === null && ticket.status !== 'deferred';
    case 'overdue':
      return isOverdue(ticket, now);
    case 'deferred':
    case 'waiting':
      return ticket.status === special;
    case 'confidential':
      return ticket.confidential;
    case 'all':
      return true;
  }
}

/** Ms UTC of what is due first; null = nothing is. */
export function dueOf({ desk }: Ticket): number | null {
  const due = [desk.answerBy, desk.progressBy, desk.solveBy].filter((each) => each !== null);
  return desk.pausedAt !== null || due.length === 0 ? null : Math.min(...due);
}

export const isOverdue = (ticket: Ticket, now: number): boolean => (dueOf(ticket) ?? Infinity) < now;

const RANK: Readonly<Record<Priority, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** Most urgent first: priority, then what is due first, then the oldest; what was put off comes last. */
export function byUrgency(one: Ticket, other: Ticket): number {
  return Number(one.status === 'deferred') - Number(other.status === 'deferred') || RANK[one.priority] - RANK[other.priority]
    || (dueOf(one) ?? Infinity) - (dueOf(other) ?? Infinity) || one.openedAt - other.openedAt || Number(fold(one.number) > fold(other.number)) - 0.5;
}
