/** Known problems (major incidents): are like reports rising, which tickets and people does one touch (peers.md 4.5, domain.md row 32). Pure; called by the gateway's incident files and facts. */
import type { Content } from '../content/types.js';
import type { KnownProblem } from '../helpdesk/standing.js';
import { masked } from './lesson.js';
import { inArea } from './staff.js';
import type { IncidentType, Ticket } from './ticket.js';

const MINUTE = 60_000;
/** What the managers refused is not proposed again for so long. */
const REFUSED_MS = 6 * 60 * MINUTE;
/** A district with fewer reports than this is no part of a wider problem yet. */
const SHARE = 2;
const WORDS_AT_MOST = 90;
/** Of no use as "the same problem": unsorted, private, or nothing to solve. */
const APART: ReadonlySet<IncidentType> = new Set(['general', 'grievance', 'feedback', 'programmatic']);
const UNCOUNTED: ReadonlySet<Ticket['status']> = new Set(['redirected', 'rejected']);
const LINKABLE: ReadonlySet<Ticket['status']> = new Set(['open', 'assigned']);

export interface Rise {
  readonly type: IncidentType;
  /** `Tete`, `Tete/Moatize`, `*`. */
  readonly areas: readonly string[];
  readonly appVersion: string | null;
  /** The like reports of the last minutes, oldest first. */
  readonly tickets: readonly Ticket[];
  /** The live problem of the same type in the same province that seems to spread; null = a new one. */
  readonly joins: KnownProblem | null;
}

type Rules = Pick<Content, 'rules' | 'campaign'>;

/** `Tete/Moatize`, `Tete`; undefined where the place is unknown. */
export const placeOf = ({ area: { province, district } }: Ticket): string | undefined => (province === null ? undefined : district === null ? province : `${province}/${district}`);

/** "1.4.2", "v1.4.2", "versão 1.4.2 (34)" -> "1.4.2"; null where no version is told. */
export const versionIn = (said: string | null | undefined): string | null => /\d+(?:\.\d+)+/u.exec(said ?? '')?.[0] ?? null;

/** Does the place lie within the areas for certain? An unknown place lies only in `*`. */
export const within = (areas: readonly string[], area: string | undefined): boolean =>
  areas.some((own) => own === '*' || (area !== undefined && (own === area || area.startsWith(`${own}/`))));

/** Is this ticket of the problem's kind, place and version? */
export function touches(problem: Pick<KnownProblem, 'type' | 'areas' | 'appVersion'>, ticket: Ticket): boolean {
  if (problem.type !== ticket.type || !within(problem.areas, placeOf(ticket))) return false;
  return problem.appVersion === null || versionIn(ticket.answers['app_version']) === problem.appVersion;
}

/** Open tickets of the problem's kind that nobody has linked, opened since then (ms UTC). */
export function alike(problem: Pick<KnownProblem, 'type' | 'areas' | 'appVersion' | 'number'>, opened: readonly Ticket[], since: number): Ticket[] {
  return opened.filter((ticket) => ticket.openedAt >= since && ticket.incident === null && LINKABLE.has(ticket.status) && ticket.number !== problem.number && touches(problem, ticket));
}

/** @param opened tickets of the last day, whatever became of them @param now ms UTC */
export function rising(opened: readonly Ticket[], problems: readonly KnownProblem[], content: Rules, now: number): Rise[] {
  const live = problems.filter((each) => each.status === 'declared' || each.status === 'proposed' || (each.status === 'refused' && now - (each.solvedAt ?? each.at) < REFUSED_MS));
  const free = opened.filter((ticket) => !APART.has(ticket.type) && !UNCOUNTED.has(ticket.status) && ticket.incident === null && !live.some((problem) => covers(problem, ticket)));
  const meter = meterOf(opened, content, now);
  const types = [...new Set(free.map((ticket) => ticket.type))].sort();
  return types.flatMap((type) => {
    const ofType = free.filter((ticket) => ticket.type === type);
    const byPlace = provincesOf(ofType).flatMap((province) => inProvince(province, ofType, live, meter, content));
    return byPlace.length > 0 ? byPlace : byVersion(ofType, meter);
  });
}

/** Where the place is not known it is not counted against a problem that is known already. */
function covers(problem: KnownProblem, ticket: Ticket): boolean {
  if (problem.type !== ticket.type || !inArea(problem.areas, placeOf(ticket))) return false;
  return problem.appVersion === null || versionIn(ticket.answers['app_version']) === problem.appVersion;
}

interface Meter {
  recent(tickets: readonly Ticket[]): Ticket[];
  /** At least so many times what is usual in so many minutes. */
  above(tickets: readonly Ticket[]): boolean;
  readonly least: number;
}

/** Usual: how many came in other stretches of the day that were as long, counting those in which anything came at all; the stretch just before may belong to the rise. */
function meterOf(opened: readonly Ticket[], { rules: { incident } }: Rules, now: number): Meter {
  const span = incident.minutes * MINUTE;
  const stretch = (ticket: Ticket): number => Math.floor((now - ticket.openedAt) / span);
  const busy = new Set(opened.map(stretch).filter((each) => each >= 2)).size;
  const recent = (tickets: readonly Ticket[]): Ticket[] => tickets.filter((ticket) => stretch(ticket) < 1 && ticket.openedAt <= now);
  return {
    recent, least: incident.reports,
    above: (tickets) => {
      const usual = tickets.filter((ticket) => stretch(ticket) >= 2).length / Math.max(1, busy);
      return recent(tickets).length >= incident.timesUsual * usual;
    },
  };
}

const provincesOf = (tickets: readonly Ticket[]): string[] => [...new Set(tickets.flatMap(({ area }) => (area.province === null ? [] : [area.province])))].sort();

function inProvince(province: string, ofType: readonly Ticket[], live: readonly KnownProblem[], meter: Meter, { campaign }: Rules): Rise[] {
  const here = ofType.filter((ticket) => ticket.area.province === province);
  const districts = [...new Set(here.flatMap(({ area }) => (area.district === null ? [] : [area.district])))].sort();
  const hot = districts.filter((district) => {
    const there = here.filter((ticket) => ticket.area.district === district);
    return meter.recent(there).length >= SHARE && meter.above(there);
  });
  const everywhere = hot.length > 2 && hot.length * 2 > (campaign.areas[province]?.length ?? 0);
  const part = here.filter((ticket) => everywhere || (ticket.area.district !== null && hot.includes(ticket.area.district)));
  const tickets = meter.recent(part);
  if (tickets.length < meter.least || !meter.above(part)) return [];
  const [type] = tickets.map((ticket) => ticket.type);
  const areas = everywhere ? [province] : hot.map((district) => `${province}/${district}`);
  const joins = live.find((each) => each.status !== 'refused' && each.type === type && each.appVersion === null && each.areas.some((area) => area === province || area.startsWith(`${province}/`))) ?? null;
  return type === undefined ? [] : [{ type, areas, appVersion: null, tickets, joins }];
}

/** Too thin in any one place, but all of one version of the application. */
function byVersion(ofType: readonly Ticket[], meter: Meter): Rise[] {
  const versions = [...new Set(ofType.flatMap((ticket) => versionIn(ticket.answers['app_version']) ?? []))].sort();
  return versions.flatMap((appVersion): Rise[] => {
    const same = ofType.filter((ticket) => versionIn(ticket.answers['app_version']) === appVersion);
    const tickets = meter.recent(same);
    const [first] = tickets;
    if (first === undefined || tickets.length < meter.least || !meter.above(same)) return [];
    const provinces = provincesOf(tickets);
    return [{ type: first.type, areas: provinces.length === 1 ? provinces : ['*'], appVersion, tickets, joins: null }];
  });
}

export interface Evidence {
  readonly count: number;
  /** Ms UTC. */
  readonly sinceAt: number;
  /** Most reports first. */
  readonly places: readonly { readonly place: string; readonly count: number }[];
  /** Of three reporters, without names and numbers. */
  readonly words: readonly { readonly number: string; readonly words: string }[];
}

/** What the manager decides by. @param names of reporters and staff, to be masked */
export function evidenceOf(tickets: readonly Ticket[], names: readonly string[]): Evidence {
  const counts = new Map<string, number>();
  for (const { area } of tickets) {
    const place = area.district ?? area.province ?? '-';
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const told = tickets.filter((ticket) => ticket.description.trim() !== '');
  const words = [told.at(0), told.at(Math.floor(told.length / 2)), told.at(-1)].filter((ticket) => ticket !== undefined);
  return {
    count: tickets.length,
    sinceAt: Math.min(...tickets.map((ticket) => ticket.openedAt)),
    places: [...counts].map(([place, count]) => ({ place, count })).sort((one, other) => other.count - one.count || (one.place < other.place ? -1 : 1)),
    words: [...new Set(words)].map((ticket) => ({ number: ticket.number, words: cut(masked(ticket.description, [...names, ticket.reporter.name ?? ''])) })),
  };
}

const cut = (text: string): string => (text.length > WORDS_AT_MOST ? `${text.slice(0, WORDS_AT_MOST - 1)}…` : text);

/** Problems that touch this kind of people, for the flows: districts instead of areas. @param now ms UTC: a time that is over is not told */
export function knownNow(problems: readonly KnownProblem[], content: Pick<Content, 'campaign'>, now: number) {
  return problems.filter((each) => each.status === 'declared').map((problem) => ({
    number: problem.number, type: problem.type, appVersion: problem.appVersion, text: problem.text,
    expectedAt: problem.expectedAt !== null && problem.expectedAt > now ? problem.expectedAt : null,
    /** Null = everywhere. */
    districts: problem.areas.includes('*') ? null : problem.areas.flatMap((area) => {
      const [province = '', district] = area.split('/');
      return district === undefined ? content.campaign.areas[province] ?? [] : [district];
    }),
  }));
}
