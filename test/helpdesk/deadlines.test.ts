/** Deadlines of a ticket: by level and priority, warning, pause, another level, priority or type. */
import { describe, expect, it } from '@jest/globals';
import { begun, deadlineFrom, heardFrom, isLive, resumed, retimed, toLevel, warnAt } from '../../src/helpdesk/deadlines.js';
import { inStep } from '../../src/helpdesk/plan.js';
import type { Level, Priority, Status } from '../../src/helpdesk/ticket.js';
import { MINUTE, at, newTicket, person, shipped, ticketAt } from '../support/desk.js';

const content = shipped();
const TEN = at('2026-10-02T10:00');

describe('counted in the hours of the level', () => {
  const table: [Level, Priority, 'progress' | 'solve', string, string][] = [
    ['L1', 'medium', 'progress', '2026-10-02T10:00', '2026-10-02T11:00'], ['L1', 'high', 'solve', '2026-10-02T22:00', '2026-10-03T09:00'],
    ['L2', 'critical', 'progress', '2026-10-02T10:00', '2026-10-02T10:30'], ['L2', 'high', 'progress', '2026-10-02T22:00', '2026-10-03T08:30'], ['L2', 'medium', 'solve', '2026-10-02T10:00', '2026-10-02T22:00'],
    ['L2', 'low', 'solve', '2026-10-02T10:00', '2026-10-03T19:00'], ['L2', 'high', 'solve', '2026-12-24T20:00', '2026-12-25T13:00'],
    /** India opens at 06:30 of Maputo and closes at 23:00. */
    ['L3', 'critical', 'progress', '2026-10-02T05:00', '2026-10-02T07:30'], ['L3', 'high', 'progress', '2026-10-02T21:30', '2026-10-03T08:00'], ['L3', 'high', 'solve', '2026-10-02T20:00', '2026-10-03T15:30'],
    /** The nodal officers' hours: a Friday afternoon, Saturday morning, then Monday. */
    ['NMCP', 'high', 'progress', '2026-10-02T14:30', '2026-10-03T11:00'], ['NMCP', 'medium', 'progress', '2026-10-02T14:30', '2026-10-05T10:30'], ['NMCP', 'critical', 'progress', '2026-10-04T12:00', '2026-10-05T09:30'],
  ];
  it.each(table)('%s %s %s from %s: %s', (level, priority, kind, from, by) => {
    expect(deadlineFrom(kind, ticketAt(at(from), { level, priority }), at(from), content)).toBe(at(by));
  });

  it('without nodal officers NMCP has the hours of the helpdesk', () => {
    const none = { ...content, staff: content.staff.filter((each) => each.role !== 'nodal') };
    expect(deadlineFrom('progress', ticketAt(TEN, { level: 'NMCP', priority: 'critical' }), at('2026-10-04T12:00'), none)).toBe(at('2026-10-04T14:00'));
  });

  it('an officer of another province has no say', () => {
    const staff = [person('Gaza', 'nodal', { areas: ['Gaza'], shift: 'always' }), person('Tete', 'nodal', { areas: ['Tete'], shift: 'nmcp' })];
    expect(heardFrom(ticketAt(TEN, { level: 'NMCP' }), at('2026-10-04T12:00'), { ...content, staff })).toBe(at('2026-10-05T07:30'));
  });
});

describe('when people may hear', () => {
  const table: [Level, Priority, string, string][] = [
    ['L2', 'high', '2026-10-02T22:59', '2026-10-02T22:59'], ['L2', 'high', '2026-10-02T23:00', '2026-10-03T08:00'], ['L2', 'critical', '2026-10-02T23:30', '2026-10-02T23:30'],
    ['L1', 'medium', '2026-10-03T03:00', '2026-10-03T08:00'], ['L3', 'high', '2026-10-03T05:00', '2026-10-03T06:30'], ['L3', 'high', '2026-10-03T06:30', '2026-10-03T06:30'], ['NMCP', 'medium', '2026-10-04T12:00', '2026-10-05T07:30'],
  ];
  it.each(table)('%s %s at %s: %s', (level, priority, now, heard) => expect(heardFrom(ticketAt(TEN, { level, priority }), at(now), content)).toBe(at(heard)));

  it('a new ticket at night waits for the opening, the first alert is due then', () => {
    expect(newTicket(content, at('2026-10-02T23:30')).desk).toMatchObject({ alertAt: at('2026-10-03T08:00'), rung: 0, round: 0 });
  });
});

describe('the warning', () => {
  it('is due when a quarter of the minutes is left', () => {
    expect(warnAt('answer', ticketAt(TEN), content)).toBe(TEN + 90 * MINUTE);
  });

  it('counts open minutes too', () => {
    const ticket = ticketAt(TEN, { desk: { solveBy: at('2026-10-03T09:00') } });
    expect(warnAt('solve', ticket, content)).toBe(at('2026-10-02T21:00'));
  });
});

describe('while it waits for the reporter', () => {
  const solveBy = at('2026-10-02T22:00');
  const waiting = ticketAt(TEN, { status: 'waiting', waitingFor: 'reporter', assignee: 'Carla Exemplo', desk: { takenAt: TEN, movedAt: TEN, solveBy, pausedAt: TEN } });

  it.each([
    ['2026-10-02T11:00', '2026-10-02T23:00'], ['2026-10-02T11:30', '2026-10-03T08:30'], ['2026-10-02T23:30', '2026-10-03T20:00'], ['2026-10-03T07:00', '2026-10-03T20:00'], ['2026-10-02T10:00', '2026-10-02T22:00'],
  ])('until %s, the solution is due at %s', (until, due) => {
    expect(resumed(waiting, content, at(until)).desk).toMatchObject({ solveBy: at(due), pausedAt: null });
  });

  it('saving it is enough: the pause begins with the waiting and ends with it', () => {
    const paused = inStep({ ...waiting, desk: { ...waiting.desk, pausedAt: null } }, content, TEN + 5 * MINUTE);
    expect(paused.desk).toMatchObject({ pausedAt: TEN + 5 * MINUTE, answerBy: null, progressBy: null });
    const going = inStep({ ...paused, status: 'assigned', waitingFor: null, desk: { ...paused.desk, movedAt: TEN + 65 * MINUTE } }, content, TEN + 65 * MINUTE);
    expect(going.desk).toMatchObject({ pausedAt: null, solveBy: at('2026-10-02T23:00'), alertAt: null });
    expect(going.desk.progressBy).toBe(deadlineFrom('progress', going, TEN + 65 * MINUTE, content));
  });

  it('waiting for a release is no pause', () => {
    expect(inStep({ ...waiting, waitingFor: 'apk_release', desk: { ...waiting.desk, pausedAt: null } }, content, TEN).desk.pausedAt).toBeNull();
  });
});

describe('another level, priority or type', () => {
  const ticket = inStep(newTicket(content, TEN, { assignee: 'Carla Exemplo', status: 'assigned', desk: { takenAt: TEN, told: ['warned.progress', 'warned.answer'] } }), content, TEN + 10 * MINUTE);

  it('goes to L3 as nobody\'s, with the time of L3, and the promise stays', () => {
    const there = toLevel(ticket, 'L3', content, TEN + 30 * MINUTE);
    expect(there).toMatchObject({ level: 'L3', assignee: null, status: 'open', dueAt: ticket.dueAt });
    expect(there.desk).toMatchObject({ rung: 0, round: 0, alertAt: TEN + 30 * MINUTE, takenAt: null, answerBy: ticket.desk.answerBy, told: [] });
    expect(there.desk.solveBy).toBe(deadlineFrom('solve', { ...ticket, level: 'L3' }, TEN + 30 * MINUTE, content));
  });

  it('a higher priority counts from the same beginning', () => {
    const urgent = retimed(ticket, { priority: 'high' }, content, TEN + 30 * MINUTE);
    expect(urgent.desk).toMatchObject({ answerBy: TEN + 60 * MINUTE, solveBy: TEN + 360 * MINUTE });
    expect(urgent.dueAt).toBe(TEN + 60 * MINUTE);
  });

  it('what has become critical and is nobody\'s is heard of at once', () => {
    const night = newTicket(content, at('2026-10-02T23:30'));
    expect(retimed(night, { priority: 'critical' }, content, at('2026-10-02T23:40')).desk.alertAt).toBe(at('2026-10-02T23:40'));
  });

  it('a deadline that has moved ahead again may be warned of and missed again', () => {
    const late = inStep({ ...ticket, desk: { ...ticket.desk, told: ['warned.solve', 'breached.solve'] } }, content, at('2026-10-02T22:30'));
    expect(late.desk.told).toEqual(['warned.solve', 'breached.solve']);
    expect(inStep(retimed(late, { priority: 'low' }, content, at('2026-10-02T22:30')), content, at('2026-10-02T22:30')).desk.told).toEqual([]);
  });
});

describe('what has an end has no deadline', () => {
  it.each<[Status, boolean]>([['open', true], ['assigned', true], ['waiting', true], ['deferred', false], ['resolved', false], ['closed', false], ['redirected', false], ['rejected', false], ['abandoned', false]])('%s: live %s', (status, live) => {
    const ticket = inStep(ticketAt(TEN, { status, waitingFor: status === 'waiting' ? 'backend' : null }), content, TEN);
    expect(isLive(ticket)).toBe(live);
    expect(ticket.desk.alertAt !== null).toBe(live);
  });

  it('neither feedback nor what is counted with a known problem', () => {
    expect(begun(ticketAt(TEN, { type: 'feedback' }), content, TEN).desk.alertAt).toBeNull();
    expect(inStep(ticketAt(TEN, { incident: '40721' }), content, TEN).desk).toMatchObject({ alertAt: null, answerBy: null, solveBy: null });
  });
});
