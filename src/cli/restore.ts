/** `helpdesk restore FILE`: puts a backup in the store's place; refuses while a gateway runs, keeps the file it replaces. */
import { resolve } from 'node:path';
import { CliFault, GOOD, databaseFile, say } from './io.js';
import type { Io } from './io.js';

export async function restore(file: string, io: Io): Promise<number> {
  const { restoreInto } = await import('../store/restore.js');
  const database = resolve(databaseFile(io.config()));
  const stamp = new Date(io.now()).toISOString().replace(/[-:]|\.\d+/gu, '');
  try {
    const { kept } = restoreInto(database, resolve(file), stamp);
    say(io, `${database}: restored from ${resolve(file)}`);
    if (kept !== null) say(io, `the one before is kept as ${kept}`);
    return GOOD;
  } catch (error) {
    throw new CliFault(`restore: ${error instanceof Error ? error.message : String(error)}`);
  }
}
