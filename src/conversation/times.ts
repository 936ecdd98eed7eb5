/** Moments as people say them ("hoje às 10:40"), in the campaign's time zone. Called by texts for variables named `...At`. */
import { DateTime, Info } from 'luxon';
import type { Language } from '../gateway/records.js';

export type Say = (key: string, vars: Readonly<Record<string, string | number>>) => string;

interface Names {
  /** Monday first. */
  readonly weekdays: readonly string[];
  readonly months: readonly string[];
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const namesOf = (locale: string): Names => ({ weekdays: Info.weekdays('long', { locale }), months: Info.months('long', { locale }).map(capital) });
const NAMES: Readonly<Record<Language, Names>> = { pt: namesOf('pt'), en: namesOf('en') };

const DAY = 86_400_000;
const two = (count: number): string => String(count).padStart(2, '0');
/** Number of the local calendar day, for counting days across changes of the clock. */
const dayOf = (moment: DateTime): number => Date.UTC(moment.year, moment.month - 1, moment.day) / DAY;

/**
 * @param at ms UTC
 * @param now ms UTC, or null where the text may be read later: then always weekday and date
 * @param say renders a key of `render.`
 */
export function sayTime(at: number, now: number | null, zone: string, language: Language, say: Say): string {
  const moment = DateTime.fromMillis(at, { zone });
  if (!moment.isValid) return '-';
  const time = say(moment.hour === 1 ? 'render.at_one' : 'render.at', { time: `${two(moment.hour)}:${two(moment.minute)}` });
  const today = now === null ? null : DateTime.fromMillis(now, { zone });
  const days = today === null ? null : dayOf(moment) - dayOf(today);
  const near = days === 0 ? 'render.today' : days === 1 ? 'render.tomorrow' : days === -1 ? 'render.yesterday' : null;
  if (near !== null) return say(near, { at: time });
  const { weekdays, months } = NAMES[language];
  const date = { weekday: weekdays[moment.weekday - 1] ?? '', day: moment.day, month: months[moment.month - 1] ?? '', at: time };
  return today !== null && today.year !== moment.year ? say('render.date_year', { ...date, year: moment.year }) : say('render.date', date);
}
