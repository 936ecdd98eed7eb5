/** The tests of test/transcripts: each dialogue in chat and, where it has one, as a phone call; in one go or with the store closed and opened between any two steps. Called by the transcripts*.test.ts files, several of them so that both cores have work. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import { ROOT, startApp } from './app.js';
import { readTranscript } from './transcript.js';
import { runTranscript } from './transcript-run.js';
import type { RunOptions } from './transcript-run.js';

export interface Suite {
  readonly roundTrips: boolean;
  /** This part of so many (every so-manieth transcript). */
  readonly part?: number;
  readonly of?: number;
}

export function transcriptSuite({ roundTrips, part = 0, of = 1 }: Suite): void {
  const folder = join(ROOT, 'test', 'transcripts');
  const wanted = process.env['TRANSCRIPT'] ?? '';
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort().filter((file, index) => index % of === part && file.includes(wanted));
  if (files.length === 0) {
    it('none of this name in this part', () => undefined);
    return;
  }
  const ending = roundTrips ? ', com a base de dados fechada e aberta entre os passos' : ', de uma só vez';
  describe.each(files.map((file) => readTranscript(join(folder, file))).map((each): [string, typeof each] => [`${each.file}: ${each.title}`, each]))('%s', (_, transcript) => {
    const play = async (by: RunOptions['by']): Promise<void> => {
      const app = await startApp({ start: transcript.start, data: transcript.data });
      try {
        await runTranscript(transcript, app, { by, roundTrips });
      } finally {
        await app.stop();
      }
    };
    if (transcript.chat) it(`em conversa${ending}`, () => play('chat'));
    if (transcript.phone !== null) it(`ao telefone${ending}`, () => play('phone'));
  });
}
