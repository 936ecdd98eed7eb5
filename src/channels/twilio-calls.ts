/** Twilio's form of a voice request -> what happened on the call (twilio.md 1.3), whichever URL it comes to. Pure; called by twilio-voice.ts. */
import type { CallWhat } from '../gateway/inbound.js';
import type { Form } from './twilio-form.js';
import { words } from './twilio-messages.js';

/** Of Twilio's statuses those that end a call. */
export const ENDED: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/** Our own marks in the URL: the document that asked, whether the Redirect after it was reached, the callback that is being made. */
export interface CallMark {
  readonly turn: number | null;
  readonly timeout: boolean;
  readonly dial: boolean;
  readonly callback: string | null;
}

export const NO_MARK: CallMark = { turn: null, timeout: false, dial: false, callback: null };

/** Reads a mark off a path and query of ours. */
export function markOf(path: string, query: Form): CallMark {
  const turn = /\/twilio\/voice\/(\d{1,6})\/?$/u.exec(path)?.[1];
  return {
    turn: turn === undefined ? null : Number(turn),
    timeout: query['timeout'] === '1',
    dial: query['dial'] === '1',
    callback: query['callback'] || null,
  };
}

const whole = (text: string | undefined): number => Math.max(0, Number.parseInt(text ?? '', 10) || 0);

export function outbound(form: Form): boolean {
  return (form['Direction'] ?? '').startsWith('outbound');
}

/** The order matters: a recording that a hang-up ended also says `completed`. */
export function callWhat(form: Form, mark: CallMark): CallWhat {
  const callId = form['CallSid'] ?? '';
  const status = form['CallStatus'] ?? '';
  if (form['RecordingStatus'] !== undefined) return recorded(form, callId);
  if (form['DialCallStatus'] !== undefined) return { kind: 'call.dial', callId, status: form['DialCallStatus'], seconds: whole(form['DialCallDuration']) };
  if (form['RecordingUrl'] !== undefined && form['RecordingDuration'] !== undefined && form['CallbackSource'] === undefined) {
    return {
      kind: 'call.recording', callId, url: form['RecordingUrl'], sid: form['RecordingSid'] ?? callId, seconds: whole(form['RecordingDuration']),
      hungUp: form['Digits'] === 'hangup' || status === 'completed',
    };
  }
  const queue = form['QueueResult'] ?? (form['QueueSid'] === undefined ? undefined : 'waiting');
  if (queue !== undefined) return { kind: 'call.other', callId, note: `queue: ${words(queue, 100)}` };
  if (ENDED.has(status) || form['CallbackSource'] !== undefined || form['CallDuration'] !== undefined) {
    return { kind: 'call.status', callId, status, seconds: whole(form['CallDuration']) };
  }
  const digits = (form['Digits'] ?? '').replace(/[^\d*#]/gu, '').slice(0, 64);
  if (digits !== '') return { kind: 'call.keys', callId, digits };
  const said = words(form['SpeechResult']);
  if (said !== '') return { kind: 'call.speech', callId, text: said, confidence: confidence(form['Confidence']) };
  if (mark.dial) return { kind: 'call.dial', callId, status: 'failed', seconds: 0 };
  if (form['Digits'] !== undefined || form['SpeechResult'] !== undefined || mark.turn !== null) return { kind: 'call.silence', callId };
  return { kind: 'call.start', callId, direction: outbound(form) || mark.callback !== null ? 'outbound' : 'inbound', ...(mark.callback === null ? {} : { callbackId: mark.callback }), ...answeredBy(form['AnsweredBy']) };
}

/** Answering machine detection of our calls: `human`, `machine_end_beep` and others, `fax`, `unknown`. */
function answeredBy(who: string | undefined): { readonly answeredBy?: 'human' | 'machine' } {
  if (who === 'human') return { answeredBy: 'human' };
  return who !== undefined && /^(?:machine|fax)/u.test(who) ? { answeredBy: 'machine' } : {};
}

function recorded(form: Form, callId: string): CallWhat {
  const sid = form['RecordingSid'] ?? '';
  const url = form['RecordingUrl'] ?? '';
  switch (form['RecordingStatus']) {
    case 'completed':
      return { kind: 'call.recorded', callId, sid, url, status: 'completed' };
    case 'absent':
      return { kind: 'call.recorded', callId, sid, url, status: 'absent' };
    default:
      return { kind: 'call.other', callId, note: `recording: ${words(form['RecordingStatus'], 100)}` };
  }
}

function confidence(text: string | undefined): number {
  const value = Number(text ?? '0');
  return value >= 0 && value <= 1 ? value : 0;
}
