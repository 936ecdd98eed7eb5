/** `helpdesk pair`: links the WhatsApp number of WHATSAPP=baileys; says what is missing where that way is not in use. */
import { FAULT, complain } from './io.js';
import type { Io } from './io.js';

export function pair(io: Io): number {
  const { whatsapp } = io.config();
  complain(io, whatsapp === 'baileys'
    ? 'pair: WHATSAPP=baileys is not part of this version; use WHATSAPP=twilio or the simulator'
    : `pair belongs to WHATSAPP=baileys; this gateway has WHATSAPP=${whatsapp}, which needs no pairing`);
  return FAULT;
}
