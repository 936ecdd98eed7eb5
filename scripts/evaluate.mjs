/** `npm run evaluate [-- --docs]`: builds, compiles test/evaluate beside the build and measures the classifier. */
import { transformSync } from '@swc/core';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root } from './prepare.mjs';

const wrong = process.argv.slice(2).filter((each) => each !== '--docs');
if (wrong.length > 0) {
  console.error(`evaluate: ${wrong.join(' ')} is unknown; there is --docs`);
  process.exit(2);
}
prepare();
/** Types are only stripped here; `npm run types` checks them. */
const out = join(root, 'dist', 'test', 'evaluate');
mkdirSync(out, { recursive: true });
for (const name of readdirSync(join(root, 'test', 'evaluate')).filter((each) => each.endsWith('.ts'))) {
  const { code } = transformSync(readFileSync(join(root, 'test', 'evaluate', name), 'utf8'), { filename: name, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } });
  writeFileSync(join(out, name.replace(/\.ts$/u, '.js')), code);
}
const { evaluate } = await import(pathToFileURL(join(out, 'evaluate.js')).href);
evaluate({ root, docs: process.argv.includes('--docs') });
