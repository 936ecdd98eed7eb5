import { describe, expect, it } from '@jest/globals';
import { soundsEnglish } from '../../src/conversation/language.js';

describe('the language of a first message', () => {
  it.each(['Good morning, I cannot log in to the app', 'the tablet does not charge', 'how many nets for a family of five?'])('English: %s', (text) => expect(soundsEnglish(text)).toBe(true));
  it.each(['hello', 'login', 'não consigo fazer login na app', 'sync data não funciona', 'bom dia', 'aparece "login failed" no ecrã'])('not English: %s', (text) => expect(soundsEnglish(text)).toBe(false));
});
