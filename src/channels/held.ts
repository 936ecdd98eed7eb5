/** The last messages of groups, in memory as a phone holds them: so that a sign or a quotation can be handed on with what it points at. Nothing of it is written anywhere. Used by the simulator and the linked-device channel. */
import type { Inbound, QuotedMessage } from '../gateway/inbound.js';

const HELD = 2_000;

export interface Held {
  /** Keeps a group's message; to one that points at another puts in what was held of that. */
  through(inbound: Inbound): Inbound;
}

export function createHeld(): Held {
  const held = new Map<string, QuotedMessage>();

  function hold({ id, from, phone, profileName, what }: Inbound): void {
    if (what.kind !== 'text' && what.kind !== 'media' && what.kind !== 'location') return;
    held.set(id, {
      id, author: from, text: what.kind === 'text' ? what.text : what.kind === 'media' ? what.caption : '', media: what.kind === 'media' ? what.media : [],
      ...(phone === undefined ? {} : { phone }), ...(profileName === undefined ? {} : { name: profileName }),
    });
    const [oldest] = held.keys();
    if (held.size > HELD && oldest !== undefined) held.delete(oldest);
  }

  return {
    through(inbound) {
      if (inbound.group === undefined) return inbound;
      const { what } = inbound;
      hold(inbound);
      const target = what.kind === 'reaction' ? what.target : 'quoted' in what ? what.quoted : undefined;
      const quotes = target === undefined ? undefined : held.get(target);
      return quotes === undefined || inbound.quotes !== undefined ? inbound : { ...inbound, quotes };
    },
  };
}
