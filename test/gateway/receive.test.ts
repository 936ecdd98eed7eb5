import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { decide } from '../../src/gateway/decide.js';
import type { Change } from '../../src/gateway/change.js';
import type { Content } from '../../src/content/types.js';
import type { ReceiveDeps } from '../../src/gateway/receive.js';
import { queueWords } from '../../src/gateway/outgoing.js';
import { StoreUnavailable } from '../../src/store/open.js';
import { ANA, MANAGER, MINUTE, T0, known, queued, row, spine, text } from './make.js';
import type { Spine } from './make.js';

type Decide = typeof decide;
let s: Spine;

beforeEach(async () => {
  s = await spine();
});
afterEach(() => s.close());

/** Answers every message with "eco: ...". */
const echo: Decide = (_before, inbound, _content, world) => {
  const words = inbound.what.kind === 'text' ? inbound.what.text : inbound.what.kind;
  return queueWords({ address: inbound.from, contactId: null, via: 'twilio', fallback: null }, { text: `eco: ${words}` }, { purpose: 'answer' }, world);
};
const texts = async (address = ANA): Promise<string[]> => (await s.sent(address)).map(({ body }) => (body.kind === 'text' ? body.text : ''));

describe('a turn', () => {
  it('is handled once, whatever the vendor repeats, also at the same moment', async () => {
    const receive = s.receive({ decide: echo });
    const answers = await Promise.all([receive(text('um')), receive(text('um')), receive(text('um'))]);
    expect(answers.map(({ status }) => status)).toEqual(['handled', 'duplicate', 'duplicate']);
    expect((await receive(text('um'))).status).toBe('duplicate');
    expect(await texts()).toEqual(['eco: um']);
  });

  it('a burst of one person is answered in the order in which it came', async () => {
    const receive = s.receive({ decide: echo });
    const words = Array.from({ length: 20 }, (_, index) => `m${index}`);
    await Promise.all(words.map((each) => receive(text(each, { late: true }))));
    expect(await texts()).toEqual(words.map((each) => `eco: ${each}`));
    expect(s.lanes.size).toBe(0);
  });

  it('wakes whoever must act on what was written, after it was written', async () => {
    await s.receive({ decide: echo })(text('um'));
    expect(s.committed.map((change) => change.do)).toEqual(['message.queue']);
  });

  it('gives every turn a correlation id, and logs neither words nor number', async () => {
    const { turnId } = await s.receive({ decide: echo })(text('segredo', { id: 'SM1' }));
    const line = s.lines.find((each) => each.includes('"turn"')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ turnId, channel: 'whatsapp', status: 'handled' });
    expect(s.lines.join('')).not.toMatch(/segredo|841230001/u);
  });
});

describe('two who change the same row', () => {
  it('the loser loads and decides again, and no ticket number is lost', async () => {
    let decided = 0;
    const numbers: string[] = [];
    const rename: Decide = (before, _inbound, _content, world) => {
      decided += 1;
      numbers.push(world.takeTicket());
      if (before.contact === null) throw new Error('no contact');
      return [{ do: 'contact.save', contact: { ...before.contact, name: 'Ana' } }];
    };
    await s.write(...known());
    const { load } = s.store;
    const store: ReceiveDeps['store'] = {
      ...s.store,
      load: async (need) => {
        const before = await load(need);
        /** Another process is faster, once. */
        if (decided === 0 && before.contact !== null) await s.write({ do: 'contact.save', contact: { ...before.contact, district: 'Moatize' } });
        return before;
      },
    };
    expect((await s.receive({ decide: rename, store })(text('um'))).status).toBe('handled');
    expect((await load({ address: ANA })).contact).toMatchObject({ name: 'Ana', district: 'Moatize' });
    expect(decided).toBe(2);
    expect(new Set(numbers).size).toBe(1);
  });

  it('who never wins is kept as failed, after five tries', async () => {
    let tries = 0;
    const store: ReceiveDeps['store'] = { ...s.store, commit: () => Promise.resolve(void (tries += 1)).then(() => ({ kind: 'conflict' as const })) };
    expect((await s.receive({ decide: echo, store })(text('um'))).status).toBe('failed');
    expect(tries).toBe(5);
    expect((await s.store.failed()).map(({ inbound }) => inbound.id)).toEqual(['SMum']);
  });
});

describe('a fault of ours (promise 2)', () => {
  const broken: Decide = () => {
    throw new Error('flow broken');
  };

  it('keeps the raw input, tells the person that somebody will call, owes the call, alerts the manager', async () => {
    const inbound = text('não consigo entrar');
    expect((await s.receive({ decide: broken })(inbound)).status).toBe('failed');
    expect(await texts()).toEqual(['Pedimos desculpa: vamos ligar-lhe.']);
    expect(await texts(MANAGER)).toEqual([`Falha ${inbound.id}`]);
    const [failed] = await s.store.failed();
    expect(failed?.inbound).toEqual(inbound);
    expect(failed?.fault).toContain('flow broken');
    expect(await s.store.callbacks(true)).toMatchObject([{ phone: '+258841230001', reason: 'fault' }]);
  });

  it('happens once: the repeat of the webhook is a duplicate; after the mend, replay handles it', async () => {
    await s.receive({ decide: broken })(text('um'));
    expect((await s.receive({ decide: broken })(text('um'))).status).toBe('duplicate');
    expect(await s.store.failed()).toHaveLength(1);
    const again = await s.store.unfail((await s.store.failed())[0]?.id ?? 0, T0 + MINUTE);
    expect(again === null ? null : (await s.receive({ decide: echo })(again)).status).toBe('handled');
    expect((await texts()).at(-1)).toBe('eco: um');
  });

  it('the input is kept even where the apology cannot be made', async () => {
    const content = { staff: [], get texts(): never { throw new Error('no texts'); }, roster: new Map(), campaign: { options: { ratePerMinute: 9 } } } as unknown as Content;
    expect((await s.receive({ decide: broken, live: { now: () => content, read: () => Promise.resolve(content) } })(text('um'))).status).toBe('failed');
    expect(await s.store.failed()).toHaveLength(1);
    expect(await texts()).toEqual([]);
  });

  it('changes that the store cannot take are a fault like any other', async () => {
    const nonsense: Decide = () => [{ do: 'ticket.event', event: null } as unknown as Change];
    expect((await s.receive({ decide: nonsense })(text('um'))).status).toBe('failed');
    expect(await texts()).toEqual(['Pedimos desculpa: vamos ligar-lhe.']);
  });

  it('when everything breaks, everybody is told and the managers not a thousand times', async () => {
    const receive = s.receive({ decide: () => { throw new Error('broken'); } });
    const people = Array.from({ length: 60 }, (_, n) => `+2588412306${String(n).padStart(2, '0')}`);
    await Promise.all(people.map((phone) => receive(text(`m${phone}`, { from: `whatsapp:${phone}`, phone }))));
    for (const phone of people) expect(await texts(`whatsapp:${phone}`)).toHaveLength(1);
    expect(await texts(MANAGER)).toHaveLength(20);
    await s.clock.advance(61 * MINUTE);
    await receive(text('later'));
    expect(await texts(MANAGER)).toHaveLength(21);
  });

  it('a call hears the apology and ends', async () => {
    const what = { kind: 'call.start', callId: 'CA1', direction: 'inbound' } as const;
    expect((await s.receive({ decide: broken })(text('x', { channel: 'voice', id: 'CA1:0', from: 'tel:+258841230001', what }))).status).toBe('failed');
    expect(await s.store.callTurn('CA1', 0)).toMatchObject({ expects: { kind: 'end' } });
  });
});

describe('the store cannot be reached', () => {
  const away = (): Promise<never> => Promise.reject(new StoreUnavailable('disk full', 'SQLITE_FULL'));

  it.each(['handled', 'load', 'commit'] as const)('%s: nothing is accepted, so that the vendor comes again', async (method) => {
    const store: ReceiveDeps['store'] = { ...s.store, [method]: away };
    await expect(s.receive({ decide: echo, store })(text('um'))).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await s.store.failed()).toEqual([]);
    expect((await s.receive({ decide: echo })(text('um'))).status).toBe('handled');
  });

  it('also while the fault itself is written', async () => {
    const store: ReceiveDeps['store'] = { ...s.store, fail: away };
    const broken: Decide = () => {
      throw new Error('flow broken');
    };
    await expect(s.receive({ decide: broken, store })(text('um'))).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });
});

describe('somebody who writes too fast', () => {
  const back = (id: string) => text(id, { what: { kind: 'optout', word: 'start' } });

  it('is told once a minute, answers are held back, nobody else is touched', async () => {
    const receive = s.receive();
    const statuses: string[] = [];
    for (const id of ['1', '2', '3', '4', '5', '6']) statuses.push((await receive(back(id))).status);
    expect(statuses).toEqual(['handled', 'handled', 'handled', 'limited', 'limited', 'limited']);
    const rows = await s.sent(ANA);
    expect(rows.map(({ body, status, nextAt }) => [body.kind === 'text' && body.text, status, nextAt - T0])).toEqual([
      ...Array<unknown>(3).fill(['Bem-vindo de volta.', 'pending', 0]), ['Mais devagar, por favor.', 'pending', 0],
      ['Bem-vindo de volta.', 'cancelled', MINUTE], ['Bem-vindo de volta.', 'cancelled', MINUTE], ['Bem-vindo de volta.', 'pending', MINUTE],
    ]);
    expect((await receive({ ...back('7'), from: 'whatsapp:+258841230002', phone: '+258841230002' })).status).toBe('handled');
    await s.clock.advance(MINUTE);
    expect((await receive(back('8'))).status).toBe('handled');
  });

  it('repeats of the vendor do not count', async () => {
    const receive = s.receive();
    for (let times = 0; times < 9; times += 1) await receive(back('1'));
    expect((await receive(back('2'))).status).toBe('handled');
  });
});

describe('delivery reports', () => {
  it('a message that dies late is told to the managers in the same commit', async () => {
    await s.write(...known(), ...queued(row({ id: 'm1', purpose: 'notice' })));
    await s.receive()(text('x', { channel: 'delivery', id: 'SM9:failed', from: ANA, what: { kind: 'delivery', messageId: 'm1', vendorId: 'SM9', status: 'failed', errorCode: '63003' } }));
    expect((await s.sent(ANA))[0]?.status).toBe('pending');
    const receive = s.receive({ worlds: { ...s.worlds, make: () => ({ ...s.worlds.make(), errorClass: () => 'permanent' as const }) } });
    await receive(text('x', { channel: 'delivery', id: 'SM9:undelivered', from: ANA, what: { kind: 'delivery', messageId: 'm1', vendorId: 'SM9', status: 'undelivered', errorCode: '63003' } }));
    expect((await s.store.dead()).map(({ id }) => id)).toEqual(['m1']);
    expect(await texts(MANAGER)).toEqual(['Não entregue: m1']);
  });
});
