/**
 * A telephone for tests: follows TwiML as Twilio does (fall-through, actionOnEmptyResult, relative URLs, Redirect, Record, Dial with whisper, hang-up),
 * signs every request, and refuses any document that Twilio would refuse. Knows nothing of the gateway but where a call begins.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { houseFaults, parseTwiml, twimlFaults } from './twiml-check.js';
import type { Verb } from './twiml-check.js';

export interface Exchange {
  /** Where the gateway listens, e.g. http://127.0.0.1:3000 */
  readonly baseUrl: string;
  /** What signatures are made over; baseUrl where left out. */
  readonly publicUrl?: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** The number that is called. */
  readonly to: string;
}

export interface Caller {
  readonly from: string;
  readonly sid?: string;
  /** A call of the gateway's that this person answers: the URL given to calls.create. */
  readonly answers?: string;
  /** What the vendor thinks who took it: `human`, `machine_end_beep`, ... */
  readonly answeredBy?: string;
  /** Where the end of such a call is told. */
  readonly statusUrl?: string;
}

export interface LiveCall {
  readonly sid: string;
  /** What was said since the caller's last input. `Play` is heard as `[audio <key>]`. */
  readonly heard: readonly string[];
  /** All that was said so far. */
  readonly all: readonly string[];
  /** What the line waits for: keys, a recording, somebody who is rung; or it is over. */
  readonly waits: 'keys' | 'record' | 'dial' | 'over';
  /** Every document, as received. */
  readonly documents: readonly string[];
  press(digits: string): Promise<void>;
  say(text: string, confidence?: number): Promise<void>;
  silence(): Promise<void>;
  record(seconds: number): Promise<void>;
  /** Who of the rung numbers takes the call (presses 1), and for how long; nobody: busy or no-answer. */
  dialled(outcome: { readonly takes: string; readonly seconds?: number } | 'busy' | 'no-answer'): Promise<void>;
  hangup(): Promise<void>;
  /** Sends the last request again, as Twilio does after a time-out. @returns the answer */
  repeat(): Promise<string>;
}

type Form = Readonly<Record<string, string>>;

interface Sent {
  readonly url: URL;
  readonly form: Form;
  readonly token: string;
}

/** A document that leads on without the caller: Twilio would go on for ever, and bill it. */
const MOST_DOCUMENTS_IN_A_ROW = 15;

export function phone(exchange: Exchange): { call(caller: Caller): Promise<LiveCall> } {
  return { call: (caller) => begin(exchange, caller) };
}

async function begin(exchange: Exchange, caller: Caller): Promise<LiveCall> {
  const publicUrl = exchange.publicUrl ?? exchange.baseUrl;
  const sid = caller.sid ?? `CA${randomBytes(16).toString('hex')}`;
  const outgoing = caller.answers !== undefined;
  const [from, to] = outgoing ? [exchange.to, caller.from] : [caller.from, exchange.to];
  const all: string[] = [];
  const documents: string[] = [];
  let heard: string[] = [];
  let wait: { readonly verb: Verb; readonly rest: readonly Verb[]; readonly url: URL } | null = null;
  let last: Sent | null = null;
  let talked = 1;
  let over = false;

  const base = (status: string): Record<string, string> => ({
    CallSid: sid, AccountSid: exchange.accountSid, From: from, To: to, Caller: from, Called: to, CallStatus: status, Direction: outgoing ? 'outbound-api' : 'inbound', ApiVersion: '2010-04-01',
  });

  async function post(url: URL, form: Form, token: string = randomUUID()): Promise<string> {
    const target = new URL(url);
    target.hash = '';
    const given = new URL(publicUrl);
    if (target.origin !== given.origin) throw new Error(`leads away from the gateway: ${target.href}`);
    const signature = webhooks.getExpectedTwilioSignature(exchange.authToken, target.href, form);
    const answer = await fetch(exchange.baseUrl + target.href.slice(target.origin.length).replace(given.pathname.replace(/\/$/u, ''), ''), {
      method: 'POST', body: new URLSearchParams(form).toString(),
      headers: { 'X-Twilio-Signature': signature, 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'TwilioProxy/1.1', 'I-Twilio-Idempotency-Token': token, Connection: 'close' },
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${target.pathname}: ${answer.status} ${text}`);
    if (!/^(text|application)\/xml\b/u.test(answer.headers.get('content-type') ?? '')) throw new Error(`12300: ${answer.headers.get('content-type') ?? 'no type'}`);
    return text;
  }

  async function ask(url: URL, extra: Form): Promise<void> {
    last = { url, form: { ...base(documents.length === 0 ? 'ringing' : 'in-progress'), ...extra }, token: randomUUID() };
    await play(url, await post(url, last.form, last.token), MOST_DOCUMENTS_IN_A_ROW);
  }

  function read(xml: string): Verb {
    const faults = [...twimlFaults(xml), ...houseFaults(xml)];
    if (faults.length > 0) throw new Error(`${faults.join('; ')}\n${xml}`);
    return parseTwiml(xml);
  }

  async function play(url: URL, xml: string, left: number): Promise<void> {
    if (left === 0) throw new Error(`goes on by itself for ever: ${xml}`);
    documents.push(xml);
    await run(read(xml).children, url, left);
  }

  async function run(verbs: readonly Verb[], url: URL, left = MOST_DOCUMENTS_IN_A_ROW): Promise<void> {
    wait = null;
    for (const [index, verb] of verbs.entries()) {
      if (verb.name === 'Say' || verb.name === 'Play') hear(verb);
      else if (verb.name === 'Redirect') {
        const next = new URL(verb.text.trim(), url);
        last = { url: next, form: base('in-progress'), token: randomUUID() };
        return play(next, await post(next, last.form, last.token), left - 1);
      } else if (verb.name === 'Hangup') return end('completed');
      else if (verb.name === 'Reject') return end(verb.attributes['reason'] === 'busy' ? 'busy' : 'no-answer');
      else {
        verb.children.forEach(hear);
        wait = { verb, rest: verbs.slice(index + 1), url };
        return;
      }
    }
    return end('completed');
  }

  function hear(verb: Verb): void {
    const text = verb.name === 'Play' ? `[audio ${/([^/]+)\.mp3$/u.exec(verb.text)?.[1] ?? verb.text}]` : verb.name === 'Say' ? verb.text : null;
    if (text === null) return;
    heard.push(text);
    all.push(text);
  }

  async function end(status: string): Promise<void> {
    wait = null;
    if (over) return;
    over = true;
    await post(caller.statusUrl === undefined ? ours('/twilio/voice/status') : new URL(caller.statusUrl, publicUrl), {
      ...base(status), CallDuration: String(talked), Duration: '1', CallbackSource: 'call-progress-events', SequenceNumber: '0', Timestamp: new Date(0).toUTCString(),
    });
  }

  const ours = (path: string): URL => new URL(publicUrl.replace(/\/+$/u, '') + path);

  function waiting(name: string): NonNullable<typeof wait> {
    if (wait?.verb.name !== name) throw new Error(`the line waits for ${wait?.verb.name ?? 'nothing (it is over)'}, not for ${name}`);
    heard = [];
    talked += 5;
    return wait;
  }

  async function act({ verb, url }: NonNullable<typeof wait>, form: Form): Promise<void> {
    await ask(new URL(verb.attributes['action'] ?? url.href, url), form);
  }

  async function nothing(): Promise<void> {
    const now = wait;
    if (now === null) throw new Error('the call is over');
    heard = [];
    talked += Number(now.verb.attributes['timeout'] ?? 5);
    if (now.verb.name === 'Gather' && now.verb.attributes['actionOnEmptyResult'] === 'true') return act(now, { Digits: '', msg: 'Gather End' });
    return run(now.rest, now.url);
  }

  const recording = (seconds: number): Form => {
    const id = `RE${randomBytes(16).toString('hex')}`;
    return { RecordingSid: id, RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${exchange.accountSid}/Recordings/${id}`, RecordingDuration: String(seconds) };
  };

  async function recordingReady({ verb, url }: NonNullable<typeof wait>, form: Form): Promise<void> {
    const callback = verb.attributes['recordingStatusCallback'];
    if (callback === undefined) return;
    await post(new URL(callback, url), { AccountSid: exchange.accountSid, CallSid: sid, ...form, RecordingStatus: 'completed', RecordingChannels: '1', RecordingSource: 'RecordVerb', ErrorCode: '0' });
  }

  /** The rung telephone: hears the whisper and presses 1. @returns whether the lines are joined */
  async function taken(number: Verb, url: URL): Promise<boolean> {
    const whisper = number.attributes['url'];
    if (whisper === undefined) return true;
    const leg = { ...base('in-progress'), CallSid: `CA${randomBytes(16).toString('hex')}`, ParentCallSid: sid, To: number.text, Called: number.text, Direction: 'outbound-dial' };
    const at = new URL(whisper, url);
    const gather = read(await post(at, leg)).children.find((each) => each.name === 'Gather');
    if (gather === undefined) return true;
    const answer = read(await post(new URL(gather.attributes['action'] ?? at.href, at), { ...leg, Digits: '1' }));
    return !answer.children.some((each) => each.name === 'Hangup');
  }

  await ask(caller.answers === undefined ? ours('/twilio/voice') : new URL(caller.answers, publicUrl), caller.answeredBy === undefined ? {} : { AnsweredBy: caller.answeredBy });

  return {
    sid,
    get heard() { return heard; },
    get all() { return all; },
    get documents() { return documents; },
    get waits() { return wait === null ? 'over' : wait.verb.name === 'Record' ? 'record' : wait.verb.name === 'Dial' ? 'dial' : 'keys'; },
    async press(digits) {
      const now = waiting('Gather');
      const finish = now.verb.attributes['finishOnKey'] ?? '#';
      const most = Number(now.verb.attributes['numDigits'] ?? 100);
      let taken = '';
      for (const key of digits) {
        if (key === finish && taken !== '') break;
        taken += key;
        if (taken.length >= most) break;
      }
      await act(now, { Digits: taken, msg: 'Gather End' });
    },
    async say(text, confidence = 0.9) {
      const now = waiting('Gather');
      if (!(now.verb.attributes['input'] ?? '').split(' ').includes('speech')) return nothing();
      await act(now, { SpeechResult: text, Confidence: String(confidence), Language: now.verb.attributes['language'] ?? 'en-US' });
    },
    silence: nothing,
    async record(seconds) {
      const now = waiting('Record');
      const form = recording(Math.min(seconds, Number(now.verb.attributes['maxLength'] ?? 3600)));
      talked += seconds;
      await act(now, { ...form, Digits: '#' });
      await recordingReady(now, form);
    },
    async dialled(outcome) {
      const now = waiting('Dial');
      if (typeof outcome === 'string') return act(now, { DialCallStatus: outcome, DialBridged: 'false' });
      const number = now.verb.children.find((each) => each.text === outcome.takes);
      if (number === undefined) throw new Error(`${outcome.takes} is not rung: ${now.verb.children.map((each) => each.text).join(', ')}`);
      const seconds = outcome.seconds ?? 60;
      talked += seconds;
      const bridged = await taken(number, now.url);
      return act(now, bridged ? { DialCallStatus: 'completed', DialCallDuration: String(seconds), DialBridged: 'true' } : { DialCallStatus: 'no-answer', DialBridged: 'false' });
    },
    async hangup() {
      const now = wait;
      if (now === null) return;
      if (now.verb.name === 'Record') {
        const form = recording(3);
        await post(new URL(now.verb.attributes['action'] ?? now.url.href, now.url), { ...base('completed'), ...form, Digits: 'hangup' });
        await recordingReady(now, form);
      }
      await end('completed');
    },
    async repeat() {
      if (last === null) throw new Error('nothing was sent');
      return post(last.url, last.form, last.token);
    },
  };
}
