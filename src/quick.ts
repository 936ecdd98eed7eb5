/**
 * Runs a bundled file of the build (scripts/bundle.mjs) with what V8 compiled of it in an earlier run, kept beside it: a start without it spends a third of its
 * time compiling. Node 22 has `module.enableCompileCache` for this, Node 20 has not. Called by the little files that stand beside the bundles, in the process and in its thread.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { threadId } from 'node:worker_threads';

/** By then the first turns were made (start.ts), so that what they compiled is kept too. A run that ends before keeps what it has. */
const KEEP_AFTER_MS = 3_000;

/** What a bundle is: a function around CommonJS. */
type Wrapper = (exports: object, require: NodeJS.Require, module: { readonly exports: object }, filename: string) => void;

/** @param file absolute path of a bundle, in ASCII */
export function runQuickly(file: string): void {
  /** V8 takes back only what the same version of it with the same flags has made. */
  const cache = `${file}.${cachedDataVersionTag().toString(16)}.cache`;
  const cachedData = kept(cache);
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file, ...(cachedData === null ? {} : { cachedData }),
  });
  if (cachedData === null || script.cachedDataRejected === true) keepLater(script, cache);
  const module = { exports: {} };
  (script.runInThisContext() as Wrapper)(module.exports, createRequire(file), module, file);
}

function kept(cache: string): Buffer | null {
  try {
    return readFileSync(cache);
  } catch {
    return null;
  }
}

function keepLater(script: Script, cache: string): void {
  let done = false;
  const keep = (): void => {
    if (done) return;
    done = true;
    const draft = `${cache}.${process.pid}.${threadId}`;
    try {
      writeFileSync(draft, script.createCachedData());
      renameSync(draft, cache);
    } catch {
      /** A folder that cannot be written to, a full disk: the next start compiles again. */
      rmSync(draft, { force: true });
    }
  };
  setTimeout(keep, KEEP_AFTER_MS).unref();
  process.once('exit', keep);
}
