/** Effect builders of the end of a report: the ticket, its number, when somebody comes, the last word. Pure. */
import { districtOf, entryOf, onCall, saidSomething } from './memory.js';
import type { Memory } from './memory.js';
import { say } from './kit.js';
import type { Catalogue, Draft, Effect, Facts } from './types.js';

type Reason = Extract<Effect, { type: 'callback' }>['reason'];
type Outcome = Extract<Effect, { type: 'end' }>['outcome'];

export function draftOf(memory: Memory, facts: Facts, set: { partial: boolean; status?: Draft['status'] }): Draft {
  return {
    type: memory.type ?? 'general', text: memory.text, answers: memory.answers, impact: memory.impact ?? 'one', district: districtOf(memory, facts),
    confidence: memory.confidence, evidence: memory.evidence, partial: set.partial, status: set.status ?? 'open',
    ...(typeof memory.incident === 'string' ? { incident: memory.incident } : {}),
  };
}

export const openTicket = (memory: Memory, facts: Facts, set: { partial: boolean; status?: Draft['status'] }): Effect => ({ type: 'openTicket', draft: draftOf(memory, facts, set) });

const URGENCY = { one: 'medium', team: 'high', district: 'critical' } as const;

/** When somebody comes: the promise in opening hours; the opening outside them. */
export function whenSomebodyComes(memory: Memory, facts: Facts): Effect[] {
  if (!facts.open) return facts.opensAt === null ? [say('report.closed_for_good')] : [say('report.closed', { opensAt: facts.opensAt })];
  const dueAt = facts.promise[URGENCY[memory.impact ?? 'one']];
  return [dueAt === null ? say('report.soon') : say('report.due', { dueAt })];
}

/** The last word of a chat or call, by phase of the campaign. */
export const goodbye = (facts: Facts): Effect => say(facts.ours !== undefined ? 'callback.goodbye' : onCall(facts) ? 'call.goodbye' : `greeting.closing.${facts.phase}`);

export const end = (outcome: Outcome): Effect => ({ type: 'end', outcome });

/** Number in words and in writing. */
export function numberSaid(facts: Facts): Effect[] {
  const number = facts.nextTicket;
  const spoken: Effect = { type: 'sayNumber', key: 'report.number', number };
  if (!onCall(facts) || facts.phone === null) return [spoken];
  return [spoken, { type: 'writeTicket', number }, say('call.written')];
}

/** A complete report becomes a ticket; the conversation may go on afterwards. */
export function fileReport(memory: Memory, facts: Facts, catalogue: Catalogue): Effect[] {
  const entry = entryOf(catalogue, memory.type);
  const filed = openTicket(memory, facts, { partial: false });
  if (entry?.thanksOnly) return [filed, say('report.thanks_feedback')];
  if (typeof memory.incident === 'string') return [filed, say('incident.joined'), ...numberSaid(facts)];
  const hidden = onCall(facts) && facts.phone === null && memory.answers['callback_number'] === undefined;
  return [filed, say(entry?.confidential ? 'report.filed_private' : 'report.filed'), ...numberSaid(facts), ...whenSomebodyComes(memory, facts), ...(hidden ? [say('call.hidden')] : [])];
}

/** The person wants somebody: what was said is a ticket, and a call back is owed. */
export function fileForPerson(memory: Memory, facts: Facts, reason: Reason): Effect[] {
  return [openTicket(memory, facts, { partial: true }), { type: 'callback', reason }, say('anytime.person_filed'), ...numberSaid(facts), ...whenSomebodyComes(memory, facts)];
}

/** The line went dead: what was said is kept, its number written, and a call back owed. */
export function hungUp(memory: Memory, outcome: Outcome, facts: Facts): Effect[] {
  if (saidSomething(memory)) {
    const written: Effect[] = facts.phone === null ? [] : [{ type: 'writeTicket', number: facts.nextTicket }];
    return [openTicket(memory, facts, { partial: true }), { type: 'callback', reason: 'hangup' }, ...written, end('ticket')];
  }
  if (memory.purpose === 'person') return [{ type: 'callback', reason: 'person' }, end('abandoned')];
  return [end(outcome)];
}
