/** What the history and the executives read of a callback: outcomes, tries, the next one. Pure; used by callback-due, callback-call and the desk's callback orders. */
import type { Content } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { attemptsOf, ledgerOf } from '../helpdesk/callback.js';
import type { Change } from './change.js';
import type { Callback, CallbackTry, Language } from './records.js';

export const outcomeWords = (content: Content, language: Language, outcome: CallbackTry['outcome']): string => renderNotice(content, language, `callback.outcome.${outcome}`, {});

/** Into the ticket's history; a callback without a ticket has none. */
export function callbackEvent({ ticket }: Callback, { at, by, outcome }: CallbackTry, content: Content, note = ''): Change[] {
  if (ticket === null) return [];
  const text = [outcomeWords(content, 'pt', outcome), note].filter((each) => each !== '').join(': ');
  return [{ do: 'ticket.event', event: { ticket, at, type: 'callback', by, channel: 'voice', text } }];
}

/** "2 tentativas, a última: ocupado": what an executive must know before he rings. */
export function triesWords(callback: Callback, content: Content, language: Language): string {
  const last = ledgerOf(callback).tries.filter((each) => each.outcome !== 'calling').at(-1);
  if (last === undefined) return renderNotice(content, language, 'callback.no_tries', {});
  return renderNotice(content, language, 'callback.tries', { tries: attemptsOf(callback).length, outcome: outcomeWords(content, language, last.outcome), lastAt: last.at });
}
