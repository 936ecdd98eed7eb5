/** What goes out over the linked device, against the fake WhatsApp. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waIdOf } from '../../../src/channels/baileys/outgoing-content.js';
import { createPace } from '../../../src/channels/baileys/pace.js';
import { until } from '../../support/linked-account.js';
import { PHONE, startTalkRig } from './talk-rig.js';
import type { TalkRig } from './talk-rig.js';

let rig: TalkRig;
beforeEach(async () => {
  rig = await startTalkRig();
});
afterEach(() => rig.close());

const GROUP = '120363001234567890@g.us';
const ids = () => rig.wa.outbox.map(({ id }) => id);
const reports = () => rig.inbounds.filter(({ channel }) => channel === 'delivery').map(({ what }) => (what.kind === 'delivery' ? `${what.messageId} ${what.status} ${what.errorCode ?? ''}`.trim() : ''));

async function wrote(options: Parameters<TalkRig['says']>[1] = {}): Promise<void> {
  await rig.got(await rig.says('olá', options));
  await rig.talk.idle();
}

describe('to somebody who wrote', () => {
  it('the server\'s word makes it accepted, the telephone\'s delivered and read', async () => {
    await wrote();
    rig.wa.autoRead = true;
    const row = rig.row({ body: { kind: 'text', text: 'Qual é o problema?\n\n1. Não entra\n2. Outro', choices: [{ id: 'a', title: 'Não entra' }] } });
    const result = await rig.talk.sender.send(row, { asTemplate: false });
    expect(result).toEqual({ kind: 'accepted', vendorId: waIdOf(row.id) });
    expect((await rig.wa.waitFor(({ id }) => id === waIdOf(row.id))).text).toBe('Qual é o problema?\n\n1. Não entra\n2. Outro');
    /** Both may come as one. */
    await until(() => reports().includes(`${row.id} read`), 'the report');
    expect([`${row.id} delivered`, `${row.id} read`]).toEqual(expect.arrayContaining(reports()));
  });

  it('a repeat goes out under the same id', async () => {
    await wrote();
    const row = rig.row({});
    await rig.talk.sender.send(row, { asTemplate: false });
    await rig.talk.sender.send(row, { asTemplate: false });
    await until(() => rig.wa.outbox.length === 2, 'the repeat');
    expect(ids()).toEqual([waIdOf(row.id), waIdOf(row.id)]);
    expect(rig.wa.outbox[1]?.duplicate).toBe(true);
  });

  it('without a word from the server it is uncertain, and is known to be sent when the word comes late', async () => {
    await wrote();
    rig.wa.sendAcks = false;
    rig.wa.autoDeliver = false;
    const row = rig.row({});
    const abort = new AbortController();
    const sent = rig.talk.sender.send(row, { asTemplate: false, signal: abort.signal });
    await rig.wa.waitFor(({ id }) => id === waIdOf(row.id));
    abort.abort();
    expect(await sent).toMatchObject({ kind: 'uncertain' });
    expect(await rig.talk.sender.reconcile(row, new Set())).toEqual({ found: false });
    rig.wa.send({ tag: 'ack', attrs: { class: 'message', id: waIdOf(row.id), from: rig.maria.pn, t: '1' } });
    await until(async () => (await rig.talk.sender.reconcile(row, new Set()))?.found, 'the late word');
    expect(await rig.talk.sender.reconcile(row, new Set())).toEqual({ found: true, vendorId: waIdOf(row.id), status: 'accepted' });
  });

  it('463 is final: it is refused once, and never tried again', async () => {
    await wrote();
    rig.wa.ackError = 463;
    const row = rig.row({ fallback: `sms:${PHONE}` });
    expect(await rig.talk.sender.send(row, { asTemplate: false })).toMatchObject({ kind: 'refused', errorClass: 'permanent', code: '463' });
    expect(await rig.talk.sender.send(row, { asTemplate: false })).toMatchObject({ kind: 'refused', errorClass: 'permanent', code: '463' });
    expect(ids()).toHaveLength(1);
    expect(reports()).toEqual([]);
  });

  it.each([[479, 'retry'], [429, 'throttle'], [404, 'permanent'], [599, 'retry']])('%s is %s', async (code, errorClass) => {
    await wrote();
    rig.wa.ackError = code;
    expect(await rig.send({})).toMatchObject({ kind: 'refused', errorClass, code: String(code) });
  });

  it('a refusal that comes late is a failed delivery', async () => {
    await wrote();
    rig.wa.sendAcks = false;
    rig.wa.autoDeliver = false;
    const row = rig.row({});
    const abort = new AbortController();
    const sent = rig.talk.sender.send(row, { asTemplate: false, signal: abort.signal });
    await rig.wa.waitFor(({ id }) => id === waIdOf(row.id));
    abort.abort();
    await sent;
    rig.wa.send({ tag: 'ack', attrs: { class: 'message', id: waIdOf(row.id), from: rig.maria.pn, t: '1', error: '463' } });
    await until(() => reports().length > 0, 'the failure');
    await rig.talk.idle();
    expect(reports()).toEqual([`${row.id} failed 463`]);
  });

  it('the answer goes the way the person wrote: to the hidden id', async () => {
    await wrote({ addressing: 'lid' });
    await rig.send({});
    expect(rig.wa.outbox[0]?.to).toBe(rig.maria.lid);
  });

  it('somebody whose number nobody knows is answered too', async () => {
    await wrote({ addressing: 'lid', bare: true });
    expect(rig.inbounds[0]).toMatchObject({ from: 'whatsapp:lid.81000000000001' });
    expect(await rig.send({ to: 'whatsapp:lid.81000000000001' })).toMatchObject({ kind: 'accepted' });
  });

  it('a contact goes as words and as a card', async () => {
    await wrote();
    await rig.send({ body: { kind: 'card', name: 'Ana, PNCM', phone: '+258871230001', text: 'Ana (PNCM): +258871230001' } });
    const card = await rig.wa.waitFor(({ message }) => !!message?.contactMessage);
    expect(card.message?.contactMessage?.vcard).toContain('FN:Ana\\, PNCM\nN:;Ana\\, PNCM;;;\nTEL;type=CELL;type=VOICE;waid=258871230001:+258871230001');
    expect(rig.wa.outbox[0]?.text).toBe('Ana (PNCM): +258871230001');
  });

  it('a telephone that could not read it gets it again, also from a process that did not send it', async () => {
    await wrote();
    const row = rig.row({ body: { kind: 'text', text: 'peça outra vez' } });
    await rig.talk.sender.send(row, { asTemplate: false });
    await rig.crash();
    await rig.wa.askRetry(rig.maria, waIdOf(row.id));
    await until(() => rig.wa.outbox.filter(({ id, text }) => id === waIdOf(row.id) && text === 'peça outra vez').length === 2, 'the second copy');
  });
});

describe('what is not sent', () => {
  it('nothing to somebody who never wrote', async () => {
    expect(await rig.send({ fallback: `sms:${PHONE}` })).toMatchObject({ kind: 'refused', errorClass: 'permanent', code: 'never_wrote' });
    expect(ids()).toEqual([]);
  });

  it('nothing to somebody who wrote to another provider\'s number only', async () => {
    rig.addresses.set(`whatsapp:${PHONE}`, { address: `whatsapp:${PHONE}`, contactId: 'c', via: 'twilio', lastInboundAt: 1, optedOutAt: null });
    expect(await rig.send({})).toMatchObject({ code: 'never_wrote' });
  });

  it('nothing but answers while new chats are locked', async () => {
    await wrote();
    rig.talk.listener.reachout({ active: true, until: rig.clock.now() + 60_000 });
    expect(await rig.send({ purpose: 'alert', fallback: `sms:${PHONE}` })).toMatchObject({ errorClass: 'permanent', code: 'reachout_locked' });
    expect(await rig.send({ purpose: 'alert' })).toMatchObject({ errorClass: 'throttle', code: 'reachout_locked', retryAfterMs: 60_000 });
    expect(await rig.send({ purpose: 'answer' })).toMatchObject({ kind: 'accepted' });
    rig.talk.listener.reachout({ active: false, until: null });
    expect(await rig.send({ purpose: 'alert' })).toMatchObject({ kind: 'accepted' });
  });

  it('without a line it waits at no cost; after a quarter of an hour another way is taken', async () => {
    await wrote();
    await rig.line.stop();
    expect(await rig.send({ fallback: `sms:${PHONE}` })).toMatchObject({ errorClass: 'throttle', code: 'line_closed' });
    expect(await rig.send({ createdAt: rig.clock.now() - 15 * 60_000, fallback: `sms:${PHONE}` })).toMatchObject({ errorClass: 'permanent', code: 'line_down' });
    expect(await rig.send({ createdAt: rig.clock.now() - 15 * 60_000 })).toMatchObject({ errorClass: 'throttle', code: 'line_closed' });
  });

  it('a line that breaks while sending costs nothing', async () => {
    await wrote();
    rig.wa.cut();
    expect(await rig.send({})).toMatchObject({ kind: 'refused', errorClass: 'throttle' });
  });

  it('a line that closes before the server\'s word ends the waiting for it: nobody behind is held up', async () => {
    await wrote();
    rig.wa.sendAcks = false;
    rig.wa.autoDeliver = false;
    const began = performance.now();
    const result = rig.send({});
    await until(() => rig.wa.outbox.length > 0, 'on its way');
    rig.wa.cut();
    expect((await result).kind).toBe('uncertain');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('nothing to a group that is not ours', async () => {
    rig.wa.group(GROUP, 'Família', [rig.maria]);
    expect(await rig.send({ to: 'group:120363001234567890' })).toMatchObject({ errorClass: 'permanent', code: 'strange_group' });
  });
});

describe('to a group', () => {
  it('that is ours, without asking the server who is in it', async () => {
    const joao = rig.wa.person({ pn: '258841230002', lid: '81000000000002', name: 'João' });
    const group = rig.wa.group(GROUP, 'Moatize 1', [rig.maria, joao]);
    const id = await rig.says({ conversation: 'ajuda helpdesk' }, { group });
    expect((await rig.got(id)).group).toEqual({ id: 'group:120363001234567890', name: 'Moatize 1', addressed: true });
    expect(await rig.send({ to: 'group:120363001234567890', body: { kind: 'text', text: 'Já respondo' } })).toMatchObject({ kind: 'accepted' });
    const sent = await rig.wa.waitFor(({ to }) => to === GROUP);
    expect([sent.text, sent.groupError]).toEqual(['Já respondo', undefined]);
    expect(rig.talk.groups.members('group:120363001234567890').map(({ phone }) => phone)).toEqual(expect.arrayContaining([PHONE, '+258841230002']));
  });
});

describe('pace', () => {
  it('lets 1 to 3 seconds pass between different people, and keeps each one\'s turn', () => {
    const pace = createPace(() => 0.5);
    expect(pace.wait('a', 'A', 0)).toBe(0);
    expect(pace.wait('b', 'B', 0)).toBe(2_000);
    expect(pace.wait('c', 'C', 0)).toBe(4_000);
    expect(pace.wait('b', 'B', 1_500)).toBe(500);
    expect(pace.wait('b', 'B', 2_000)).toBe(0);
    expect(pace.wait('c', 'C', 4_100)).toBe(0);
  });

  it('two that come back late at the same moment still lie a second apart', () => {
    const pace = createPace(() => 0);
    pace.wait('a', 'A', 0);
    pace.wait('b', 'B', 0);
    pace.wait('c', 'C', 0);
    expect(pace.wait('b', 'B', 9_000)).toBe(0);
    expect(pace.wait('c', 'C', 9_000)).toBe(1_000);
  });

  it('several messages to one person follow at once', () => {
    const pace = createPace(() => 0.5);
    expect([pace.wait('a', 'A', 0), pace.wait('b', 'A', 0)]).toEqual([0, 0]);
  });

  it('answers to somebody who just wrote are not paced, everything else is', async () => {
    const joao = rig.wa.person({ pn: '258841230002', lid: '81000000000002', name: 'João' });
    await wrote();
    await rig.got(await rig.wa.say(joao, 'olá', { t: rig.clock.now() / 1000 }));
    await rig.talk.idle();
    const to = 'whatsapp:+258841230002';
    expect([await rig.send({}), await rig.send({ to })]).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
    expect([await rig.send({ purpose: 'notice' }), await rig.send({ purpose: 'notice', to })]).toMatchObject([{ kind: 'accepted' }, { kind: 'refused', errorClass: 'throttle', code: 'paced', retryAfterMs: 2_000 }]);
  });
});
