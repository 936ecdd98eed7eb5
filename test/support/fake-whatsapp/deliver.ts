/** From people to the bot: messages (encrypted, in groups, in plain), receipts, requests to send again, group news, calls, and what the helpdesk's own phone types. Used by server.ts. */
import { KEY_BUNDLE_TYPE, encodeBigEndian, encodeWAMessage, generateSignalPubKey, getBinaryNodeChild, getBinaryNodeChildBuffer, getBinaryNodeChildren, proto } from '@whiskeysockets/baileys';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { deviceJid, nowSeconds } from './types.js';
import type { Cipher, Entry, Group, Person, SayOptions, Server } from './types.js';

export function send(wa: Server, node: BinaryNode): void {
  if (wa.live === null) throw new Error('no client is online');
  wa.live.send(node);
}

export const asMessage = (message: string | proto.IMessage): proto.IMessage => (typeof message === 'string' ? { conversation: message } : message);

/** Kept until a receipt comes; delivered at once where a client is online. @returns the message's id */
export async function say(wa: Server, person: Person, message: string | proto.IMessage, options: SayOptions = {}): Promise<string> {
  const entry: Entry = { person, message: asMessage(message), options: { id: wa.nextId(), t: nowSeconds(), addressing: 'pn', ...options } };
  wa.pending.push(entry);
  wa.history.set(entry.options.id, entry);
  if (wa.live?.loggedIn === true && options.hold !== true && !wa.deaf) await deliver(wa, entry, false);
  return entry.options.id;
}

export async function deliver(wa: Server, { person, message, options }: Entry, offline: boolean): Promise<void> {
  const { id, t, group, bare } = options;
  const inLid = (group === undefined ? options.addressing : group.addressing) === 'lid' && person.lid !== undefined;
  const jid = inLid ? person.lid ?? person.pn : person.pn;
  const attrs = {
    from: group?.id ?? jid, ...(group === undefined ? {} : { participant: jid }), id, t: `${t}`, type: options.stanzaType ?? 'text', notify: person.name,
    ...(bare === true ? {} : otherAddress(person, inLid, group !== undefined)), ...(offline ? { offline: '0' } : {}),
  };
  const content = options.plaintext === true || wa.botKeys === null
    ? [{ tag: 'plaintext', attrs: {}, content: proto.Message.encode(message).finish() }]
    : group === undefined ? [direct(await person.encrypt(deviceJid(wa), message), options)] : await inGroup(wa, person, group, jid, message, options);
  send(wa, { tag: 'message', attrs, content });
}

function otherAddress({ pn, lid }: Person, inLid: boolean, group: boolean): Record<string, string> {
  if (group) return inLid ? { addressing_mode: 'lid', participant_pn: pn } : { addressing_mode: 'pn', ...(lid === undefined ? {} : { participant_lid: lid }) };
  return inLid ? { addressing_mode: 'lid', sender_pn: pn } : lid === undefined ? {} : { sender_lid: lid };
}

function direct({ type, ciphertext }: Cipher, { corrupt, retryCount }: Entry['options']): BinaryNode {
  const bytes = Buffer.from(ciphertext);
  if (corrupt !== undefined && corrupt !== false) bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 0xff;
  return { tag: 'enc', attrs: { v: '2', type, ...(retryCount === undefined ? {} : { count: `${retryCount}` }) }, content: bytes };
}

async function inGroup(wa: Server, person: Person, group: Group, jid: string, message: proto.IMessage, { corrupt }: Entry['options']): Promise<BinaryNode[]> {
  const { ciphertext, senderKeyDistributionMessage } = await person.repo.encryptGroupMessage({ group: group.id, meId: jid, data: encodeWAMessage(proto.Message.create(message)) });
  const content: BinaryNode[] = [];
  if (!person.senderKeySent.has(group.id)) {
    person.senderKeySent.add(group.id);
    const key = await person.encrypt(deviceJid(wa), { senderKeyDistributionMessage: { groupId: group.id, axolotlSenderKeyDistributionMessage: senderKeyDistributionMessage } });
    content.push({ tag: 'enc', attrs: { v: '2', type: key.type }, content: key.ciphertext });
  }
  content.push({ tag: 'enc', attrs: { v: '2', type: 'skmsg' }, content: corrupt === undefined || corrupt === false ? ciphertext : Buffer.from(ciphertext).fill(1, 20) });
  return content;
}

/** The server repeats what it has no receipt for. */
export async function again(wa: Server, id: string): Promise<void> {
  const entry = wa.history.get(id);
  if (entry === undefined) throw new Error(`nothing was said under ${id}`);
  await deliver(wa, entry, false);
}

/** The bot could not read a message: it comes once more, whole, under the same id. */
export async function sendAgain(wa: Server, retry: BinaryNode): Promise<void> {
  const entry = wa.history.get(retry.attrs['id'] ?? '');
  if (entry === undefined || entry.options.neverRetry === true) return;
  entry.person.sessionWith.delete(deviceJid(wa));
  entry.person.senderKeySent.clear();
  entry.options = { ...entry.options, corrupt: entry.options.corrupt === 'always' ? 'always' : false, retryCount: 1 };
  const key = getBinaryNodeChild(getBinaryNodeChild(retry, 'keys'), 'key');
  const keyId = getBinaryNodeChildBuffer(key, 'id');
  const value = getBinaryNodeChildBuffer(key, 'value');
  if (keyId !== undefined && value !== undefined) wa.botKeys?.preKeys.unshift({ keyId: Buffer.from(keyId).readUIntBE(0, 3), publicKey: generateSignalPubKey(value) });
  await deliver(wa, entry, false);
}

/** Somebody types on the helpdesk's own phone: linked devices see it as fromMe. */
export async function phoneSays(wa: Server, person: Person, message: string | proto.IMessage, id = wa.nextId()): Promise<string> {
  const { type, ciphertext } = await wa.phone.encrypt(deviceJid(wa), { deviceSentMessage: { destinationJid: person.pn, message: asMessage(message) } });
  send(wa, {
    tag: 'message', content: [{ tag: 'enc', attrs: { v: '2', type }, content: ciphertext }],
    attrs: { from: wa.bot.pn, recipient: person.pn, id, t: `${nowSeconds()}`, type: 'text', notify: wa.phone.name, ...(person.lid === undefined ? {} : { peer_recipient_lid: person.lid }) },
  });
  return id;
}

export interface ReceiptOptions {
  readonly type?: 'read' | 'played';
  readonly group?: Group;
  readonly addressing?: 'pn' | 'lid';
}

export function receipt(wa: Server, person: Person, ids: string | readonly string[], { type, group, addressing = 'pn' }: ReceiptOptions = {}): void {
  const jid = addressing === 'lid' ? person.lid ?? person.pn : person.pn;
  const [id = '', ...rest] = typeof ids === 'string' ? [ids] : ids;
  send(wa, {
    tag: 'receipt', attrs: { from: group?.id ?? jid, ...(group === undefined ? {} : { participant: jid }), id, t: `${nowSeconds()}`, ...(type === undefined ? {} : { type }) },
    ...(rest.length === 0 ? {} : { content: [{ tag: 'list', attrs: {}, content: rest.map((each) => ({ tag: 'item', attrs: { id: each } })) }] }),
  });
}

/** The person's phone could not read what the bot sent. */
export async function askRetry(wa: Server, person: Person, id: string, count = 1): Promise<void> {
  const bundle = await person.bundle(person.pn);
  send(wa, {
    tag: 'receipt', attrs: { from: person.pn, id, t: `${nowSeconds()}`, type: 'retry' }, content: [
      { tag: 'retry', attrs: { count: `${count}`, id, t: `${nowSeconds()}`, v: '1' } },
      { tag: 'registration', attrs: {}, content: encodeBigEndian(person.creds.registrationId) },
      { tag: 'keys', attrs: {}, content: [{ tag: 'type', attrs: {}, content: KEY_BUNDLE_TYPE }, ...['identity', 'key', 'skey'].flatMap((tag) => getBinaryNodeChildren(bundle, tag))] },
    ],
  });
}

/** @param what as `{ tag: 'remove', attrs: {}, content: [participant] }` */
export function groupEvent(wa: Server, group: Group, what: BinaryNode, by: Person): void {
  send(wa, { tag: 'notification', attrs: { from: group.id, id: wa.nextId(), type: 'w:gp2', t: `${nowSeconds()}`, participant: by.lid ?? by.pn, ...(by.lid === undefined ? {} : { participant_pn: by.pn }) }, content: [what] });
}

export const participant = ({ pn, lid }: Person): BinaryNode => ({ tag: 'participant', attrs: lid === undefined ? { jid: pn } : { jid: lid, phone_number: pn } });

/** The person rings the helpdesk's number. @returns the call's id */
export function call(wa: Server, person: Person, what: 'offer' | 'terminate' = 'offer', callId = wa.nextId()): string {
  send(wa, { tag: 'call', attrs: { from: person.pn, id: wa.nextId(), t: `${nowSeconds()}`, notify: person.name }, content: [{ tag: what, attrs: { 'call-id': callId, 'call-creator': person.pn, caller_pn: person.pn } }] });
  return callId;
}
