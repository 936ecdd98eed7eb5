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

/**
 * A source of turns: persons in turn, each one a step further in the dialogue every time. Serial numbers never repeat within a run.
 * @param staggered not all begin at once: at any time some are at each step, so that one thousand posts cost what the next thousand do
 */
export function turns(account: Account, persons: number, staggered = false): { take(count: number): Post[] } {
  let serial = 0;
  let [person, round] = [-1, 0];
  const run = Math.floor(performance.now() * 1000).toString(16).padStart(12, '0').slice(-12);
  function next(): number {
    do {
      person += 1;
      if (person === persons) [person, round] = [0, round + 1];
    } while (stepOf() < 0);
    return person;
  }
  const stepOf = (): number => round - (staggered ? person % DIALOGUE.length : 0);
  return {
    take: (count) => Array.from({ length: count }, () => {
      const from = phoneOf(next() + 1);
      serial += 1;
      const sid = `SM${run}${serial.toString(16).padStart(20, '0')}`;
      const form = whatsappForm({ accountSid: account.accountSid, sid, from }, { Body: DIALOGUE[stepOf() % DIALOGUE.length] ?? '' });
      return signed(account, '/twilio/whatsapp', form);
    }),
  };
}

export const callPost = (account: Account, path: string, callSid: string, from: string, extra: Form): Post => signed(account, path, callForm({ accountSid: account.accountSid, callSid, from }, extra));
