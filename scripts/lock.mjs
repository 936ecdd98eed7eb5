/** One process at a time, without a dependency: a lock file that names its holder and counts for nothing once that is gone. Used by prepare.mjs, before anything is installed. */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

const LOOK_MS = 200;
/** No install and build takes longer: a holder on another machine, or whose id was given to another process, is gone. */
const LONGEST_MS = 20 * 60_000;

const pause = (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function read(file) {
  try {
    return { text: readFileSync(file, 'utf8'), age: Date.now() - statSync(file).mtimeMs };
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Is there a process with this id? */
export function runs(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function stale({ text, age }) {
  if (age > LONGEST_MS) return true;
  const [pid, host] = text.split(' ');
  // Our own id in a lock that is not ours: the holder had it before us (in a container the next start often has the same one).
  return host === hostname() && (Number(pid) === process.pid || !runs(Number(pid)));
}

/** The file appears with its content or not at all. */
function take(file, mine) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Two may find the same lock stale: whoever took away a living one puts it back. */
function clear(file, found) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== found.text) {
    try {
      linkSync(aside, file);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
}

/** Runs `work` when no other process holds `file`; waits as long as it takes. */
export function alone(file, work) {
  const mine = `${process.pid} ${hostname()} ${randomUUID()}`;
  let told = false;
  while (!take(file, mine)) {
    const found = read(file);
    if (found === null) continue;
    if (stale(found)) {
      clear(file, found);
      continue;
    }
    if (!told) console.error('Another start is preparing this folder, waiting for it ...');
    told = true;
    pause(LOOK_MS);
  }
  const leave = () => {
    if (read(file)?.text === mine) rmSync(file, { force: true });
  };
  process.once('exit', leave);
  try {
    return work();
  } finally {
    leave();
    process.removeListener('exit', leave);
  }
}
