/** Stories against the pinned `emulate` package: a Twilio that nobody here wrote signs the webhooks, takes the REST calls and reports their state. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createEmulator } from 'emulate';
import type { Emulator } from 'emulate';
import type { OutStatus } from '../../src/gateway/records.js';
import { serve } from '../../src/serve.js';
import type { Served } from '../../src/serve.js';
import { freePort, ROOT } from '../support/app.js';
import { signature } from '../support/twilio-sign.js';
import { houseFaults, twimlFaults } from '../support/twiml-check.js';

const SID = `AC${'0'.repeat(32)}`;
const TOKEN = 'twilio_test_auth_token';
const OURS = '+14155238886';
const HELPLINE = '+25825230000';
const ABEL = '+258841230001';

interface VendorMessage {
  readonly sid: string;
  readonly to: string;
  readonly body: string;
  readonly status: string;
  readonly direction: string;
}

let emulator: Emulator;
let gateway: Served;
let varDir: string;

beforeAll(async () => {
  const [port, vendorPort] = [await freePort(), await freePort()];
  const publicUrl = `http://127.0.0.1:${port}`;
  emulator = await createEmulator({
    service: 'twilio', port: vendorPort,
    seed: {
      twilio: {
        account: { sid: SID, auth_token: TOKEN, friendly_name: 'test' },
        phone_numbers: [
          { phone_number: `whatsapp:${OURS}`, friendly_name: 'whatsapp', sms_url: `${publicUrl}/twilio/whatsapp` },
          { phone_number: HELPLINE, friendly_name: 'helpline', voice_url: `${publicUrl}/twilio/voice`, status_callback: `${publicUrl}/twilio/voice/status` },
        ],
      },
    },
  });
  varDir = mkdtempSync(join(tmpdir(), 'helpdesk-emulate-'));
  const apiUrl = `http://127.0.0.1:${vendorPort}`;
  gateway = await serve({
    port, host: '127.0.0.1', publicUrl, dataDir: join(ROOT, 'data'), varDir, whatsapp: 'twilio',
    twilio: { accountSid: SID, authTokens: [TOKEN], apiUrl, contentUrl: apiUrl, whatsappFrom: OURS, voiceFrom: HELPLINE, smsFrom: null },
    simulator: false, simulatorLogin: null, baileysUrl: null, clock: { start: Date.parse('2026-10-02T09:00:00+02:00'), rate: 0 }, logLevel: 'silent', timezone: 'Africa/Maputo',
  });
}, 60_000);

afterAll(async () => {
  await gateway.stop();
  await emulator.close();
  rmSync(varDir, { recursive: true, force: true });
});

beforeEach(async () => {
  await gateway.ctx.clock.advance?.(60_000);
});

const auth = { Authorization: `Basic ${Buffer.from(`${SID}:${TOKEN}`).toString('base64')}` };

async function vendor(path: string, form?: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const answer = await fetch(emulator.url + path, form === undefined ? { headers: auth } : { method: 'POST', headers: auth, body: new URLSearchParams(form) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

const simulate = (what: string, form: Readonly<Record<string, string>>): Promise<Record<string, unknown>> => vendor(`/_twilio/simulate/${what}`, form);

async function sent(): Promise<VendorMessage[]> {
  const { messages } = (await vendor(`/2010-04-01/Accounts/${SID}/Messages.json?To=${encodeURIComponent(`whatsapp:${ABEL}`)}&PageSize=100`)) as { messages: VendorMessage[] };
  return messages.filter(({ direction }) => direction.startsWith('outbound'));
}

/** Writes, and reads what is answered. */
async function says(text: string): Promise<VendorMessage> {
  const known = new Set((await sent()).map(({ sid }) => sid));
  await simulate('inbound-message', { To: `whatsapp:${OURS}`, From: `whatsapp:${ABEL}`, Body: text });
  await gateway.ctx.settle();
  const fresh = (await sent()).filter(({ sid }) => !known.has(sid));
  if (fresh[0] === undefined) throw new Error(`no answer to "${text}"`);
  await gateway.ctx.clock.advance?.(10_000);
  return fresh[0];
}

async function stateOf(sid: string): Promise<OutStatus | undefined> {
  await gateway.ctx.settle();
  return (await gateway.ctx.store.sentTo(`whatsapp:${ABEL}`, 0, 1000)).find(({ vendorId }) => vendorId === sid)?.status;
}

describe('a message', () => {
  it('comes in signed, is answered over REST, and its delivery reports come back', async () => {
    const answer = await says('não consigo sincronizar os dados');
    expect(answer.body).toContain('Está certo?');
    expect(answer.to).toBe(`whatsapp:${ABEL}`);
    for (const [reported, state] of [['sent', 'sent'], ['delivered', 'delivered'], ['sent', 'delivered']] as const) {
      await simulate('message-status', { MessageSid: answer.sid, Status: reported });
      expect(await stateOf(answer.sid)).toBe(state);
    }
  });

  it('leads to a ticket with its number', async () => {
    for (const text of ['sim', 'não', 'desde ontem', '12', '1.4.2', 'uma equipa']) await says(text);
    const { body } = await says('sim');
    const [dossier] = await gateway.ctx.store.tickets({ limit: 1 });
    expect(dossier?.ticket).toMatchObject({ type: 'sync', status: 'open', reporter: { phone: ABEL } });
    expect(body).toContain(dossier?.ticket.number);
  });

  it('that fails late is sent another time', async () => {
    const answer = await says('estado');
    await simulate('message-status', { MessageSid: answer.sid, Status: 'failed' });
    await gateway.ctx.clock.advance?.(30 * 60_000);
    expect((await sent()).filter(({ body }) => body === answer.body)).toHaveLength(2);
  });
});

/** emulate keeps our TwiML to itself: the same request once more, in its own hand, gets the same bytes. */
function again(callId: string): Promise<Response> {
  const form = { AccountSid: SID, CallSid: callId, CallStatus: 'in-progress', To: HELPLINE, From: ABEL, Direction: 'inbound', ApiVersion: '2010-04-01' };
  const url = `${gateway.ctx.config.publicUrl}/twilio/voice`;
  return fetch(url, { method: 'POST', headers: { 'X-Twilio-Signature': signature(TOKEN, url, form) }, body: new URLSearchParams(form) });
}

describe('a call', () => {
  it('comes in signed and is answered with valid TwiML; its end is logged', async () => {
    const call = await simulate('inbound-call', { To: HELPLINE, From: ABEL });
    const callId = String(call['sid']);
    await gateway.ctx.settle();
    const twiml = await (await again(callId)).text();
    expect([...twimlFaults(twiml), ...houseFaults(twiml)]).toEqual([]);
    expect(twiml).toContain('Para comunicar um problema, prima 1');
    await simulate('call-status', { CallSid: callId, Status: 'completed' });
    await gateway.ctx.settle();
    expect(await gateway.ctx.store.calls(1)).toEqual([expect.objectContaining({ id: callId, outcome: 'missed', lastStep: 'menu' })]);
  });

  it('whose signature is wrong is refused', async () => {
    const answer = await fetch(`${gateway.ctx.config.publicUrl}/twilio/voice`, {
      method: 'POST', headers: { 'X-Twilio-Signature': 'AAAA' }, body: new URLSearchParams({ CallSid: 'CAx', From: ABEL, To: HELPLINE }),
    });
    expect(answer.status).toBe(403);
  });
});
