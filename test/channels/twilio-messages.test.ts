/** What people write, as Twilio's form has it: the edges that the samples do not show. */
import { describe, expect, it } from '@jest/globals';
import { messageInbound, messageWhat, words } from '../../src/channels/twilio-messages.js';

const FORM = { MessageSid: 'SM1', From: 'whatsapp:+258841230001', To: 'whatsapp:+14155238886', Body: '' };

describe('kinds', () => {
  it.each<[string, Record<string, string>, object]>([
    ['an old button', { MessageType: 'button', ButtonText: 'Sim', ButtonPayload: 'yes', Body: 'Sim' }, { kind: 'choice', choiceId: 'yes', title: 'Sim' }],
    ['a tap without a payload', { MessageType: 'interactive', ButtonText: 'Sim', Body: 'Sim' }, { kind: 'text', text: 'Sim' }],
    ['a tap with an empty payload', { MessageType: 'interactive', ButtonPayload: '', Body: 'Sim' }, { kind: 'text', text: 'Sim' }],
    ['a list in the words of a button', { MessageType: 'interactive', ButtonPayload: 'cat:x', ButtonText: 'Outro', Body: 'Outro' }, { kind: 'choice', choiceId: 'cat:x', title: 'Outro' }],
    ['stop', { OptOutType: 'STOP', Body: 'parar' }, { kind: 'optout', word: 'stop' }],
    ['start', { OptOutType: 'start', Body: 'x' }, { kind: 'optout', word: 'start' }],
    ['help', { OptOutType: 'HELP', Body: 'x' }, { kind: 'optout', word: 'help' }],
    ['a video', { NumMedia: '1', MediaUrl0: 'https://x/1', MediaContentType0: 'video/mp4', MessageType: 'video', Body: 'veja' }, { kind: 'media', media: [{ kind: 'video', url: 'https://x/1', mime: 'video/mp4' }], caption: 'veja' }],
    ['two files', { NumMedia: '2', MediaUrl0: 'https://x/1', MediaContentType0: 'image/png', MediaUrl1: 'https://x/2', MediaContentType1: 'application/pdf' }, { kind: 'media', media: [{ kind: 'image', url: 'https://x/1', mime: 'image/png' }, { kind: 'document', url: 'https://x/2', mime: 'application/pdf' }], caption: '' }],
    ['a document that is a picture', { NumMedia: '1', MediaUrl0: 'https://x/1', MediaContentType0: 'image/png', MessageType: 'document', Body: 'ecra.png' }, { kind: 'media', media: [{ kind: 'document', url: 'https://x/1', mime: 'image/png', fileName: 'ecra.png' }], caption: '' }],
    ['a file of no type', { NumMedia: '1', MediaUrl0: 'https://x/1' }, { kind: 'media', media: [{ kind: 'other', url: 'https://x/1', mime: 'application/octet-stream' }], caption: '' }],
    ['files announced that are not there', { NumMedia: '3', MessageType: 'image' }, { kind: 'unknown', type: 'image' }],
    ['a thousand million files', { NumMedia: '1000000000', MessageType: 'image' }, { kind: 'unknown', type: 'image' }],
    ['a sticker, an order, what comes next', { MessageType: 'order' }, { kind: 'unknown', type: 'order' }],
    ['nothing at all', {}, { kind: 'unknown', type: 'empty' }],
    ['a place on no globe', { MessageType: 'location', Latitude: '91', Longitude: '0' }, { kind: 'unknown', type: 'location' }],
    ['a place without numbers', { MessageType: 'location', Latitude: '', Longitude: '' }, { kind: 'unknown', type: 'location' }],
    ['a place of zero', { Latitude: '0', Longitude: '0' }, { kind: 'location', latitude: 0, longitude: 0 }],
    ['an SMS in base64', { Body: 'TsOjbyBjb25zaWdvIGVudHJhcg==' }, { kind: 'text', text: 'TsOjbyBjb25zaWdvIGVudHJhcg==' }],
  ])('%s', (_name, form, what) => {
    expect(messageWhat({ ...FORM, ...form })).toEqual(what);
  });
});

describe('who', () => {
  it.each<[string, Record<string, string>, object]>([
    ['a number', {}, { from: 'whatsapp:+258841230001', phone: '+258841230001' }],
    ['an identity whose number WhatsApp tells', { From: 'whatsapp:MZ.12', WaId: '258841230001' }, { from: 'whatsapp:MZ.12', phone: '+258841230001' }],
    ['an identity that tells nothing', { From: 'whatsapp:MZ.12', WaId: 'MZ.12' }, { from: 'whatsapp:MZ.12' }],
  ])('%s', (_name, form, who) => {
    const { from, phone } = messageInbound({ ...FORM, ...form }, 'whatsapp', 5) ?? {};
    expect({ from, phone }).toEqual({ phone: undefined, ...who });
  });
  it('an SMS from a company has no number', () => {
    expect(messageInbound({ ...FORM, From: 'VODACOM' }, 'sms', 5)).toMatchObject({ channel: 'sms', from: 'sms:VODACOM' });
  });
  it('without a sid or a sender it is no message', () => {
    expect(messageInbound({ ...FORM, MessageSid: '' }, 'whatsapp', 5)).toBeNull();
    expect(messageInbound({ MessageSid: 'SM1' }, 'whatsapp', 5)).toBeNull();
  });
});

describe('words', () => {
  it('lose what would break XML and screens, and nothing else', () => {
    expect(words('  Não\u0000 entra\ud800 \u202e😀\r\nção  ')).toBe('Não entra 😀\nção');
  });
  it('are cut at 4,096 between whole characters, and it shows', () => {
    const cut = words('😀'.repeat(3000));
    expect(cut.length).toBeLessThanOrEqual(4096);
    expect(cut).toMatch(/^(😀)+ \[\.\.\.\]$/u);
    expect(words('x'.repeat(4096))).toBe('x'.repeat(4096));
    expect(words(`${'x'.repeat(4096)}y`)).toMatch(/x \[\.\.\.\]$/u);
  });
});
