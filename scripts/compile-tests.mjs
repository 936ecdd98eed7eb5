/** Compiles folders of test/ beside the build (dist/test), for runs that are no jest tests: bench and rehearsal. Types are only stripped here; `npm run types` checks them. */
import { transformSync } from '@swc/core';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

/** @returns the folder dist/test */
export function compileTests(folders) {
  const out = join(root, 'dist', 'test');
  for (const folder of folders) {
    mkdirSync(join(out, folder), { recursive: true });
    for (const name of readdirSync(join(root, 'test', folder)).filter((each) => each.endsWith('.ts') && !each.endsWith('.d.ts') && !each.endsWith('.test.ts'))) {
      const { code } = transformSync(readFileSync(join(root, 'test', folder, name), 'utf8'), { filename: name, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } });
      writeFileSync(join(out, folder, name.replace(/\.ts$/u, '.js')), code);
    }
  }
  return out;
}
