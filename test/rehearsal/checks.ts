/** What must be true when the campaign is over, asked of the database itself and of the daily report. Called by rehearsal.ts. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

interface Row {
  readonly number: string;
  readonly status: string;
  readonly level: string;
  readonly assignee: string | null;
  readonly incident: string | null;
  readonly channel: string;
  readonly informed: string;
  readonly desk: string;
  readonly opened_at: number;
  readonly type: string;
}

export interface Ledger {
  readonly tickets: readonly Row[];
  /** Known problems that are proposed or declared. */
  readonly problems: readonly string[];
  readonly checks: readonly Check[];
  readonly figures: Readonly<Record<string, number>>;
}

const CLOSED: ReadonlySet<string> = new Set(['closed', 'resolved']);
const LIVE: ReadonlySet<string> = new Set(['open', 'assigned', 'waiting', 'deferred']);

export function examine(varDir: string): Ledger {
  const db = new Database(join(varDir, 'helpdesk.sqlite'), { readonly: true });
  try {
    const one = (sql: string): number => Number(db.prepare(sql).pluck().get());
    const tickets = db.prepare('SELECT number, status, level, assignee, incident, channel, informed, desk, opened_at, type FROM tickets ORDER BY opened_at').all() as Row[];
    const tries = new Map((db.prepare('SELECT ticket, ledger FROM callbacks WHERE ticket IS NOT NULL').all() as { ticket: string; ledger: string | null }[]).map(({ ticket, ledger }) => [ticket, ledger === null ? 0 : (JSON.parse(ledger) as { tries: unknown[] }).tries.length]));
    const unowned = tickets.filter(({ status, assignee, incident }) => status === 'open' || (LIVE.has(status) && assignee === null && incident === null && status !== 'deferred'));
    const thanked = db.prepare("SELECT ticket FROM ticket_events WHERE type = 'opened'").pluck().all() as string[];
    const untold = tickets.filter(({ number, status, informed }) => CLOSED.has(status) && (JSON.parse(informed) as { reporter: number | null }).reporter === null && (tries.get(number) ?? 0) < 3);
    const orphans = one("SELECT count(*) FROM timers t WHERE t.name = 'ticket.due' AND NOT EXISTS (SELECT 1 FROM tickets k WHERE k.number = t.key AND k.status IN ('open', 'assigned', 'waiting', 'resolved', 'deferred'))");
    const problems = db.prepare("SELECT number FROM problems WHERE status IN ('proposed', 'declared')").pluck().all() as string[];
    const figures = {
      tickets: tickets.length, people: one('SELECT count(*) FROM contacts'), messages: one('SELECT count(*) FROM outbox'), calls: one('SELECT count(*) FROM calls'), callbacks: one('SELECT count(*) FROM callbacks'),
      problems: one('SELECT count(*) FROM problems'), linked: tickets.filter(({ incident }) => incident !== null).length, failed: one('SELECT count(*) FROM failed WHERE replayed_at IS NULL'),
      dead: one("SELECT count(*) FROM outbox WHERE status = 'dead'"), pending: one("SELECT count(*) FROM outbox WHERE status IN ('pending', 'sending', 'uncertain')"),
      alerts: one("SELECT count(*) FROM outbox WHERE purpose = 'alert'"), offShift: 0,
    };
    const checks: Check[] = [
      check('no ticket without an owner', unowned.map(({ number, status, level }) => `${number} ${status} ${level}`)),
      check('no reporter untold', untold.map(({ number, status, channel, type }) => `${number} ${status} ${channel} ${type}`)),
      check('every ticket began with its reporter', tickets.filter(({ number }) => !thanked.includes(number)).map(({ number }) => number)),
      check('no known problem left open', problems),
      check('who was counted with a known problem was told once of each solution', told(db)),
      check('no message left behind', figures.pending === 0 ? [] : [`${figures.pending} pending`]),
      check('no turn failed', figures.failed === 0 ? [] : [`${figures.failed} failed`]),
      check('no timer without its ticket', orphans === 0 ? [] : [`${orphans} timers`]),
    ];
    return { tickets, problems, checks, figures };
  } finally {
    db.close();
  }
}

/** Linked tickets of solved problems whose reporter was told of the solution not at all or more than once. */
function told(db: Database.Database): string[] {
  const rows = db.prepare(`SELECT t.number, (SELECT count(*) FROM outbox o WHERE o.ticket = t.number AND o.id LIKE 'told/%/reporter/%' AND o.status <> 'cancelled') AS words, (SELECT count(*) FROM callbacks c WHERE c.ticket = t.number AND c.reason = 'solved') AS calls,
      (SELECT count(*) FROM ticket_events e WHERE e.ticket = t.number AND e.type = 'resolved') AS solutions
    FROM tickets t JOIN problems p ON p.number = t.incident WHERE p.status = 'solved' AND t.status IN ('resolved', 'closed') AND NOT EXISTS (SELECT 1 FROM ticket_events e WHERE e.ticket = t.number AND e.type = 'reopened')`).all() as { number: string; words: number; calls: number; solutions: number }[];
  return rows.filter(({ words, calls, solutions }) => words + calls === 0 || words > solutions).map(({ number, words, calls }) => `${number} ${words} words, ${calls} calls`);
}

const check = (what: string, wrong: readonly string[]): Check => ({ what, ok: wrong.length === 0, detail: wrong.length === 0 ? '' : `${wrong.length}: ${wrong.slice(0, 5).join('; ')}` });

/** The daily reports of all days together against the tickets themselves. */
export function totalsAgree(root: string, env: Readonly<Record<string, string>>, days: readonly string[], ledger: Ledger): Check {
  const sum = days.map((day) => {
    const out = execFileSync(process.execPath, [join(root, 'scripts', 'helpdesk.mjs'), 'report', '--day', day, '--json'], { env: { ...process.env, ...env }, encoding: 'utf8' });
    return Number((JSON.parse(out) as { received: number }).received);
  }).reduce((all, each) => all + each, 0);
  const opened = ledger.tickets.length;
  return { what: 'the daily reports agree with the tickets', ok: sum === opened, detail: sum === opened ? '' : `${sum} received in the reports, ${opened} tickets` };
}
