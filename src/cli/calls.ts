/** `helpdesk calls`: every call, redirected and abandoned ones too (SOP "Any call made at the helpdesk shall be logged"). */
import type { Call } from '../gateway/records.js';
import { isoAt } from '../helpdesk/ticket-json.js';
import type { Store } from '../store/port.js';
import { ALL, GOOD, say, sayJson, table, withStore } from './io.js';
import type { Io } from './io.js';

export async function calls(options: { readonly json?: boolean }, io: Io): Promise<number> {
  return withStore(io, async (store, { timezone }) => {
    const rows: Awaited<ReturnType<typeof callJson>>[] = [];
    for (const call of await store.calls(ALL)) rows.push(await callJson(call, store, timezone));
    if (options.json === true) rows.forEach((row) => sayJson(io, row));
    else if (rows.length === 0) say(io, 'no calls');
    else say(io, table([['started', 'from', 'outcome', 'last step', 'ticket', 'recording'], ...rows.map((row) => [row.startedAt.slice(0, 16).replace('T', ' '), row.from, row.outcome, row.lastStep, row.ticket ?? '-', row.recording ?? '-'])]));
    return GOOD;
  });
}

/** `recording`: the kept file relative to VAR_DIR, its id until it is fetched. */
async function callJson(call: Call, store: Store, timezone: string) {
  const recording = call.recording === null ? null : (await store.load({ mediaId: call.recording })).media?.file ?? call.recording;
  return {
    sid: call.id, from: call.from, startedAt: isoAt(call.startedAt, timezone), endedAt: call.endedAt === null ? null : isoAt(call.endedAt, timezone),
    lastStep: call.lastStep, outcome: call.outcome, ticket: call.ticket, recording,
  };
}
