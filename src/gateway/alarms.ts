/** Alarms: what the managers must know about the gateway itself (dead messages, refused webhooks, a wrong configuration), each kind at most once in a while. Used by receive, outbox and refusals. */
import type { Logger } from 'winston';
import type { Clock } from '../context.js';
import type { Live } from './standing.js';
import type { Store } from '../store/port.js';
import { tellManagers, tellManagersApart } from './alerts.js';
import type { Change } from './change.js';
import type { OutMessage } from './records.js';
import type { Worlds } from './worlds.js';

const HOUR = 3_600_000;
/** Dead messages, and turns that our own fault stopped, told one by one in an hour; when all goes wrong the rest is a figure in /readyz, `helpdesk dead` and `helpdesk failed`. */
const AN_HOUR = 20;
type Vars = Readonly<Record<string, string | number>>;

export interface Alarms {
  /** Rows for the managers, none when this kind was told within the hour: goes into the commit of what happened. */
  changes(kind: string, key: string, vars: Vars): Change[];
  /** A commit of its own. Never throws: an alarm must not stop what raised it. */
  raise(kind: string, key: string, vars: Vars): Promise<void>;
  /** The same by another way than WhatsApp, which is what the alarm is about. */
  raiseApart(kind: string, key: string, vars: Vars): Promise<void>;
  /** For changes that make a message dead: the managers are told. An alert that dies is not told by another alert. */
  forDead(changes: readonly Change[], message: OutMessage | null): Change[];
  /** The changes of a turn that our own fault stopped: without their alert when the managers were told often enough. */
  forFault(changes: readonly Change[]): Change[];
}

export interface AlarmDeps {
  readonly clock: Clock;
  readonly live: Pick<Live, 'now'>;
  readonly store: Pick<Store, 'commit'>;
  readonly worlds: Worlds;
  readonly log: Logger;
  readonly committed: (changes: readonly Change[]) => void;
}

export function createAlarms({ clock, live, store, worlds, log, committed }: AlarmDeps): Alarms {
  const told = new Map<string, number>();
  const oftenEnough = { dead: createTally(clock), fault: createTally(clock) };

  function changes(kind: string, key: string, vars: Vars, tell = tellManagers): Change[] {
    const now = clock.now();
    const last = told.get(kind);
    if (last !== undefined && now >= last && now - last < HOUR) return [];
    for (const [each, at] of told) if (now - at >= HOUR) told.delete(each);
    told.set(kind, now);
    return tell(key, vars, live.now(), worlds.make());
  }

  async function raise(kind: string, key: string, vars: Vars, tell = tellManagers): Promise<void> {
    try {
      const rows = changes(kind, key, vars, tell);
      if (rows.length === 0) return;
      const now = clock.now();
      log.warn('managers told', { alarm: kind, ...vars });
      await store.commit({
        inbound: { channel: 'job', id: `alarm/${kind}/${now}`, via: 'simulator', from: 'gateway', at: now, receivedAt: now, what: { kind: 'delivery', vendorId: '', status: 'alarm' } },
        changes: rows, turnId: worlds.make().newId(),
      });
      committed(rows);
    } catch (error) {
      told.delete(kind);
      log.error('an alarm could not be raised', { alarm: kind, error });
    }
  }

  function forDead(rows: readonly Change[], message: OutMessage | null): Change[] {
    if (message === null || !rows.some((row) => row.do === 'message.set' && row.set.status === 'dead')) return [];
    log.error('message dead', { messageId: message.id, to: message.to, code: rows.find((row) => row.do === 'message.set')?.set.errorCode ?? message.errorCode });
    if (message.purpose === 'alert' || oftenEnough.dead()) return [];
    return tellManagers('notice.dead_alert', { channel: message.channel, number: message.ticket ?? '-', id: message.id }, live.now(), worlds.make());
  }

  function forFault(rows: readonly Change[]): Change[] {
    const alerts = rows.filter((row) => row.do === 'message.queue' && row.message.purpose === 'alert');
    return alerts.length > 0 && oftenEnough.fault() ? rows.filter((row) => !alerts.includes(row)) : [...rows];
  }

  return {
    changes: (kind, key, vars) => changes(kind, key, vars), raise: (kind, key, vars) => raise(kind, key, vars), raiseApart: (kind, key, vars) => raise(kind, key, vars, tellManagersApart),
    forDead, forFault,
  };
}

/** @returns a function that says whether there were enough of them within the hour, and counts one more where not */
function createTally(clock: Clock): () => boolean {
  let told: number[] = [];
  return () => {
    const now = clock.now();
    told = told.filter((at) => Math.abs(now - at) < HOUR);
    if (told.length >= AN_HOUR) return true;
    told.push(now);
    return false;
  };
}
