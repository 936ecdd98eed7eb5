/** The migrations make what the schema says, run once, refuse foreign files, and every query that runs often has its index. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { is } from 'drizzle-orm';
import { SQLiteTable, getTableConfig } from 'drizzle-orm/sqlite-core';
import { connect } from '../../src/store/connect.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { openStore } from '../../src/store/open.js';
import * as schema from '../../src/store/schema.js';
import { fresh } from './fresh.js';
import type { Fresh } from './fresh.js';

let at: Fresh;
beforeEach(() => {
  at = fresh();
});
afterEach(() => at.remove());

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

describe('migrations', () => {
  const tables = Object.values<unknown>(schema).filter((each): each is SQLiteTable => is(each, SQLiteTable));

  it('every table of the schema, column by column, and no other', () => {
    const made = at.client.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).pluck().all();
    expect(new Set(made)).toEqual(new Set(tables.map((each) => getTableConfig(each).name)));
    for (const table of tables) {
      const { name, columns } = getTableConfig(table);
      const found = at.client.prepare<[], Column>(`PRAGMA table_xinfo(${name})`).all().map((each) => `${each.name} ${each.type.split(' ')[0]?.toLowerCase()} ${each.notnull === 1 || each.pk > 0 ? 'not null' : ''}`);
      expect([name, ...found]).toEqual([name, ...columns.map((each) => `${each.name} ${each.getSQLType()} ${each.notNull || each.primary ? 'not null' : ''}`)]);
    }
  });

  it('the second opening changes nothing', () => {
    const dump = (): unknown => at.client.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
    const before = dump();
    connect(at.file).client.close();
    expect(dump()).toEqual(before);
    expect(at.client.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
  });

  it('is durable, follows references, waits for other writers', () => {
    const pragma = (name: string): unknown => at.client.pragma(name, { simple: true });
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
    expect(Number(pragma('busy_timeout'))).toBeGreaterThan(0);
  });

  it('refuses a file of another program, and one of a newer version', async () => {
    const foreign = join(at.folder, 'foreign.sqlite');
    const other = new Sqlite(foreign);
    other.exec('CREATE TABLE notes (text)');
    other.close();
    await expect(openStore({ file: foreign })).rejects.toThrow('not a database of this helpdesk');
    at.client.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    await expect(openStore({ file: at.file })).rejects.toThrow('newer version');
  });
});

describe('queries', () => {
  /** Asked rarely, and for everything there is. */
  const WHOLE = [/where "tickets"\."live" = 1 OR/u, /where "callbacks"\."done_at" IS NULL OR/u, /from "problems" order by/u, /from "failed" order by/u, /from "tickets" order by/u, /from "calls" order by/u, /from "callbacks" order by/u, /from "lessons" order by/u, /from "counters"/u];
  /** Indices that hold nothing but what is asked for. */
  const PARTIAL = /INDEX (outbox_dead|outbox_open|outbox_due|outbox_head|callbacks_owed|failed_waiting)$/u;

  it('no statement walks through a whole table, or sorts what an index could give in order', () => {
    const plans = at.prepared.filter((each) => /^(select|update|delete|insert)/iu.test(each)).map((source) => ({
      source,
      plan: at.client.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${source}`).all(...Array.from(source.matchAll(/\?/gu), () => 1)).map((each) => each.detail),
    }));
    expect(plans.length).toBeGreaterThan(60);
    const slow = plans.filter(({ source, plan }) => !WHOLE.some((each) => each.test(source)) && plan.some((step) => /^SCAN (?!CONSTANT)|TEMP B-TREE/u.test(step) && !PARTIAL.test(step)));
    expect(slow).toEqual([]);
  });

  it('no statement is compiled anew at each run (a bare LIMIT ? would be)', () => {
    expect(at.prepared.filter((each) => /limit \?(?! \+)/iu.test(each))).toEqual([]);
  });
});
