/** The talk over a real line against the fake WhatsApp, with a gateway that only notes what it is handed. Used by the tests of receiving and sending. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLine } from '../../../src/channels/baileys/line.js';
import type { Line } from '../../../src/channels/baileys/line.js';
import { createTalk } from '../../../src/channels/baileys/talk.js';
import type { Talk, TalkDeps } from '../../../src/channels/baileys/talk.js';
import type { SendResult } from '../../../src/channels/port.js';
import type { Received } from '../../../src/context.js';
import { virtualClock } from '../../../src/gateway/clock.js';
import type { VirtualClock } from '../../../src/gateway/clock.js';
import type { Inbound } from '../../../src/gateway/inbound.js';
import type { AddressRow, OutMessage } from '../../../src/gateway/records.js';
import { createLog } from '../../../src/log.js';
import { accountFile } from '../../../src/store/linked-auth.js';
import { openLinkedBook } from '../../../src/store/linked-book.js';
import { startFakeWhatsApp, trustFakeWhatsApp } from '../../support/fake-whatsapp/server.js';
import type { FakeWhatsApp, Person, SayOptions } from '../../support/fake-whatsapp/server.js';
import { linkAccount, openAuthStore, until } from '../../support/linked-account.js';
import { quickFolder } from '../../support/quick-folder.js';

export const T0 = Date.parse('2026-10-02T09:00:00+02:00');
export const PHONE = '+258841230001';

export interface TalkRig {
  readonly wa: FakeWhatsApp;
  readonly clock: VirtualClock;
  line: Line;
  talk: Talk;
  readonly inbounds: Inbound[];
  /** Outbox rows that `load` finds. */
  readonly rows: Map<string, OutMessage>;
  readonly addresses: Map<string, AddressRow>;
  readonly varDir: string;
  /** While true the store takes nothing. */
  full: boolean;
  maria: Person;
  says(message: Parameters<FakeWhatsApp['say']>[1], options?: SayOptions): Promise<string>;
  /** What came of that id. */
  got(id: string): Promise<Inbound>;
  row(of: Partial<OutMessage>): OutMessage;
  send(of: Partial<OutMessage>, signal?: AbortSignal): Promise<SendResult>;
  /** kill -9: nothing of the process gets to finish; then a new one on the same files. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

export async function startTalkRig(options: Partial<TalkDeps> = {}): Promise<TalkRig> {
  trustFakeWhatsApp();
  const wa = await startFakeWhatsApp();
  const varDir = quickFolder('talk-');
  linkAccount(varDir, wa);
  const clock = virtualClock(T0);
  const handled = new Set<string>();
  let serial = 0;
  let open: { close(): void }[] = [];

  let run = 0;
  const receive = async (inbound: Inbound, of: number): Promise<Received> => {
    if (of !== run) return new Promise(() => undefined);
    if (rig.full) throw new Error('the disk is full');
    const key = `${inbound.channel}/${inbound.id}`;
    if (handled.has(key)) return { status: 'duplicate', turnId: '-' };
    for (const id of [inbound.id, ...(inbound.covers ?? [])]) handled.add(`${inbound.channel}/${id}`);
    rig.inbounds.push(inbound);
    if (inbound.channel === 'whatsapp') rig.addresses.set(inbound.from, { address: inbound.from, contactId: 'c', via: 'baileys', lastInboundAt: inbound.at, optedOutAt: null });
    return { status: 'handled', turnId: '-' };
  };

  async function start(): Promise<void> {
    run += 1;
    const mine = run;
    const auth = openAuthStore(accountFile(varDir));
    const book = openLinkedBook(join(varDir, 'book.sqlite'));
    const log = createLog({ level: process.env['TEST_LOG'] ?? 'silent' });
    const store = {
      handled: async (channel: string, id: string) => handled.has(`${channel}/${id}`),
      addressRow: async (address: string) => rig.addresses.get(address) ?? null,
      load: async ({ messageId, vendorId }: { messageId?: string; vendorId?: string }) => ({ message: rig.rows.get(messageId ?? '') ?? [...rig.rows.values()].find((row) => row.vendorId === vendorId) ?? null }),
      commit: async () => ({ kind: 'committed' as const }),
    } as unknown as TalkDeps['store'];
    rig.talk = createTalk({
      config: { varDir, baileysUrl: wa.url }, content: () => ({ staff: [] }) as unknown as ReturnType<TalkDeps['content']>, store, book, receive: (inbound) => receive(inbound, mine), clock, log, random: () => 0.5,
      world: () => ({}) as unknown as ReturnType<TalkDeps['world']>, committed: () => undefined, line: () => rig.line, isRegisteredGroup: (_, name) => name === 'Moatize 1', ...options,
    });
    rig.line = createLine({
      url: wa.url, auth, clock, log, random: () => 0.5, listener: rig.talk.listener, journal: rig.talk.journal, fetchVersion: () => Promise.resolve(null),
      getMessage: (key) => rig.talk.getMessage(key), cachedGroupMetadata: (jid) => rig.talk.cachedGroupMetadata(jid), ignore: (jid) => rig.talk.ignore(jid),
      tuning: { connectTimeoutMs: 4_000, defaultQueryTimeoutMs: 4_000, retryRequestDelayMs: 20 },
    });
    open = [auth, book];
    const { me } = auth.state.creds;
    if (me !== undefined) rig.talk.known({ pn: me.id, lid: me.lid ?? null });
    rig.line.start();
    await until(() => rig.line.state().kind === 'open' && wa.online && wa.botKeys !== null, 'the line');
  }

  const rig: TalkRig = {
    wa, clock, varDir, inbounds: [], rows: new Map(), addresses: new Map(), full: false,
    line: undefined as unknown as Line, talk: undefined as unknown as Talk, maria: wa.person({ pn: PHONE.slice(1), lid: '81000000000001', name: 'Maria' }),
    says: (message, how) => wa.say(rig.maria, message, { t: T0 / 1000, ...how }),
    got: (id) => until(() => rig.inbounds.find((each) => each.id === id || each.covers?.includes(id) === true), `message ${id}`),
    row(of) {
      serial += 1;
      const row: OutMessage = {
        id: `row-${serial}`, seq: serial, to: `whatsapp:${PHONE}`, contactId: 'c', channel: 'whatsapp', via: 'baileys', body: { kind: 'text', text: `words ${serial}` }, template: null, fallback: null,
        ticket: null, purpose: 'answer', status: 'sending', attempts: 0, nextAt: clock.now(), vendorId: null, errorCode: null, createdAt: clock.now(), settledAt: null, ...of,
      };
      rig.rows.set(row.id, row);
      return row;
    },
    send: (of, signal) => rig.talk.sender.send(rig.row(of), { asTemplate: false, ...(signal === undefined ? {} : { signal }) }),
    async crash() {
      /** The old line is deaf and mute from here on; its files are freed as a dead process would. */
      for (const each of open) each.close();
      wa.cut();
      await until(() => !wa.online, 'the cut');
      await start();
    },
    async close() {
      await rig.line.stop();
      rig.full = false;
      await rig.talk.stop();
      for (const each of open) each.close();
      await wa.stop();
      rmSync(varDir, { recursive: true, force: true });
    },
  };
  await start();
  return rig;
}
