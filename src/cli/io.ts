/** What a command may touch: streams, the configuration, the time. main.ts hands in the process's own; tests hand in theirs. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Config } from '../config.js';
import type { Content } from '../content/types.js';
import type { Context } from '../context.js';
import { localesDir } from '../root.js';
import type { Store } from '../store/port.js';

export interface Io {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
  readonly errors: Writable;
  readonly config: () => Config;
  /** Ms UTC. */
  readonly now: () => number;
}

/** Exit codes of every command (contract "Command line"). */
export const GOOD = 0;
export const FAULT = 1;
export const USAGE = 2;

/** "All of them", small enough to be an integer everywhere. */
export const ALL = 1_000_000_000;

/** A fault that is the operator's to read: printed without a stack. */
export class CliFault extends Error {
  constructor(message: string, readonly code: number = FAULT) {
    super(message);
  }
}

export const say = (io: Io, text: string): void => void io.output.write(`${text}\n`);
export const complain = (io: Io, text: string): void => void io.errors.write(`${text}\n`);
export const sayJson = (io: Io, value: unknown): void => say(io, JSON.stringify(value));

/** Columns for people; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ').trimEnd()).join('\n');
}

export const databaseFile = (config: Pick<Config, 'varDir'>): string => join(config.varDir, 'helpdesk.sqlite');

/** Opens the store beside a running gateway, closes it again whatever happens. */
export async function withStore<T>(io: Io, work: (store: Store, config: Config) => Promise<T>): Promise<T> {
  const config = io.config();
  mkdirSync(config.varDir, { recursive: true });
  const { openStore } = await import('../store/open.js');
  const store = await openStore({ file: databaseFile(config) });
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}

/** A whole gateway without HTTP, for commands that run turns. Its log would stand between the lines of a talk: only what is wrong is told, unless more than `info` is asked for. */
export async function withContext<T>(io: Io, work: (ctx: Context) => Promise<T>): Promise<T> {
  const { createContext } = await import('../start.js');
  const config = io.config();
  const ctx = await createContext(config.logLevel === 'info' ? { ...config, logLevel: 'warn' } : config, { http: false });
  try {
    return await work(ctx);
  } finally {
    await ctx.stop();
  }
}

/** The catalogues; faults stop the command. */
export async function contentOf(io: Io): Promise<Content> {
  const { loadContent } = await import('../content/load.js');
  const { content, faults } = loadContent({ dataDir: io.config().dataDir, localesDir: localesDir() });
  if (content === null) throw new CliFault(`the catalogues have ${faults.length} faults: run helpdesk check`);
  return content;
}
