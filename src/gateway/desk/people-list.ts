/** Who works at the helpdesk, for people to read: the list and one person with his last changes. Called by people.ts. */
import type { Content, StaffMember } from '../../content/types.js';
import { renderNotice } from '../../conversation/render.js';
import type { Said } from '../../helpdesk/people-words.js';
import { inArea, isOnShift } from '../../helpdesk/staff.js';
import type { Change } from '../change.js';
import type { StaffRow } from '../../helpdesk/standing.js';
import { languageOfMember, reply } from './scene.js';
import type { DeskScene } from './scene.js';

/** `roster`: a local monitor of the roster, whom nobody changed from chat yet. */
export interface Person extends StaffMember {
  readonly state: StaffRow['state'];
  readonly roster: boolean;
}

/** Active people as in the file, then paused and removed ones, then the roster's monitors. */
export function everybody(content: Content): readonly Person[] {
  const rows = content.standing?.staff ?? [];
  const active = content.staff.map((each): Person => ({ ...each, state: 'active', roster: false }));
  const resting = rows.filter((row) => row.state !== 'active').map(({ name, phone, role, areas, languages, shift, state }): Person => ({ name, phone, role, areas, languages, shift, state, roster: false }));
  const known = new Set([...active, ...resting].map((each) => each.phone));
  const monitors = [...content.roster.values()].filter((each) => each.role === 'monitor' && !known.has(each.phone))
    .map((each): Person => ({ name: each.name, phone: each.phone, role: 'monitor', areas: [`${each.province}/${each.district}`], languages: ['pt'], shift: content.deskCalendar, state: 'active', roster: true }));
  return [...active, ...resting, ...monitors];
}

const ROLES = ['manager', 'executive', 'egov_onsite', 'l3', 'nodal', 'monitor'] as const;

/** By role, with area, shift and whether they are on duty now. */
export function listPeople(wanted: Said, pausedOnly: boolean, scene: DeskScene): Change[] {
  const { content, world } = scene;
  const language = languageOfMember(scene.member);
  const say = (key: string, vars: Readonly<Record<string, string | number>> = {}): string => renderNotice(content, language, key, vars);
  const chosen = everybody(content).filter((each) => each.state !== 'removed' && (wanted.role === 'monitor' || !each.roster) && fits(each, wanted) && (!pausedOnly || each.state === 'paused'));
  if (chosen.length === 0) return reply(scene, 'people.list_none');
  const groups = ROLES.flatMap((role) => {
    const people = chosen.filter((each) => each.role === role);
    if (people.length === 0) return [];
    return [[`*${say(`people.role_title.${role}`)}*`, ...people.map((each) => say('people.row', {
      name: each.name, areas: each.areas.map((area) => (area === '*' ? say('people.everywhere') : area)).join(', '), shift: each.shift,
      state: say(each.state === 'paused' ? 'people.state.paused' : isOnShift(content, each, world.now) ? 'people.state.on' : 'people.state.off'),
    }))].join('\n')];
  });
  const monitors = everybody(content).filter((each) => each.roster && fits(each, wanted)).length;
  const more = wanted.role !== undefined || pausedOnly || monitors === 0 ? [] : [say('people.monitors', { count: monitors })];
  return reply(scene, 'people.list', { count: chosen.length, groups: [...groups, ...more].join('\n\n') });
}

function fits(person: Person, { name, role, areas, shift, languages }: Said): boolean {
  return (name === undefined || person.name === name) && (role === undefined || person.role === role) && (shift === undefined || person.shift === shift)
    && (areas === undefined || areas.some((area) => area === '*' || inArea(person.areas, area))) && (languages === undefined || languages.some((each) => person.languages.includes(each)));
}

const MOST_CHANGES = 3;

/** His number only for the manager. */
export function showPerson(person: Person, scene: DeskScene): Change[] {
  const { content, before, world } = scene;
  const language = languageOfMember(scene.member);
  const say = (key: string, vars: Readonly<Record<string, string | number>> = {}): string => renderNotice(content, language, key, vars);
  const duty = content.duty[person.phone];
  const live = [...before.desk].filter((each) => each.assignee === person.name);
  const log = (before.staffLog ?? []).filter((each) => each.phone === person.phone || each.name === person.name).slice(0, MOST_CHANGES);
  const lines = [
    `*${person.name}*`,
    say('people.person', {
      phone: scene.member.role === 'manager' ? person.phone : '-', role: say(`type.role.${person.role}`), areas: person.areas.map((area) => (area === '*' ? say('people.everywhere') : area)).join(', '),
      shift: person.shift, languages: person.languages.join(', '),
    }),
    say(`people.state.${person.state !== 'active' ? person.state : isOnShift(content, person, world.now) ? 'on' : 'off'}`),
    ...(duty !== undefined && duty.until > world.now ? [say(duty.on ? 'people.duty_on' : 'people.duty_off', { untilAt: duty.until })] : []),
    ...(live.length === 0 ? [] : [say('people.tickets', { numbers: live.slice(0, 12).map((each) => each.number).join(', ') })]),
    ...(log.length === 0 ? [say('people.from_file')] : log.map((each) => say('people.log', { changedAt: each.at, by: each.by, what: each.what.split('|').map((part) => localised(part, say)).join('; ') }))),
  ];
  return reply(scene, 'people.shown', { lines: lines.join('\n') });
}

/** "shift: day > night" with the field's name in the reader's language; "paused" as a word. */
function localised(part: string, say: (key: string) => string): string {
  const [field = '', ...values] = part.split(': ');
  return values.length === 0 ? say(`people.did.${field}`) : `${say(`people.field.${field}`)}: ${values.join(': ')}`;
}
