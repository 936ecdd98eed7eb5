/** Simulated WhatsApp groups: who is called, and which message is pointed at. Used by simulator-messages. */
import { fold } from '../conversation/words.js';
import type { Inbound } from '../gateway/inbound.js';
import { createHeld } from './held.js';

const PREFIX = /^(?:@\S+ )*(?:ajuda helpdesk|ajuda do helpdesk|ajuda|helpdesk|help desk)\b|@helpdesk\b/u;

/** @returns puts a message into a group (name as in the roster) */
export function simulatedGroups(): (inbound: Inbound, name: string) => Inbound {
  const held = createHeld();
  return (inbound, name) => {
    const { what } = inbound;
    const placed = held.through({ ...inbound, group: { id: `group:${name}`, name, addressed: false } });
    const text = what.kind === 'text' ? what.text : what.kind === 'media' ? what.caption : '';
    /** What is quoted and not held was ours. */
    const ours = 'quoted' in what && what.quoted !== undefined && placed.quotes === undefined;
    return { ...placed, group: { id: `group:${name}`, name, addressed: ours || PREFIX.test(fold(text)) } };
  };
}
