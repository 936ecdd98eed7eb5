/** The migrations in order: entry N brings a database from user_version N to N + 1. Never change one that was released; add the next. Run by migrate.ts. */

/** "HDGW": tells our databases from anybody else's. */
export const APPLICATION_ID = 0x48444757;

const first = `
CREATE TABLE ledger (
  channel TEXT NOT NULL, id TEXT NOT NULL, via TEXT NOT NULL, at INTEGER NOT NULL, turn_id TEXT NOT NULL, kind TEXT NOT NULL,
  PRIMARY KEY (channel, id)
) WITHOUT ROWID;
CREATE INDEX ledger_newest ON ledger (via, channel, at);

CREATE TABLE failed (
  id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, inbound_id TEXT NOT NULL, inbound TEXT NOT NULL, fault TEXT NOT NULL,
  failed_at INTEGER NOT NULL, replayed_at INTEGER
);
CREATE INDEX failed_inbound ON failed (channel, inbound_id);
CREATE INDEX failed_waiting ON failed (id) WHERE replayed_at IS NULL;

CREATE TABLE contacts (
  id TEXT PRIMARY KEY NOT NULL, phone TEXT UNIQUE, name TEXT, role TEXT, province TEXT, district TEXT, language TEXT,
  source TEXT NOT NULL, created_at INTEGER NOT NULL, version INTEGER NOT NULL
);

CREATE TABLE addresses (
  address TEXT PRIMARY KEY NOT NULL, contact_id TEXT NOT NULL REFERENCES contacts (id), via TEXT NOT NULL,
  last_inbound_at INTEGER, opted_out_at INTEGER
);
CREATE INDEX addresses_contact ON addresses (contact_id, address);

CREATE TABLE conversations (
  id TEXT PRIMARY KEY NOT NULL, contact_id TEXT NOT NULL REFERENCES contacts (id), flow TEXT NOT NULL, flow_version INTEGER NOT NULL,
  state TEXT NOT NULL, started_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE INDEX conversations_contact ON conversations (contact_id);

CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, to_address TEXT NOT NULL, contact_id TEXT, channel TEXT NOT NULL, via TEXT NOT NULL,
  body TEXT NOT NULL, template TEXT, fallback TEXT, ticket TEXT, purpose TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL, vendor_id TEXT, error_code TEXT, created_at INTEGER NOT NULL, settled_at INTEGER,
  token TEXT, due_at INTEGER NOT NULL, head INTEGER NOT NULL,
  open INTEGER GENERATED ALWAYS AS (status IN ('pending', 'sending', 'uncertain')) VIRTUAL
);
CREATE INDEX outbox_to ON outbox (to_address, seq);
CREATE INDEX outbox_open ON outbox (to_address, seq) WHERE open = 1;
CREATE INDEX outbox_due ON outbox (due_at, seq) WHERE head = 1;
CREATE UNIQUE INDEX outbox_head ON outbox (to_address) WHERE head = 1;
CREATE INDEX outbox_flying ON outbox (to_address) WHERE status = 'sending';
CREATE INDEX outbox_accepted ON outbox (to_address, settled_at) WHERE status = 'accepted';
CREATE INDEX outbox_vendor ON outbox (vendor_id) WHERE vendor_id IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (seq) WHERE status = 'dead';

CREATE TABLE tickets (
  number TEXT PRIMARY KEY NOT NULL, status TEXT NOT NULL, waiting_for TEXT, level TEXT NOT NULL, category TEXT NOT NULL, type TEXT NOT NULL,
  route TEXT NOT NULL, priority TEXT NOT NULL, impact TEXT NOT NULL, channel TEXT NOT NULL, contact_id TEXT NOT NULL REFERENCES contacts (id),
  reporter TEXT NOT NULL, area TEXT NOT NULL, description TEXT NOT NULL, answers TEXT NOT NULL, confidential INTEGER NOT NULL, confidence REAL,
  evidence TEXT NOT NULL, assignee TEXT, incident TEXT, opened_at INTEGER NOT NULL, due_at INTEGER, resolved_at INTEGER, closed_at INTEGER,
  solution TEXT, informed TEXT NOT NULL, version INTEGER NOT NULL,
  finished INTEGER GENERATED ALWAYS AS (status IN ('closed', 'redirected', 'rejected', 'abandoned')) VIRTUAL,
  live INTEGER GENERATED ALWAYS AS (status IN ('open', 'assigned', 'waiting', 'deferred')) VIRTUAL
);
CREATE INDEX tickets_contact ON tickets (contact_id, finished, opened_at);
CREATE INDEX tickets_live ON tickets (live, opened_at);
CREATE INDEX tickets_opened ON tickets (opened_at);
CREATE INDEX tickets_status ON tickets (status, opened_at);
CREATE INDEX tickets_level ON tickets (level, opened_at);

CREATE TABLE ticket_events (
  seq INTEGER PRIMARY KEY, ticket TEXT NOT NULL REFERENCES tickets (number), at INTEGER NOT NULL, type TEXT NOT NULL, by_whom TEXT NOT NULL,
  channel TEXT NOT NULL, text TEXT
);
CREATE INDEX ticket_events_ticket ON ticket_events (ticket, seq);

CREATE TABLE calls (
  id TEXT PRIMARY KEY NOT NULL, contact_id TEXT NOT NULL REFERENCES contacts (id), from_address TEXT NOT NULL, to_number TEXT, direction TEXT NOT NULL,
  started_at INTEGER NOT NULL, ended_at INTEGER, last_step TEXT NOT NULL, turn INTEGER NOT NULL, outcome TEXT NOT NULL, ticket TEXT, recording TEXT,
  version INTEGER NOT NULL
);
CREATE INDEX calls_started ON calls (started_at);
CREATE INDEX calls_contact ON calls (contact_id);

CREATE TABLE call_turns (
  call_id TEXT NOT NULL REFERENCES calls (id), turn INTEGER NOT NULL, prompts TEXT NOT NULL, expects TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (call_id, turn)
) WITHOUT ROWID;

CREATE TABLE callbacks (
  id TEXT PRIMARY KEY NOT NULL, contact_id TEXT NOT NULL, phone TEXT, reason TEXT NOT NULL, ticket TEXT, call_id TEXT, owed_at INTEGER NOT NULL, done_at INTEGER
);
CREATE INDEX callbacks_owed ON callbacks (owed_at) WHERE done_at IS NULL;
CREATE INDEX callbacks_all ON callbacks (owed_at);

CREATE TABLE timers (name TEXT NOT NULL, key TEXT NOT NULL, due_at INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (name, key)) WITHOUT ROWID;
CREATE INDEX timers_due ON timers (due_at);

CREATE TABLE media (
  id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL, via TEXT NOT NULL, mime TEXT NOT NULL, file_name TEXT, status TEXT NOT NULL,
  file TEXT, bytes INTEGER, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, fault TEXT, ticket TEXT, contact_id TEXT, at INTEGER NOT NULL
);
CREATE INDEX media_due ON media (next_at) WHERE status = 'pending';
CREATE INDEX media_ticket ON media (ticket, at) WHERE ticket IS NOT NULL;
CREATE INDEX media_loose ON media (contact_id, at) WHERE ticket IS NULL;

CREATE TABLE counters (hour INTEGER NOT NULL, name TEXT NOT NULL, label TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (hour, name, label)) WITHOUT ROWID;

CREATE TABLE sequences (name TEXT PRIMARY KEY NOT NULL, next INTEGER NOT NULL);
INSERT INTO sequences (name, next) VALUES ('ticket', 1);
`;

const lessons = `
CREATE TABLE lessons (
  seq INTEGER PRIMARY KEY, ticket TEXT NOT NULL REFERENCES tickets (number), words TEXT NOT NULL, guessed TEXT NOT NULL, confidence REAL,
  type TEXT NOT NULL, by_whom TEXT NOT NULL, at INTEGER NOT NULL
);
`;

/** The desk: `desk` of an older ticket is filled in when it is next touched (helpdesk/plan.ts reads what is missing as nothing). */
const desk = `
ALTER TABLE tickets ADD COLUMN desk TEXT NOT NULL DEFAULT '{"rung":0,"round":0,"alertAt":null,"proposedTo":null,"takenAt":null,"movedAt":null,"answerBy":null,"progressBy":null,"solveBy":null,"told":[],"pausedAt":null,"talk":null,"deferredTo":null,"monitorPhone":null,"reopened":0}';
ALTER TABLE callbacks ADD COLUMN ledger TEXT;
ALTER TABLE addresses ADD COLUMN quiet_until INTEGER;
CREATE INDEX callbacks_ticket ON callbacks (ticket, owed_at) WHERE ticket IS NOT NULL;
CREATE INDEX tickets_incident ON tickets (incident, opened_at) WHERE incident IS NOT NULL;
CREATE INDEX outbox_alerts ON outbox (created_at, to_address) WHERE purpose = 'alert';
CREATE INDEX ticket_events_at ON ticket_events (at);

CREATE TABLE staff (
  phone TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, areas TEXT NOT NULL, languages TEXT NOT NULL, shift TEXT NOT NULL,
  state TEXT NOT NULL, by_whom TEXT NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL DEFAULT ''
);
CREATE TABLE staff_log (seq INTEGER PRIMARY KEY, phone TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, what TEXT NOT NULL, by_whom TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE duty (phone TEXT PRIMARY KEY NOT NULL, on_duty INTEGER NOT NULL, until_at INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE TABLE faq (
  id TEXT PRIMARY KEY NOT NULL, type TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, link TEXT, state TEXT NOT NULL, by_whom TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE TABLE problems (
  number TEXT PRIMARY KEY NOT NULL, type TEXT NOT NULL, areas TEXT NOT NULL, app_version TEXT, text TEXT, expected_at INTEGER, status TEXT NOT NULL,
  evidence TEXT NOT NULL, by_whom TEXT, at INTEGER NOT NULL, declared_at INTEGER, solved_at INTEGER, solution TEXT
);
CREATE INDEX problems_live ON problems (at) WHERE status IN ('proposed', 'declared');
CREATE TABLE desk_states (phone TEXT PRIMARY KEY NOT NULL, pending TEXT, last_move TEXT);
`;

/** How often people, duty, FAQ and known problems were changed, by whatever process; who was told what of a ticket. */
const standing = `
INSERT INTO sequences (name, next) VALUES ('standing', 1);
CREATE INDEX outbox_news ON outbox (ticket, created_at) WHERE purpose = 'notice' AND ticket IS NOT NULL;
`;

export const MIGRATIONS: readonly string[] = [first, lessons, desk, standing];
