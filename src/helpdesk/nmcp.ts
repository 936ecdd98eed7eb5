/** Which NMCP official takes a programmatic query (SOP L31): by place, topic and hour, never nobody. Pure; called by redirect. */
import type { Content, NmcpContact } from '../content/types.js';
import { isOpen, nextOpening } from './calendar.js';

export interface Wanted {
  readonly topic: string;
  readonly province: string | null;
  readonly district: string | null;
  /** Ms UTC. */
  readonly at: number;
}

export interface Picked {
  readonly contact: NmcpContact;
  readonly reachableNow: boolean;
  /** Ms UTC; null when reachable now, or when no opening is known. */
  readonly opensAt: number | null;
}

/** Most specific place first, then the topic itself before `*`, then one who can be reached now, then the order of the file. @throws when there are no contacts at all: refused at boot */
export function pickContact(content: Content, wanted: Wanted): Picked {
  const contact = ranked(content, wanted)[0]?.contact ?? [...content.nmcp].sort((one, other) => one.order - other.order)[0];
  if (contact === undefined) throw new Error('no NMCP contact in the catalogue');
  const reachableNow = reachable(content, contact, wanted.at);
  const calendar = content.calendars[contact.calendar];
  return { contact, reachableNow, opensAt: reachableNow || calendar === undefined ? null : nextOpening(calendar, wanted.at) };
}

/** Who answers at this hour while the right one does not; null where he does, or nobody else can be reached. */
export function standIn(content: Content, wanted: Wanted): NmcpContact | null {
  const [first, ...others] = ranked(content, wanted);
  return first === undefined || first.open ? null : others.find((each) => each.open)?.contact ?? null;
}

function ranked(content: Content, wanted: Wanted) {
  return content.nmcp
    .map((contact) => ({ contact, place: placeRank(contact, wanted), topic: topicRank(contact, wanted.topic), open: reachable(content, contact, wanted.at) }))
    .filter((each) => each.place > 0 && each.topic > 0)
    .sort((one, other) => other.place - one.place || other.topic - one.topic || Number(other.open) - Number(one.open) || one.contact.order - other.contact.order);
}

function reachable(content: Content, contact: NmcpContact, at: number): boolean {
  const calendar = content.calendars[contact.calendar];
  return calendar !== undefined && isOpen(calendar, at);
}

/** 3 the district, 2 its province, 1 the country, 0 elsewhere. */
function placeRank(contact: NmcpContact, { province, district }: Wanted): number {
  const ranks = contact.areas.map((area) => {
    if (area === '*') return 1;
    if (province !== null && area === province) return 2;
    if (district === null) return 0;
    return area === `${province ?? ''}/${district}` || (province === null && area.endsWith(`/${district}`)) ? 3 : 0;
  });
  return Math.max(0, ...ranks);
}

const topicRank = (contact: NmcpContact, topic: string): number => (contact.topics.includes(topic) ? 2 : contact.topics.includes('*') ? 1 : 0);
