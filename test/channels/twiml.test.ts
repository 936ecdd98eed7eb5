/** What a caller hears as TwiML: valid for every expectation, the same bytes each time, unharmed by hostile words. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { twiml } from '../../src/channels/twiml.js';
import type { TwimlFrame } from '../../src/channels/twiml.js';
import type { CallExpect, Prompt } from '../../src/conversation/rendered.js';
import type { CallTurn } from '../../src/gateway/records.js';
import { houseFaults, parseTwiml, twimlFaults } from '../support/twiml-check.js';
import { contentOf, PUBLIC } from './twilio-fake.js';

const frame: TwimlFrame = { publicUrl: PUBLIC, callerId: '+25821000000', content: contentOf({ audio: new Set(['intake.welcome']) }) };
const turnOf = (expects: CallExpect, prompts: readonly Prompt[] = [{ text: 'Bom dia.', language: 'pt' }]): CallTurn => ({ callId: 'CA1', turn: 3, prompts, expects, at: 0 });
const keys = (set: Partial<Extract<CallExpect, { kind: 'keys' }>> = {}): CallExpect => ({ kind: 'keys', keys: [{ key: '1', id: 'yes' }], digits: 1, speech: false, seconds: 6, ...set });

const EXPECTS: Readonly<Record<string, CallExpect>> = {
  'one key': keys(),
  'five keys': keys({ digits: 5 }),
  'many keys': keys({ digits: 'many', seconds: 12 }),
  'keys or words': keys({ speech: true }),
  record: { kind: 'record', seconds: 120 },
  'dial with whisper': { kind: 'dial', numbers: ['+258861230001', '+258861230002'], seconds: 25, whisper: true },
  dial: { kind: 'dial', numbers: ['+258861230001'], seconds: 25, whisper: false },
  'dial too many': { kind: 'dial', numbers: Array.from({ length: 14 }, (_, index) => `+2588612300${10 + index}`), seconds: 25, whisper: true },
  'dial nobody': { kind: 'dial', numbers: [], seconds: 25, whisper: true },
  reject: { kind: 'reject' },
  end: { kind: 'end' },
};

describe.each(Object.entries(EXPECTS))('%s', (_name, expects) => {
  it('is what Twilio understands, and other servers too', () => {
    const xml = twiml(turnOf(expects), frame);
    expect(twimlFaults(xml)).toEqual([]);
    expect(houseFaults(xml)).toEqual([]);
    expect(twiml(turnOf(expects), frame)).toBe(xml);
  });
  it('stands whatever is said', () => {
    fc.assert(fc.property(fc.array(fc.record({ text: fc.string({ unit: 'binary', maxLength: 60 }), language: fc.constantFrom('pt' as const, 'en' as const) }), { maxLength: 4 }), (prompts) => {
      expect([...twimlFaults(twiml(turnOf(expects, prompts), frame)), ...houseFaults(twiml(turnOf(expects, prompts), frame))]).toEqual([]);
    }), { numRuns: 100 });
  });
});

describe('what a document says', () => {
  it('a question: prompts inside the Gather, the turn in the action, silence after it', () => {
    expect(twiml(turnOf(keys()), frame)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="/twilio/voice/3" method="POST" input="dtmf" timeout="6" numDigits="1" finishOnKey="" actionOnEmptyResult="true" bargeIn="true">'
      + '<Say voice="Polly.Ines" language="pt-PT">Bom dia.</Say></Gather><Redirect method="POST">/twilio/voice/3?timeout=1</Redirect></Response>');
  });
  it('hostile words are read out, not obeyed', () => {
    const text = 'a<Hangup/>&amp;"\u0000\u0007\ud800x\udc00\ufffe]]><!-- 😀 çã';
    const say = parseTwiml(twiml(turnOf(keys(), [{ text, language: 'pt' }]), frame)).children[0]?.children[0];
    expect(say?.name).toBe('Say');
    expect(say?.text.replace(/\s+/gu, ' ')).toBe('a<Hangup/>&amp;" x ]]><!-- 😀 çã');
  });
  it('a recorded prompt is played where the file exists, else spoken', () => {
    const prompts: Prompt[] = [{ text: 'Bem-vindo.', language: 'pt', audio: 'intake.welcome' }, { text: 'Sem ficheiro.', language: 'pt', audio: 'gone' }, { text: 'Hello.', language: 'en' }];
    expect(parseTwiml(twiml(turnOf({ kind: 'end' }, prompts), frame)).children.map((each) => [each.name, each.text, each.attributes['voice']])).toEqual([
      ['Play', `${PUBLIC}/audio/intake.welcome.mp3`, undefined], ['Say', 'Sem ficheiro.', 'Polly.Ines'], ['Say', 'Hello.', 'Polly.Amy'], ['Hangup', '', undefined],
    ]);
  });
  it('words are listened to only where the turn and the campaign want it', () => {
    const input = (speech: boolean, campaign: boolean) => parseTwiml(twiml(turnOf(keys({ speech })), { ...frame, content: contentOf({ campaign: { options: { speech: campaign } } as never }) })).children[0]?.attributes;
    expect(input(true, true)).toMatchObject({ input: 'dtmf speech', language: 'pt-PT', hints: 'Entrar na aplicação' });
    expect(input(true, false)).toMatchObject({ input: 'dtmf' });
    expect(input(false, true)).toMatchObject({ input: 'dtmf' });
  });
  it('at most ten telephones ring, each with its whisper; nobody to ring goes on at once', () => {
    const [, dial] = parseTwiml(twiml(turnOf(EXPECTS['dial too many'] ?? keys()), frame)).children;
    expect(dial?.children).toHaveLength(10);
    expect(dial?.children[0]?.attributes['url']).toBe('/twilio/voice/whisper?call=CA1&turn=3');
    expect(dial?.attributes).toMatchObject({ callerId: '+25821000000', answerOnBridge: 'true', action: '/twilio/voice/3' });
    expect(parseTwiml(twiml(turnOf(EXPECTS['dial nobody'] ?? keys()), frame)).children.map((each) => each.name)).toEqual(['Say', 'Redirect']);
  });
  it('a public URL with a path keeps it', () => {
    const xml = twiml(turnOf({ kind: 'record', seconds: 60 }), { ...frame, publicUrl: 'https://gw.example.org/helpdesk' });
    expect(xml).toContain('action="/helpdesk/twilio/voice/3"');
    expect(xml).toContain('recordingStatusCallback="https://gw.example.org/helpdesk/twilio/voice/recording#');
    expect(xml).toContain('>/helpdesk/twilio/voice/3?timeout=1<');
  });
  it('a very long text is read in parts that Twilio takes, and none of it is lost', () => {
    const text = Array.from({ length: 2000 }, (_, index) => `palavra${index}`).join(' ');
    const says = parseTwiml(twiml(turnOf({ kind: 'end' }, [{ text, language: 'pt' }]), frame)).children.filter((each) => each.name === 'Say');
    expect(says.every((each) => each.text.length <= 4096)).toBe(true);
    expect(says.map((each) => each.text).join(' ')).toBe(text);
  });
});

describe('the checker itself', () => {
  it.each([
    ['<Response><Gather language="pt-MZ"/></Response>', 'Gather: language="pt-MZ"'],
    ['<Response><Say voice="Polly.Inez">x</Say></Response>', 'Say: voice="Polly.Inez"'],
    ['<Response><Gather><Dial>1</Dial></Gather></Response>', 'Dial inside Gather'],
    ['<Response>words</Response>', 'Response: stray text "words"'],
    ['<Response><Message>x</Message></Response>', 'unknown element Message'],
    ['<Response><Record playBeep="yes"/></Response>', 'Record: playBeep="yes"'],
    ['<Response><Say loudness="3">x</Say></Response>', 'Say: unknown attribute loudness'],
  ])('finds the fault in %s', (xml, fault) => {
    expect(twimlFaults(xml)).toContain(fault);
  });
  it.each(['<Response><Say>a & b</Say></Response>', '<Response><Say>x</Response>', 'no xml', '<Response/><Response/>', '<Response><Say>\u0001</Say></Response>'])('refuses %s', (xml) => {
    expect(twimlFaults(xml)).not.toEqual([]);
  });
});
