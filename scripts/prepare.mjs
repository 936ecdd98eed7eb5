/** Makes a fresh clone ready: installs from the lock file and builds, each only when something changed. Used by every other script. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`);
  process.exit(1);
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hashOf(files, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

const readMark = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function run(command, args, quiet) {
  const done = spawnSync(command, args, { cwd: root, stdio: quiet ? ['ignore', 'ignore', 'inherit'] : ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** `npm ci` when the lock file or Node's ABI is not the one that was installed. */
export function ensureInstalled() {
  const mark = join(root, 'node_modules', '.helpdesk-installed');
  const wanted = hashOf([join(root, 'package-lock.json')], process.versions.modules);
  if (readMark(mark) === wanted) return;
  console.error('Installing from the lock file ...');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], false);
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, wanted);
}

/** `tsc` when a source changed since the last build. */
export function ensureBuilt() {
  const mark = join(root, 'dist', '.built');
  const wanted = hashOf([
    ...filesBelow(join(root, 'src')), ...filesBelow(join(root, 'flows')),
    join(root, 'tsconfig.json'), join(root, 'tsconfig.build.json'),
  ]);
  if (readMark(mark) === wanted) return;
  console.error('Building ...');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'tsconfig.build.json')], false);
  writeFileSync(mark, wanted);
}

export function prepare() {
  ensureInstalled();
  ensureBuilt();
}
