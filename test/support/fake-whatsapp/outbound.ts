/** From the bot to people: every copy is decrypted as the phones would, then acknowledged, refused or left alone. Used by server.ts. */
import { getAllBinaryNodeChildren, isLidUser, jidNormalizedUser, proto, unpadRandomMax16 } from '@whiskeysockets/baileys';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { receipt } from './deliver.js';
import { deviceJid, nowSeconds } from './types.js';
import type { Person, Sent, Server, Session } from './types.js';

interface Enc {
  readonly jid: string;
  readonly type: string;
  readonly data: Uint8Array;
}

export const find = (wa: Server, jid: string): Person | undefined => wa.byJid.get(jidNormalizedUser(jid));

export async function outbound(wa: Server, session: Session, node: BinaryNode): Promise<void> {
  const { to = '', id = '' } = node.attrs;
  const sent: Sent = { id, to, type: node.attrs['type'], edit: node.attrs['edit'], node, at: Date.now(), copies: [], message: undefined, text: undefined, accepted: true, duplicate: wa.accepted.has(id) };
  const encs = copiesOf(node, to);
  for (const enc of encs) if (enc.type !== 'skmsg') await readCopy(wa, enc, sent);
  const group = encs.find(({ type }) => type === 'skmsg');
  if (group !== undefined) await readGroup(wa, to, group, sent);
  sent.message ??= sent.copies.find((copy) => copy.own !== true && copy.message !== undefined)?.message ?? sent.copies.find((copy) => copy.message !== undefined)?.message;
  sent.text = sent.message?.conversation || sent.message?.extendedTextMessage?.text || undefined;
  const error = typeof wa.ackError === 'function' ? wa.ackError(sent) : wa.ackError;
  sent.accepted = error === null;
  if (sent.accepted) wa.accepted.add(id);
  wa.outbox.push(sent);
  wa.events.emit('outbound', sent);
  if (wa.sendAcks) session.send({ tag: 'ack', attrs: { class: 'message', id, from: to, t: `${nowSeconds()}`, ...(error === null ? {} : { error: `${error}` }) } });
  if (sent.accepted && !to.endsWith('@g.us') && node.attrs['category'] !== 'peer') delivered(wa, to, id);
}

function delivered(wa: Server, to: string, id: string): void {
  const person = find(wa, to);
  if (person === undefined || person === wa.phone || wa.live === null) return;
  const addressing = isLidUser(to) === true ? 'lid' : 'pn';
  if (wa.autoDeliver) receipt(wa, person, id, { addressing });
  if (wa.autoRead) receipt(wa, person, id, { type: 'read', addressing });
}

function copiesOf(node: BinaryNode, jid: string): Enc[] {
  return getAllBinaryNodeChildren(node).flatMap((child) => {
    if (child.tag === 'to') return copiesOf(child, child.attrs['jid'] ?? jid);
    if (child.tag === 'participants') return copiesOf(child, jid);
    return child.tag === 'enc' && child.content instanceof Uint8Array ? [{ jid, type: child.attrs['type'] ?? '', data: child.content }] : [];
  });
}

async function readCopy(wa: Server, { jid, type, data }: Enc, sent: Sent): Promise<void> {
  const person = find(wa, jid);
  if (person === undefined) return;
  try {
    const message = await person.decrypt(deviceJid(wa), type === 'pkmsg' ? 'pkmsg' : 'msg', data);
    const key = message.senderKeyDistributionMessage;
    if (key) await person.repo.processSenderKeyDistributionMessage({ authorJid: deviceJid(wa), item: key });
    sent.copies.push({ to: jid, own: person === wa.phone, message: message.deviceSentMessage?.message ?? message });
  } catch (error) {
    sent.copies.push({ to: jid, error: error instanceof Error ? error.message : String(error) });
  }
}

/** All members must be able to read it: each has a sender key of its own. */
async function readGroup(wa: Server, to: string, { data }: Enc, sent: Sent): Promise<void> {
  for (const person of wa.groups.get(to)?.members ?? []) {
    try {
      sent.message = proto.Message.decode(unpadRandomMax16(await person.repo.decryptGroupMessage({ group: to, authorJid: deviceJid(wa), msg: data })));
    } catch (error) {
      sent.groupError = error instanceof Error ? error.message : String(error);
    }
  }
}
