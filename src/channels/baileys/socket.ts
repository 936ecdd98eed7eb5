/** Makes one Baileys socket with the options of baileys.md 2 and hands its events on, for as long as the line says it is the current one. Used by line.ts. */
import { DEFAULT_CONNECTION_CONFIG, makeCacheableSignalKeyStore, makeWASocket } from '@whiskeysockets/baileys';
import type { BinaryNode, ConnectionState, SignalKeyStore, WASocket } from '@whiskeysockets/baileys';
import { baileysLog } from './baileys-log.js';
import type { AuthStore, Version } from './auth-store.js';
import type { Caches } from './caches.js';
import type { LineDeps } from './line-port.js';

export interface SocketEvents {
  /** Only what comes from the current socket is taken. */
  current(sock: WASocket): boolean;
  connection(update: Partial<ConnectionState>): void;
  /** A raw stanza of a message. */
  stanza(id: string): void;
  /** Handed on: ids, readable or not. */
  handed(ids: readonly string[]): void;
  acked(): void;
}

export function openSocket(deps: LineDeps, version: Version, caches: Caches, events: SocketEvents): WASocket {
  const { auth, listener, url, tuning = {} } = deps;
  const logger = baileysLog(deps.log);
  const { creds } = auth.state;
  const [major, minor, revision] = version;
  const sock = makeWASocket({
    auth: { creds, keys: makeCacheableSignalKeyStore(fenced(auth), logger, caches.keys) },
    version: [major, minor, revision], logger,
    /** Else the helpdesk's phone gets no notifications. */
    markOnlineOnConnect: false,
    syncFullHistory: false,
    /** Else the word on a message is folded into an echo and no update comes. */
    emitOwnEvents: false,
    getMessage: deps.getMessage, cachedGroupMetadata: deps.cachedGroupMetadata, shouldIgnoreJid: deps.ignore,
    msgRetryCounterCache: caches.retries, userDevicesCache: caches.devices, callOfferCache: caches.calls, placeholderResendCache: caches.placeholders,
    ...(deps.journal === undefined ? {} : { makeSignalRepository: deps.journal.wrap(DEFAULT_CONNECTION_CONFIG.makeSignalRepository) }),
    ...(url === null ? {} : { waWebSocketUrl: url }),
    ...tuning,
  });
  deps.journal?.watch(sock);

  /** Credentials are written whole and at once, also those of a socket that is about to go; never those of an account that was forgotten. */
  sock.ev.on('creds.update', () => {
    if (auth.state.creds === creds) auth.save();
  });
  sock.ev.on('connection.update', (update) => {
    /** Baileys receipts a message before it hands it on through a buffer, and destroys the buffer at the close: what is in it would be lost. */
    if (update.connection === 'close' && events.current(sock)) sock.ev.flush();
    if (events.current(sock)) events.connection(update);
  });
  const on = <T>(take: (value: T) => void) => (value: T): void => {
    if (events.current(sock)) take(value);
  };
  sock.ev.on('messages.upsert', on(({ type, messages }) => {
    events.handed(messages.flatMap(({ key }) => (typeof key.id === 'string' ? [key.id] : [])));
    guarded(deps, 'messages', () => listener.messages({ type, messages }));
  }));
  sock.ev.on('messages.update', on((updates) => guarded(deps, 'updates', () => listener.updates(updates))));
  sock.ev.on('messages.reaction', on((reactions) => guarded(deps, 'reactions', () => listener.reactions(reactions))));
  sock.ev.on('message-receipt.update', on((updates) => guarded(deps, 'receipts', () => listener.receipts?.(updates))));
  sock.ev.on('call', on((calls) => guarded(deps, 'calls', () => listener.calls(calls))));
  sock.ev.on('groups.upsert', on((groups) => guarded(deps, 'groups', () => listener.groups({ kind: 'upsert', groups }))));
  sock.ev.on('groups.update', on((updates) => guarded(deps, 'groups', () => listener.groups({ kind: 'update', updates }))));
  sock.ev.on('group-participants.update', on((update) => guarded(deps, 'groups', () => listener.groups({ kind: 'participants', update }))));
  sock.ev.on('lid-mapping.update', on((pair) => guarded(deps, 'lidPairs', () => listener.lidPairs([pair]))));
  sock.ev.on('messaging-history.set', on(({ lidPnMappings = [] }) => {
    if (lidPnMappings.length > 0) guarded(deps, 'lidPairs', () => listener.lidPairs(lidPnMappings));
  }));
  sock.ws.on('CB:message', on((node: BinaryNode) => {
    if (!deps.ignore(node.attrs['from'] ?? '')) events.stanza(node.attrs['id'] ?? '');
  }));
  sock.ws.on('CB:ack,class:message', on((node: BinaryNode) => {
    events.acked();
    guarded(deps, 'ack', () => listener.ack({ id: node.attrs['id'] ?? '', error: node.attrs['error'] ?? null }));
  }));
  return sock;
}

/** A fault of the listener must not break Baileys' own handling of the stanza. */
function guarded({ log }: Pick<LineDeps, 'log'>, what: string, work: () => void | Promise<void>): void {
  const failed = (error: unknown): void => void log.error('whatsapp listener failed', { what, error });
  try {
    Promise.resolve(work()).catch(failed);
  } catch (error) {
    failed(error);
  }
}

/** Work still under way for an account that was forgotten must not write into the next one. */
function fenced({ state }: AuthStore): SignalKeyStore {
  const { creds, keys } = state;
  return {
    get: (type, ids) => keys.get(type, ids),
    set: (data) => (state.creds === creds ? keys.set(data) : undefined),
  };
}
