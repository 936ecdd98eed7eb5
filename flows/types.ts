/**
 * The language of the flows: what may happen to a conversation (TurnEvent), what it may ask for (Effect), what it knows of the world (Facts)
 * and of the campaign's catalogue (Catalogue). Flows know only XState and this file; nothing here is text that a person reads, only keys.
 */

export type Vars = Readonly<Record<string, string | number>>;

/** One thing to choose. `label` is a text key; `literal` is used as it is (names of districts, ticket numbers). */
export interface Choice {
  readonly id: string;
  readonly label?: string;
  readonly literal?: string;
  readonly vars?: Vars;
}

/** What a question waits for. Free text is always allowed in chat: understand decides whether it answers the question or says something else. */
export type Expect =
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  /** The person's own words: typed, or recorded on the phone. `slot` names what is asked. */
  | { readonly kind: 'words'; readonly slot: string; readonly skippable: boolean }
  /** A short answer that can be keyed or typed: a count, a ticket number, a phone number. */
  | { readonly kind: 'digits'; readonly slot: string; readonly min: number; readonly max: number; readonly skippable: boolean }
  /** A place: matched against the campaign's districts; on the phone by key. */
  | { readonly kind: 'place'; readonly slot: 'district'; readonly skippable: boolean };

export interface Guess {
  readonly type: string;
  readonly category: string;
  readonly route: 'helpdesk' | 'nmcp';
  readonly confidence: number;
  readonly sure: boolean;
  readonly candidates: readonly { readonly type: string; readonly confidence: number }[];
  readonly evidence: readonly string[];
  /** Type of a second problem in the same message ("e também ..."), if that is clear. */
  readonly second?: string;
  /** What the message is written in; missing where nothing tells. */
  readonly language?: 'pt' | 'en';
}

/** What the world knows at this turn. Handed in with every event; never kept by the machine beyond the turn. */
export interface Facts {
  /** Ms UTC, for comparing only. */
  readonly now: number;
  readonly medium: 'chat' | 'call';
  /** The number the next ticket will get if this turn opens one. */
  readonly nextTicket: string;
  /** Is the helpdesk (L2) open, and if not when does it open (ms UTC; null = not any more). */
  readonly open: boolean;
  readonly opensAt: number | null;
  readonly phase: 'before' | 'training' | 'campaign' | 'grace' | 'after';
  /** Somebody on shift who could take a call now. */
  readonly deskReachable: boolean;
  /** When a first answer is promised if a ticket is opened now (ms UTC), by priority. */
  readonly promise: Readonly<Record<'low' | 'medium' | 'high' | 'critical', number | null>>;
  /** The number to call back: known, or null (hidden caller, WhatsApp user without a number). */
  readonly phone: string | null;
  readonly who: { readonly name: string | null; readonly role: string | null; readonly province: string | null; readonly district: string | null; readonly known: boolean };
  readonly language: 'pt' | 'en';
  /** Problems that many have and the desk knows of. `districts` null: everywhere; `appVersion` null: every version. `expectedAt` ms UTC, ahead, or null. */
  readonly known?: readonly Known[];
  /** The person's tickets that are not finished, newest first, then the last finished. */
  readonly tickets: readonly { readonly number: string; readonly type: string; readonly status: string; readonly channel: string; readonly dueAt: number | null; readonly solution: string | null; /** Was asked before how the help was. */ readonly rated?: boolean }[];
  /** A call of ours that tells of a solved ticket. */
  readonly ours?: { readonly number: string; readonly name: string | null; readonly solution: string | null };
}

export interface Known {
  readonly number: string;
  readonly type: string;
  readonly districts: readonly string[] | null;
  readonly appVersion: string | null;
  readonly expectedAt: number | null;
  /** The desk's own words about it. */
  readonly text: string | null;
}

/** What happened, in the conversation's own words. */
export type TurnEvent = { readonly facts: Facts } & (
  /** A conversation begins with nothing said yet (a call, "olá"). */
  | { readonly type: 'START' }
  /** The person chose one of the offered choices (by digit, title, payload, word, key). */
  | { readonly type: 'CHOICE'; readonly id: string }
  /** Words. `guess` is the classifier's opinion; `answers` whether they look like an answer to the question that is open. */
  | { readonly type: 'TEXT'; readonly text: string; readonly guess: Guess; readonly place: string | null; readonly ticket: string | null; readonly polite: 'greeting' | 'thanks' | 'anger' | null }
  /** Digits that are not one of the choices. */
  | { readonly type: 'DIGITS'; readonly digits: string }
  | { readonly type: 'MEDIA'; readonly count: number; readonly kind: string; readonly caption: string; readonly guess: Guess | null }
  | { readonly type: 'LOCATION'; readonly latitude: number; readonly longitude: number; readonly label: string | null }
  | { readonly type: 'RECORDED'; readonly seconds: number; readonly hungUp: boolean }
  /** Nothing that can be read. `unopened`: a message that did not open here; sent again it may. */
  | { readonly type: 'UNKNOWN'; readonly unopened?: boolean }
  /** The phone heard nothing / something that is no choice. Counted apart. */
  | { readonly type: 'SILENCE' }
  | { readonly type: 'NOMATCH' }
  | { readonly type: 'HANGUP' }
  | { readonly type: 'DIALLED'; readonly reached: boolean }
  /** Always available words. */
  | { readonly type: 'MENU' } | { readonly type: 'BACK' } | { readonly type: 'HELP' } | { readonly type: 'CANCEL' }
  | { readonly type: 'STATUS'; readonly ticket: string | null } | { readonly type: 'PERSON' }
  | { readonly type: 'LANGUAGE'; readonly language: 'pt' | 'en' | null } | { readonly type: 'REPEAT' } | { readonly type: 'SKIP' }
  /** A photo, a word or a quoted reply that belongs to an existing ticket. */
  | { readonly type: 'FOLLOWUP'; readonly ticket: string; readonly text: string }
  /** Timers: silence for long; silence for good. */
  | { readonly type: 'REMIND' } | { readonly type: 'EXPIRE' }
);

/** What a report has gathered when it becomes a ticket. */
export interface Draft {
  readonly type: string;
  readonly text: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly impact: 'one' | 'team' | 'district';
  readonly district: string | null;
  readonly confidence: number | null;
  readonly evidence: readonly string[];
  /** Filed with less than asked: abandoned in mid-conversation, hung up, wants a person. */
  readonly partial: boolean;
  readonly status: 'open' | 'redirected' | 'abandoned' | 'resolved';
  /** Number of the known problem it is counted with. */
  readonly incident?: string | null;
}

/** What the machine wants done. Returned, never executed inside the machine. Text keys live in locales/; the phone uses `key_voice` where it exists. */
export type Effect =
  | { readonly type: 'say'; readonly key: string; readonly vars?: Vars }
  /** The last thing of a turn: a question and what it waits for. A turn without `ask` or `end` keeps the question that was open. */
  | { readonly type: 'ask'; readonly key: string; readonly vars?: Vars; readonly expect: Expect }
  /** Ticket number read out digit by digit, twice on the phone. */
  | { readonly type: 'sayNumber'; readonly key: string; readonly number: string }
  | { readonly type: 'openTicket'; readonly draft: Draft }
  /** Further words or files for an existing ticket. */
  | { readonly type: 'addToTicket'; readonly number: string; readonly text: string | null }
  /** The reporter says how the fix went: closes or reopens. */
  | { readonly type: 'rateTicket'; readonly number: string; readonly solved: boolean }
  /** How the help was, from 1 to 3; null: he is being asked now, and not a second time. */
  | { readonly type: 'satisfaction'; readonly number: string; readonly level: number | null }
  /** Programmatic query: name the NMCP contact, send the card, tell the official; on the phone speak or dial the number. */
  | { readonly type: 'redirect'; readonly topic: string; readonly district: string | null; readonly text: string }
  /** Self-help measured: shown, and whether it solved it. */
  | { readonly type: 'faq'; readonly id: string; readonly outcome: 'shown' | 'solved' | 'unsolved' }
  /** What we learned about the person. */
  | { readonly type: 'remember'; readonly name?: string; readonly role?: string; readonly district?: string; readonly language?: 'pt' | 'en' }
  /** Ring the executives on shift (phone only). */
  | { readonly type: 'dialDesk' }
  | { readonly type: 'callback'; readonly reason: 'voicemail' | 'hangup' | 'person' | 'missed' }
  /** The written copy of a ticket number after a call. */
  | { readonly type: 'writeTicket'; readonly number: string }
  | { readonly type: 'resumeWaiting' }
  /** The conversation is over; the next message starts a new one. `outcome` goes into the call log. */
  | { readonly type: 'end'; readonly outcome: 'ticket' | 'redirected' | 'answered' | 'status' | 'voicemail' | 'abandoned' | 'done' };

/** A question of an incident type, from data/types.yaml. */
export interface TypeQuestion {
  readonly slot: string;
  /** Text key below `question.`; defaults to the slot. */
  readonly key: string;
  readonly kind: 'words' | 'digits' | 'choice';
  readonly choices: readonly string[];
  readonly required: boolean;
  /** Asked on the phone too (otherwise only in chat). */
  readonly phone: boolean;
}

export interface TypeEntry {
  readonly id: string;
  readonly category: string;
  readonly route: 'helpdesk' | 'nmcp';
  readonly confidential: boolean;
  /** Feedback: recorded and thanked, no questions, no deadline. */
  readonly thanksOnly: boolean;
  readonly askImpact: boolean;
  readonly questions: readonly TypeQuestion[];
  /** FAQ ids offered before a ticket, best first. */
  readonly faq: readonly string[];
}

/** The part of the Content that flows may look at. */
export interface Catalogue {
  /** Category menu in the order shown; at most five on the phone. */
  readonly categories: readonly { readonly id: string; readonly types: readonly string[] }[];
  readonly types: Readonly<Record<string, TypeEntry>>;
  readonly roles: readonly string[];
  readonly districts: readonly string[];
  readonly programmaticTopics: readonly string[];
  /** FAQ id -> words that point to that fix among the several of a type (data/faq.yaml). */
  readonly faqWords?: Readonly<Record<string, readonly string[]>>;
  readonly redirectMode: 'redirect' | 'redirect+count' | 'redirect+ticket';
}
