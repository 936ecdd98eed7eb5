/** A callback that a person makes: those on shift are reminded, the owner first, at growing intervals, until somebody has rung. Called by callback-due. */
import type { Content, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { ledgerOf, nextTry } from '../helpdesk/callback.js';
import { isOnShift, onShift } from '../helpdesk/staff.js';
import type { Ticket } from '../helpdesk/ticket.js';
import { triesWords } from './callback-words.js';
import type { Change } from './change.js';
import type { Due } from './due.js';
import { areaOf } from './facts.js';
import { queueWords, recipientOfStaff, templateUse } from './outgoing.js';
import { saveCallback } from './owe.js';
import type { Callback } from './records.js';
import type { World } from './world.js';

/** Reminders to the owner alone; then everybody on shift hears it, and after twice as many the managers too. */
const OWNER_ROUNDS = 2;

export function remind(callback: Callback, ticket: Ticket | undefined, what: Due, content: Content, world: World): Change[] {
  const round = typeof what.data['round'] === 'number' ? what.data['round'] : 0;
  const people = reminded(callback, ticket, round, content, world.now);
  const nextAt = nextTry(content, round + 1, world.now);
  return [
    ...people.flatMap((member) => reminder(callback, ticket, member, content, world)),
    ...saveCallback({ ...callback, ledger: { ...ledgerOf(callback), nextAt } }, { round: round + 1 }),
  ];
}

/** The shift that is there now: what the one before did not manage is handed over by itself. */
function reminded(callback: Callback, ticket: Ticket | undefined, round: number, content: Content, at: number): readonly StaffMember[] {
  const managers = content.staff.filter((each) => each.role === 'manager');
  /** Grievances are the managers' (SOP L70). */
  if (ticket?.confidential === true) return managers;
  const owner = content.staff.find((each) => each.name === (ledgerOf(callback).assignee ?? ticket?.assignee) && isOnShift(content, each, at));
  if (owner !== undefined && round < OWNER_ROUNDS) return [owner];
  const executives = onShift(content, at, { role: 'executive', area: ticket === undefined ? undefined : areaOf(ticket.area) });
  return executives.length === 0 || round >= 2 * OWNER_ROUNDS ? [...executives, ...managers] : executives;
}

function reminder(callback: Callback, ticket: Ticket | undefined, member: StaffMember, content: Content, world: World): Change[] {
  const to = recipientOfStaff(member, world);
  if (to === null) return [];
  const language = member.languages[0] ?? 'pt';
  const say = (key: string): string => renderNotice(content, language, key, {});
  const place = ticket?.area.district ?? ticket?.area.province ?? '-';
  const vars = {
    number: callback.ticket ?? '-', name: ticket?.reporter.name ?? '-', phone: callback.phone ?? say('callback.no_phone'), place,
    reason: say(`callback.reason.${callback.reason}`), since: callback.owedAt, tries: triesWords(callback, content, language),
  };
  const text = renderNotice(content, language, callback.ticket === null ? 'callback.remind_alone' : 'callback.remind', { ...vars, owedAt: callback.owedAt });
  const template = callback.ticket === null ? null : templateUse(content, 'alert', [callback.ticket, say(`callback.reason.${callback.reason}`), place], language);
  return queueWords(to, { text }, { purpose: 'alert', ticket: callback.ticket, template }, world);
}
