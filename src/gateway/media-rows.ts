/** Files that somebody sent, as rows: kept first, fetched by a job later. Called by person.ts, relay.ts and desk/talk.ts. */
import type { Change } from './change.js';
import type { ChatWhat, Inbound } from './inbound.js';
import type { MediaFile } from './records.js';
import type { World } from './world.js';

/** @param ticket the number of the ticket that they belong to; null = the one that this conversation opens or speaks of */
export function filesOf(inbound: Inbound, what: Extract<ChatWhat, { kind: 'media' }>, ticket: string | null, contactId: string, world: World): Change[] {
  return what.media.map((ref): Change => {
    const media: MediaFile = {
      id: world.newId(), kind: ref.kind, url: ref.url, via: inbound.via, mime: ref.mime, fileName: ref.fileName ?? null, status: 'pending',
      file: null, bytes: null, attempts: 0, nextAt: world.now, fault: null, ticket, contactId, at: world.now,
    };
    return { do: 'media.save', media };
  });
}
