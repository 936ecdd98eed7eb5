/** What people change at run time and every turn must know: the helpdesk's people, duty, FAQ, known problems. Shapes; kept by the store, put over the catalogues by gateway/standing.ts. */
import type { IncidentType } from './ticket.js';

type Language = 'pt' | 'en';

/** A person of the helpdesk as the manager changed him from chat: stands before staff.csv. */
export interface StaffRow {
  readonly phone: string;
  readonly name: string;
  readonly role: 'manager' | 'executive' | 'egov_onsite' | 'l3' | 'nodal' | 'monitor';
  readonly areas: readonly string[];
  readonly languages: readonly Language[];
  readonly shift: string;
  readonly state: 'active' | 'paused' | 'removed';
  /** Who changed it, and when. */
  readonly by: string;
  readonly at: number;
  /** What was changed, as `role: executive > manager`; kept for good in the store's log of people (domain.md row 42). */
  readonly what?: string;
}

/** One line of the log of people. */
export interface StaffChange {
  readonly phone: string;
  readonly name: string;
  readonly state: StaffRow['state'];
  readonly what: string;
  readonly by: string;
  readonly at: number;
}

/** `turno entrar` / `turno sair`: stands before the shift's calendar until `until` (ms UTC). */
export interface DutyRow {
  readonly phone: string;
  readonly on: boolean;
  readonly until: number;
  readonly at: number;
}

/** A FAQ entry as the manager changed it from chat: stands before faq.yaml. */
export interface FaqRow {
  readonly id: string;
  readonly type: IncidentType;
  readonly title: Readonly<Record<Language, string>>;
  readonly text: Readonly<Record<Language, string>>;
  readonly link: string | null;
  readonly state: 'active' | 'off';
  readonly by: string;
  readonly at: number;
}

/** A problem that many have (major incident): proposed from alike tickets, or declared by hand. */
export interface KnownProblem {
  /** A ticket number of its own: what people hear. */
  readonly number: string;
  readonly type: IncidentType;
  /** `*`, `Tete`, `Tete/Moatize`. */
  readonly areas: readonly string[];
  readonly appVersion: string | null;
  /** What people are told beside number and time; null = the standard words. */
  readonly text: string | null;
  readonly expectedAt: number | null;
  readonly status: 'proposed' | 'declared' | 'solved' | 'refused';
  readonly evidence: readonly string[];
  readonly by: string | null;
  readonly at: number;
  readonly declaredAt: number | null;
  readonly solvedAt: number | null;
  readonly solution: string | null;
}

/** What all turns must know and people change at run time: small, kept in memory by the store. */
export interface Standing {
  readonly staff: readonly StaffRow[];
  readonly duty: readonly DutyRow[];
  readonly faq: readonly FaqRow[];
  /** Proposed and declared ones; refused ones, so that they are not proposed again. */
  readonly problems: readonly KnownProblem[];
}
