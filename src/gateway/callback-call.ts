/** Calls of ours: the solution is read out and answered with a key, a machine gets a short message, a missed caller is listened to. Called by call.ts for every turn of an outgoing call. */
import type { Facts } from '../../flows/types.js';
import { fresh } from '../../flows/memory.js';
import type { Content } from '../content/types.js';
import { renderCall } from '../conversation/render.js';
import { isCalling, isOpenCallback, tried } from '../helpdesk/callback.js';
import type { Ticket } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import { afterTry } from './callback-due.js';
import { callbackEvent } from './callback-words.js';
import type { Change } from './change.js';
import { saveTicket } from './desk/save.js';
import type { CallWhat } from './inbound.js';
import { informedNow } from './inform.js';
import { callbackIdOf, isAlarm, saveCallback } from './owe.js';
import type { Call, Callback, CallTurn, Conversation, Language } from './records.js';
import type { World } from './world.js';

/** What a turn of our call begins with: what is written down first, and what the conversation is then played on. */
export interface OurTurn {
  readonly changes: readonly Change[];
  readonly before: Before;
  readonly ours: Facts['ours'] | null;
  /** The whole turn is this: nobody listens (a machine), or there is nothing more to say. */
  readonly said: { readonly key: string; readonly vars: Readonly<Record<string, string>>; readonly step: string } | null;
}

type Started = Extract<CallWhat, { readonly kind: 'call.start' }>;

/** @returns null where the call is none of ours to say something in (somebody else's number): then it is a call like any other */
export function ourTurn(before: Before, what: CallWhat, call: Call, content: Content, world: World): OurTurn | null {
  if (what.kind === 'call.start' && what.callbackId !== undefined && isAlarm(what.callbackId)) return { changes: [], before, ours: null, said: { key: 'line.call', vars: {}, step: 'alarm' } };
  if (what.kind === 'call.start' && what.callbackId !== undefined) return answered(before, what, callbackIdOf(what.callbackId), content, world);
  const ticket = before.named.find((each) => each.number === call.ticket);
  if (call.direction !== 'outbound' || ticket === undefined) return null;
  const callback = before.callbacks?.find((each) => isSolved(each, ticket) && isOpenCallback(each));
  const spoke = what.kind === 'call.keys' || what.kind === 'call.speech' || what.kind === 'call.recording' || what.kind === 'call.silence' && isHuman(before.conversation);
  if (callback !== undefined && spoke) return reached(callback, ticket, before, content, world);
  const changes = callback !== undefined && what.kind === 'call.status' && isCalling(callback) ? afterTry(callback, ticket, { at: world.now, by: 'gateway', outcome: 'no_answer' }, content, world) : [];
  return { changes, before: withTicket(before, ticket), ours: oursOf(ticket), said: null };
}

const isSolved = (callback: Callback, ticket: Ticket): boolean => callback.ticket === ticket.number && callback.reason === 'solved';

/** Somebody, or something, took the call. */
function answered(before: Before, what: Started, id: string, content: Content, world: World): OurTurn | null {
  const callback = before.callbacks?.find((each) => each.id === id);
  if (callback === undefined) return null;
  const ticket = before.named.find((each) => each.number === callback.ticket);
  const machine = what.answeredBy === 'machine';
  if (machine) {
    const number = callback.ticket ?? '';
    const changes = isOpenCallback(callback) ? afterTry(callback, ticket, { at: world.now, by: 'gateway', outcome: 'machine' }, content, world) : [];
    return { changes, before, ours: null, said: { key: number === '' ? 'callback.machine_missed' : 'callback.machine', vars: number === '' ? {} : { number }, step: 'machine' } };
  }
  if (callback.reason !== 'solved' || ticket === undefined) {
    const one = { at: world.now, by: 'gateway', outcome: 'reached' as const };
    return { changes: isOpenCallback(callback) ? [...saveCallback(tried(callback, one, content)), ...callbackEvent(callback, one, content)] : [], before, ours: null, said: null };
  }
  if (ticket.status !== 'resolved') return { changes: [], before, ours: null, said: { key: 'callback.nothing', vars: { number: ticket.number }, step: 'nothing' } };
  return { changes: [], before: { ...withTicket(before, ticket), conversation: begun(ticket, what.callId, what.answeredBy === 'human', before, world) }, ours: oursOf(ticket), said: null };
}

const oursOf = (ticket: Ticket): Facts['ours'] => ({
  number: ticket.number, name: ticket.reporter.name, solution: ticket.confidential ? null : ticket.solution,
});

/** His own tickets, this one first: the number that was called may be another person's. */
const withTicket = (before: Before, ticket: Ticket): Before => ({ ...before, tickets: [ticket, ...before.tickets.filter((each) => each.number !== ticket.number)] });

const HUMAN = 'ours:human';

/** The conversation of the call, before its first word: who took the call stands in its memory. */
function begun(ticket: Ticket, callId: string, human: boolean, before: Before, world: World): Conversation {
  return {
    id: `call:${callId}`, contactId: before.contact?.id ?? ticket.contactId, flow: 'intake', flowVersion: 1, startedAt: world.now, updatedAt: world.now, version: 0,
    state: { value: 'start', context: { ...fresh, ticket: ticket.number, done: human ? [HUMAN] : [] } },
  };
}

function isHuman(conversation: Conversation | null): boolean {
  const state = conversation?.state as { readonly context?: { readonly done?: readonly string[] } } | undefined;
  return state?.context?.done?.includes(HUMAN) === true;
}

/** A key was pressed, or a person heard it to the end: he is told. */
function reached(callback: Callback, ticket: Ticket, before: Before, content: Content, world: World): OurTurn {
  const one = { at: world.now, by: 'gateway', outcome: 'reached' as const };
  const marked = informedNow(ticket, 'reporter', 'gateway', 'voice', world.now, content);
  return {
    changes: [
      ...saveCallback(tried(callback, one, content)), ...callbackEvent(callback, one, content), ...saveTicket(marked.ticket, content, world), marked.event,
      { do: 'count', name: 'callback.reached', label: 'automatic', at: world.now, by: 1 },
    ],
    before: withTicket({ ...before, named: before.named.map((each) => (each.number === ticket.number ? marked.ticket : each)) }, marked.ticket), ours: oursOf(marked.ticket), said: null,
  };
}

/** A turn that only says something and ends. */
export function saidTurn(said: NonNullable<OurTurn['said']>, callId: string, turn: number, language: Language, content: Content, world: World): CallTurn {
  const rendered = renderCall([{ type: 'say', key: said.key, vars: said.vars }, { type: 'end', outcome: 'done' }], { content, language, now: world.now, dial: [] });
  return { callId, turn, prompts: rendered.prompts, expects: rendered.expects, at: world.now };
}
