/** Daily report and triage list as short texts for a phone: one message each. Pure; called by report-due and desk/reports. */
import { renderNotice } from '../conversation/render.js';
import type { Content, StaffMember } from '../content/types.js';
import type { ReportData } from '../store/port.js';
import type { DailyReport, Durations } from '../helpdesk/daily-report.js';
import { inArea } from '../helpdesk/staff.js';
import type { Ticket } from '../helpdesk/ticket.js';
import { AGES } from '../helpdesk/triage.js';
import type { Heap, Triage, TriageRow } from '../helpdesk/triage.js';

/** Below what one message holds (1,600), so that a report is one message. */
const LONGEST = 1500;
const ITEMS = 6;

type Language = 'pt' | 'en';
type Vars = Readonly<Record<string, string | number>>;

interface Reader {
  readonly member: StaffMember;
  readonly content: Content;
  /** Ms UTC. */
  readonly now: number;
}

const placeOf = ({ area: { province, district } }: Ticket): string | undefined => (province === null ? undefined : district === null ? province : `${province}/${district}`);
/** Counters know no place: they are shown to those who see everything. */
const seesAll = ({ areas }: StaffMember, { campaign }: Content): boolean => areas.includes('*') || Object.keys(campaign.areas).every((province) => areas.includes(province));

/** What this person may see: his areas; of reserved tickets, managers and nodal officers (SOP L110, L70). */
export function visibleTo(data: ReportData, member: StaffMember, content: Content): ReportData {
  const tickets = data.tickets.filter((ticket) => inArea(member.areas, placeOf(ticket)) && (!ticket.confidential || member.role === 'manager' || member.role === 'nodal'));
  if (tickets.length === data.tickets.length && seesAll(member, content)) return data;
  const numbers = new Set(tickets.map((ticket) => ticket.number));
  return {
    ...data, tickets,
    events: data.events.filter((event) => numbers.has(event.ticket)),
    counts: seesAll(member, content) ? data.counts : [],
    callbacks: data.callbacks.filter((each) => (each.ticket === null ? seesAll(member, content) : numbers.has(each.ticket))),
    problems: data.problems.filter((each) => each.areas.some((area) => area === '*' || inArea(member.areas, area))),
  };
}

const languageOf = ({ languages }: StaffMember): Language => languages[0] ?? 'pt';
const sayer = ({ content, member }: Reader) => (key: string, vars: Vars = {}): string => renderNotice(content, languageOf(member), key, vars);

/** "12 min", "2 h 10 min", "3 d 4 h". */
export function lasting(minutes: number | null): string {
  if (minutes === null) return '-';
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(minutes / 60);
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Nothing came, nothing is open: not worth a message. */
export const isEmpty = (report: DailyReport): boolean => report.received === 0 && report.triage.length === 0 && report.resolved === 0 && report.callbacks.owed === 0 && report.calls.total === 0 && Object.keys(report.redirected).length === 0;

export function dailyWords(report: DailyReport, reader: Reader): string {
  const say = sayer(reader);
  const list = (counts: Readonly<Record<string, number>>, name: (id: string) => string): string => {
    const all = Object.entries(counts);
    const more = all.slice(ITEMS).reduce((sum, [, count]) => sum + count, 0);
    return [...all.slice(0, ITEMS).map(([id, count]) => `${name(id)} ${count}`), ...(more > 0 ? [say('reportdesk.others', { count: more })] : [])].join(', ');
  };
  const line = (key: string, text: string): string[] => (text === '' ? [] : [say(`reportdesk.${key}`, { list: text })]);
  const times = (key: string, { count, medianMinutes, p90Minutes }: Durations): string[] => (count === 0 ? [] : [say(`reportdesk.${key}`, { median: lasting(medianMinutes), most: lasting(p90Minutes) })]);
  const { promises, breaches, callbacks, solved } = report;
  return cut([
    say('reportdesk.daily', { day: localDay(report.day), place: placesOf(reader) }),
    say('reportdesk.totals', { received: report.received, resolved: report.resolved, open: report.triage.length }),
    ...(solved.level1 + solved.selfHelp === 0 ? [] : [say('reportdesk.solved', { level1: solved.level1, help: solved.selfHelp })]),
    ...line('types', list(report.byType, (id) => say(`type.${id}`))),
    ...line('districts', list(report.byDistrict, (id) => (id === '-' ? say('reportdesk.unknown') : id))),
    ...line('channels', list(report.byChannel, (id) => say(`notice.channel.${id}`))),
    ...times('first_answer', report.firstAnswer),
    ...times('solution', report.solution),
    ...(promises.made === 0 ? [] : [say('reportdesk.promises', { kept: promises.kept, broken: promises.broken, open: promises.open })]),
    ...(breaches.total + report.reopened === 0 ? [] : [say('reportdesk.breaches', { breaches: breaches.total, reopened: report.reopened })]),
    ...(callbacks.owed === 0 ? [] : [say('reportdesk.callbacks', { owed: callbacks.owed })]),
    ...line('nmcp', list(report.redirected, (id) => say(`redirect.topic.${id}`))),
    ...line('incidents', report.incidents.slice(0, ITEMS).map(({ number, type, tickets }) => say('reportdesk.incident', { number, type: say(`type.${type}`), count: tickets })).join('; ')),
    ...(report.deferred === 0 ? [] : [say('reportdesk.deferred', { count: report.deferred })]),
  ]);
}

/** 2026-10-02 -> 02/10/2026 */
const localDay = (iso: string): string => iso.split('-').reverse().join('/');

function placesOf({ member, content }: Reader): string {
  return seesAll(member, content) ? '' : ` (${member.areas.map((area) => area.split('/').at(-1) ?? area).join(', ')})`;
}

export function triageWords(list: Triage, reader: Reader): string {
  const say = sayer(reader);
  const ages = ({ byAge }: Heap): string => AGES.filter((age) => byAge[age] > 0).map((age) => `${age} h: ${byAge[age]}`).join(' · ');
  const head = [
    say('reportdesk.triage', { place: placesOf(reader), total: list.total, nowAt: reader.now }),
    ...list.parties.filter((each) => each.total > 0).map((each) => say('reportdesk.party', { party: say(`reportdesk.level.${each.party}`), total: each.total, ages: ages(each) })),
    ...(list.assignees.length === 0 ? [] : [say('reportdesk.owners', { list: list.assignees.slice(0, 2 * ITEMS).map(({ name, total }) => `${name ?? say('desk.nobody')} ${total}`).join(', ') })]),
    '',
  ];
  const row = (each: TriageRow): string => say(each.late ? 'reportdesk.row_late' : 'reportdesk.row', {
    number: each.number, type: say(`type.${each.type}`), place: each.district ?? '-', priority: say(`type.priority.${each.priority}`), hours: each.hoursOpen, who: each.assignee ?? say('desk.nobody'), level: each.level,
  });
  return cut([...head, ...list.rows.map(row)], (left) => say('reportdesk.more', { count: left }));
}

/** As many lines as fit; `rest` says how many are left. */
function cut(lines: readonly string[], rest: (left: number) => string = () => '…'): string {
  const whole = lines.join('\n').trimEnd();
  if (whole.length <= LONGEST) return whole;
  let text = '';
  let taken = 0;
  for (const line of lines) {
    if (text.length + line.length + 1 > LONGEST - 80) break;
    text += `${line}\n`;
    taken += 1;
  }
  return `${text}${rest(lines.length - taken)}`;
}
