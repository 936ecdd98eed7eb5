/** Who is on shift, whose area it is, which NMCP official takes a query, what is promised, how urgent it is, and in which phase the campaign stands. */
import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import type { Calendar, Content, NmcpContact, StaffMember } from '../../src/content/types.js';
import { phaseOf } from '../../src/helpdesk/campaign.js';
import { pickContact } from '../../src/helpdesk/nmcp.js';
import { priorityOf } from '../../src/helpdesk/priority.js';
import { promiseFor } from '../../src/helpdesk/promise.js';
import { inArea, onShift, staffByPhone } from '../../src/helpdesk/staff.js';
import { smallContent } from '../support/content.js';

const hours = (name: string, from: number, to: number, timezone = 'Africa/Maputo'): Calendar => ({
  name, timezone, weekly: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [{ from: from * 60, to: to * 60 }]])), exceptions: {},
});
const calendars = {
  helpdesk: hours('helpdesk', 8, 23), morning: hours('morning', 8, 16), evening: hours('evening', 16, 23), office: hours('office', 8, 15), india: hours('india', 10, 26.5, 'Asia/Kolkata'),
  never: { name: 'never', timezone: 'Africa/Maputo', weekly: {}, exceptions: {} },
};
const at = (iso: string): number => DateTime.fromISO(iso, { zone: 'Africa/Maputo' }).toMillis();

const member = (name: string, phone: string, areas: string[], shift: string, role: StaffMember['role'] = 'executive'): StaffMember => ({ name, phone, role, areas, languages: ['pt'], shift });
const staff = [
  member('Ana', '+258861230001', ['*'], 'morning'), member('Beto', '+258861230002', ['Tete'], 'evening'), member('Carla', '+258861230003', ['Tete/Moatize'], 'morning'),
  member('Dino', '+258861230004', ['Gaza'], 'morning'), member('Eva', '+258861230005', ['*'], 'morning', 'manager'), member('Filo', '+258861230006', ['*'], 'missing'),
];
const official = (name: string, topics: string[], areas: string[], calendar: string, order: number): NmcpContact => ({ name, phone: `+25887123000${order}`, topics, areas, calendar, order });
const nmcp = [
  official('Nacional', ['*'], ['*'], 'office', 9), official('Redes', ['stock', 'allocation'], ['*'], 'office', 5), official('Tete', ['*'], ['Tete'], 'office', 4), official('Tete stock', ['stock'], ['Tete'], 'office', 3),
  official('Tete stock noite', ['stock'], ['Tete'], 'evening', 6), official('Moatize', ['transport'], ['Tete/Moatize'], 'office', 2), official('Gaza calada', ['*'], ['Gaza'], 'never', 1),
];
const base = smallContent();
const content: Content = { ...base, staff, nmcp, calendars, deskCalendar: 'helpdesk', l3Calendar: 'india', timezone: 'Africa/Maputo' };
const names = (members: readonly StaffMember[]): string[] => members.map((each) => each.name);

describe('staff', () => {
  it('is known by its number', () => {
    expect(staffByPhone(content, '+258861230003')?.name).toBe('Carla');
    expect(staffByPhone(content, '+258841230001')).toBeUndefined();
  });
  it.each([
    [['*'], 'Gaza/Chókwè', true], [['Tete'], 'Tete', true], [['Tete'], 'Tete/Moatize', true], [['Tete/Moatize'], 'Tete/Moatize', true], [['Tete/Moatize'], 'Tete/Angónia', false], [['Tete'], 'Gaza', false],
    [['Gaza', 'Tete/Moatize'], 'Tete/Moatize', true], [['Tete'], 'Tetembo/Moatize', false], [['Tete/Moatize'], 'Tete', true], [['Gaza'], undefined, true], [[], 'Tete', false],
  ])('areas %j cover %p: %p', (areas, area, covered) => expect(inArea(areas, area)).toBe(covered));
  it.each([
    ['2026-08-28T10:00', 'Tete/Moatize', ['Ana', 'Carla']], ['2026-08-28T10:00', 'Tete/Angónia', ['Ana']], ['2026-08-28T10:00', 'Gaza', ['Ana', 'Dino']], ['2026-08-28T10:00', undefined, ['Ana', 'Carla', 'Dino']],
    ['2026-08-28T15:59', 'Tete/Moatize', ['Ana', 'Carla']], ['2026-08-28T16:00', 'Tete/Moatize', ['Beto']], ['2026-08-28T23:00', 'Tete/Moatize', []], ['2026-08-28T07:59', undefined, []],
  ])('on shift at %s for %p: %j', (iso, area, expected) => expect(names(onShift(content, at(iso), { role: 'executive', area }))).toEqual(expected));
});

describe('NMCP contacts', () => {
  const pick = (topic: string, province: string | null, district: string | null, iso: string): string => pickContact(content, { topic, province, district, at: at(iso) }).contact.name;
  it.each([
    ['transport', 'Tete', 'Moatize', '2026-08-28T10:00', 'Moatize'], ['stock', 'Tete', 'Moatize', '2026-08-28T10:00', 'Tete stock'], ['stock', 'Tete', 'Moatize', '2026-08-28T20:00', 'Tete stock noite'], ['households', 'Tete', 'Angónia', '2026-08-28T10:00', 'Tete'],
    ['households', 'Tete', 'Moatize', '2026-08-28T20:00', 'Tete'], ['transport', 'Tete', null, '2026-08-28T10:00', 'Tete'], ['allocation', 'Manica', null, '2026-08-28T10:00', 'Redes'], ['other', 'Manica', 'Gondola', '2026-08-28T10:00', 'Nacional'],
    ['other', null, null, '2026-08-28T03:00', 'Nacional'], ['transport', null, 'Moatize', '2026-08-28T10:00', 'Moatize'], ['topic nobody has', 'Zambézia', null, '2026-08-28T10:00', 'Nacional'],
  ])('%s in %p/%p at %s: %s', (topic, province, district, iso, name) => expect(pick(topic, province, district, iso)).toBe(name));
  it('says when the official can be reached', () => {
    expect(pickContact(content, { topic: 'other', province: null, district: null, at: at('2026-08-28T10:00') })).toMatchObject({ reachableNow: true, opensAt: null });
    expect(pickContact(content, { topic: 'other', province: null, district: null, at: at('2026-08-28T15:00') })).toMatchObject({ reachableNow: false, opensAt: at('2026-08-29T08:00') });
    expect(pickContact(content, { topic: 'stock', province: 'Gaza', district: null, at: at('2026-08-28T10:00') })).toMatchObject({ reachableNow: false, opensAt: null });
  });
  it('without any contact it is our fault', () => expect(() => pickContact({ ...content, nmcp: [] }, { topic: 'stock', province: null, district: null, at: 0 })).toThrow());
});

describe('promise and priority', () => {
  const withLevel = (level: 'L2' | 'L3'): Content => ({ ...content, types: { ...content.types, sync: { ...content.types.sync, level, firstAnswer: { low: 240, medium: 120, high: 60, critical: 20 } } } });
  it('counts in the hours of the helpdesk', () => {
    expect(promiseFor(withLevel('L2'), 'sync', 'high', at('2026-08-28T22:30'))).toBe(at('2026-08-29T08:30'));
    expect(promiseFor(withLevel('L2'), 'sync', 'critical', at('2026-08-28T22:30'))).toBe(at('2026-08-28T22:50'));
  });
  it('for L3 in the hours of India, across midnight there', () => expect(promiseFor(withLevel('L3'), 'sync', 'high', at('2026-08-28T22:30'))).toBe(at('2026-08-29T07:00')));
  it('promises nothing for feedback, or when the calendar is gone', () => {
    expect(promiseFor(content, 'feedback', 'low', at('2026-08-28T10:00'))).toBeNull();
    expect(promiseFor({ ...content, deskCalendar: 'gone' }, 'sync', 'low', 0)).toBeNull();
    expect(promiseFor({ ...content, deskCalendar: 'never' }, 'sync', 'low', 0)).toBeNull();
  });
  it('reads priority off the table of the campaign', () => {
    const row = { low: 'low', medium: 'medium', high: 'high' } as const;
    const priority: Content['priority'] = { one: row, team: row, district: { ...row, high: 'critical' } };
    expect(priorityOf({ ...content, priority }, 'district', 'high')).toBe('critical');
    expect(priorityOf({ ...content, priority }, 'one', 'low')).toBe('low');
  });
});

describe('phases of the campaign', () => {
  const campaign = { ...base.campaign, trainingStart: '2026-08-20', start: '2026-08-28', end: '2026-09-02', graceDays: 2 };
  it.each([
    ['2026-08-19T23:59:59.999', 'before'], ['2026-08-20T00:00', 'training'], ['2026-08-27T23:59:59.999', 'training'], ['2026-08-28T00:00', 'campaign'], ['2026-09-02T23:59:59.999', 'campaign'],
    ['2026-09-03T00:00', 'grace'], ['2026-09-04T23:59:59.999', 'grace'], ['2026-09-05T00:00', 'after'],
  ])('%s: %s', (iso, phase) => expect(phaseOf(campaign, 'Africa/Maputo', at(iso))).toBe(phase));
  it('counts days where the campaign is', () => expect(phaseOf(campaign, 'America/Sao_Paulo', at('2026-08-28T04:59'))).toBe('training'));
  it('without days of grace it ends at once', () => expect(phaseOf({ ...campaign, graceDays: 0 }, 'Africa/Maputo', at('2026-09-03T00:00'))).toBe('after'));
  it('names a date that is none', () => expect(() => phaseOf({ ...campaign, end: 'soon' }, 'Africa/Maputo', 0)).toThrow(/soon/u));
});
