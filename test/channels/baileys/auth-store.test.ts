/** The account's file: whole or not at all, private, in one process only, and apart from the tickets. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { proto } from '@whiskeysockets/baileys';
import type { AuthStore } from '../../../src/channels/baileys/auth-store.js';
import { AccountInUse } from '../../../src/store/port-linked.js';
import { openAuthStore } from '../../support/linked-account.js';

let folder: string;
let file: string;
let store: AuthStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auth-'));
  file = join(folder, 'deep', 'whatsapp.sqlite');
  store = openAuthStore(file);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});
const reopen = (): void => {
  store.close();
  store = openAuthStore(file);
};
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

describe('credentials and keys', () => {
  it('are the same after the process has gone', async () => {
    const { creds, keys } = store.state;
    creds.me = { id: '258861230000:7@s.whatsapp.net', lid: '70000000000001:7@lid' };
    creds.account = { details: bytes('d') };
    store.save();
    await keys.set({ session: { 'a.0': bytes('ratchet') }, 'pre-key': { 1: { public: bytes('p'), private: bytes('q') } }, 'device-list': { x: ['0', '7'] } });
    await keys.set({ 'app-state-sync-key': { k: proto.Message.AppStateSyncKeyData.fromObject({ keyData: bytes('key'), timestamp: 5 }) } });
    const before = Buffer.from(creds.noiseKey.private).toString('hex');
    reopen();
    expect(store.linked()).toBe(true);
    expect(store.state.creds.me?.lid).toBe('70000000000001:7@lid');
    expect(Buffer.from(store.state.creds.noiseKey.private).toString('hex')).toBe(before);
    expect(Buffer.from((await store.state.keys.get('session', ['a.0', 'none']))['a.0'] ?? []).toString()).toBe('ratchet');
    expect(Object.keys(await store.state.keys.get('session', ['none']))).toEqual([]);
    expect(await store.state.keys.get('device-list', ['x'])).toEqual({ x: ['0', '7'] });
    const key = (await store.state.keys.get('app-state-sync-key', ['k']))['k'];
    expect(Buffer.from(key?.keyData ?? []).toString()).toBe('key');
    expect(typeof (key as { toJSON?: unknown }).toJSON).toBe('function');
  });

  it('null deletes', async () => {
    await store.state.keys.set({ session: { a: bytes('1'), b: bytes('2') } });
    await store.state.keys.set({ session: { a: null } });
    expect(Object.keys(await store.state.keys.get('session', ['a', 'b']))).toEqual(['b']);
  });

  it('one set is one transaction: a fault in the middle writes nothing of it', async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    expect(() => store.state.keys.set({ session: { a: bytes('1') }, 'device-list': { bad: circular as unknown as string[] } })).toThrow();
    expect(await store.state.keys.get('session', ['a'])).toEqual({});
  });

  it('wiped: nothing of the account is left, in memory or in the file; what we know of versions stays', async () => {
    const { creds } = store.state;
    creds.account = { details: bytes('d') };
    store.save();
    store.setGoodVersion([2, 3000, 7]);
    await store.state.keys.set({ session: { a: bytes('very-secret-ratchet') } });
    store.wipe();
    expect(store.linked()).toBe(false);
    expect(store.state.creds).not.toBe(creds);
    reopen();
    expect(store.linked()).toBe(false);
    expect(await store.state.keys.get('session', ['a'])).toEqual({});
    expect(store.goodVersion()).toEqual([2, 3000, 7]);
    store.close();
    expect(readFileSync(file).includes(Buffer.from('very-secret-ratchet').toString('base64'))).toBe(false);
  });
});

describe('the file', () => {
  it('is readable by its owner only, its side files too', async () => {
    await store.state.keys.set({ session: { a: bytes('1') } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
  });

  it('is open in one process at a time; a killed one leaves no lock', () => {
    expect(() => openAuthStore(file)).toThrow(AccountInUse);
    const script = `import Sqlite from 'better-sqlite3'; const db = new Sqlite(${JSON.stringify(file)}, { timeout: 0 }); try { db.prepare('SELECT count(*) FROM keys').get(); console.log('open'); } catch (error) { console.log(error.code); } process.kill(process.pid, 'SIGKILL');`;
    const other = (): string => spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stdout.trim();
    expect(other()).toMatch(/^SQLITE_BUSY/u);
    store.close();
    expect(other()).toBe('open');
    store = openAuthStore(file);
  });

  it('keeps why the line stopped', () => {
    store.setStopReason({ reason: 'locked', code: 403, at: 5 });
    reopen();
    expect(store.stopReason()).toEqual({ reason: 'locked', code: 403, at: 5 });
    store.setStopReason(null);
    expect(store.stopReason()).toBeNull();
  });
});
