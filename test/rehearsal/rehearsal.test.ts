/** Two days of the rehearsal with 120 teams, a kill -9 among them: the built gateway, its own process, virtual time. The whole of it is `npm run rehearsal`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

describe('the rehearsal', () => {
  it('ends with no ticket unowned, no reporter untold, all totals agreeing', () => {
    const done = spawnSync(process.execPath, [join('scripts', 'rehearsal.mjs'), '--quick'], { encoding: 'utf8', timeout: 240_000 });
    expect(done.stdout).toContain('ok    no ticket without an owner');
    expect(done.stdout).not.toContain('FAIL');
    expect(done.status).toBe(0);
  }, 250_000);
});
