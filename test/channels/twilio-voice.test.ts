/** A call over Twilio: the turn in every URL, repeats that get the same bytes, hang-ups, recordings, the ringing desk, calls of our own. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallExpect } from '../../src/conversation/rendered.js';
import { phone } from '../support/call-walker.js';
import { twimlFaults } from '../support/twiml-check.js';
import { ACCOUNT, fakeTwilio, PUBLIC, TOKEN } from './twilio-fake.js';
import type { FakeTwilio } from './twilio-fake.js';

const FROM = '+258841230001';
const CA = 'CA00000000000000000000000000000077';
const KEYS: CallExpect = { kind: 'keys', keys: [], digits: 1, speech: false, seconds: 6 };

let fake: FakeTwilio;
let open: FakeTwilio[] = [];
const start = async (...args: Parameters<typeof fakeTwilio>): Promise<FakeTwilio> => {
  fake = await fakeTwilio(...args);
  open.push(fake);
  return fake;
};
beforeEach(() => start());
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
});

const line = () => phone({ baseUrl: fake.url, publicUrl: PUBLIC, accountSid: ACCOUNT, authToken: TOKEN, to: '+25821000000' });
const expects = (...list: CallExpect[]) => {
  fake.next = (_inbound, turn) => ({ prompts: [{ text: `Documento ${turn}`, language: 'pt' }], expects: list[turn] ?? { kind: 'end' } });
};
const form = (extra: Readonly<Record<string, string>> = {}) => ({ AccountSid: ACCOUNT, CallSid: CA, From: FROM, To: '+25821000000', CallStatus: 'in-progress', Direction: 'inbound', ...extra });
const ids = () => fake.inbounds.map((each) => each.id.replace(/^CA\w{32}/u, 'CA'));
const kinds = () => fake.inbounds.map((each) => each.what.kind);

describe('a call', () => {
  it('goes on turn by turn, and each input has the id of the turn it makes', async () => {
    expects(KEYS, { ...KEYS, speech: true, digits: 'many' }, KEYS, { kind: 'record', seconds: 60 }, { kind: 'end' });
    const call = await line().call({ from: FROM });
    expect(call.heard).toEqual(['Documento 0']);
    await call.press('1');
    expect(call.heard).toEqual(['Documento 1']);
    await call.say('não consigo entrar');
    await call.silence();
    expect(call.waits).toBe('record');
    await call.record(12);
    expect(call.waits).toBe('over');
    expect(call.all).toEqual([0, 1, 2, 3, 4].map((turn) => `Documento ${turn}`));
    expect(kinds()).toEqual(['call.start', 'call.keys', 'call.speech', 'call.silence', 'call.recording', 'call.status', 'call.recorded']);
    expect(ids().slice(0, 6)).toEqual(['CA:0', 'CA:1', 'CA:2', 'CA:3', 'CA:4', 'CA:status:completed']);
    expect(fake.inbounds.every((each) => each.from === `tel:${FROM}` && each.phone === FROM)).toBe(true);
  });
  it('answers a repeat with the same bytes and moves nothing', async () => {
    expects(KEYS, KEYS, KEYS);
    const call = await line().call({ from: FROM });
    await call.press('1');
    expect(await call.repeat()).toBe(call.documents[1]);
    expect(fake.inbounds).toHaveLength(2);
  });
  it('answers a late repeat of an older turn with that turn', async () => {
    expects(KEYS, KEYS, KEYS, KEYS);
    const call = await line().call({ from: FROM, sid: CA });
    await call.press('1');
    await call.press('2');
    const late = await fake.post('/twilio/voice/0', form({ Digits: '9' }));
    expect(late.text).toBe(call.documents[1]);
    expect((await fake.post('/twilio/voice', form())).text).toBe(call.documents[0]);
    expect(fake.inbounds).toHaveLength(3);
  });
  it('two at the same moment are one turn', async () => {
    await line().call({ from: FROM, sid: CA });
    const answers = await Promise.all([1, 2, 3].map(() => fake.post('/twilio/voice/0', form({ Digits: '1' }))));
    expect(new Set(answers.map((each) => each.text)).size).toBe(1);
    expect(ids()).toEqual(['CA:0', 'CA:1']);
  });
  it('the Redirect after a Gather is silence, the same silence as the empty action', async () => {
    await line().call({ from: FROM, sid: CA });
    await fake.post('/twilio/voice/0?timeout=1', form());
    await fake.post('/twilio/voice/0', form({ Digits: '' }));
    expect(kinds()).toEqual(['call.start', 'call.silence']);
  });
  it('hang-up in mid-gather is a status only, and once', async () => {
    const call = await line().call({ from: FROM, sid: CA });
    await call.hangup();
    await fake.post('/twilio/voice/status', form({ CallStatus: 'completed', CallDuration: '9' }));
    expect(kinds()).toEqual(['call.start', 'call.status']);
  });
  it('hang-up while recording keeps the recording, also when the status came first', async () => {
    expects({ kind: 'record', seconds: 60 }, { kind: 'end' });
    const call = await line().call({ from: FROM, sid: CA });
    fake.turns.set(`${CA}/1`, { callId: CA, turn: 1, prompts: [], expects: { kind: 'end' }, at: 0 });
    await call.hangup();
    expect(fake.inbounds[1]?.what).toMatchObject({ kind: 'call.recording', hungUp: true, seconds: 3 });
    expect(kinds()).toEqual(['call.start', 'call.recording', 'call.recorded', 'call.status']);
  });
  it('is refused where the conversation says so', async () => {
    expects({ kind: 'reject' });
    const call = await line().call({ from: FROM });
    expect(call.documents).toEqual(['<?xml version="1.0" encoding="UTF-8"?><Response><Reject reason="busy"/></Response>']);
    expect(fake.inbounds[1]?.what).toMatchObject({ kind: 'call.status', status: 'busy' });
  });
  it('says sorry when there is no turn at all', async () => {
    fake.turns.set = () => fake.turns;
    const answer = await fake.post('/twilio/voice', form());
    expect(twimlFaults(answer.text)).toEqual([]);
    expect(answer.text).toContain('Vamos ligar-lhe');
  });
  it('is not answered while the store is away', async () => {
    fake.fault = new Error('away');
    expect((await fake.post('/twilio/voice', form())).status).toBe(503);
    expect((await fake.post('/twilio/voice/status', form({ CallStatus: 'completed' }))).status).toBe(503);
  });
});

describe('requests without our mark', () => {
  it('are the next turn; with the same token or the same form they are a repeat', async () => {
    await fake.post('/twilio/voice', form());
    const first = await fake.post('/twilio/voice', form({ Digits: '1' }), { headers: { 'I-Twilio-Idempotency-Token': 'a' } });
    const second = await fake.post('/twilio/voice', form({ Digits: '1' }), { headers: { 'I-Twilio-Idempotency-Token': 'b' } });
    const again = await fake.post('/twilio/voice', form({ Digits: '1' }), { headers: { 'I-Twilio-Idempotency-Token': 'a' } });
    expect(kinds()).toEqual(['call.start', 'call.keys', 'call.keys']);
    expect(second.text).not.toBe(first.text);
    expect(again.text).toBe(first.text);
  });
  it('the fallback URL is the request that failed', async () => {
    await line().call({ from: FROM, sid: CA });
    const failed = form({ Digits: '4', ErrorCode: '11200', ErrorUrl: `${PUBLIC}/twilio/voice/0` });
    const answer = await fake.post('/twilio/voice/fallback', failed);
    expect(fake.inbounds[1]).toMatchObject({ id: `${CA}:1`, what: { kind: 'call.keys', digits: '4' } });
    expect((await fake.post('/twilio/voice/0', form({ Digits: '4' }))).text).toBe(answer.text);
    expect(fake.inbounds).toHaveLength(2);
  });
  it('unknown paths below are not there', async () => {
    expect((await fake.post('/twilio/voice/nothing', form())).status).toBe(404);
  });
});

describe('who calls', () => {
  it.each(['anonymous', '+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253', ''])('%s hides the number: nobody to call back, and no two are one', async (from) => {
    await fake.post('/twilio/voice', form({ From: from }));
    await fake.post('/twilio/voice', form({ From: from, CallSid: 'CA2' }));
    expect(fake.inbounds.map((each) => [each.from, each.phone])).toEqual([[`tel:anonymous:${CA}`, undefined], ['tel:anonymous:CA2', undefined]]);
  });
  it.each([
    ['sip:+258841234567@pbx.example.mz', 'sip:+258841234567@pbx.example.mz', '+258841234567'],
    ['sip:0841234567@10.0.0.1:5060;transport=udp', 'sip:0841234567@10.0.0.1:5060;transport=udp', '+258841234567'],
    ['sip:%2B258841234567@pbx', 'sip:%2B258841234567@pbx', '+258841234567'],
    ['sip:posto1@pbx.example.mz', 'sip:posto1@pbx.example.mz', undefined],
    ['sip:1001@pbx.example.mz', 'sip:1001@pbx.example.mz', undefined],
    ['841234567', 'tel:+258841234567', '+258841234567'],
    ['258841234567', 'tel:+258841234567', '+258841234567'],
    ['+25884', 'tel:+25884', undefined],
  ])('%s', async (from, address, number) => {
    await fake.post('/twilio/voice', form({ From: from }));
    expect([fake.inbounds[0]?.from, fake.inbounds[0]?.phone]).toEqual([address, number]);
  });
});

describe('ringing the desk', () => {
  const dial: CallExpect = { kind: 'dial', numbers: ['+258861230001', '+258861230002'], seconds: 25, whisper: true };

  it('the one who presses 1 has the call', async () => {
    expects(dial, { kind: 'end' });
    const call = await line().call({ from: FROM, sid: CA });
    await call.dialled({ takes: '+258861230002', seconds: 42 });
    expect(fake.inbounds.slice(1, 3)).toMatchObject([
      { id: `${CA}:accept:0`, from: `tel:${FROM}`, phone: FROM, what: { kind: 'call.accept', callId: CA, staffPhone: '+258861230002' } },
      { id: `${CA}:1`, what: { kind: 'call.dial', status: 'completed', seconds: 42 } },
    ]);
  });
  it('nobody takes it: the caller hears on', async () => {
    expects(dial, { kind: 'record', seconds: 60 });
    const call = await line().call({ from: FROM, sid: CA });
    await call.dialled('no-answer');
    expect(fake.inbounds[1]?.what).toMatchObject({ kind: 'call.dial', status: 'no-answer' });
    expect(call.waits).toBe('record');
  });
  it('the whisper is in the language of the executive, and any other key frees the line', async () => {
    await start({}, { staff: [{ name: 'X', phone: '+258861230002', role: 'executive', areas: ['*'], languages: ['en'], shift: 'desk' }] });
    await line().call({ from: FROM, sid: CA });
    const leg = form({ CallSid: 'CAleg', ParentCallSid: CA, To: '+258861230002' });
    const heard = await fake.post(`/twilio/voice/whisper?call=${CA}&turn=0`, leg);
    expect(twimlFaults(heard.text)).toEqual([]);
    expect(heard.text).toContain('To take it, press 1');
    expect((await fake.post(`/twilio/voice/accept?call=${CA}&turn=0`, { ...leg, Digits: '2' })).text).toContain('<Hangup/>');
    expect((await fake.post(`/twilio/voice/accept?call=${CA}&turn=0`, { ...leg, Digits: '' })).text).toContain('<Hangup/>');
    expect((await fake.post('/twilio/voice/accept?call=CAnone&turn=0', { ...leg, Digits: '1' })).text).toContain('<Hangup/>');
    await fake.post('/twilio/voice/status', { ...leg, CallStatus: 'completed' });
    expect(kinds()).toEqual(['call.start']);
  });
});

describe('calls of our own', () => {
  it('the person who is called is who speaks', async () => {
    const call = await line().call({ from: FROM, sid: CA, answers: `${PUBLIC}/twilio/voice?callback=cb1#rc=2` });
    await call.press('1');
    await call.hangup();
    expect(fake.inbounds[0]).toMatchObject({ id: `${CA}:0`, from: `tel:${FROM}`, phone: FROM, to: '+25821000000', what: { kind: 'call.start', direction: 'outbound', callbackId: 'cb1' } });
    expect(fake.inbounds.every((each) => each.from === `tel:${FROM}`)).toBe(true);
    expect(kinds()).toEqual(['call.start', 'call.keys', 'call.status']);
  });
  it('the outbox row hears how it went; a call that nobody took is not logged as one from that person', async () => {
    const out = form({ From: '+25821000000', To: FROM, Direction: 'outbound-api' });
    await fake.post('/twilio/voice/status?m=m7', { ...out, CallStatus: 'no-answer', CallDuration: '0' });
    await fake.post('/twilio/voice/status?m=m8', { ...out, CallSid: 'CA8', CallStatus: 'completed', CallDuration: '30' });
    expect(fake.inbounds.map((each) => each.what)).toEqual([
      { kind: 'delivery', messageId: 'm7', vendorId: CA, status: 'failed', errorCode: 'no-answer' },
      { kind: 'delivery', messageId: 'm8', vendorId: 'CA8', status: 'delivered' },
    ]);
  });
  it('statuses on the way are no news', async () => {
    for (const CallStatus of ['initiated', 'ringing', 'in-progress']) await fake.post('/twilio/voice/status', form({ CallStatus }));
    expect(fake.inbounds).toEqual([]);
  });
});

describe('recorded prompts', () => {
  it('are served to anybody, and nothing else of the data is', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'audio-'));
    mkdirSync(join(dataDir, 'audio'));
    writeFileSync(join(dataDir, 'audio', 'intake.welcome.mp3'), 'ID3');
    writeFileSync(join(dataDir, 'staff.csv'), 'secret');
    await start({ dataDir });
    const get = async (path: string) => fetch(fake.url + path);
    const found = await get('/audio/intake.welcome.mp3');
    expect([found.status, found.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
    for (const path of ['/audio/..%2fstaff.csv', '/audio/%2e%2e/staff.csv', '/audio/', '/audio/none.mp3', '/audio/..%5cstaff.csv']) expect([403, 404]).toContain((await get(path)).status);
  });
});
