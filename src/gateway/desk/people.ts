/** `pessoa ...`: the manager adds, changes, pauses and removes people of the helpdesk from his chat, effective at once (SOP L117). Called by run.ts. */
import { readPhone } from '../../content/phone.js';
import type { Content, StaffMember } from '../../content/types.js';
import { renderNotice } from '../../conversation/render.js';
import type { Order } from '../../helpdesk/order.js';
import { peopleWords, whoIs } from '../../helpdesk/people-words.js';
import type { PeopleWords, Said } from '../../helpdesk/people-words.js';
import type { Change } from '../change.js';
import type { StaffRow } from '../../helpdesk/standing.js';
import { everybody, listPeople, showPerson } from './people-list.js';
import type { Person } from './people-list.js';
import { ask } from './pending.js';
import { setFree } from './release.js';
import { languageOfMember, reply } from './scene.js';
import type { DeskScene } from './scene.js';

export { dutyOrder } from './duty.js';

type Doing<Do extends PeopleWords['do']> = Extract<PeopleWords, { readonly do: Do }>;

export function peopleOrder(order: Extract<Order, { do: 'people' }>, scene: DeskScene): Change[] {
  const { content } = scene;
  const words = peopleWords(order.text, { areas: content.campaign.areas, shifts: Object.keys(content.calendars) });
  switch (words.do) {
    case 'list':
      return listPeople(words.said, words.paused, scene);
    case 'add':
      return add(words, scene);
    case 'show':
      return onPerson(words.who, scene, (person) => showPerson(person, scene));
    case 'change':
      return onPerson(words.who, scene, (person) => change(person, words, scene));
    case 'pause':
    case 'remove':
      return onPerson(words.who, scene, (person) => leave(person, words.do === 'pause' ? 'paused' : 'removed', scene));
    case 'resume':
      return onPerson(words.who, scene, (person) => resume(person, scene));
  }
}

/** The one that is meant; several: which one. Removed people are found only where nobody else is. */
function onPerson(who: string, scene: DeskScene, then: (person: Person) => Change[]): Change[] {
  if (who === '') return reply(scene, 'people.who_missing');
  const all = everybody(scene.content);
  const here = whoIs(who, all.filter((each) => each.state !== 'removed'));
  const found = here.length > 0 ? here : whoIs(who, all.filter((each) => each.state === 'removed'));
  const [person, ...others] = found;
  if (person === undefined) return reply(scene, 'people.not_found', { said: who.slice(0, 40) });
  if (others.length > 0) return reply(scene, 'people.which', { said: who.slice(0, 40), names: found.slice(0, 8).map((each) => `- ${each.name} (${each.phone.slice(-4)})`).join('\n') });
  return then(person);
}

const REQUIRED = ['name', 'phone', 'role', 'areas', 'shift'] as const;

function add({ said, unknown }: Doing<'add'>, scene: DeskScene): Change[] {
  const { content } = scene;
  if (unknown.length > 0) return notUnderstood(unknown, scene);
  const missing = REQUIRED.filter((field) => said[field] === undefined);
  if (missing.length > 0) return reply(scene, 'people.missing', { fields: listed(missing.map((field) => say(scene, `people.field.${field}`)), scene), example: example(said, scene) });
  const phone = readPhone(said.phone ?? '');
  if ('fault' in phone) return reply(scene, 'people.phone_wrong', { said: said.phone ?? '' });
  const { name = '', role = 'executive', areas = [], shift = '' } = said;
  const taken = clash(name, phone.phone, null, content);
  if (taken !== null) return reply(scene, `people.${taken.why}`, { name: taken.person.name, phone: phone.phone });
  const row = rowOf({ name, phone: phone.phone, role, areas, shift, languages: said.languages ?? (role === 'l3' ? ['en'] : ['pt']) }, 'active', 'added', scene);
  return [save(row), count('added', scene), ...reply(scene, 'people.added', { name, person: personWords(row, scene) })];
}

/** What is missing, put into his own words. */
function example(said: Said, scene: DeskScene): string {
  const { content, member } = scene;
  const area = Object.keys(content.campaign.areas)[0] ?? 'Tete';
  const shift = said.shift ?? (content.calendars['day'] === undefined ? content.deskCalendar : 'day');
  const words = { name: said.name ?? 'Ana Exemplo', phone: said.phone ?? '+258861230099', role: said.role === undefined ? say(scene, 'people.role_example') : roleWord(said.role, scene), area: (said.areas ?? [area]).join(' '), shift, language: (said.languages ?? member.languages).join(' ') };
  return say(scene, 'people.example', words);
}

function change(person: Person, { said, unknown }: Doing<'change'>, scene: DeskScene): Change[] {
  const { content } = scene;
  if (unknown.length > 0) return notUnderstood(unknown, scene);
  if (Object.keys(said).length === 0) return reply(scene, 'people.change_missing', { name: person.name });
  if (person.state === 'removed') return reply(scene, 'people.gone', { name: person.name });
  const phone = said.phone === undefined ? { phone: person.phone } : readPhone(said.phone);
  if ('fault' in phone) return reply(scene, 'people.phone_wrong', { said: said.phone ?? '' });
  const next: StaffMember = { ...member(person), ...said, phone: phone.phone };
  const what = differences(person, next);
  if (what === '') return reply(scene, 'people.same', { name: person.name, person: personWords(next, scene) });
  const taken = clash(next.name, next.phone, person, content);
  if (taken !== null) return reply(scene, `people.${taken.why}`, { name: taken.person.name, phone: next.phone });
  const demoted = person.role === 'manager' && next.role !== 'manager';
  if (demoted && isLastManager(person, content)) return reply(scene, 'people.last_manager', { name: person.name });
  if ((demoted || next.phone !== person.phone) && isSelf(person, scene) && !scene.confirmed) return ask(scene, demoted ? 'people.self_demote' : 'people.self_number', { phone: next.phone });
  const old: Change[] = next.phone === person.phone ? [] : [save(rowOf(person, 'removed', `phone: ${person.phone} > ${next.phone}`, scene))];
  return [
    ...old, save(rowOf(next, person.state, what, scene)), count('changed', scene),
    ...setFree(person.name, { ...next, state: person.state }, scene),
    ...reply(scene, person.state === 'paused' ? 'people.changed_paused' : 'people.changed', { name: next.name, person: personWords(next, scene) }),
  ];
}

function leave(person: Person, state: 'paused' | 'removed', scene: DeskScene): Change[] {
  if (person.state === state || person.state === 'removed') return reply(scene, `people.already_${person.state}`, { name: person.name });
  if (person.role === 'manager' && person.state === 'active' && isLastManager(person, scene.content)) return reply(scene, 'people.last_manager', { name: person.name });
  const done = setFree(person.name, null, scene);
  const freed = done.filter((each) => each.do === 'ticket.save').length;
  const many = freed === 0 ? '_none' : '';
  const self = isSelf(person, scene);
  if (!scene.confirmed && (state === 'removed' || self)) {
    return ask(scene, self ? `people.self_${state}` : `people.remove_sure${many}`, { name: person.name, person: personWords(person, scene), count: freed });
  }
  return [save(rowOf(person, state, state, scene)), count(state, scene), ...done, ...reply(scene, `people.${state}${many}`, { name: person.name, count: freed })];
}

function resume(person: Person, scene: DeskScene): Change[] {
  if (person.state === 'active') return reply(scene, 'people.already_active', { name: person.name });
  const taken = clash(person.name, person.phone, person, scene.content);
  if (taken !== null) return reply(scene, `people.${taken.why}`, { name: taken.person.name, phone: person.phone });
  return [save(rowOf(person, 'active', 'resumed', scene)), count('resumed', scene), ...reply(scene, 'people.resumed', { name: person.name, person: personWords(person, scene) })];
}

const isSelf = (person: Person, { member: { phone } }: DeskScene): boolean => person.phone === phone;

const isLastManager = (person: Person, content: Content): boolean => person.state === 'active' && !content.staff.some((each) => each.role === 'manager' && each.phone !== person.phone);

/** A name is what tickets are owned by, a number what orders come from: each belongs to one person, paused ones too. */
function clash(name: string, phone: string, but: Person | null, content: Content): { readonly why: 'phone_taken' | 'name_taken'; readonly person: Person } | null {
  const others = everybody(content).filter((each) => each.state !== 'removed' && each.phone !== but?.phone && !each.roster);
  const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
  const byPhone = others.find((each) => each.phone === phone);
  if (byPhone !== undefined) return { why: 'phone_taken', person: byPhone };
  const byName = others.find((each) => same(each.name, name));
  return byName === undefined ? null : { why: 'name_taken', person: byName };
}

const member = ({ name, phone, role, areas, languages, shift }: StaffMember): StaffMember => ({ name, phone, role, areas, languages, shift });

const rowOf = (person: StaffMember, state: StaffRow['state'], what: string, scene: DeskScene): StaffRow => ({ ...member(person), state, by: scene.member.name, at: scene.world.now, what });

const save = (row: StaffRow): Change => ({ do: 'staff.save', row });

const count = (label: string, { world }: DeskScene): Change => ({ do: 'count', name: 'people.changed', label, at: world.now, by: 1 });

const FIELDS = ['name', 'phone', 'role', 'areas', 'shift', 'languages'] as const;

/** As `shift: day > night|role: executive > manager`, for the log. */
function differences(from: StaffMember, to: StaffMember): string {
  const of = (person: StaffMember, field: (typeof FIELDS)[number]): string => [person[field]].flat().join(' ');
  return FIELDS.flatMap((field) => (of(from, field) === of(to, field) ? [] : [`${field}: ${of(from, field)} > ${of(to, field)}`])).join('|');
}

const notUnderstood = (unknown: readonly string[], scene: DeskScene): Change[] =>
  reply(scene, 'people.unknown', { said: unknown.join(' ').slice(0, 60), shifts: Object.keys(scene.content.calendars).join(', '), areas: Object.keys(scene.content.campaign.areas).join(', ') });

const say = (scene: DeskScene, key: string, vars: Readonly<Record<string, string | number>> = {}): string => renderNotice(scene.content, languageOfMember(scene.member), key, vars);

const roleWord = (role: StaffMember['role'], scene: DeskScene): string => say(scene, `people.role_word.${role}`);

const listed = (words: readonly string[], scene: DeskScene): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${say(scene, 'people.and')} ${words.at(-1) ?? ''}`);

function personWords(person: StaffMember, scene: DeskScene): string {
  return say(scene, 'people.person', {
    phone: person.phone, role: say(scene, `type.role.${person.role}`), areas: person.areas.map((each) => (each === '*' ? say(scene, 'people.everywhere') : each)).join(', '), shift: person.shift, languages: person.languages.join(', '),
  });
}
