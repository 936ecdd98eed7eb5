/** Where the tests that run in this process keep their files: in memory where the system has that, since nothing of it outlives them and every commit would wait for the disk. Tests with processes that are killed stay on the disk. */
import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ENOUGH = 512 * 1024 * 1024;

function place(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ENOUGH ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** A new empty folder of the test's own; the caller removes it. @param prefix as `line-` */
export const quickFolder = (prefix: string): string => mkdtempSync(join(place(), prefix));
