/** The times of the reports at a start: timers that are missing or no longer wanted (reports renew their own). Called by start. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../context.js';
import type { Store } from '../store/port.js';
import type { Change } from './change.js';
import { reportTimers } from './report-due.js';
import type { Live } from './standing.js';

export interface ReportTimesDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly store: Pick<Store, 'timersOf' | 'commit'>;
  readonly live: Pick<Live, 'now'>;
  readonly committed: (changes: readonly Change[]) => void;
}

export async function setReportTimes({ clock, store, live, committed }: ReportTimesDeps): Promise<void> {
  const now = clock.now();
  const changes = reportTimers(await store.timersOf('report.due'), live.now(), now);
  if (changes.length === 0) return;
  const id = `report.due/set/${randomUUID()}`;
  await store.commit({ inbound: { channel: 'job', id, via: 'simulator', from: 'job:reports', at: now, receivedAt: now, what: { kind: 'unknown', type: 'reports' } }, changes, turnId: id });
  committed(changes);
}
