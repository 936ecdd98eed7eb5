/** A fresh clone in small: installed once by whoever comes first, built into a folder that is whole or not there. `npm` is played by a script that writes down that it was called. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync, existsSync, lstatSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ROOT = resolve('.');
let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'helpdesk-clone-'));
  for (const folder of ['src/page', 'src/store', 'src/channels/simulator/page', 'flows', 'bin', 'scripts']) mkdirSync(join(clone, folder), { recursive: true });
  for (const script of ['prepare.mjs', 'bundle.mjs', 'lock.mjs', 'running.mjs', 'start.mjs']) cpSync(join(ROOT, 'scripts', script), join(clone, 'scripts', script));
  for (const name of ['tsconfig.json', 'tsconfig.build.json']) cpSync(join(ROOT, name), join(clone, name));
  writeFileSync(join(clone, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(clone, 'src', 'one.ts'), 'export const one: number = 1;\n');
  cpSync(join(ROOT, 'src', 'quick.ts'), join(clone, 'src', 'quick.ts'));
  writeFileSync(join(clone, 'src', 'main.ts'), MAIN);
  writeFileSync(join(clone, 'src', 'store', 'writer-thread.ts'), 'export {};\n');
  writeFileSync(join(clone, 'src', 'page', 'style.css'), 'a { color: red }');
  writeFileSync(join(clone, 'src', 'channels', 'simulator', 'page', 'index.html'), '<p>');
  writeFileSync(join(clone, 'flows', 'two.ts'), "import { one } from '../src/one.js';\nexport const two = one + 1;\n");
  writeFileSync(join(clone, 'package-lock.json'), lock('1'));
  // Takes a while, as npm does, and leaves what npm leaves.
  writeFileSync(join(clone, 'bin', 'npm'), `#!/bin/sh
echo "$@" >> "${clone}/npm-calls"
sleep 1
rm -rf node_modules && mkdir -p node_modules/@types
ln -s "${ROOT}/node_modules/typescript" node_modules/typescript
ln -s "${ROOT}/node_modules/@types/node" node_modules/@types/node
ln -s "${ROOT}/node_modules/esbuild" node_modules/esbuild
ln -s "${ROOT}/node_modules/better-sqlite3" node_modules/better-sqlite3
cp package-lock.json node_modules/.package-lock.json
`, { mode: 0o755 });
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** Says that it is up, and stays until its input ends. */
const MAIN = `import { fileURLToPath } from 'node:url';
import { two } from '../flows/two.js';
console.log(two, fileURLToPath(new URL('simulator/page/', import.meta.url)), /[–é]/u.test('–'));
process.stdin.on('end', () => process.exit(0)).resume();
`;
const lock = (version: string): string => JSON.stringify({ packages: { '': {}, 'node_modules/better-sqlite3': { version, integrity: 'x' }, 'node_modules/other-system': { version: '1', optional: true } } });
const command = ['-e', `import(${JSON.stringify('./scripts/prepare.mjs')}).then((each) => each.prepare())`];
const env = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_OPTIONS: '', PATH: `${join(clone, 'bin')}:${process.env['PATH'] ?? ''}` });
const prepare = () => spawnSync(process.execPath, command, { cwd: clone, env: env(), encoding: 'utf8' });
const begin = (): Promise<number | null> => new Promise((done) => spawn(process.execPath, command, { cwd: clone, env: env(), stdio: 'ignore' }).on('close', done));
const calls = (): number => (existsSync(join(clone, 'npm-calls')) ? readFileSync(join(clone, 'npm-calls'), 'utf8').trim().split('\n').length : 0);

describe('prepare', () => {
  it('three first starts at once install once, and all find a whole build', async () => {
    expect(await Promise.all([begin(), begin(), begin()])).toEqual([0, 0, 0]);
    expect(calls()).toBe(1);
    expect(readFileSync(join(clone, 'dist', 'flows', 'two.js'), 'utf8')).toContain('one + 1');
    expect(readFileSync(join(clone, 'dist', 'src', 'page', 'style.css'), 'utf8')).toContain('red');
    expect(readdirSync(clone).filter((name) => name.startsWith('.prepare'))).toEqual([]);
    const again = prepare();
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(calls()).toBe(1);
  });

  it('an install by hand counts; a lock file that changed does not', () => {
    spawnSync('npm', ['ci'], { cwd: clone, env: env() });
    expect(prepare().status).toBe(0);
    expect(calls()).toBe(1);
    rmSync(join(clone, 'node_modules', '.helpdesk-installed'));
    writeFileSync(join(clone, 'package-lock.json'), lock('2'));
    expect(prepare().status).toBe(0);
    expect(calls()).toBe(2);
  });

  it('a new build stands beside the one that runs; a build that fails changes nothing', () => {
    prepare();
    const running = realpathSync(join(clone, 'dist'));
    writeFileSync(join(clone, 'src', 'page', 'style.css'), 'a { color: green }');
    expect(prepare().stderr).toContain('Building');
    expect(readFileSync(join(clone, 'dist', 'src', 'page', 'style.css'), 'utf8')).toContain('green');
    expect(readFileSync(join(running, 'src', 'page', 'style.css'), 'utf8')).toContain('red');
    expect(lstatSync(join(clone, 'dist')).isSymbolicLink()).toBe(true);
    const good = realpathSync(join(clone, 'dist'));
    writeFileSync(join(clone, 'src', 'one.ts'), "export const one: number = 'x';\n");
    expect(prepare().status).toBe(1);
    expect(realpathSync(join(clone, 'dist'))).toBe(good);
    expect(readdirSync(join(clone, '.builds')).filter((name) => name.startsWith('making'))).toEqual([]);
    expect(readdirSync(clone).filter((name) => name.startsWith('.prepare'))).toEqual([]);
  });

  it('what runs is a bundle, quicker from its second start on', async () => {
    prepare();
    const gateway = join(clone, 'dist', 'gateway');
    const kept = (): string[] => readdirSync(gateway).filter((name) => name.endsWith('.cache'));
    for (let time = 0; time < 2; time += 1) {
      const done = spawnSync(process.execPath, ['scripts/start.mjs'], { cwd: clone, env: env(), encoding: 'utf8', input: '' });
      expect(done).toMatchObject({ status: 0, stderr: '' });
      expect(done.stdout).toBe(`2 ${realpathSync(gateway)}/simulator/page/ true\n`);
      expect(kept()).toHaveLength(1);
    }
    writeFileSync(join(gateway, kept()[0] ?? ''), 'broken');
    expect(spawnSync(process.execPath, ['scripts/start.mjs'], { cwd: clone, env: env(), encoding: 'utf8', input: '' })).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(gateway, kept()[0] ?? ''), 'latin1')).not.toBe('broken');
  });

  it('never empties node_modules under a gateway that runs: says who, and changes nothing', async () => {
    prepare();
    const gateway = spawn(process.execPath, ['scripts/start.mjs'], { cwd: clone, env: env(), stdio: ['pipe', 'pipe', 'inherit'] });
    await once(gateway.stdout, 'data');
    writeFileSync(join(clone, 'package-lock.json'), lock('2'));
    const refused = prepare();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(new RegExp(`still runs from it:\n  process ${gateway.pid}: start\\.mjs, since 20\\d\\d-[^\\n]+\\nStop it, then start again`, 'u'));
    expect(calls()).toBe(1);
    expect(existsSync(join(clone, 'node_modules', 'typescript'))).toBe(true);
    gateway.stdin.end();
    await once(gateway, 'close');
    expect(prepare().status).toBe(0);
    expect(calls()).toBe(2);
    expect(readdirSync(join(clone, '.running'))).toEqual([]);
  });

  it('those who were killed, and numbers that somebody else has now, hold nobody up', () => {
    mkdirSync(join(clone, '.running'));
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const left = (pid: number, host: string): void => writeFileSync(join(clone, '.running', String(pid)), JSON.stringify({ pid, host, born: '1', what: 'start.mjs', since: '2026-01-01T00:00:00.000Z' }));
    left(gone, hostname());
    left(process.pid, hostname());
    left(process.ppid, 'another-machine');
    writeFileSync(join(clone, '.running', '4'), 'half a li');
    expect(prepare().status).toBe(0);
    expect(calls()).toBe(1);
  });

  it('a lock whose holder is gone holds nobody up', () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(join(clone, '.prepare.lock'), `${gone} ${hostname()} x`);
    expect(prepare().status).toBe(0);
    expect(existsSync(join(clone, '.prepare.lock'))).toBe(false);
  });
});
