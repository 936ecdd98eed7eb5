/** The hot way to the database: drizzle writes the SQL of a query once, better-sqlite3 runs it. Used by the sqlite*.ts files in place of drizzle's own `.prepare()`, whose work per run costs more than the query. */
import { Column, Param, Placeholder, is } from 'drizzle-orm';
import type { Connection } from './connect.js';

/** Values by placeholder. */
export type Values = Readonly<Record<string, unknown>>;

export interface Reads<R> {
  get(values?: Values): R | undefined;
  all(values?: Values): R[];
}
export interface Write {
  run(values?: Values): { readonly changes: number };
}

interface Query {
  toSQL(): { readonly sql: string; readonly params: readonly unknown[] };
}
interface Select<R> extends Query {
  all(): R[];
  readonly _: { readonly selectedFields: Readonly<Record<string, unknown>> };
}

export interface Statements {
  /** @param query selects columns and expressions under plain names, none nested */
  readonly reads: <R>(query: () => Select<R>) => Reads<R>;
  readonly writes: (query: () => Query) => Write;
}

/** What drizzle made of a query: the same for every connection of this process. */
interface Written<R> {
  readonly sql: string;
  readonly bind: (values: Values) => unknown[];
  readonly shape: (row: readonly unknown[]) => R;
}

const written = new Map<string, Written<unknown>>();

/** @param room names whoever asks; a room asks for the same queries in the same order each time, so that drizzle writes them once for all connections */
export function statements({ client }: Connection, room: string): Statements {
  let asked = 0;

  function once<R>(make: () => Written<R>): Written<R> {
    asked += 1;
    const key = `${room} ${asked}`;
    const known = written.get(key) as Written<R> | undefined;
    if (known !== undefined) return known;
    const made = make();
    written.set(key, made);
    return made;
  }

  return {
    reads: <R>(query: () => Select<R>): Reads<R> => {
      const { sql, bind, shape } = once((): Written<R> => {
        const select = query();
        const { sql: text, params } = select.toSQL();
        return { sql: text, bind: binder(params), shape: shaper<R>(select._.selectedFields) };
      });
      const statement = client.prepare<unknown[], unknown[]>(sql).raw();
      return {
        get: (values = NONE) => {
          const row = statement.get(bind(values));
          return row === undefined ? undefined : shape(row);
        },
        all: (values = NONE) => statement.all(bind(values)).map(shape),
      };
    },
    writes: (query) => {
      const { sql, bind } = once((): Written<unknown> => {
        const { sql: text, params } = query().toSQL();
        return { sql: text, bind: binder(params), shape: (row) => row };
      });
      const statement = client.prepare<unknown[]>(sql);
      return { run: (values = NONE) => statement.run(bind(values)) };
    },
  };
}

const NONE: Values = {};

type Coder = ((value: unknown) => unknown) | null;

interface Hole {
  readonly name: string;
  readonly code: Coder;
}

/** Drizzle's parameters in the order of the question marks: values that are fixed, and holes with the column that writes them. */
function binder(params: readonly unknown[]): (values: Values) => unknown[] {
  const fixed = [...params];
  const holes = params.flatMap((param, at): (Hole & { at: number })[] => {
    const hole = holeOf(param);
    return hole === null ? [] : [{ ...hole, at }];
  });
  return (values) => {
    const bound = fixed.slice();
    for (const { at, name, code } of holes) {
      const value = values[name];
      if (value === undefined && !(name in values)) throw new Error(`no value for "${name}"`);
      bound[at] = code === null || value === null || value === undefined ? value : code(value);
    }
    return bound;
  };
}

function holeOf(param: unknown): Hole | null {
  if (is(param, Placeholder)) return { name: param.name, code: null };
  if (!is(param, Param) || !is(param.value, Placeholder)) return null;
  const { encoder, value } = param;
  return { name: value.name, code: is(encoder, Column) ? coder(encoder, 'mapToDriverValue') : (given) => encoder.mapToDriverValue(given) };
}

/** Most columns hold what JavaScript has: they need no call at all. */
const coder = (column: Column, way: 'mapToDriverValue' | 'mapFromDriverValue'): Coder =>
  (column[way] === Column.prototype[way] ? null : (value) => column[way](value));

function shaper<R>(fields: Readonly<Record<string, unknown>>): (row: readonly unknown[]) => R {
  const names = Object.keys(fields);
  const codes = Object.values(fields).map((field) => (is(field, Column) ? coder(field, 'mapFromDriverValue') : null));
  return (row) => {
    const made: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at += 1) {
      const value = row[at];
      const code = codes[at] ?? null;
      made[names[at] ?? ''] = code === null || value === null ? value : code(value);
    }
    return made as R;
  };
}
