/** Whole-app stories of the phone that a transcript cannot tell: repeated webhooks, calls of ours, a hang-up at every step. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { startApp } from '../support/app.js';
import type { App, AppOptions } from '../support/app.js';
import { phone as exchangePhone } from '../support/call-walker.js';
import type { LiveCall } from '../support/call-walker.js';
import { startPhone } from '../support/phone.js';
import type { Phone } from '../support/phone.js';
import { callForm, OUR_VOICE } from '../support/twilio-forms.js';

const ABEL = '+258841230001';
const CARLA = '+258861230003';

let app: App;
afterEach(() => app.stop());

const begin = async (options: AppOptions = {}): Promise<void> => {
  app = await startApp(options);
};
const line = (from: string): Promise<LiveCall> =>
  exchangePhone({ baseUrl: app.target.base, publicUrl: app.target.publicUrl, accountSid: app.twilio.accountSid, authToken: app.twilio.authToken, to: OUR_VOICE }).call({ from });

describe('a webhook that comes twice', () => {
  it('gets the same bytes at every turn, and moves nothing', async () => {
    await begin();
    const call = await line(ABEL);
    const turns: (() => Promise<void>)[] = [
      () => call.press('1'), () => call.press('1'), () => call.silence(), () => call.press('2'), () => call.press('2'), () => call.record(9), () => call.press('2'), () => call.press('1'),
    ];
    expect(await call.repeat()).toBe(call.documents.at(-1));
    for (const turn of turns) {
      await turn();
      const again = await call.repeat();
      expect(again).toBe(call.documents.at(-1));
    }
    await app.settle();
    expect(await app.tickets()).toHaveLength(1);
    expect(app.sentTo(ABEL)).toHaveLength(1);
    expect(await app.callsOf(ABEL)).toEqual([expect.objectContaining({ outcome: 'ticket' })]);
  });
});

describe('a caller who hangs up at once', () => {
  it('is called back where the helpdesk wants it, and that call leads to the menu', async () => {
    await begin({ data: { 'options.yaml': { missed_call: 'call' } } });
    const bip = await app.call(ABEL);
    await bip.hangup();
    await app.settle();
    const [ours] = app.twilio.calls;
    expect(ours?.to).toBe(ABEL);
    expect(app.sentTo(ABEL)).toEqual([]);
    expect(await app.ctx.store.callbacks(true)).toHaveLength(1);
    await app.advance('PT20S');
    const answered = await startPhone({ app, from: ABEL, answers: ours?.url ?? '' });
    expect(answered.said.join(' ')).toMatch(/Bem-vindo ao apoio técnico.*Para comunicar um problema, prima 1/u);
    await answered.press('3');
    expect(answered.unheard().join(' ')).toContain('Não encontro pedidos seus');
    await answered.press('2');
    expect(answered.ended).toBe(true);
    await app.settle();
    expect(await app.ctx.store.callbacks(true)).toEqual([]);
    expect((await app.callsOf(ABEL)).map(({ direction, outcome }) => [direction, outcome])).toEqual([['outbound', 'status'], ['inbound', 'missed']]);
    expect(app.twilio.calls).toHaveLength(1);
  });

  it('who hangs up on our call is not called for ever', async () => {
    await begin({ data: { 'options.yaml': { missed_call: 'call' } } });
    await (await app.call(ABEL)).hangup();
    await app.settle();
    const answered = await startPhone({ app, from: ABEL, answers: app.twilio.calls[0]?.url ?? '' });
    await answered.hangup();
    await app.advance('PT1H');
    expect(app.twilio.calls).toHaveLength(1);
  });

  it('with a hidden number cannot be called or written to', async () => {
    await begin({ data: { 'options.yaml': { missed_call: 'call' } } });
    await (await app.call('anonymous')).hangup();
    await app.settle();
    expect(app.twilio.calls).toEqual([]);
    expect(await app.callsOf('anonymous')).toEqual([expect.objectContaining({ outcome: 'missed' })]);
  });
});

describe('a hang-up at any step', () => {
  const steps: readonly (readonly [string, (call: Phone) => Promise<void>])[] = [
    ['category', (call) => call.press('1')],
    ['types', (call) => call.press('1')],
    ['faq', (call) => call.press('2')],
    ['describe', (call) => call.press('2')],
    ['impact', (call) => call.record(9)],
    ['area', (call) => call.press('2')],
    ['district', (call) => call.press('2')],
  ];

  it.each(steps.map(([name], index): [string, number] => [name, index]))('at %s: logged there; a call back is owed once anything was said', async (name, index) => {
    await begin({ data: { 'options.yaml': { missed_call: 'none' } } });
    const call = await app.call(ABEL);
    for (const [, turn] of steps.slice(0, index + 1)) await turn(call);
    await app.advance('PT30S');
    await call.hangup();
    await app.settle();
    const said = index >= 2;
    expect(await app.callsOf(ABEL)).toEqual([expect.objectContaining({ lastStep: name, outcome: said ? 'ticket' : 'abandoned' })]);
    expect((await app.ctx.store.callbacks(true)).map(({ reason, phone }) => [reason, phone])).toEqual(said ? [['hangup', ABEL]] : []);
    const [number] = app.numbers();
    expect(app.sentTo(ABEL).map(({ body }) => body.includes(number ?? '?'))).toEqual(said ? [true] : []);
  });
});

describe('speak to the helpdesk', () => {
  it('an executive who does not press 1 has not taken the call: a message is recorded', async () => {
    await begin();
    const call = await line(ABEL);
    await call.press('4');
    expect(call.waits).toBe('dial');
    const dialled = call.documents.at(-1) ?? '';
    expect(dialled).toContain(CARLA);
    const whisper = /url="([^"]+)"/u.exec(dialled)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const leg = { ...callForm({ accountSid: app.twilio.accountSid, callSid: app.newSid('CA'), from: OUR_VOICE }), ParentCallSid: call.sid, To: CARLA, Called: CARLA };
    const asked = await app.post(whisper, leg);
    expect(asked.body).toContain('Para atender, prima 1');
    const action = /action="([^"]+)"/u.exec(asked.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await app.post(action, { ...leg, Digits: '2' })).body).toContain('<Hangup/>');
    await call.dialled('no-answer');
    expect(call.heard.join(' ')).toContain('Deixe a sua mensagem depois do sinal');
    await call.record(10);
    await app.settle();
    expect(await app.ctx.store.callbacks(true)).toEqual([expect.objectContaining({ reason: 'voicemail', phone: ABEL, ticket: app.numbers()[0] })]);
  });
});

describe('the language', () => {
  it('is remembered for the next call', async () => {
    await begin();
    const first = await app.call(ABEL);
    await first.press('5');
    await first.hangup();
    await app.advance('PT1H');
    expect((await app.call(ABEL)).said.join(' ')).toMatch(/Welcome.*press 1/u);
  });
});
