/** A copy of the shipped campaign in a temporary folder, to break one thing in it; and how its faults read. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadContent } from '../../src/content/load.js';
import type { Loaded } from '../../src/content/load.js';
import { quickFolder } from '../support/quick-folder.js';

export interface Copy {
  readonly root: string;
  /** @param file below the copy: data/staff.csv, locales/pt/question.json */
  read(file: string): string;
  write(file: string, content: string | Buffer): void;
  remove(file: string): void;
  /** Replaces the first occurrence; throws where there is none, so that a test cannot pass idly. */
  swap(file: string, old: string, fresh: string): void;
  /** Number of the first line that holds the words. */
  line(file: string, words: string): number;
  load(): Loaded;
  /** `data/staff.csv:4: message`, relative to the copy. Throws where there is a content in spite of faults, or neither. */
  faults(): string[];
  end(): void;
}

/** The classifier's sentences are many; two will do for a copy that is loaded a hundred times. */
const SENTENCES = 'text,type,note\nnao consigo sincronizar,sync,\nesqueci a senha,login,\n';

export function copyCampaign(): Copy {
  const root = quickFolder('campaign-');
  for (const folder of ['data', 'locales']) {
    cpSync(folder, join(root, folder), { recursive: true, filter: (path) => !/^data\/(?:var|training|classifier\.json)(?:\/|$)/u.test(path) });
  }
  const copy: Copy = {
    root,
    read: (file) => readFileSync(join(root, file), 'utf8'),
    write: (file, content) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), content);
    },
    remove: (file) => rmSync(join(root, file), { recursive: true }),
    swap: (file, old, fresh) => {
      const text = copy.read(file);
      if (!text.includes(old)) throw new Error(`${file} has no "${old}"`);
      copy.write(file, text.replace(old, () => fresh));
    },
    line: (file, words) => {
      const at = copy.read(file).split(/\r?\n/u).findIndex((line) => line.includes(words));
      if (at === -1) throw new Error(`${file} has no line with "${words}"`);
      return at + 1;
    },
    load: () => loadContent({ dataDir: join(root, 'data'), localesDir: join(root, 'locales') }),
    faults: () => rendered(copy.load(), root),
    end: () => rmSync(root, { recursive: true, force: true }),
  };
  copy.write('data/training/example.csv', SENTENCES);
  return copy;
}

function rendered({ content, faults }: Loaded, root: string): string[] {
  if ((content === null) !== (faults.length > 0)) throw new Error(`${faults.length} faults, and ${content === null ? 'no' : 'a'} content`);
  return faults.map(({ file, line, message }) => `${file}${line === null ? '' : `:${line}`}: ${message}`.replaceAll(`${root}/`, ''));
}

/** Every file of the copy, relative to it. */
export function filesOf(copy: Copy, folder = ''): string[] {
  if (!existsSync(join(copy.root, folder))) return [];
  return readdirSync(join(copy.root, folder), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesOf(copy, join(folder, entry.name)) : [join(folder, entry.name)]));
}
