#!/usr/bin/env node
/** `npm run --silent helpdesk -- COMMAND`: prepares a fresh clone, then runs the command line. */
import { prepare } from './prepare.mjs';

prepare();
const { run } = await import('../dist/src/cli/main.js');
process.exitCode = await run(process.argv.slice(2));
