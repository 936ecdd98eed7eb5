/** The command line as a process of its own, through the script that people call, beside a gateway on the same VAR_DIR. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serve } from '../../src/serve.js';
import type { Served } from '../../src/serve.js';
import { makeCli } from './make.js';
import type { Cli } from './make.js';

let cli: Cli;
let served: Served;
const helpdesk = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, ['scripts/helpdesk.mjs', ...args], { encoding: 'utf8', input, env: { PATH: process.env['PATH'], VAR_DIR: cli.config.varDir } });

beforeAll(async () => {
  cli = makeCli({ clock: null });
  served = await serve({ ...cli.config, logLevel: 'silent' });
  // The build, if one is due, is not what is tested.
  helpdesk(['--help']);
}, 180_000);
afterAll(async () => {
  await served.stop();
  cli.close();
});

describe('the process', () => {
  it('a piped chat prints the answers and nothing of the log', () => {
    const { status, stdout, stderr } = helpdesk(['chat', '--as', '+258841230873'], 'olá\n');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/helpdesk/u);
    expect(stdout).not.toMatch(/"level"|^\{/mu);
    expect(status).toBe(0);
  });

  it('ends with 0, 1 and 2', () => {
    expect(helpdesk(['tickets', '--json'])).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(helpdesk(['tickets', '--number', '99999'])).toMatchObject({ status: 1, stdout: '' });
    expect(helpdesk(['nope'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('a bad configuration is named, without a stack', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/helpdesk.mjs', 'tickets'], { encoding: 'utf8', env: { PATH: process.env['PATH'], VAR_DIR: cli.config.varDir, PORT: 'x' } });
    expect(status).toBe(1);
    expect(stderr).toMatch(/PORT: /u);
    expect(stderr).not.toMatch(/ at .*\.js/u);
  });
});
