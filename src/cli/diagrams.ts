/** `helpdesk diagrams`: draws every machine into docs/diagrams. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectRoot } from '../root.js';
import { GOOD, contentOf, say } from './io.js';
import type { Io } from './io.js';
import { machineMarkdown } from './mermaid.js';

export async function diagrams(options: { readonly out?: string }, io: Io): Promise<number> {
  const { drawn } = await import('../../flows/index.js');
  const folder = options.out === undefined ? join(projectRoot(), 'docs', 'diagrams') : resolve(options.out);
  const { catalogue } = await contentOf(io);
  mkdirSync(folder, { recursive: true });
  for (const { id, machine } of drawn(catalogue)) {
    writeFileSync(join(folder, `${id}.md`), machineMarkdown(id, machine));
    say(io, join(folder, `${id}.md`));
  }
  return GOOD;
}
