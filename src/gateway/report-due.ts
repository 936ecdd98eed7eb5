/** Triage list and daily report at their set times (desk.yaml `reports`), each person only his areas. Called by due; `reportTimers` by start. */
import type { Content, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { dailyReport } from '../helpdesk/daily-report.js';
import { dayOf, nextReport, reportKeys } from '../helpdesk/report-day.js';
import { dailyWords, isEmpty, triageWords, visibleTo } from './report-words.js';
import { isOnShift } from '../helpdesk/staff.js';
import { triage } from '../helpdesk/triage.js';
import type { Before, ReportData } from '../store/port.js';
import type { Change } from './change.js';
import type { Due } from './due.js';
import { queueWords, recipientOfStaff, templateUse } from './outgoing.js';
import type { Timer } from './records.js';
import type { World } from './world.js';

const HOUR = 3_600_000;
/** After a standstill: yesterday's report is still of use, this morning's triage in the evening is not. */
const OF_USE_MS = { triage: 6 * HOUR, daily: 24 * HOUR } as const;

type Kind = keyof typeof OF_USE_MS;

/** Sends what is due, and sets its own next time. */
export function reportDue(before: Before, what: Due, content: Content, world: World): Change[] {
  const kind: Kind = what.key.startsWith('daily/') ? 'daily' : 'triage';
  const next = reportKeys(content.rules).some((key) => key === what.key) ? nextReport(what.key, Math.max(world.now, what.dueAt), content.timezone) : null;
  const renewed: Change[] = next === null ? [] : [{ do: 'timer.set', timer: { name: 'report.due', key: what.key, dueAt: next, data: {} } }];
  const { report: data } = before;
  if (data === undefined || next === null || world.now - what.dueAt > OF_USE_MS[kind]) return renewed;
  return [...renewed, ...readers(kind, content, world.now).flatMap((member) => sent(kind, member, what.dueAt, data, content, world))];
}

/** The daily report goes to the managers, the triage list also to those on duty who work through it. */
function readers(kind: Kind, content: Content, at: number): readonly StaffMember[] {
  return content.staff.filter((member) => member.role === 'manager' || (kind === 'triage' && (member.role === 'executive' || member.role === 'egov_onsite') && isOnShift(content, member, at)));
}

function sent(kind: Kind, member: StaffMember, dueAt: number, data: ReportData, content: Content, world: World): Change[] {
  const to = recipientOfStaff(member, world);
  const text = to === null ? null : kind === 'daily' ? daily(member, dueAt, data, content, world) : openNow(member, data, content, world);
  if (to === null || text === null) return [];
  const language = member.languages[0] ?? 'pt';
  return queueWords(to, { text }, { purpose: 'notice', template: templateUse(content, 'report', [renderNotice(content, language, `reportdesk.name.${kind}`, {})], language) }, world);
}

function daily(member: StaffMember, dueAt: number, data: ReportData, content: Content, { now }: World): string | null {
  const report = dailyReport(visibleTo(data, member, content), [], dayOf(dueAt, content.timezone), content.timezone, now);
  return report === null || isEmpty(report) ? null : dailyWords(report, { member, content, now });
}

function openNow(member: StaffMember, data: ReportData, content: Content, { now }: World): string | null {
  const list = triage(visibleTo(data, member, content).tickets, now);
  return list.total === 0 ? null : triageWords(list, { member, content, now });
}

/** Sets the times that are missing, takes away those that the rules no longer have. @param present all `report.due` timers @param now ms UTC */
export function reportTimers(present: readonly Timer[], content: Pick<Content, 'rules' | 'timezone'>, now: number): Change[] {
  const keys = reportKeys(content.rules);
  const gone = present.filter((timer) => !keys.some((key) => key === timer.key)).map(({ name, key }): Change => ({ do: 'timer.clear', name, key }));
  const missing = keys.filter((key) => !present.some((timer) => timer.key === key)).flatMap((key): Change[] => {
    const dueAt = nextReport(key, now, content.timezone);
    return dueAt === null ? [] : [{ do: 'timer.set', timer: { name: 'report.due', key, dueAt, data: {} } }];
  });
  return [...gone, ...missing];
}
