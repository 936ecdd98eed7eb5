/** The writer's own thread: its connection, its transactions, its disk flushes, so that a slow disk holds up nobody who reads or decides. Started by hand-elsewhere.ts; plain data in and out. */
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from './connect.js';
import { asUnavailable, codeOf } from './fault.js';
import { batches } from './group.js';
import type { Outcome } from './group.js';
import type { Told } from './hand-elsewhere.js';
import { worker } from './writer.js';
import type { Asked } from './writer.js';
import { prepareWrites } from './writes.js';

/** Its reads are those of a write: rows by their key. */
const CACHE_KB = 3_000;

const { file, busyMs } = workerData as { readonly file: string; readonly busyMs: number };
const connection = connect(file, busyMs, CACHE_KB);
const run = batches(connection.client);
const works = worker(prepareWrites(connection));

/** An error is told by what the other side needs of it: a class does not come through. */
function told(outcome: Outcome): Told {
  if (!('error' in outcome)) return outcome;
  const { error } = outcome;
  return { fault: { message: error.message, stack: error.stack ?? '', code: asUnavailable(error)?.code ?? codeOf(error), sick: asUnavailable(error) !== null } };
}

parentPort?.on('message', (asked: readonly Asked[] | 'close') => {
  if (asked !== 'close') return parentPort?.postMessage(run(asked.map(works)).map(told));
  connection.client.close();
  parentPort?.close();
});
