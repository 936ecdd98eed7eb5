/** Moments as people say them ("hoje às 10:40"), in the campaign's time zone. Called by texts for variables named `...At`. */
import { DateTime } from 'luxon';
import type { Language } from '../gateway/records.js';

export type Say = (key: string, vars: Readonly<Record<string, string | number>>) => string;

/**
 * @param at ms UTC
 * @param now ms UTC, or null where the text may be read later: then always weekday and date
 * @param say renders a key of `render.`
 */
export function sayTime(at: number, now: number | null, zone: string, language: Language, say: Say): string {
  const moment = DateTime.fromMillis(at, { zone, locale: language });
  if (!moment.isValid) return '-';
  const time = say(moment.hour === 1 ? 'render.at_one' : 'render.at', { time: moment.toFormat('HH:mm') });
  if (now !== null) {
    const today = DateTime.fromMillis(now, { zone }).startOf('day');
    const days = Math.round(moment.startOf('day').diff(today, 'days').days);
    const near = days === 0 ? 'render.today' : days === 1 ? 'render.tomorrow' : days === -1 ? 'render.yesterday' : null;
    if (near !== null) return say(near, { at: time });
  }
  const month = moment.toFormat('LLLL');
  const date = { weekday: moment.toFormat('cccc'), day: moment.day, month: month.charAt(0).toUpperCase() + month.slice(1), year: moment.year, at: time };
  const otherYear = now !== null && DateTime.fromMillis(now, { zone }).year !== moment.year;
  return say(otherYear ? 'render.date_year' : 'render.date', date);
}
