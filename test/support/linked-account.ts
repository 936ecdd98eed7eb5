/** An account that is linked already, and waiting for what real sockets bring. Used by the tests of the linked-device channel. */
import { mkdirSync } from 'node:fs';
import '../../src/channels/baileys/console-guard.js';
import { proto } from '@whiskeysockets/baileys';
import { createAuthStore } from '../../src/channels/baileys/auth-store.js';
import type { AuthStore } from '../../src/channels/baileys/auth-store.js';
import { accountFile, openLinkedAccount } from '../../src/store/linked-auth.js';
import type { FakeWhatsApp } from './fake-whatsapp/server.js';

const WAIT_MS = 15_000;

/** @throws AccountInUse */
export const openAuthStore = (file: string): AuthStore => createAuthStore(openLinkedAccount(file));

/** As after pairing. */
export function linkAccount(varDir: string, wa: Pick<FakeWhatsApp, 'bot'>): void {
  mkdirSync(varDir, { recursive: true });
  const auth = openAuthStore(accountFile(varDir));
  const device = (jid: string): string => jid.replace('@', `:${wa.bot.device}@`);
  if (!auth.linked()) {
    const some = Buffer.alloc(64, 1);
    auth.state.creds.me = { id: device(wa.bot.pn), lid: device(wa.bot.lid), name: 'Helpdesk' };
    auth.state.creds.account = proto.ADVSignedDeviceIdentity.create({ details: Buffer.alloc(8, 1), accountSignature: some, accountSignatureKey: Buffer.alloc(32, 1), deviceSignature: some });
    /** Without it the first events wait 20 s for a history. */
    auth.state.creds.accountSyncCounter = 1;
    auth.save();
  }
  auth.close();
}

/** Looks again and again until it is so. @throws after 15 s */
export async function until<T>(what: () => T | null | undefined | false | Promise<T | null | undefined | false>, name = 'something', ms = WAIT_MS, everyMs = 5): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await what();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${name}`);
    await new Promise((resolve) => void setTimeout(resolve, everyMs));
  }
}
