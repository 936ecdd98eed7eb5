#!/usr/bin/env node
/** `npm run --silent helpdesk -- COMMAND`: prepares a fresh clone, then runs the command line. */
import { prepare } from './prepare.mjs';

prepare();
const { run } = await import('../dist/src/cli/main.js');
process.exitCode = await run(process.argv.slice(2));
/** The linked device's library leaves a timer of half a minute. */
if (process.argv[2] === 'pair') process.exit();
