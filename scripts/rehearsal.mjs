/** `npm run rehearsal [-- --quick --seed N --keep]`: builds, compiles test/rehearsal and plays a campaign in virtual time. Exit 1 when something that must hold does not. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { prepare, root } from './prepare.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' }, teams: { type: 'string' }, days: { type: 'string' } } });
prepare();
const { compileTests } = await import('./compile-tests.mjs');
const out = compileTests(['load', 'support', 'rehearsal']);
const { rehearse } = await import(pathToFileURL(join(out, 'rehearsal', 'rehearsal.js')).href);
const size = values.quick ? { teams: 120, days: 2 } : { teams: 1600, days: 4 };
const good = await rehearse({ root, teams: Number(values.teams ?? size.teams), days: Number(values.days ?? size.days), seed: Number(values.seed), keep: values.keep });
process.exit(good ? 0 : 1);
