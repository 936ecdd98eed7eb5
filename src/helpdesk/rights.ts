/** Who may give which order, by role, and which tickets he may see or move (SOP "Roles and Responsibilities", L110-124). Pure; called by gateway/desk for every order. */
import type { DeskRules, StaffMember } from '../content/types.js';
import type { OrderName } from './order.js';
import { inArea } from './staff.js';
import type { Ticket } from './ticket.js';

export type Role = StaffMember['role'];

export const ROLES: readonly Role[] = ['manager', 'executive', 'egov_onsite', 'l3', 'nodal', 'monitor'];

/** `x`: may; `.`: may not. One column per role, in the order of ROLES. */
const TABLE: Readonly<Record<OrderName, string>> = {
  //              manager executive egov_onsite l3 nodal monitor
  help:           'x x x x x x',
  list:           'x x x x x x',
  mine:           'x x x x x x',
  show:           'x x x x x x',
  why:            'x x x x x .',
  comment:        'x x x x x x',
  undo:           'x x x x x x',
  confirm:        'x x x x x x',
  decline:        'x x x x x x',
  faulty:         'x x x x x x',
  take:           'x x x x x x',
  assign:         'x x x x . .',
  forward:        'x x x x x x',
  retype:         'x x x . x .',
  prioritise:     'x x x x . .',
  wait:           'x x x x x .',
  defer:          'x x x x . .',
  change_request: 'x x x x . .',
  solve:          'x x x x x x',
  reject:         'x x x x . .',
  close:          'x x x . . .',
  reopen:         'x x x . . .',
  call:           'x x x . . .',
  called:         'x x x . . .',
  callbacks:      'x x x . . .',
  say:            'x x x . x x',
  end_talk:       'x x x . x x',
  file:           'x x x . x x',
  duty:           'x x x x x .',
  link:           'x x x . . .',
  unlink:         'x x x . . .',
  incident:       'x x x . . .',
  people:         'x . . . . .',
  faq:            'x . . . . .',
  report:         'x x x x x .',
  triage:         'x x x x x .',
};

/** The known fixes and who works here may be looked at by all of the helpdesk; only the manager changes them. */
const LOOK: ReadonlySet<OrderName> = new Set(['faq', 'people']);
const LOOKERS: ReadonlySet<Role> = new Set(['executive', 'egov_onsite']);
const ONLY_LOOKS = /^(?:|lista|list|ver|todos|todas|all)$/iu;

const allowed = new Map(Object.entries(TABLE).map(([name, row]) => [name, new Set(ROLES.filter((_, index) => row.split(' ')[index] === 'x'))]));

/** @param words what follows the order's word, for those with a small language of their own */
export function may(role: Role, order: OrderName, words = ''): boolean {
  if (allowed.get(order)?.has(role) === true) return true;
  return LOOK.has(order) && LOOKERS.has(role) && ONLY_LOOKS.test(words.trim());
}

/** What a role may do at all, for the help. */
export const ordersOf = (role: Role): readonly OrderName[] => (Object.keys(TABLE) as OrderName[]).filter((name) => may(role, name));

/** `hidden`: as if it did not exist; `confidential`, `area`: it exists, but is not for him. */
export type Sight = 'sees' | 'hidden' | 'confidential' | 'area';

/** @param teamOf the local monitor's number of a reporter's number, from the roster */
export function sight(ticket: Ticket, member: StaffMember, teamOf: (phone: string) => string | null): Sight {
  if (member.role === 'manager' || (ticket.assignee === member.name && !ticket.confidential)) return 'sees';
  if (member.role === 'monitor') return !ticket.confidential && monitorOf(ticket, teamOf) === member.phone ? 'sees' : 'hidden';
  if (!inArea(member.areas, areaOf(ticket))) return 'area';
  if (member.role === 'nodal') return ticket.confidential || ticket.level === 'NMCP' || ticket.category !== 'technical' ? 'sees' : 'hidden';
  if (ticket.confidential) return 'confidential';
  return 'sees';
}

function monitorOf(ticket: Ticket, teamOf: (phone: string) => string | null): string | null {
  return ticket.desk.monitorPhone ?? (ticket.reporter.phone === null ? null : teamOf(ticket.reporter.phone));
}

const areaOf = ({ area: { province, district } }: Ticket): string | undefined => (province === null ? undefined : district === null ? province : `${province}/${district}`);

/** Orders that leave the ticket as it is. */
const READS: ReadonlySet<OrderName> = new Set(['show', 'why', 'comment', 'list', 'mine', 'help', 'undo', 'confirm', 'decline', 'faulty']);

/** Does a ticket of this level move at this person's hand? `level`: another level has it now; `reader`: nodal officers look on (data/desk.yaml `nodal`). */
export function hand(ticket: Ticket, member: StaffMember, order: OrderName, nodal: DeskRules['nodal']): 'moves' | 'level' | 'reader' {
  if (READS.has(order)) return 'moves';
  switch (member.role) {
    case 'manager':
    case 'executive':
    case 'egov_onsite':
      return 'moves';
    case 'l3':
      return ticket.level === 'L3' ? 'moves' : 'level';
    case 'monitor':
      return ticket.level === 'L1' ? 'moves' : 'level';
    case 'nodal':
      if (nodal !== 'assignee') return 'reader';
      return ticket.level === 'NMCP' || ticket.confidential || ticket.assignee === member.name || order === 'retype' ? 'moves' : 'level';
  }
}
