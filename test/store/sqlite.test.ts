/** SQLite passes the Store contract. What is special about it has tests of its own beside this one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/open.js';
import { storeContract } from './contract.js';

storeContract('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const file = join(folder, 'helpdesk.sqlite');
  let store = await openStore({ file });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openStore({ file });
      return store;
    },
    remove: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
