/** Every role and every order; which tickets somebody sees and may move (SOP "Roles and Responsibilities"). */
import { describe, expect, it } from '@jest/globals';
import type { StaffMember } from '../../src/content/types.js';
import type { OrderName } from '../../src/helpdesk/order.js';
import { ROLES, hand, may, ordersOf, sight } from '../../src/helpdesk/rights.js';
import type { Role } from '../../src/helpdesk/rights.js';
import { NO_DESK } from '../../src/helpdesk/ticket.js';
import { someTicket } from './some-ticket.js';

const HELPDESK: Role[] = ['manager', 'executive', 'egov_onsite'];
const ALL: Role[] = [...HELPDESK, 'l3', 'nodal', 'monitor'];
const but = (...without: Role[]): Role[] => ALL.filter((role) => !without.includes(role));

const WHO: Readonly<Record<OrderName, Role[]>> = {
  help: ALL, list: ALL, mine: ALL, show: ALL, comment: ALL, undo: ALL, confirm: ALL, decline: ALL, faulty: ALL, take: ALL, forward: ALL, solve: ALL,
  why: but('monitor'), wait: but('monitor'), duty: but('monitor'), report: but('monitor'), triage: but('monitor'),
  retype: but('l3', 'monitor'), assign: but('nodal', 'monitor'), prioritise: but('nodal', 'monitor'), defer: but('nodal', 'monitor'), change_request: but('nodal', 'monitor'), reject: but('nodal', 'monitor'),
  say: but('l3'), end_talk: but('l3'), file: but('l3'),
  close: HELPDESK, reopen: HELPDESK, call: HELPDESK, called: HELPDESK, callbacks: HELPDESK, link: HELPDESK, unlink: HELPDESK, incident: HELPDESK,
  people: ['manager'], faq: ['manager'],
};

describe('who may give which order', () => {
  it.each(Object.entries(WHO) as [OrderName, Role[]][])('%s', (order, who) => {
    expect(ROLES.filter((role) => may(role, order, 'remover Carla'))).toEqual(ROLES.filter((role) => who.includes(role)));
  });
  it('the helpdesk may look at fixes and people, but not change them', () => {
    for (const order of ['people', 'faq'] as const) {
      expect([may('executive', order, ''), may('executive', order, 'lista'), may('executive', order, 'nova sync'), may('l3', order, '')]).toEqual([true, true, false, false]);
    }
  });
  it('everybody has something to read in the help', () => {
    for (const role of ROLES) expect(ordersOf(role)).toContain('list');
    expect(ordersOf('l3')).not.toContain('close');
  });
});

const who = (role: Role, areas: string[] = ['Tete'], name = 'Alguém'): StaffMember => ({ name, phone: '+258861230090', role, areas, languages: ['pt'], shift: 'desk' });
const teamOf = (phone: string): string | null => (phone === '+258841230001' ? '+258861230090' : null);

describe('which tickets somebody sees', () => {
  const plain = someTicket({});
  const secret = someTicket({ confidential: true, category: 'grievance', type: 'grievance' });
  it.each([
    ['the manager, anywhere', who('manager', ['Gaza']), secret, 'sees'], ['an executive of the province', who('executive'), plain, 'sees'], ['an executive of the district', who('executive', ['Tete/Moatize']), plain, 'sees'],
    ['an executive of another province', who('executive', ['Gaza']), plain, 'area'], ['an executive of another district', who('executive', ['Tete/Angónia']), plain, 'area'], ['an executive, of a complaint', who('executive'), secret, 'confidential'],
    ['eGov on site', who('egov_onsite', ['*']), plain, 'sees'], ['L3, of a complaint', who('l3', ['*']), secret, 'confidential'], ['a nodal officer, of a complaint', who('nodal'), secret, 'sees'],
    ['a nodal officer, of what is technical', who('nodal'), plain, 'hidden'], ['a nodal officer, of a process', who('nodal'), someTicket({ category: 'process', type: 'app_usage' }), 'sees'],
    ['the reporter\'s own monitor', who('monitor'), plain, 'sees'], ['another monitor', { ...who('monitor'), phone: '+258841230099' }, plain, 'hidden'], ['the own monitor, of a complaint', who('monitor'), secret, 'hidden'],
    ['the monitor the ticket was given to', { ...who('monitor'), phone: '+258841230099' }, someTicket({ desk: { ...NO_DESK, monitorPhone: '+258841230099' } }), 'sees'],
    ['an owner in another area', who('executive', ['Gaza'], 'Graça'), someTicket({ assignee: 'Graça' }), 'sees'], ['an owner of what became a complaint', who('executive', ['*'], 'Graça'), { ...secret, assignee: 'Graça' }, 'confidential'],
  ] as const)('%s', (_name, member, ticket, expected) => expect(sight(ticket, member, teamOf)).toBe(expected));
});

describe('whose hand moves it', () => {
  it.each([
    ['executive', 'L1', 'take', 'moves'], ['executive', 'L3', 'comment', 'moves'], ['l3', 'L3', 'take', 'moves'], ['l3', 'L2', 'take', 'level'], ['l3', 'L2', 'comment', 'moves'], ['monitor', 'L1', 'solve', 'moves'], ['monitor', 'L2', 'solve', 'level'], ['monitor', 'L2', 'show', 'moves'],
    ['nodal', 'NMCP', 'solve', 'moves'], ['nodal', 'L2', 'solve', 'level'], ['nodal', 'L2', 'retype', 'moves'],
  ] as const)('%s at %s: %s', (role, level, order, expected) => expect(hand(someTicket({ level }), who(role), order, 'assignee')).toBe(expected));
  it('nodal officers who only look on move nothing', () => {
    for (const nodal of ['member', 'external'] as const) {
      expect(hand(someTicket({ level: 'NMCP' }), who('nodal'), 'solve', nodal)).toBe('reader');
      expect(hand(someTicket({ level: 'NMCP' }), who('nodal'), 'show', nodal)).toBe('moves');
    }
  });
});
