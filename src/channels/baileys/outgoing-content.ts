/** A row of the outbox -> what WhatsApp is given: words (menus are numbered in them already), a contact card, and the id that is always the same for the row. Pure; used by sender.ts. */
import { createHash } from 'node:crypto';
import type { AnyMessageContent, proto } from '@whiskeysockets/baileys';
import type { OutBody, OutMessage } from '../../gateway/records.js';

/** As WhatsApp's own ids look. A repeat under the same id is recognised by server and telephone. */
export const waIdOf = (messageId: string): string => `3EB0${createHash('sha256').update(messageId).digest('hex').slice(0, 18).toUpperCase()}`;

/** A card goes as a message of its own after its words. */
export const cardIdOf = (messageId: string): string => waIdOf(`${messageId}/card`);

/** Without a look at links in it: that would fetch them from here. Null = not to be written. */
export const wordsOf = (body: OutBody): AnyMessageContent | null => (body.kind === 'call' ? null : { text: body.text, linkPreview: null });

export function cardOf(body: OutBody): AnyMessageContent | null {
  return body.kind !== 'card' ? null : { contacts: { displayName: body.name, contacts: [{ displayName: body.name, vcard: vcard(body.name, body.phone) }] } };
}

function vcard(name: string, phone: string): string {
  const plain = name.replace(/[\r\n]+/gu, ' ').replace(/([\\;,])/gu, '\\$1');
  return ['BEGIN:VCARD', 'VERSION:3.0', `FN:${plain}`, `N:;${plain};;;`, `TEL;type=CELL;type=VOICE;waid=${phone.replace(/\D/gu, '')}:${phone}`, 'END:VCARD'].join('\n');
}

/** What is sent again when a telephone could not read it. */
export const protoOf = ({ body }: Pick<OutMessage, 'body'>): proto.IMessage | undefined => (body.kind === 'call' ? undefined : { extendedTextMessage: { text: body.text } });
