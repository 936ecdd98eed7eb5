/** `helpdesk classify`: what kind of problem a message is, for people (text given) or as JSON Lines (stdin). */
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { Guess } from '../../flows/types.js';
import type { Content } from '../content/types.js';
import { FAULT, GOOD, complain, contentOf, say, sayJson, table } from './io.js';
import type { Io } from './io.js';

const Line = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

export async function classifyCommand(text: readonly string[], io: Io): Promise<number> {
  const guess = await classifier(await contentOf(io));
  if (text.length > 0) {
    say(io, words(guess(text.join(' '))));
    return GOOD;
  }
  let faults = 0;
  let number = 0;
  for await (const line of createInterface({ input: io.input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    const read = Line.safeParse(parsed(line));
    if (read.success) {
      const { type, category, route, confidence, sure, candidates, evidence } = guess(read.data.text);
      sayJson(io, { id: read.data.id, type, category, route, confidence, sure, candidates, evidence });
    } else {
      faults += 1;
      complain(io, `line ${number}: not {"id":...,"text":"..."}`);
    }
  }
  return faults > 0 ? FAULT : GOOD;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

async function classifier(content: Content): Promise<(text: string) => Guess> {
  const { buildModel, classify } = await import('../conversation/classifier/classify.js');
  const model = buildModel(content);
  return (text) => classify(text, { model });
}

function words(guess: Guess): string {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return [
    `${guess.type} (${guess.category}, ${guess.route}), ${percent(guess.confidence)}, ${guess.sure ? 'sure' : 'not sure'}`,
    table(guess.candidates.map((each) => [`  ${each.type}`, percent(each.confidence)])),
    guess.evidence.length === 0 ? '' : `because of: ${guess.evidence.join(', ')}`,
  ].filter((part) => part !== '').join('\n');
}
