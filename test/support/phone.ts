/** A call to the app under test, over the call walker: what a transcript's caller does and hears. Made by app.ts. */
import type { App } from './app.js';
import { phone } from './call-walker.js';
import { OUR_VOICE } from './twilio-forms.js';

export interface Phone {
  readonly sid: string;
  /** All that the caller heard so far. */
  readonly said: readonly string[];
  readonly expects: 'keys' | 'record' | 'dial' | 'over';
  readonly ended: boolean;
  press(digits: string): Promise<void>;
  speak(text: string): Promise<void>;
  silence(): Promise<void>;
  record(seconds: number): Promise<void>;
  /** The first executive who is rung takes the call, or nobody does. */
  answer(reached: boolean): Promise<void>;
  hangup(): Promise<void>;
  /** The keys that the caller may press now and what each chooses. */
  choices(): Promise<readonly { readonly key: string; readonly id: string }[]>;
  /** What was said since the last time of asking. */
  unheard(): readonly string[];
}

export interface PhoneCall {
  readonly app: Pick<App, 'ctx' | 'target' | 'twilio'>;
  /** E.164, `anonymous` or `sip:...` */
  readonly from: string;
  /** Url of a call of ours that this person answers. */
  readonly answers?: string;
  readonly answeredBy?: string;
  readonly statusUrl?: string;
  readonly sid?: string;
}

export async function startPhone({ app, from, answers, answeredBy, statusUrl, sid }: PhoneCall): Promise<Phone> {
  const { target, twilio } = app;
  const exchange = { baseUrl: target.base, publicUrl: target.publicUrl, accountSid: twilio.accountSid, authToken: twilio.authToken, to: OUR_VOICE };
  const call = await phone(exchange).call({ from, ...(answers === undefined ? {} : { answers }), ...(answeredBy === undefined ? {} : { answeredBy }), ...(statusUrl === undefined ? {} : { statusUrl }), ...(sid === undefined ? {} : { sid }) });
  let seen = 0;
  const turn = async () => (await app.ctx.store.load({ callId: call.sid, conversationId: `call:${call.sid}` })).callTurn;
  return {
    sid: call.sid,
    get said() {
      return call.all;
    },
    get expects() {
      return call.waits;
    },
    get ended() {
      return call.waits === 'over';
    },
    press: (digits) => call.press(digits),
    speak: (text) => call.say(text),
    silence: () => call.silence(),
    record: (seconds) => call.record(seconds),
    async answer(reached) {
      const expects = (await turn())?.expects;
      const first = expects?.kind === 'dial' ? expects.numbers[0] : undefined;
      await call.dialled(reached && first !== undefined ? { takes: first } : 'no-answer');
    },
    hangup: () => call.hangup(),
    async choices() {
      const expects = (await turn())?.expects;
      return expects?.kind === 'keys' ? expects.keys : [];
    },
    unheard() {
      const fresh = call.all.slice(seen);
      seen = call.all.length;
      return fresh;
    },
  };
}
