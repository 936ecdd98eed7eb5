/** Reports about calls that need no TwiML: how a call ended, how a call of ours went, whether a recording is ready. Called by twilio-voice.ts. */
import type { Inbound } from '../gateway/inbound.js';
import { caller } from './twilio-address.js';
import type { TwilioLine } from './twilio-answer.js';
import { callWhat, ENDED, NO_MARK, outbound } from './twilio-calls.js';
import type { Form } from './twilio-form.js';

/**
 * Only the end of a call is news. For a call of ours the outbox row hears how it went (the query names it); the call itself
 * exists only when somebody answered, so that one nobody took is not logged as a call from that person.
 */
export async function callEnded(form: Form, query: Form, line: TwilioLine): Promise<void> {
  const callId = form['CallSid'] ?? '';
  const status = form['CallStatus'] ?? '';
  if (callId === '' || !ENDED.has(status) || form['ParentCallSid'] !== undefined) return;
  const now = line.clock.now();
  const ours = outbound(form);
  const [theirs, own] = ours ? [form['To'], form['From']] : [form['From'], form['To']];
  const base = { via: 'twilio', ...caller(theirs ?? '', callId), at: now, receivedAt: now } as const;
  if (ours) {
    const { call } = await line.store.load({ callId, conversationId: `call:${callId}` });
    const messageId = query['m'];
    if (messageId !== undefined && messageId !== '') await line.receive(callDelivery(messageId, callId, status, base));
    if (call === null) return;
  }
  const what = callWhat({ CallSid: callId, CallStatus: status, CallDuration: form['CallDuration'] ?? '0' }, NO_MARK);
  await line.receive({ ...base, channel: 'voice', id: `${callId}:status:${status}`, ...(own === undefined ? {} : { to: own }), what });
}

function callDelivery(messageId: string, callId: string, status: string, base: Pick<Inbound, 'via' | 'from' | 'phone' | 'at' | 'receivedAt'>): Inbound {
  return {
    ...base, channel: 'delivery', id: `${callId}:${status}`,
    what: { kind: 'delivery', messageId, vendorId: callId, ...(status === 'completed' ? { status: 'delivered' } : { status: 'failed', errorCode: status }) },
  };
}

export async function recordingReported(form: Form, line: TwilioLine): Promise<void> {
  const what = callWhat(form, NO_MARK);
  if (what.kind !== 'call.recorded' || what.callId === '' || what.sid === '') return;
  const { call } = await line.store.load({ callId: what.callId, conversationId: `call:${what.callId}` });
  const now = line.clock.now();
  const who = caller(call?.from.replace(/^tel:/u, '') ?? '', what.callId);
  await line.receive({ channel: 'voice', id: `${what.sid}:${what.status}`, via: 'twilio', ...who, ...(call === null ? {} : { from: call.from }), at: now, receivedAt: now, what });
}
