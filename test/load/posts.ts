/** Signed webhooks made beforehand, so that signing costs nothing while the clock runs. Called by the runs of the bench. */
import { OUR_WHATSAPP, callForm, whatsappForm } from '../support/twilio-forms.js';
import { encoded, signature } from '../support/twilio-sign.js';
import type { Form } from '../support/twilio-sign.js';
import { DIALOGUE } from './dialogue.js';
import { PUBLIC_URL } from './processes.js';

export { OUR_WHATSAPP };

export interface Account {
  readonly accountSid: string;
  readonly authToken: string;
}

export interface Post {
  readonly path: string;
  readonly body: string;
  readonly signature: string;
}

/** Invented numbers only: +258 84 1 ...... */
export const phoneOf = (person: number): string => `+25884${String(1_230_000 + person).padStart(7, '0')}`;

export function signed(account: Account, path: string, form: Form): Post {
  return { path, body: encoded(form), signature: signature(account.authToken, PUBLIC_URL + path, form) };
}

export const headersOf = (post: Post): string => `X-Twilio-Signature: ${post.signature}\r\n`;

/** A source of turns: persons in turn, each one a step further in the dialogue every time. Serial numbers never repeat within a run. */
export function turns(account: Account, persons: number, firstPerson = 1): { take(count: number): Post[] } {
  let serial = 0;
  const run = Math.floor(performance.now() * 1000).toString(16).padStart(12, '0').slice(-12);
  return {
    take: (count) => Array.from({ length: count }, () => {
      const person = serial % persons;
      const step = Math.floor(serial / persons);
      serial += 1;
      const sid = `SM${run}${serial.toString(16).padStart(20, '0')}`;
      const form = whatsappForm({ accountSid: account.accountSid, sid, from: phoneOf(firstPerson + person) }, { Body: DIALOGUE[step % DIALOGUE.length] ?? '' });
      return signed(account, '/twilio/whatsapp', form);
    }),
  };
}

export const callPost = (account: Account, path: string, callSid: string, from: string, extra: Form): Post => signed(account, path, callForm({ accountSid: account.accountSid, callSid, from }, extra));
