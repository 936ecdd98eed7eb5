/**
 * Makes a fresh clone ready: installs from the lock file and builds, each only when something changed. Used by every other script.
 * npm empties node_modules before it fills it: while somebody runs from it (running.mjs) that is refused, and nothing is touched.
 * A build goes into a folder of its own below `.builds/`; `dist` is a link to the newest. So nobody ever sees half a build, and a gateway that runs keeps its own.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { alone } from './lock.mjs';
import { enter, others } from './running.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const BUILDS = '.builds';
/** The newest build, the one before it (a gateway may still run on it), and one more. */
const KEPT = 3;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`);
  process.exit(1);
}
/** better-sqlite3 12 is the last that runs on Node 20; from 24.19 on Node no longer bears what it does when a statement is forgotten. */
if (major > 24 || (major === 24 && minor >= 19)) console.error(`Node ${process.versions.node} may abort in the SQLite library (assertion in RemoveEnvironmentCleanupHook). Run the gateway on Node 20 or 22.`);

class Failed extends Error {}

const filesBelow = (folder) => readdirSync(folder, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort();

function hashOf(files, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function run(command, args) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (done.error !== undefined) throw new Failed(`${command}: ${done.error.message}`);
  if (done.status !== 0) throw new Failed(`${command} ${args[0]} failed`);
}

const modules = () => join(root, 'node_modules');
const installMark = () => join(modules(), '.helpdesk-installed');
const wantedInstall = () => hashOf([join(root, 'package-lock.json')], process.versions.modules);

/** What npm wrote down of its last install is what the lock file wants (a package for another system may be missing), and the native part loads in this Node. */
function installedByHand() {
  const mine = read(join(modules(), '.package-lock.json'));
  if (mine === '') return false;
  const wanted = JSON.parse(read(join(root, 'package-lock.json'))).packages;
  const found = JSON.parse(mine).packages;
  const same = (path) => found[path]?.version === wanted[path]?.version && found[path]?.integrity === wanted[path]?.integrity;
  if (Object.keys(found).some((path) => wanted[path] === undefined)) return false;
  if (Object.keys(wanted).some((path) => path !== '' && !same(path) && !(found[path] === undefined && (wanted[path].optional === true || wanted[path].devOptional === true)))) return false;
  return spawnSync(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:')"], { cwd: root, stdio: 'ignore' }).status === 0;
}

const installed = () => read(installMark()) === wantedInstall();

/** `npm ci` when the lock file or Node's ABI is not the one that was installed, by us or by hand. */
function install() {
  if (installed()) return;
  if (!installedByHand()) {
    refuseUnderOthers();
    console.error('Installing from the lock file, once: this takes a minute ...');
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  writeFileSync(installMark(), wantedInstall());
}

function refuseUnderOthers() {
  const running = others(root);
  if (running.length === 0) return;
  const list = running.map(({ pid, what, since }) => `  process ${pid}: ${what}, since ${since}`).join('\n');
  throw new Failed(`Packages must be installed (package-lock.json or Node has changed), and npm empties node_modules first, but this still runs from it:\n${list}\nStop it, then start again. Nothing was changed.`);
}

/** Sources, the page's own files among them, and what compiles them. */
const wantedBuild = () => hashOf([
  ...filesBelow(join(root, 'src')), ...filesBelow(join(root, 'flows')),
  ...['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'scripts/prepare.mjs', 'scripts/bundle.mjs'].map((name) => join(root, name)),
]);

const built = (wanted) => read(join(root, 'dist', '.built')) === wanted;

/** `tsc`, and what needs no compiling copied beside it, into a folder of its own; then `dist` points there. */
function build(wanted) {
  if (built(wanted)) return;
  const folder = join(root, BUILDS, wanted.slice(0, 16));
  if (read(join(folder, '.built')) !== wanted) {
    console.error('Building ...');
    const fresh = join(root, BUILDS, `making-${process.pid}`);
    try {
      rmSync(fresh, { recursive: true, force: true });
      mkdirSync(fresh, { recursive: true });
      run(process.execPath, [join(modules(), 'typescript', 'bin', 'tsc'), '-p', join(root, 'tsconfig.build.json'), '--outDir', fresh, '--tsBuildInfoFile', join(fresh, '.tsbuildinfo')]);
      for (const file of filesBelow(join(root, 'src')).filter((each) => extname(each) !== '.ts')) cpSync(file, join(fresh, file.slice(root.length)));
      bundled(fresh);
      // Where somebody saved a file meanwhile nobody knows what this was made of: the next start builds again.
      writeFileSync(join(fresh, '.built'), wantedBuild() === wanted ? wanted : 'mixed');
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  point(folder);
  forgetOld(folder);
}

function bundled(folder) {
  try {
    bundle(folder);
  } catch (error) {
    throw new Failed(`the bundle failed: ${error.message}`);
  }
}

/** One rename: there is always a whole `dist`. */
function point(folder) {
  const dist = join(root, 'dist');
  const link = join(root, BUILDS, `link-${process.pid}`);
  rmSync(link, { force: true });
  symlinkSync(process.platform === 'win32' ? folder : folder.slice(join(root).length + 1), link, 'junction');
  const before = lstatSync(dist, { throwIfNoEntry: false });
  if (before !== undefined && (!before.isSymbolicLink() || process.platform === 'win32')) renameSync(dist, join(root, BUILDS, `before-${process.pid}`));
  renameSync(link, dist);
}

function forgetOld(newest) {
  const folders = readdirSync(join(root, BUILDS)).map((name) => join(root, BUILDS, name)).filter((folder) => folder !== newest && !lstatSync(folder).isSymbolicLink());
  for (const old of folders.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs).slice(KEPT - 1)) rmSync(old, { recursive: true, force: true });
}

/** Ready at once where nothing changed; else one process at a time works on this tree, and those who waited find it done. From then on this process counts as running. */
export function prepare() {
  if (installed() && built(wantedBuild())) {
    const leave = enter(root);
    // Somebody may have begun to install just before we were seen.
    if (installed()) return;
    leave();
  }
  try {
    alone(join(root, '.prepare.lock'), () => {
      install();
      build(wantedBuild());
      enter(root);
    });
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
