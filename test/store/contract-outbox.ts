/** The part of the Store contract about sending: order per person, leases, tokens, states that only move up. Declared by contract.ts. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OutStatus } from '../../src/gateway/records.js';
import type { DeliveryTry, Settlement, Store } from '../../src/store/port.js';
import type { Get } from './contract.js';
import { ANA, RUI, T0, address, message, person, queue, write } from './make.js';

const LEASE = 60_000;
const SETTLE = 5000;

export function outboxContract(get: Get): void {
  const claim = (now = T0, limit = 10): Promise<readonly DeliveryTry[]> => get().claim(now, limit, LEASE, SETTLE);
  const ids = (tries: readonly DeliveryTry[]): string[] => tries.map((each) => each.id);
  const settle = (tried: DeliveryTry | undefined, status: OutStatus, over: Partial<Settlement> = {}): Promise<boolean> =>
    get().settle({ id: tried?.id ?? '', token: tried?.token ?? '', status, at: T0, ...over });
  const status = async (id: string): Promise<unknown> => (await get().load({ messageId: id })).message;

  it('gives one row per person, the oldest first, with what the sender must know', async () => {
    await write(get(), ...person, { do: 'address.save', address: address({ address: RUI, lastInboundAt: null, optedOutAt: T0 }) });
    await write(get(), ...queue(message(), message({ id: 'm2' }), message({ id: 'r1', to: RUI }), message({ id: 'x1', to: 'whatsapp:+258861230001', contactId: null })));
    const tries = await claim();
    expect(tries.map(({ id, lastInboundAt, optedOut, uncertain }) => ({ id, lastInboundAt, optedOut, uncertain }))).toEqual([
      { id: 'm1', lastInboundAt: T0, optedOut: false, uncertain: false }, { id: 'r1', lastInboundAt: null, optedOut: true, uncertain: false }, { id: 'x1', lastInboundAt: null, optedOut: false, uncertain: false },
    ]);
    expect(tries[0]?.message).toMatchObject({ id: 'm1', status: 'sending', attempts: 0, body: message().body });
    expect(await claim()).toEqual([]);
  });

  it('holds the next row of a person until the one before is away for good, or was accepted a while ago', async () => {
    for (const [index, done] of (['sent', 'delivered', 'read', 'dead', 'cancelled', 'failed'] as const).entries()) {
      const to = `whatsapp:+2588412301${index}0`;
      await write(get(), ...queue(message({ id: `${done}1`, to }), message({ id: `${done}2`, to })));
      const [first] = await claim();
      expect(first?.id).toBe(`${done}1`);
      expect(await settle(first, done)).toBe(true);
      expect(ids(await claim())).toEqual([`${done}2`]);
    }
    await write(get(), ...queue(message(), message({ id: 'm2' })));
    const [first] = await claim();
    await settle(first, 'accepted', { vendorId: 'SM1', at: T0 + 10 });
    expect(await status('m1')).toMatchObject({ status: 'accepted', vendorId: 'SM1', attempts: 1, settledAt: T0 + 10 });
    expect(await claim(T0 + 9 + SETTLE)).toEqual([]);
    expect(await get().nextDelivery(T0 + 11)).toBe(T0 + 10 + SETTLE);
    expect(ids(await claim(T0 + 10 + SETTLE))).toEqual(['m2']);
  });

  it('a report "delivered" lets the next one go at once', async () => {
    await write(get(), ...queue(message(), message({ id: 'm2' })));
    const [first] = await claim();
    await settle(first, 'accepted', { vendorId: 'SM1' });
    expect(await claim(T0 + 1)).toEqual([]);
    await write(get(), { do: 'message.set', id: 'm1', set: { status: 'delivered', settledAt: T0 + 1 } });
    expect(ids(await claim(T0 + 1))).toEqual(['m2']);
  });

  it('a pause of the first holds the others back, in order, and one person never another', async () => {
    await write(get(), ...queue(message(), message({ id: 'm2' }), message({ id: 'r1', to: RUI })));
    const [first] = await claim();
    await settle(first, 'pending', { nextAt: T0 + 500, errorCode: '20429', free: true });
    expect(await status('m1')).toMatchObject({ status: 'pending', attempts: 0, errorCode: '20429', nextAt: T0 + 500, settledAt: null });
    expect(await claim(T0 + 499)).toEqual([]);
    expect(await get().nextDelivery(T0 + 1)).toBe(T0 + 500);
    expect(ids(await claim(T0 + 500))).toEqual(['m1']);
  });

  it('a lease that ran out comes back as uncertain, and the old token is worth nothing', async () => {
    await write(get(), ...queue(message()));
    const [lost] = await claim();
    expect(await claim(T0 + LEASE - 1)).toEqual([]);
    expect(await get().nextDelivery(T0 + 1)).toBe(T0 + LEASE);
    const [again] = await claim(T0 + LEASE);
    expect(again).toMatchObject({ id: 'm1', uncertain: true });
    expect(await settle(lost, 'accepted', { vendorId: 'SM1' })).toBe(false);
    expect(await status('m1')).toMatchObject({ status: 'sending', vendorId: null });
    expect(await settle(again, 'accepted', { vendorId: 'SM2' })).toBe(true);
    expect(await settle(again, 'failed')).toBe(false);
    expect(await settle({ ...again, id: 'nothing' } as DeliveryTry, 'sent')).toBe(false);
    expect(await status('m1')).toMatchObject({ status: 'accepted', vendorId: 'SM2', attempts: 1 });
  });

  it('an uncertain row is asked for again when it is due; after a clean refusal it is certain', async () => {
    await write(get(), ...queue(message(), message({ id: 'm2' })));
    const [first] = await claim();
    await settle(first, 'uncertain', { nextAt: T0 + 100 });
    expect(await claim(T0 + 99)).toEqual([]);
    const [second] = await claim(T0 + 100);
    expect(second).toMatchObject({ id: 'm1', uncertain: true });
    await settle(second, 'pending', { nextAt: T0 + 200 });
    const [third] = await claim(T0 + 200);
    expect(third).toMatchObject({ id: 'm1', uncertain: false, message: { attempts: 2 } });
  });

  it('a settlement that comes after a better report keeps the report and adds the vendor id', async () => {
    for (const [report, result, end] of [['delivered', 'accepted', 'delivered'], ['sent', 'uncertain', 'sent'], ['accepted', 'delivered', 'delivered'], ['dead', 'accepted', 'dead'], ['failed', 'sent', 'failed']] as const) {
      const id = `${report}-${result}`;
      await write(get(), ...queue(message({ id, to: `whatsapp:${id}` })));
      const [tried] = await claim();
      await write(get(), { do: 'message.set', id, set: { status: report, settledAt: T0 + 3 } });
      expect(await settle(tried, result, { vendorId: `SM-${id}`, at: T0 + 7 })).toBe(true);
      expect(await status(id)).toMatchObject({ status: end, vendorId: `SM-${id}`, attempts: 1, settledAt: end === report ? T0 + 3 : T0 + 7 });
    }
  });

  it('a failure reported before the settlement keeps its new try', async () => {
    await write(get(), ...queue(message()));
    const [tried] = await claim();
    await write(get(), { do: 'message.set', id: 'm1', set: { status: 'pending', nextAt: T0 + 50, errorCode: '63016', vendorId: null } });
    expect(await settle(tried, 'accepted', { vendorId: 'SM1' })).toBe(true);
    expect(await status('m1')).toMatchObject({ status: 'pending', nextAt: T0 + 50, vendorId: null, errorCode: '63016' });
    expect(await claim(T0 + 49)).toEqual([]);
    expect(await claim(T0 + 50)).toMatchObject([{ id: 'm1', uncertain: false }]);
  });

  it('a row that comes back to life goes before the later ones, but not while one of them is on its way', async () => {
    await write(get(), ...queue(message(), message({ id: 'm2' }), message({ id: 'm3' })));
    await settle((await claim())[0], 'sent', { vendorId: 'SM1' });
    const [second] = await claim();
    await write(get(), { do: 'message.set', id: 'm1', set: { status: 'pending', nextAt: T0, vendorId: null } });
    expect(await claim()).toEqual([]);
    expect(await get().nextDelivery(T0)).toBe(T0 + LEASE);
    await settle(second, 'sent');
    expect(ids(await claim())).toEqual(['m1']);
  });

  it('dead rows are listed, resent once, and go first', async () => {
    await write(get(), ...queue(message(), message({ id: 'm2' }), message({ id: 'm3', to: RUI })));
    const [first, other] = await claim();
    await settle(first, 'dead', { errorCode: '63024', vendorId: 'SM1' });
    await settle(other, 'sent');
    expect(await get().dead()).toMatchObject([{ id: 'm1', errorCode: '63024' }]);
    expect((await get().health(T0)).dead).toBe(1);
    expect(await get().resend('m3', T0)).toBe(false);
    expect(await get().resend('m1', T0 + 5)).toBe(true);
    expect(await get().resend('m1', T0 + 5)).toBe(false);
    expect(await get().dead()).toEqual([]);
    expect(await status('m1')).toMatchObject({ status: 'pending', attempts: 0, errorCode: null, vendorId: null, settledAt: null, nextAt: T0 + 5 });
    expect(ids(await claim(T0 + 5))).toEqual(['m1']);
  });

  it('says what somebody was sent, oldest first, after a row, and how much waits', async () => {
    await write(get(), ...queue(...[1, 2, 3, 4].map((n) => message({ id: `m${n}`, createdAt: T0 + n })), message({ id: 'r', to: RUI, createdAt: T0 + 9 })));
    const all = await get().sentTo(ANA, 0, 10);
    expect(all.map((each) => each.id)).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect((await get().sentTo(ANA, all[1]?.seq ?? 0, 1)).map((each) => each.id)).toEqual(['m3']);
    expect(await get().health(T0 + 101)).toMatchObject({ outboxPending: 5, outboxOldestMs: 100 });
    expect(await get().nextDelivery(T0 - 5)).toBe(T0);
    await settle((await claim())[0], 'sent');
    expect((await get().health(T0)).outboxPending).toBe(4);
  });

  it('nothing waits: no next delivery, no age', async () => {
    expect(await get().nextDelivery(T0)).toBeNull();
    expect(await get().health(T0)).toEqual({ outboxPending: 0, outboxOldestMs: 0, dead: 0, failed: 0, timersOverdueMs: 0, openTickets: 0 });
    expect(await write(get(), { do: 'message.set', id: 'unknown', set: { status: 'read' } })).toEqual({ kind: 'committed' });
  });

  it('whatever happens between, nobody is sent two at once or out of order, and everything goes out in the end', async () => {
    const outcome = fc.constantFrom('sent', 'accepted', 'retry', 'uncertain', 'lost', 'dead', 'delivered first');
    const step = fc.oneof(
      fc.record({ do: fc.constant('queue' as const), who: fc.nat({ max: 2 }) }),
      fc.record({ do: fc.constant('send' as const), limit: fc.integer({ min: 1, max: 3 }), outcome }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, SETTLE / 2, SETTLE, LEASE) }),
    );
    let run = 0;
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const world = new World(get(), (run += 1));
      for (const each of steps) {
        if (each.do === 'queue') await world.queue(each.who);
        else if (each.do === 'wait') world.now += each.ms;
        else await world.send(each.limit, each.outcome);
      }
      for (let round = 0; round < 200 && world.unfinished(); round += 1) {
        const next = await get().nextDelivery(world.now);
        if (next === null) throw new Error('rows wait, but nothing is announced');
        world.now = Math.max(world.now, next);
        expect(await world.send(10, 'sent')).toBeGreaterThan(0);
      }
      expect(world.unfinished()).toBe(false);
      expect(await get().nextDelivery(world.now)).toBeNull();
    }), { numRuns: 40 });
  });
}

/** A model of the outbox beside the real one: what may be claimed when. */
class World {
  now: number;
  private count = 0;
  private readonly rows: { id: string; to: string; state: 'waits' | 'flies' | 'accepted' | 'gone'; until: number; unsure: boolean }[] = [];
  constructor(private readonly store: Store, private readonly run: number) {
    this.now = T0 + run * 10_000_000;
  }

  unfinished = (): boolean => this.rows.some((each) => each.state === 'waits' || each.state === 'flies');

  async queue(who: number): Promise<void> {
    const id = `r${this.run}-${(this.count += 1)}`;
    const to = `whatsapp:r${this.run}-${who}`;
    this.rows.push({ id, to, state: 'waits', until: this.now, unsure: false });
    await write(this.store, ...queue(message({ id, to, nextAt: this.now })));
  }

  /** The rows that a correct claim may give now. */
  private claimable(): Set<string> {
    const free = new Set<string>();
    for (const to of new Set(this.rows.map((each) => each.to))) {
      const mine = this.rows.filter((each) => each.to === to);
      const index = mine.findIndex((each) => each.state === 'waits' || each.state === 'flies');
      const head = mine[index];
      if (head === undefined || head.until > this.now) continue;
      if (mine.slice(0, index).some((each) => each.state === 'accepted' && each.until > this.now)) continue;
      free.add(head.id);
    }
    return free;
  }

  async send(limit: number, outcome: string): Promise<number> {
    const free = this.claimable();
    const tries = await this.store.claim(this.now, limit, LEASE, SETTLE);
    expect(tries).toHaveLength(Math.min(limit, free.size));
    for (const tried of tries) {
      const row = this.rows.find((each) => each.id === tried.id);
      if (row === undefined) throw new Error(`${tried.id} is not of this run`);
      expect(free.has(tried.id)).toBe(true);
      expect(tried.uncertain).toBe(row.unsure);
      await this.finish(tried, row, outcome);
    }
    return tries.length;
  }

  private async finish(tried: DeliveryTry, row: World['rows'][number], outcome: string): Promise<void> {
    const done = (status: OutStatus, nextAt?: number): Promise<boolean> => this.store.settle({ id: tried.id, token: tried.token, status, at: this.now, ...(nextAt === undefined ? {} : { nextAt }) });
    if (outcome === 'lost') {
      Object.assign(row, { state: 'flies', until: this.now + LEASE, unsure: true });
      return;
    }
    if (outcome === 'delivered first') await write(this.store, { do: 'message.set', id: tried.id, set: { status: 'delivered', settledAt: this.now } });
    const again = this.now + 1000;
    const result: OutStatus = outcome === 'retry' ? 'pending' : outcome === 'delivered first' ? 'accepted' : outcome as OutStatus;
    expect(await done(result, outcome === 'retry' || outcome === 'uncertain' ? again : undefined)).toBe(true);
    if (outcome === 'retry' || outcome === 'uncertain') Object.assign(row, { state: 'waits', until: again, unsure: outcome === 'uncertain' });
    else Object.assign(row, { state: outcome === 'accepted' ? 'accepted' : 'gone', until: this.now + SETTLE });
  }
}
