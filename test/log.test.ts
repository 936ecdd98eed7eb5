import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLog, maskPhone, maskText } from '../src/log.js';

function logged(level: string, work: (log: ReturnType<typeof createLog>) => void, secrets: string[] = []): string[] {
  const lines: string[] = [];
  work(createLog({ level, secrets, stream: new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) }) }));
  return lines;
}

const phone = fc.tuple(fc.constantFrom('2588412', '2588612', '1415523', '4479'), fc.integer({ min: 10_000, max: 99_999 })).map(([head, tail]) => `+${head}${tail}`);
const wrapped = fc.constantFrom<(number: string) => unknown>(
  (number) => number, (number) => `whatsapp:${number}`, (number) => `de ${number}, para nós`, (number) => ({ a: { b: [number] } }), (number) => new Error(`no way to ${number}`),
  (number) => ({ [`tel:${number}`]: 1 }), (number) => `https://x.example.org/m?From=${encodeURIComponent(number)}&a=1`, (number) => [[number, { number }]],
);

describe('masking', () => {
  it('shows a number the way it may be shown', () => {
    expect(maskPhone('+258841230067')).toBe('+2588412*****67');
    expect(maskText('de whatsapp:+258841230067 às 10:40')).toBe('de whatsapp:+2588412*****67 às 10:40');
  });

  it('no number survives, wherever it stands and whatever the level, and its last two digits do', () => {
    fc.assert(fc.property(phone, wrapped, fc.constantFrom('info', 'debug', 'error'), (number, wrap, level) => {
      const [line = ''] = logged('debug', (log) => log.log(level, `sobre ${number}`, { given: wrap(number) }));
      const parsed: unknown = JSON.parse(line);
      expect(parsed).toMatchObject({ level });
      expect(line).not.toContain(number.slice(1));
      expect(line).toContain(`*****${number.slice(-2)}`);
    }));
  });

  it.each(['+258 84 123 0067', '+258-84-123-0067', '+258 (84) 123.0067', '258841230067', '00258841230067', '841230067', '84 123 0067', '%2B258841230067'])('written as %s', (number) => {
    const masked = maskText(`liga ${number} por favor`);
    expect(masked.replace(/\D/gu, '')).not.toContain('841230067');
    expect(masked).toContain('*****67');
  });

  it.each(['pedido 40713', '2026-08-28T09:12:03.000+02:00', `SM${'0123456789abcdef'.repeat(2)}`, '1790000000000', '6f1b2c3d-1234-4321-8123-123456789012', 'code 63016', '3.14159265'])('leaves %s alone', (text) => {
    expect(maskText(text)).toBe(text);
  });

  it('tokens, logins and signatures are hidden', () => {
    const token = '0123456789abcdef0123456789abcdef';
    const [line = ''] = logged('debug', (log) => log.debug('x', { authToken: 'abc', headers: { authorization: 'Basic QUNhOnRva2Vu', 'x-twilio-signature': 'sig=' }, url: 'https://ACx:hush@api.twilio.com/', words: `with ${token} inside`, other: 'my-own-secret is here' }), ['my-own-secret']);
    for (const secret of ['abc"', 'QUNhOnRva2Vu', 'sig=', 'hush', token, 'my-own-secret']) expect(line).not.toContain(secret);
  });
});

describe('what is logged', () => {
  it('what people say is seen at debug alone', () => {
    const say = (level: 'info' | 'debug') => logged('debug', (log) => log.log(level, 'turn', { text: 'a minha queixa', nested: { body: 'a minha queixa' } }))[0];
    expect(say('info')).not.toContain('queixa');
    expect(say('debug')).toContain('queixa');
  });

  it('one JSON object a line, with time, level and the correlation id', () => {
    const lines = logged('info', (log) => {
      log.info('turn', { turnId: 't-1' });
      log.debug('not at this level');
      log.error('broken', { error: new Error('why', { cause: new Error('because') }) });
    });
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', message: 'turn', turnId: 't-1', timestamp: expect.any(String) });
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ error: { name: 'Error', message: 'why', cause: { message: 'because' } } });
  });
});
