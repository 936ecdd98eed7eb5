/** data/options.yaml: the SOP's open questions as switches (domain.md D.2), the lists of roles and topics, the priority matrix. Called by load.ts. */
import type { Impact, Priority } from '../helpdesk/ticket.js';
import { fieldsOf, flag, oneOf, whole, wordList, words } from './fields.js';
import type { Fields } from './fields.js';
import type { Report, Sources } from './sources.js';
import type { Calendar, Campaign, Content } from './types.js';
import { readYaml } from './yaml.js';
import type { YamlNode } from './yaml.js';

export interface Options {
  readonly campaign: Campaign['options'];
  readonly deskCalendar: string;
  readonly l3Calendar: string;
  readonly roles: readonly string[];
  readonly topics: readonly string[];
  readonly priority: Content['priority'];
}

export const IMPACTS: readonly Impact[] = ['one', 'team', 'district'];
export const URGENCIES = ['low', 'medium', 'high'] as const;
export const PRIORITIES: readonly Priority[] = ['low', 'medium', 'high', 'critical'];

const KNOWN = [
  'redirect', 'missed_call', 'missed_call_seconds', 'remind_after_minutes', 'expire_after_minutes', 'speech', 'rate_per_minute', 'desk_calendar', 'l3_calendar', 'roles', 'topics', 'priority',
];
const WEEK_MINUTES = 7 * 24 * 60;

/** @param calendars null where calendars.yaml could not be read: then their names are not checked */
export function readOptions(sources: Sources, folder: string, calendars: Readonly<Record<string, Calendar>> | null): Options | null {
  const { report } = sources;
  const root = readYaml(sources, folder, 'options.yaml');
  const fields = root === null ? null : fieldsOf(root, 'options', KNOWN, report);
  if (fields === null) return null;
  return {
    campaign: switches(fields, report),
    deskCalendar: calendarName(fields.need('desk_calendar'), calendars, report),
    l3Calendar: calendarName(fields.need('l3_calendar'), calendars, report),
    roles: wordList(fields.need('roles'), 'roles', report).map(({ text }) => text),
    topics: wordList(fields.need('topics'), 'topics', report).map(({ text }) => text),
    priority: matrix(fields.need('priority'), report),
  };
}

function switches(fields: Fields, report: Report): Campaign['options'] {
  const remind = fields.need('remind_after_minutes');
  const remindAfterMinutes = whole(remind, 1, WEEK_MINUTES, 'remind_after_minutes', report) ?? 1;
  const expireAfterMinutes = whole(fields.need('expire_after_minutes'), 1, WEEK_MINUTES, 'expire_after_minutes', report) ?? 2;
  return {
    redirect: oneOf(fields.need('redirect'), ['redirect', 'redirect+count', 'redirect+ticket'], 'redirect', report) ?? 'redirect',
    missedCall: oneOf(fields.need('missed_call'), ['call', 'write', 'none'], 'missed_call', report) ?? 'none',
    missedCallSeconds: whole(fields.need('missed_call_seconds'), 1, 60, 'missed_call_seconds', report) ?? 1,
    remindAfterMinutes,
    expireAfterMinutes,
    speech: flag(fields.need('speech'), 'speech', report),
    ratePerMinute: whole(fields.need('rate_per_minute'), 1, 1000, 'rate_per_minute', report) ?? 1,
  };
}

/** A calendar that exists, else a fault that names those that do. */
export function calendarName(node: YamlNode | null, calendars: Readonly<Record<string, Calendar>> | null, report: Report): string {
  const name = words(node, 'calendar', report) ?? '';
  if (node !== null && name !== '' && calendars !== null && !Object.hasOwn(calendars, name)) report(node.file, node.line, `unknown calendar "${name}": calendars.yaml has ${Object.keys(calendars).join(', ')}`);
  return name;
}

/** Impact x urgency -> priority (SOP L9, L83). */
function matrix(node: YamlNode | null, report: Report): Content['priority'] {
  const rows = node === null ? null : fieldsOf(node, 'priority', IMPACTS, report);
  const row = (impact: Impact): Record<(typeof URGENCIES)[number], Priority> => {
    const child = rows?.need(impact) ?? null;
    const cells = child === null ? null : fieldsOf(child, `priority: ${impact}`, URGENCIES, report);
    const cell = (urgency: (typeof URGENCIES)[number]): Priority => oneOf(cells?.need(urgency) ?? null, PRIORITIES, `priority: ${impact}, ${urgency}`, report) ?? 'medium';
    return { low: cell('low'), medium: cell('medium'), high: cell('high') };
  };
  return { one: row('one'), team: row('team'), district: row('district') };
}
