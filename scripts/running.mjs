/** Who runs from this folder's node_modules: a file for each process, in `.running`, gone when it ends. Used by prepare.mjs, which must not have npm empty the folder under them. */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { runs } from './lock.mjs';

const folderOf = (root) => join(root, '.running');

/** Tells a process from another that got its number later; '' where the system does not say. */
function born(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}

/** From here to its end this process counts as one that runs. @returns takes it back */
export function enter(root) {
  const folder = folderOf(root);
  const file = join(folder, String(process.pid));
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname(), born: born(process.pid), what: basename(process.argv[1] ?? 'node'), since: new Date().toISOString() }));
  } catch {
    // Where nothing can be written nothing can be installed.
    return () => undefined;
  }
  const leave = () => rmSync(file, { force: true });
  process.once('exit', leave);
  return () => {
    process.removeListener('exit', leave);
    leave();
  };
}

/** Everybody else who runs. Files of those who were killed, or of a machine that had this folder before, are swept away. */
export function others(root) {
  const found = [];
  for (const name of names(folderOf(root))) {
    const file = join(folderOf(root), name);
    const entry = read(file);
    if (entry === null || Number(name) === process.pid) continue;
    if (entry.host === hostname() && entry.pid === Number(name) && runs(entry.pid) && born(entry.pid) === entry.born) found.push(entry);
    else rmSync(file, { force: true });
  }
  return found;
}

function names(folder) {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/u.test(name));
  } catch {
    return [];
  }
}

/** Null where it is half written, or gone meanwhile. */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
