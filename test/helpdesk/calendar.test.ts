/** Opening hours at their edges: closing time, midnight, both zones of the SOP, several windows, exceptions, changes of the clock. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { Calendar, DayWindow } from '../../src/content/types.js';
import { addOpenMinutes, isOpen, nextOpening, openMinutesBetween } from '../../src/helpdesk/calendar.js';

const MINUTE = 60_000;
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
/** "08:00-23:00"; an end before the beginning is on the next day. */
const window = (text: string): DayWindow => {
  const [from, to] = [minutes(text.slice(0, 5)), minutes(text.slice(6))];
  return { from, to: to <= from ? to + 1440 : to };
};
const daily = (...texts: string[]): Calendar['weekly'] => Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, texts.map(window)]));
const calendar = (timezone: string, weekly: Calendar['weekly'], exceptions: Calendar['exceptions'] = {}): Calendar => ({ name: 'test', timezone, weekly, exceptions });

const maputo = calendar('Africa/Maputo', daily('08:00-23:00'), { '2026-09-07': [], '2026-09-25': [window('10:00-12:00')] });
const india = calendar('Asia/Kolkata', daily('10:00-02:30'));
const split = calendar('Africa/Maputo', { 1: [window('08:00-12:00'), window('14:00-18:00')], 2: [window('08:00-12:00')], 6: [window('22:00-02:00')] }, { '2026-08-30': [window('01:00-03:00')] });
const always = calendar('Africa/Maputo', daily('00:00-24:00'));
const never = calendar('Africa/Maputo', {});
const once = calendar('Africa/Maputo', {}, { '2026-12-24': [window('09:00-10:00')] });
const lisbon = calendar('Europe/Lisbon', daily('00:30-02:30', '08:00-20:00'));
const nightlong = calendar('Europe/Lisbon', daily('22:00-06:00'));

const shift = { maputo, india, split, always, never, once, lisbon, nightlong };
type Name = keyof typeof shift;
/** Local time of the calendar (or with its own offset) -> ms UTC. */
const at = (name: Name, iso: string): number => DateTime.fromISO(iso, { zone: shift[name].timezone }).toMillis();
const local = (name: Name, ms: number | null): string | null => (ms === null ? null : DateTime.fromMillis(ms, { zone: shift[name].timezone }).toFormat("yyyy-MM-dd'T'HH:mm"));

describe('isOpen', () => {
  const table: [Name, string, boolean][] = [
    ['maputo', '2026-08-28T07:59:59.999', false], ['maputo', '2026-08-28T08:00', true], ['maputo', '2026-08-28T12:00', true], ['maputo', '2026-08-28T22:59:59.999', true], ['maputo', '2026-08-28T23:00', false],
    ['maputo', '2026-08-28T23:59:59.999', false], ['maputo', '2026-08-29T00:00', false], ['maputo', '2026-09-07T12:00', false], ['maputo', '2026-09-08T08:00', true], ['maputo', '2026-09-25T09:59', false],
    ['maputo', '2026-09-25T10:00', true], ['maputo', '2026-09-25T12:00', false],
    ['india', '2026-08-28T09:59:59.999', false], ['india', '2026-08-28T10:00', true], ['india', '2026-08-28T23:59:59.999', true], ['india', '2026-08-29T00:00', true], ['india', '2026-08-29T02:29:59.999', true], ['india', '2026-08-29T02:30', false], ['india', '2026-08-29T02:31', false],
    ['india', '2026-08-28T11:29:00.000+02:00', true], ['india', '2026-08-28T22:59:59.999+02:00', true], ['india', '2026-08-28T23:00:00.000+02:00', false], ['india', '2026-08-28T06:29:00.000+02:00', false], ['india', '2026-08-28T06:30:00.000+02:00', true],
    ['split', '2026-08-24T11:59', true], ['split', '2026-08-24T12:00', false], ['split', '2026-08-24T13:59', false], ['split', '2026-08-24T14:00', true], ['split', '2026-08-25T15:00', false], ['split', '2026-08-26T10:00', false],
    ['split', '2026-08-29T22:00', true], ['split', '2026-08-30T00:30', true], ['split', '2026-08-30T01:30', true], ['split', '2026-08-30T02:30', true], ['split', '2026-08-30T03:00', false], ['split', '2026-09-06T01:59', true], ['split', '2026-09-06T02:00', false],
    ['always', '2026-08-28T00:00', true], ['always', '2026-08-28T23:59:59.999', true], ['never', '2026-08-28T12:00', false], ['once', '2026-12-24T09:30', true], ['once', '2026-12-25T09:30', false],
  ];
  it.each(table)('%s at %s: %p', (name, iso, open) => expect(isOpen(shift[name], at(name, iso))).toBe(open));

  it('an exception replaces what starts that day, not what runs over from the evening before', () => {
    const closed = calendar('Asia/Kolkata', daily('10:00-02:30'), { '2026-08-29': [] });
    expect(isOpen(closed, at('india', '2026-08-29T02:00'))).toBe(true);
    expect(isOpen(closed, at('india', '2026-08-29T11:00'))).toBe(false);
    expect(isOpen(closed, at('india', '2026-08-30T02:00'))).toBe(false);
    expect(isOpen(closed, at('india', '2026-08-30T10:00'))).toBe(true);
  });
  it('names the calendar whose zone does not exist', () => {
    expect(() => isOpen(calendar('Africa/Nowhere', daily('08:00-23:00')), 0)).toThrow(/Africa\/Nowhere/u);
  });
});

describe('nextOpening', () => {
  const table: [Name, string, string | null][] = [
    ['maputo', '2026-08-28T07:00', '2026-08-28T08:00'], ['maputo', '2026-08-28T23:00', '2026-08-29T08:00'], ['maputo', '2026-08-28T23:59', '2026-08-29T08:00'], ['maputo', '2026-08-29T00:00', '2026-08-29T08:00'],
    ['maputo', '2026-08-28T12:34', '2026-08-28T12:34'], ['maputo', '2026-09-06T23:30', '2026-09-08T08:00'], ['maputo', '2026-09-25T08:00', '2026-09-25T10:00'], ['maputo', '2026-09-25T12:00', '2026-09-26T08:00'],
    ['india', '2026-08-29T02:30', '2026-08-29T10:00'], ['india', '2026-08-29T01:00', '2026-08-29T01:00'], ['split', '2026-08-24T12:00', '2026-08-24T14:00'], ['split', '2026-08-25T12:00', '2026-08-29T22:00'],
    ['split', '2026-08-31T18:00', '2026-09-01T08:00'], ['never', '2026-08-28T12:00', null], ['once', '2026-10-26T00:00', '2026-12-24T09:00'], ['once', '2026-08-01T00:00', null], ['once', '2026-12-24T10:00', null],
  ];
  it.each(table)('%s from %s: %p', (name, iso, opens) => expect(local(name, nextOpening(shift[name], at(name, iso)))).toBe(opens));
});

describe('addOpenMinutes', () => {
  const table: [Name, string, number, string | null][] = [
    ['maputo', '2026-08-28T10:00', 30, '2026-08-28T10:30'], ['maputo', '2026-08-28T22:30', 30, '2026-08-28T23:00'], ['maputo', '2026-08-28T22:30', 31, '2026-08-29T08:01'], ['maputo', '2026-08-28T22:59', 60, '2026-08-29T08:59'],
    ['maputo', '2026-08-28T23:00', 0, '2026-08-29T08:00'], ['maputo', '2026-08-28T12:00', 0, '2026-08-28T12:00'], ['maputo', '2026-08-28T23:30', 60, '2026-08-29T09:00'], ['maputo', '2026-08-28T03:00', 60, '2026-08-28T09:00'],
    ['maputo', '2026-08-28T08:00', 900, '2026-08-28T23:00'], ['maputo', '2026-08-28T08:00', 901, '2026-08-29T08:01'], ['maputo', '2026-08-28T08:00', 1800, '2026-08-29T23:00'], ['maputo', '2026-09-06T22:00', 120, '2026-09-08T09:00'],
    ['maputo', '2026-09-24T22:30', 90, '2026-09-25T11:00'], ['maputo', '2026-09-24T22:30', 240, '2026-09-26T09:30'],
    ['india', '2026-08-29T02:00', 30, '2026-08-29T02:30'], ['india', '2026-08-29T02:00', 31, '2026-08-29T10:01'], ['india', '2026-08-28T23:30', 60, '2026-08-29T00:30'], ['india', '2026-08-29T02:31', 60, '2026-08-29T11:00'], ['india', '2026-08-28T10:00', 990, '2026-08-29T02:30'],
    ['split', '2026-08-24T11:30', 60, '2026-08-24T14:30'], ['split', '2026-08-24T17:30', 60, '2026-08-25T08:30'], ['split', '2026-08-25T11:00', 90, '2026-08-29T22:30'], ['split', '2026-08-29T23:00', 240, '2026-08-30T03:00'],
    ['always', '2026-08-28T23:59', 2, '2026-08-29T00:01'], ['never', '2026-08-28T12:00', 1, null], ['once', '2026-12-24T09:00', 60, '2026-12-24T10:00'], ['once', '2026-12-24T09:00', 61, null],
  ];
  it.each(table)('%s from %s plus %d min: %p', (name, iso, count, due) => expect(local(name, addOpenMinutes(shift[name], at(name, iso), count))).toBe(due));
  it.each([-1, Number.NaN])('refuses %p minutes', (count) => expect(() => addOpenMinutes(maputo, 0, count)).toThrow(RangeError));
  it('a month of work is found, ten years are not', () => {
    expect(addOpenMinutes(maputo, at('maputo', '2026-10-01T08:00'), 30 * 900)).toBe(at('maputo', '2026-10-30T23:00'));
    expect(addOpenMinutes(always, 0, 20 * 366 * 1440)).toBeNull();
  });
});

describe('changes of the clock (Lisbon, 29 March forward at 01:00, 25 October back at 02:00)', () => {
  it('the night of spring is an hour short', () => expect(openMinutesBetween(nightlong, at('nightlong', '2026-03-28T22:00'), at('nightlong', '2026-03-29T06:00'))).toBe(420));
  it('the night of autumn is an hour long', () => expect(openMinutesBetween(nightlong, at('nightlong', '2026-10-24T22:00'), at('nightlong', '2026-10-25T06:00'))).toBe(540));
  it('an opening before the gap keeps its hour', () => expect(isOpen(lisbon, at('lisbon', '2026-03-29T00:30'))).toBe(true));
  it('a deadline over the gap counts real minutes', () => expect(local('lisbon', addOpenMinutes(lisbon, at('lisbon', '2026-03-29T00:30'), 45))).toBe('2026-03-29T02:15'));
  it('a deadline over the hour that comes twice counts real minutes', () => {
    const from = at('lisbon', '2026-10-25T00:30');
    expect(addOpenMinutes(lisbon, from, 90)).toBe(from + 90 * MINUTE);
  });
  it('opens at its local hour after the change', () => {
    expect(local('lisbon', nextOpening(lisbon, at('lisbon', '2026-03-29T05:00')))).toBe('2026-03-29T08:00');
    expect(local('lisbon', nextOpening(lisbon, at('lisbon', '2026-10-25T05:00')))).toBe('2026-10-25T08:00');
  });
});

describe('for any moment and calendar', () => {
  const names = fc.constantFrom<Name>('maputo', 'india', 'split', 'always', 'lisbon', 'nightlong');
  const moments = fc.integer({ min: Date.parse('2026-03-01T00:00Z'), max: Date.parse('2026-11-30T00:00Z') });
  const counts = fc.integer({ min: 0, max: 6000 });

  it('openMinutesBetween undoes addOpenMinutes', () => {
    fc.assert(fc.property(names, moments, counts, (name, from, count) => {
      const due = addOpenMinutes(shift[name], from, count);
      return due !== null && due >= from && Math.abs(openMinutesBetween(shift[name], from, due) - count) < 1e-6;
    }), { numRuns: 400 });
  });
  it('more minutes, and a later start, never fall due earlier', () => {
    fc.assert(fc.property(names, moments, counts, counts, fc.integer({ min: 0, max: 86_400_000 }), (name, from, count, more, later) => {
      const due = addOpenMinutes(shift[name], from, count) ?? Infinity;
      return (addOpenMinutes(shift[name], from, count + more) ?? Infinity) >= due && (addOpenMinutes(shift[name], from + later, count) ?? Infinity) >= due;
    }), { numRuns: 400 });
  });
  it('it is open at the next opening, and closed in between', () => {
    fc.assert(fc.property(names, moments, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (name, from, share) => {
      const opens = nextOpening(shift[name], from);
      if (opens === null || !isOpen(shift[name], opens)) return false;
      return opens === from ? isOpen(shift[name], from) : !isOpen(shift[name], Math.min(opens - 1, Math.floor(from + (opens - from) * share)));
    }), { numRuns: 400 });
  });
  it('parts add up to the whole', () => {
    fc.assert(fc.property(names, moments, fc.integer({ min: 0, max: 9e8 }), fc.integer({ min: 0, max: 9e8 }), (name, from, first, second) => {
      const whole = openMinutesBetween(shift[name], from, from + first + second);
      const parts = openMinutesBetween(shift[name], from, from + first) + openMinutesBetween(shift[name], from + first, from + first + second);
      return Math.abs(whole - parts) < 1e-6;
    }), { numRuns: 300 });
  });
  it('agrees with the clock on the wall, minute by minute', () => {
    fc.assert(fc.property(moments, (moment) => {
      const wall = DateTime.fromMillis(moment, { zone: 'Asia/Kolkata' });
      const minute = wall.hour * 60 + wall.minute;
      return isOpen(india, moment) === (minute >= 600 || minute < 150);
    }), { numRuns: 500 });
  });
  it('nothing is open backwards', () => expect(openMinutesBetween(maputo, at('maputo', '2026-08-28T12:00'), at('maputo', '2026-08-28T11:00'))).toBe(0));
});
