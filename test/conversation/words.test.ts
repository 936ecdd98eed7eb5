import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bare, fold, hasWords, nearest, slips } from '../../src/conversation/words.js';

describe('words', () => {
  it.each([['Não  SEI ', 'nao sei'], ['ÇÃO', 'cao'], ['1️⃣', '1'], ['nº 40', 'no 40'], ['Mágoè', 'magoe'], ['\n a\t b', 'a b'], ['', '']])('fold %j', (text, folded) => expect(fold(text)).toBe(folded));

  it('bares words of their signs', () => {
    expect(bare('Sim, claro!!')).toBe('sim claro');
    expect(bare('👍')).toBe('');
    expect(bare('Cahora-Bassa')).toBe('cahora bassa');
  });

  it('finds whole words only', () => {
    expect(hasWords('o meu PIN falhou', 'pin')).toBe(true);
    expect(hasWords('o pino', 'pin')).toBe(false);
    expect(hasWords('não consigo', 'nao')).toBe(true);
  });

  it('counts slips as people make them', () => {
    expect(slips('moatize', 'moatise', 3)).toBe(1);
    expect(slips('moatize', 'maotize', 3)).toBe(1);
    expect(slips('moatize', 'mutarara', 2)).toBe(3);
    fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, two) => slips(one, two, 20) === slips(two, one, 20) && (slips(one, two, 20) === 0) === (one === two)));
  });

  it('forgives slips in long words only, and never guesses between two', () => {
    expect(nearest('cancelat', ['cancelar', 'repetir'])).toBe(0);
    expect(nearest('nio', ['nao', 'sim'])).toBe(-1);
    expect(nearest('marava', ['marara', 'maravia'])).toBe(-1);
  });
});
