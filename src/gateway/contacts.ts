/** Who is it: finds or makes the contact of a turn, with what the roster knows (DESIGN: a phone number is an attribute, never a key). Called by decide. */
import type { Content } from '../content/types.js';
import { alwaysWord } from '../conversation/phrases.js';
import type { Before } from '../store/port.js';
import type { Change } from './change.js';
import type { ChatWhat, Inbound } from './inbound.js';
import type { AddressRow, Contact } from './records.js';
import type { World } from './world.js';

export interface Known {
  readonly contact: Contact;
  readonly row: AddressRow;
  readonly changes: readonly Change[];
}

/** @param opens true where the turn opens WhatsApp's 24-hour window (an inbound message, not a call) */
export function knownContact(before: Before, inbound: Inbound, opens: boolean, content: Content, world: World): Known {
  const contact = withRoster(before.contact ?? newContact(inbound, world), inbound.phone ?? null, content);
  const old = before.addresses.find((each) => each.address === inbound.from);
  const row: AddressRow = {
    address: inbound.from,
    contactId: contact.id,
    via: inbound.via,
    lastInboundAt: opens ? Math.max(old?.lastInboundAt ?? 0, inbound.at) : old?.lastInboundAt ?? null,
    optedOutAt: old?.optedOutAt ?? null,
    quietUntil: old?.quietUntil ?? null,
  };
  const changes: Change[] = [];
  if (contact !== before.contact) changes.push({ do: 'contact.save', contact });
  /** Wrote without a number until now, and is known under it. */
  if (old !== undefined && old.contactId !== contact.id) changes.push({ do: 'contact.join', from: old.contactId, to: contact.id });
  if (old === undefined || old.lastInboundAt !== row.lastInboundAt || old.via !== row.via || old.contactId !== row.contactId) changes.push({ do: 'address.save', address: row });
  return { contact, row, changes };
}

/** The person with this number, who did not write himself (`novo +258...`). @param known as loaded; null = nobody has it yet */
export function contactOfPhone(known: Contact | null, phone: string, content: Content, world: World): Contact {
  return withRoster(known ?? newContact({ phone }, world), phone, content);
}

function newContact(inbound: Pick<Inbound, 'phone' | 'profileName'>, world: World): Contact {
  return {
    id: world.newId(), phone: inbound.phone ?? null, name: inbound.profileName ?? null, role: null, province: null, district: null, language: null,
    source: inbound.profileName === undefined ? 'none' : 'profile', createdAt: world.now, version: 0,
  };
}

/** The roster wins over what a person answered, and is taken up as soon as an import brings it. */
function withRoster(contact: Contact, said: string | null, content: Content): Contact {
  const phone = contact.phone ?? said;
  const entry = phone === null ? undefined : content.roster.get(phone);
  const staff = phone === null ? undefined : content.staff.find((each) => each.phone === phone);
  const numbered = phone === contact.phone ? contact : { ...contact, phone };
  if (entry !== undefined) {
    if (contact.source === 'roster' && contact.name === entry.name && contact.role === entry.role && contact.district === entry.district) return numbered;
    return { ...numbered, name: entry.name, role: entry.role, province: entry.province, district: entry.district, source: 'roster' };
  }
  if (staff !== undefined && (contact.source !== 'roster' || contact.name !== staff.name || contact.role !== staff.role)) {
    return { ...numbered, name: staff.name, role: staff.role, language: contact.language ?? staff.languages[0] ?? null, source: 'roster' };
  }
  return numbered;
}

/** Is a colleague talking with this person? "menu" and the like call the bot back. */
export function isQuiet({ quietUntil }: AddressRow, what: ChatWhat, now: number): boolean {
  if ((quietUntil ?? 0) <= now) return false;
  return what.kind !== 'text' || alwaysWord(what.text) === null;
}
