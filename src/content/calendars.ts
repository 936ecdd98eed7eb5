/** data/calendars.yaml: opening hours and shifts by name (SOP L77-79). Called by load.ts; helpdesk/calendar.ts counts with them. */
import { fieldsOf, words } from './fields.js';
import type { Report, Sources } from './sources.js';
import type { Calendar, DayWindow } from './types.js';
import { readYaml } from './yaml.js';
import type { YamlNode } from './yaml.js';

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7];
const DAYS: Readonly<Record<string, readonly number[]>> = {
  daily: ALL_DAYS, weekdays: [1, 2, 3, 4, 5], weekend: [6, 7],
  mon: [1], tue: [2], wed: [3], thu: [4], fri: [5], sat: [6], sun: [7],
};
const LONG: Readonly<Record<string, string>> = { monday: 'mon', tuesday: 'tue', wednesday: 'wed', thursday: 'thu', friday: 'fri', saturday: 'sat', sunday: 'sun' };
const DAY = 24 * 60;

export function readCalendars(sources: Sources, folder: string): Readonly<Record<string, Calendar>> | null {
  const root = readYaml(sources, folder, 'calendars.yaml');
  if (root === null || root.map === null) return null;
  return Object.fromEntries([...root.map].map(([name, node]) => [name, calendarOf(name, node, sources.report)]));
}

function calendarOf(name: string, node: YamlNode, report: Report): Calendar {
  const what = `calendar "${name}"`;
  const fields = fieldsOf(node, what, ['timezone', 'weekly', 'exceptions'], report);
  const timezone = words(fields?.need('timezone') ?? null, `${what}: timezone`, report) ?? 'UTC';
  if (!isTimezone(timezone)) report(node.file, fields?.get('timezone')?.line ?? node.line, `${what}: "${timezone}" is no time zone, as Africa/Maputo`);
  return {
    name,
    timezone: isTimezone(timezone) ? timezone : 'UTC',
    weekly: weekly(fields?.need('weekly') ?? null, what, report),
    exceptions: exceptions(fields?.get('exceptions') ?? null, what, report),
  };
}

/** Text or list = the same every day; else by day names. A day named by itself wins over its group. */
function weekly(node: YamlNode | null, what: string, report: Report): Calendar['weekly'] {
  const week: Record<number, readonly DayWindow[]> = Object.fromEntries(ALL_DAYS.map((day) => [day, []]));
  if (node === null) return week;
  if (node.map === null) {
    const every = windows(node, what, report);
    return Object.fromEntries(ALL_DAYS.map((day) => [day, every]));
  }
  const entries = [...node.map].flatMap(([name, child]) => {
    const word = name.toLowerCase();
    const days = DAYS[LONG[word] ?? word];
    if (days === undefined) report(child.file, child.line, `${what}: unknown day "${name}": known are ${Object.keys(DAYS).join(', ')}`);
    return days === undefined ? [] : [{ days, child }];
  });
  for (const { days, child } of entries.sort((one, other) => other.days.length - one.days.length)) {
    const open = windows(child, what, report);
    for (const day of days) week[day] = open;
  }
  return week;
}

function exceptions(node: YamlNode | null, what: string, report: Report): Calendar['exceptions'] {
  if (node === null) return {};
  if (node.map === null) {
    report(node.file, node.line, `${what}: exceptions are lines with a date and its windows, as 2026-12-25: closed`);
    return {};
  }
  return Object.fromEntries([...node.map].flatMap(([date, child]) => {
    if (isDate(date)) return [[date, windows(child, what, report)]];
    report(child.file, child.line, `${what}: "${date}" is no date: write year-month-day, as 2026-12-25`);
    return [];
  }));
}

/** `"08:00-12:00"`, a list of such, or `closed` (also an empty list). */
function windows(node: YamlNode, what: string, report: Report): readonly DayWindow[] {
  if (node.text === 'closed' || node.list?.length === 0) return [];
  const found: DayWindow[] = [];
  for (const item of node.list ?? [node]) {
    const window = windowOf(item.text ?? '');
    if (window === null) {
      report(item.file, item.line, `${what}: "${item.text ?? ''}" is no window of time: write "08:00-23:00", a list of such, or closed`);
    } else if (found.some((each) => window.from < each.to && each.from < window.to)) {
      report(item.file, item.line, `${what}: "${item.text ?? ''}" overlaps another window of the same day`);
    } else found.push(window);
  }
  return found.sort((one, other) => one.from - other.from);
}

/** An end before the start is on the next day (SOP: India until 02:30 "post midnight"). */
function windowOf(text: string): DayWindow | null {
  const match = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/u.exec(text.trim());
  if (match === null) return null;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number);
  const from = fromHour * 60 + fromMinute;
  const to = toHour * 60 + toMinute;
  if (fromMinute > 59 || toMinute > 59 || from >= DAY || to > DAY || from === to) return null;
  return { from, to: to > from ? to : to + DAY };
}

export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const days = [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (days[month - 1] ?? 0);
}

const timezones = new Map<string, boolean>();

/** A name the platform knows, as Africa/Maputo; each looked up once, for that is slow. */
export function isTimezone(name: string): boolean {
  const known = timezones.get(name) ?? lookUp(name);
  timezones.set(name, known);
  return known;
}

function lookUp(name: string): boolean {
  try {
    return /^(UTC|[A-Za-z_]+\/[A-Za-z_/+-]+)$/u.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
