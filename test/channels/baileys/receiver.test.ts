/** What comes in over the linked device, against the fake WhatsApp. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { proto } from '@whiskeysockets/baileys';
import { HEAL_MS } from '../../../src/channels/baileys/receiver.js';
import type { Inbound } from '../../../src/gateway/inbound.js';
import { until } from '../../support/linked-account.js';
import { PHONE, startTalkRig, T0 } from './talk-rig.js';
import type { TalkRig } from './talk-rig.js';

let rig: TalkRig;
beforeEach(async () => {
  rig = await startTalkRig();
});
afterEach(() => rig.close());

const { Type } = proto.Message.ProtocolMessage;
const chat = (): Inbound[] => rig.inbounds.filter(({ channel }) => channel === 'whatsapp');
const words = (): string[] => chat().map(({ what }) => (what.kind === 'text' ? what.text : what.kind));
const readBack = (id: string) => until(() => rig.wa.nodes.some(({ tag, attrs }) => tag === 'receipt' && attrs['type'] === 'read' && attrs['id'] === id), 'the read receipt');

describe('live', () => {
  it('a message is taken up, and only then marked as read', async () => {
    rig.full = true;
    const id = await rig.says('olá');
    await until(() => rig.wa.pending.length === 0, 'the receipt');
    expect(rig.wa.nodes.some(({ tag, attrs }) => tag === 'receipt' && attrs['type'] === 'read')).toBe(false);
    rig.full = false;
    await readBack(id);
    expect(chat()).toMatchObject([{ id, from: `whatsapp:${PHONE}`, phone: PHONE, profileName: 'Maria', at: T0, what: { kind: 'text', text: 'olá' } }]);
  });

  it('the same message twice is one', async () => {
    const id = await rig.says('uma vez');
    await rig.got(id);
    await rig.wa.again(id);
    const next = await rig.says('outra');
    await rig.got(next);
    expect(words()).toEqual(['uma vez', 'outra']);
  });

  it('many messages of many people keep each one\'s order', async () => {
    const people = Array.from({ length: 10 }, (_, index) => rig.wa.person({ pn: `25884123${String(100 + index).padStart(4, '0')}`, lid: `820000000000${String(index).padStart(2, '0')}`, name: `P${index}` }));
    for (let turn = 0; turn < 5; turn += 1) for (const person of people) await rig.wa.say(person, `n${turn}`, { t: T0 / 1000 });
    await until(() => chat().length === 50, 'all of them');
    for (const { pn } of people) {
      const from = `whatsapp:+${pn.split('@')[0]}`;
      expect(chat().filter((each) => each.from === from).map(({ what }) => (what.kind === 'text' ? what.text : ''))).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
    }
  });

  it('reactions, changes, deletions and a colleague at the phone come as what they are', async () => {
    const id = await rig.says('não sincronisa');
    await rig.got(id);
    const aside = [
      await rig.says({ reactionMessage: { key: { remoteJid: rig.maria.pn, fromMe: true, id: '3EB0AA' }, text: '👍' } }),
      await rig.says({ protocolMessage: { type: Type.MESSAGE_EDIT, key: { id, remoteJid: rig.maria.pn, fromMe: true }, editedMessage: { conversation: 'não sincroniza' } } }),
      await rig.says({ protocolMessage: { type: Type.REVOKE, key: { id, remoteJid: rig.maria.pn, fromMe: true } } }),
      await rig.wa.phoneSays(rig.maria, 'Fala a Ana'),
    ];
    const whats = await Promise.all(aside.map(async (each) => (await rig.got(each)).what));
    expect(whats).toEqual([
      { kind: 'reaction', emoji: '👍', target: '3EB0AA' }, { kind: 'edited', target: id, text: 'não sincroniza' }, { kind: 'deleted', target: id }, { kind: 'human', text: 'Fala a Ana' },
    ]);
    expect(rig.inbounds.at(-1)?.from).toBe(`whatsapp:${PHONE}`);
  });

  it('a group that is not ours is not even opened; one that is, is', async () => {
    const strange = rig.wa.group('120363001234567891@g.us', 'Família', [rig.maria]);
    const ours = rig.wa.group('120363001234567890@g.us', 'Moatize 1', [rig.maria]);
    await rig.says('ajuda', { group: strange });
    await rig.says('ajuda outra vez', { group: strange });
    const id = await rig.says('ajuda', { group: ours });
    await rig.got(id);
    expect(chat()).toHaveLength(1);
    expect(chat()[0]).toMatchObject({ from: `whatsapp:${PHONE}`, group: { id: 'group:120363001234567890', name: 'Moatize 1', addressed: true } });
  });

  it('a person who was hidden is told to the gateway by both names, once', async () => {
    await rig.got(await rig.says('um', { addressing: 'lid', bare: true }));
    await rig.talk.idle();
    await rig.got(await rig.says('dois', { addressing: 'lid' }));
    await rig.talk.idle();
    await rig.got(await rig.says('três'));
    expect(chat().map(({ from, phone }) => [from, phone])).toEqual([
      ['whatsapp:lid.81000000000001', undefined], ['whatsapp:lid.81000000000001', PHONE], [`whatsapp:${PHONE}`, PHONE],
    ]);
  });
});

describe('what cannot be read', () => {
  it('comes again by itself under the same id', async () => {
    const id = await rig.says('corrompida', { corrupt: true });
    await rig.got(id);
    await rig.talk.idle();
    await rig.clock.advance(HEAL_MS + 1);
    await rig.talk.idle();
    expect(words()).toEqual(['corrompida']);
  });

  it('or the person is asked to send it again, once', async () => {
    await rig.got(await rig.says('olá'));
    const id = await rig.says('nunca', { corrupt: 'always' });
    await rig.wa.next('retry');
    const next = await rig.says('depois');
    await rig.got(next);
    await rig.talk.idle();
    expect(words()).toEqual(['olá', 'depois']);
    await rig.clock.advance(HEAL_MS + 1);
    await until(() => chat().length === 3, 'the question');
    expect(chat()[2]).toMatchObject({ id: `${id}:undecryptable`, from: `whatsapp:${PHONE}`, what: { kind: 'unknown', type: 'undecryptable' } });
    await rig.clock.advance(HEAL_MS * 3);
    await rig.talk.idle();
    expect(chat()).toHaveLength(3);
  });
});

describe('what was sent while we were away', () => {
  const offline = async (): Promise<void> => {
    await rig.line.stop();
    await until(() => !rig.wa.online, 'the end');
  };
  const back = (): void => rig.line.start();

  it('is joined per person, late, and covers every message', async () => {
    const joao = rig.wa.person({ pn: '258841230002', lid: '81000000000002', name: 'João' });
    await offline();
    const ids = [await rig.says('um'), await rig.says('dois')];
    await rig.wa.say(joao, 'eu também', { t: T0 / 1000, addressing: 'lid' });
    ids.push(await rig.says('três'));
    await rig.clock.advance(3_600_000);
    back();
    await until(() => chat().length === 2, 'both people');
    expect(chat().map(({ from, late, what }) => [from, late, what.kind === 'text' ? what.text : ''])).toEqual(expect.arrayContaining([
      [`whatsapp:${PHONE}`, true, 'um\ndois\ntrês'], ['whatsapp:+258841230002', true, 'eu também'],
    ]));
    const mine = chat().find(({ phone }) => phone === PHONE);
    expect([...(mine?.covers ?? []), mine?.id].sort()).toEqual(ids.sort());
  });

  it('reactions and a thumb stay by themselves', async () => {
    await offline();
    await rig.says('um');
    await rig.says({ reactionMessage: { key: { id: '3EB0AA', fromMe: true }, text: '👍' } });
    back();
    await until(() => chat().length === 2, 'both');
    expect(words().sort()).toEqual(['reaction', 'um']);
  });

  it('outlives a crash between the receipt and the store: nothing lost, nothing twice', async () => {
    await offline();
    const said = Array.from({ length: 30 }, (_, index) => `mensagem ${index}`);
    for (const each of said) await rig.says(each);
    rig.full = true;
    back();
    await until(() => rig.wa.pending.length === 0, 'every receipt');
    expect(chat()).toEqual([]);
    await rig.crash();
    rig.full = false;
    await until(() => chat().flatMap(({ what }) => (what.kind === 'text' ? what.text.split('\n') : [])).length === said.length, 'all of it');
    await rig.talk.idle();
    expect(chat().flatMap(({ what }) => (what.kind === 'text' ? what.text.split('\n') : []))).toEqual(said);
    await rig.crash();
    await rig.talk.idle();
    expect(chat()).toHaveLength(1);
  });
});
