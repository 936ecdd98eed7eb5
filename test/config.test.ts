import { join, resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ConfigFault, readConfig } from '../src/config.js';

const SID = `AC${'a'.repeat(32)}`;
const TWILIO = { TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: 'tok1' };
const LOCAL = { ...TWILIO, TWILIO_API_URL: 'http://127.0.0.1:4010' };

function faulty(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigFault) return error.variables;
    throw error;
  }
  return [];
}

describe('with nothing set', () => {
  it('the simulator runs on this machine', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000, host: '127.0.0.1', publicUrl: 'http://localhost:3000', dataDir: resolve('data'), varDir: join(resolve('data'), 'var'), whatsapp: 'off', twilio: null,
      simulator: true, simulatorLogin: null, clock: null, logLevel: 'info', timezone: 'Africa/Maputo',
    });
  });

  it('empty values count as not set', () => {
    expect(readConfig({ PORT: '', TWILIO_AUTH_TOKEN: ' ', SIMULATOR: '' })).toEqual(readConfig({}));
  });
});

describe('every bad value names its variable', () => {
  it.each([
    ['PORT', 'eighty'], ['PORT', '70000'], ['PORT', '-1'], ['PORT', '3000.5'], ['HOST', 'a host'], ['PUBLIC_URL', 'helpdesk.example.org'], ['PUBLIC_URL', 'ftp://x'], ['PUBLIC_URL', 'https://x/?a=1'],
    ['WHATSAPP', 'yes'], ['TWILIO_WHATSAPP_FROM', '841234567'], ['TWILIO_VOICE_FROM', '+258 25'], ['TWILIO_SMS_FROM', 'sms:+258'],
    ['TWILIO_API_URL', 'api'], ['TWILIO_CONTENT_URL', 'content'], ['BAILEYS_URL', 'https://web.whatsapp.com'], ['SIMULATOR', 'true'], ['SIMULATOR_LOGIN', 'nobody'], ['SIMULATOR_LOGIN', 'user:short'],
    ['CLOCK_START', 'yesterday'], ['CLOCK_START', '2026-08-28T09:00:00'], ['CLOCK_RATE', '-1'], ['CLOCK_RATE', 'fast'], ['CLOCK_RATE', '1e9'], ['LOG_LEVEL', 'loud'], ['TZ_CAMPAIGN', 'Africa/Tete'],
  ])('%s=%s', (name, value) => {
    expect(faulty({ [name]: value })).toEqual([name]);
  });

  it('all of them at once, each with its reason', () => {
    const env = { PORT: 'x', HOST: 'a b', LOG_LEVEL: 'loud', TZ_CAMPAIGN: 'Moon/Base' };
    expect([...faulty(env)].sort()).toEqual(Object.keys(env).sort());
    expect(() => readConfig(env)).toThrow(/PORT: must be a whole number[\s\S]*LOG_LEVEL: must be one of error/u);
  });

  it('half an account', () => {
    expect(faulty({ TWILIO_ACCOUNT_SID: SID })).toEqual(['TWILIO_AUTH_TOKEN']);
    expect(faulty({ TWILIO_AUTH_TOKEN: 'x' })).toEqual(['TWILIO_ACCOUNT_SID']);
    expect(faulty({ WHATSAPP: 'twilio' })).toEqual(['WHATSAPP']);
    expect(faulty({ ...TWILIO, TWILIO_ACCOUNT_SID: 'SK123' })).toEqual(['TWILIO_ACCOUNT_SID']);
    expect(faulty({ ...TWILIO, TWILIO_AUTH_TOKEN: 'one,,two' })).toEqual(['TWILIO_AUTH_TOKEN']);
  });
});

describe('Twilio', () => {
  it('its keys alone turn WhatsApp on and the simulator off', () => {
    expect(readConfig(TWILIO)).toMatchObject({ whatsapp: 'twilio', simulator: false });
    expect(readConfig({ ...TWILIO, WHATSAPP: 'off', SIMULATOR: 'on' })).toMatchObject({ whatsapp: 'off', simulator: true });
    expect(readConfig({ WHATSAPP: 'baileys' })).toMatchObject({ whatsapp: 'baileys', simulator: false });
  });

  it('tokens in the order given, senders with or without whatsapp:, bases without the last slash', () => {
    const { twilio } = readConfig({ ...TWILIO, TWILIO_AUTH_TOKEN: ' new , old ', TWILIO_WHATSAPP_FROM: 'whatsapp:+14155238886', TWILIO_SMS_FROM: '+14155238886', TWILIO_API_URL: 'http://127.0.0.1:4010/' });
    expect(twilio).toEqual({ accountSid: SID, authTokens: ['new', 'old'], apiUrl: 'http://127.0.0.1:4010', contentUrl: null, whatsappFrom: '+14155238886', smsFrom: '+14155238886', voiceFrom: null });
  });

  it('PUBLIC_URL follows the port, and loses its last slash', () => {
    expect(readConfig({ PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
    expect(readConfig({ PUBLIC_URL: 'https://gw.example.org/helpdesk/' }).publicUrl).toBe('https://gw.example.org/helpdesk');
  });
});

describe('the simulator', () => {
  it('is refused where others can reach it, unless there is a login', () => {
    expect(faulty({ HOST: '0.0.0.0' })).toEqual(['SIMULATOR']);
    expect(faulty({ HOST: '::', SIMULATOR: 'on', ...TWILIO })).toEqual(['SIMULATOR']);
    expect(readConfig({ HOST: '0.0.0.0', SIMULATOR_LOGIN: 'equipa:muito-secreto' })).toMatchObject({ simulator: true, simulatorLogin: 'equipa:muito-secreto' });
    expect(faulty({ HOST: '0.0.0.0', SIMULATOR: 'off' })).toEqual([]);
    for (const host of ['localhost', '::1', '[::1]', '127.0.0.1']) expect(faulty({ HOST: host })).toEqual([]);
  });
});

describe('the rehearsal clock', () => {
  it('starts where told and runs as told', () => {
    expect(readConfig({ CLOCK_START: '2026-08-28T09:00:00+02:00', CLOCK_RATE: '0' }).clock).toEqual({ start: Date.parse('2026-08-28T07:00:00Z'), rate: 0 });
    expect(readConfig({ CLOCK_START: '2026-08-28T07:00:00Z' }).clock).toEqual({ start: Date.parse('2026-08-28T07:00:00Z'), rate: 1 });
    expect(readConfig({ CLOCK_RATE: '60' }).clock?.rate).toBe(60);
  });

  it('is refused with the real Twilio or WhatsApp, allowed with a server on this machine', () => {
    expect(faulty({ ...TWILIO, CLOCK_RATE: '60' })).toEqual(['CLOCK_RATE']);
    expect(faulty({ ...TWILIO, TWILIO_API_URL: 'https://twilio.example.org', CLOCK_START: '2026-08-28T07:00:00Z' })).toEqual(['CLOCK_START']);
    expect(faulty({ ...LOCAL, CLOCK_RATE: '0' })).toEqual([]);
    expect(faulty({ WHATSAPP: 'baileys', CLOCK_RATE: '0' })).toEqual(['CLOCK_RATE']);
    expect(faulty({ WHATSAPP: 'baileys', BAILEYS_URL: 'ws://127.0.0.1:9000/', CLOCK_RATE: '0' })).toEqual([]);
  });
});

it('.env.example lists every variable', () => {
  const listed = [...readFileSync('.env.example', 'utf8').matchAll(/^# ([A-Z_]+)=/gmu)].map(([, name]) => name);
  const used = [...readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z_]+): /gmu)].map(([, name]) => name);
  expect(used.length).toBeGreaterThan(15);
  expect([...listed].sort()).toEqual([...used].sort());
});
