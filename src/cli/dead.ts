/** `helpdesk dead`: messages that could not be delivered on any way, kept until somebody resends them. */
import type { OutBody } from '../gateway/records.js';
import { isoAt } from '../helpdesk/ticket-json.js';
import { GOOD, say, sayJson, table, withStore } from './io.js';
import type { Io } from './io.js';

export async function dead(options: { readonly json?: boolean }, io: Io): Promise<number> {
  return withStore(io, async (store, { timezone }) => {
    const rows = await store.dead();
    if (options.json === true) rows.forEach((row) => sayJson(io, { id: row.id, to: row.to, channel: row.channel, ticket: row.ticket, purpose: row.purpose, attempts: row.attempts, errorCode: row.errorCode, createdAt: isoAt(row.createdAt, timezone), text: words(row.body) }));
    else if (rows.length === 0) say(io, 'no dead messages');
    else say(io, table([['id', 'at', 'to', 'ticket', 'attempts', 'error', 'text'], ...rows.map((row) => [row.id, isoAt(row.createdAt, timezone).slice(0, 16).replace('T', ' '), row.to, row.ticket ?? '-', String(row.attempts), row.errorCode ?? '-', words(row.body).replace(/\s+/gu, ' ').slice(0, 60)])]));
    return GOOD;
  });
}

const words = (body: OutBody): string => (body.kind === 'call' ? `(call: ${body.reason})` : body.text);
