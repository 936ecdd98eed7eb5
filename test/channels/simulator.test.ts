/** The simulator's routes: what is posted comes in as an Inbound, what the outbox holds is read, and nobody else's page gets in. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchSimulatorMedia } from '../../src/channels/simulator-media.js';
import { simulatorSender } from '../../src/channels/simulator-sender.js';
import type { OutMessage } from '../../src/gateway/records.js';
import { NOW, ask, fakeGateway } from './simulator-fake.js';
import type { Fake } from './simulator-fake.js';

const ANA = '+258841234567';
const PIXEL = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const MENU = { kind: 'keys', keys: [{ key: '1', id: 'report' }], digits: 1, speech: true, seconds: 6 } as const;

let fake: Fake;
const start = async (...args: Parameters<typeof fakeGateway>): Promise<Fake> => (fake = await fakeGateway(...args));
afterEach(() => fake.close());

describe('messages', () => {
  it('a text comes in as a WhatsApp message of that number, and is acknowledged once handled', async () => {
    await start();
    const { status, body } = await ask(fake, '/simulator/messages', { from: ANA, text: 'nao consigo sincronizar' });
    expect(status).toBe(202);
    expect(fake.inbounds).toEqual([{ channel: 'whatsapp', id: body.id, via: 'simulator', from: `whatsapp:${ANA}`, phone: ANA, at: NOW, receivedAt: NOW, what: { kind: 'text', text: 'nao consigo sincronizar' } }]);
  });

  it('the same post twice is one message', async () => {
    await start();
    await ask(fake, '/simulator/messages', { from: ANA, text: 'olá', id: 'M1' });
    const again = await ask(fake, '/simulator/messages', { from: ANA, text: 'olá', id: 'M1' });
    expect(again.status).toBe(202);
    expect(fake.inbounds).toHaveLength(1);
  });

  it.each([
    [{ from: '841234567', text: 'x' }, /E\.164/u],
    [{ from: '00258841234567', text: 'x' }, /E\.164/u],
    [{ from: '+258', text: 'x' }, /E\.164/u],
    [{ text: 'x' }, /^from/u],
    [{ from: ANA }, /nothing said/u],
    [{ from: ANA, text: 5 }, /^text/u],
    [{ from: ANA, mediaUrl: 'https://example.org/a.jpg' }, /this machine/u],
    [{ from: ANA, mediaUrl: 'javascript:alert(1)' }, /data: URL/u],
    [{ from: ANA, location: { latitude: 100, longitude: 0 } }, /^location\.latitude/u],
  ])('%j is refused with a sentence', async (body, why) => {
    await start();
    const answer = await ask(fake, '/simulator/messages', body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(why);
    expect(fake.inbounds).toEqual([]);
  });

  it('a choice, a place, a quoted reply and a person without a number come in as such', async () => {
    await start();
    fake.tell(`whatsapp:${ANA}`, { kind: 'text', text: 'Resolveu?' });
    await ask(fake, '/simulator/messages', { from: ANA, choice: { id: 'yes', title: 'Sim' } });
    await ask(fake, '/simulator/messages', { from: ANA, location: { latitude: -16.1, longitude: 33.6, label: 'Tete' } });
    await ask(fake, '/simulator/messages', { from: ANA, text: 'sim', quoted: 1 });
    await ask(fake, '/simulator/messages', { from: 'whatsapp:MZ.123', text: 'sou eu' });
    expect(fake.inbounds.map(({ what }) => what)).toEqual([
      { kind: 'choice', choiceId: 'yes', title: 'Sim' },
      { kind: 'location', latitude: -16.1, longitude: 33.6, label: 'Tete' },
      { kind: 'text', text: 'sim', quoted: 'SIMm1' },
      { kind: 'text', text: 'sou eu' },
    ]);
    expect(fake.inbounds[3]).toMatchObject({ from: 'whatsapp:MZ.123' });
    expect(fake.inbounds[3]).not.toHaveProperty('phone');
  });

  it('a photo is laid down, fetched by the job and shown again; the ledger keeps no bytes', async () => {
    await start();
    await ask(fake, '/simulator/messages', { from: ANA, text: 'o erro', mediaUrl: PIXEL });
    const what = fake.inbounds[0]?.what;
    if (what?.kind !== 'media') throw new Error('no media came in');
    const [media] = what.media;
    expect(media).toMatchObject({ kind: 'image', mime: 'image/png' });
    expect(what.caption).toBe('o erro');
    expect(media?.url.length).toBeLessThan(80);
    const kept = await fetchSimulatorMedia(fake.varDir, { id: 'media-1', url: media?.url ?? '', mime: 'image/png' });
    if (!kept.ok) throw new Error(kept.fault);
    expect(readFileSync(join(fake.varDir, kept.file)).toString('base64')).toBe(PIXEL.split(',')[1]);
    const shown = await fetch(`${fake.url}/simulator/media/${kept.file}`);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('a page that calls itself a photo is refused', async () => {
    await start();
    await ask(fake, '/simulator/messages', { from: ANA, mediaUrl: `data:image/png;base64,${Buffer.from('<html><script>1</script>').toString('base64')}` });
    const what = fake.inbounds[0]?.what;
    const url = what?.kind === 'media' ? what.media[0]?.url ?? '' : '';
    expect(await fetchSimulatorMedia(fake.varDir, { id: 'm', url, mime: 'image/png' })).toEqual({ ok: false, fault: 'type' });
  });

  it('only kept media is served, nothing else of the machine', async () => {
    await start();
    for (const path of ['/simulator/media/../helpdesk.sqlite', '/simulator/media/%2e%2e/helpdesk.sqlite', '/simulator/media/none.jpg']) expect((await ask(fake, path)).status).toBe(404);
  });

  it('a person reads what was sent, in order, after the last one read, SMS included', async () => {
    await start();
    fake.tell(`whatsapp:${ANA}`, { kind: 'text', text: 'Olá' });
    fake.tell('whatsapp:+258841230001', { kind: 'text', text: 'para outro' });
    fake.tell(`sms:${ANA}`, { kind: 'text', text: 'por SMS' });
    fake.tell(`whatsapp:${ANA}`, { kind: 'card', name: 'Rosa', phone: '+258841230002', text: 'Fale com a Rosa' });
    fake.tell(`whatsapp:${ANA}`, { kind: 'text', text: 'Resolveu?', choices: [{ id: 'yes', title: 'Sim' }] });
    const { body } = await ask(fake, `/simulator/messages?with=${encodeURIComponent(ANA)}&after=1`);
    expect(body.map((each: { text: string }) => each.text)).toEqual(['por SMS', 'Fale com a Rosa', 'Resolveu?']);
    expect(body[1].media).toEqual([{ kind: 'contact', name: 'Rosa', phone: '+258841230002' }]);
    expect(body[2]).toMatchObject({ seq: 5, choices: [{ id: 'yes', title: 'Sim' }], at: '2026-11-24T16:00:00.000Z' });
  });

  it('the sender delivers at once, and remembers that it did', async () => {
    await start();
    const message = { id: 'x1' } as OutMessage;
    const sent = await simulatorSender.send(message, { asTemplate: false });
    expect(sent).toEqual({ kind: 'delivered', vendorId: 'SIMx1' });
    expect(await simulatorSender.reconcile(message, new Set())).toMatchObject({ found: true, vendorId: 'SIMx1' });
  });
});

describe('calls', () => {
  it('a call is heard, keyed and ended turn by turn', async () => {
    await start();
    fake.react = ({ what }) => {
      if (what.kind === 'call.start') fake.hear(what.callId, ['Bem-vindo.', 'Para comunicar um problema, prima 1.'], MENU);
      if (what.kind === 'call.keys') fake.hear(what.callId, ['Fale depois do sinal.'], { kind: 'record', seconds: 60 });
      if (what.kind === 'call.recording') fake.hear(what.callId, ['Obrigado. Adeus.'], { kind: 'end' });
    };
    const first = (await ask(fake, '/simulator/calls', { from: ANA })).body;
    expect(first).toMatchObject({ say: ['Bem-vindo.', 'Para comunicar um problema, prima 1.'], expects: { kind: 'keys' }, ended: false });
    expect((await ask(fake, `/simulator/calls/${first.id}`, { digits: '1' })).body).toMatchObject({ say: ['Fale depois do sinal.'], expects: { kind: 'record' } });
    expect((await ask(fake, `/simulator/calls/${first.id}`, { recording: 'o tablet não liga' })).body).toMatchObject({ say: ['Obrigado. Adeus.'], ended: true });
    expect(fake.inbounds.map((each) => each.id)).toEqual([0, 1, 2].map((turn) => `${first.id}:${turn}`));
    expect(fake.inbounds[0]).toMatchObject({ channel: 'voice', via: 'simulator', from: `tel:${ANA}`, phone: ANA });
    const recorded = fake.inbounds[2]?.what;
    const kept = await fetchSimulatorMedia(fake.varDir, { id: 'rec', url: recorded?.kind === 'call.recording' ? recorded.url : '', mime: 'audio/mpeg' });
    expect(readFileSync(join(fake.varDir, kept.ok ? kept.file : ''), 'utf8')).toBe('o tablet não liga');
    expect((await ask(fake, `/simulator/calls/${first.id}`, { digits: '1' })).body).toMatchObject({ say: [], ended: true });
  });

  it('the same turn posted twice is heard twice and moves nothing', async () => {
    await start();
    fake.react = ({ what }) => fake.hear((what as { callId: string }).callId, [`documento ${fake.inbounds.length}`], MENU);
    const { id } = (await ask(fake, '/simulator/calls', { from: ANA })).body;
    const one = (await ask(fake, `/simulator/calls/${id}`, { digits: '1', turn: 0 })).body;
    const two = (await ask(fake, `/simulator/calls/${id}`, { digits: '1', turn: 0 })).body;
    expect(one.say).toEqual(['documento 2']);
    expect(two).toEqual(one);
    expect(fake.inbounds).toHaveLength(2);
  });

  it('silence, words and a hang-up come in as such', async () => {
    await start();
    fake.react = ({ what }) => {
      if (what.kind !== 'call.status') fake.hear((what as { callId: string }).callId, ['?'], MENU);
    };
    const { id } = (await ask(fake, '/simulator/calls', { from: ANA })).body;
    await ask(fake, `/simulator/calls/${id}`, { silence: true });
    await ask(fake, `/simulator/calls/${id}`, { speech: 'não sincroniza' });
    fake.clockMs += 42_000;
    const gone = await ask(fake, `/simulator/calls/${id}`, { hangup: true });
    expect(gone.body).toMatchObject({ say: [], ended: true });
    expect(fake.inbounds.slice(1).map(({ what }) => what)).toMatchObject([
      { kind: 'call.silence' }, { kind: 'call.speech', text: 'não sincroniza' }, { kind: 'call.status', status: 'completed', seconds: 42 },
    ]);
  });

  const dialling = (): void => {
    fake.react = ({ what }) => {
      if (what.kind === 'call.start') fake.hear(what.callId, ['Vou ligar ao helpdesk.'], { kind: 'dial', numbers: ['+258841230003'], seconds: 20, whisper: true });
      if (what.kind === 'call.dial') fake.hear(what.callId, [what.status === 'completed' ? 'Obrigado.' : 'Ninguém pode atender.'], what.status === 'completed' ? { kind: 'end' } : { kind: 'record', seconds: 60 });
    };
  };

  it('where nobody plays the executive, nobody answers and the caller hears on', async () => {
    await start();
    dialling();
    const { body } = await ask(fake, '/simulator/calls', { from: ANA });
    expect(body).toMatchObject({ say: ['Vou ligar ao helpdesk.', 'Ninguém pode atender.'], expects: { kind: 'record' }, ended: false });
  });

  it('an executive who is played may take the call', async () => {
    await start();
    dialling();
    const { id, expects } = (await ask(fake, '/simulator/calls', { from: ANA, dial: 'wait' })).body;
    expect(expects.kind).toBe('dial');
    expect((await ask(fake, `/simulator/calls/${id}`, { dial: 'answered' })).body).toMatchObject({ say: ['Obrigado.'], ended: true });
    expect(fake.inbounds.map(({ what }) => what.kind)).toEqual(['call.start', 'call.accept', 'call.dial']);
    expect(fake.inbounds[1]?.what).toMatchObject({ staffPhone: '+258841230003' });
  });

  it('hidden and SIP callers may call, nonsense may not', async () => {
    await start();
    fake.react = ({ what }) => fake.hear((what as { callId: string }).callId, ['Olá'], MENU);
    const { id } = (await ask(fake, '/simulator/calls', { from: 'anonymous' })).body;
    await ask(fake, '/simulator/calls', { from: 'sip:posto@example.org' });
    expect(fake.inbounds.map((each) => [each.from, each.phone])).toEqual([[`tel:anonymous:${id}`, undefined], ['sip:posto@example.org', undefined]]);
    expect((await ask(fake, '/simulator/calls', { from: 'abc' })).status).toBe(400);
    expect((await ask(fake, '/simulator/calls/none', { digits: '1' })).status).toBe(404);
    expect((await ask(fake, `/simulator/calls/${id}`, { digits: 'x' })).status).toBe(400);
  });

  it('a call of ours rings until it is taken', async () => {
    await start();
    fake.react = ({ what }) => fake.hear((what as { callId: string }).callId, ['Daqui fala o helpdesk.'], MENU);
    fake.tell(`tel:${ANA}`, { kind: 'call', callbackId: 'cb1', reason: 'missed' });
    const rings = async (): Promise<unknown> => (await ask(fake, `/simulator/calls?with=${encodeURIComponent(ANA)}`)).body;
    expect(await rings()).toEqual([{ id: 'ring-m1', direction: 'outbound', ringing: true, to: ANA, callbackId: 'cb1', reason: 'missed', at: '2026-11-24T16:00:00.000Z' }]);
    expect((await ask(fake, '/simulator/calls')).body).toEqual(await rings());
    await ask(fake, '/simulator/calls', { from: ANA, callbackId: 'cb1' });
    expect(fake.inbounds[0]?.what).toMatchObject({ kind: 'call.start', direction: 'outbound', callbackId: 'cb1' });
    expect(await rings()).toEqual([]);
  });

  it('is taken by its id, by a person or a machine, or refused', async () => {
    await start();
    fake.react = ({ what }) => {
      if (what.kind === 'call.start') fake.hear(what.callId, ['Daqui fala o helpdesk.'], MENU);
    };
    for (const callbackId of ['cb1', 'cb2', 'cb3']) fake.tell(`tel:${ANA}`, { kind: 'call', callbackId, reason: 'solved' });
    const { status, body } = await ask(fake, '/simulator/calls/ring-m1', { answer: true });
    expect([status, body.say, body.ended]).toEqual([200, ['Daqui fala o helpdesk.'], false]);
    expect((await ask(fake, `/simulator/calls/${body.id}`, { digits: '1' })).status).toBe(200);
    await ask(fake, '/simulator/calls/ring-m2', { answer: 'machine' });
    expect((await ask(fake, '/simulator/calls/ring-m3', { hangup: true })).body.ended).toBe(true);
    expect(fake.inbounds.map(({ what }) => what)).toEqual([
      { kind: 'call.start', callId: 'SIMring-m1', direction: 'outbound', callbackId: 'cb1', answeredBy: 'human' },
      { kind: 'call.keys', callId: 'SIMring-m1', digits: '1' },
      { kind: 'call.start', callId: 'SIMring-m2', direction: 'outbound', callbackId: 'cb2', answeredBy: 'machine' },
      { kind: 'delivery', messageId: 'm3', vendorId: 'SIMm3', status: 'failed', errorCode: 'busy' },
    ]);
    expect((await ask(fake, '/simulator/calls/ring-none', { answer: true })).status).toBe(404);
  });

  it('rings for five minutes, then nobody has taken it', async () => {
    await start();
    fake.tell(`tel:${ANA}`, { kind: 'call', callbackId: 'cb1', reason: 'missed' });
    fake.clockMs += 5 * 60_000;
    expect((await ask(fake, '/simulator/calls')).body).toEqual([]);
  });
});

describe('clock', () => {
  it('moves when it stands still, settles before it answers', async () => {
    await start({ clock: { start: NOW, rate: 0 } });
    const { status, body } = await ask(fake, '/simulator/clock', { advance: 'PT30M' });
    expect(status).toBe(200);
    expect(body.now).toBe('2026-11-24T18:30:00.000+02:00');
    expect(fake.settled).toBe(1);
  });

  it.each(['30M', 'PT', '-PT5M', 'P2Y', 5, null])('does not move by %j', async (advance) => {
    await start({ clock: { start: NOW, rate: 0 } });
    expect((await ask(fake, '/simulator/clock', { advance })).status).toBe(400);
    expect(fake.clockMs).toBe(NOW);
  });

  it.each([null, { start: NOW, rate: 60 }])('is refused where time runs by itself (%j)', async (clock) => {
    await start({ clock });
    expect((await ask(fake, '/simulator/clock', { advance: 'PT30M' })).status).toBe(409);
    expect(fake.clockMs).toBe(NOW);
  });
});

describe('page', () => {
  it('is served with its files and lets nothing in from elsewhere', async () => {
    await start();
    const page = await ask(fake, '/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const parts = [...String(page.body).matchAll(/(?:src|href)="(\/[^"]+)"/gu)].map((found) => found[1] ?? '');
    const modules = ['/simulator/chat.js', '/simulator/phone.js', '/simulator/tickets.js'];
    let bytes = Number(page.headers.get('content-length'));
    for (const path of [...parts, ...modules]) {
      const part = await ask(fake, path);
      expect([path, part.status]).toEqual([path, 200]);
      expect(String(part.body)).not.toMatch(/https?:\/\/(?!www\.w3\.org)/u);
      bytes += Number(part.headers.get('content-length'));
    }
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThan(20_000);
  });

  it('gets its own words only', async () => {
    await start();
    expect((await ask(fake, '/simulator/texts')).body).toEqual({ pt: { 'simulator.title': 'Simulador' }, en: { 'simulator.title': 'Simulator' } });
  });

  it('offers an unknown person, field workers with a monitor, and the desk', async () => {
    const entry = (phone: string, role: string) => ({ phone, name: `Nome ${phone.slice(-2)}`, role, province: 'Tete', district: 'Moatize', monitorPhone: null, group: null });
    const roster = new Map(['01', '02', '03', '04', '05', '06'].map((end, index) => [`+2588412310${end}`, entry(`+2588412310${end}`, index === 5 ? 'monitor' : 'registador')]));
    const member = (phone: string, role: 'manager' | 'executive') => ({ name: role, phone, role, areas: ['*'], languages: ['pt' as const], shift: 'dia' });
    await start({}, { roster, staff: [member('+258841230001', 'manager'), member('+258841230002', 'executive')] });
    const { body } = await ask(fake, '/simulator/people');
    expect(body.filter((each: { kind: string }) => each.kind === 'field').map((each: { phone: string }) => each.phone)).toEqual([ANA, ...['01', '02', '03', '04', '06'].map((end) => `+2588412310${end}`)]);
    expect(body.filter((each: { kind: string }) => each.kind === 'desk').map((each: { name: string }) => each.name)).toEqual(['executive', 'manager']);
  });
});

describe('who may use it', () => {
  it('another site in the same browser may not', async () => {
    await start();
    const refused = await ask(fake, '/simulator/messages', { from: ANA, text: 'x' }, { origin: 'https://evil.example' });
    expect(refused.status).toBe(403);
    expect(fake.inbounds).toEqual([]);
    expect((await ask(fake, '/simulator/messages', { from: ANA, text: 'x' }, { origin: fake.url })).status).toBe(202);
  });

  it('with a login, only who has it', async () => {
    await start({ simulatorLogin: 'gestor:segredo' });
    const basic = (text: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect((await ask(fake, '/')).status).toBe(401);
    expect((await ask(fake, '/', undefined, basic('gestor:errado'))).status).toBe(401);
    expect((await ask(fake, '/simulator/messages', { from: ANA, text: 'x' })).status).toBe(401);
    expect((await ask(fake, '/', undefined, basic('gestor:segredo'))).status).toBe(200);
    expect(fake.inbounds).toEqual([]);
  });
});
