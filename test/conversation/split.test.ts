import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clean, maskSecrets } from '../../src/conversation/clean.js';
import { shorten, splitText } from '../../src/conversation/split.js';

const squeeze = (text: string): string => text.replace(/\s+/gu, '');
const MARK = /^\(\d+\/\d+\) /u;
const piece = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }), fc.lorem({ maxCount: 8, mode: 'sentences' }),
  fc.constantFrom('\n\n', '\n', ' ', '. ', '👨‍👩‍👧‍👦', '👍🏽', 'ção', 'e\u0301', '🇲🇿', 'x'.repeat(70), ' \u0301', '1️⃣'),
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

describe('splitText', () => {
  it('leaves short texts alone and makes nothing of nothing', () => {
    expect(splitText('  Bom dia  ')).toEqual(['Bom dia']);
    expect(splitText(' \n ')).toEqual([]);
    expect(splitText('a'.repeat(1600))).toHaveLength(1);
  });

  it('cuts at a paragraph, else a line, a sentence, a space', () => {
    const half = 'palavra '.repeat(8).trim();
    expect(splitText(`${half}\n\n${half}`, 100)).toEqual([`(1/2) ${half}`, `(2/2) ${half}`]);
    expect(splitText(`${half}\n${half} e mais`, 100)).toEqual([`(1/2) ${half}`, `(2/2) ${half} e mais`]);
    expect(splitText(`Uma frase que chega. ${half} e mais umas`, 60)[0]).toBe('(1/3) Uma frase que chega.');
    expect(splitText('um dois tres quatro cinco seis', 20)).toEqual(['(1/3) um dois tres', '(2/3) quatro cinco', '(3/3) seis']);
  });

  it('never exceeds the bound, loses no character and cuts no character in two', () => {
    const segments = new Intl.Segmenter('pt', { granularity: 'grapheme' });
    const count = (each: string): number => [...segments.segment(each)].length;
    fc.assert(fc.property(text, fc.integer({ min: 40, max: 300 }), (whole, max) => {
      const parts = splitText(whole, max);
      expect(parts.every((part) => part.length <= max && part.length > 0)).toBe(true);
      const bodies = parts.length > 1 ? parts.map((part) => part.replace(MARK, '')) : parts;
      expect(squeeze(bodies.join(''))).toBe(squeeze(whole));
      expect(parts.every((part) => !/\p{Cs}/u.test(part) || /\p{Cs}/u.test(whole))).toBe(true);
      if (parts.length > 1) expect(parts.map((part) => part.slice(0, part.indexOf(')') + 1))).toEqual(parts.map((_part, index) => `(${index + 1}/${parts.length})`));
      const starts = bodies.slice(1);
      expect(starts.every((part) => count(`x${part}`) === count(part) + 1)).toBe(true);
    }), { numRuns: 300 });
  });

  it('copes with one endless character and with hundreds of parts', () => {
    const zalgo = `a${'\u0301'.repeat(5000)}`;
    expect(splitText(zalgo, 100).every((part) => part.length <= 100)).toBe(true);
    const parts = splitText('mil palavras '.repeat(5000), 100);
    expect(parts.length).toBeGreaterThan(100);
    expect(parts.every((part) => part.length <= 100)).toBe(true);
  });

  it('shortens titles without cutting a sign in two', () => {
    expect(shorten('Sim', 20)).toBe('Sim');
    expect(shorten('👨‍👩‍👧‍👦👨‍👩‍👧‍👦 família', 20)).toBe('👨‍👩‍👧‍👦…');
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (title) => shorten(title, 20).length <= 20));
  });
});

describe('clean', () => {
  it('takes out what breaks XML, logs and screens, and nothing else', () => {
    expect(clean('a\u0000b\u0007c\ud800d\ufffee\uffff\u200bf')).toBe('abcdef');
    expect(clean('linha 1\r\nlinha 2\rlinha\t3\u0085fim')).toBe('linha 1\nlinha 2\nlinha 3\nfim');
    expect(clean('Olá, não há redes 👨‍👩‍👧‍👦 1️⃣ é')).toBe('Olá, não há redes 👨‍👩‍👧‍👦 1️⃣ é');
    expect(clean('\u202eabc\u2066')).toBe('abc');
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (raw) => {
      const out = clean(raw);
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\ufffe\uffff\p{Cs}]/u);
      expect(clean(out)).toBe(out);
    }));
  });
});

describe('maskSecrets', () => {
  it.each([
    ['a minha senha é Tete2026', 'a minha senha é ***'], ['senha: abc', 'senha: ***'], ['Password = xyz!9, nao entra', 'Password = ***, nao entra'], ['palavra-passe:redes', 'palavra-passe:***'],
    ['palavra passe é "segredo"', 'palavra passe é "***"'], ['pin 4321', 'pin 4321'.replace('4321', '***')], ['o PIN e 9876.', 'o PIN e ***.'], ['my password is hunter2', 'my password is ***'], ['senha nova: a1b2', 'senha nova: ***'],
    ['esqueci a senha', 'esqueci a senha'], ['a senha é inválida', 'a senha é inválida'], ['senha: não entra', 'senha: não entra'], ['a senha e o utilizador não funcionam', 'a senha e o utilizador não funcionam'],
    ['senha errada', 'senha errada'], ['mudei a senha ontem', 'mudei a senha ontem'], ['pinos 1234', 'pinos 1234'], ['a palavra-passe não é aceite', 'a palavra-passe não é aceite'],
  ])('%s -> %s', (said, kept) => expect(maskSecrets(said)).toBe(kept));
});
