/** `npm run bench [-- --quick --long --big --json]`: builds, compiles test/load beside the build and measures. */
import { transformSync } from '@swc/core';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root } from './prepare.mjs';

const KNOWN = ['--quick', '--long', '--big', '--json'];
const args = process.argv.slice(2);
const wrong = args.filter((each) => !KNOWN.includes(each));
if (wrong.length > 0) {
  console.error(`bench: ${wrong.join(' ')} is unknown; there are ${KNOWN.join(' ')}`);
  process.exit(2);
}
prepare();
/** Types are only stripped here; `npm run types` checks them. */
const out = join(root, 'dist', 'test');
for (const folder of ['load', 'support']) {
  mkdirSync(join(out, folder), { recursive: true });
  for (const name of readdirSync(join(root, 'test', folder)).filter((each) => each.endsWith('.ts') && !each.endsWith('.d.ts'))) {
    const { code } = transformSync(readFileSync(join(root, 'test', folder, name), 'utf8'), { filename: name, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } });
    writeFileSync(join(out, folder, name.replace(/\.ts$/u, '.js')), code);
  }
}
const { bench } = await import(pathToFileURL(join(out, 'load', 'bench.js')).href);
await bench({ root, compiled: join(out, 'load'), quick: args.includes('--quick'), long: args.includes('--long'), big: args.includes('--big'), json: args.includes('--json') });
