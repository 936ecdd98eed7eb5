/** `npm test [-- jest arguments]`: prepares a fresh clone, runs jest in ESM mode, closes with the count for people and machines. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

prepare();
const folder = mkdtempSync(join(tmpdir(), 'helpdesk-test-'));
const outcome = join(folder, 'jest.json');
const done = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--json', `--outputFile=${outcome}`, ...process.argv.slice(2)],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, NODE_ENV: 'test' } },
);
const result = existsSync(outcome) ? JSON.parse(readFileSync(outcome, 'utf8')) : null;
rmSync(folder, { recursive: true, force: true });
const suites = (result?.testResults ?? []).filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length;
const failed = (result?.numFailedTests ?? 0) + suites;
const passed = result?.numPassedTests ?? 0;
const skipped = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
console.log(line);
console.log(`Tests: ${line}`);
process.exitCode = done.status !== 0 || failed > 0 || passed === 0 ? 1 : 0;
