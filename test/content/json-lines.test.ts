/** Every string of a file is found under its key and at its line, however the file is laid out. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { walkJson } from '../../src/content/json-lines.js';

type Tree = { readonly [key: string]: string | number | boolean | null | Tree };
const { tree } = fc.letrec<{ tree: Tree; leaf: string | number | boolean | null }>((tie) => ({
  leaf: fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('\\', '"', '{', '}', '[', ']', ':', ',', '\n', 'á', ' ') }), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
  tree: fc.dictionary(fc.string({ unit: fc.constantFrom('a', 'b', '\\', '"', ':', '}', '_'), minLength: 1, maxLength: 4 }), fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('tree')), { maxKeys: 5 }),
}));

const flat = (node: Tree, prefix = ''): { key: string; text: string | null }[] => Object.entries(node).flatMap(([key, value]) => {
  const full = prefix + key;
  return typeof value === 'object' && value !== null ? flat(value, `${full}.`) : [{ key: full, text: typeof value === 'string' ? value : null }];
});

describe('the walk over a JSON file', () => {
  it('finds what JSON.parse finds', () => {
    fc.assert(fc.property(tree, fc.constantFrom(0, 2), (node, indent) => {
      const json = JSON.stringify(node, null, indent);
      const walk = walkJson(json);
      expect(walk.texts.map(({ key, text }) => ({ key, text }))).toEqual(flat(node));
      expect(walk.twice).toEqual([]);
      const lines = json.split('\n');
      for (const { key, line, text } of indent === 0 ? [] : walk.texts) expect(lines[line - 1]).toContain(`${JSON.stringify(key).slice(-2)}: ${text === null ? '' : JSON.stringify(text)}`);
    }), { numRuns: 500 });
  });

  it('tells keys that stand twice, and lists by their line', () => {
    expect(walkJson('{\n "a": "1",\n "b": { "c": "2",\n "c": "3" },\n "a": ["x",\n "y"]\n}')).toEqual({
      texts: [{ key: 'a', line: 2, text: '1' }, { key: 'b.c', line: 3, text: '2' }, { key: 'b.c', line: 4, text: '3' }, { key: 'a', line: 5, text: null }, { key: 'a', line: 6, text: null }],
      twice: [{ key: 'b.c', line: 4 }, { key: 'a', line: 5 }],
    });
  });
});
