/** A turn of a phone call: the same conversation, rendered as prompts and keys; every call is logged with the last step (SOP L43). Called by decide. */
import type { Facts, TurnEvent } from '../../flows/types.js';
import type { Content } from '../content/types.js';
import { renderCall, renderNotice } from '../conversation/render.js';
import { openQuestion, step } from '../conversation/step.js';
import { understand } from '../conversation/understand.js';
import { owed } from '../helpdesk/callback.js';
import { onShift } from '../helpdesk/staff.js';
import type { Before } from '../store/port.js';
import { bridgeTurn, isBridgeCall } from './callback-bridge.js';
import { ourTurn, saidTurn } from './callback-call.js';
import type { Change } from './change.js';
import { knownContact } from './contacts.js';
import { play } from './effects.js';
import type { Played, Scene } from './effects.js';
import { areaOf, factsOf } from './facts.js';
import type { CallWhat, Inbound } from './inbound.js';
import { recordingId } from './needs.js';
import { languageOf, queueWords, recipientOfPhone, templateUse } from './outgoing.js';
import { ring } from './owe.js';
import type { Call, CallTurn, Contact, MediaFile } from './records.js';
import type { World } from './world.js';

/** A call whose end nobody reported counts as hung up after this. */
const LOST_MS = 2 * 3_600_000;
/** How long a recording may take until Twilio says it is complete; then it is fetched all the same. */
const RECORDING_MS = 60_000;
const ENDED = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);
const DIAL_AT_MOST = 10;

export function callTurn(before: Before, inbound: Inbound, what: CallWhat, content: Content, world: World): Change[] {
  if (what.kind === 'call.recorded') return recorded(before, what, world);
  const known = knownContact(before, inbound, false, content, world);
  const fresh = before.call === null;
  const call = before.call ?? newCall(inbound, what, known.contact, world);
  const changes: Change[] = [...known.changes];
  if (fresh) changes.push({ do: 'timer.set', timer: { name: 'call.lost', key: call.id, dueAt: world.now + LOST_MS, data: { callId: call.id, address: inbound.from } } });
  if (isBridgeCall(what, call)) return [...changes, ...bridgeTurn(before, what, call, known.contact, content, world)];

  if (what.kind === 'call.accept') {
    const who = content.staff.find((each) => each.phone === what.staffPhone)?.name ?? '-';
    return [...changes, { do: 'call.save', call: { ...call, lastStep: `accepted:${who}` } }];
  }
  const over = (what.kind === 'call.status' && ENDED.has(what.status)) || (what.kind === 'call.recording' && what.hungUp);
  if (what.kind === 'call.status' && !over) return changes.concat(fresh ? [{ do: 'call.save', call }] : []);
  if (call.endedAt !== null && what.kind !== 'call.recording') return changes;
  if (what.kind === 'call.recording') changes.push(keepRecording(what, known.contact, inbound, world));
  const own = call.direction === 'outbound' ? ourTurn(before, what, call, content, world) : null;
  if (own === null) return [...changes, ...callStep(before, inbound, what, call, known.contact, over, content, world)];
  changes.push(...own.changes);
  const about: Call = { ...call, ticket: own.ours?.number ?? call.ticket };
  if (own.said === null) return [...changes, ...callStep(own.before, inbound, what, about, inHisLanguage(known.contact, own.before), over, content, world, own.ours)];
  const turn = call.turn + 1;
  return [
    ...changes, { do: 'call.save', call: { ...about, turn, lastStep: own.said.step, outcome: 'done' } },
    { do: 'call.turn', turn: saidTurn(own.said, call.id, turn, languageOf(inHisLanguage(known.contact, own.before)), content, world) },
  ];
}

/** Whoever lifts the telephone hears the language of the ticket's reporter, unless he has said which he wants. */
const inHisLanguage = (contact: Contact, { named }: Before): Contact => ({ ...contact, language: contact.language ?? named[0]?.reporter.language ?? null });

function newCall(inbound: Inbound, what: CallWhat, contact: Contact, world: World): Call {
  return {
    id: what.callId, contactId: contact.id, from: inbound.from, to: inbound.to ?? null, direction: what.kind === 'call.start' ? what.direction : 'inbound',
    startedAt: world.now, endedAt: null, lastStep: 'ringing', turn: -1, outcome: 'ongoing', ticket: null, recording: null, version: 0,
  };
}

function callStep(before: Before, inbound: Inbound, what: CallWhat, call: Call, contact: Contact, over: boolean, content: Content, world: World, ours: Facts['ours'] | null = null): Change[] {
  const ending = over && before.conversation === null;
  if (ending) return endCall({ ...call, endedAt: world.now }, what, contact, inbound, content, world);
  const known = factsOf(before, contact, 'call', content, world);
  const facts: Facts = ours === null || ours === undefined ? known : Object.assign(known, { ours });
  const event: TurnEvent = over && what.kind !== 'call.recording'
    ? { type: 'HANGUP', facts }
    : understand({ what, open: before.conversation === null ? null : openQuestion(before.conversation), facts, content, quotedTicket: null, language: languageOf(contact) });
  const id = `call:${call.id}`;
  const out = step({ conversation: before.conversation, event, catalogue: content.catalogue, contactId: contact.id, conversationId: id, now: world.now });
  const to = { address: inbound.from, contactId: contact.id, via: inbound.via, fallback: null };
  const scene: Scene = { before, contact, address: inbound.from, to, channel: 'voice', medium: 'call', startedAt: call.startedAt, call, content, world };
  const played = play(out.effects, scene);
  const turn = call.turn + 1;
  const saved: Call = {
    ...call, turn,
    lastStep: over || out.conversation === null ? call.lastStep : out.stepName,
    outcome: played.outcome ?? (over ? 'abandoned' : call.outcome),
    ticket: played.ticket ?? call.ticket,
    recording: what.kind === 'call.recording' ? recordingId(what.sid) : call.recording,
    endedAt: over ? world.now : null,
  };
  const changes: Change[] = [...played.changes];
  if (out.conversation !== null && !over) changes.push({ do: 'conversation.save', conversation: out.conversation });
  else if (before.conversation !== null) changes.push({ do: 'conversation.end', id });
  changes.push({ do: 'call.turn', turn: heard(played, out.open, out.conversation === null || over, turn, saved, content, world) });
  if (over) return [...changes, ...endCall(saved, what, contact, inbound, content, world)];
  return [...changes, { do: 'call.save', call: saved }];
}

/** What the caller hears now. A turn that asks nothing repeats the open question, so that no document ends without a way on. */
function heard(played: Played, open: ReturnType<typeof openQuestion>, ended: boolean, turn: number, call: Call, content: Content, world: World): CallTurn {
  const language = languageOf(played.contact);
  const asks = played.spoken.some((each) => each.type === 'ask');
  const spoken = !asks && !ended && open !== null && !played.dialDesk ? [...played.spoken, { type: 'ask' as const, ...open }] : played.spoken;
  const dial = played.dialDesk ? shiftNumbers(played.contact, content, world) : [];
  const rendered = renderCall(ended && !asks ? [...spoken, { type: 'end', outcome: 'done' }] : spoken, { content, language, now: world.now, dial });
  return { callId: call.id, turn, prompts: rendered.prompts, expects: rendered.expects, at: world.now };
}

function shiftNumbers(contact: Contact, content: Content, world: World): string[] {
  return onShift(content, world.now, { role: 'executive', area: areaOf(contact) }).map((each) => each.phone).slice(0, DIAL_AT_MOST);
}

function keepRecording(what: Extract<CallWhat, { kind: 'call.recording' }>, contact: Contact, inbound: Inbound, world: World): Change {
  const media: MediaFile = {
    id: recordingId(what.sid), kind: 'audio', url: what.url, via: inbound.via, mime: 'audio/mpeg', fileName: null, status: 'pending', file: null, bytes: null,
    attempts: 0, nextAt: world.now + RECORDING_MS, fault: null, ticket: null, contactId: contact.id, at: world.now,
  };
  return { do: 'media.save', media };
}

function recorded(before: Before, what: Extract<CallWhat, { kind: 'call.recorded' }>, world: World): Change[] {
  if (before.media === null || before.media.status !== 'pending') return [];
  const media: MediaFile = what.status === 'absent'
    ? { ...before.media, status: 'lost', fault: 'the vendor has no recording' }
    : { ...before.media, nextAt: world.now };
  return [{ do: 'media.save', media }];
}

/** A caller who hung up at once (a "bip") is called back or written to, as configured; hidden callers cannot be. */
function endCall(call: Call, what: CallWhat, contact: Contact, inbound: Inbound, content: Content, world: World): Change[] {
  const { missedCall, missedCallSeconds } = content.campaign.options;
  const seconds = what.kind === 'call.status' && what.seconds > 0 ? what.seconds : Math.round((world.now - call.startedAt) / 1000);
  const nothing = call.outcome === 'abandoned' || call.outcome === 'ongoing';
  const missed = call.direction === 'inbound' && nothing && call.ticket === null && call.turn <= 1 && seconds < missedCallSeconds;
  const saved: Call = { ...call, endedAt: call.endedAt ?? world.now, outcome: missed ? 'missed' : call.outcome === 'ongoing' ? 'abandoned' : call.outcome };
  const changes: Change[] = [{ do: 'call.save', call: saved }, { do: 'timer.clear', name: 'call.lost', key: call.id }];
  if (!missed || contact.phone === null || missedCall === 'none') return changes;
  if (missedCall === 'call' && world.ways.voice) {
    const row = { id: world.newId(), contactId: contact.id, phone: contact.phone, reason: 'missed' as const, ticket: null, callId: call.id, mode: 'automatic' as const, assignee: null };
    return [...changes, ...ring(owed(row, content, world.now), world, inbound.via)];
  }
  const to = recipientOfPhone(contact.phone, contact.id, world, inbound.via);
  if (to === null) return changes;
  const language = languageOf(contact);
  const text = renderNotice(content, language, 'notice.missed_call', {});
  return [...changes, ...queueWords(to, { text }, { purpose: 'notice', template: templateUse(content, 'callback_missed', [], language) }, world)];
}
