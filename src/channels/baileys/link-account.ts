/** Links an account without a gateway, for `helpdesk pair`: a line that hears nothing and ends as soon as the login is through. Called by src/cli/pair.ts. */
import './console-guard.js';
import type { Logger } from 'winston';
import type { Clock } from '../../context.js';
import type { LinkedAccount } from '../../store/port-linked.js';
import { createAuthStore } from './auth-store.js';
import { createLine } from './line.js';
import type { Line, LineListener, LineState, PairHow } from './line-port.js';

export interface LinkOptions {
  /** Closed at the end. */
  readonly account: LinkedAccount;
  readonly url: string | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly how: PairHow;
  readonly show: (state: LineState) => void;
}

/** @returns how it ended: open or stopped */
export async function linkAccount({ account, url, clock, log, how, show }: LinkOptions): Promise<LineState | 'linked before'> {
  const auth = createAuthStore(account);
  try {
    if (auth.linked() && auth.stopReason() === null) return 'linked before';
    let line: Line | null = null;
    const end = await new Promise<LineState>((done) => {
      const nothing = (): void => undefined;
      const listener: LineListener = {
        messages: nothing, updates: nothing, reactions: nothing, calls: nothing, groups: nothing, lidPairs: nothing, ack: nothing, reachout: nothing,
        state(state) {
          show(state);
          if (state.kind === 'open' || state.kind === 'stopped') done(state);
        },
      };
      line = createLine({
        url, auth, clock, log, random: Math.random, listener, getMessage: () => Promise.resolve(undefined), cachedGroupMetadata: () => Promise.resolve(undefined), ignore: () => false,
        ...(url === null ? {} : { fetchVersion: () => Promise.resolve(null) }),
      });
      /** What WhatsApp has ended is of no use any more: who pairs anew says so. */
      if (auth.linked()) auth.wipe();
      line.pair(how);
    });
    await (line as Line | null)?.stop();
    return end;
  } finally {
    auth.close();
  }
}
