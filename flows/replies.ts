/** Answers that many states give: the open question again, an apology, a file received, words taken up. Used by every part of the intake. */
import { takeUp, vague } from './guess.js';
import { act, say, when } from './kit.js';
import type { Done } from './kit.js';
import { asked } from './memory.js';
import type { Event, Memory } from './memory.js';
import type { Catalogue, Effect, Facts } from './types.js';
import { holdsSecret } from './words.js';

/** The open question once more. */
export const openAgain = (memory: Memory): Effect[] => (memory.open === null ? [say('anytime.wait')] : [{ type: 'ask', ...memory.open }]);

export const again = (...keys: string[]) => act((memory) => ({ effects: [...keys.map((key) => say(key)), ...openAgain(memory)] }));

const STRIKES = 3;

/** Nothing heard and not understood are counted apart; the third of either leads to a recording, never round again. `on`: where it counts at all. */
export function strikes(kind: 'silences' | 'nomatches', on: (event: Event) => boolean = () => true) {
  const shorter = kind === 'silences' ? 'call.silence' : 'call.nomatch';
  return [
    {
      guard: when(`third of ${kind}`, (memory, event) => on(event) && memory[kind] + 1 >= STRIKES), target: '.voicemail',
      actions: act(() => ({ set: { [kind]: STRIKES }, effects: [say('call.strikes')] })),
    },
    {
      guard: when(kind, (_memory, event) => on(event)),
      actions: act((memory): Done => ({
        set: { silences: memory.silences, nomatches: memory.nomatches, [kind]: memory[kind] + 1 },
        effects: [say(memory[kind] === 0 ? shorter : `${shorter}_again`), ...openAgain(memory)],
      })),
    },
  ];
}

/** Words said along with an apology where the person is angry, and a warning where a password was in them. */
export function manners(event: { readonly polite?: string | null; readonly text: string }): Effect[] {
  return [...(event.polite === 'anger' ? [say('anytime.sorry')] : []), ...(holdsSecret(event.text) ? [say('report.no_password')] : [])];
}

export const onlyThanks = when<'TEXT'>('thanks', (_memory, event) => event.polite === 'thanks' && !event.guess.sure);
export const onlyGreeting = when<'TEXT'>('greeting', (_memory, event) => event.polite === 'greeting' && !event.guess.sure);
/** Words that may answer the open question. */
export const substance = (event: Event<'TEXT'>): boolean => event.polite === null || event.polite === 'anger' || event.guess.sure;

export const unsettled = (memory: Memory): boolean => memory.purpose === null || memory.type === null || !memory.confirmed;

/** The words are taken up; where nothing can be made of them yet the next question asks. */
export function heard(memory: Memory, event: Event<'TEXT'>, catalogue: Catalogue): Done {
  if (memory.text === '' && (vague(event.text, event.guess) || event.polite === 'anger' && !event.guess.sure) && !asked(memory, 'describe')) {
    return { set: { purpose: 'report' }, effects: manners(event) };
  }
  return { set: takeUp(memory, event.text, event.guess, catalogue), effects: manners(event) };
}


const KINDS: ReadonlySet<string> = new Set(['image', 'audio', 'video', 'document', 'contact']);
export const gotIt = (kind: string): Effect => say(`anytime.got_${KINDS.has(kind) ? kind : 'other'}`);

/** A sticker is asked for in words; what only did not open here, once more. */
export const unreadable = ({ unopened }: Event<'UNKNOWN'>): Effect => say(unopened === true ? 'anytime.unopened' : 'anytime.unknown');


const otherLanguage = (facts: Facts): 'pt' | 'en' => (facts.language === 'pt' ? 'en' : 'pt');

/** Remembered, and said in the new language. */
export const languageSaid = (event: Event): Effect[] => [
  { type: 'remember', language: (event.type === 'LANGUAGE' ? event.language : null) ?? otherLanguage(event.facts) }, say('anytime.language'),
];

