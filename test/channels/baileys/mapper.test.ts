/** Every kind of WhatsApp message, and what becomes of it. */
import { describe, expect, it } from '@jest/globals';
import { proto } from '@whiskeysockets/baileys';
import type { WAMessage } from '@whiskeysockets/baileys';
import { readDescriptor } from '../../../src/channels/baileys/descriptor.js';
import { createIdentity } from '../../../src/channels/baileys/identity.js';
import { mapMessage } from '../../../src/channels/baileys/inbound-mapper.js';
import type { Mapped } from '../../../src/channels/baileys/inbound-mapper.js';
import type { Inbound } from '../../../src/gateway/inbound.js';
import { openLinkedBook } from '../../../src/store/linked-book.js';

const NOW = Date.parse('2026-10-02T07:00:00Z');
const AT = NOW - 5_000;
const ME = { pn: '258841239000@s.whatsapp.net', lid: '70000000000001@lid' };
const MARIA = { remoteJid: '258841230001@s.whatsapp.net', id: 'AAA1', fromMe: false };
const GROUP = '120363001234567890@g.us';
const IN_GROUP = { remoteJid: GROUP, id: 'GGG1', fromMe: false, participant: '81000000000001@lid', participantAlt: '258841230001@s.whatsapp.net' };
const { Type } = proto.Message.ProtocolMessage;
const FILE = { mediaKey: Buffer.alloc(32, 7), directPath: '/v/x', url: 'https://mmg.whatsapp.net/v/x', fileLength: 1234, mimetype: 'image/jpeg' };

function mapped(message: proto.IMessage | null, key: object = MARIA, more: Partial<WAMessage> & { type?: 'notify' | 'append'; registered?: boolean; ours?: boolean } = {}): Mapped {
  const { type = 'notify', registered = true, ours = false, ...rest } = more;
  const identity = createIdentity(openLinkedBook(':memory:'));
  return mapMessage({ key, message, messageTimestamp: AT / 1000, pushName: 'Maria', ...rest }, type, {
    me: ME, who: (jid, alt) => identity.who(jid, alt), registeredGroup: () => (registered ? 'Moatize 1' : null), isOurs: () => ours, now: NOW,
  });
}

function inbound(...args: Parameters<typeof mapped>): Inbound {
  const result = mapped(...args);
  if (result.kind !== 'inbound') throw new Error(`${result.kind} ${'why' in result ? result.why : ''}`);
  return result.inbound;
}

describe('what people say', () => {
  it.each<[string, proto.IMessage, object]>([
    ['plain words', { conversation: ' não sincroniza ' }, { kind: 'text', text: 'não sincroniza' }],
    ['words with a quote', { extendedTextMessage: { text: 'sim', contextInfo: { stanzaId: '3EB0AA' } } }, { kind: 'text', text: 'sim', quoted: '3EB0AA' }],
    ['disappearing words', { ephemeralMessage: { message: { extendedTextMessage: { text: 'temporária' } } } }, { kind: 'text', text: 'temporária' }],
    ['words changed before they came', { editedMessage: { message: { conversation: 'corrigido' } } }, { kind: 'text', text: 'corrigido' }],
    ['a button', { buttonsResponseMessage: { selectedButtonId: 'yes', selectedDisplayText: 'Sim' } }, { kind: 'choice', choiceId: 'yes', title: 'Sim' }],
    ['a row of a list', { listResponseMessage: { title: 'Técnico', singleSelectReply: { selectedRowId: 'technical' } } }, { kind: 'choice', choiceId: 'technical', title: 'Técnico' }],
    ['a button of a template', { templateButtonReplyMessage: { selectedId: 'a', selectedDisplayText: 'A' } }, { kind: 'choice', choiceId: 'a', title: 'A' }],
    ['an answer of a flow', { interactiveResponseMessage: { body: { text: 'Sim' }, nativeFlowResponseMessage: { paramsJson: '{"id":"yes"}' } } }, { kind: 'choice', choiceId: 'yes', title: 'Sim' }],
    ['a broken flow is its words', { interactiveResponseMessage: { body: { text: 'Sim' }, nativeFlowResponseMessage: { paramsJson: '{' } } }, { kind: 'text', text: 'Sim' }],
    ['a place', { locationMessage: { degreesLatitude: -16.1, degreesLongitude: 33.5, name: 'Tete', address: 'Rua 1' } }, { kind: 'location', latitude: -16.1, longitude: 33.5, label: 'Tete, Rua 1' }],
    ['a place that moves', { liveLocationMessage: { degreesLatitude: -16.1, degreesLongitude: 33.5 } }, { kind: 'location', latitude: -16.1, longitude: 33.5 }],
    ['a place that is none', { locationMessage: { degreesLatitude: 400, degreesLongitude: 1 } }, { kind: 'unknown', type: 'location' }],
    ['a sticker', { stickerMessage: FILE }, { kind: 'unknown', type: 'sticker' }],
    ['a poll', { pollCreationMessage: { name: 'x' } }, { kind: 'unknown', type: 'pollCreation' }],
    ['a thumb', { reactionMessage: { key: { id: '3EB0AA', remoteJid: MARIA.remoteJid, fromMe: true }, text: '👍' } }, { kind: 'reaction', emoji: '👍', target: '3EB0AA' }],
    ['a thumb taken back', { reactionMessage: { key: { id: '3EB0AA' }, text: '' } }, { kind: 'reaction', emoji: '', target: '3EB0AA' }],
    ['a change', { protocolMessage: { type: Type.MESSAGE_EDIT, key: { id: 'OLD' }, editedMessage: { conversation: 'novo' } } }, { kind: 'edited', target: 'OLD', text: 'novo' }],
    ['a change as new phones send it', { editedMessage: { message: { protocolMessage: { type: Type.MESSAGE_EDIT, key: { id: 'OLD' }, editedMessage: { extendedTextMessage: { text: 'novo' } } } } } }, { kind: 'edited', target: 'OLD', text: 'novo' }],
    ['a deletion', { protocolMessage: { type: Type.REVOKE, key: { id: 'OLD' } } }, { kind: 'deleted', target: 'OLD' }],
    ['words with a key beside them', { messageContextInfo: {}, conversation: 'olá' }, { kind: 'text', text: 'olá' }],
  ])('%s', (_, message, what) => {
    expect(inbound(message).what).toEqual(what);
  });

  it.each<[string, proto.IMessage, object]>([
    ['a photo', { imageMessage: { ...FILE, caption: 'erro' } }, { kind: 'image', caption: 'erro' }],
    ['a photo to be seen once', { viewOnceMessageV2: { message: { imageMessage: { ...FILE, caption: 'erro' } } } }, { kind: 'image', caption: 'erro' }],
    ['a video', { videoMessage: { ...FILE, mimetype: 'video/mp4' } }, { kind: 'video', caption: '', mime: 'video/mp4' }],
    ['a round video', { ptvMessage: { ...FILE, mimetype: 'video/mp4' } }, { kind: 'video', caption: '' }],
    ['a voice message', { audioMessage: { ...FILE, mimetype: 'audio/ogg; codecs=opus', ptt: true } }, { kind: 'audio', caption: '' }],
    ['a document', { documentMessage: { ...FILE, mimetype: 'application/pdf', fileName: 'r.pdf' } }, { kind: 'document', caption: '', fileName: 'r.pdf' }],
    ['a document with words', { documentWithCaptionMessage: { message: { documentMessage: { ...FILE, fileName: 'r.pdf', caption: 'veja' } } } }, { kind: 'document', caption: 'veja', fileName: 'r.pdf' }],
    ['a contact', { contactMessage: { displayName: 'Chefe', vcard: 'BEGIN:VCARD\nEND:VCARD' } }, { kind: 'contact', caption: '', mime: 'text/vcard' }],
  ])('%s', (_, message, { caption, ...ref }: { caption?: string }) => {
    const { what } = inbound(message);
    expect(what).toMatchObject({ kind: 'media', caption, media: [ref] });
    if (what.kind === 'media') expect(readDescriptor(what.media[0]?.url ?? '')).not.toBeNull();
  });

  it('keeps what is needed to fetch a file, and to ask for it again', () => {
    const { what } = inbound({ imageMessage: { ...FILE, fileSha256: Buffer.alloc(32, 1) } });
    expect(what.kind === 'media' ? readDescriptor(what.media[0]?.url ?? '') : null).toMatchObject({
      type: 'image', path: '/v/x', length: 1234, mediaKey: FILE.mediaKey.toString('base64'), key: { remoteJid: MARIA.remoteJid, id: 'AAA1', fromMe: false },
    });
  });

  it('several contacts are several files', () => {
    const card = { displayName: 'A', vcard: 'BEGIN:VCARD\nEND:VCARD' };
    const { what } = inbound({ contactsArrayMessage: { contacts: [card, card] } });
    expect(what.kind === 'media' ? what.media.length : 0).toBe(2);
  });

  it('says who, when, and to whom', () => {
    expect(inbound({ conversation: 'olá' })).toMatchObject({
      channel: 'whatsapp', via: 'baileys', id: 'AAA1', from: 'whatsapp:+258841230001', phone: '+258841230001', profileName: 'Maria', to: '+258841239000', at: AT, receivedAt: NOW,
    });
  });

  it('a clock that is ahead does not reach into the future', () => {
    expect(inbound({ conversation: 'olá' }, MARIA, { messageTimestamp: NOW / 1000 + 9_000 }).at).toBe(NOW);
  });
});

describe('what is not said to us', () => {
  it.each<[string, proto.IMessage | null, object, Parameters<typeof mapped>[2], string]>([
    ['a status', { conversation: 'x' }, { remoteJid: 'status@broadcast', id: 'A', participant: MARIA.remoteJid }, {}, 'chat'],
    ['a channel', { conversation: 'x' }, { remoteJid: '120363@newsletter', id: 'A' }, {}, 'chat'],
    ['a note to ourselves', { conversation: 'x' }, { remoteJid: ME.pn, id: 'A', fromMe: true }, {}, 'chat'],
    ['a strange group', { conversation: 'ajuda' }, IN_GROUP, { registered: false }, 'group'],
    ['an echo of our own', { conversation: 'x' }, { ...MARIA, fromMe: true }, { ours: true }, 'own'],
    ['a key', { senderKeyDistributionMessage: {} }, MARIA, {}, 'empty'],
    ['a vote', { pollUpdateMessage: {} }, MARIA, {}, 'empty'],
    ['an album that is announced', { albumMessage: { expectedImageCount: 2 } }, MARIA, {}, 'empty'],
    ['somebody else\'s word on our history', { protocolMessage: { type: Type.HISTORY_SYNC_NOTIFICATION } }, MARIA, {}, 'empty'],
    ['taken back before it came', null, MARIA, { messageStubType: proto.WebMessageInfo.StubType.REVOKE }, 'empty'],
    ['a notice of a group', null, IN_GROUP, { messageStubType: proto.WebMessageInfo.StubType.GROUP_PARTICIPANT_ADD }, 'empty'],
  ])('%s', (_, message, key, more, why) => {
    expect(mapped(message, key, more)).toEqual({ kind: 'ignored', why });
  });

  it('a message that cannot be opened waits for its second copy, and asks under an id of its own', () => {
    const result = mapped(null, MARIA, { messageStubType: proto.WebMessageInfo.StubType.CIPHERTEXT });
    expect(result).toMatchObject({ kind: 'unreadable', id: 'AAA1', inbound: { id: 'AAA1:undecryptable', what: { kind: 'unknown', type: 'undecryptable' } } });
  });

  it('what may be seen once on the phone only is told as such', () => {
    expect(inbound(null, { ...MARIA, isViewOnce: true }).what).toEqual({ kind: 'unknown', type: 'viewOnce' });
  });
});

describe('a colleague types on the helpdesk\'s phone', () => {
  it('is a human word to that person', () => {
    const typed = inbound({ conversation: 'Fala a Ana' }, { ...MARIA, id: 'H1', fromMe: true });
    expect(typed).toMatchObject({ from: 'whatsapp:+258841230001', what: { kind: 'human', text: 'Fala a Ana' } });
    expect(typed.profileName).toBeUndefined();
  });

  it('but not what was typed while we were away, nor in a group', () => {
    expect(mapped({ conversation: 'x' }, { ...MARIA, fromMe: true }, { type: 'append' })).toEqual({ kind: 'ignored', why: 'own' });
    expect(mapped({ conversation: 'x' }, { ...IN_GROUP, fromMe: true })).toEqual({ kind: 'ignored', why: 'own' });
  });
});

describe('groups', () => {
  it('the author is the person, the group where an answer would go', () => {
    expect(inbound({ conversation: 'bom dia' }, IN_GROUP)).toMatchObject({ from: 'whatsapp:+258841230001', phone: '+258841230001', group: { id: 'group:120363001234567890', name: 'Moatize 1', addressed: false } });
  });

  it.each<[string, proto.IMessage, string]>([
    ['mentioned by the hidden id', { extendedTextMessage: { text: '@70000000000001 não sincroniza', contextInfo: { mentionedJid: [ME.lid] } } }, 'não sincroniza'],
    ['mentioned by the number', { extendedTextMessage: { text: 'olá @258841239000', contextInfo: { mentionedJid: [ME.pn] } } }, 'olá'],
    ['quoted', { extendedTextMessage: { text: 'escalar', contextInfo: { stanzaId: '3EB0', participant: ME.lid, quotedMessage: { conversation: 'x' } } } }, 'escalar'],
    ['called', { conversation: 'AJUDA Helpdesk, não sincroniza' }, 'AJUDA Helpdesk, não sincroniza'],
    ['called with one word', { conversation: 'Ajuda: não entra' }, 'Ajuda: não entra'],
  ])('addressed when %s', (_, message, text) => {
    const { group, what } = inbound(message, IN_GROUP);
    expect(group?.addressed).toBe(true);
    expect(what).toMatchObject({ kind: 'text', text });
  });

  it.each([['ajudante precisa-se'], ['preciso de ajuda'], ['@81000000000002 ajuda']])('not addressed by "%s"', (text) => {
    expect(inbound({ conversation: text }, IN_GROUP).group?.addressed).toBe(false);
  });

  it('a quoted message comes with author, words and files', () => {
    const { quotes } = inbound({ extendedTextMessage: { text: 'escalar', contextInfo: { stanzaId: 'Q1', participant: '258841230002@s.whatsapp.net', quotedMessage: { imageMessage: { ...FILE, caption: 'ecrã preto' } } } } }, IN_GROUP);
    expect(quotes).toMatchObject({ id: 'Q1', author: 'whatsapp:+258841230002', phone: '+258841230002', text: 'ecrã preto', media: [{ kind: 'image' }] });
    expect(readDescriptor(quotes?.media[0]?.url ?? '')).toMatchObject({ key: { remoteJid: GROUP, id: 'Q1', participant: '258841230002@s.whatsapp.net', fromMe: false } });
  });

  it('a quoted author may be hidden', () => {
    const { quotes } = inbound({ extendedTextMessage: { text: 'escalar', contextInfo: { stanzaId: 'Q1', participant: '81000000000009@lid', quotedMessage: { conversation: 'x' } } } }, IN_GROUP);
    expect(quotes).toMatchObject({ author: 'whatsapp:lid.81000000000009', text: 'x', media: [] });
    expect(quotes?.phone).toBeUndefined();
  });
});
