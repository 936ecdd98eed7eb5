/** A message of WhatsApp -> an Inbound, a message to be asked for again, or nothing. Pure and table-tested; called by receiver.ts. */
import { proto, toNumber } from '@whiskeysockets/baileys';
import type { WAMessage } from '@whiskeysockets/baileys';
import { fold } from '../../conversation/words.js';
import type { AsideWhat, ChatWhat, Inbound, QuotedMessage } from '../../gateway/inbound.js';
import { words } from '../twilio-messages.js';
import { contextOf, filesOf, textOf, unwrapped, whatOf } from './content.js';
import type { Who } from './identity.js';
import { digitsOf, groupAddress, isChatJid, isGroup, LID, PN } from './jids.js';

export interface MapperDeps {
  readonly me: Me;
  readonly who: (jid: string | null | undefined, alt?: string | null) => Who | null;
  /** The name of a group on the list of the campaign; null = of any other one no word gets through. */
  readonly registeredGroup: (jid: string) => string | null;
  /** A message that this gateway sent. */
  readonly isOurs: (id: string) => boolean;
  /** Ms UTC. */
  readonly now: number;
}

export interface Me {
  readonly pn: string;
  readonly lid: string | null;
}

export type Mapped =
  | { readonly kind: 'inbound'; readonly inbound: Inbound; readonly author: string; readonly who: Who }
  /** Could not be opened; it may come again under the same id. `inbound` asks the person to send it again. */
  | { readonly kind: 'unreadable'; readonly id: string; readonly inbound: Inbound }
  | { readonly kind: 'ignored'; readonly why: 'chat' | 'group' | 'own' | 'empty' | 'nobody' };

const { CIPHERTEXT } = proto.WebMessageInfo.StubType;
const { REVOKE, MESSAGE_EDIT } = proto.Message.ProtocolMessage.Type;
const MAX_NAME = 200;
const PREFIX = /^(ajuda helpdesk|ajuda|helpdesk)(?![\p{L}\p{N}])/u;

const ignored = (why: Extract<Mapped, { kind: 'ignored' }>['why']): Mapped => ({ kind: 'ignored', why });

/** @param type `append`: was sent while we were away */
export function mapMessage(message: WAMessage, type: 'notify' | 'append', deps: MapperDeps): Mapped {
  const { key } = message;
  const chat = key.remoteJid;
  if (!key.id || !isChatJid(chat) || isMe(chat, deps.me)) return ignored('chat');
  const group = isGroup(chat);
  const name = group ? deps.registeredGroup(chat) : null;
  if (group && name === null) return ignored('group');
  const author = group ? key.participant : chat;
  const who = deps.who(author, group ? key.participantAlt : key.remoteJidAlt);
  if (who === null || !author) return ignored('nobody');
  const content = unwrapped(message.message);
  const base = baseOf(message, who, deps);
  if (key.fromMe === true) return typedByUs(message, type, content, base, author, who, deps);
  if (content === undefined) return unopened(message, base, author, who, group);
  const place = group ? { group: { id: groupAddress(chat), name: name ?? '', addressed: isAddressed(content, deps.me) } } : {};
  const what = asideOf(content) ?? said(content, message, group, deps.me);
  if (what === null) return ignored('empty');
  const quotes = quotesOf(content, chat ?? '', deps);
  return { kind: 'inbound', author, who, inbound: { ...base, ...place, ...(quotes === null ? {} : { quotes }), what } };
}

type Base = Omit<Inbound, 'what'>;

function baseOf({ key, messageTimestamp, pushName, verifiedBizName }: WAMessage, who: Who, { me, now }: MapperDeps): Base {
  const sentAt = toNumber(messageTimestamp ?? 0) * 1000;
  const name = words(pushName ?? verifiedBizName ?? undefined, MAX_NAME);
  return {
    channel: 'whatsapp', id: key.id ?? '', via: 'baileys', ...who, to: `+${digitsOf(me.pn, PN) ?? ''}`,
    ...(name === '' || key.fromMe === true ? {} : { profileName: name }), at: sentAt > 0 ? Math.min(sentAt, now) : now, receivedAt: now,
  };
}

/** Our own, or what a colleague typed on the helpdesk's phone. What was typed while we were away pauses nobody any more. */
function typedByUs({ key }: WAMessage, type: 'notify' | 'append', content: proto.IMessage | undefined, base: Base, author: string, who: Who, deps: MapperDeps): Mapped {
  if (type !== 'notify' || isGroup(key.remoteJid) || content === undefined || deps.isOurs(key.id ?? '') || content.reactionMessage) return ignored('own');
  const what = whatOf(content, key);
  if (what === null) return ignored('own');
  return { kind: 'inbound', author, who, inbound: { ...base, what: { kind: 'human', text: wordsOf(what) } } };
}

const wordsOf = (what: ChatWhat): string => {
  if (what.kind === 'text') return what.text;
  return what.kind === 'media' ? what.caption : what.kind === 'location' ? what.label ?? '' : '';
};

/** A stub is not the message: the same id may come again in words. Notices of groups and taken-back messages say nothing. */
function unopened({ key, messageStubType }: WAMessage, base: Base, author: string, who: Who, group: boolean): Mapped {
  const seenOnce = key.isViewOnce === true;
  if (group || (messageStubType !== CIPHERTEXT && !seenOnce)) return ignored('empty');
  if (seenOnce) return { kind: 'inbound', author, who, inbound: { ...base, what: { kind: 'unknown', type: 'viewOnce' } } };
  return { kind: 'unreadable', id: base.id, inbound: { ...base, id: `${base.id}:undecryptable`, what: { kind: 'unknown', type: 'undecryptable' } } };
}

/** Reactions, edits and deletions. The `key` in them is as the sender sees it: only the id counts. */
function asideOf({ reactionMessage: reaction, protocolMessage: protocol }: proto.IMessage): AsideWhat | null {
  if (reaction?.key?.id) return { kind: 'reaction', emoji: words(reaction.text ?? undefined, 32), target: reaction.key.id };
  const target = protocol?.key?.id;
  if (!protocol || !target) return null;
  if (protocol.type === REVOKE) return { kind: 'deleted', target };
  return protocol.type === MESSAGE_EDIT ? { kind: 'edited', target, text: textOf(protocol.editedMessage) } : null;
}

function said(content: proto.IMessage, { key }: WAMessage, group: boolean, me: Me): ChatWhat | null {
  const what = whatOf(content, key);
  if (what === null || !group) return what;
  if (what.kind === 'text') return { ...what, text: withoutMention(what.text, me) };
  return what.kind === 'media' ? { ...what, caption: withoutMention(what.caption, me) } : what;
}

/** `@70000000000001 ajuda` -> `ajuda`: the name of a mentioned person is only digits in the text. */
const withoutMention = (text: string, me: Me): string =>
  text.replace(/@(\d{5,20})(?!\d)\s*/gu, (all, digits: string) => (digits === digitsOf(me.lid, LID) || digits === digitsOf(me.pn, PN) ? '' : all)).trim();

const isMe = (jid: string | null | undefined, { pn, lid }: Me): boolean => {
  const own = digitsOf(jid, LID);
  return own === null ? digitsOf(jid, PN) !== null && digitsOf(jid, PN) === digitsOf(pn, PN) : own === digitsOf(lid, LID);
};

function isAddressed(content: proto.IMessage, me: Me): boolean {
  const context = contextOf(content);
  if (context?.mentionedJid?.some((jid) => isMe(jid, me)) === true) return true;
  if (context?.stanzaId && isMe(context.participant, me)) return true;
  return PREFIX.test(fold(withoutMention(textOf(content), me)));
}

/** The quoted message as WhatsApp hands it along: its author may be hidden, its files still have their keys. */
function quotesOf(content: proto.IMessage, chat: string, { who, me }: MapperDeps): QuotedMessage | null {
  const context = contextOf(content);
  const quoted = unwrapped(context?.quotedMessage);
  if (!context?.stanzaId || quoted === undefined) return null;
  const author = context.participant ?? (isGroup(chat) ? null : chat);
  const known = who(author);
  if (known === null) return null;
  const own = isMe(author, me);
  const key = { remoteJid: chat, id: context.stanzaId, fromMe: own, ...(isGroup(chat) && author ? { participant: author } : {}) };
  return { id: context.stanzaId, author: known.from, ...(known.phone === undefined ? {} : { phone: known.phone }), text: textOf(quoted), media: filesOf(quoted, key) };
}
