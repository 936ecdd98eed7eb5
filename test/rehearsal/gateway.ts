/** The built gateway in a process of its own, with the simulator and a clock that stands still: what the rehearsal's people talk to. Called by rehearsal.ts. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { startGateway } from '../load/processes.js';
import type { Running } from '../load/processes.js';

export interface Shown {
  readonly seq: number;
  readonly id: string;
  readonly text: string;
  readonly choices?: readonly { readonly id: string; readonly title: string }[];
}
export interface Heard {
  readonly id: string;
  readonly say: readonly unknown[];
  readonly expects: { readonly kind: string };
  readonly ended: boolean;
}

export interface Door {
  /** Ms UTC, virtual. */
  now(): number;
  advance(ms: number): Promise<void>;
  write(from: string, body: Readonly<Record<string, unknown>>): Promise<void>;
  /** What somebody was sent after row `after`, from the file itself: a campaign's eyes are too many for HTTP. */
  read(who: string, after: number): readonly Shown[];
  /** Who was sent anything since the last time of asking (phone numbers). */
  news(): ReadonlySet<string>;
  call(from: string, more?: Readonly<Record<string, unknown>>): Promise<Heard>;
  go(id: string, body: Readonly<Record<string, unknown>>): Promise<Heard>;
  ringing(who: string): Promise<readonly { readonly callbackId: string }[]>;
  /** kill -9, some time off, and up again on the same store. @param offMs virtual */
  restart(offMs: number): Promise<void>;
  stop(): Promise<void>;
  /** Messages and key presses that went in. */
  readonly posts: () => number;
}

interface Row {
  readonly seq: number;
  readonly id: string;
  readonly vendor_id: string | null;
  readonly body: string;
}

function shown({ seq, id, vendor_id: vendor, body }: Row): Shown[] {
  const said = JSON.parse(body) as { readonly kind: string; readonly text?: string; readonly choices?: Shown['choices'] };
  if (said.kind === 'call') return [];
  return [{ seq, id: vendor ?? `SIM${id}`, text: said.text ?? '', ...(said.choices === undefined ? {} : { choices: said.choices }) }];
}

const AGAIN_MS = 50;
const TRIES = 100;

export async function openDoor(setup: { readonly root: string; readonly varDir: string; readonly dataDir: string; readonly start: number }): Promise<Door> {
  let now = setup.start;
  let posts = 0;
  const up = (): Promise<Running> => startGateway({
    root: setup.root, varDir: setup.varDir, dataDir: setup.dataDir, twilio: { url: '', accountSid: '', authToken: '' },
    env: { WHATSAPP: 'off', SIMULATOR: 'on', TWILIO_WHATSAPP_FROM: '', TWILIO_VOICE_FROM: '', CLOCK_START: new Date(now).toISOString(), CLOCK_RATE: '0', LOG_LEVEL: 'warn' },
  });
  let gateway = await up();
  let last = 0;
  let db: Database.Database | null = null;
  let statements: { readonly of: Database.Statement; readonly since: Database.Statement } | null = null;

  function written(): NonNullable<typeof statements> {
    db ??= new Database(join(setup.varDir, 'helpdesk.sqlite'), { readonly: true });
    statements ??= {
      of: db.prepare("SELECT seq, id, vendor_id, body, created_at FROM outbox WHERE to_address = @to AND seq > @after AND status <> 'cancelled' ORDER BY seq"),
      since: db.prepare('SELECT seq, to_address FROM outbox WHERE seq > @after ORDER BY seq'),
    };
    return statements;
  }

  async function ask<T>(path: string, body?: unknown): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(`http://127.0.0.1:${gateway.port}${path}`, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      if (answer.ok) return (await answer.json()) as T;
      if (answer.status !== 503 || tries > TRIES) throw new Error(`${path}: ${answer.status} ${await answer.text()} for ${JSON.stringify(body ?? null)}`);
      await pause(AGAIN_MS);
    }
  }

  return {
    now: () => now,
    posts: () => posts,
    async advance(ms) {
      await ask('/simulator/clock', { advance: `PT${Math.round(ms / 1000)}S` });
      now += ms;
    },
    async write(from, body) {
      posts += 1;
      await ask('/simulator/messages', { from, ...body });
    },
    read: (who, after) => (written().of.all({ to: `whatsapp:${who}`, after }) as Row[]).flatMap(shown),
    news() {
      const rows = written().since.all({ after: last }) as { readonly seq: number; readonly to_address: string }[];
      last = Math.max(last, ...rows.map(({ seq }) => seq));
      return new Set(rows.map(({ to_address: to }) => to.replace(/^\w+:/u, '')));
    },
    call: (from, more = {}) => {
      posts += 1;
      return ask('/simulator/calls', { from, ...more });
    },
    go: (id, body) => {
      posts += 1;
      return ask(`/simulator/calls/${encodeURIComponent(id)}`, body);
    },
    ringing: (who) => ask(`/simulator/calls?with=${encodeURIComponent(who)}`),
    async restart(offMs) {
      await gateway.kill();
      now += offMs;
      gateway = await up();
    },
    async stop() {
      db?.close();
      await gateway.stop();
    },
  };
}
