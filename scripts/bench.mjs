/** `npm run bench [-- --quick --long --big --json]`: builds, compiles test/load beside the build and measures. */
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
const { compileTests } = await import('./compile-tests.mjs');
const out = compileTests(['load', 'support']);
const { bench } = await import(pathToFileURL(join(out, 'load', 'bench.js')).href);
await bench({ root, compiled: join(out, 'load'), quick: args.includes('--quick'), long: args.includes('--long'), big: args.includes('--big'), json: args.includes('--json') });
