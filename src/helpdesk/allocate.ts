/** Fair shares: who of those on shift is proposed for a ticket (SOP L58: 4-5 executives; domain.md row 21). Pure; called by ladder and whoever assigns. */
import type { StaffMember } from '../content/types.js';
import type { Before } from '../store/port.js';

export type Load = NonNullable<Before['load']>;

/**
 * Fairest first: least live tickets, then who took one longest ago, then by turns (ticket numbers rise, so that a burst is spread over all).
 * @param number the ticket's
 */
export function fairly(people: readonly StaffMember[], load: Load, number: string): readonly StaffMember[] {
  const of = new Map(load.map((each) => [each.assignee, each]));
  const turn = people.length === 0 ? 0 : Math.floor(Number(number) / 10) % people.length;
  const inTurn = [...people.slice(turn), ...people.slice(0, turn)];
  return inTurn.sort((one, other) => (of.get(one.name)?.live ?? 0) - (of.get(other.name)?.live ?? 0) || (of.get(one.name)?.lastTakenAt ?? 0) - (of.get(other.name)?.lastTakenAt ?? 0));
}

/** Those who speak the reporter's language, where any do: they will have to talk with him. */
export function speaking(people: readonly StaffMember[], language: 'pt' | 'en'): readonly StaffMember[] {
  const some = people.filter((each) => each.languages.includes(language));
  return some.length > 0 ? some : people;
}
