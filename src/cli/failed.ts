/** `helpdesk failed`: inputs that a fault of ours stopped (promise 2), with what is needed to run one again. */
import { isoAt } from '../helpdesk/ticket-json.js';
import { GOOD, say, sayJson, table, withStore } from './io.js';
import type { Io } from './io.js';

export async function failed(options: { readonly json?: boolean }, io: Io): Promise<number> {
  return withStore(io, async (store, { timezone }) => {
    const rows = await store.failed();
    if (options.json === true) rows.forEach((row) => sayJson(io, { ...row, failedAt: isoAt(row.failedAt, timezone), replayedAt: row.replayedAt === null ? null : isoAt(row.replayedAt, timezone) }));
    else if (rows.length === 0) say(io, 'nothing failed');
    else say(io, table([['id', 'at', 'channel', 'from', 'kind', 'again', 'fault'], ...rows.map((row) => [String(row.id), isoAt(row.failedAt, timezone).slice(0, 16).replace('T', ' '), row.inbound.channel, row.inbound.from, row.inbound.what.kind, row.replayedAt === null ? 'no' : 'yes', row.fault.split('\n')[0] ?? ''])]));
    return GOOD;
  });
}
