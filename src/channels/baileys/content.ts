/** The content of a WhatsApp message -> what the person says (all kinds of baileys.md section 6). Pure; used by inbound-mapper.ts. */
import { normalizeMessageContent, toNumber } from '@whiskeysockets/baileys';
import type { proto, WAMessageKey } from '@whiskeysockets/baileys';
import type { ChatWhat, MediaKind, MediaRef } from '../../gateway/inbound.js';
import { words } from '../twilio-messages.js';
import { descriptorUrl } from './descriptor.js';
import type { Stored } from './descriptor.js';

const MAX_NAME = 200;
/** A contact card is kept in the row itself. */
const MAX_CARD = 65_536;
const MAX_CARDS = 10;

type Content = proto.IMessage;
type File = proto.Message.IImageMessage & proto.Message.IVideoMessage & proto.Message.IAudioMessage & proto.Message.IDocumentMessage;

/** Accompanies something else, or is no word to us: votes, keys, pins, announced albums, calls. */
const SILENT: ReadonlySet<string> = new Set([
  'senderKeyDistributionMessage', 'messageContextInfo', 'protocolMessage', 'pollUpdateMessage', 'encReactionMessage', 'keepInChatMessage', 'pinInChatMessage',
  'secretEncryptedMessage', 'encEventResponseMessage', 'placeholderMessage', 'albumMessage', 'call', 'callLogMesssage', 'bcallMessage', 'fastRatchetKeySenderKeyDistributionMessage',
  'stickerSyncRmrMessage', 'messageHistoryBundle', 'messageHistoryNotice', 'commentMessage', 'encCommentMessage', 'deviceSentMessage', 'newsletterAdminInviteMessage', 'statusMentionMessage',
]);

/** Without its wrappers (disappearing, seen once, with caption, edited). */
export const unwrapped = (message: Content | null | undefined): Content | undefined => normalizeMessageContent(message ?? undefined) ?? undefined;

/** Context of whatever kind it is: the quoted message, the mentioned people. */
export function contextOf(content: Content | undefined): proto.IContextInfo | null {
  for (const part of Object.values(content ?? {})) {
    if (typeof part === 'object' && part !== null && 'contextInfo' in part) return (part as { contextInfo?: proto.IContextInfo | null }).contextInfo ?? null;
  }
  return null;
}

/** Words of a message of any kind: text or caption. */
export function textOf(message: Content | null | undefined): string {
  const content = unwrapped(message);
  return words(content?.conversation ?? content?.extendedTextMessage?.text ?? content?.imageMessage?.caption ?? content?.videoMessage?.caption ?? content?.documentMessage?.caption ?? undefined);
}

/** @returns null where there is nothing that was said to us */
export function whatOf(content: Content, key: WAMessageKey): ChatWhat | null {
  const kind = Object.keys(content).find((each) => content[each as keyof Content] !== null && content[each as keyof Content] !== undefined && !SILENT.has(each));
  if (kind === undefined) return null;
  const quoted = contextOf(content)?.stanzaId;
  const reply = quoted === null || quoted === undefined || quoted === '' ? {} : { quoted };
  const choice = choiceOf(content);
  if (choice !== null) return { ...choice, ...reply };
  const media = filesOf(content, key);
  if (media.length > 0) return { kind: 'media', media, caption: textOf(content), ...reply };
  const place = placeOf(content);
  if (place !== null) return { ...place, ...reply };
  const text = textOf(content);
  return text === '' ? { kind: 'unknown', type: kind.replace(/Message$/u, '').slice(0, MAX_NAME) } : { kind: 'text', text, ...reply };
}

/** A tap on a button or a row, of other clients or of templates. */
function choiceOf({ buttonsResponseMessage: button, listResponseMessage: list, templateButtonReplyMessage: template, interactiveResponseMessage: flow }: Content): ChatWhat | null {
  if (button) return choice(button.selectedButtonId, button.selectedDisplayText);
  if (list) return choice(list.singleSelectReply?.selectedRowId, list.title);
  if (template) return choice(template.selectedId, template.selectedDisplayText);
  return flow ? choice(idOfFlow(flow.nativeFlowResponseMessage?.paramsJson), flow.body?.text) : null;
}

/** A tap without an id is the text it shows. */
function choice(id: string | null | undefined, title: string | null | undefined): ChatWhat {
  const shown = words(title ?? undefined, MAX_NAME);
  const choiceId = words(id ?? undefined, MAX_NAME);
  if (choiceId === '') return shown === '' ? { kind: 'unknown', type: 'choice' } : { kind: 'text', text: shown };
  return { kind: 'choice', choiceId, title: shown };
}

function idOfFlow(json: string | null | undefined): string | undefined {
  try {
    const params = JSON.parse(json ?? '') as unknown;
    const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

/** @param key of the message that holds them */
export function filesOf(content: Content, key: WAMessageKey): MediaRef[] {
  const { imageMessage: image, videoMessage: video, ptvMessage: round, audioMessage: audio, documentMessage: document, contactMessage: card, contactsArrayMessage: cards } = content;
  if (image) return stored(image, 'image', key);
  if (video || round) return stored(video ?? round ?? {}, 'video', key);
  if (audio) return stored(audio, 'audio', key);
  if (document) return stored(document, 'document', key);
  return [card, ...(cards?.contacts ?? [])].slice(0, MAX_CARDS + 1).flatMap((each) => (each ? cardOf(each) : []));
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function stored(file: File, type: Stored['type'], key: WAMessageKey): MediaRef[] {
  const { mediaKey, directPath, url, fileLength, fileSha256 } = file;
  const mime = (file.mimetype ?? '').toLowerCase() || 'application/octet-stream';
  const kind: MediaKind = type;
  const name = words(file.fileName ?? file.title ?? undefined, MAX_NAME);
  const named = type === 'document' && name !== '' ? { fileName: name } : {};
  /** Without its key nobody can read it: the job says that it is lost. */
  const descriptor: Stored = {
    type, mediaKey: base64(mediaKey ?? new Uint8Array()), length: toNumber(fileLength ?? 0),
    key: { remoteJid: key.remoteJid ?? '', id: key.id ?? '', fromMe: key.fromMe === true, ...(key.participant ? { participant: key.participant } : {}) },
    ...(directPath?.startsWith('/') === true ? { path: directPath } : {}), ...(url ? { url } : {}), ...(fileSha256?.length === 32 ? { sha256: base64(fileSha256) } : {}),
  };
  return [{ kind, url: descriptorUrl(descriptor), mime, ...named }];
}

function cardOf({ vcard, displayName }: proto.Message.IContactMessage): MediaRef[] {
  if (!vcard || vcard.length > MAX_CARD) return [];
  const name = words(displayName ?? undefined, MAX_NAME);
  return [{ kind: 'contact', url: descriptorUrl({ inline: base64(Buffer.from(vcard)) }), mime: 'text/vcard', ...(name === '' ? {} : { fileName: `${name}.vcf` }) }];
}

function placeOf({ locationMessage: place, liveLocationMessage: live }: Content): ChatWhat | null {
  const latitude = place?.degreesLatitude ?? live?.degreesLatitude ?? Number.NaN;
  const longitude = place?.degreesLongitude ?? live?.degreesLongitude ?? Number.NaN;
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null;
  const label = words([place?.name, place?.address, live?.caption].filter((each) => each !== null && each !== undefined && each !== '').join(', '), 2 * MAX_NAME);
  return { kind: 'location', latitude, longitude, ...(label === '' ? {} : { label }) };
}
