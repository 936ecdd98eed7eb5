/** The door of the Twilio webhooks: who gets in, and what is said to whom does not (contract "No signature, or a wrong one: 403"; promise 7). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'node:querystring';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { parseForm, single } from '../../src/channels/twilio-form.js';
import { checker } from '../../src/channels/twilio-signature.js';
import { ACCOUNT, fakeTwilio, PUBLIC, TOKEN } from './twilio-fake.js';
import type { FakeTwilio } from './twilio-fake.js';

const FORM = { AccountSid: ACCOUNT, MessageSid: 'SM1', From: 'whatsapp:+258841230001', To: 'whatsapp:+14155238886', Body: 'Não consigo entrar', NumMedia: '0', MessageType: 'text' };

let fake: FakeTwilio;
beforeEach(async () => {
  fake = await fakeTwilio({}, {}, { authTokens: ['new_token_ffffffffffffffffffffffff', TOKEN] });
});
afterEach(() => fake.close());

describe('published signature vectors', () => {
  const { vectors } = JSON.parse(readFileSync(new URL('../fixtures/twilio/signature-vectors.json', import.meta.url), 'utf8'));
  interface Vector { readonly authToken: string; readonly url: string; readonly params: Record<string, string | string[]>; readonly signature: string }
  it.each((vectors as Vector[]).filter((each) => each.signature !== undefined).map((each): [string, Vector] => [JSON.stringify(each.params), each]))('%s', (_name, { authToken, url, params, signature }) => {
    const body = Object.entries(params).flatMap(([key, value]) => [value].flat().map((each) => `${encodeURIComponent(key)}=${encodeURIComponent(each)}`)).join('&');
    const form = parseForm(body)?.form ?? {};
    for (const check of [webhooks.validateRequest.bind(null, authToken), (header: string, at: string, given: typeof form) => checker(authToken)(header, at, given, null)]) {
      expect(check(signature, url, form)).toBe(true);
      expect(check(signature, `${url}x`, form)).toBe(false);
      expect(check(`${signature} `, url, form)).toBe(false);
    }
    expect(checker(`${authToken}x`)(signature, url, form, null)).toBe(false);
  });
  it('the short way and Twilio\'s own agree, whatever the form', () => {
    const values = fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.string(), { minLength: 2, maxLength: 4 }));
    fc.assert(fc.property(fc.dictionary(fc.string({ minLength: 1 }), values, { noNullPrototype: true }), fc.string(), (form, token) => {
      const url = 'https://gw.example.org/twilio/whatsapp?m=1';
      expect(checker(`t${token}`)(webhooks.getExpectedTwilioSignature(`t${token}`, url, form), url, form, null)).toBe(true);
    }));
  });
  it('hashes a JSON body as published', () => {
    const { body, hex } = vectors.find((each: { bodySha256?: unknown }) => each.bodySha256 !== undefined).bodySha256;
    expect(createHash('sha256').update(body).digest('hex')).toBe(hex);
  });
});

describe('the form', () => {
  it.each([
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a%5B0%5D=x&a[1]=y', { 'a[0]': 'x', 'a[1]': 'y' }],
    ['x=1&x=2&x=1', { x: ['1', '2', '1'] }],
    ['Body=bom+dia%2B1&Empty=&Bare', { Body: 'bom dia+1', Empty: '', Bare: '' }],
    ['__proto__=x&&=y&', { ['__proto__']: 'x', '': 'y' }],
    ['Body=N%C3%A3o+%F0%9F%98%80', { Body: 'Não 😀' }],
    ['Body=a=b=c', { Body: 'a=b=c' }],
  ])('%s', (text, form) => {
    const parsed = parseForm(text);
    expect(Object.entries(parsed?.form ?? {})).toEqual(Object.entries(form));
    expect(parsed?.sound).toBe(true);
  });
  it.each(['a=%zz', 'a=%', 'a=%C3', '%E0%A4=1'])('tells a broken escape: %s', (text) => {
    expect(parseForm(text)?.sound).toBe(false);
  });
  it('reads what node:querystring reads', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), { maxLength: 20 }), (pairs) => {
      const text = new URLSearchParams(pairs).toString();
      expect({ ...parseForm(text)?.form }).toEqual({ ...parse(text) });
    }));
  });
  it('takes the first of a repeated key, and no more than a thousand', () => {
    expect({ ...single(parseForm('a=1&a=2') ?? { form: {}, sound: true, repeats: false }) }).toEqual({ a: '1' });
    expect(parseForm('a&'.repeat(1001))).toBeNull();
  });
});

describe('who is let in', () => {
  it('a signed form, whichever of the tokens signed it', async () => {
    expect(await fake.post('/twilio/whatsapp', FORM)).toEqual({ status: 200, type: 'text/xml; charset=utf-8', text: '<?xml version="1.0" encoding="UTF-8"?><Response/>' });
    const url = '/twilio/whatsapp';
    const second = { ...FORM, MessageSid: 'SM2' };
    await fake.post(url, second, { signature: webhooks.getExpectedTwilioSignature('new_token_ffffffffffffffffffffffff', PUBLIC + url, second) });
    expect(fake.inbounds.map((each) => each.id)).toEqual(['SM1', 'SM2']);
  });
  it('with parameters that nobody knows, brackets and all', async () => {
    expect((await fake.post('/twilio/whatsapp?attempt=2', { ...FORM, 'Strange[0][a]': 'x+y %', Ünï: 'ç' })).status).toBe(200);
  });
  it('a GET, whose query is signed', async () => {
    const path = `/twilio/whatsapp?${new URLSearchParams(FORM).toString()}`;
    const answer = await fetch(fake.url + path, { headers: { 'X-Twilio-Signature': webhooks.getExpectedTwilioSignature(TOKEN, PUBLIC + path, {}) } });
    expect(answer.status).toBe(200);
    expect(fake.inbounds[0]).toMatchObject({ id: 'SM1', what: { kind: 'text', text: 'Não consigo entrar' } });
  });
  it('JSON with its hash in the URL, and not with another body', async () => {
    const body = JSON.stringify(FORM);
    const path = `/twilio/whatsapp?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
    const headers = { 'Content-Type': 'application/json', 'X-Twilio-Signature': webhooks.getExpectedTwilioSignature(TOKEN, PUBLIC + path, {}) };
    expect((await fetch(fake.url + path, { method: 'POST', headers, body })).status).toBe(200);
    expect((await fetch(fake.url + path, { method: 'POST', headers, body: body.replace('SM1', 'SM9') })).status).toBe(403);
    expect(fake.inbounds.map((each) => each.id)).toEqual(['SM1']);
  });
});

describe('who is not', () => {
  it.each(['/twilio/whatsapp', '/twilio/sms', '/twilio/voice', '/twilio/voice/3', '/twilio/voice/status', '/twilio/voice/recording', '/twilio/voice/accept', '/twilio/status?m=1', '/twilio/else'])('%s: nothing is stored', async (path) => {
    const form = { ...FORM, CallSid: 'CA1' };
    expect((await fake.post(path, form, { signature: null })).status).toBe(403);
    expect((await fake.post(path, form, { signature: 'bm8gc2lnbmF0dXJlIGF0IGFsbA==' })).status).toBe(403);
    expect((await fake.post(path, form, { signature: webhooks.getExpectedTwilioSignature('wrong', PUBLIC + path, form) })).status).toBe(403);
    expect((await fake.post(path, { ...form, AccountSid: 'AC00000000000000000000000000000099' })).status).toBe(403);
    const { AccountSid: _gone, ...nobody } = form;
    expect((await fake.post(path, nobody)).status).toBe(403);
    expect(fake.inbounds).toEqual([]);
    expect(fake.refused).toEqual(['header', 'signature', 'signature', 'account', 'account']);
    expect(fake.counted).toHaveLength(5);
  });
  it('a signature for another path, query or form', async () => {
    const signature = webhooks.getExpectedTwilioSignature(TOKEN, `${PUBLIC}/twilio/whatsapp`, FORM);
    expect((await fake.post('/twilio/sms', FORM, { signature })).status).toBe(403);
    expect((await fake.post('/twilio/whatsapp?x=1', FORM, { signature })).status).toBe(403);
    expect((await fake.post('/twilio/whatsapp', { ...FORM, Body: 'outro' }, { signature })).status).toBe(403);
  });
  it('the Host header does not matter', async () => {
    const status = await new Promise((resolve) => {
      const body = new URLSearchParams(FORM).toString();
      const req = request(`${fake.url}/twilio/whatsapp`, { method: 'POST', headers: { Host: 'evil.example', 'Content-Type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': webhooks.getExpectedTwilioSignature(TOKEN, 'http://evil.example/twilio/whatsapp', FORM) } }, (res) => resolve(res.statusCode));
      req.end(body);
    });
    expect(status).toBe(403);
  });
  it('a body over 1 MB: 413, signed or not, with its length told or not', async () => {
    const form = { ...FORM, Body: 'x'.repeat(1024 * 1024) };
    expect((await fake.post('/twilio/whatsapp', form)).status).toBe(413);
    expect((await fake.post('/twilio/whatsapp', form, { signature: null })).status).toBe(413);
    const chunked = await new Promise((resolve) => {
      const req = request(`${fake.url}/twilio/whatsapp`, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, (res) => resolve(res.statusCode));
      for (let index = 0; index < 30; index += 1) req.write('x'.repeat(100_000));
      req.end();
    });
    expect(chunked).toBe(413);
    expect(fake.inbounds).toEqual([]);
  });
  it('a body just under 1 MB is read', async () => {
    expect((await fake.post('/twilio/whatsapp', { ...FORM, Body: 'x'.repeat(1_000_000) })).status).toBe(200);
    expect(fake.inbounds[0]?.what).toMatchObject({ kind: 'text' });
  });
  it('a broken escape is malformed where the signature is right, refused where it is not', async () => {
    const send = async (body: string, signature: string) => (await fetch(`${fake.url}/twilio/whatsapp`, { method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': signature } })).status;
    const signature = webhooks.getExpectedTwilioSignature(TOKEN, `${PUBLIC}/twilio/whatsapp`, { AccountSid: ACCOUNT, Body: '%zz' });
    expect(await send(`AccountSid=${ACCOUNT}&Body=%zz`, signature)).toBe(400);
    expect(await send(`AccountSid=${ACCOUNT}&Body=%zz&x`, signature)).toBe(403);
    expect(fake.inbounds).toEqual([]);
  });
  it('a store that is away is not an acknowledgement', async () => {
    fake.fault = new Error('store away');
    expect((await fake.post('/twilio/whatsapp', FORM)).status).toBe(503);
    fake.fault = null;
    expect((await fake.post('/twilio/whatsapp', FORM)).status).toBe(200);
    expect(fake.inbounds).toHaveLength(1);
  });
});
