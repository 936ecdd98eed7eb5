/** Linking an account: by QR (with the second scan of July 2026), by code, not in time, anew after WhatsApp ended it, and unlinking. */
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AlreadyLinked } from '../../../src/channels/baileys/line.js';
import { linkAccount } from '../../../src/channels/baileys/link-account.js';
import { withSecret } from '../../../src/channels/baileys/pairing.js';
import { createLog } from '../../../src/log.js';
import { openLinkedAccount } from '../../../src/store/linked-auth.js';
import { startRig } from './rig.js';
import type { Rig } from './rig.js';

let rig: Rig;
afterEach(() => rig.close());

const qr = (not = ''): Promise<string> => rig.until(() => { const state = rig.line.state(); return state.kind === 'pairing' && state.qr !== not && state.qr; }, 'a QR');
const code = (): Promise<string> => rig.until(() => { const state = rig.line.state(); return state.kind === 'pairing' && state.code; }, 'a code');

describe('linking', () => {
  it('nothing is linked: it waits, and does not connect', async () => {
    rig = await startRig();
    rig.line.start();
    expect(rig.line.state()).toEqual({ kind: 'idle' });
    expect(rig.wa.nodes).toEqual([]);
  });

  it('by QR; then another pairing is refused until it is unlinked', async () => {
    rig = await startRig();
    await rig.link();
    expect(rig.auth.linked()).toBe(true);
    expect(() => rig.line.pair({ kind: 'qr' })).toThrow(AlreadyLinked);
    await rig.line.unpair();
    expect(rig.line.state()).toEqual({ kind: 'idle' });
    expect(rig.auth.linked()).toBe(false);
    await rig.until(() => !rig.wa.linked, 'WhatsApp knows');
    rig.line.pair({ kind: 'qr' });
    rig.wa.scanQr(await qr());
    await rig.untilState('open');
  });

  it('since July 2026: the phone wants a second scan, of a QR with a new secret', async () => {
    rig = await startRig({ fake: { refreshOnScan: true } });
    rig.line.start();
    rig.line.pair({ kind: 'qr' });
    const first = await qr();
    expect(rig.wa.scanQr(first)).toBe('refresh');
    const second = await qr(first);
    expect(second.split(',')[3]).not.toBe(first.split(',')[3]);
    expect(rig.wa.scanQr(second)).toBe('paired');
    await rig.untilState('open');
    expect(rig.wa.nodes.some(({ tag, attrs }) => tag === 'ack' && attrs['type'] === 'companion_reg_refresh')).toBe(true);
  });

  it.each([[false], [true]])('by code (an empty notice first: %p)', async (emptyLinkNotice) => {
    rig = await startRig({ fake: { emptyLinkNotice } });
    rig.line.start();
    rig.line.pair({ kind: 'code', phone: '+258 86 123 0000' });
    const eight = await code();
    expect(eight).toMatch(/^[0-9A-Z]{8}$/u);
    await rig.until(() => rig.wa.pairingHello);
    expect(rig.wa.pairingHello?.jid).toBe('258861230000@s.whatsapp.net');
    await rig.wa.typePairingCode(eight);
    await rig.untilState('open');
  });

  it('nobody scans: it ends and waits for a person; a restart does not show a QR by itself', async () => {
    rig = await startRig({ fake: { qrCount: 2 }, deps: { tuning: { qrTimeout: 50 } } });
    rig.line.start();
    rig.line.pair({ kind: 'qr' });
    await rig.untilState('stopped');
    expect(rig.line.state()).toMatchObject({ reason: 'pairing_ended' });
    expect(rig.heard.troubles).toEqual([{ kind: 'stopped', reason: 'pairing_ended', code: 408 }]);
    await rig.clock.advance(3_600_000);
    expect(rig.line.state().kind).toBe('stopped');
    await rig.restart();
    rig.line.start();
    expect(rig.line.state()).toEqual({ kind: 'idle' });
  });

  it('a code that nobody types does not leave half an account behind', async () => {
    rig = await startRig();
    rig.line.start();
    rig.line.pair({ kind: 'code', phone: '+258861230000' });
    await code();
    rig.wa.cut();
    await rig.untilState('backing_off');
    await rig.clock.advance(60_000);
    await rig.untilState('pairing');
    rig.line.pair({ kind: 'qr' });
    rig.wa.scanQr(await qr());
    await rig.untilState('open');
  });

  it('after the phone removed the device: the old account is wiped only when somebody pairs anew', async () => {
    rig = await startRig();
    await rig.link();
    rig.wa.unlink();
    await rig.untilState('stopped');
    expect(rig.auth.linked()).toBe(true);
    rig.line.pair({ kind: 'qr' });
    rig.wa.scanQr(await qr());
    await rig.untilState('open');
  });
});

describe('from the terminal', () => {
  it('ends as soon as the login is through, and the gateway goes on with the account', async () => {
    rig = await startRig({ fake: { refreshOnScan: true } });
    rig.auth.close();
    const shown: string[] = [];
    const end = await linkAccount({
      account: openLinkedAccount(rig.file), url: rig.wa.url, clock: rig.clock, log: createLog({ level: 'silent' }), how: { kind: 'qr' },
      show: (state) => {
        if (state.kind !== 'pairing' || state.qr === null || shown.includes(state.qr)) return;
        shown.push(state.qr);
        setImmediate(() => rig.wa.scanQr(state.qr ?? ''));
      },
    });
    expect(end).toEqual({ kind: 'open', me: { pn: '258861230000@s.whatsapp.net', lid: '70000000000001@lid' } });
    expect(shown).toHaveLength(2);
    await rig.restart();
    rig.line.start();
    await rig.untilState('open');
  });
});

describe('secrets', () => {
  it('no QR, code, key or person\'s number gets into the log at any level', async () => {
    let logged = '';
    const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => { logged += chunk.toString(); done(); } });
    rig = await startRig({ deps: { log: createLog({ level: 'silly', stream }) } });
    rig.line.start();
    rig.line.pair({ kind: 'code', phone: '+258861230000' });
    const eight = await code();
    await rig.line.unpair();
    rig.line.pair({ kind: 'qr' });
    const link = await qr();
    rig.wa.scanQr(link);
    await rig.untilState('open');
    const ana = rig.wa.person({ pn: '258841230001', lid: '81000000000001', name: 'Ana' });
    await rig.wa.say(ana, 'palavras que ninguém deve ler', { corrupt: true });
    await rig.until(() => rig.texts().length > 0);
    rig.wa.cut();
    await rig.untilState('backing_off');
    expect(logged).toContain('whatsapp line');
    const { noiseKey, signedIdentityKey, advSecretKey } = rig.auth.state.creds;
    const secret = [eight, ...link.split(/[#,@]/u).filter((part) => part.length > 8 && !part.includes('://')), advSecretKey, ...[noiseKey.private, signedIdentityKey.private].flatMap((key) => [Buffer.from(key).toString('hex'), Buffer.from(key).toString('base64')]), '258841230001', '258861230000', 'palavras que'];
    expect(secret.filter((each) => logged.includes(each))).toEqual([]);
    expect(readFileSync(rig.file).length).toBeGreaterThan(0);
  });

  it('the secret is the fourth field of a QR', () => {
    expect(withSecret('https://wa.me/settings/linked_devices#2@ref,noise,id,old,1', 'new')).toBe('https://wa.me/settings/linked_devices#2@ref,noise,id,new,1');
    expect(withSecret('ref,noise,id,old', 'new')).toBe('ref,noise,id,new');
  });
});
