/** Twilio's error codes: the table in code is the table of the fixtures, and nothing is without a class. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { twilioErrorClass } from '../../src/channels/twilio-errors.js';

const { codes } = JSON.parse(readFileSync(new URL('../fixtures/twilio/error-codes.json', import.meta.url), 'utf8')) as { readonly codes: Readonly<Record<string, { readonly act: string }>> };

describe('error codes', () => {
  it.each(Object.entries(codes).map(([code, { act }]) => [code, act]))('%s: %s', (code, act) => {
    expect(twilioErrorClass(code)).toBe(act);
  });
  it.each([
    ['63999', 'retry'], ['', 'retry'], ['what', 'retry'], ['21999', 'permanent'], ['11751', 'config'], ['20009', 'config'], ['20599', 'retry'],
    ['busy', 'retry'], ['no-answer', 'permanent'], ['constructor', 'retry'],
  ])('one that the table does not have: %s is %s', (code, act) => {
    expect(twilioErrorClass(code)).toBe(act);
  });
});
