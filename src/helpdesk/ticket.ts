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
  readonly desk: TicketDesk;
  readonly version: number;
}

/** Where the ticket stands at the desk: alerts, deadlines, talk. One timer per ticket (`ticket.due`) is worked out from these fields alone (helpdesk/plan.ts). Times are ms UTC. */
export interface TicketDesk {
  /** The rung of the level's ladder (escalation.yaml) that was alerted last, from 0, and how often it was. */
  readonly rung: number;
  readonly round: number;
  /** When the next alert is due while nobody moves it; null = none. */
  readonly alertAt: number | null;
  /** To whom it is offered first (fair share); anybody on shift may take it. */
  readonly proposedTo: string | null;
  readonly takenAt: number | null;
  /** Last time somebody of the desk did something with it. */
  readonly movedAt: number | null;
  /** Deadlines in the opening hours of the level's calendar; null = met, or none. */
  readonly answerBy: number | null;
  readonly progressBy: number | null;
  readonly solveBy: number | null;
  /** `warned.answer`, `breached.answer`, `warned.progress` ...: each is told once. */
  readonly told: readonly string[];
  /** Waiting for the reporter: the deadlines stand still since then. */
  readonly pausedAt: number | null;
  /** A member of staff writes with the reporter through the ticket: the bot is silent. */
  readonly talk: { readonly phone: string; readonly name: string; readonly at: number } | null;
  /** SOP L85, L87: after the campaign (Group V), or a change request. */
  readonly deferredTo: 'group_v' | 'change_request' | null;
  /** The reporter's local monitor, who has it first at L1. */
  readonly monitorPhone: string | null;
  readonly reopened: number;
  /** The group it came from: news of it may go back there. */
  readonly group?: { readonly id: Address; readonly name: string; /** Vendor id of the message that became the ticket. */ readonly message: string } | null;
}

export const NO_DESK: TicketDesk = {
  rung: 0, round: 0, alertAt: null, proposedTo: null, takenAt: null, movedAt: null, answerBy: null, progressBy: null, solveBy: null, told: [],
  pausedAt: null, talk: null, deferredTo: null, monitorPhone: null, reopened: 0,
};

export type TicketEventType =
  | 'opened' | 'comment' | 'attachment' | 'assigned' | 'level' | 'type' | 'priority' | 'waiting' | 'deferred'
  | 'resolved' | 'closed' | 'reopened' | 'redirected' | 'rejected' | 'abandoned' | 'informed' | 'alerted'
  | 'warned' | 'breached' | 'talk' | 'callback' | 'linked' | 'unlinked' | 'undone' | 'edited' | 'deleted' | 'seen';

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
