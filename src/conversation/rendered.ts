/** What render makes of a turn: texts for the chat, prompts and an expectation for the phone. Shapes only. */

export interface OutChoice {
  readonly id: string;
  readonly title: string;
}

/** One thing the caller hears: text in a language; `audio` is the key of a recorded file that replaces the voice where it exists. */
export interface Prompt {
  readonly text: string;
  readonly language: 'pt' | 'en';
  readonly audio?: string;
}

/** What the phone waits for after the prompts. */
export type CallExpect =
  | { readonly kind: 'keys'; readonly keys: readonly { readonly key: string; readonly id: string }[]; readonly digits: number | 'many'; readonly speech: boolean; readonly seconds: number }
  | { readonly kind: 'record'; readonly seconds: number }
  | { readonly kind: 'dial'; readonly numbers: readonly string[]; readonly seconds: number; readonly whisper: boolean }
  | { readonly kind: 'reject' }
  | { readonly kind: 'end' };
