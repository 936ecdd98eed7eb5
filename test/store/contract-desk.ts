/** The part of the Store contract about timers, files, ticket numbers and what the desk reads. Declared by contract.ts. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from '../../src/gateway/change.js';
import type { Callback, Timer } from '../../src/gateway/records.js';
import type { Get } from './contract.js';
import { ANA, T0, call, contact, media, message, ofTimer, person, queue, ticket, timer, write } from './make.js';

export function deskContract(get: Get): void {
  const claimed = (over: object = {}): Change => ({ do: 'media.claim', contactId: 'c1', ticket: '10014', since: T0, ...over });

  it('timers: each fires once, in order of due time, whatever was set, moved and taken back', async () => {
    const keys = fc.constantFrom('a', 'b', 'c');
    const names = fc.constantFrom<Timer['name']>('conversation.remind', 'ticket.alert');
    const step = fc.oneof(
      fc.record({ do: fc.constant('set' as const), name: names, key: keys, dueAt: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ do: fc.constant('clear' as const), name: names, key: keys }),
      fc.record({ do: fc.constant('fire' as const), now: fc.integer({ min: 1, max: 60 }) }),
    );
    let run = 0;
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const store = get();
      run += 1;
      const base = T0 + run * 1000;
      const model = new Map<string, Timer>();
      /** At a time at which it ran already a timer would never run again: it is a moment later. */
      const ran = new Set<string>();
      const free = ({ name, key, dueAt }: Timer): number => (ran.has(`${name}/${key}/${dueAt}`) ? free({ name, key, dueAt: dueAt + 1, data: {} }) : dueAt);
      const all = (now: number): Timer[] => [...model.values()].filter((each) => each.dueAt <= now).sort((one, other) => one.dueAt - other.dueAt);
      for (const each of steps) {
        if (each.do === 'set') {
          const row: Timer = { name: each.name, key: `${run}${each.key}`, dueAt: base + each.dueAt, data: { run } };
          model.set(`${row.name}/${row.key}`, { ...row, dueAt: free(row) });
          await write(store, { do: 'timer.set', timer: row });
        } else if (each.do === 'clear') {
          model.delete(`${each.name}/${run}${each.key}`);
          await write(store, { do: 'timer.clear', name: each.name, key: `${run}${each.key}` });
        } else {
          const due = await store.dueTimers(base + each.now, 100);
          expect(due.map((row) => row.dueAt)).toEqual(all(base + each.now).map((row) => row.dueAt));
          expect(new Set(due.map((row) => `${row.name}/${row.key}`))).toEqual(new Set(all(base + each.now).map((row) => `${row.name}/${row.key}`)));
          for (const row of due) {
            expect(await store.commit({ inbound: ofTimer(row), changes: [], turnId: 't' })).toEqual({ kind: 'committed' });
            expect(await store.commit({ inbound: ofTimer(row), changes: [], turnId: 't' })).toEqual({ kind: 'duplicate' });
            model.delete(`${row.name}/${row.key}`);
            ran.add(`${row.name}/${row.key}/${row.dueAt}`);
          }
        }
        expect(await store.nextTimer()).toBe(all(Infinity)[0]?.dueAt ?? null);
      }
      for (const row of model.values()) await write(store, { do: 'timer.clear', name: row.name, key: row.key });
    }), { numRuns: 25 });
  });

  it('timers: one that was moved after it was read does not fire; its turn may set it anew', async () => {
    const store = get();
    await write(store, { do: 'timer.set', timer: timer() });
    const [read] = await store.dueTimers(T0 + 5000, 10);
    expect(read).toEqual(timer());
    await write(store, { do: 'timer.set', timer: timer({ dueAt: T0 + 9000 }) });
    expect(await store.commit({ inbound: ofTimer(timer()), changes: queue(message()), turnId: 't' })).toEqual({ kind: 'duplicate' });
    expect(await store.sentTo(ANA, 0, 10)).toEqual([]);
    const moved = timer({ dueAt: T0 + 9000 });
    await store.commit({ inbound: ofTimer(moved), changes: [{ do: 'timer.set', timer: timer({ dueAt: T0 + 20_000 }) }], turnId: 't' });
    expect(await store.nextTimer()).toBe(T0 + 20_000);
    expect((await store.health(T0 + 21_000)).timersOverdueMs).toBe(1000);
    expect((await store.health(T0)).timersOverdueMs).toBe(0);
  });

  it('files: due ones are leased, settled ones never come back', async () => {
    const store = get();
    await write(store, ...[1, 2, 3].map((n): Change => ({ do: 'media.save', media: media({ id: `f${n}`, nextAt: T0 + n }) })));
    expect((await store.claimMedia(T0 + 2, 10, 1000)).map((each) => each.id)).toEqual(['f1', 'f2']);
    expect((await store.claimMedia(T0 + 3, 10, 1000)).map((each) => each.id)).toEqual(['f3']);
    await store.setMedia('f1', { status: 'kept', file: 'media/f1.jpg', bytes: 12 });
    await store.setMedia('f2', { attempts: 1, nextAt: T0 + 5000, fault: 'timeout' });
    await store.setMedia('unknown', { attempts: 1 });
    expect((await store.claimMedia(T0 + 2000, 10, 1000)).map((each) => each.id)).toEqual(['f3']);
    expect(await store.claimMedia(T0 + 5000, 1, 1000)).toMatchObject([{ id: 'f3' }]);
    expect(await store.claimMedia(T0 + 5000, 10, 1000)).toMatchObject([{ id: 'f2', attempts: 1, fault: 'timeout' }]);
    expect((await store.load({ mediaId: 'f1' })).media).toMatchObject({ status: 'kept', file: 'media/f1.jpg', bytes: 12, attempts: 0 });
  });

  it('files: those sent since the conversation began go to the ticket, and stay there', async () => {
    const store = get();
    const files = [media({ id: 'old', at: T0 - 1 }), media({ id: 'new' }), media({ id: 'other', contactId: 'c2' }), media({ id: 'taken', ticket: '10025' })];
    await write(store, ...person, { do: 'ticket.save', ticket: ticket() }, ...files.map((each): Change => ({ do: 'media.save', media: each })), claimed());
    // The fetch job read the row before the claim.
    await write(store, { do: 'media.save', media: media({ id: 'new', status: 'kept', file: 'media/new.jpg' }) });
    const [dossier] = await store.tickets({ number: '10014' });
    expect(dossier?.media).toEqual([media({ id: 'new', status: 'kept', file: 'media/new.jpg', ticket: '10014' })]);
    for (const [id, owner] of [['old', null], ['other', null], ['taken', '10025']]) expect((await store.load({ mediaId: id ?? '' })).media?.ticket).toBe(owner);
  });

  it('ticket numbers: blocks never overlap', async () => {
    const store = get();
    const sizes = [1, 10, 3, 50, 1];
    const firsts = await Promise.all(sizes.map((n) => store.reserveTickets(n)));
    const all = firsts.flatMap((first, index) => Array.from({ length: sizes[index] ?? 0 }, (_, n) => first + n));
    expect(new Set(all).size).toBe(65);
    expect(Math.min(...all)).toBeGreaterThan(0);
    expect(await store.reserveTickets(1)).toBeGreaterThan(Math.max(...all));
  });

  it('tickets: with their history in order, filtered, newest first', async () => {
    const store = get();
    const rows = [ticket({ openedAt: T0 + 1 }), ticket({ number: '10025', openedAt: T0 + 2, level: 'L3' }), ticket({ number: '10036', openedAt: T0 + 3, level: 'L3', status: 'closed', confidence: null, area: { province: null, district: null } })];
    const event = (type: 'opened' | 'comment', at: number): Change => ({ do: 'ticket.event', event: { ticket: '10014', at, type, by: 'reporter', channel: 'whatsapp', text: type } });
    await write(store, event('opened', T0), event('comment', T0), ...person, ...rows.map((each): Change => ({ do: 'ticket.save', ticket: each })));
    const numbers = async (filter: object): Promise<string[]> => (await store.tickets(filter)).map((each) => each.ticket.number);
    expect(await numbers({})).toEqual(['10036', '10025', '10014']);
    expect(await numbers({ limit: 2 })).toEqual(['10036', '10025']);
    expect(await numbers({ level: 'L3' })).toEqual(['10036', '10025']);
    expect(await numbers({ status: 'open' })).toEqual(['10025', '10014']);
    expect(await numbers({ status: 'open', level: 'L3' })).toEqual(['10025']);
    expect(await numbers({ number: '10014' })).toEqual(['10014']);
    expect(await numbers({ number: '10014', status: 'closed' })).toEqual([]);
    const [dossier] = await store.tickets({ number: '10014' });
    expect(dossier?.events).toEqual(['opened', 'comment'].map((type) => ({ ticket: '10014', at: T0, type, by: 'reporter', channel: 'whatsapp', text: type })));
    expect((await store.tickets({ number: '10036' }))[0]?.ticket).toEqual({ ...rows[2], version: 1 });
    expect((await store.health(T0)).openTickets).toBe(2);
  });

  it('calls newest first; callbacks that are owed, and all of them', async () => {
    const store = get();
    const owed = (over: Partial<Callback>): Change => ({ do: 'callback.save', callback: { id: 'b1', contactId: 'c1', phone: '+258841230001', reason: 'person', ticket: null, callId: 'CA1', owedAt: T0, doneAt: null, ...over } });
    await write(store, ...person, { do: 'call.save', call: call() }, { do: 'call.save', call: call({ id: 'CA2', startedAt: T0 + 1 }) }, owed({ owedAt: T0 + 5 }), owed({ id: 'b2' }));
    expect((await store.calls()).map((each) => each.id)).toEqual(['CA2', 'CA1']);
    expect((await store.calls(1)).map((each) => each.id)).toEqual(['CA2']);
    expect((await store.callbacks(true)).map((each) => each.id)).toEqual(['b2', 'b1']);
    await write(store, owed({ id: 'b2', doneAt: T0 + 9 }));
    expect((await store.callbacks(true)).map((each) => each.id)).toEqual(['b1']);
    expect((await store.callbacks(false)).map((each) => [each.id, each.doneAt])).toEqual([['b2', T0 + 9], ['b1', null]]);
  });

  it('counters and opt-outs are taken without a word', async () => {
    const store = get();
    const count: Change = { do: 'count', name: 'faq.shown', label: 'sync', at: T0, by: 2 };
    expect(await write(store, count, count)).toEqual({ kind: 'committed' });
    expect(await write(store, { do: 'contact.save', contact: contact({ phone: null, name: null, language: null }) })).toEqual({ kind: 'committed' });
  });
}
