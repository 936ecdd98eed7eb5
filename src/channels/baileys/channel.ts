/** The linked-device channel put together: the line that keeps the socket alive, the talk over it, the pairing page, and the alarms that never go over WhatsApp itself. Loaded by vendors only with WHATSAPP=baileys. */
import { droppedLines } from './console-guard.js';
import { jidNormalizedUser } from '@whiskeysockets/baileys';
import { fold } from '../../conversation/words.js';
import type { LinkedDeps, LinkedLine } from '../linked-port.js';
import { createAuthStore } from './auth-store.js';
import { createLine } from './line.js';
import type { Line, LineListener, Trouble } from './line-port.js';
import { pairingRouter } from './page.js';
import { createTalk } from './talk.js';

/** A clock moved by hand waits this long for a real connection. */
const SETTLE_MS = 3_000;

export function createBaileysChannel(deps: LinkedDeps): LinkedLine {
  const { config, clock, log, metrics, random } = deps;
  const auth = createAuthStore(deps.account);
  const talk = createTalk({ ...deps, line: () => line, isRegisteredGroup: (group, name) => registered(deps).has(plain(group)) || registered(deps).has(fold(name)) });
  const telling = new Set<Promise<void>>();
  const listener: LineListener = {
    ...talk.listener,
    trouble(what) {
      const told = tell(what, deps).finally(() => telling.delete(told));
      telling.add(told);
    },
  };
  const url = config.baileysUrl ?? null;
  const line: Line = createLine({
    url, auth, clock, log, metrics, random, listener, journal: talk.journal, giveUp: deps.giveUp,
    getMessage: (key) => talk.getMessage(key), cachedGroupMetadata: (jid) => talk.cachedGroupMetadata(jid), ignore: (jid) => talk.ignore(jid),
    /** Another server has no newer version, and no business with WhatsApp's. */
    ...(url === null ? {} : { fetchVersion: () => Promise.resolve(null) }),
  });

  return {
    sender: talk.sender, fetchMedia: talk.fetchMedia, router: pairingRouter({ config, line, content: deps.content, log }),
    start() {
      const { me } = auth.state.creds;
      if (auth.linked() && me !== undefined) talk.known({ pn: jidNormalizedUser(me.id), lid: me.lid === undefined ? null : jidNormalizedUser(me.lid) });
      else log.warn('no WhatsApp account is linked: helpdesk pair, or the page /whatsapp/pair');
      line.start();
    },
    async idle() {
      if (clock.virtual) await line.settled(SETTLE_MS);
      await talk.idle();
    },
    async stop() {
      await line.stop();
      await talk.stop();
      await Promise.all(telling);
      auth.close();
      deps.book.close();
    },
    health() {
      const { openSince, lastStanzaAt, lastUpsertAt, lastAckAt, reachoutUntil, ...figures } = line.health();
      const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
      return { ...figures, openSince: iso(openSince), lastStanzaAt: iso(lastStanzaAt), lastUpsertAt: iso(lastUpsertAt), lastAckAt: iso(lastAckAt), reachoutUntil: iso(reachoutUntil) };
    },
    gauges() {
      const { state, unseen, reconnects, recycles, reachoutUntil } = line.health();
      return {
        whatsapp_open: state === 'open' ? 1 : 0, whatsapp_stopped: state === 'stopped' ? 1 : 0, whatsapp_unseen_stanzas: unseen, whatsapp_reconnects: reconnects, whatsapp_recycles: recycles,
        whatsapp_reachout_locked: reachoutUntil !== null && reachoutUntil > clock.now() ? 1 : 0, whatsapp_key_lines_dropped: droppedLines(),
      };
    },
  };
}

/** `group:1203...@g.us`, `1203...@g.us` and `1203...` are the same. */
const plain = (group: string): string => group.replace(/^group:/u, '').replace(/@g\.us$/u, '');

const kept = new WeakMap<object, ReadonlySet<string>>();

/** The groups of the roster, by name or by WhatsApp's id: of no other one a word gets through. */
function registered({ content }: Pick<LinkedDeps, 'content'>): ReadonlySet<string> {
  const { roster } = content();
  const known = kept.get(roster) ?? new Set([...roster.values()].flatMap(({ group }) => (group === null ? [] : [plain(group), fold(group)])));
  kept.set(roster, known);
  return known;
}

async function tell(what: Trouble, { alarm, clock, log }: LinkedDeps): Promise<void> {
  const code = 'code' in what ? what.code ?? '-' : '-';
  log.error('whatsapp line needs a person', { trouble: what.kind, ...(what.kind === 'stopped' ? { reason: what.reason, closeCode: what.code } : {}) });
  const key = what.kind === 'stopped' ? `line.stopped.${what.reason}` : `line.${what.kind}`;
  /** Each stop is told, once: the time is part of its kind. */
  await alarm(`line/${what.kind}/${clock.now()}`, key, { code, ...('since' in what ? { sentAt: what.since } : {}) });
}
