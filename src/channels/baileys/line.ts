/**
 * The line: one WhatsApp socket at a time, from idle over pairing and connecting to open, and after each close whatever closes.ts says. Every socket ends before
 * the next one is made, and what an old one still says is not heard. Nothing of the account is ever wiped without an operator. Made by channel.ts; shown by page.ts.
 */
import { jidNormalizedUser } from '@whiskeysockets/baileys';
import type { ConnectionState, WASocket } from '@whiskeysockets/baileys';
import { createCaches } from './caches.js';
import { STAYS_STOPPED, closeOf } from './closes.js';
import type { Close } from './closes.js';
import { createFailures } from './failures.js';
import { AlreadyLinked } from './line-port.js';
import type { Line, LineDeps, LineState, PairHow, StopReason } from './line-port.js';
import { watchPairing } from './pairing.js';
import { openSocket } from './socket.js';
import { createUpkeep } from './upkeep.js';
import { createVersions, fetchNewestVersion } from './version.js';

export { AlreadyLinked } from './line-port.js';
export type { GroupEvent, Line, LineDeps, LineHealth, LineListener, LineState, PairHow, StopReason, Trouble } from './line-port.js';

/** Without a word from the socket it hangs: an upgrade answered with 429 or 503 never closes. */
const WATCHDOG_MS = 45_000;
/** Told once when there is no connection for so long. */
const DOWN_MS = 15 * 60_000;
/** At the stop a dead server need not answer our goodbye. */
const GOODBYE_MS = 1_000;

export function createLine(deps: LineDeps): Line {
  const { auth, clock, log, listener, random } = deps;
  const caches = createCaches(() => clock.now());
  const versions = createVersions(auth, deps.fetchVersion ?? fetchNewestVersion);
  const failures = createFailures(random);
  const upkeep = createUpkeep({ clock, random, lasted: (ms) => failures.lasted(ms), recycle });
  let state: LineState = { kind: 'idle' };
  let running = false;
  let current: WASocket | null = null;
  let pairing: PairHow | null = null;
  let showQr: (qr: string) => void = () => undefined;
  let next: { cancel(): void } | null = null;
  let watchdog: { cancel(): void } | null = null;
  let down: { cancel(): void } | null = null;
  let lastCode: number | null = null;
  let reachoutUntil: number | null = null;
  let opened = 0;
  const waiting: (() => void)[] = [];

  function set(to: LineState): void {
    const changed = state.kind !== to.kind;
    state = to;
    if (changed) {
      log.info('whatsapp line', { state: to.kind, ...(to.kind === 'stopped' ? { reason: to.reason, closeCode: to.code } : {}) });
      deps.metrics?.count('whatsapp_states', { state: to.kind });
    }
    watchDown(to.kind === 'connecting' || to.kind === 'backing_off');
    if (to.kind !== 'connecting') for (const done of waiting.splice(0)) done();
    listener.state(to);
  }

  /** Long without connection, whatever the reason: told once until it is open again. */
  function watchDown(waits: boolean): void {
    if (!waits) down?.cancel();
    const since = clock.now();
    down = waits ? down ?? clock.after(DOWN_MS, () => listener.trouble?.({ kind: 'down', since })) : null;
  }

  /** Ends the socket of this moment and does not listen to it any more; what it still has in its buffer is handed on first. */
  function drop(end: (sock: WASocket) => Promise<void>): Promise<void> {
    next?.cancel();
    watchdog?.cancel();
    next = watchdog = null;
    const sock = current;
    if (sock === null) return Promise.resolve();
    sock.ev.flush();
    current = null;
    failures.lasted(upkeep.closed());
    return end(sock).catch(() => undefined);
  }

  const ended = (why: string) => (sock: WASocket): Promise<void> => sock.end(new Error(why));

  function connect(): void {
    if (!running) return;
    void drop(ended('made anew'));
    if (!auth.linked()) {
      /** A code that nobody typed leaves half an account behind, with which a login is refused. */
      if (auth.state.creds.me !== undefined) auth.wipe();
      caches.clear();
      if (pairing === null) return set({ kind: 'idle' });
    }
    upkeep.connecting();
    set(auth.linked() ? { kind: 'connecting' } : { kind: 'pairing', qr: null, code: null });
    const sock = openSocket(deps, versions.current(), caches, {
      current: (each) => each === current,
      connection: (update) => onUpdate(sock, update),
      stanza: (id) => upkeep.stanza(id),
      handed: (ids) => upkeep.handed(ids),
      acked: () => upkeep.acked(),
    });
    current = sock;
    const show = watchPairing(sock, (qr) => {
      if (sock === current) set({ kind: 'pairing', qr, code: null });
    });
    showQr = pairing?.kind === 'code' ? askForCode(sock, pairing.phone) : show;
    watchdog = clock.after(WATCHDOG_MS, () => onClose({ code: null, message: 'no word from the socket' }));
  }

  /** The first QR says that the server is ready for the request; QRs are not shown then. The promise is kept even where WhatsApp refuses the code. */
  function askForCode(sock: WASocket, phone: string): () => void {
    let asked = false;
    return () => {
      if (asked) return;
      asked = true;
      sock.requestPairingCode(phone.replace(/\D/gu, '')).then(
        (code) => {
          if (sock === current && state.kind === 'pairing') set({ kind: 'pairing', qr: null, code });
        },
        (error: unknown) => log.warn('no pairing code', { fault: closeOf(error).message }),
      );
    };
  }

  function onUpdate(sock: WASocket, { connection, qr, lastDisconnect, reachoutTimeLock }: Partial<ConnectionState>): void {
    if (reachoutTimeLock !== undefined) onReachout(reachoutTimeLock);
    if (qr !== undefined) {
      watchdog?.cancel();
      showQr(qr);
    }
    if (connection === 'open') onOpen(sock);
    if (connection === 'close') onClose(closeOf(lastDisconnect?.error));
  }

  function onReachout({ isActive = false, timeEnforcementEnds }: NonNullable<ConnectionState['reachoutTimeLock']>): void {
    const until = timeEnforcementEnds?.getTime() ?? null;
    reachoutUntil = isActive ? until : null;
    listener.reachout({ active: isActive, until });
  }

  function onOpen(sock: WASocket): void {
    watchdog?.cancel();
    pairing = null;
    opened += 1;
    failures.opened();
    upkeep.opened();
    auth.setStopReason(null);
    versions.worked();
    const { id = '', lid } = sock.user ?? {};
    set({ kind: 'open', me: { pn: jidNormalizedUser(id), lid: lid === undefined ? null : jidNormalizedUser(lid) } });
  }

  function onClose(close: Close): void {
    lastCode = close.code;
    deps.metrics?.count('whatsapp_closes', { code: String(close.code ?? 'none') });
    log.warn('whatsapp line closed', { closeCode: close.code, says: close.message.slice(0, 200) });
    void drop(ended(close.message));
    const step = failures.after(close);
    if (step.kind === 'connect') return connect();
    if (step.kind === 'stop') return stopped(step.reason, close.code);
    if (step.tell) listener.trouble?.({ kind: 'outdated' });
    later(step.ms, close, step.refresh);
  }

  function later(ms: number, { code }: Close, refresh: boolean): void {
    const mine = clock.after(ms, () => {
      if (!refresh) return connect();
      set({ kind: 'connecting' });
      versions.refresh().then(() => {
        /** Meanwhile somebody may have stopped the line or begun to pair. */
        if (next === mine) connect();
      }, (error: unknown) => log.error('no version to connect with', { error }));
    });
    next = mine;
    set({ kind: 'backing_off', until: clock.now() + ms, code });
  }

  function stopped(reason: StopReason, code: number | null): void {
    pairing = null;
    auth.setStopReason({ reason, code, at: clock.now() });
    set({ kind: 'stopped', reason, code });
    listener.trouble?.({ kind: 'stopped', reason, code });
  }

  /** `deaf` times in a row nothing was handed on; 0 = only old. */
  function recycle(deaf: number): void {
    if (deaf > 0) {
      deps.metrics?.count('whatsapp_deaf');
      log.error('whatsapp line is deaf', { times: deaf });
    }
    if (deaf > 1) deps.giveUp?.('the WhatsApp socket stays deaf');
    connect();
  }

  function forget(): void {
    auth.wipe();
    auth.setStopReason(null);
    caches.clear();
    failures.clear();
  }

  return {
    state: () => state,
    socket: () => (state.kind === 'open' ? current : null),
    start() {
      if (running) return;
      running = true;
      const kept = auth.stopReason();
      if (auth.linked() && kept !== null && STAYS_STOPPED.has(kept.reason)) set({ kind: 'stopped', reason: kept.reason, code: kept.code });
      else connect();
    },
    async stop() {
      running = false;
      pairing = null;
      watchDown(false);
      const goodbye = drop((sock) => sock.end(undefined));
      if (state.kind !== 'stopped') state = { kind: 'idle' };
      await Promise.race([goodbye, pause(GOODBYE_MS)]);
    },
    pair(how) {
      if (auth.linked() && state.kind !== 'stopped') throw new AlreadyLinked();
      void drop(ended('pairing anew'));
      forget();
      running = true;
      pairing = how;
      connect();
    },
    retry() {
      if (state.kind !== 'stopped' && state.kind !== 'backing_off') return;
      auth.setStopReason(null);
      failures.clear();
      connect();
    },
    async unpair() {
      pairing = null;
      /** Where there is no connection, WhatsApp learns it from the phone only. */
      const told = state.kind === 'open' ? drop((sock) => sock.logout()) : drop(ended('unlinked'));
      set({ kind: 'idle' });
      await told;
      forget();
    },
    settled: (ms) => (state.kind === 'connecting' ? Promise.race([new Promise<void>((done) => void waiting.push(done)), pause(ms)]) : Promise.resolve()),
    health: () => ({
      state: state.kind, reason: state.kind === 'stopped' ? state.reason : null, code: lastCode, ...upkeep.figures(),
      reconnects: Math.max(0, opened - 1), version: versions.current().join('.'), reachoutUntil,
    }),
  };
}

const pause = (ms: number): Promise<void> => new Promise((done) => void setTimeout(done, ms).unref());
