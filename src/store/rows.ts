/** Small helpers around drizzle for the sqlite*.ts files: columns without the store's own bookkeeping, placeholders for whole rows. */
import { getTableColumns, sql } from 'drizzle-orm';
import type { Placeholder, SQL } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { outbox, tickets } from './schema.js';

const { token: _token, dueAt: _due, head: _head, open: _open, ...outColumns } = getTableColumns(outbox);
/** An OutMessage. */
export const outMessage = outColumns;

const { finished: _finished, live: _live, ...ticketColumns } = getTableColumns(tickets);
/** A Ticket. */
export const ticketRow = ticketColumns;

/** `sql.placeholder` for each column of a table, for a statement that is prepared once and run with whole records. */
export function holes<T extends SQLiteTable>(table: T): T['$inferInsert'] {
  const columns: Readonly<Record<string, SQLiteColumn>> = getTableColumns(table);
  const names = Object.entries(columns).filter(([, column]) => column.generated === undefined).map(([name]) => name);
  // Drizzle takes a placeholder wherever it takes a value, but its row type does not say so for a table that is a type parameter.
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]));
}

/** Placeholders without some columns, for updates. */
export function holesWithout<T extends SQLiteTable>(table: T, ...names: readonly (keyof T['$inferInsert'])[]): Partial<T['$inferInsert']> {
  return Object.fromEntries(Object.entries(holes(table)).filter(([name]) => !names.some((each) => each === name))) as Partial<T['$inferInsert']>;
}

/** What `ON CONFLICT DO UPDATE` sets: every column from the refused row, except `names` (the key). */
export function fromExcluded<T extends SQLiteTable>(table: T, ...names: readonly string[]): Record<string, SQL> {
  const columns: Readonly<Record<string, SQLiteColumn>> = getTableColumns(table);
  return Object.fromEntries(Object.entries(columns)
    .filter(([name, column]) => column.generated === undefined && !names.includes(name))
    .map(([name, column]) => [name, sql.raw(`excluded."${column.name}"`)]));
}

/**
 * LIMIT for a prepared statement: the number, or the name of a placeholder. SQLite looks at the value of a bare `LIMIT ?` while it plans and so
 * compiles the statement anew at every run (ten times the cost of the query itself); a literal or an expression it leaves alone.
 */
export function limitOf(rows: number | string): Placeholder {
  const text = typeof rows === 'number' ? sql.raw(String(rows)) : sql`${sql.placeholder(rows)} + 0`;
  // Drizzle renders any SQL here; its type names only numbers and placeholders.
  return text as unknown as Placeholder;
}

export const hole = (name: string): SQL => sql`${sql.placeholder(name)}`;
