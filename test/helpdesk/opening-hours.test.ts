/** Calendar arithmetic as a table: closing time, midnight, both zones, holidays, several windows a day, the edges of a change of clocks. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Calendar, DayWindow } from '../../src/content/types.js';
import { addOpenMinutes, isOpen, minusOpenMinutes, nextOpening, openMinutesBetween } from '../../src/helpdesk/calendar.js';

const daily = (...windows: DayWindow[]): Calendar['weekly'] => Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, windows]));
const hm = (from: string, to: string): DayWindow => {
  const minute = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return { from: minute(from), to: minute(to) <= minute(from) ? minute(to) + 1440 : minute(to) };
};
const made = (name: string, timezone: string, weekly: Calendar['weekly'], exceptions: Calendar['exceptions'] = {}): Calendar => ({ name, timezone, weekly, exceptions });

const CALENDARS = {
  desk: made('desk', 'Africa/Maputo', daily(hm('08:00', '23:00')), { '2026-12-25': [hm('10:00', '18:00')], '2027-01-01': [] }),
  india: made('india', 'Asia/Kolkata', daily(hm('10:00', '02:30'))),
  nmcp: made('nmcp', 'Africa/Maputo', { 1: [hm('07:30', '15:30')], 2: [hm('07:30', '15:30')], 3: [hm('07:30', '15:30')], 4: [hm('07:30', '15:30')], 5: [hm('07:30', '15:30')], 6: [hm('08:00', '12:00')] }, { '2026-12-25': [], '2027-10-04': [] }),
  split: made('split', 'Africa/Maputo', daily(hm('08:00', '12:00'), hm('14:00', '18:00'))),
  june: made('june', 'Africa/Maputo', daily(hm('06:00', '00:00'))),
  night: made('night', 'Africa/Maputo', daily(hm('20:00', '04:00')), { '2026-10-03': [] }),
  always: made('always', 'Africa/Maputo', daily({ from: 0, to: 1440 })),
  lisbon: made('lisbon', 'Europe/Lisbon', daily(hm('00:00', '06:00'))),
  never: made('never', 'Africa/Maputo', {}),
} satisfies Record<string, Calendar>;
type Name = keyof typeof CALENDARS;

/** Local time of Maputo, unless it says otherwise. */
const at = (text: string): number => Date.parse(/(?:Z|[+-]\d\d:\d\d)$/u.test(text) ? text : `${text}:00+02:00`);

describe('so many open minutes later', () => {
  const table: [Name, string, number, string | null][] = [
    ['desk', '2026-10-02T10:00', 40, '2026-10-02T10:40'], ['desk', '2026-10-02T10:00', 0, '2026-10-02T10:00'],
    ['desk', '2026-10-02T22:30', 30, '2026-10-02T23:00'], ['desk', '2026-10-02T22:30', 31, '2026-10-03T08:01'], ['desk', '2026-10-02T23:00', 1, '2026-10-03T08:01'],
    ['desk', '2026-10-02T23:00', 0, '2026-10-03T08:00'], ['desk', '2026-10-02T22:59', 0, '2026-10-02T22:59'], ['desk', '2026-10-03T00:00', 5, '2026-10-03T08:05'],
    ['desk', '2026-10-03T07:59', 1, '2026-10-03T08:01'], ['desk', '2026-10-03T08:00', 1, '2026-10-03T08:01'], ['desk', '2026-10-02T08:00', 900, '2026-10-02T23:00'],
    ['desk', '2026-10-02T08:00', 901, '2026-10-03T08:01'], ['desk', '2026-10-02T10:00', 1800, '2026-10-04T10:00'],
    ['desk', '2026-12-24T22:50', 20, '2026-12-25T10:10'], ['desk', '2026-12-25T17:50', 20, '2026-12-26T08:10'], ['desk', '2026-12-25T08:00', 15, '2026-12-25T10:15'],
    ['desk', '2026-12-31T22:55', 10, '2027-01-02T08:05'], ['desk', '2027-01-01T12:00', 1, '2027-01-02T08:01'],
    ['india', '2026-10-02T10:00', 60, '2026-10-02T11:00'], ['india', '2026-10-02T22:30', 30, '2026-10-02T23:00'], ['india', '2026-10-02T22:30', 31, '2026-10-03T06:31'],
    ['india', '2026-10-02T23:00', 0, '2026-10-03T06:30'], ['india', '2026-10-02T20:29', 2, '2026-10-02T20:31'], ['india', '2026-10-02T06:30', 990, '2026-10-02T23:00'],
    ['india', '2026-10-02T05:00', 10, '2026-10-02T06:40'], ['india', '2026-10-03T00:00+05:30', 150, '2026-10-03T02:30+05:30'], ['india', '2026-10-03T00:00+05:30', 151, '2026-10-03T10:01+05:30'],
    ['nmcp', '2026-10-02T15:00', 30, '2026-10-02T15:30'], ['nmcp', '2026-10-02T15:00', 60, '2026-10-03T08:30'], ['nmcp', '2026-10-03T11:30', 60, '2026-10-05T08:00'],
    ['nmcp', '2026-10-03T12:00', 0, '2026-10-05T07:30'], ['nmcp', '2026-10-04T10:00', 1, '2026-10-05T07:31'], ['nmcp', '2026-12-24T15:29', 2, '2026-12-26T08:01'], ['nmcp', '2027-10-03T10:00', 1, '2027-10-05T07:31'],
    ['split', '2026-10-02T11:50', 10, '2026-10-02T12:00'], ['split', '2026-10-02T11:50', 20, '2026-10-02T14:10'], ['split', '2026-10-02T12:30', 5, '2026-10-02T14:05'],
    ['split', '2026-10-02T08:00', 481, '2026-10-03T08:01'], ['split', '2026-10-02T17:59', 2, '2026-10-03T08:01'], ['split', '2026-10-02T12:00', 0, '2026-10-02T14:00'],
    ['june', '2026-10-02T23:59', 1, '2026-10-03T00:00'], ['june', '2026-10-02T23:59', 2, '2026-10-03T06:01'], ['june', '2026-10-03T00:00', 0, '2026-10-03T06:00'],
    ['night', '2026-10-01T23:50', 20, '2026-10-02T00:10'], ['night', '2026-10-02T03:50', 20, '2026-10-02T20:10'],
    /** On a closed date nothing begins; what began the evening before goes on. */
    ['night', '2026-10-03T03:50', 20, '2026-10-04T20:10'], ['night', '2026-10-03T00:10', 60, '2026-10-03T01:10'], ['night', '2026-10-04T01:00', 1, '2026-10-04T20:01'],
    ['always', '2026-10-02T23:59', 2, '2026-10-03T00:01'], ['always', '2026-10-02T12:00', 2880, '2026-10-04T12:00'],
    /** Clocks go back at 02:00 (that night has an hour more), forward at 01:00 (an hour less). */
    ['lisbon', '2026-10-25T00:00+01:00', 360, '2026-10-25T05:00Z'], ['lisbon', '2026-10-25T00:00+01:00', 420, '2026-10-25T06:00Z'], ['lisbon', '2027-03-28T00:00Z', 300, '2027-03-28T05:00Z'], ['lisbon', '2027-03-28T00:30Z', 60, '2027-03-28T01:30Z'],
    ['never', '2026-10-02T10:00', 1, null],
  ];
  it.each(table)('%s: %s + %i = %s', (name, from, minutes, expected) => {
    expect(iso(addOpenMinutes(CALENDARS[name], at(from), minutes))).toBe(expected === null ? null : iso(at(expected)));
  });
});

describe('so many open minutes before', () => {
  const table: [Name, string, number, string | null][] = [
    ['desk', '2026-10-02T10:40', 40, '2026-10-02T10:00'], ['desk', '2026-10-02T08:10', 10, '2026-10-02T08:00'], ['desk', '2026-10-02T08:10', 11, '2026-10-01T22:59'], ['desk', '2026-10-02T03:00', 60, '2026-10-01T22:00'],
    ['desk', '2026-10-02T10:00', 0, '2026-10-02T10:00'], ['desk', '2027-01-02T08:05', 10, '2026-12-31T22:55'], ['india', '2026-10-03T06:31', 31, '2026-10-02T22:30'], ['split', '2026-10-02T14:10', 20, '2026-10-02T11:50'],
    ['nmcp', '2026-10-05T08:00', 60, '2026-10-03T11:30'], ['night', '2026-10-02T00:10', 20, '2026-10-01T23:50'], ['never', '2026-10-02T10:00', 1, null],
  ];
  it.each(table)('%s: %s - %i = %s', (name, from, minutes, expected) => {
    expect(iso(minusOpenMinutes(CALENDARS[name], at(from), minutes))).toBe(expected === null ? null : iso(at(expected)));
  });
});

describe('open or not, and when next', () => {
  const table: [Name, string, boolean, string | null][] = [
    ['desk', '2026-10-02T07:59', false, '2026-10-02T08:00'], ['desk', '2026-10-02T08:00', true, '2026-10-02T08:00'], ['desk', '2026-10-02T22:59', true, '2026-10-02T22:59'], ['desk', '2026-10-02T23:00', false, '2026-10-03T08:00'],
    ['india', '2026-10-02T22:59', true, '2026-10-02T22:59'], ['india', '2026-10-02T23:00', false, '2026-10-03T06:30'], ['india', '2026-10-03T02:29+05:30', true, '2026-10-03T02:29+05:30'],
    ['nmcp', '2026-10-04T09:00', false, '2026-10-05T07:30'], ['june', '2026-10-02T23:59', true, '2026-10-02T23:59'], ['june', '2026-10-03T00:00', false, '2026-10-03T06:00'], ['split', '2026-10-02T13:00', false, '2026-10-02T14:00'],
    ['desk', '2027-01-01T12:00', false, '2027-01-02T08:00'], ['never', '2026-10-02T10:00', false, null],
  ];
  it.each(table)('%s at %s: %s, next %s', (name, moment, open, next) => {
    expect([isOpen(CALENDARS[name], at(moment)), iso(nextOpening(CALENDARS[name], at(moment)))]).toEqual([open, next === null ? null : iso(at(next))]);
  });
});

describe('forth and back', () => {
  const open = fc.constantFrom<Name>('desk', 'india', 'nmcp', 'split', 'june', 'night', 'always', 'lisbon');
  const moment = fc.integer({ min: at('2026-09-28T00:00') / 60_000, max: at('2027-04-10T00:00') / 60_000 }).map((minute) => minute * 60_000);

  it('between a moment and its deadline lie the minutes that were asked for', () => {
    fc.assert(fc.property(open, moment, fc.integer({ min: 0, max: 4000 }), (name, from, minutes) => {
      expect(openMinutesBetween(CALENDARS[name], from, addOpenMinutes(CALENDARS[name], from, minutes) ?? NaN)).toBeCloseTo(minutes, 6);
    }));
  });

  it('going back finds the latest moment from which they count', () => {
    fc.assert(fc.property(open, moment, fc.integer({ min: 1, max: 4000 }), (name, to, minutes) => {
      const from = minusOpenMinutes(CALENDARS[name], to, minutes) ?? NaN;
      expect(openMinutesBetween(CALENDARS[name], from, to)).toBeCloseTo(minutes, 6);
      expect(openMinutesBetween(CALENDARS[name], from + 1, to)).toBeLessThan(minutes);
    }));
  });
});

function iso(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
