import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { MANY, createRefusals } from '../../src/gateway/refusals.js';
import { createNumbers, viaOf, waysOf } from '../../src/gateway/worlds.js';
import { HOUR, MANAGER, spine } from './make.js';
import type { Spine } from './make.js';

type Numbers = ReturnType<typeof createNumbers>;
async function inHand(numbers: Numbers): Promise<void> {
  for (let wait = numbers.ready(); wait !== null; wait = numbers.ready()) await wait;
}

async function takeOne(numbers: Numbers): Promise<string> {
  for (let wait = numbers.ready(); wait !== null; wait = numbers.ready()) await wait;
  return numbers.take();
}

describe('ticket numbers', () => {
  const source = () => {
    let next = 0;
    return { blocks: [] as number[], reserveTickets(n: number) {
      this.blocks.push(n);
      next += n;
      return Promise.resolve(next - n);
    } };
  };

  it('peek tells what take gives, never one twice, over any number of blocks', async () => {
    const store = source();
    const numbers = createNumbers(store);
    const seen = new Set<string>();
    for (let count = 0; count < 500; count += 1) {
      await inHand(numbers);
      const promised = numbers.peek();
      expect(numbers.take()).toBe(promised);
      seen.add(promised);
    }
    expect(seen.size).toBe(500);
    expect(Math.max(...store.blocks)).toBeLessThanOrEqual(100);
  });

  it('many turns at once, each with a number of its own', async () => {
    const numbers = createNumbers(source());
    const taken = await Promise.all(Array.from({ length: 200 }, () => takeOne(numbers)));
    expect(new Set(taken).size).toBe(200);
  });

  it('a number given back is the next', async () => {
    const numbers = createNumbers(source());
    await inHand(numbers);
    const number = numbers.take();
    numbers.giveBack([number]);
    expect(numbers.peek()).toBe(number);
  });

  it('a store that fails says so to who waits, and serves again later', async () => {
    const store = source();
    let broken = true;
    const numbers = createNumbers({ reserveTickets: (n) => (broken ? Promise.reject(new Error('full')) : store.reserveTickets(n)) });
    await expect(inHand(numbers)).rejects.toThrow('full');
    broken = false;
    await inHand(numbers);
    expect(numbers.peek()).toMatch(/^\d{5}$/u);
  });
});

describe('ways out', () => {
  const twilio = { TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`, TWILIO_AUTH_TOKEN: 't' };
  it.each([
    [{}, { whatsapp: true, sms: true, voice: true }, 'simulator'],
    [{ SIMULATOR: 'off' }, { whatsapp: false, sms: false, voice: false }, null],
    [{ ...twilio, TWILIO_WHATSAPP_FROM: '+14155238886' }, { whatsapp: true, sms: false, voice: false }, 'twilio'],
    [{ ...twilio, WHATSAPP: 'off', TWILIO_SMS_FROM: '+14155238886', TWILIO_VOICE_FROM: '+14155238886' }, { whatsapp: false, sms: true, voice: true }, 'twilio'],
    [{ WHATSAPP: 'baileys' }, { whatsapp: true, sms: false, voice: false }, 'baileys'],
  ])('%j', (env, ways, via) => {
    const config = readConfig(env);
    expect(waysOf(config)).toEqual(ways);
    expect(viaOf(config)).toBe(via);
  });
});

describe('webhooks without a valid signature', () => {
  let s: Spine;
  beforeEach(async () => {
    s = await spine();
  });
  afterEach(() => s.close());

  it('are counted; many in ten minutes are told to the managers, once an hour', async () => {
    const refused = createRefusals(s);
    const told = async () => (await s.sent(MANAGER)).length;
    for (let count = 0; count < MANY; count += 1) refused();
    await s.clock.advance(HOUR);
    for (let count = 0; count < MANY; count += 1) refused();
    expect(await told()).toBe(0);
    for (let count = 0; count < 3 * MANY; count += 1) refused();
    await s.write();
    expect(await told()).toBe(1);
    await s.clock.advance(HOUR);
    for (let count = 0; count <= MANY; count += 1) refused();
    await s.write();
    expect(await told()).toBe(2);
    expect(await s.metrics.text()).toContain(`helpdesk_refused_webhooks_total ${6 * MANY + 1}`);
  });
});
