/** A WhatsApp Web server on loopback that a real Baileys socket logs in to (README.md). Used by the tests of the linked-device channel. */
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import { WebSocketServer } from 'ws';
import * as deliver from './deliver.js';
import { hostMedia, serveFiles } from './media.js';
import { createPerson } from './person.js';
import { scanQr, typePairingCode } from './pairing.js';
import { openSession } from './session.js';
import type { BotKeys, Group, HostedMedia, Knobs, MediaType, Person, PersonOptions, SayOptions, Sent, Server } from './types.js';

export { rootKey, trustFakeWhatsApp } from './noise.js';
export type { Group, HostedMedia, Knobs, Person, SayOptions, Sent } from './types.js';

export interface FakeOptions extends Partial<Knobs> {
  /** The helpdesk's number, digits without plus. */
  readonly pn?: string;
  readonly lid?: string;
  /** Uploads go over TLS. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
  /** The account is linked already. */
  readonly linked?: boolean;
  /** A port of before, for a server that comes back. */
  readonly port?: number;
}

/** Every knob of Knobs can be turned on the object itself. */
export interface FakeWhatsApp extends Server {
  readonly url: string;
  readonly online: boolean;
  person(options: PersonOptions): Person;
  group(id: string, subject: string, members: readonly Person[], addressing?: Group['addressing']): Group;
  say(person: Person, message: string | proto.IMessage, options?: SayOptions): Promise<string>;
  again(id: string): Promise<void>;
  phoneSays(person: Person, message: string | proto.IMessage, id?: string): Promise<string>;
  receipt(person: Person, ids: string | readonly string[], options?: deliver.ReceiptOptions): void;
  askRetry(person: Person, id: string, count?: number): Promise<void>;
  groupEvent(group: Group, what: BinaryNode, by: Person): void;
  call(person: Person, what?: 'offer' | 'terminate', callId?: string): string;
  hostMedia(content: Buffer, type: MediaType, mimetype: string): Promise<HostedMedia>;
  scanQr(qr: string): 'paired' | 'refresh';
  typePairingCode(code: string): Promise<void>;
  send(node: BinaryNode): void;
  /** Cuts the TCP connections without goodbye. */
  cut(): void;
  /** Ends the session with this close code of baileys.md section 5 (440 = replaced by another client). */
  close(code: number): void;
  /** The owner removes the device on the phone. */
  unlink(): void;
  /** The first message of the bot, now or later, that fits. @throws after `ms` */
  waitFor(fits: (sent: Sent) => boolean, ms?: number, what?: string): Promise<Sent>;
  /** The next event: 'login', 'ready', 'keys', 'offline', 'node', 'outbound', 'retry', 'pairing-code', 'unlinked'. @throws after `ms` */
  next(event: string, ms?: number): Promise<unknown>;
  stop(): Promise<void>;
}

/** How every knob stands at the beginning. */
export const KNOBS: Knobs = {
  strict: false, autoDeliver: true, autoRead: false, sendAcks: true, answerIqs: true, acceptConnections: true, upgradeStatus: null, stalledUpgrade: false,
  loginFailure: null, ackError: null, uploadStatus: 200, downloadStatus: null, reuploads: true, refreshOnScan: false, emptyLinkNotice: false, qrCount: 6,
  cutBeforeOfflineEnd: false, firstPreKeyCount: 1, deaf: false,
};

export async function startFakeWhatsApp(options: FakeOptions = {}): Promise<FakeWhatsApp> {
  const { pn = '258861230000', lid = '70000000000001', tls, port = 0, linked = false, ...knobs } = options;
  const keysOfBot = (): BotKeys => {
    if (wa.botKeys === null) throw new Error('the bot has not uploaded its keys yet');
    return wa.botKeys;
  };
  const http = createServer((req, res) => serveFiles(wa, req, res));
  const https = tls === undefined ? null : createTlsServer({ key: tls.key, cert: tls.cert }, (req, res) => serveFiles(wa, req, res));
  const sockets = new WebSocketServer({ noServer: true });
  const stalled = new Set<{ destroy(): void }>();
  let serial = 0;
  const phone = createPerson({ pn, lid, name: 'Helpdesk' }, keysOfBot);

  const wa: FakeWhatsApp = {
    ...KNOBS, ...knobs,
    events: new EventEmitter(), bot: { pn: `${pn}@s.whatsapp.net`, lid: `${lid}@lid`, device: 7 }, phone, people: [], groups: new Map(), outbox: [], accepted: new Set(), nodes: [],
    pending: [], history: new Map(), files: new Map(), live: null, linked, botKeys: null, qrRefs: [], retired: null, pairingHello: null, pairingShared: null, lastPayload: null,
    byJid: new Map([[phone.pn, phone], [`${lid}@lid`, phone]]), ports: { http: 0, https: null }, url: '',
    nextId: () => `FWA${String((serial += 1)).padStart(6, '0')}`,
    fault: (error) => void wa.events.emit('fault', error),
    get online() {
      return wa.live !== null;
    },
    person(of) {
      const person = createPerson(of, keysOfBot);
      wa.people.push(person);
      wa.byJid.set(person.pn, person);
      if (person.lid !== undefined) wa.byJid.set(person.lid, person);
      return person;
    },
    group(id, subject, members, addressing = 'lid') {
      const group: Group = { id, subject, members: [...members], addressing };
      wa.groups.set(id, group);
      return group;
    },
    say: (person, message, how) => deliver.say(wa, person, message, how),
    again: (id) => deliver.again(wa, id),
    phoneSays: (person, message, id) => deliver.phoneSays(wa, person, message, id),
    receipt: (person, ids, how) => deliver.receipt(wa, person, ids, how),
    askRetry: (person, id, count) => deliver.askRetry(wa, person, id, count),
    groupEvent: (group, what, by) => deliver.groupEvent(wa, group, what, by),
    call: (person, what, callId) => deliver.call(wa, person, what, callId),
    hostMedia: (content, type, mimetype) => hostMedia(wa, content, type, mimetype),
    scanQr: (qr) => scanQr(wa, qr),
    typePairingCode: (code) => typePairingCode(wa, code),
    send: (node) => deliver.send(wa, node),
    cut() {
      for (const client of sockets.clients) client.terminate();
    },
    close(code) {
      for (const node of closing(code)) deliver.send(wa, node);
    },
    unlink() {
      wa.linked = false;
      wa.loginFailure = { reason: '401', location: 'frc' };
      if (wa.live !== null) wa.close(401);
    },
    waitFor: (fits, ms = 5_000, what = 'message') => new Promise((done, failed) => {
      const look = (): boolean => {
        const found = wa.outbox.find(fits);
        if (found !== undefined) finish(() => done(found));
        return found !== undefined;
      };
      const timer = setTimeout(() => finish(() => failed(new Error(`no such ${what} within ${ms} ms; sent: ${JSON.stringify(wa.outbox.slice(-5).map(({ to, text }) => [to, text]))}`))), ms);
      const finish = (how: () => void): void => {
        clearTimeout(timer);
        wa.events.off('outbound', look);
        how();
      };
      wa.events.on('outbound', look);
      look();
    }),
    next: (event, ms = 5_000) => new Promise((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`no ${event} within ${ms} ms`)), ms);
      wa.events.once(event, (value: unknown) => {
        clearTimeout(timer);
        done(value);
      });
    }),
    async stop() {
      for (const { repo } of [...wa.people, phone]) repo.close?.();
      wa.cut();
      for (const each of stalled) each.destroy();
      await Promise.all([http, https].filter((each) => each !== null).map((each) => new Promise((done) => {
        each.closeAllConnections();
        each.close(done);
      })));
    },
  };

  http.on('upgrade', (req, socket, head) => {
    if (!wa.acceptConnections) return void socket.destroy();
    if (wa.upgradeStatus !== null) return void socket.end(`HTTP/1.1 ${wa.upgradeStatus} Not now\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    if (wa.stalledUpgrade) return void stalled.add(socket);
    sockets.handleUpgrade(req, socket, head, (ws) => openSession(wa, ws));
  });
  wa.ports.http = await listening(http, port);
  if (https !== null) wa.ports.https = await listening(https, 0);
  return Object.assign(wa, { url: `ws://127.0.0.1:${wa.ports.http}/ws/chat` });
}

function listening(server: NetServer, port: number): Promise<number> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
}

function closing(code: number): BinaryNode[] {
  const error = (attrs: Record<string, string>, child?: BinaryNode): BinaryNode[] => [{ tag: 'stream:error', attrs, ...(child === undefined ? {} : { content: [child] }) }];
  switch (code) {
    case 401: return error({ code: '401' }, { tag: 'conflict', attrs: { type: 'device_removed' } });
    case 440: return error({}, { tag: 'conflict', attrs: { type: 'replaced' } });
    case 428: return [{ tag: 'xmlstreamend', attrs: {} }];
    case 500: return error({}, { tag: 'xml-not-well-formed', attrs: {} });
    case 503: case 515: return error({ code: `${code}` });
    default: return [{ tag: 'failure', attrs: { reason: `${code}` } }];
  }
}
