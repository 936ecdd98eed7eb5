/** The frozen Content: everything a campaign brings (flows' catalogue, texts, staff, calendars ...), loaded and checked by content/load.ts. Shapes only. */
import type { Catalogue, TypeEntry } from '../../flows/types.js';
import type { KnownProblem, Standing } from '../helpdesk/standing.js';
import type { Artefact } from '../conversation/classifier/artefact.js';
import type { Category, IncidentType, Level, Priority, Impact } from '../helpdesk/ticket.js';

/** A fault in a catalogue, with the place to look. */
export interface Fault {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

export interface StaffMember {
  readonly name: string;
  readonly phone: string;
  readonly role: 'manager' | 'executive' | 'egov_onsite' | 'l3' | 'nodal' | 'monitor';
  /** `*`, `Tete` or `Tete/Moatize`. */
  readonly areas: readonly string[];
  readonly languages: readonly ('pt' | 'en')[];
  /** A calendar's name. */
  readonly shift: string;
}

export interface RosterEntry {
  readonly phone: string;
  readonly name: string;
  readonly role: string;
  readonly province: string;
  readonly district: string;
  readonly monitorPhone: string | null;
  readonly group: string | null;
}

export interface NmcpContact {
  readonly name: string;
  readonly phone: string;
  readonly topics: readonly string[];
  readonly areas: readonly string[];
  readonly calendar: string;
  readonly order: number;
}

/** Minutes of the local day; `to` may be past 1440 (crosses midnight). */
export interface DayWindow {
  readonly from: number;
  readonly to: number;
}

export interface Calendar {
  readonly name: string;
  readonly timezone: string;
  /** Monday = 1 ... Sunday = 7. */
  readonly weekly: Readonly<Record<number, readonly DayWindow[]>>;
  /** ISO date -> windows of that day (empty = closed). */
  readonly exceptions: Readonly<Record<string, readonly DayWindow[]>>;
}

export interface Campaign {
  readonly name: string;
  /** province -> districts */
  readonly areas: Readonly<Record<string, readonly string[]>>;
  /** ISO dates, local to the campaign's time zone; whole days. */
  readonly trainingStart: string;
  readonly start: string;
  readonly end: string;
  readonly graceDays: number;
  readonly helpline: string | null;
  readonly whatsapp: string | null;
  /** domain.md D.2: the SOP's open questions as configuration. */
  readonly options: {
    readonly redirect: 'redirect' | 'redirect+count' | 'redirect+ticket';
    /** A caller who hangs up at once: `call`, `write` or `none`. */
    readonly missedCall: 'call' | 'write' | 'none';
    /** Shorter than this many seconds is a missed call. */
    readonly missedCallSeconds: number;
    readonly remindAfterMinutes: number;
    readonly expireAfterMinutes: number;
    readonly speech: boolean;
    readonly ratePerMinute: number;
  };
}

/** An incident type as triage sees it. */
export interface IncidentTypeEntry extends TypeEntry {
  readonly id: IncidentType;
  readonly category: Category;
  readonly level: Level;
  /** Urgency of the type: how soon work stops without a fix. */
  readonly urgency: 'low' | 'medium' | 'high';
  readonly notifyNmcp: boolean;
  /** Minutes of opening time until the first answer, by priority. */
  readonly firstAnswer: Readonly<Record<Priority, number>>;
}

export interface FaqEntry {
  readonly id: string;
  readonly type: IncidentType;
  readonly title: Readonly<Record<'pt' | 'en', string>>;
  readonly text: Readonly<Record<'pt' | 'en', string>>;
  readonly voice: Readonly<Record<'pt' | 'en', string>>;
  /** Where the person says one of these, this fix is the first one offered. */
  readonly words: readonly string[];
  readonly link: string | null;
}

export interface TemplateEntry {
  readonly key: string;
  /** Content SID per language, where approved and configured. */
  readonly sid: Readonly<Partial<Record<'pt' | 'en', string>>>;
  /** The text as approved, for the log and for SMS; {{1}} ... */
  readonly text: Readonly<Record<'pt' | 'en', string>>;
  readonly vars: number;
}

export type Rung = 'monitor' | 'executives' | 'next' | 'egov_onsite' | 'managers' | 'l3' | 'nodal' | 'up';
export type ByPriority<T> = Readonly<Record<Priority, T>>;

/** data/desk.yaml: how the desk works. Minutes are opening minutes of the level's calendar unless said otherwise. */
export interface DeskRules {
  readonly deadlines: Readonly<Record<Level, { readonly progress: ByPriority<number>; readonly solution: ByPriority<number> }>>;
  /** A deadline is warned of when this share of it is left. */
  readonly warnPercent: number;
  /** Between alerts while nobody takes the ticket, growing; the last one repeats. */
  readonly repeat: ByPriority<readonly number[]>;
  /** Alerts on one rung before the next. */
  readonly rounds: number;
  /** Times that the reporter is promised an answer by, the first one included; then "as soon as possible", once. */
  readonly promises: number;
  readonly ladder: Readonly<Record<Level, readonly Rung[]>>;
  /** Where `up` leads, for technical types and for the others. */
  readonly up: Readonly<Partial<Record<Level, Level>>>;
  readonly upProcess: Readonly<Partial<Record<Level, Level>>>;
  /** How long the local monitor has it first; a type that is not here goes to L2 at once. */
  readonly monitorMinutes: Readonly<Partial<Record<IncidentType, number>>>;
  /** More than `most` alerts to one person in `minutes` (of the clock) become a list. */
  readonly digest: { readonly most: number; readonly minutes: number };
  readonly callback: { readonly automatic: boolean; readonly tries: number; readonly every: readonly number[]; readonly calendar: string };
  /** Clock minutes; `timesUsual`: at least this many times what is usual. */
  readonly incident: { readonly reports: number; readonly minutes: number; readonly timesUsual: number };
  /** Local times "HH:MM". */
  readonly reports: { readonly triage: readonly string[]; readonly daily: string };
  readonly nodal: 'external' | 'member' | 'assignee';
  /** The local monitors' WhatsApp groups (SOP L45-47): the signs a monitor puts on a message; whether news of a ticket go back to the group; what an L1 solution leaves. */
  readonly groups: { readonly escalate: string; readonly solved: string; readonly news: boolean; readonly solutions: 'count' | 'ticket' };
}

export interface TrainingSentence {
  readonly text: string;
  readonly type: IncidentType;
}

export interface Content {
  /** Hash of all files: shown in /readyz and logged. */
  readonly revision: string;
  readonly catalogue: Catalogue;
  readonly types: Readonly<Record<IncidentType, IncidentTypeEntry>>;
  readonly faq: Readonly<Record<string, FaqEntry>>;
  readonly staff: readonly StaffMember[];
  readonly roster: ReadonlyMap<string, RosterEntry>;
  readonly nmcp: readonly NmcpContact[];
  readonly calendars: Readonly<Record<string, Calendar>>;
  readonly campaign: Campaign;
  /** menu key -> content sid per language (quick replies and list pickers made at deploy). */
  readonly menus: Readonly<Record<string, Partial<Record<'pt' | 'en', string>>>>;
  readonly templates: Readonly<Record<string, TemplateEntry>>;
  /** language -> flattened key -> text (i18next syntax). */
  readonly texts: Readonly<Record<'pt' | 'en', Readonly<Record<string, string>>>>;
  readonly training: readonly TrainingSentence[];
  /** data/classifier.json: what was learnt from them; null (or missing, in tests) = learnt at the first message. */
  readonly classifier?: Artefact | null;
  /** Keys of data/audio/<key>.mp3 that exist. */
  readonly audio: ReadonlySet<string>;
  /** Calendar of the helpdesk (L2), of L3. */
  readonly deskCalendar: string;
  readonly l3Calendar: string;
  readonly timezone: string;
  readonly priority: Readonly<Record<Impact, Readonly<Record<'low' | 'medium' | 'high', Priority>>>>;
  readonly rules: DeskRules;
  /** Declared and proposed known problems, as the store has them now (gateway/standing.ts). */
  readonly problems: readonly KnownProblem[];
  /** Who said "turno entrar" or "turno sair", by phone. */
  readonly duty: Readonly<Record<string, { readonly on: boolean; readonly until: number }>>;
  /** The rows behind all this as the store has them: also paused people and entries that are off. Missing = nothing was changed. */
  readonly standing?: Standing;
}
