/** What all runs of the bench share: options, sizes, the data folder, a gateway of their own. Called by bench.ts and bench-long.ts. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { FakeTwilio } from '../support/fake-twilio.js';
import { startGateway } from './processes.js';
import type { Running } from './processes.js';
import type { Figure } from './table.js';

export interface BenchOptions {
  readonly root: string;
  /** Where the compiled files of test/load are. */
  readonly compiled: string;
  readonly quick: boolean;
  readonly long: boolean;
  readonly big: boolean;
  readonly json: boolean;
}

export interface Bench {
  readonly options: BenchOptions;
  readonly folder: string;
  readonly dataDir: string;
  readonly twilio: FakeTwilio;
  readonly figures: Figure[];
  readonly note: (text: string) => void;
}

export const PERSONS = 1000;
export const CONNECTIONS = 50;
export const ROUNDS = 3;

/** The shipped catalogues; only the limit of messages a minute is at its highest, since a person of the bench writes faster than any. */
export function dataCopy(root: string, folder: string): string {
  const copy = join(folder, 'data');
  cpSync(join(root, 'data'), copy, { recursive: true, filter: (file) => !file.startsWith(join(root, 'data', 'var')) });
  const file = join(copy, 'options.yaml');
  writeFileSync(file, stringify({ ...(parse(readFileSync(file, 'utf8')) as object), rate_per_minute: 1000 }));
  return copy;
}

export const gateway = (run: Bench, name: string): Promise<Running> =>
  startGateway({ root: run.options.root, varDir: join(run.folder, name), dataDir: run.dataDir, twilio: run.twilio });
