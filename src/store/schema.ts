/** The tables as drizzle sees them: rows come out as the plain records of gateway/records.ts. Used by the sqlite*.ts files; migrations.ts makes the tables. */
import { sql } from 'drizzle-orm';
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Inbound, InboundChannel, MediaKind, TimerName, Via } from '../gateway/inbound.js';
import type { Call, CallTurn, Callback, CallbackLedger, Contact, DeskState, Language, MediaFile, OutBody, OutMessage, OutStatus, TemplateUse, Timer } from '../gateway/records.js';
import type { FaqRow, KnownProblem, StaffRow } from '../helpdesk/standing.js';
import type { Category, Impact, IncidentType, Level, Priority, Status, Ticket, TicketChannel, TicketEventType, WaitingFor } from '../helpdesk/ticket.js';

/** Every accepted Inbound, without its words: idempotency, and where catch-up begins. */
export const ledger = sqliteTable('ledger', {
  channel: text().$type<InboundChannel>().notNull(),
  id: text().notNull(),
  via: text().$type<Via>().notNull(),
  at: integer().notNull(),
  turnId: text('turn_id').notNull(),
  kind: text().notNull(),
}, (table) => [primaryKey({ columns: [table.channel, table.id] })]);

export const failed = sqliteTable('failed', {
  id: integer().primaryKey({ autoIncrement: true }),
  channel: text().$type<InboundChannel>().notNull(),
  inboundId: text('inbound_id').notNull(),
  inbound: text({ mode: 'json' }).$type<Inbound>().notNull(),
  fault: text().notNull(),
  failedAt: integer('failed_at').notNull(),
  replayedAt: integer('replayed_at'),
});

export const contacts = sqliteTable('contacts', {
  id: text().primaryKey(),
  phone: text(),
  name: text(),
  role: text(),
  province: text(),
  district: text(),
  language: text().$type<Language>(),
  source: text().$type<Contact['source']>().notNull(),
  createdAt: integer('created_at').notNull(),
  version: integer().notNull(),
});

export const addresses = sqliteTable('addresses', {
  address: text().primaryKey(),
  contactId: text('contact_id').notNull(),
  via: text().$type<Via>().notNull(),
  lastInboundAt: integer('last_inbound_at'),
  optedOutAt: integer('opted_out_at'),
  quietUntil: integer('quiet_until'),
});

export const conversations = sqliteTable('conversations', {
  id: text().primaryKey(),
  contactId: text('contact_id').notNull(),
  flow: text().notNull(),
  flowVersion: integer('flow_version').notNull(),
  state: text({ mode: 'json' }).$type<unknown>().notNull(),
  startedAt: integer('started_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  version: integer().notNull(),
});

export const outbox = sqliteTable('outbox', {
  seq: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  to: text('to_address').notNull(),
  contactId: text('contact_id'),
  channel: text().$type<OutMessage['channel']>().notNull(),
  via: text().$type<Via>().notNull(),
  body: text({ mode: 'json' }).$type<OutBody>().notNull(),
  template: text({ mode: 'json' }).$type<TemplateUse>(),
  fallback: text(),
  ticket: text(),
  purpose: text().$type<OutMessage['purpose']>().notNull(),
  status: text().$type<OutStatus>().notNull(),
  attempts: integer().notNull(),
  nextAt: integer('next_at').notNull(),
  vendorId: text('vendor_id'),
  errorCode: text('error_code'),
  createdAt: integer('created_at').notNull(),
  settledAt: integer('settled_at'),
  /** Who holds the row: given out by claim, checked by settle. */
  token: text(),
  /** When the row may be claimed: `nextAt`, or the end of the lease while it is `sending`. */
  dueAt: integer('due_at').notNull(),
  /** 1 on the oldest unfinished row of an address, the only one that claim looks at. */
  head: integer().notNull(),
  /** Not finished: pending, sending or uncertain. */
  open: integer().generatedAlwaysAs(sql`status IN ('pending', 'sending', 'uncertain')`, { mode: 'virtual' }),
});

export const tickets = sqliteTable('tickets', {
  number: text().primaryKey(),
  status: text().$type<Status>().notNull(),
  waitingFor: text('waiting_for').$type<WaitingFor>(),
  level: text().$type<Level>().notNull(),
  category: text().$type<Category>().notNull(),
  type: text().$type<IncidentType>().notNull(),
  route: text().$type<Ticket['route']>().notNull(),
  priority: text().$type<Priority>().notNull(),
  impact: text().$type<Impact>().notNull(),
  channel: text().$type<TicketChannel>().notNull(),
  contactId: text('contact_id').notNull(),
  reporter: text({ mode: 'json' }).$type<Ticket['reporter']>().notNull(),
  area: text({ mode: 'json' }).$type<Ticket['area']>().notNull(),
  description: text().notNull(),
  answers: text({ mode: 'json' }).$type<Ticket['answers']>().notNull(),
  confidential: integer({ mode: 'boolean' }).notNull(),
  confidence: real(),
  evidence: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  assignee: text(),
  incident: text(),
  openedAt: integer('opened_at').notNull(),
  dueAt: integer('due_at'),
  resolvedAt: integer('resolved_at'),
  closedAt: integer('closed_at'),
  solution: text(),
  informed: text({ mode: 'json' }).$type<Ticket['informed']>().notNull(),
  version: integer().notNull(),
  /** Nothing will happen to it any more. */
  finished: integer().generatedAlwaysAs(sql`status IN ('closed', 'redirected', 'rejected', 'abandoned')`, { mode: 'virtual' }),
  /** Somebody at the desk still has to do something. */
  live: integer().generatedAlwaysAs(sql`status IN ('open', 'assigned', 'waiting', 'deferred')`, { mode: 'virtual' }),
  desk: text({ mode: 'json' }).$type<Ticket['desk']>().notNull(),
});

export const ticketEvents = sqliteTable('ticket_events', {
  seq: integer().primaryKey(),
  ticket: text().notNull(),
  at: integer().notNull(),
  type: text().$type<TicketEventType>().notNull(),
  by: text('by_whom').notNull(),
  channel: text().$type<TicketChannel>().notNull(),
  text: text(),
});

export const calls = sqliteTable('calls', {
  id: text().primaryKey(),
  contactId: text('contact_id').notNull(),
  from: text('from_address').notNull(),
  to: text('to_number'),
  direction: text().$type<Call['direction']>().notNull(),
  startedAt: integer('started_at').notNull(),
  endedAt: integer('ended_at'),
  lastStep: text('last_step').notNull(),
  turn: integer().notNull(),
  outcome: text().$type<Call['outcome']>().notNull(),
  ticket: text(),
  recording: text(),
  version: integer().notNull(),
});

export const callTurns = sqliteTable('call_turns', {
  callId: text('call_id').notNull(),
  turn: integer().notNull(),
  prompts: text({ mode: 'json' }).$type<CallTurn['prompts']>().notNull(),
  expects: text({ mode: 'json' }).$type<CallTurn['expects']>().notNull(),
  at: integer().notNull(),
}, (table) => [primaryKey({ columns: [table.callId, table.turn] })]);

export const callbacks = sqliteTable('callbacks', {
  id: text().primaryKey(),
  contactId: text('contact_id').notNull(),
  phone: text(),
  reason: text().$type<Callback['reason']>().notNull(),
  ticket: text(),
  callId: text('call_id'),
  owedAt: integer('owed_at').notNull(),
  doneAt: integer('done_at'),
  ledger: text({ mode: 'json' }).$type<CallbackLedger>(),
});

export const timers = sqliteTable('timers', {
  name: text().$type<TimerName>().notNull(),
  key: text().notNull(),
  dueAt: integer('due_at').notNull(),
  data: text({ mode: 'json' }).$type<Timer['data']>().notNull(),
}, (table) => [primaryKey({ columns: [table.name, table.key] })]);

export const media = sqliteTable('media', {
  id: text().primaryKey(),
  kind: text().$type<MediaKind>().notNull(),
  url: text().notNull(),
  via: text().$type<Via>().notNull(),
  mime: text().notNull(),
  fileName: text('file_name'),
  status: text().$type<MediaFile['status']>().notNull(),
  file: text(),
  bytes: integer(),
  attempts: integer().notNull(),
  nextAt: integer('next_at').notNull(),
  fault: text(),
  ticket: text(),
  contactId: text('contact_id'),
  at: integer().notNull(),
});

/** Counters by the hour (UTC), so that any whole-hour time zone can sum its own days. */
export const counters = sqliteTable('counters', {
  hour: integer().notNull(),
  name: text().notNull(),
  label: text().notNull(),
  value: integer().notNull(),
}, (table) => [primaryKey({ columns: [table.hour, table.name, table.label] })]);

/** What an executive said a ticket really was: from these the classifier learns (`helpdesk learn`). */
export const lessons = sqliteTable('lessons', {
  seq: integer().primaryKey(),
  ticket: text().notNull(),
  words: text().notNull(),
  guessed: text().$type<IncidentType>().notNull(),
  confidence: real(),
  type: text().$type<IncidentType>().notNull(),
  by: text('by_whom').notNull(),
  at: integer().notNull(),
});

/** What the manager changed from chat; each stands before the file of the same name. */
export const staff = sqliteTable('staff', {
  phone: text().primaryKey(),
  name: text().notNull(),
  role: text().$type<StaffRow['role']>().notNull(),
  areas: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  languages: text({ mode: 'json' }).$type<readonly Language[]>().notNull(),
  shift: text().notNull(),
  state: text().$type<StaffRow['state']>().notNull(),
  by: text('by_whom').notNull(),
  at: integer().notNull(),
  what: text().notNull(),
});

/** Every change of `staff`, for good: who may do what since when, and by whose word. */
export const staffLog = sqliteTable('staff_log', {
  seq: integer().primaryKey(),
  phone: text().notNull(),
  name: text().notNull(),
  state: text().$type<StaffRow['state']>().notNull(),
  what: text().notNull(),
  by: text('by_whom').notNull(),
  at: integer().notNull(),
});

export const duty = sqliteTable('duty', {
  phone: text().primaryKey(),
  on: integer('on_duty', { mode: 'boolean' }).notNull(),
  until: integer('until_at').notNull(),
  at: integer().notNull(),
});

export const faq = sqliteTable('faq', {
  id: text().primaryKey(),
  type: text().$type<IncidentType>().notNull(),
  title: text({ mode: 'json' }).$type<FaqRow['title']>().notNull(),
  text: text({ mode: 'json' }).$type<FaqRow['text']>().notNull(),
  link: text(),
  state: text().$type<FaqRow['state']>().notNull(),
  by: text('by_whom').notNull(),
  at: integer().notNull(),
});

/** Known problems (major incidents). */
export const problems = sqliteTable('problems', {
  number: text().primaryKey(),
  type: text().$type<IncidentType>().notNull(),
  areas: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  appVersion: text('app_version'),
  text: text(),
  expectedAt: integer('expected_at'),
  status: text().$type<KnownProblem['status']>().notNull(),
  evidence: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  by: text('by_whom'),
  at: integer().notNull(),
  declaredAt: integer('declared_at'),
  solvedAt: integer('solved_at'),
  solution: text(),
});

/** What a member of staff has open with the desk. */
export const deskStates = sqliteTable('desk_states', {
  phone: text().primaryKey(),
  pending: text({ mode: 'json' }).$type<DeskState['pending']>(),
  last: text('last_move', { mode: 'json' }).$type<DeskState['last']>(),
});

export const sequences = sqliteTable('sequences', {
  name: text().primaryKey(),
  next: integer().notNull(),
});
