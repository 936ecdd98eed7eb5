/** A gateway that is stopped in the middle of what it does at its start breaks that off without a word: a log that cries at every restart is not read any more. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Config } from '../src/config.js';
import { createLog } from '../src/log.js';
import { serve } from '../src/serve.js';
import { startFakeWhatsApp, trustFakeWhatsApp } from './support/fake-whatsapp/server.js';
import { linkAccount } from './support/linked-account.js';
import { freePort } from './support/app.js';

describe('a stop', () => {
  it.each(['off', 'baileys'] as const)('right after the start leaves nothing that asks a closed store (WHATSAPP=%s)', async (whatsapp) => {
    const varDir = mkdtempSync(join(tmpdir(), 'stop-'));
    trustFakeWhatsApp();
    const wa = await startFakeWhatsApp();
    try {
      linkAccount(varDir, wa);
      const lines: string[] = [];
      const stream = new Writable({
        write(chunk: Buffer, _encoding, done) {
          lines.push(chunk.toString('utf8'));
          done();
        },
      });
      const config: Config = {
        port: await freePort(), host: '127.0.0.1', publicUrl: 'http://localhost', dataDir: 'data', varDir, whatsapp, twilio: null, simulator: true, simulatorLogin: null,
        baileysUrl: wa.url, clock: null, logLevel: 'warn', timezone: 'Africa/Maputo',
      };
      const { stop } = await serve(config, { log: createLog({ level: 'warn', stream }) });
      await stop();
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(lines.filter((line) => /store is closed|not open/u.test(line))).toEqual([]);
    } finally {
      await wa.stop();
      rmSync(varDir, { recursive: true, force: true });
    }
  });
});
