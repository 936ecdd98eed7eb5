/** WhatsApp's own names of people and groups (jids) against the gateway's addresses. Pure; used by everything in this folder. */
import type { Address } from '../../gateway/inbound.js';

export const PN = '@s.whatsapp.net';
export const LID = '@lid';
export const GROUP = '@g.us';
const HIDDEN = 'whatsapp:lid.';

/** `258841230001:7@s.whatsapp.net` -> `258841230001` where it ends so, else null. */
export function digitsOf(jid: string | null | undefined, server: typeof PN | typeof LID): string | null {
  if (jid === null || jid === undefined || !jid.endsWith(server)) return null;
  const user = jid.slice(0, -server.length).split(/[:_]/u)[0] ?? '';
  return /^\d{5,20}$/u.test(user) ? user : null;
}

export const isGroup = (jid: string | null | undefined): jid is string => jid !== null && jid !== undefined && /^[\d-]+@g\.us$/u.test(jid);

/** Only people and groups speak with us; status, lists and channels do not. */
export const isChatJid = (jid: string | null | undefined): boolean => digitsOf(jid, PN) !== null || digitsOf(jid, LID) !== null || isGroup(jid);

export const groupAddress = (jid: string): Address => `group:${jid.slice(0, -GROUP.length)}`;
export const phoneAddress = (pn: string): Address => `whatsapp:+${pn}`;
export const hiddenAddress = (lid: string): Address => `${HIDDEN}${lid}`;

/** What an address names; null = nobody on WhatsApp. */
export function named(address: Address): { readonly kind: 'pn' | 'lid' | 'group'; readonly id: string } | null {
  const pn = /^whatsapp:\+(\d{5,20})$/u.exec(address)?.[1];
  if (pn !== undefined) return { kind: 'pn', id: pn };
  const lid = /^whatsapp:lid\.(\d{5,20})$/u.exec(address)?.[1];
  if (lid !== undefined) return { kind: 'lid', id: lid };
  const group = /^group:([\d-]+)$/u.exec(address)?.[1];
  return group === undefined ? null : { kind: 'group', id: group };
}
