/** data/desk.yaml: deadlines, alerts, ladder, callbacks, known problems, reports, nodal officers (SOP "Support Levels", "Resolution Time"; domain.md D.2). Called by load.ts. */
import { INCIDENT_TYPES } from '../helpdesk/ticket.js';
import type { Level } from '../helpdesk/ticket.js';
import { fieldsOf, flag, oneOf, whole, wordList, words } from './fields.js';
import type { Fields } from './fields.js';
import { PRIORITIES, calendarName } from './options.js';
import type { Report, Sources } from './sources.js';
import type { ByPriority, Calendar, DeskRules, Rung } from './types.js';
import { readYaml } from './yaml.js';
import type { YamlNode } from './yaml.js';

const LEVELS: readonly Level[] = ['L1', 'L2', 'L3', 'NMCP'];
const RUNGS: readonly Rung[] = ['monitor', 'executives', 'next', 'egov_onsite', 'managers', 'l3', 'nodal', 'up'];
const KNOWN = ['deadlines', 'warn_percent', 'repeat', 'rounds', 'promises', 'ladder', 'up', 'up_process', 'monitor_minutes', 'digest', 'callback', 'incident', 'reports', 'nodal', 'groups'];
const MONTH = 31 * 24 * 60;

/** @param calendars null where calendars.yaml could not be read: then their names are not checked */
export function readDeskRules(sources: Sources, folder: string, calendars: Readonly<Record<string, Calendar>> | null): DeskRules | null {
  const { report } = sources;
  const root = readYaml(sources, folder, 'desk.yaml');
  const fields = root === null ? null : fieldsOf(root, 'desk', KNOWN, report);
  if (fields === null) return null;
  const number = (node: YamlNode | null, what: string, from: number, to: number): number => whole(node, from, to, what, report) ?? from;
  const digest = group(fields, 'digest', ['most', 'minutes'], report);
  const callback = group(fields, 'callback', ['automatic', 'tries', 'every', 'calendar'], report);
  const incident = group(fields, 'incident', ['reports', 'minutes', 'times_usual'], report);
  const reports = group(fields, 'reports', ['triage', 'daily'], report);
  const groups = group(fields, 'groups', ['escalate', 'solved', 'news', 'solutions'], report);
  const deadlines = group(fields, 'deadlines', LEVELS, report);
  const ladder = group(fields, 'ladder', LEVELS, report);
  const repeat = group(fields, 'repeat', PRIORITIES, report);
  return {
    deadlines: each(LEVELS, (level) => {
      const node = deadlines?.need(level) ?? null;
      const both = node === null ? null : fieldsOf(node, `deadlines: ${level}`, ['progress', 'solution'], report);
      const of = (name: 'progress' | 'solution'): ByPriority<number> => minutesBy(both?.need(name) ?? null, `deadlines: ${level}: ${name}`, report);
      return { progress: of('progress'), solution: of('solution') };
    }),
    warnPercent: number(fields.need('warn_percent'), 'warn_percent', 1, 90),
    repeat: each(PRIORITIES, (priority) => intervals(repeat?.need(priority) ?? null, `repeat: ${priority}`, report)),
    rounds: number(fields.need('rounds'), 'rounds', 1, 20),
    promises: number(fields.need('promises'), 'promises', 1, 20),
    ladder: each(LEVELS, (level) => rungs(ladder?.need(level) ?? null, level, report)),
    up: ways(fields, 'up', report),
    upProcess: ways(fields, 'up_process', report),
    monitorMinutes: monitorMinutes(fields.need('monitor_minutes'), report),
    digest: { most: number(digest?.need('most') ?? null, 'digest: most', 1, 100), minutes: number(digest?.need('minutes') ?? null, 'digest: minutes', 1, 120) },
    callback: {
      automatic: flag(callback?.need('automatic') ?? null, 'callback: automatic', report),
      tries: number(callback?.need('tries') ?? null, 'callback: tries', 3, 20),
      every: intervals(callback?.need('every') ?? null, 'callback: every', report),
      calendar: calendarName(callback?.need('calendar') ?? null, calendars, report),
    },
    incident: {
      reports: number(incident?.need('reports') ?? null, 'incident: reports', 2, 1000),
      minutes: number(incident?.need('minutes') ?? null, 'incident: minutes', 1, 1440),
      timesUsual: number(incident?.need('times_usual') ?? null, 'incident: times_usual', 1, 100),
    },
    reports: { triage: wordList(reports?.need('triage') ?? null, 'reports: triage', report).map(({ text, line }) => clock(text, line, root?.file ?? '', report)), daily: clock(words(reports?.need('daily') ?? null, 'reports: daily', report) ?? '00:00', reports?.get('daily')?.line ?? null, root?.file ?? '', report) },
    nodal: oneOf(fields.need('nodal'), ['external', 'member', 'assignee'], 'nodal', report) ?? 'external',
    groups: {
      escalate: words(groups?.need('escalate') ?? null, 'groups: escalate', report) ?? '', solved: words(groups?.need('solved') ?? null, 'groups: solved', report) ?? '',
      news: flag(groups?.need('news') ?? null, 'groups: news', report), solutions: oneOf(groups?.need('solutions') ?? null, ['count', 'ticket'], 'groups: solutions', report) ?? 'count',
    },
  };
}

const each = <K extends string, V>(keys: readonly K[], of: (key: K) => V): Record<K, V> => Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;

function group(fields: Fields, name: string, known: readonly string[], report: Report): Fields | null {
  const node = fields.need(name);
  return node === null ? null : fieldsOf(node, name, known, report);
}

/** Opening minutes by priority; the more urgent may not wait longer. */
function minutesBy(node: YamlNode | null, what: string, report: Report): ByPriority<number> {
  const fields = node === null ? null : fieldsOf(node, what, PRIORITIES, report);
  const read = each(PRIORITIES, (priority) => whole(fields?.need(priority) ?? null, 1, MONTH, `${what}: ${priority}`, report) ?? 1);
  if (node !== null && (read.critical > read.high || read.high > read.medium || read.medium > read.low)) report(node.file, node.line, `${what}: the more urgent must not wait longer (critical, high, medium, low)`);
  return read;
}

function intervals(node: YamlNode | null, what: string, report: Report): readonly number[] {
  if (node === null) return [];
  const items = node.list ?? [node];
  const read = items.map((item) => whole(item, 1, MONTH, what, report) ?? 1);
  if (read.some((minutes, at) => minutes < (read[at - 1] ?? 0))) report(node.file, node.line, `${what}: each interval must be at least as long as the one before`);
  if (read.length === 0) report(node.file, node.line, `${what}: needs at least one interval`);
  return read;
}

function rungs(node: YamlNode | null, level: Level, report: Report): readonly Rung[] {
  const read = wordList(node, `ladder: ${level}`, report).flatMap(({ text, line }) => {
    const rung = RUNGS.find((one) => one === text);
    if (rung === undefined) report(node?.file ?? '', line, `ladder: ${level}: unknown rung "${text}": known are ${RUNGS.join(', ')}`);
    return rung === undefined ? [] : [rung];
  });
  if (node !== null && read.length === 0) report(node.file, node.line, `ladder: ${level}: nobody would be told`);
  if (node !== null && read.slice(0, -1).includes('up')) report(node.file, node.line, `ladder: ${level}: "up" can only be the last rung`);
  return read;
}

function ways(fields: Fields, name: 'up' | 'up_process', report: Report): Partial<Record<Level, Level>> {
  const read = group(fields, name, LEVELS, report);
  return Object.fromEntries(LEVELS.flatMap((level) => {
    const to = oneOf(read?.get(level) ?? null, LEVELS, `${name}: ${level}`, report);
    return to === null ? [] : [[level, to]];
  }));
}

function monitorMinutes(node: YamlNode | null, report: Report): DeskRules['monitorMinutes'] {
  const fields = node === null ? null : fieldsOf(node, 'monitor_minutes', INCIDENT_TYPES, report);
  return Object.fromEntries(INCIDENT_TYPES.flatMap((type) => {
    const minutes = whole(fields?.get(type) ?? null, 1, MONTH, `monitor_minutes: ${type}`, report);
    return minutes === null ? [] : [[type, minutes]];
  }));
}

function clock(text: string, line: number | null, file: string, report: Report): string {
  if (/^(?:[01]\d|2[0-3]):[0-5]\d$/u.test(text)) return text;
  report(file, line, `reports: "${text}" must be a time as 08:30`);
  return '00:00';
}
