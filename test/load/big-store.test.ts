/** The past that the bench loads a store with fits the schema of today: else its figures stop in the middle of a long run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openStore } from '../../src/store/open.js';
import { MESSAGES_EACH, TICKETS_EACH, fillStore, pastPhone } from './big-store.js';

it('a person of the past is loaded with tickets and messages', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-past-'));
  const file = join(folder, 'helpdesk.sqlite');
  await fillStore(file, 20, Date.UTC(2026, 10, 25));
  const store = await openStore({ file });
  const before = await store.load({ address: `whatsapp:${pastPhone(3)}`, phone: pastPhone(3) });
  expect(before.contact?.phone).toBe(pastPhone(3));
  expect(before.tickets.length).toBeGreaterThan(0);
  expect(await store.sentTo(`whatsapp:${pastPhone(3)}`, 0, 1000)).toHaveLength(2 * MESSAGES_EACH);
  expect(await store.tickets({ limit: 1000 })).toHaveLength(20 * TICKETS_EACH);
  await store.close();
  rmSync(folder, { recursive: true });
});
