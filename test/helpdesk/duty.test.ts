/** Until when "turno entrar" and "turno sair" hold, against shifts of the day, of the night, across midnight and around the clock; and whether somebody is on shift then. */
import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import type { Calendar, DayWindow, StaffMember } from '../../src/content/types.js';
import { nextClosing } from '../../src/helpdesk/calendar.js';
import { dutyUntil } from '../../src/helpdesk/duty.js';
import { isOnShift, onShift } from '../../src/helpdesk/staff.js';
import { smallContent } from '../support/content.js';

const ZONE = 'Africa/Maputo';
const every = (name: string, windows: readonly DayWindow[], timezone = ZONE): Calendar => ({ name, timezone, weekly: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, windows])), exceptions: { '2026-08-30': [] } });
const calendars = {
  day: every('day', [{ from: 480, to: 930 }]), night: every('night', [{ from: 930, to: 1380 }]), late: every('late', [{ from: 1320, to: 1800 }]), split: every('split', [{ from: 480, to: 720 }, { from: 840, to: 1080 }]),
  always: every('always', [{ from: 0, to: 1440 }]), never: { name: 'never', timezone: ZONE, weekly: {}, exceptions: {} },
};
const at = (time: string, day = '2026-08-28'): number => DateTime.fromISO(`${day}T${time}`, { zone: ZONE }).toMillis();
const local = (ms: number): string => DateTime.fromMillis(ms, { zone: ZONE }).toFormat("dd'T'HH:mm");
const member = (shift: string, phone = '+258861230003'): StaffMember => ({ name: shift, phone, role: 'executive', areas: ['Tete'], languages: ['pt'], shift });
const content = smallContent({ calendars, staff: [member('day'), member('night', '+258861230004')] });

describe('entrar', () => {
  it.each([
    ['day', '09:00', '28T15:30'], ['day', '07:00', '28T15:30'], ['day', '15:30', '29T03:30'], ['day', '20:00', '29T08:00'], ['night', '09:00', '28T21:00'], ['night', '12:00', '28T23:00'], ['night', '22:59', '28T23:00'],
    ['late', '21:00', '29T06:00'], ['late', '23:30', '29T06:00'], ['split', '11:00', '28T12:00'], ['split', '12:30', '28T18:00'], ['always', '10:00', '28T22:00'], ['never', '10:00', '28T22:00'], ['gone', '10:00', '28T22:00'],
  ])('%s at %s: until %s', (shift, time, until) => expect(local(dutyUntil(content, member(shift), true, at(time)))).toBe(until));
});
describe('sair', () => {
  it.each([
    ['day', '09:00', '29T08:00'], ['day', '20:00', '29T08:00'], ['day', '07:00', '28T08:00'], ['night', '16:00', '29T15:30'], ['late', '23:30', '29T22:00'], ['split', '11:00', '28T14:00'], ['always', '10:00', '28T22:00'], ['never', '10:00', '28T22:00'],
  ])('%s at %s: until %s', (shift, time, until) => expect(local(dutyUntil(content, member(shift), false, at(time)))).toBe(until));
  it('skips a day that is closed', () => expect(local(dutyUntil(content, member('day'), false, at('09:00', '2026-08-29')))).toBe('31T08:00'));
});
describe('on shift', () => {
  const said = (on: boolean, until: string) => ({ ...content, duty: { '+258861230003': { on, until: at(until) } } });
  it.each([[true, '20:00', '19:59', true], [true, '20:00', '20:00', false], [false, '15:00', '10:00', false], [false, '15:00', '15:00', true]])('said %s until %s, at %s: %s', (on, until, time, result) =>
    expect(isOnShift(said(on, until), member('day'), at(time))).toBe(result));
  it('what one says does not concern the others', () => expect(onShift(said(false, '23:00'), at('16:00'), { role: 'executive', area: 'Tete/Moatize' }).map(({ name }) => name)).toEqual(['night']));
});
describe('closing', () => {
  it('windows that touch at midnight are one, and what never closes has none', () => {
    expect(nextClosing(calendars.always, at('10:00'))).toBe(at('00:00', '2026-08-30'));
    expect(nextClosing({ ...calendars.always, exceptions: {} }, at('10:00'))).toBeNull();
    expect(nextClosing(calendars.never, at('10:00'))).toBeNull();
    expect(nextClosing(calendars.day, at('15:29'))).toBe(at('15:30'));
    expect(nextClosing(calendars.day, at('15:30'))).toBe(at('15:30', '2026-08-29'));
  });
});
