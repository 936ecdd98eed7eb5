/**
 * The gateway's process in two files, one for each of its threads: a start that opens 1,200 files spends most of its time on that. Called by prepare.mjs after tsc.
 * What stays in node_modules: native code, and what most starts never load. Lines stay lines, so that a stack says where to look.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const ENTRIES = { main: 'src/main.js', 'writer-thread': 'src/store/writer-thread.js' };
/** src/quick.ts calls it. What stays outside comes by `require`: V8's kept code forgets who answers an `import()`. */
const HEAD = `(function (exports, require, module, __filename) { const bundleUrl = require('node:url').pathToFileURL(__filename).href;`;
const OUTSIDE = ['better-sqlite3', '@whiskeysockets/baileys', 'twilio', 'libphonenumber-js', 'iconv-lite'];

/** @param folder a finished build of tsc; the bundles go into its folder `gateway` */
export function bundle(folder) {
  const { buildSync } = createRequire(import.meta.url)('esbuild');
  const out = join(folder, 'gateway');
  mkdirSync(out, { recursive: true });
  const { outputFiles } = buildSync({
    entryPoints: Object.entries(ENTRIES).map(([name, file]) => ({ in: join(folder, file), out: name })),
    outdir: out, outExtension: { '.js': '.cjs' }, write: false, bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: OUTSIDE, supported: { 'dynamic-import': false }, legalComments: 'none', logLevel: 'error',
    define: { 'import.meta.url': 'bundleUrl' }, banner: { js: HEAD }, footer: { js: '})' },
  });
  for (const { path, text } of outputFiles) writeFileSync(path, ascii(text));
  for (const name of Object.keys(ENTRIES)) {
    writeFileSync(join(out, `${name}.js`), `import { fileURLToPath } from 'node:url';\nimport { runQuickly } from '../src/quick.js';\n\nrunQuickly(fileURLToPath(new URL('./${name}.cjs', import.meta.url)));\n`);
  }
  cpSync(join(folder, 'src', 'channels', 'simulator', 'page'), join(out, 'simulator', 'page'), { recursive: true });
}

/** Strings are ASCII already; what is left stands in regular expressions and comments. With one letter beyond Latin-1 V8 keeps the whole text in two bytes a letter. */
const ascii = (code) => code.replace(/[^\0-\x7f]/gu, (letter) => [...Array(letter.length).keys()].map((at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''));
