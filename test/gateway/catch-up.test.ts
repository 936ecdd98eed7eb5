/** Catch-up: what came in while we did not listen is handled once, a backlog of one person as one message, and a vendor that is down is only logged. */
import { describe, expect, it } from '@jest/globals';
import { createLogger } from 'winston';
import { backlogs, createCatchUp } from '../../src/gateway/catch-up.js';
import type { CatchUpDeps } from '../../src/gateway/catch-up.js';
import type { ChatWhat, Inbound } from '../../src/gateway/inbound.js';

const NOW = Date.parse('2026-11-24T16:00:00Z');
const MINUTE = 60_000;
const ANA = '+258841230001';
const RUI = '+258841230002';

function message(id: string, minutesAgo: number, what: ChatWhat | string, phone = ANA): Inbound {
  const at = NOW - minutesAgo * MINUTE;
  return { channel: 'whatsapp', id, via: 'twilio', from: `whatsapp:${phone}`, phone, at, receivedAt: at, what: typeof what === 'string' ? { kind: 'text', text: what } : what };
}
const image = (url: string, caption = ''): ChatWhat => ({ kind: 'media', media: [{ kind: 'image', url, mime: 'image/jpeg' }], caption });

interface World extends CatchUpDeps { readonly received: Inbound[]; readonly asked: number[]; readonly waits: { readonly ms: number; readonly fn: () => void; cancelled: boolean }[] }
function world(listed: readonly Inbound[] | Error, set: { readonly handled?: readonly string[]; readonly last?: number | null; readonly refuse?: string; readonly apart?: CatchUpDeps['apart'] } = {}): World {
  const handled = new Set(set.handled ?? []);
  const received: Inbound[] = [];
  const asked: number[] = [];
  const waits: World['waits'][number][] = [];
  return {
    received, asked, waits, config: { twilio: {} as never }, log: createLogger({ silent: true }),
    clock: { now: () => NOW, virtual: true, after: (ms, fn) => {
      const wait = { ms, fn, cancelled: false };
      waits.push(wait);
      return { cancel: () => void (wait.cancelled = true) };
    } },
    store: { handled: async (_channel, id) => handled.has(id), lastInboundAt: async (_via, channel) => (channel === 'whatsapp' ? (set.last === undefined ? NOW - 60 * MINUTE : set.last) : null) },
    receive: async (inbound) => {
      if (inbound.id === set.refuse) throw new Error('store away');
      received.push(inbound);
      [inbound.id, ...(inbound.covers ?? [])].forEach((id) => handled.add(id));
      return { status: 'handled', turnId: 't' };
    },
    list: async (since) => {
      asked.push(since);
      if (listed instanceof Error) throw listed;
      return listed.filter((each) => each.at >= since);
    },
    ...(set.apart === undefined ? {} : { apart: set.apart }),
  };
}

describe('a run', () => {
  it('takes up what was never handled, a person at a time, once', async () => {
    const deps = world([message('a1', 40, 'bom dia'), message('b1', 39, 'não sincroniza', RUI), message('a2', 38, 'não consigo entrar'), message('seen', 37, 'x'), message('a3', 36, image('u1', 'o erro'))], { handled: ['seen'] });
    const catchUp = createCatchUp(deps);
    expect(await catchUp.run()).toBe(4);
    expect(deps.received).toEqual([
      {
        ...message('a3', 36, { kind: 'media', media: [{ kind: 'image', url: 'u1', mime: 'image/jpeg' }], caption: 'bom dia\nnão consigo entrar\no erro' }),
        covers: ['a1', 'a2'], late: true, receivedAt: NOW,
      },
      { ...message('b1', 39, 'não sincroniza', RUI), late: true, receivedAt: NOW },
    ]);
    expect(await catchUp.run()).toBe(0);
    expect(deps.received).toHaveLength(2);
  });
  it('asks from the last message that was seen, with an overlap, and a week at most', async () => {
    for (const [last, since] of [[NOW - 60 * MINUTE, NOW - 75 * MINUTE], [null, NOW - 15 * MINUTE], [NOW - 99 * 24 * 60 * MINUTE, NOW - 7 * 24 * 60 * MINUTE]] as const) {
      const deps = world([], { last });
      await createCatchUp(deps).run();
      expect(deps.asked).toEqual([since]);
    }
  });
  it('leaves alone what may still be on its way as a webhook', async () => {
    const deps = world([message('new', 0.1, 'olá')]);
    expect(await createCatchUp(deps).run()).toBe(0);
  });
  it('one message that cannot be taken up does not hold up the others; the next run tries again', async () => {
    const deps = world([message('a1', 40, 'x'), message('b1', 39, 'y', RUI)], { refuse: 'a1' });
    expect(await createCatchUp(deps).run()).toBe(1);
    expect(deps.received.map((each) => each.id)).toEqual(['b1']);
  });
  it('a vendor that is down is logged, never thrown', async () => {
    expect(await createCatchUp(world(new Error('down'))).run()).toBe(0);
  });
  it('two at a time are one', async () => {
    const deps = world([message('a1', 40, 'x')]);
    const catchUp = createCatchUp(deps);
    await Promise.all([catchUp.run(), catchUp.run()]);
    expect(deps.asked).toHaveLength(1);
  });
});

describe('start and stop', () => {
  it('runs at once and every five minutes, until stopped', async () => {
    const deps = world([message('a1', 40, 'x')]);
    const catchUp = createCatchUp(deps);
    catchUp.start();
    await catchUp.run();
    await new Promise((resolve) => setImmediate(resolve));
    expect(deps.received).toHaveLength(1);
    expect(deps.waits.map((each) => each.ms)).toEqual([5 * MINUTE]);
    deps.waits[0]?.fn();
    await catchUp.run();
    expect(deps.asked).toHaveLength(2);
    await catchUp.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(deps.waits.every((each) => each.cancelled || each === deps.waits[0])).toBe(true);
  });
});

describe('a backlog', () => {
  const one = (...parts: Inbound[]) => backlogs(parts, NOW);
  it('words in order, choices by their title, a place in words', () => {
    expect(one(message('1', 9, 'um'), message('2', 8, { kind: 'choice', choiceId: 'cat:x', title: 'Técnico', quoted: 'q' }), message('3', 7, { kind: 'location', latitude: -16.1, longitude: 33.5, label: 'Escola' }))[0]?.what)
      .toEqual({ kind: 'text', text: 'um\nTécnico\nEscola: -16.1, 33.5', quoted: 'q' });
  });
  it('all files of several messages, with their captions', () => {
    expect(one(message('1', 9, image('u1', 'primeiro')), message('2', 8, image('u2')), message('3', 7, image('u3', 'terceiro')))[0]).toMatchObject({
      id: '3', covers: ['1', '2'], what: { kind: 'media', media: [{ url: 'u1' }, { url: 'u2' }, { url: 'u3' }], caption: 'primeiro\nterceiro' },
    });
  });
  it('a single message stays as it is', () => {
    const place: ChatWhat = { kind: 'location', latitude: 1, longitude: 2 };
    expect(one(message('1', 9, place))).toEqual([{ ...message('1', 9, place), late: true, receivedAt: NOW }]);
    expect(one(message('1', 9, { kind: 'unknown', type: 'order' }), message('2', 8, { kind: 'unknown', type: 'x' }))[0]).toMatchObject({ id: '2', what: { kind: 'unknown' } });
  });
  it('an opt-out word is not buried among others, and order is kept around it', () => {
    const parts = one(message('1', 9, 'olá'), message('2', 8, 'PARAR'), message('3', 7, 'afinal'), message('4', 6, 'preciso de ajuda'));
    expect(parts.map((each) => [each.id, each.covers ?? []])).toEqual([['1', []], ['2', []], ['4', ['3']]]);
  });
  it('what is to stay apart does', () => {
    const parts = backlogs([message('1', 9, 'lista'), message('2', 8, 'assumir 40713')], NOW, () => true);
    expect(parts.map((each) => each.id)).toEqual(['1', '2']);
  });
  it('the same number on SMS is another backlog', () => {
    expect(one(message('1', 9, 'x'), { ...message('2', 8, 'y'), channel: 'sms', from: `sms:${ANA}` })).toHaveLength(2);
  });
});
