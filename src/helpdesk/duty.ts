/** Until when "turno entrar" and "turno sair" hold. Pure; called by gateway/desk/duty.ts. */
import type { Content, StaffMember } from '../content/types.js';
import { isOpen, nextClosing, nextOpening } from './calendar.js';

/** Nobody is on duty for longer without saying so again. */
const LONGEST_MS = 12 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Coming: to the end of the own shift (the running or the next one), at most twelve hours. Going: until the own shift begins the next time.
 * @param at ms UTC @returns ms UTC, after `at`
 */
export function dutyUntil(content: Content, { shift }: Pick<StaffMember, 'shift'>, on: boolean, at: number): number {
  const calendar = content.calendars[shift];
  const longest = at + LONGEST_MS;
  if (calendar === undefined) return longest;
  const closing = nextClosing(calendar, at);
  if (on) return Math.min(closing ?? longest, longest);
  if (!isOpen(calendar, at)) return nextOpening(calendar, at) ?? longest;
  /** A window of several days is no shift to wait for the end of. */
  return closing === null || closing - at > DAY_MS ? longest : nextOpening(calendar, closing) ?? longest;
}
