/** What every implementation of the Store port must do: storeContract(name, open) declares the tests. The outbox and the jobs have files of their own. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Store } from '../../src/store/port.js';
import { deskContract } from './contract-desk.js';
import { outboxContract } from './contract-outbox.js';
import { ANA, T0, address, call, contact, conversation, media, message, ofTimer, person, queue, ticket, timer, turn, write } from './make.js';

/** A fresh, empty store. `reopen` closes it and opens the same data again, as a restart does. */
export interface Opened {
  readonly store: Store;
  reopen(): Promise<Store>;
  /** Closes whatever is open and throws the data away. */
  remove(): Promise<void>;
}
export type Open = () => Promise<Opened>;
export type Get = () => Store;

export function storeContract(name: string, open: Open): void {
  let opened: Opened;
  let store: Store;
  beforeEach(async () => {
    opened = await open();
    ({ store } = opened);
  });
  afterEach(() => opened.remove());
  const get: Get = () => store;

  describe(`${name}: load gives back what commit wrote`, () => {
    it('a person with everything that a turn may need, field by field, also after a restart', async () => {
      const rows = { contact: contact(), address: address(), conversation: conversation(), ticket: ticket(), call: call(), media: media() };
      const turnRow = { callId: 'CA1', turn: 0, prompts: [{ text: 'Bom dia', language: 'pt' as const }], expects: { kind: 'end' as const }, at: T0 };
      // The turn of the call comes before its call, as decide writes them.
      await write(store,
        { do: 'contact.save', contact: rows.contact }, { do: 'address.save', address: rows.address }, { do: 'conversation.save', conversation: rows.conversation }, { do: 'ticket.event', event: { ticket: '10014', at: T0, type: 'opened', by: 'reporter', channel: 'whatsapp', text: 'ai' } },
        { do: 'ticket.save', ticket: rows.ticket }, { do: 'call.turn', turn: turnRow }, { do: 'call.save', call: rows.call }, { do: 'media.save', media: rows.media }, ...queue(message()));
      for (const restart of [false, true]) {
        if (restart) store = await opened.reopen();
        const before = await store.load({ address: ANA, callId: 'CA1', tickets: ['10014', '99999'], messageId: 'm1', mediaId: 'f1', desk: 5 });
        expect(before.contact).toEqual({ ...rows.contact, version: 1 });
        expect(before.addresses).toEqual([rows.address]);
        expect(before.conversation).toEqual({ ...rows.conversation, version: 1 });
        expect(before.tickets).toEqual([{ ...rows.ticket, version: 1 }]);
        expect(before.named).toEqual(before.tickets);
        expect(before.desk).toEqual(before.tickets);
        expect(before.call).toEqual({ ...rows.call, version: 1 });
        expect(before.callTurn).toEqual(turnRow);
        expect(before.media).toEqual(rows.media);
        expect(before.message).toEqual({ ...message(), seq: 1, status: 'pending', attempts: 0, vendorId: null, errorCode: null, settledAt: null });
        expect(await store.callTurn('CA1', 0)).toEqual(turnRow);
        expect(await store.callTurn('CA1', 1)).toBeNull();
        expect(await store.addressRow(ANA)).toEqual(rows.address);
      }
    });

    it('nothing for somebody unknown', async () => {
      expect(await store.load({ address: ANA, phone: '+258841230001', callId: 'x', conversationId: 'y', vendorId: 'z' })).toEqual({
        contact: null, addresses: [], conversation: null, call: null, callTurn: null, tickets: [], named: [], desk: [], message: null, media: null,
      });
    });

    it('a new address joins the person who has its number', async () => {
      await write(store, ...person);
      const before = await store.load({ address: 'tel:+258841230001', phone: '+258841230001' });
      expect(before.contact?.id).toBe('c1');
      expect(before.addresses.map((each) => each.address)).toEqual([ANA]);
    });

    it('an address whose person had no number joins the one who has it, and brings its row', async () => {
      await write(store, ...person, { do: 'contact.save', contact: contact({ id: 'c2', phone: null }) }, { do: 'address.save', address: address({ address: 'whatsapp:MZ.1', contactId: 'c2', optedOutAt: T0 }) });
      const before = await store.load({ address: 'whatsapp:MZ.1', phone: '+258841230001' });
      expect(before.contact?.id).toBe('c1');
      expect(before.addresses.find((each) => each.address === 'whatsapp:MZ.1')).toMatchObject({ contactId: 'c2', optedOutAt: T0 });
    });

    it('who wrote without a number and is known under one: the talk, tickets and files go over', async () => {
      await write(store, ...person, { do: 'contact.save', contact: contact({ id: 'c2', phone: null }) }, { do: 'address.save', address: address({ address: 'whatsapp:MZ.1', contactId: 'c2' }) });
      await write(store, { do: 'conversation.save', conversation: conversation({ id: 'chat:c2', contactId: 'c2' }) }, { do: 'ticket.save', ticket: ticket({ contactId: 'c2' }) }, { do: 'media.save', media: media({ contactId: 'c2' }) });
      const before = await store.load({ address: 'whatsapp:MZ.1', phone: '+258841230001' });
      expect(before).toMatchObject({ contact: { id: 'c1' }, conversation: { id: 'chat:c1', contactId: 'c1', version: 0 }, tickets: [{ number: '10014' }] });
      if (before.conversation === null) throw new Error('no talk');
      await write(store, { do: 'contact.join', from: 'c2', to: 'c1' }, { do: 'conversation.save', conversation: before.conversation }, { do: 'media.claim', contactId: 'c1', ticket: '10014', since: 0 });
      const after = await store.load({ address: 'whatsapp:MZ.1' });
      expect(after).toMatchObject({ contact: { id: 'c1' }, conversation: { id: 'chat:c1' }, tickets: [{ number: '10014', contactId: 'c1', version: 2 }] });
      expect(after.addresses.map((each) => each.address)).toEqual([ANA, 'whatsapp:MZ.1']);
      expect((await store.tickets({ number: '10014' }))[0]?.media).toHaveLength(1);
    });

    it('what a vendor reports of an address does not undo what the person did meanwhile', async () => {
      await write(store, ...person);
      await write(store, { do: 'address.save', address: address({ lastInboundAt: T0 + 5, optedOutAt: T0 + 5 }) });
      await write(store, { do: 'address.closed', address: ANA, last: T0 });
      expect(await store.addressRow(ANA)).toMatchObject({ lastInboundAt: T0 + 5, optedOutAt: T0 + 5 });
      await write(store, { do: 'address.closed', address: ANA, last: T0 + 5 }, { do: 'address.optout', address: ANA, at: T0 + 9 });
      expect(await store.addressRow(ANA)).toMatchObject({ lastInboundAt: null, optedOutAt: T0 + 9 });
    });

    it('a delivery report finds the message by either id, and whose address it is', async () => {
      await write(store, ...person, ...queue(message()), { do: 'message.set', id: 'm1', set: { vendorId: 'SM1' } });
      for (const need of [{ messageId: 'm1', vendorId: 'SM1' }, { vendorId: 'SM1' }, { messageId: 'unknown', vendorId: 'SM1' }]) {
        const before = await store.load(need);
        expect(before.message).toMatchObject({ id: 'm1', vendorId: 'SM1' });
        expect(before.addresses).toEqual([address()]);
      }
    });

    it('a fetched file finds the addresses of the person who sent it', async () => {
      await write(store, ...person, { do: 'media.save', media: media() });
      expect((await store.load({ mediaId: 'f1' })).addresses).toEqual([address()]);
    });

    it('the conversation of the call where one is asked for, else the chat', async () => {
      await write(store, ...person, { do: 'conversation.save', conversation: conversation() }, { do: 'conversation.save', conversation: conversation({ id: 'call:CA1' }) });
      expect((await store.load({ address: ANA })).conversation?.id).toBe('chat:c1');
      expect((await store.load({ address: ANA, conversationId: 'call:CA1' })).conversation?.id).toBe('call:CA1');
      expect((await store.load({ address: ANA, conversationId: 'call:CA2' })).conversation).toBeNull();
      expect((await store.load({ conversationId: 'chat:c1' })).contact?.id).toBe('c1');
      await write(store, { do: 'conversation.end', id: 'chat:c1' });
      expect((await store.load({ address: ANA })).conversation).toBeNull();
    });

    it('tickets: unfinished newest first, then the last three finished; solved ones count as unfinished, but not for the desk', async () => {
      const many = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ticket({ number: `1000${n}`, openedAt: T0 + n, status: n === 1 ? 'open' : n === 2 ? 'resolved' : n % 2 === 0 ? 'closed' : 'rejected' }));
      await write(store, ...person, ...many.map((each) => ({ do: 'ticket.save' as const, ticket: each })));
      const before = await store.load({ address: ANA, desk: 30 });
      expect(before.tickets.map((each) => each.number)).toEqual(['10002', '10001', '10008', '10007', '10006']);
      expect(before.desk.map((each) => each.number)).toEqual(['10001']);
    });

    it('tickets: twenty at most, and the desk as many as it asks for', async () => {
      const many = Array.from({ length: 30 }, (_, n) => ticket({ number: `200${10 + n}`, openedAt: T0 + n }));
      await write(store, ...person, ...many.map((each) => ({ do: 'ticket.save' as const, ticket: each })));
      const before = await store.load({ address: ANA, desk: 7 });
      expect(before.tickets.map((each) => each.number).slice(0, 2)).toEqual(['20039', '20038']);
      expect(before.tickets).toHaveLength(20);
      expect(before.desk).toHaveLength(7);
    });
  });

  describe(`${name}: once`, () => {
    it('the second commit of an Inbound writes nothing', async () => {
      expect(await store.handled('whatsapp', 'SM1')).toBe(false);
      expect(await store.commit(turn('SM1', [...person, ...queue(message())]))).toEqual({ kind: 'committed' });
      expect(await store.handled('whatsapp', 'SM1')).toBe(true);
      expect(await store.handled('sms', 'SM1')).toBe(false);
      expect(await store.commit(turn('SM1', queue(message({ id: 'm2' }))))).toEqual({ kind: 'duplicate' });
      expect(await store.sentTo(ANA, 0, 10)).toHaveLength(1);
    });

    it('marks what it covers; if one of those was handled already, nothing is written', async () => {
      expect(await store.commit(turn('SM3', [], { covers: ['SM1', 'SM2'] }))).toEqual({ kind: 'committed' });
      for (const id of ['SM1', 'SM2', 'SM3']) expect(await store.handled('whatsapp', id)).toBe(true);
      expect(await store.commit(turn('SM2', person))).toEqual({ kind: 'duplicate' });
      expect(await store.commit(turn('SM5', person, { covers: ['SM4', 'SM3'] }))).toEqual({ kind: 'duplicate' });
      expect(await store.handled('whatsapp', 'SM4')).toBe(false);
      expect(await store.handled('whatsapp', 'SM5')).toBe(false);
      expect((await store.load({ address: ANA })).contact).toBeNull();
    });

    it('knows when the newest message of a vendor happened', async () => {
      expect(await store.lastInboundAt('twilio', 'whatsapp')).toBeNull();
      await store.commit(turn('SM2', [], { at: T0 + 9 }));
      await store.commit(turn('SM1', [], { at: T0 + 2 }));
      await store.commit(turn('SM9', [], { at: T0 + 99, via: 'simulator' }));
      await store.commit(turn('d', [], { at: T0 + 99, channel: 'delivery' }));
      expect(await store.lastInboundAt('twilio', 'whatsapp')).toBe(T0 + 9);
      expect(await store.lastInboundAt('baileys', 'whatsapp')).toBeNull();
    });

    it('a turn that breaks a rule of the data rejects and leaves nothing, so that it can be tried again', async () => {
      await expect(store.commit(turn('SM1', [...queue(message()), { do: 'address.save', address: address({ contactId: 'nobody' }) }]))).rejects.toMatchObject({ message: expect.stringContaining('FOREIGN KEY') });
      expect(await store.handled('whatsapp', 'SM1')).toBe(false);
      expect(await store.sentTo(ANA, 0, 10)).toEqual([]);
      expect(await store.commit(turn('SM1', person))).toEqual({ kind: 'committed' });
    });
  });

  describe(`${name}: versions`, () => {
    const others = queue(message({ id: 'never' }));
    const saves = {
      contact: (version: number) => ({ do: 'contact.save' as const, contact: contact({ version, district: `d${version}` }) }),
      conversation: (version: number) => ({ do: 'conversation.save' as const, conversation: conversation({ version }) }),
      ticket: (version: number) => ({ do: 'ticket.save' as const, ticket: ticket({ version }) }),
      call: (version: number) => ({ do: 'call.save' as const, call: call({ version }) }),
    };
    it.each(Object.entries(saves))('%s: only who read the newest may write; the loser leaves nothing', async (_, save) => {
      await write(store, ...person);
      const start = save(0).do === 'contact.save' ? 1 : 0;
      expect(await write(store, save(start))).toEqual({ kind: 'committed' });
      expect(await write(store, save(start + 1))).toEqual({ kind: 'committed' });
      for (const stale of [start + 1, start + 3, 0]) expect(await write(store, ...others, save(stale))).toEqual({ kind: 'conflict' });
      expect(await store.sentTo(ANA, 0, 10)).toEqual([]);
      expect(await write(store, save(start + 2))).toEqual({ kind: 'committed' });
    });

    it('a turn may save the same row twice: the second builds on the first', async () => {
      expect(await write(store, { do: 'contact.save', contact: contact() }, { do: 'contact.save', contact: contact({ name: 'Bia' }) })).toEqual({ kind: 'committed' });
      expect((await store.load({ phone: '+258841230001' })).contact).toMatchObject({ name: 'Bia', version: 1 });
      await write(store, { do: 'ticket.save', ticket: ticket() }, { do: 'ticket.save', ticket: ticket({ level: 'L3' }) });
      await write(store, { do: 'ticket.save', ticket: ticket({ version: 1 }) }, { do: 'ticket.save', ticket: ticket({ version: 1, assignee: 'Rui' }) });
      expect((await store.load({ tickets: ['10014'] })).named[0]).toMatchObject({ assignee: 'Rui', version: 2 });
    });

    it('a conflict can be decided again under the same id', async () => {
      await write(store, ...person);
      expect(await store.commit(turn('SM1', [saves.contact(0)]))).toEqual({ kind: 'conflict' });
      expect(await store.handled('whatsapp', 'SM1')).toBe(false);
      expect(await store.commit(turn('SM1', [saves.contact(1)]))).toEqual({ kind: 'committed' });
    });

    it('two new persons with one number: the second is told to look again', async () => {
      const [first, second] = await Promise.all([
        store.commit(turn('a', [{ do: 'contact.save', contact: contact({ id: 'x' }) }])),
        store.commit(turn('b', [{ do: 'contact.save', contact: contact({ id: 'y' }) }, { do: 'address.save', address: address({ contactId: 'y' }) }])),
      ]);
      expect([first, second]).toEqual([{ kind: 'committed' }, { kind: 'conflict' }]);
      expect(await store.handled('whatsapp', 'b')).toBe(false);
      await write(store, { do: 'contact.save', contact: contact({ id: 'z', phone: null }) });
      expect(await write(store, { do: 'contact.save', contact: contact({ id: 'z', version: 1 }) })).toEqual({ kind: 'conflict' });
    });

    it('a ticket number that is taken is a conflict', async () => {
      await write(store, ...person, { do: 'ticket.save', ticket: ticket() });
      expect(await write(store, { do: 'ticket.save', ticket: ticket({ description: 'outro' }) })).toEqual({ kind: 'conflict' });
    });

    it('an ended conversation may begin again in the same turn', async () => {
      await write(store, ...person, { do: 'conversation.save', conversation: conversation() });
      expect(await write(store, { do: 'conversation.end', id: 'chat:c1' }, { do: 'conversation.save', conversation: conversation({ flow: 'followup' }) })).toEqual({ kind: 'committed' });
      expect((await store.load({ address: ANA })).conversation).toMatchObject({ flow: 'followup', version: 1 });
    });
  });

  describe(`${name}: faults of our own`, () => {
    const apology = [...person, ...queue(message())];
    it('keeps the raw Inbound with the apology; replay takes it back once', async () => {
      const broken = turn('SM1', apology, { covers: ['SM0'] });
      expect(await store.fail(broken, 'Error: broken flow')).toEqual({ kind: 'committed' });
      expect(await store.handled('whatsapp', 'SM1')).toBe(true);
      expect(await store.sentTo(ANA, 0, 10)).toHaveLength(1);
      const [row] = await store.failed();
      expect(row).toEqual({ id: row?.id, inbound: broken.inbound, fault: 'Error: broken flow', failedAt: T0 + 5, replayedAt: null });
      expect((await store.health(T0)).failed).toBe(1);

      expect(await store.unfail(row?.id ?? 0, T0 + 60)).toEqual(broken.inbound);
      expect(await store.handled('whatsapp', 'SM1')).toBe(false);
      expect(await store.handled('whatsapp', 'SM0')).toBe(false);
      expect(await store.unfail(row?.id ?? 0, T0 + 61)).toBeNull();
      expect(await store.failed()).toMatchObject([{ replayedAt: T0 + 60 }]);
      expect((await store.health(T0)).failed).toBe(0);
      expect(await store.commit({ ...broken, changes: [] })).toEqual({ kind: 'committed' });
    });

    it('a second failure is a second row, a second report of the same one is not', async () => {
      await store.fail(turn('SM1', apology), 'one');
      expect(await store.fail(turn('SM1', []), 'again')).toEqual({ kind: 'duplicate' });
      const [row] = await store.failed();
      await store.unfail(row?.id ?? 0, T0 + 60);
      expect(await store.fail(turn('SM1', []), 'two')).toEqual({ kind: 'committed' });
      expect((await store.failed()).map(({ fault, failedAt, replayedAt }) => ({ fault, failedAt, replayedAt }))).toEqual([
        { fault: 'one', failedAt: T0 + 5, replayedAt: T0 + 60 }, { fault: 'two', failedAt: T0 + 60, replayedAt: null },
      ]);
      expect(await store.unfail(12345, T0)).toBeNull();
    });

    it('a timer that failed may run again', async () => {
      await write(store, { do: 'timer.set', timer: timer() });
      const due = { inbound: ofTimer(timer()), changes: [], turnId: 't' };
      await store.fail(due, 'x');
      expect(await store.dueTimers(T0 + 9999, 10)).toEqual([]);
      const [row] = await store.failed();
      await store.unfail(row?.id ?? 0, T0);
      expect(await store.commit(due)).toEqual({ kind: 'committed' });
      expect(await store.nextTimer()).toBeNull();
    });
  });

  describe(`${name}: outbox`, () => outboxContract(get));
  describe(`${name}: desk and jobs`, () => deskContract(get));
}
