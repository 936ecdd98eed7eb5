import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { SendResult, Sender } from '../../src/channels/port.js';
import { backoff, longest } from '../../src/gateway/backoff.js';
import { createOutbox } from '../../src/gateway/outbox.js';
import { MAX_ATTEMPTS } from '../../src/gateway/outbox-try.js';
import { ANA, HOUR, MANAGER, MINUTE, RUI, T0, fakeSender, known, queued, refusal, row, spine } from './make.js';
import type { Spine } from './make.js';

let s: Spine;
beforeEach(async () => {
  s = await spine();
});
afterEach(() => s.close());

const TEMPLATE = { key: 'ticket_solved', vars: ['40713'], language: 'pt' } as const;
const ways = (whatsapp: Sender, sms: Sender = fakeSender(s.clock)) => new Map([['twilio:whatsapp', whatsapp], ['twilio:sms', sms]] as const);
const status = async (id: string, address = ANA) => (await s.sent(address)).find((each) => each.id === id);
/** Moves time and drains at every step. */
async function pass(outbox: ReturnType<Spine['outbox']>, ms: number): Promise<void> {
  s.clock.attach({ settle: () => outbox.drain(), nextAt: (now) => s.store.nextDelivery(now) });
  await s.clock.advance(ms);
}

describe('order', () => {
  it('one person\'s rows go out one after the other, also behind one that is refused for a while', async () => {
    const sender = fakeSender(s.clock, (message, count) => (message.id === 'a1' && count < 3 ? refusal('retry') : { kind: 'delivered', vendorId: `V${message.id}` }));
    await s.write(...known(), ...known(RUI), ...queued(row({ id: 'a1' }), row({ id: 'a2' }), row({ id: 'a3' }), row({ id: 'r1', to: RUI })));
    const outbox = s.outbox(ways(sender));
    await outbox.drain();
    expect(sender.sends.map(({ id }) => id)).toEqual(['a1', 'r1']);
    await pass(outbox, 5 * MINUTE);
    expect(sender.sends.map(({ id }) => id)).toEqual(['a1', 'r1', 'a1', 'a1', 'a2', 'a3']);
  });

  it('the next waits until the one before was accepted a moment ago', async () => {
    const sender = fakeSender(s.clock);
    await s.write(...known(), ...queued(row({ id: 'a1' }), row({ id: 'a2' })));
    const outbox = s.outbox(ways(sender));
    await outbox.drain();
    expect(sender.sends.map(({ id }) => id)).toEqual(['a1']);
    await pass(outbox, 5_000);
    expect(sender.sends.map(({ id }) => id)).toEqual(['a1', 'a2']);
  });

  it('many persons at once, never more than the limit', async () => {
    let flying = 0;
    let most = 0;
    const sender = fakeSender(s.clock, async (message) => {
      most = Math.max(most, (flying += 1));
      await new Promise((resolve) => setImmediate(resolve));
      flying -= 1;
      return { kind: 'delivered', vendorId: message.id };
    });
    const people = Array.from({ length: 60 }, (_, index) => `whatsapp:+25884123${String(1_000 + index).slice(1).padStart(4, '1')}`);
    await s.write(...people.flatMap((each) => known(each)), ...queued(...people.map((to, index) => row({ id: `p${index}`, to }))));
    await s.outbox(ways(sender)).drain();
    expect(sender.sends).toHaveLength(60);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(20);
  });
});

describe('what a refusal means', () => {
  async function once(result: SendResult | ((count: number) => SendResult), over: Parameters<typeof row>[0] | object = {}) {
    const sender = fakeSender(s.clock, (_message, count) => (typeof result === 'function' ? result(count) : result));
    const sms = fakeSender(s.clock, (message) => ({ kind: 'delivered', vendorId: `V${message.id}` }));
    await s.write(...known(), ...queued(row({ ...over, id: 'm1' })));
    const outbox = s.outbox(ways(sender, sms));
    await outbox.drain();
    return { sender, sms, outbox };
  }

  it('retry: again after a pause that grows, with its code kept', async () => {
    const { sender, outbox } = await once((count) => (count < 4 ? refusal('retry', '20500') : { kind: 'accepted', vendorId: 'SM1' }));
    expect(await status('m1')).toMatchObject({ status: 'pending', attempts: 1, errorCode: '20500', nextAt: T0 + 2_500 });
    await pass(outbox, MINUTE);
    const gaps = sender.sends.slice(1).map(({ at }, index) => at - (sender.sends[index]?.at ?? 0));
    expect(gaps).toEqual([2_500, 5_000, 10_000]);
    expect(await status('m1')).toMatchObject({ status: 'accepted', vendorId: 'SM1', errorCode: null });
  });

  it('throttle: not before the vendor said, and it costs no try', async () => {
    const { sender, outbox } = await once((count) => (count <= 30 ? refusal('throttle', '20429', 30_000) : { kind: 'accepted', vendorId: 'SM1' }));
    expect(await status('m1')).toMatchObject({ status: 'pending', attempts: 0 });
    await pass(outbox, HOUR);
    expect(sender.sends.slice(1).every(({ at }, index) => at - (sender.sends[index]?.at ?? 0) >= 30_000)).toBe(true);
    expect(await status('m1')).toMatchObject({ status: 'accepted' });
  });

  it('throttle without end is not free for ever', async () => {
    const { outbox } = await once(refusal('throttle', '20429', HOUR));
    await pass(outbox, 60 * HOUR);
    expect(await status('m1')).toMatchObject({ status: 'dead' });
  });

  it('window: at once as the template', async () => {
    const { sender } = await once((count) => (count === 1 ? refusal('window', '63016') : { kind: 'accepted', vendorId: 'SM2' }), { template: TEMPLATE });
    expect(sender.sends).toMatchObject([{ asTemplate: false, at: T0 }, { asTemplate: true, at: T0 }]);
    expect((await s.store.addressRow(ANA))?.lastInboundAt).toBeNull();
  });

  it('window without a template: another way', async () => {
    const { sender, sms } = await once(refusal('window', '63016'), { fallback: 'sms:+258841230001' });
    expect(sender.sends).toHaveLength(1);
    expect(sms.sends.map(({ to }) => to)).toEqual(['sms:+258841230001']);
  });

  it('window for the template as well: not again and again, another way or dead', async () => {
    const { sender } = await once(refusal('window', '63016'), { template: TEMPLATE });
    expect(sender.sends).toHaveLength(2);
    expect((await status('m1'))?.status).toBe('dead');
  });

  it.each(['permanent', 'content'] as const)('%s: another way where one is known', async (errorClass) => {
    const { sms } = await once(refusal(errorClass, '63003'), { fallback: 'sms:+258841230001' });
    expect(await status('m1')).toMatchObject({ status: 'failed', errorCode: '63003' });
    expect(await s.sent('sms:+258841230001')).toMatchObject([{ status: 'delivered', body: { text: 'texto m1' } }]);
    expect(sms.sends).toHaveLength(1);
  });

  it('permanent without another way: dead, kept, told to the manager once', async () => {
    await once(refusal('permanent', '63003'));
    expect((await s.store.dead()).map(({ id }) => id)).toEqual(['m1']);
    expect((await s.sent(MANAGER)).map(({ body }) => body)).toMatchObject([{ text: 'Não entregue: m1' }]);
  });

  it('optout: the person is marked, nothing goes another way', async () => {
    const { sms } = await once(refusal('optout', '21610'), { fallback: 'sms:+258841230001' });
    expect(await status('m1')).toMatchObject({ status: 'cancelled' });
    expect((await s.store.addressRow(ANA))?.optedOutAt).toBe(T0);
    expect(sms.sends).toHaveLength(0);
  });

  it('config: a long pause, no try lost, the managers told once', async () => {
    const sender = fakeSender(s.clock, (message) => (message.to === MANAGER ? { kind: 'delivered', vendorId: message.id } : refusal('config', '20003')));
    await s.write(...known(), ...known(RUI), ...queued(row({ id: 'm1' }), row({ id: 'm2', to: RUI })));
    const outbox = s.outbox(ways(sender));
    await outbox.drain();
    expect(await status('m1')).toMatchObject({ status: 'pending', attempts: 0, nextAt: T0 + 15 * MINUTE });
    await pass(outbox, 40 * MINUTE);
    expect((await s.sent(MANAGER)).map(({ body }) => body)).toMatchObject([{ text: 'Configuração: 20003' }]);
  });

  it('no sender for a way: as a wrong configuration, not lost', async () => {
    await s.write(...known(), ...queued(row({ id: 'm1' })));
    await s.outbox(new Map()).drain();
    expect(await status('m1')).toMatchObject({ status: 'pending', errorCode: 'no_sender' });
  });

  it('refused for an hour and more: dead after so many tries, the manager told once', async () => {
    const { sender, outbox } = await once(refusal('retry', '20503'));
    await pass(outbox, 6 * HOUR);
    expect(sender.sends.filter(({ id }) => id === 'm1')).toHaveLength(MAX_ATTEMPTS);
    expect(await status('m1')).toMatchObject({ status: 'dead', errorCode: '20503', attempts: MAX_ATTEMPTS });
    expect((await s.sent('sms:+258861230001')).filter(({ body }) => body.kind === 'text' && body.text.startsWith('Não entregue'))).toHaveLength(1);
  });

  it('an alert that dies is not told by another alert', async () => {
    const closed = fakeSender(s.clock, () => refusal('permanent', '63003'));
    await s.write(...known(), ...queued(row({ id: 'm1' })));
    await s.outbox(ways(closed, closed)).drain();
    expect((await s.store.dead()).map(({ purpose }) => purpose).sort()).toEqual(['alert', 'answer']);
  });
});

describe('the 24-hour window', () => {
  it('free words inside, the template outside, with a margin', async () => {
    const sender = fakeSender(s.clock);
    await s.write(...known(ANA, { lastInboundAt: T0 - 24 * HOUR + 10 * MINUTE }), ...known(RUI, { lastInboundAt: T0 - 24 * HOUR + MINUTE }), ...queued(row({ id: 'a', template: TEMPLATE }), row({ id: 'r', to: RUI, template: TEMPLATE })));
    await s.outbox(ways(sender)).drain();
    expect(sender.sends.map(({ id, asTemplate }) => [id, asTemplate]).sort()).toEqual([['a', false], ['r', true]]);
  });

  it('outside it and without a template the other way is taken without asking', async () => {
    const sender = fakeSender(s.clock);
    const sms = fakeSender(s.clock);
    await s.write(...known(ANA, { lastInboundAt: null }), ...queued(row({ id: 'a', fallback: 'sms:+258841230001' })));
    await s.outbox(ways(sender, sms)).drain();
    expect([sender.sends.length, sms.sends.length]).toEqual([0, 1]);
  });
});

describe('who opted out', () => {
  it('gets the confirmation of that turn and nothing else', async () => {
    const sender = fakeSender(s.clock, (message) => ({ kind: 'delivered', vendorId: message.id }));
    await s.write(...known(ANA, { optedOutAt: T0 }), ...queued(row({ id: 'old', createdAt: T0 - MINUTE }), row({ id: 'confirmed' }), row({ id: 'notice', purpose: 'notice', createdAt: T0 + 1 })));
    await s.outbox(ways(sender)).drain();
    expect(sender.sends.map(({ id }) => id)).toEqual(['confirmed']);
    expect((await s.sent(ANA)).map(({ status: each }) => each)).toEqual(['cancelled', 'delivered', 'cancelled']);
  });
});

describe('no answer from the vendor', () => {
  const silent: SendResult = { kind: 'uncertain', detail: 'timeout' };

  it('its list is asked first; what it has is not sent again', async () => {
    const sender = fakeSender(s.clock, () => silent, () => Promise.resolve({ found: true, vendorId: 'SM7', status: 'delivered' }));
    await s.write(...known(), ...queued(row({ id: 'm1' })));
    const outbox = s.outbox(ways(sender));
    await outbox.drain();
    expect(await status('m1')).toMatchObject({ status: 'uncertain' });
    await pass(outbox, 5 * MINUTE);
    expect(sender.sends).toHaveLength(1);
    expect(await status('m1')).toMatchObject({ status: 'delivered', vendorId: 'SM7' });
  });

  it('what it does not have is sent again', async () => {
    const sender = fakeSender(s.clock, (_message, count) => (count === 1 ? silent : { kind: 'accepted', vendorId: 'SM8' }));
    await s.write(...known(), ...queued(row({ id: 'm1' })));
    await pass(s.outbox(ways(sender)), 5 * MINUTE);
    expect(sender.asked).toEqual(['m1']);
    expect(await status('m1')).toMatchObject({ status: 'accepted', vendorId: 'SM8' });
  });

  it('a list that cannot be read is asked again; in the end it is sent: twice is better than never', async () => {
    const sender = fakeSender(s.clock, (_message, count) => (count === 1 ? silent : { kind: 'accepted', vendorId: 'SM9' }), () => Promise.resolve(null));
    await s.write(...known(), ...queued(row({ id: 'm1' })));
    const outbox = s.outbox(ways(sender));
    await pass(outbox, 2 * MINUTE);
    expect(sender.asked.length).toBeGreaterThan(1);
    await pass(outbox, HOUR);
    expect(sender.sends).toHaveLength(2);
    expect(await status('m1')).toMatchObject({ status: 'accepted' });
  });

  it('a sender that throws may have sent it', async () => {
    const sender = fakeSender(s.clock, () => {
      throw new Error('socket hang up');
    });
    await s.write(...known(), ...queued(row({ id: 'm1' })));
    await s.outbox(ways(sender)).drain();
    expect(await status('m1')).toMatchObject({ status: 'uncertain' });
  });

  it('a process that died in the middle of a send left it uncertain', async () => {
    await s.write(...known(), ...queued(row({ id: 'm1' })));
    await s.store.claim(s.clock.now(), 10, MINUTE, 0);
    const sender = fakeSender(s.clock, undefined, () => Promise.resolve({ found: true, vendorId: 'SM1', status: 'sent' }));
    await pass(s.outbox(ways(sender)), 5 * MINUTE);
    expect(sender.sends).toHaveLength(0);
    expect(await status('m1')).toMatchObject({ status: 'sent' });
  });
});

describe('who asks the list', () => {
  it('says which of its messages are others, so that the same words twice are two messages', async () => {
    const told: ReadonlySet<string>[] = [];
    const sender = fakeSender(s.clock, (message, count) => (message.id === 'm2' && count === 1 ? { kind: 'uncertain', detail: 'timeout' } : { kind: 'delivered', vendorId: `V${message.id}` }), (_message, taken) => {
      told.push(taken);
      return Promise.resolve({ found: false });
    });
    const same = { body: { kind: 'text', text: 'Não percebi.' } } as const;
    await s.write(...known(), ...known(RUI), ...queued(row({ id: 'm1', ...same }), row({ id: 'm2', ...same }), row({ id: 'r1', to: RUI, ...same })));
    await pass(s.outbox(ways(sender)), 5 * MINUTE);
    expect(told).toEqual([new Set(['Vm1'])]);
    expect(await status('m2')).toMatchObject({ status: 'delivered', vendorId: 'Vm2' });
  });
});

describe('the machine\'s clock is set back', () => {
  it('neither what was just accepted nor what waits for its next try holds up a person for so long', async () => {
    let refuse = true;
    const sender = fakeSender(s.clock, (message) => (message.to === RUI && refuse ? refusal('retry') : { kind: 'accepted', vendorId: `V${message.id}` }));
    await s.clock.advance(24 * HOUR);
    await s.write(...known(ANA, { lastInboundAt: s.clock.now() }), ...known(RUI, { lastInboundAt: s.clock.now() }), ...queued(row({ id: 'a1' }), row({ id: 'r1', to: RUI })));
    await s.outbox(ways(sender)).drain();
    refuse = false;
    const back = { ...s.clock, now: () => s.clock.now() - 24 * HOUR };
    await s.write(...queued(row({ id: 'a2' }), row({ id: 'r2', to: RUI })));
    const outbox = createOutbox({ store: s.store, senders: ways(sender), clock: back, log: s.log, metrics: s.metrics, worlds: s.worlds, alarms: s.alarms, random: () => 0.5, committed: () => undefined });
    await outbox.drain();
    expect((await s.sent(ANA)).map(({ status: is }) => is)).toEqual(['accepted', 'accepted']);
    expect((await s.sent(RUI)).map(({ status: is }) => is)).toEqual(['accepted', 'pending']);
  });
});

describe('the loop', () => {
  it('sends what is queued while it runs, and a stop waits for what is on its way', async () => {
    let answer = (): void => undefined;
    const asked = new Promise<void>((seen) => {
      const sender = fakeSender(s.clock, (message) => new Promise((resolve) => {
        answer = () => resolve({ kind: 'delivered', vendorId: message.id });
        seen();
      }));
      const outbox = s.outbox(ways(sender));
      outbox.start();
      stop = () => outbox.stop();
      wake = () => outbox.wake();
    });
    await s.write(...known(), ...queued(row({ id: 'm1' })));
    wake();
    await asked;
    const stopped = stop();
    answer();
    await stopped;
    expect(await status('m1')).toMatchObject({ status: 'delivered' });
  });
  let stop: () => Promise<void>;
  let wake: () => void;

  it('a send that outlives the stop says nothing to a store that is closed', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date', 'setInterval'] });
    try {
      let answer = (): void => undefined;
      const sender = fakeSender(s.clock, (message) => new Promise((resolve) => {
        answer = () => resolve({ kind: 'delivered', vendorId: message.id });
      }));
      const error = jest.spyOn(s.log, 'error');
      const warn = jest.spyOn(s.log, 'warn');
      await s.write(...known(), ...queued(row({ id: 'm1' })));
      const outbox = s.outbox(ways(sender));
      outbox.start();
      await jest.advanceTimersByTimeAsync(10);
      while (sender.sends.length === 0) await new Promise((resolve) => setImmediate(resolve));
      const stopped = outbox.stop();
      await jest.advanceTimersByTimeAsync(10_000);
      await stopped;
      expect(warn.mock.calls.map(([message]) => message)).toEqual(['sends still on their way at the stop: they come again as uncertain']);
      await s.store.close();
      answer();
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(error).not.toHaveBeenCalled();
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('pauses', () => {
  it('lie between a second and the bound, which doubles from 5 seconds to 15 minutes', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, random) => {
      const wait = backoff(attempts, random);
      expect(wait).toBeGreaterThanOrEqual(1_000);
      expect(wait).toBeLessThanOrEqual(longest(attempts));
      expect(backoff(attempts, 1)).toBe(longest(attempts));
    }));
    expect([1, 2, 3, 7, 8, 9, 50].map(longest)).toEqual([5_000, 10_000, 20_000, 320_000, 640_000, 900_000, 900_000]);
  });
});
