/** Twilio's voice webhooks: each becomes an Inbound, and the answer is the stored turn as TwiML (DESIGN promise 4). Mounted by twilio.ts. */
import { createHash } from 'node:crypto';
import { renderNotice } from '../conversation/render.js';
import type { CallWhat, Inbound } from '../gateway/inbound.js';
import type { CallTurn } from '../gateway/records.js';
import { caller, phoneNumber } from './twilio-address.js';
import type { Route, SignedRequest, TwilioLine } from './twilio-answer.js';
import { callWhat, markOf, NO_MARK, outbound } from './twilio-calls.js';
import type { CallMark } from './twilio-calls.js';
import { parseForm, single } from './twilio-form.js';
import type { Form } from './twilio-form.js';
import { callEnded, recordingReported } from './twilio-voice-status.js';
import { apology, EMPTY, HANGUP, pathOf, twiml, whisper } from './twiml.js';

/** How many unmarked requests are remembered with the turn they made. */
const REMEMBERED = 2000;

/** @returns the route of a path, null where there is none */
export function voiceRoutes(line: TwilioLine): (path: string) => Route | null {
  const made = new Map<string, number>();
  const turn: Route = (signed, path) => turnAnswer(signed, path, made, line);
  const named: Readonly<Record<string, Route>> = {
    '/twilio/voice': turn,
    '/twilio/voice/fallback': turn,
    '/twilio/voice/status': async ({ form, query }) => {
      await callEnded(form, query, line);
      return EMPTY;
    },
    '/twilio/voice/recording': async ({ form }) => {
      await recordingReported(form, line);
      return EMPTY;
    },
    '/twilio/voice/whisper': ({ form, query }) => Promise.resolve(whispered(form, query, line)),
    '/twilio/voice/accept': ({ form, query }) => accepted(form, query, line),
  };
  return (path) => named[path] ?? (/^\/twilio\/voice\/\d{1,6}$/u.test(path) ? turn : null);
}

async function turnAnswer(signed: SignedRequest, path: string, made: Map<string, number>, line: TwilioLine): Promise<string> {
  const { form, query } = signed;
  const callId = form['CallSid'] ?? '';
  if (callId === '') return EMPTY;
  const mark = failedMark(form, line) ?? markOf(path, query);
  const what = callWhat(form, mark);
  if (what.kind === 'call.status') {
    await callEnded(form, query, line);
    return EMPTY;
  }
  if (form['RecordingStatus'] !== undefined) {
    await recordingReported(form, line);
    return EMPTY;
  }
  const turn = what.kind === 'call.start' || mark.turn !== null
    ? await knownTurn(callId, mark.turn === null ? 0 : mark.turn + 1, what, form, line)
    : await nextTurn(`${callId}:x:${repeatKey(signed)}`, what, form, made, line);
  if (turn !== null) return twiml(turn, { publicUrl: line.config.publicUrl, callerId: line.twilio.voiceFrom, content: line.content });
  line.log.error('a call has no turn to answer with', { callId, what: what.kind });
  return apology(renderNotice(line.content, 'pt', 'notice.fault', {}), 'pt');
}

/** The fallback URL is asked what another URL of ours failed to answer: taken as that request. */
function failedMark(form: Form, { config }: TwilioLine): CallMark | null {
  const url = form['ErrorUrl'];
  if (url === undefined || !URL.canParse(url, config.publicUrl)) return null;
  const { pathname, search } = new URL(url, config.publicUrl);
  if (!pathname.startsWith(pathOf(config.publicUrl, '/twilio/voice'))) return null;
  const query = parseForm(search.slice(1));
  return query === null ? NO_MARK : markOf(pathname, single(query));
}

/** A request that says which document asked: the turn after it, made once. A recording is always taken up: the caller may have hung up before it came. */
async function knownTurn(callId: string, wanted: number, what: CallWhat, form: Form, line: TwilioLine): Promise<CallTurn | null> {
  if (what.kind !== 'call.recording') {
    const stored = await line.store.callTurn(callId, wanted);
    if (stored !== null) return stored;
  }
  await line.receive(voiceInbound(`${callId}:${wanted}`, form, what, line));
  return (await line.store.callTurn(callId, wanted)) ?? newestTurn(callId, line);
}

/** A request without our mark: the call's next turn; its repeat is answered as before. */
async function nextTurn(id: string, what: CallWhat, form: Form, made: Map<string, number>, line: TwilioLine): Promise<CallTurn | null> {
  const before = made.get(id);
  if (before !== undefined) return line.store.callTurn(what.callId, before);
  await line.receive(voiceInbound(id, form, what, line));
  const turn = await newestTurn(what.callId, line);
  if (turn !== null) {
    made.set(id, turn.turn);
    for (const old of made.keys()) {
      if (made.size <= REMEMBERED) break;
      made.delete(old);
    }
  }
  return turn;
}

async function newestTurn(callId: string, { store }: TwilioLine): Promise<CallTurn | null> {
  return (await store.load({ callId, conversationId: `call:${callId}` })).callTurn;
}

/** The header is the same on every retry; without it the same form counts as the same request. */
function repeatKey({ form, token }: SignedRequest): string {
  if (token !== null && token !== '') return token.slice(0, 100);
  const sorted = Object.entries(form).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 22);
}

export function voiceInbound(id: string, form: Form, what: CallWhat, { clock }: Pick<TwilioLine, 'clock'>): Inbound {
  const out = outbound(form) || (what.kind === 'call.start' && what.direction === 'outbound');
  const [theirs, ours] = out ? [form['To'], form['From']] : [form['From'], form['To']];
  const now = clock.now();
  return { channel: 'voice', id, via: 'twilio', ...caller(theirs ?? '', what.callId), ...(ours === undefined ? {} : { to: ours }), at: now, receivedAt: now, what };
}

const staffPhone = (form: Form): string | null => phoneNumber(form['To'] ?? form['Called'] ?? '');

function whispered(form: Form, query: Form, { config, content }: TwilioLine): string {
  const phone = staffPhone(form);
  const language = content.staff.find((each) => each.phone === phone)?.languages[0] ?? 'pt';
  const action = pathOf(config.publicUrl, `/twilio/voice/accept?call=${encodeURIComponent(query['call'] ?? '')}&turn=${encodeURIComponent(query['turn'] ?? '')}`);
  return whisper(renderNotice(content, language, 'call.whisper', {}), language, action);
}

/** The first executive who presses 1 has the call; an empty document joins the two lines. */
async function accepted(form: Form, query: Form, line: TwilioLine): Promise<string> {
  const callId = query['call'] ?? '';
  const staff = staffPhone(form);
  if (form['Digits'] !== '1' || callId === '' || staff === null) return HANGUP;
  const { call } = await line.store.load({ callId, conversationId: `call:${callId}` });
  if (call === null) return HANGUP;
  const now = line.clock.now();
  const phone = phoneNumber(call.from.replace(/^tel:/u, ''));
  await line.receive({
    channel: 'voice', id: `${callId}:accept:${query['turn'] ?? ''}`, via: 'twilio', from: call.from, ...(phone === null ? {} : { phone }), at: now, receivedAt: now,
    what: { kind: 'call.accept', callId, staffPhone: staff },
  });
  return EMPTY;
}
