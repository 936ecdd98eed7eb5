/** Ticket numbers: short, with a check digit, and found in whatever people write around them. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findNumbers, isTicketNumber, locateNumbers, ticketNumber } from '../../src/helpdesk/number.js';

const GOOD = '40713';
const WRONG = '40714';
const SAMPLE = [0, 1, 2, 9, 10, 99, 777, 3071, 8999, 9000, 12_345, 98_999, 99_000, 450_000];

describe('ticketNumber', () => {
  it('gives 5 digits that do not begin with 0, and longer ones later', () => {
    expect(ticketNumber(0)).toMatch(/^[1-9]\d{4}$/u);
    expect(ticketNumber(8999)).toHaveLength(5);
    expect(ticketNumber(9000)).toHaveLength(6);
  });
  it('never gives a number twice', () => {
    expect(new Set(Array.from({ length: 20_000 }, (_, sequence) => ticketNumber(sequence))).size).toBe(20_000);
  });
  it('makes the number of our examples', () => expect(ticketNumber(3071)).toBe(GOOD));
  it.each([-1, 1.5, Number.NaN])('refuses the sequence %p', (sequence) => expect(() => ticketNumber(sequence)).toThrow(RangeError));

  it('shows every single wrong digit', () => {
    for (const number of SAMPLE.map(ticketNumber)) {
      for (let at = 0; at < number.length; at += 1) {
        for (let digit = 0; digit < 10; digit += 1) {
          if (number[at] === String(digit)) continue;
          const slip = `${number.slice(0, at)}${digit}${number.slice(at + 1)}`;
          if (isTicketNumber(slip)) throw new Error(`${number} and ${slip} are both good`);
        }
      }
    }
  });
  it('shows every swap of neighbours', () => {
    for (let sequence = 0; sequence < 9000; sequence += 7) {
      const number = ticketNumber(sequence);
      for (let at = 0; at + 1 < number.length; at += 1) {
        if (number[at] === number[at + 1]) continue;
        const swapped = `${number.slice(0, at)}${number[at + 1]}${number[at]}${number.slice(at + 2)}`;
        if (isTicketNumber(swapped)) throw new Error(`${number} and ${swapped} are both good`);
      }
    }
  });
  it('is good for any sequence', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 5_000_000 }), (sequence) => isTicketNumber(ticketNumber(sequence))));
  });
});

describe('isTicketNumber', () => {
  it.each(['', '4071', '04071', ' 40713', '40713 ', '4071a', WRONG, '-40713'])('%p is none', (text) => expect(isTicketNumber(text)).toBe(false));
});

describe('findNumbers', () => {
  it.each([
    ['alone', GOOD], ['in a sentence', 'qual o estado do 40713?'], ['spelt digit by digit', '4 0 7 1 3'], ['with a point', '40.713'], ['with a space', '40 713'], ['in pairs', '40 71 3'],
    ['with nº', 'nº 40713'], ['glued to nº', 'nº40713'], ['glued to n', 'n40713'], ['glued to a command', 'ver40713'], ['with #', '#40713'], ['after a word', 'pedido40713'], ['with hyphens', '4-0-7-1-3'],
    ['as keycaps', '4️⃣0️⃣7️⃣1️⃣3️⃣'], ['in wide digits', '４０７１３'], ['in brackets', '(40713)'], ['at the end', 'pedido 40713.'], ['before a comma', '40713, ainda nada'],
    ['before another count', '40713 3 telefones avariados'], ['twice', '40713 e outra vez 40713'], ['over two lines', 'pedido\n40713'], ['beside a phone number', 'ligue 841230001 sobre 40713'],
  ])('finds it %s', (_, text) => expect(findNumbers(text)).toEqual({ valid: [GOOD], wrong: [] }));

  it.each([['alone', WRONG, [WRONG]], ['in words', 'o pedido 40714', [WRONG]], ['spelt', '4 0 7 1 4', [WRONG]], ['with a point', '40.714', [WRONG]]])('says that a slip is wrong, %s', (_, text, wrong) => {
    expect(findNumbers(text)).toEqual({ valid: [], wrong });
  });

  it.each([
    ['a mobile', '841230001'], ['a mobile in groups', '84 123 0001'], ['an international one', '+258 84 123 0001'], ['with 00', '00258841230001'], ['with 258', '258841230001'], ['a landline', '+25825230000'],
    ['an international one in brackets', '+258 (84) 1230001'], ['a date', '28.08.2026'], ['a short date', '28/08/26'], ['an hour', '10:30'], ['a count of nets', '10000 redes'], ['a count of people', '40713 pessoas'],
    ['a long number', '123456789012'], ['a user name', 'user40713'], ['a version', 'v40713'], ['four digits', '4071'], ['a leading zero', '04071'], ['a decimal comma', '40713,5'], ['a year', '2026'], ['nothing', ''], ['an identity card', '110100123456'],
  ])('takes %s for no ticket number', (_, text) => expect(findNumbers(text)).toEqual({ valid: [], wrong: [] }));

  it('finds several, good and wrong, in their order', () => {
    const [one, two] = [ticketNumber(1), ticketNumber(2)];
    expect(findNumbers(`${two} e ${one}, não ${WRONG}`)).toEqual({ valid: [two, one], wrong: [WRONG] });
  });
  it.each(['1.', '4-', '1 ', 'x1', 'nº 40713 ', '+258 '])('a text full of %j costs no time', (part) => {
    const long = part.repeat(60_000 / part.length);
    const began = performance.now();
    findNumbers(long);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('says where it stands', () => {
    const text = 'resolver 4 0 7 1 3 reinstalada';
    const [found] = locateNumbers(text);
    expect(text.slice(found?.to ?? 0)).toBe(' reinstalada');
  });
  it('finds any number in any words, and never throws', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 900_000 }), (sequence) => findNumbers(`o pedido ${ticketNumber(sequence)} demora`).valid[0] === ticketNumber(sequence)));
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => findNumbers(text).valid.every(isTicketNumber)));
  });
});
