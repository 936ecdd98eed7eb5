/** What managers' programs make of a file is read all the same: byte order mark, semicolons, Windows line ends, quotes; and nothing at all makes the loader throw. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCsv } from '../../src/content/csv.js';
import { openSources } from '../../src/content/sources.js';
import { parseYaml } from '../../src/content/yaml.js';
import { copyCampaign, filesOf } from './campaign-copy.js';
import type { Copy } from './campaign-copy.js';

let copy: Copy;
beforeEach(() => { copy = copyCampaign(); });
afterEach(() => copy.end());

/** Rows of a file with the columns a and b: [line, a, b]. */
function rows(text: string | Buffer): { rows: (string | number)[][]; faults: string[] } {
  copy.write('x.csv', text);
  const sources = openSources();
  const table = readCsv(sources, copy.root, 'x.csv', ['a', 'b']);
  return {
    rows: (table?.rows ?? []).map((row) => [row.line, row.cell('a'), row.cell('b')]),
    faults: sources.faults().map(({ line, message }) => `${line}: ${message}`),
  };
}

describe('CSV as programs write it', () => {
  it.each([
    ['commas', 'a,b\n1,2\n'],
    ['semicolons', 'a;b\n1;2\n'],
    ['byte order mark', '\ufeffa,b\n1,2\n'],
    ['Windows line ends', 'a;b\r\n1;2\r\n'],
    ['old Macintosh line ends', 'a,b\r1,2\r'],
    ['no newline at the end', 'a,b\n1,2'],
    ['quotes', '"a","b"\n"1","2"\n'],
    ['blanks around', ' A , b \n 1 , 2 \n'],
    ['empty rows and cells that Excel adds', 'a,b,,\n1,2,,\n,,,\n'],
  ])('%s', (_, text) => {
    expect(rows(text)).toEqual({ rows: [[2, '1', '2']], faults: [] });
  });

  it('columns in another order', () => {
    expect(rows('b,a\n2,1\n').rows).toEqual([[2, '1', '2']]);
  });

  it('separators, quotes and newlines inside quotes; the line is the physical one', () => {
    expect(rows('# note\r\na;b\r\n"x;y";"say ""hi"""\r\n"two\r\nlines";2\r\n\r\n# note\r\n3;4\r\n')).toEqual({
      rows: [[3, 'x;y', 'say "hi"'], [4, 'two\nlines', '2'], [8, '3', '4']], faults: [],
    });
  });

  it('notes, also as Excel quotes them, and its sep line', () => {
    expect(rows('sep=;\n# a, b\n"# quoted, note";;\na;b\n1;#2\n')).toEqual({ rows: [[5, '1', '#2']], faults: [] });
  });

  it('a broken quote costs its row, not the rest', () => {
    const read = rows('a,b\n"x"y,2\n3,4\n');
    expect(read.faults).toEqual([expect.stringMatching(/^2: something follows a closed quote/u)]);
    expect(read.rows).toContainEqual([3, '3', '4']);
  });

  it('a fault after quoted newlines has its own line', () => {
    copy.swap('data/staff.csv', 'Carla Exemplo', '"Carla\nExemplo"');
    copy.swap('data/staff.csv', 'executive,Tete,pt,day', 'boss,Tete,pt,day');
    expect(copy.faults()).toEqual([expect.stringMatching(/^data\/staff.csv:8: unknown role "boss"/u)]);
  });
});

describe('a whole campaign saved by Excel on Windows', () => {
  it('loads as the one that ships', () => {
    const plain = copy.load();
    for (const file of filesOf(copy).filter((name) => name.endsWith('.csv'))) {
      const cells = copy.read(file).split('\n').map((line) => (line.startsWith('#') ? line : line.replaceAll(',', ';')));
      copy.write(file, `\ufeff${cells.join('\r\n')}`);
    }
    for (const file of filesOf(copy).filter((name) => /\.(yaml|json)$/u.test(name))) copy.write(file, `\ufeff${copy.read(file).replaceAll('\n', '\r\n')}`);
    const saved = copy.load();
    expect(saved.faults).toEqual([]);
    expect(saved.content?.staff).toEqual(plain.content?.staff);
    expect(saved.content?.faq).toEqual(plain.content?.faq);
    expect([...saved.content?.roster.entries() ?? []]).toEqual([...plain.content?.roster.entries() ?? []]);
    expect(saved.content?.texts).toEqual(plain.content?.texts);
  });

  it('a number with blanks that is whole is read', () => {
    copy.swap('data/staff.csv', '+258861230003', '+258 86 123-0003');
    expect(copy.load().content?.staff[2]?.phone).toBe('+258861230003');
  });
});

describe('nothing makes the loader throw', () => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)), fc.string({ unit: 'binary', maxLength: 200 }).map((each) => Buffer.from(each)));

  it('random bytes in place of a file, or in the middle of it', () => {
    const files = filesOf(copy).filter((name) => /\.(yaml|json|csv)$/u.test(name));
    fc.assert(fc.property(fc.constantFrom(...files), bytes, fc.nat(5000), fc.boolean(), (file, noise, at, whole) => {
      const old = Buffer.from(copy.read(file));
      copy.write(file, whole ? noise : Buffer.concat([old.subarray(0, at), noise, old.subarray(at + noise.length)]));
      const { content, faults } = copy.load();
      copy.write(file, old);
      return (content === null) === (faults.length > 0);
    }), { numRuns: 80 });
  });

  it('signs that mean something, in any order', () => {
    const yaml = fc.string({ unit: fc.constantFrom('a', 'b', ':', ' ', '-', '\n', '\t', '[', ']', '{', '}', '"', "'", '&a', '*a', '|', '>', '#', '?', '!', '%', '<<', ',', '1', '~'), maxLength: 60 });
    fc.assert(fc.property(yaml, (text) => {
      let faults = 0;
      const node = parseYaml(text, 'x.yaml', () => { faults += 1; });
      return node !== null || faults > 0;
    }), { numRuns: 1000 });
    const csv = fc.string({ unit: fc.constantFrom('a', 'b', ',', ';', '"', '\n', '\r', '#', ' ', '|', '\ufeff'), maxLength: 40 });
    fc.assert(fc.property(csv, (text) => rows(text).rows.every(([line]) => Number(line) >= 1)), { numRuns: 500 });
  });

  it('references that go round or multiply are a fault', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...'bcdefgh'.split('').map((name, at) => `${name}: &${name} [${Array<string>(10).fill(`*${'abcdefgh'[at] ?? 'a'}`).join(', ')}]`)].join('\n');
    const faults: string[] = [];
    parseYaml(bomb, 'x.yaml', (_file, _line, message) => void faults.push(message));
    expect(faults.join()).toMatch(/goes too deep/u);
    faults.length = 0;
    parseYaml('a: &a [*a]', 'x.yaml', (_file, _line, message) => void faults.push(message));
    expect(faults.join()).toMatch(/goes too deep/u);
  });
});
