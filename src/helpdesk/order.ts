/** What a member of staff may order from his chat: the closed union that commands.ts reads out of words and gateway/desk carries out (contract "What executives type"). */
import type { Level, Priority, WaitingFor } from './ticket.js';

/** One member per word, so that a `switch` knows which. */
type Numbered<Name> = Name extends string ? { readonly do: Name; readonly number: string } : never;
type Worded<Name> = Name extends string ? { readonly do: Name; readonly number: string; readonly text: string } : never;
type Said<Name> = Name extends string ? { readonly do: Name; readonly text: string } : never;

export type Order =
  | { readonly do: 'help' } | { readonly do: 'mine' } | { readonly do: 'undo' } | { readonly do: 'confirm' } | { readonly do: 'decline' }
  /** `words`: a place, type, level or name to choose by ("lista Moatize", "lista L3", "lista sync"). */
  | { readonly do: 'list'; readonly words: string }
  | Numbered<'show' | 'take' | 'close' | 'reopen' | 'why' | 'call' | 'end_talk' | 'unlink'>
  | Worded<'comment' | 'solve' | 'retype' | 'reject' | 'defer' | 'change_request' | 'say' | 'assign'>
  /** `level` null: one up (a monitor's "passar 40713"). */
  | { readonly do: 'forward'; readonly number: string; readonly level: Level | null; readonly text: string }
  | { readonly do: 'prioritise'; readonly number: string; readonly priority: Priority }
  | { readonly do: 'wait'; readonly number: string; readonly for: WaitingFor; readonly text: string }
  | { readonly do: 'link'; readonly number: string; readonly problem: string }
  /** `ligou 40713 falei|não atende|...`: `text` as typed. Of `call` and `called` the number may be a telephone's (as typed), where a call is owed without a ticket. */
  | { readonly do: 'called'; readonly number: string; readonly text: string }
  | { readonly do: 'file'; readonly phone: string; readonly text: string }
  | { readonly do: 'duty'; readonly on: boolean }
  | { readonly do: 'callbacks' }
  | { readonly do: 'report'; readonly words: string }
  | { readonly do: 'triage' }
  /** `incidente ...`, `pessoa ...`, `faq ...`: a small language each; `text` is what follows the word. */
  | Said<'incident' | 'people' | 'faq'>
  /** A command word with something missing or wrong. */
  | { readonly do: 'faulty'; readonly why: 'number_missing' | 'number_wrong' | 'text_missing' | 'type_missing' | 'what_missing'; readonly word: string };

export type OrderName = Order['do'];
