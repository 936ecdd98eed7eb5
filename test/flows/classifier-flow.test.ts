/** The conversation with the classifier's real guesses over the whole evaluation set: nobody is sent away, or filed, without a word to say about it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { intake } from '../../flows/intake.js';
import { buildModel, classify } from '../../src/conversation/classifier/classify.js';
import type { Artefact } from '../../src/conversation/classifier/artefact.js';
import { evaluationSentences, trainingSentences } from '../evaluate/data.js';
import { smallContent } from '../support/content.js';
import { catalogue, facts, keys, only, pick, play, text } from './world.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const classifier = JSON.parse(readFileSync(new URL('../../data/classifier.json', import.meta.url), 'utf8')) as Artefact;
const model = buildModel(smallContent({ training: trainingSentences(root), classifier }));
const machine = intake(catalogue);
const said = evaluationSentences(root).map((row) => ({ row, guess: classify(row.text, { model }) }));
const first = said.map(({ row, guess }) => ({ row, guess, ...play(machine, [text(row.text, guess)], facts) }));

describe('the first answer to each sentence of the evaluation set', () => {
  it('opens no ticket and asks something', () => {
    for (const { all, last, row } of first) {
      expect({ row, tickets: only(all, 'openTicket').filter((each) => each.draft.type !== 'feedback') }).toEqual({ row, tickets: [] });
      expect(['ask', 'end']).toContain(last.at(-1)?.type);
    }
  });
  it('a fault is sent to NMCP at once almost never, and then the way back is the next thing offered', () => {
    const away = first.filter(({ row, all }) => !['programmatic'].includes(row.type) && only(all, 'redirect').length > 0);
    expect(away.length).toBeLessThanOrEqual(2);
    for (const { all } of first.filter((each) => only(each.all, 'redirect').length > 0)) {
      expect(only(all, 'ask').at(-1)?.expect).toMatchObject({ kind: 'choice', choices: expect.arrayContaining([expect.objectContaining({ id: 'app_fault' })]) });
    }
    const [sent] = first.filter((each) => only(each.all, 'redirect').length > 0);
    if (sent === undefined) throw new Error('nobody is redirected at once');
    const back = play(machine, [text(sent.row.text, sent.guess), pick('app_fault')], facts);
    expect(only(back.last, 'redirect')).toEqual([]);
    expect(back.last.at(-1)?.type).toBe('ask');
  });
  it('unsure of a technical fault: no redirect, the likeliest few', () => {
    for (const { guess, all } of first.filter(({ guess: each }) => !each.sure)) {
      expect(only(all, 'redirect')).toEqual([]);
      const asked = only(all, 'ask').at(-1);
      if (asked?.key.startsWith('kind.offer') === true && asked.expect.kind === 'choice') expect(asked.expect.choices.length).toBeLessThanOrEqual(4);
      expect(guess.confidence).toBeLessThan(1);
    }
  });
  it('what is of the distribution is never asked about as a fault when the classifier is sure', () => {
    for (const { row, guess, all } of first.filter((each) => each.row.type === 'programmatic' && each.guess.sure && each.guess.type === 'programmatic')) {
      expect({ row, guess: guess.type, keys: keys(all).filter((key) => key.startsWith('kind.confirm')) }).toMatchObject({ keys: [] });
    }
  });
});
