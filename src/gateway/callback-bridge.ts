/** "ligar 40713" on the phone: the executive's telephone rings first; he presses 1 and the reporter is dialled. Both see our number only. Called by call.ts. */
import type { Content } from '../content/types.js';
import { renderCall, renderNotice } from '../conversation/render.js';
import type { CallExpect } from '../conversation/rendered.js';
import { calling, done, isCalling, ledgerOf, nextTry } from '../helpdesk/callback.js';
import { staffByPhone } from '../helpdesk/staff.js';
import type { Ticket } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import { callbackOf, logged } from './callback-log.js';
import { outcomeWords } from './callback-words.js';
import type { Change } from './change.js';
import type { CallWhat } from './inbound.js';
import { languageOf, queueWords, recipientOfPhone } from './outgoing.js';
import { callbackIdOf, isBridge, saveCallback } from './owe.js';
import type { Call, Callback, CallbackTry, CallTurn, Contact } from './records.js';
import type { World } from './world.js';

const KEY_SECONDS = 10;
const RING_SECONDS = 40;
/** A talk may last; only then does it count as lost. */
const TALK_MS = 2 * 3_600_000;
const DIAL = 'dial:';
/** The number stands in the turn itself: a callback without a ticket is not found again by the call alone. */
const connect = (phone: string): CallExpect => ({ kind: 'keys', keys: [{ key: '1', id: `${DIAL}${phone}` }], digits: 1, speech: false, seconds: KEY_SECONDS });
const END: CallExpect = { kind: 'end' };

export const isBridgeCall = (what: CallWhat, call: Call): boolean =>
  call.direction === 'outbound' && (call.lastStep.startsWith('bridge') || what.kind === 'call.start' && what.callbackId !== undefined && isBridge(what.callbackId));

interface Line {
  readonly call: Call;
  readonly callback: Callback | null;
  readonly ticket: Ticket | undefined;
  /** Who is rung. */
  readonly phone: string | null;
  readonly contact: Contact;
  readonly by: string;
  readonly content: Content;
  readonly world: World;
}

export function bridgeTurn(before: Before, what: CallWhat, call: Call, contact: Contact, content: Content, world: World): Change[] {
  const started = what.kind === 'call.start' && what.callbackId !== undefined ? before.callbacks?.find((each) => each.id === callbackIdOf(what.callbackId ?? '')) : undefined;
  const number = started?.ticket ?? call.ticket;
  const callback = started ?? callbackOf(before.callbacks, number ?? '');
  const line: Line = {
    call: { ...call, ticket: number }, callback, phone: phoneIn(before.callTurn) ?? callback?.phone ?? null, ticket: before.named.find((each) => each.number === number), contact,
    by: (contact.phone === null ? undefined : staffByPhone(content, contact.phone)?.name) ?? contact.name ?? '-', content, world,
  };
  switch (what.kind) {
    case 'call.start':
      return hello(line);
    case 'call.keys':
      return call.lastStep === 'bridge' && what.digits === '1' ? dials(line) : says('callback.bridge_not', line);
    case 'call.dial':
      return over(dialOutcome(what.status, what.seconds), line);
    case 'call.status':
      return hungUp(line);
    default:
      return call.lastStep === 'bridge' ? says('callback.bridge_not', line) : [];
  }
}

function phoneIn(turn: CallTurn | null): string | null {
  const expects = turn?.expects;
  if (expects?.kind === 'dial') return expects.numbers[0] ?? null;
  return expects?.kind === 'keys' ? expects.keys.find(({ id }) => id.startsWith(DIAL))?.id.slice(DIAL.length) ?? null : null;
}

function turn(line: Line, key: string, vars: Readonly<Record<string, string>>, expects: CallExpect, step: string): Change[] {
  const { call, content, world, contact } = line;
  const rendered = renderCall([{ type: 'say', key, vars }, { type: 'end', outcome: 'done' }], { content, language: languageOf(contact), now: world.now, dial: [] });
  const next = call.turn + 1;
  return [
    { do: 'call.save', call: { ...call, turn: next, lastStep: step, outcome: expects.kind === 'end' ? 'done' : call.outcome } },
    { do: 'call.turn', turn: { callId: call.id, turn: next, prompts: rendered.prompts, expects, at: world.now } },
  ];
}

const says = (key: string, line: Line): Change[] => turn(line, key, {}, END, 'bridge.over');

function hello(line: Line): Change[] {
  const { phone, ticket } = line;
  if (phone === null) return says('callback.bridge_gone', line);
  if (ticket === undefined) return turn(line, 'callback.bridge_hello_alone', {}, connect(phone), 'bridge');
  const { name } = ticket.reporter;
  return turn(line, name === null ? 'callback.bridge_hello' : 'callback.bridge_hello_name', { number: ticket.number, ...(name === null ? {} : { name }) }, connect(phone), 'bridge');
}

function dials(line: Line): Change[] {
  const { callback, phone, by, world } = line;
  if (phone === null) return says('callback.bridge_gone', line);
  const rung = callback === null ? [] : saveCallback(calling(callback, by, world.now, world.now + TALK_MS));
  return [...rung, ...turn(line, 'callback.bridge_dialling', {}, { kind: 'dial', numbers: [phone], seconds: RING_SECONDS, whisper: false }, 'bridge.dial')];
}

function dialOutcome(status: string, seconds: number): CallbackTry['outcome'] {
  if ((status === 'completed' || status === 'answered') && seconds > 0) return 'reached';
  if (status === 'busy') return 'busy';
  return status === 'failed' ? 'failed' : 'no_answer';
}

/** The lines are apart again: how it went is written down, and the executive reads what comes next. */
function over(outcome: CallbackTry['outcome'], line: Line): Change[] {
  const { callback, ticket, by, content, world } = line;
  if (callback === null) return [...turn(line, outcome === 'reached' ? 'callback.bridge_over' : 'callback.bridge_missed', {}, END, 'bridge.over'), ...afterwards(line, null, null)];
  const done = logged(callback, ticket, { outcome, by, later: null, note: '' }, content, world);
  return [...done.changes, ...turn(line, outcome === 'reached' ? 'callback.bridge_over' : 'callback.bridge_missed', {}, END, 'bridge.over'), ...afterwards(line, outcome, done.nextAt)];
}

function afterwards({ contact, ticket, phone, content, world }: Line, outcome: CallbackTry['outcome'] | null, nextAt: number | null): Change[] {
  const to = recipientOfPhone(contact.phone, contact.id, world);
  if (to === null) return [];
  const language = languageOf(contact);
  if (ticket === undefined) return phone === null ? [] : queueWords(to, { text: renderNotice(content, language, 'callback.how', { number: phone }) }, { purpose: 'answer' }, world);
  const key = outcome === null ? 'callback.how_was_it' : outcome === 'reached' ? 'callback.bridged' : nextAt === null ? 'callback.logged_given_up' : 'callback.logged_next';
  const text = renderNotice(content, language, key, { number: ticket.number, outcome: outcome === null ? '' : outcomeWords(content, language, outcome), nextAt: nextAt ?? 0 });
  return queueWords(to, { text }, { purpose: 'answer', ticket: ticket.number }, world);
}

/** The executive put the receiver down: before the reporter was rung nothing has happened; afterwards only he knows how it was. */
function hungUp(line: Line): Change[] {
  const { call, callback, content, world } = line;
  const ended: Change[] = [{ do: 'call.save', call: { ...call, endedAt: world.now, outcome: 'done' } }, { do: 'timer.clear', name: 'call.lost', key: call.id }];
  if (call.lastStep === 'bridge.dial' && callback === null) return [...ended, ...afterwards(line, null, null)];
  if (call.lastStep !== 'bridge.dial' || callback === null || !isCalling(callback)) return ended;
  const open = { ...done(callback, 'open', world.now), doneAt: null };
  return [...ended, ...saveCallback({ ...open, ledger: { ...ledgerOf(open), nextAt: nextTry(content, 1, world.now) } }), ...afterwards(line, null, null)];
}
