import { it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { buildModel, classify } from '../src/conversation/classifier/classify.js';
import { loadContent } from '../src/content/load.js';
it('x', async () => {
  const c = await loadContent({ dataDir: 'data', localesDir: 'locales' });
  const content = c.content ?? c;
  const model = (buildModel as any)(content);
  for (const line of readFileSync('/tmp/guess.txt', 'utf8').split('\n').filter(Boolean)) {
    const g = (classify as any)(line, { model });
    process.stdout.write(line + '\n   ' + g.type + ' ' + g.confidence.toFixed(2) + ' ' + (g.sure ? 'SURE' : '') + ' ' + JSON.stringify(g.candidates.slice(0,4).map((x: any) => x.type + ' ' + x.confidence.toFixed(2))) + ' ' + JSON.stringify(g.evidence) + '\n');
  }
});
