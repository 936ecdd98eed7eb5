/** The ticket's life as one table: from every place, by every role, what may happen and what may not (SOP "Helpdesk Workflow" and its figure). */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LIFE_VERBS, lifeAfter } from '../../flows/ticket-life.js';
import type { LifeFacts, LifePlace, LifeRole, LifeVerb } from '../../flows/ticket-life.js';
import { move } from '../../src/helpdesk/life.js';
import { someTicket } from './some-ticket.js';

const READY: LifeFacts = { owned: true, solution: true, call: false, action: true, told: true };
const STAFF: LifeRole[] = ['manager', 'executive', 'egov_onsite', 'l3', 'nodal', 'monitor'];
const HELPDESK: LifeRole[] = ['manager', 'executive', 'egov_onsite'];
const LIVE: LifePlace[] = ['open', 'assigned', 'waiting.reporter', 'waiting.backend', 'waiting.apk_release', 'waiting.device_push', 'deferred.group_v', 'deferred.change_request'];
const OVER: LifePlace[] = ['closed', 'redirected', 'rejected', 'abandoned'];
const EVERYWHERE: LifePlace[] = [...LIVE, 'resolved', ...OVER];

/** verb -> from where, by whom, to where. What is not here is refused. */
const ALLOWED: readonly [LifeVerb, readonly LifePlace[], readonly LifeRole[], LifePlace][] = [
  ['take', LIVE, STAFF, 'assigned'],
  ['assign', LIVE, [...HELPDESK, 'l3'], 'assigned'],
  ['forward', LIVE, STAFF, 'open'],
  ['wait_reporter', LIVE, [...HELPDESK, 'l3', 'nodal'], 'waiting.reporter'],
  ['wait_backend', LIVE, [...HELPDESK, 'l3'], 'waiting.backend'],
  ['wait_apk', LIVE, [...HELPDESK, 'l3'], 'waiting.apk_release'],
  ['wait_push', LIVE, [...HELPDESK, 'l3'], 'waiting.device_push'],
  ['defer', LIVE, [...HELPDESK, 'l3'], 'deferred.group_v'],
  ['change_request', LIVE, [...HELPDESK, 'l3'], 'deferred.change_request'],
  ['solve', LIVE, [...HELPDESK, 'nodal', 'monitor'], 'resolved'],
  ['solve', LIVE, ['l3'], 'open'],
  ['solve', ['resolved'], [...HELPDESK, 'nodal', 'monitor'], 'resolved'],
  ['reject', LIVE, [...HELPDESK, 'l3'], 'rejected'],
  ['close', ['resolved'], [...HELPDESK, 'gateway'], 'closed'],
  ['reopen', ['deferred.group_v', 'deferred.change_request', 'resolved', ...OVER], [...HELPDESK, 'reporter'], 'assigned'],
  ['redirect', LIVE, HELPDESK, 'redirected'],
  ['abandon', ['open'], ['gateway'], 'abandoned'],
  ['answer', ['waiting.reporter'], ['reporter'], 'assigned'],
  ['works', ['resolved'], ['reporter'], 'closed'],
];

const after = (verb: LifeVerb, from: LifePlace, by: LifeRole): LifePlace | null =>
  ALLOWED.find(([each, places, roles]) => each === verb && places.includes(from) && roles.includes(by))?.[3] ?? null;

describe('the table', () => {
  const cases = LIFE_VERBS.flatMap((verb) => EVERYWHERE.map((from): [LifeVerb, LifePlace] => [verb, from]));
  it.each(cases)('%s from %s, for all roles', (verb, from) => {
    for (const by of [...STAFF, 'reporter', 'gateway'] as LifeRole[]) expect({ by, to: lifeAfter(from, READY, { type: verb, by }) }).toEqual({ by, to: after(verb, from, by) });
  });
  it('without an owner what comes back is open', () => {
    const nobodys = { ...READY, owned: false };
    expect(lifeAfter('closed', nobodys, { type: 'reopen', by: 'manager' })).toBe('open');
    expect(lifeAfter('waiting.reporter', nobodys, { type: 'answer', by: 'reporter' })).toBe('open');
  });
  it.each<[string, Partial<LifeFacts>, boolean]>([
    ['told and solved', {}, true], ['no solution', { solution: false }, false], ['not told', { told: false }, false], ['a call without anything done', { call: true, action: false }, false],
    ['a call with action, solution, told', { call: true }, true], ['a chat without anything written down beside the solution', { action: false }, true],
  ])('closing: %s', (_name, facts, ok) => expect(lifeAfter('resolved', { ...READY, ...facts }, { type: 'close', by: 'executive' })).toBe(ok ? 'closed' : null));
  it('only the helpdesk closes', () => {
    for (const by of ['l3', 'nodal', 'monitor'] as LifeRole[]) expect(lifeAfter('resolved', READY, { type: 'close', by })).toBeNull();
  });
});

describe('why a move is refused', () => {
  const solved = someTicket({ status: 'resolved', solution: 'senha reposta', resolvedAt: 1 });
  it.each([
    ['take', someTicket({ status: 'closed' }), 'executive', {}, 'finished'], ['close', someTicket({ status: 'assigned' }), 'executive', {}, 'not_solved'], ['close', solved, 'executive', { told: false }, 'not_told'],
    ['close', { ...solved, channel: 'voice' as const }, 'executive', { action: false }, 'no_action'], ['close', solved, 'l3', {}, 'role'], ['close', someTicket({ status: 'closed' }), 'manager', {}, 'finished'],
    ['reopen', someTicket({ status: 'assigned' }), 'executive', {}, 'not_finished'], ['reopen', someTicket({ status: 'closed' }), 'monitor', {}, 'role'], ['reject', someTicket({}), 'monitor', {}, 'role'],
  ] as const)('%s: %#', (verb, ticket, role, known, why) => expect(move(ticket, verb, role, known)).toEqual({ ok: false, why }));
  it('says what is waited for, and where it was put off to', () => {
    expect(move(someTicket({}), 'wait_apk', 'l3')).toEqual({ ok: true, set: { status: 'waiting', waitingFor: 'apk_release' }, deferredTo: null });
    expect(move(someTicket({}), 'change_request', 'manager')).toEqual({ ok: true, set: { status: 'deferred', waitingFor: null }, deferredTo: 'change_request' });
  });
});

it('whatever happens in whatever order, nothing is closed that the reporter was not told of, and the machine is never lost', () => {
  const happening = fc.record({ type: fc.constantFrom(...LIFE_VERBS), by: fc.constantFrom<LifeRole>(...STAFF, 'reporter', 'gateway') });
  fc.assert(fc.property(fc.array(happening, { maxLength: 40 }), (all) => {
    let place: LifePlace = 'open';
    for (const event of all) {
      const next = lifeAfter(place, { ...READY, told: false }, event);
      if (next === 'closed' && event.type !== 'works') return false;
      place = next ?? place;
    }
    return EVERYWHERE.includes(place);
  }));
});
