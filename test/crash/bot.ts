/** A field worker of the crash test: reports a problem over signed webhooks, repeats what was not acknowledged, answers what is asked, and notes every word said. Called by crash.test.ts. */
import { setTimeout as pause } from 'node:timers/promises';
import { findNumbers } from '../../src/helpdesk/number.js';
import type { FakeTwilio } from '../support/fake-twilio.js';
import { plain, saysKey } from '../support/transcript-words.js';
import { whatsappForm } from '../support/twilio-forms.js';
import { postSigned } from '../support/twilio-sign.js';
import type { Target } from '../support/twilio-sign.js';

export interface BotDeps {
  readonly target: Target;
  readonly twilio: FakeTwilio;
  /** Of this person alone, so that a run can be repeated. 0..1 */
  readonly random: () => number;
  readonly texts: Readonly<Record<string, string>>;
  /** Waits for a free connection to the gateway. */
  readonly line: <T>(post: () => Promise<T>) => Promise<T>;
  /** Ms of performance.now() by which everything must be over. */
  readonly deadline: () => number;
}

export interface Told {
  readonly phone: string;
  /** Words that must be found in the ticket. */
  readonly words: readonly string[];
  readonly turns: number;
  /** Posts beyond the first of a message: not acknowledged, or repeated on purpose. */
  readonly repeats: number;
  readonly ticket: string | null;
  /** The last thing heard where no ticket was reached. */
  readonly stuck: string | null;
}

const MOST_TURNS = 30;

export async function fieldWorker(index: number, phone: string, deps: BotDeps): Promise<Told> {
  const { twilio, random } = deps;
  const tag = `P${String(index).padStart(3, '0')}`;
  const words: string[] = [];
  const asked = new Map<string, number>();
  let heard = 0;
  let repeats = 0;
  let next: string | null = say(`nao consigo sincronizar os dados do telemovel, caso ${tag}inicio`, `${tag}inicio`);
  for (let turn = 1; turn <= MOST_TURNS; turn += 1) {
    repeats += await post(phone, next, `SM${tag}${String(turn).padStart(28, '0')}`, deps);
    const answer = await listen();
    if (answer === null) return told(turn, null, `no answer to "${next}"`);
    const number = findNumbers(answer).valid[0];
    if (number !== undefined) return told(turn, number, null);
    next = reply(answer, turn);
    await pause(200 + random() * 1500);
  }
  return told(MOST_TURNS, null, 'goes round in circles');

  function say(text: string, word: string): string {
    words.push(word);
    return text;
  }

  /** Everything that came since the last word, once nothing more follows for a moment. */
  async function listen(): Promise<string | null> {
    let last = 0;
    for (;;) {
      const all = twilio.sentTo(phone);
      if (all.length > heard && all.length === last) {
        const fresh = all.slice(heard).map(({ body }) => body).join('\n');
        heard = all.length;
        return fresh;
      }
      last = all.length;
      if (performance.now() > deps.deadline()) return null;
      await pause(all.length > heard ? 400 : 100);
    }
  }

  function reply(answer: string, turn: number): string {
    const question = plain(answer).slice(-80);
    const times = (asked.get(question) ?? 0) + 1;
    asked.set(question, times);
    if (times > 2) return 'saltar';
    if (saysKey(answer, deps.texts['report.solved'] ?? '?')) return 'não';
    if (/^\s*\*?1\*?[.):]/mu.test(answer)) return '1';
    if (saysKey(answer, deps.texts['who.district'] ?? '?')) return 'Moatize';
    return times > 1 ? '3' : say(`resposta ${tag}t${turn}`, `${tag}t${turn}`);
  }

  function told(turns: number, ticket: string | null, stuck: string | null): Told {
    return { phone, words, turns, repeats, ticket, stuck: stuck === null ? null : `${stuck}\n${twilio.sentTo(phone).map(({ body }) => body).join('\n---\n')}` };
  }
}

/** Posts until it is acknowledged; now and then once more although it was. @returns how often it was repeated */
async function post(phone: string, body: string, sid: string, { target, twilio, random, deadline, line }: BotDeps): Promise<number> {
  const form = whatsappForm({ accountSid: twilio.accountSid, sid, from: phone, profileName: `Pessoa ${phone.slice(-3)}` }, { Body: body });
  let tries = 0;
  for (;;) {
    tries += 1;
    try {
      const { status } = await line(() => postSigned(target, '/twilio/whatsapp', form));
      if (status === 200) break;
      if (status < 500) throw new Error(`answered ${status}`);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('answered')) throw error;
    }
    if (performance.now() > deadline()) break;
    await pause(300 + random() * 700);
  }
  if (random() < 0.1) {
    await line(() => postSigned(target, '/twilio/whatsapp', form)).catch(() => undefined);
    return tries;
  }
  return tries - 1;
}
