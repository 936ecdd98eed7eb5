/** Was it sent after all? Looks into Twilio's lists for a message or call whose sending had no answer. Called by twilio-sender.ts. */
import type { OutMessage } from '../gateway/records.js';
import type { Sender } from './port.js';
import { twilioClient } from './twilio-client.js';
import { menuSid, templateText } from './twilio-content.js';
import type { Line } from './twilio-sender.js';

type Found = Awaited<ReturnType<Sender['reconcile']>>;

/** Newest rows to one person; more cannot have been sent since. */
const ROWS = 50;
/** A message or call that came to nothing: sent again is not sent twice. */
const FAILED: ReadonlySet<string> = new Set(['failed', 'undelivered', 'canceled']);
/** Twilio's clock against ours. */
const SKEW_MS = 60_000;

interface Row {
  readonly sid: string;
  readonly status: string;
  readonly body?: string;
  readonly direction: string;
  readonly dateCreated: Date | null;
  readonly startTime?: Date | null;
}

/** Twilio has no idempotency key: the words and the time must tell (twilio.md 2). Buttons may read otherwise than our text: then nobody can tell. */
export async function reconcileMessage(message: OutMessage, taken: ReadonlySet<string>, from: string, { twilio, content, log, timeoutMs }: Line): Promise<Found> {
  const since = message.createdAt - SKEW_MS;
  const rows = await listed(message, log, async () => {
    const client = await twilioClient(twilio, timeoutMs);
    return client.messages.list({ to: message.to.replace(/^sms:/u, ''), from, dateSentAfter: new Date(since), limit: ROWS, pageSize: ROWS });
  });
  if (rows === null || message.body.kind === 'call') return null;
  const ours = recent(rows, since, taken);
  const bodies = new Set([message.body.text, message.template === null ? null : templateText(message.template, content)].flatMap((text) => (text === null ? [] : [plain(text)])));
  const match = ours.find((row) => bodies.has(plain(row.body ?? '')));
  if (match !== undefined) return { found: true, vendorId: match.sid, status: match.status };
  return ours.length > 0 && menuSid(message.body, content) !== undefined ? null : { found: false };
}

export async function reconcileCall(message: OutMessage, taken: ReadonlySet<string>, from: string, { twilio, log, timeoutMs }: Line): Promise<Found> {
  const since = message.createdAt - SKEW_MS;
  const rows = await listed(message, log, async () => {
    const client = await twilioClient(twilio, timeoutMs);
    return client.calls.list({ to: message.to.replace(/^tel:/u, ''), from, startTimeAfter: new Date(since), limit: ROWS, pageSize: ROWS });
  });
  if (rows === null) return null;
  const match = recent(rows, since, taken)[0];
  return match === undefined ? { found: false } : { found: true, vendorId: match.sid, status: match.status };
}

async function listed(message: OutMessage, log: Line['log'], list: () => Promise<readonly Row[]>): Promise<readonly Row[] | null> {
  try {
    return await list();
  } catch (error) {
    log.warn('vendor list not readable', { messageId: message.id, error: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

/** What a try of this row that had no answer can have left: ours, since the row was made, nobody else's and not a failure (an earlier try); oldest first. The list's own filter counts whole days on some servers. */
function recent(rows: readonly Row[], since: number, taken: ReadonlySet<string>): readonly Row[] {
  const at = (row: Row): number => (row.dateCreated ?? row.startTime)?.getTime() ?? since;
  return rows.filter((row) => row.direction.startsWith('outbound') && at(row) >= since && !taken.has(row.sid) && !FAILED.has(row.status)).sort((one, other) => at(one) - at(other));
}

/** Servers trim and fold line ends. */
const plain = (text: string): string => text.replace(/\s+/gu, ' ').trim();
