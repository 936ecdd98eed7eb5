/** The walls between the rooms hold, and only config reads the environment, only the clock reads the time. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));

const linesWith = (files: readonly string[], pattern: RegExp): string[] =>
  files.flatMap((file) =>
    readFileSync(file, 'utf8').split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );

describe('walls', () => {
  it('no room reaches where it must not, and no circle of imports exists', () => {
    const done = spawnSync(process.execPath, ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src', 'flows'], { encoding: 'utf8' });
    expect(done.stdout).toContain('no dependency violations found');
    expect(done.status).toBe(0);
  });

  it('only config reads process.env', () => {
    expect(linesWith(sources('src').concat(sources('flows')).filter((file) => file !== join('src', 'config.ts')), /process\.env/u)).toEqual([]);
  });

  it('the pure rooms have no clock, no chance, no files', () => {
    const pure = [...sources('flows'), ...sources(join('src', 'conversation')), ...sources(join('src', 'helpdesk'))];
    expect(linesWith(pure, /Date\.now|new Date\(\)|Math\.random|from '(node:)?(fs|http|net|child_process|crypto)|DateTime\.(now|local)\(\)/u)).toEqual([]);
  });

  it('only the clock asks what time it is', () => {
    const allowed = [join('src', 'gateway', 'clock.ts')];
    const found = linesWith(sources('src').filter((file) => !allowed.includes(file)), /\bDate\.now\(\)|new Date\(\)/u);
    expect(found).toEqual([]);
  });
});
