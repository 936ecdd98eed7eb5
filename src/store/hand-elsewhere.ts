/** Carries writes out in a thread of their own (writer-thread.ts). Made by open.ts for the gateway; a thread that dies takes only its batch with it, and the next one gets a new thread. */
import { Worker } from 'node:worker_threads';
import type { Outcome } from './group.js';
import { StoreUnavailable } from './port.js';
import type { Asked, Hand } from './writer.js';

export interface Fault {
  readonly message: string;
  readonly stack: string;
  readonly code: string;
  /** The database as a whole cannot write. */
  readonly sick: boolean;
}
export type Told = { readonly value: unknown } | { readonly fault: Fault };

interface Waiting {
  readonly done: (told: readonly Told[]) => void;
  readonly fail: (why: string) => void;
}

/** @param fresh the readers' snapshot is of the time before: the next read begins a new one */
export function handElsewhere(file: string, busyMs: number, fresh: () => void): Hand {
  let thread: Worker | null = null;
  let waiting: Waiting | null = null;

  function start(): Worker {
    const started = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: { file, busyMs }, name: 'store' });
    started.on('message', (told: readonly Told[]) => {
      const answered = waiting;
      waiting = null;
      started.unref();
      answered?.done(told);
    });
    let why = 'ended';
    started.on('error', (error) => {
      why = error instanceof Error ? error.message : String(error);
    });
    started.on('exit', () => {
      if (thread === started) thread = null;
      const left = waiting;
      waiting = null;
      left?.fail(why);
    });
    started.unref();
    return started;
  }
  thread = start();

  return {
    carryOut: (asked: readonly Asked[]) => new Promise<readonly Outcome[]>((resolve, reject) => {
      thread ??= start();
      thread.ref();
      waiting = {
        done: (told) => {
          fresh();
          resolve(told.map(outcomeOf));
        },
        fail: (why) => {
          fresh();
          reject(new StoreUnavailable(`the store's writer is gone: ${why}`, 'WRITER'));
        },
      };
      try {
        thread.postMessage(asked);
      } catch (error) {
        waiting = null;
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    }),
    close: async () => {
      const last = thread;
      if (last === null) return;
      const gone = new Promise((resolve) => last.once('exit', resolve));
      last.ref();
      last.postMessage('close');
      await gone;
    },
  };
}

function outcomeOf(told: Told): Outcome {
  if (!('fault' in told)) return told;
  const { message, stack, code, sick } = told.fault;
  const error = sick ? new StoreUnavailable(message, code) : Object.assign(new Error(message), code === '' ? {} : { code });
  error.stack = stack;
  return { error };
}
