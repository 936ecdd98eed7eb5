/** What must be loaded before an Inbound can be decided: read off the Inbound alone. Called by receive. */
import { findNumbers } from '../helpdesk/number.js';
import type { Need } from '../store/port.js';
import { isCall } from './inbound.js';
import type { Inbound } from './inbound.js';

/** How many open tickets an executive's list shows. */
export const DESK_ROWS = 30;

/** A little less than WhatsApp's 24 hours, as outbox-try.ts counts them. */
const SILENT_MS = 24 * 3_600_000 - 5 * 60_000;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function chatWords(inbound: Inbound): string {
  const { what } = inbound;
  if (what.kind === 'text') return what.text;
  return what.kind === 'media' ? what.caption : '';
}

export function needs(inbound: Inbound, staff: boolean): Need {
  const { what } = inbound;
  if (what.kind === 'delivery') return { messageId: what.messageId, vendorId: what.vendorId };
  if (what.kind === 'job.media') return { mediaId: what.mediaId };
  if (what.kind === 'timer') {
    const callId = text(what.data['callId']);
    const ticket = text(what.data['ticket']);
    return {
      address: inbound.from,
      ...(callId !== undefined ? { callId } : {}),
      ...(what.name.startsWith('conversation.') ? { conversationId: what.key } : {}),
      ...(ticket !== undefined ? { tickets: [ticket] } : {}),
    };
  }
  if (isCall(what)) {
    const recorded = what.kind === 'call.recorded' ? { mediaId: recordingId(what.sid) } : {};
    return { address: inbound.from, phone: inbound.phone, callId: what.callId, conversationId: `call:${what.callId}`, ...recorded };
  }
  const found = findNumbers(chatWords(inbound)).valid;
  const quoted = 'quoted' in what ? what.quoted : undefined;
  return {
    address: inbound.from,
    phone: inbound.phone,
    ...(found.length > 0 ? { tickets: found } : {}),
    ...(quoted !== undefined ? { vendorId: quoted } : {}),
    ...(inbound.channel === 'whatsapp' && inbound.via === 'twilio' ? { silentSince: inbound.at - SILENT_MS } : {}),
    ...(staff ? { desk: DESK_ROWS } : {}),
  };
}

/** A recording's row in the media table. */
export const recordingId = (sid: string): string => `rec-${sid}`;
