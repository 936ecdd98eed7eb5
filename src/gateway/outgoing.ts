/** Makes outbox rows: to the person of this turn, to staff, to a phone number. Pure; used by every part of decide. */
import type { StaffMember, Content } from '../content/types.js';
import type { OutChoice } from '../conversation/rendered.js';
import { splitText } from '../conversation/split.js';
import type { Change } from './change.js';
import type { Address, Via } from './inbound.js';
import type { Contact, Language, NewOutMessage, OutBody, TemplateUse } from './records.js';
import type { World } from './world.js';

export interface Recipient {
  readonly address: Address;
  readonly contactId: string | null;
  readonly via: Via;
  /** Where to go when this way is closed for good. */
  readonly fallback: Address | null;
}

export interface Words {
  readonly text: string;
  readonly choices?: readonly OutChoice[];
  readonly menu?: string;
}

export interface Outgoing {
  readonly purpose: NewOutMessage['purpose'];
  readonly ticket?: string | null;
  readonly template?: TemplateUse | null;
}

export function channelOf(address: Address): 'whatsapp' | 'sms' | 'voice' {
  if (address.startsWith('whatsapp:') || address.startsWith('group:')) return 'whatsapp';
  return address.startsWith('sms:') ? 'sms' : 'voice';
}

export function queue(to: Recipient, body: OutBody, options: Outgoing, world: World): Change {
  return {
    do: 'message.queue',
    message: {
      id: world.newId(), to: to.address, contactId: to.contactId, channel: channelOf(to.address), via: to.via, body,
      template: options.template ?? null, fallback: to.fallback, ticket: options.ticket ?? null, purpose: options.purpose,
      nextAt: world.now, createdAt: world.now,
    },
  };
}

/** One row per part of at most 1,600 characters (Twilio 21617), in order; the choices go with the last part. */
export function queueWords(to: Recipient, words: Words, options: Outgoing, world: World): Change[] {
  const parts = splitText(words.text);
  return parts.map((text, index) => {
    const last = index === parts.length - 1;
    const body: OutBody = {
      kind: 'text', text,
      ...(last && words.choices !== undefined ? { choices: words.choices } : {}),
      ...(last && parts.length === 1 && words.menu !== undefined ? { menu: words.menu } : {}),
    };
    return queue(to, body, { ...options, template: last ? options.template ?? null : null }, world);
  });
}

/** A phone number that wrote or called us is reached on WhatsApp first, then by SMS. Null when no way out is configured. */
export function recipientOfPhone(phone: string | null, contactId: string | null, world: World, via: Via | null = world.via): Recipient | null {
  if (phone === null || via === null) return null;
  const sms = world.ways.sms ? `sms:${phone}` : null;
  if (world.ways.whatsapp) return { address: `whatsapp:${phone}`, contactId, via, fallback: sms };
  return sms === null ? null : { address: sms, contactId, via, fallback: null };
}

export function recipientOfStaff(member: StaffMember, world: World): Recipient | null {
  return recipientOfPhone(member.phone, null, world);
}

export const languageOf = (contact: Contact | null): Language => contact?.language ?? 'pt';

/** A template outside the 24-hour window, only where the catalogue has it. */
export function templateUse(content: Content, key: string, vars: readonly (string | number)[], language: Language): TemplateUse | null {
  const entry = content.templates[key];
  return entry === undefined ? null : { key, vars: vars.map((each) => String(each).replace(/\s+/gu, ' ').trim() || '-'), language };
}
