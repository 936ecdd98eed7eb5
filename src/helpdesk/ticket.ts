/** The ticket: the record of one incident from the first word to the last (SOP "Helpdesk Workflow"). Shapes only; number.ts makes its number. */
import type { Address } from '../gateway/inbound.js';

export type Category = 'technical' | 'process' | 'grievance' | 'feedback' | 'general' | 'programmatic';

export const INCIDENT_TYPES = [
  'login', 'sync', 'app_crash', 'form', 'device', 'user_account', 'master_data',
  'app_usage', 'grievance', 'feedback', 'general', 'programmatic',
] as const;
export type IncidentType = (typeof INCIDENT_TYPES)[number];

export type Level = 'L1' | 'L2' | 'L3' | 'NMCP';
export type Priority = 'low' | 'medium' | 'high' | 'critical';
/** How many people cannot work. */
export type Impact = 'one' | 'team' | 'district';
export type Status =
  | 'open' | 'assigned' | 'waiting' | 'deferred' | 'resolved' | 'closed' | 'redirected' | 'rejected' | 'abandoned';
export type WaitingFor = 'reporter' | 'backend' | 'apk_release' | 'device_push';
export type TicketChannel = 'whatsapp' | 'voice' | 'sms' | 'desk' | 'digit';

export interface Ticket {
  readonly number: string;
  readonly status: Status;
  readonly waitingFor: WaitingFor | null;
  readonly level: Level;
  readonly category: Category;
  readonly type: IncidentType;
  readonly route: 'helpdesk' | 'nmcp';
  readonly priority: Priority;
  readonly impact: Impact;
  readonly channel: TicketChannel;
  readonly contactId: string;
  /** `language`: what he is told about this ticket in. */
  readonly reporter: { readonly address: Address; readonly phone: string | null; readonly name: string | null; readonly role: string | null; readonly language: 'pt' | 'en' };
  readonly area: { readonly province: string | null; readonly district: string | null };
  /** The reporter's own words, in the order they came. */
  readonly description: string;
  /** Answers to the questions of the type: slot -> answer. Never a password. */
  readonly answers: Readonly<Record<string, string>>;
  /** Grievances: only the manager and the nodal officers see the words. */
  readonly confidential: boolean;
  /** How sure the classifier was (0..1) and the words that decided. */
  readonly confidence: number | null;
  readonly evidence: readonly string[];
  readonly assignee: string | null;
  readonly incident: string | null;
  readonly openedAt: number;
  /** When the reporter was told somebody would answer (first answer due). */
  readonly dueAt: number | null;
  readonly resolvedAt: number | null;
  readonly closedAt: number | null;
  readonly solution: string | null;
  readonly informed: { readonly reporter: number | null; readonly monitor: number | null };
  readonly version: number;
}

export type TicketEventType =
  | 'opened' | 'comment' | 'attachment' | 'assigned' | 'level' | 'type' | 'priority' | 'waiting' | 'deferred'
  | 'resolved' | 'closed' | 'reopened' | 'redirected' | 'rejected' | 'abandoned' | 'informed' | 'alerted';

/** Every move is an event with time, actor and channel (SOP L9 as a record). */
export interface TicketEvent {
  readonly ticket: string;
  readonly at: number;
  readonly type: TicketEventType;
  /** `reporter`, `gateway`, or the staff member's name. */
  readonly by: string;
  readonly channel: TicketChannel;
  readonly text: string | null;
}
