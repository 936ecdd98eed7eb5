/** The short way of Mozambican numbers says what libphonenumber-js says, of every number. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { findPhonePlan, validPhone } from '../src/phone-plan.js';

const asLibrary = (text: string): string | null => {
  const parsed = parsePhoneNumberFromString(text, 'MZ');
  return parsed?.isValid() === true ? parsed.number : null;
};
const digits = (least: number, most: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((each) => each.join(''));

describe('the numbering plans', () => {
  it('agree with the library on Mozambican numbers and near misses', () => {
    fc.assert(fc.property(fc.constantFrom('2', '8', '80', '800', '82', '87', '88', '89', '21', '25', '27', '29', ''), digits(4, 9), (first, rest) => {
      expect(validPhone(`+258${first}${rest}`)).toBe(asLibrary(`+258${first}${rest}`));
    }), { numRuns: 4_000 });
  });

  it('agree with the library on every block of the Mozambican plan', () => {
    for (let block = 0; block < 1_000; block += 1) {
      for (const rest of ['00000', '99999', '000000', '999999', '0000000']) {
        const number = `+258${String(block).padStart(3, '0')}${rest}`;
        expect([number, validPhone(number)]).toEqual([number, asLibrary(number)]);
      }
    }
  });

  it('agree with the library on numbers of anywhere, with + and without', () => {
    fc.assert(fc.property(fc.constantFrom('+', '', '+2', '+258', '258', '+44', '+1', '+351', '+27'), digits(5, 14), (first, rest) => {
      expect(validPhone(first + rest)).toBe(asLibrary(first + rest));
    }), { numRuns: 4_000 });
  });

  it('agree with the library on everybody in the shipped catalogues', () => {
    const numbers = ['roster.csv', 'staff.csv', 'nmcp-contacts.csv', 'campaign.yaml'].flatMap((name) => readFileSync(`data/${name}`, 'utf8').match(/\+\d{7,15}/gu) ?? []);
    expect(numbers.length).toBeGreaterThan(50);
    for (const number of numbers) expect([number, validPhone(number)]).toEqual([number, asLibrary(number)]);
  });

  it('the library can be found', () => {
    expect(findPhonePlan).not.toThrow();
  });
});
