/** `helpdesk backup FILE`: a consistent copy of the store, also while a gateway runs. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GOOD, say, withStore } from './io.js';
import type { Io } from './io.js';

export async function backup(file: string, io: Io): Promise<number> {
  const target = resolve(file);
  return withStore(io, async (store) => {
    mkdirSync(dirname(target), { recursive: true });
    await store.backup(target);
    say(io, `${target}: ${Math.ceil(statSync(target).size / 1024)} kB`);
    return GOOD;
  });
}
