/** Every signed sample of a Twilio webhook is let in as it is, and means what its kind means (twilio.md 1, fixtures/twilio/webhook-samples.json). */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { twimlFaults } from '../support/twiml-check.js';
import { fakeTwilio, NOW } from './twilio-fake.js';
import type { FakeTwilio } from './twilio-fake.js';

interface Sample {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  readonly signature: string;
}
const { samples } = JSON.parse(readFileSync(new URL('../fixtures/twilio/webhook-samples.json', import.meta.url), 'utf8')) as { readonly samples: Readonly<Record<string, Sample>> };

const PERSON = { channel: 'whatsapp', via: 'twilio', from: 'whatsapp:+258841234567', phone: '+258841234567', to: '+14155238886', profileName: 'Registador Teste', at: NOW };
const CALLER = { channel: 'voice', via: 'twilio', from: 'tel:+258841234567', phone: '+258841234567', to: '+25821000000' };
const CA = 'CA00000000000000000000000000000001';
const media = (message: string): string => `https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages/${message}/Media/ME${message.slice(2)}`;
const REC = 'https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Recordings/RE00000000000000000000000000000001';
const QUOTED = 'SM00000000000000000000000000000900';
const said = (text: string, quoted?: string) => ({ ...PERSON, what: { kind: 'text', text, ...(quoted === undefined ? {} : { quoted }) } });
const file = (message: string, kind: string, mime: string, caption = '', fileName?: string) =>
  ({ ...PERSON, what: { kind: 'media', media: [{ kind, url: media(message), mime, ...(fileName === undefined ? {} : { fileName }) }], caption } });
const delivery = (status: string, errorCode?: string) => ({
  channel: 'delivery', id: `${QUOTED}:${status}`, from: 'whatsapp:+258841234567', what: { kind: 'delivery', messageId: '42', vendorId: QUOTED, status, ...(errorCode === undefined ? {} : { errorCode }) },
});
const heard = (what: object, id?: string) => ({ ...CALLER, ...(id === undefined ? {} : { id }), what: { callId: CA, ...what } });

const MEANS: Readonly<Record<string, object>> = {
  'wa.text': { ...said('Não consigo sincronizar a Salama'), id: 'SM00000000000000000000000000000011' },
  'wa.text.reply': said('sim', QUOTED),
  'wa.image.caption': file('MM00000000000000000000000000000013', 'image', 'image/jpeg', 'erro no ecrã'),
  'wa.image.nocaption': file('MM00000000000000000000000000000014', 'image', 'image/jpeg'),
  'wa.audio': file('MM00000000000000000000000000000015', 'audio', 'audio/ogg'),
  'wa.document.forwarded': file('MM00000000000000000000000000000016', 'document', 'application/pdf', '', 'relatorio.pdf'),
  'wa.contacts': file('MM00000000000000000000000000000017', 'contact', 'text/vcard'),
  'wa.location.pin': { ...PERSON, what: { kind: 'location', latitude: -16.1564, longitude: 33.5867 } },
  'wa.location.place': { ...PERSON, what: { kind: 'location', latitude: -16.1564, longitude: 33.5867, label: 'Armazém Distrital, Av. da Liberdade, Tete' } },
  'wa.button': { ...PERSON, what: { kind: 'choice', choiceId: 'cat:technical', title: 'Técnico', quoted: QUOTED } },
  'wa.list': { ...PERSON, what: { kind: 'choice', choiceId: 'cat:technical', title: 'Problema técnico', quoted: QUOTED } },
  'wa.text.bsuid_only': { channel: 'whatsapp', from: 'whatsapp:MZ.1000000000000001', phone: undefined, what: { kind: 'text', text: 'ola' } },
  'wa.referral_empty': said('ola'),
  'sms.text': { channel: 'sms', id: 'SM00000000000000000000000000000050', from: 'sms:+258841234567', phone: '+258841234567', to: '+15550001111', what: { kind: 'text', text: 'ola' } },
  'wa.status.sent': delivery('sent'),
  'wa.status.delivered': delivery('delivered'),
  'wa.status.read': delivery('read'),
  'wa.status.failed.window': delivery('failed', '63016'),
  'wa.status.undelivered.ratelimit': delivery('undelivered', '63018'),
  'sms.status.undelivered': { channel: 'delivery', from: 'sms:+258841234567', what: { kind: 'delivery', messageId: '42', vendorId: 'SM00000000000000000000000000000060', status: 'undelivered', errorCode: '30003' } },
  'voice.inbound': heard({ kind: 'call.start', direction: 'inbound' }, `${CA}:0`),
  'voice.inbound.anonymous': { channel: 'voice', id: `${CA}:0`, from: `tel:anonymous:${CA}`, phone: undefined, what: { kind: 'call.start', callId: CA, direction: 'inbound' } },
  'voice.inbound.sip': { channel: 'voice', id: `${CA}:0`, from: 'sip:+258841234567@pbx.example.mz', phone: '+258841234567', what: { kind: 'call.start', callId: CA, direction: 'inbound' } },
  'voice.gather.digit': heard({ kind: 'call.keys', digits: '1' }),
  'voice.gather.empty': heard({ kind: 'call.silence' }),
  'voice.gather.speech': heard({ kind: 'call.speech', text: 'não consigo entrar na aplicação', confidence: 0.8412 }),
  'voice.record.done': heard({ kind: 'call.recording', url: REC, sid: 'RE00000000000000000000000000000001', seconds: 17, hungUp: false }),
  'voice.record.hangup': heard({ kind: 'call.recording', url: REC, sid: 'RE00000000000000000000000000000001', seconds: 6, hungUp: true }),
  'voice.recording.status': { channel: 'voice', id: 'RE00000000000000000000000000000001:completed', what: { kind: 'call.recorded', callId: CA, url: REC, sid: 'RE00000000000000000000000000000001', status: 'completed' } },
  'voice.recording.absent': { channel: 'voice', id: 'RE00000000000000000000000000000001:absent', what: { kind: 'call.recorded', callId: CA, url: '', sid: 'RE00000000000000000000000000000001', status: 'absent' } },
  'voice.dial.noanswer': heard({ kind: 'call.dial', status: 'no-answer', seconds: 0 }),
  'voice.dial.completed': heard({ kind: 'call.dial', status: 'completed', seconds: 42 }),
  'voice.queue.wait': heard({ kind: 'call.other', note: 'queue: waiting' }),
  'voice.queue.result': heard({ kind: 'call.other', note: 'queue: hangup' }),
  'voice.status.completed': heard({ kind: 'call.status', status: 'completed', seconds: 73 }, `${CA}:status:completed`),
  'voice.fallback': heard({ kind: 'call.start', direction: 'inbound' }, `${CA}:0`),
};

let fake: FakeTwilio;
const send = async (sample: Sample) => fake.post(sample.url.replace('https://gw.example.org', ''), sample.form, { signature: sample.signature });

describe('each sample by itself', () => {
  beforeEach(async () => {
    fake = await fakeTwilio();
  });
  afterEach(() => fake.close());

  it('there are 36, and none is left out', () => {
    expect(Object.keys(MEANS).sort()).toEqual(Object.keys(samples).sort());
    expect(Object.keys(samples)).toHaveLength(36);
  });

  it.each(Object.entries(samples))('%s', async (name, sample) => {
    const answer = await send(sample);
    expect(answer).toMatchObject({ status: 200, type: 'text/xml; charset=utf-8' });
    expect(twimlFaults(answer.text)).toEqual([]);
    expect(fake.inbounds).toHaveLength(1);
    expect({ phone: undefined, ...fake.inbounds[0] }).toMatchObject(MEANS[name] ?? {});
    const again = await send(sample);
    expect(again.text).toBe(answer.text);
    expect(fake.inbounds).toHaveLength(1);
  });
});

describe('all in a row, as one black box would send them', () => {
  it('none is an error', async () => {
    fake = await fakeTwilio();
    for (const sample of Object.values(samples)) {
      const answer = await send(sample);
      expect(answer.status).toBe(200);
      expect(twimlFaults(answer.text)).toEqual([]);
    }
    expect(fake.refused).toEqual([]);
    await fake.close();
  });
});
