/** Every dialogue of test/transcripts, in one go, with the store closed and opened between any two steps, and as a phone call where it has one. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import { ROOT, startApp } from './support/app.js';
import { readTranscript } from './support/transcript.js';
import { runTranscript } from './support/transcript-run.js';
import type { RunOptions } from './support/transcript-run.js';

const folder = join(ROOT, 'test', 'transcripts');
const wanted = process.env['TRANSCRIPT'] ?? '';
const transcripts = readdirSync(folder).filter((file) => file.endsWith('.yaml') && file.includes(wanted)).sort().map((file) => readTranscript(join(folder, file)));

describe.each(transcripts.map((each): [string, typeof each] => [`${each.file}: ${each.title}`, each]))('%s', (_, transcript) => {
  const play = async (how: RunOptions): Promise<void> => {
    const app = await startApp({ start: transcript.start, data: transcript.data });
    try {
      await runTranscript(transcript, app, how);
    } finally {
      await app.stop();
    }
  };
  if (transcript.chat) {
    it('de uma só vez', () => play({ by: 'chat', roundTrips: false }));
    it('com a base de dados fechada e aberta entre os passos', () => play({ by: 'chat', roundTrips: true }));
  }
  if (transcript.phone !== null) {
    it('ao telefone', () => play({ by: 'phone', roundTrips: false }));
    it('ao telefone, com a base de dados fechada e aberta entre os passos', () => play({ by: 'phone', roundTrips: true }));
  }
});
