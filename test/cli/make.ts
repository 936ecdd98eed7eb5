/** Runs a command in this process as the command line would, with streams of its own. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { run } from '../../src/cli/main.js';
import { readConfig } from '../../src/config.js';
import type { Config } from '../../src/config.js';
import { quickFolder } from '../support/quick-folder.js';

export const MORNING = Date.parse('2026-10-02T09:00:00+02:00');

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The lines of `out` as JSON. */
  json(): Record<string, unknown>[];
}

export interface Cli {
  readonly folder: string;
  readonly config: Config;
  helpdesk(args: readonly string[], input?: string): Promise<Ran>;
  close(): void;
}

export function makeCli(over: Partial<Config> = {}): Cli {
  const folder = quickFolder('helpdesk-cli-');
  const config: Config = { ...readConfig({ VAR_DIR: join(folder, 'var'), CLOCK_START: '2026-10-02T09:00:00+02:00', CLOCK_RATE: '0' }), port: 0, ...over };
  return {
    folder, config,
    async helpdesk(args, input = '') {
      const output = new PassThrough();
      const errors = new PassThrough();
      const code = await run(args, { input: Readable.from([input]), output, errors, config: () => config, now: () => MORNING });
      const out = String((output.read() as Buffer | null) ?? '');
      const err = String((errors.read() as Buffer | null) ?? '');
      return { code, out, err, json: () => out.trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>) };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
