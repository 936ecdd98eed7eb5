/** Where the project lies: the folder with package.json, from src/ and from dist/src/ alike. Used by start and the command line. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

export const localesDir = (): string => join(projectRoot(), 'locales');
