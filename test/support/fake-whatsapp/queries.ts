/** Answers to the bot's queries (`iq`): keys, who is on WhatsApp, groups, media hosts, settings. Used by server.ts. */
import { generateSignalPubKey, getAllBinaryNodeChildren, getBinaryNodeChild, getBinaryNodeChildBuffer, getBinaryNodeChildString, getBinaryNodeChildren, isPnUser } from '@whiskeysockets/baileys';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { find } from './outbound.js';
import { linkCode } from './pairing.js';
import { nowSeconds } from './types.js';
import type { BotKeys, Group, Server } from './types.js';

export interface Answered {
  readonly content?: BinaryNode[];
  readonly error?: Record<string, string>;
}

const node = (tag: string, attrs: Record<string, string> = {}, content?: BinaryNode['content']): BinaryNode => ({ tag, attrs, ...(content === undefined ? {} : { content }) });
const bytes = (parent: BinaryNode | undefined, tag: string): Buffer => Buffer.from(getBinaryNodeChildBuffer(parent, tag) ?? []);

export async function answer(wa: Server, query: BinaryNode): Promise<Answered> {
  const { xmlns, type, to = '' } = query.attrs;
  const child = getAllBinaryNodeChildren(query)[0] ?? node('none');
  switch (xmlns) {
    case 'encrypt': return encrypt(wa, query, child);
    case 'usync': return { content: [usync(wa, child)] };
    case 'w:g2': return groups(wa, to, child);
    case 'abt': return { content: [node('props', { hash: 'fake' }, [node('prop', { name: '10518', value: 'false' })])] };
    case 'blocklist': return { content: [node('list', {}, [])] };
    case 'privacy': return type === 'get' ? { content: [node('privacy', {}, [node('category', { name: 'readreceipts', value: 'all' })])] } : {};
    case 'w:m': return { content: [node('media_conn', { auth: 'a', ttl: '3600' }, [node('host', { hostname: `127.0.0.1:${wa.ports.https ?? wa.ports.http}`, maxContentLengthBytes: '10485760' })])] };
    case 'w:sync:app:state': return { content: [node('sync', {}, getBinaryNodeChildren(child, 'collection').map(({ attrs }) => node('collection', { name: attrs['name'] ?? '', version: attrs['version'] ?? '0' })))] };
    case 'md':
      if (child.tag === 'link_code_companion_reg') linkCode(wa, child);
      if (child.tag === 'remove-companion-device') {
        wa.linked = false;
        wa.events.emit('unlinked');
      }
      return {};
    default: return {};
  }
}

async function encrypt(wa: Server, query: BinaryNode, child: BinaryNode): Promise<Answered> {
  if (child.tag === 'count') return { content: [node('count', { value: `${wa.botKeys === null ? wa.firstPreKeyCount : 100}` })] };
  if (child.tag === 'digest') return { content: [node('digest')] };
  if (child.tag === 'key') {
    const bundles: BinaryNode[] = [];
    for (const { attrs: { jid = '' } } of getBinaryNodeChildren(child, 'user')) {
      const person = find(wa, jid);
      if (person !== undefined) bundles.push(await person.bundle(jid));
    }
    return { content: [node('list', {}, bundles)] };
  }
  if (query.attrs['type'] === 'set' && getBinaryNodeChild(query, 'identity') !== undefined) {
    wa.botKeys = keysOf(query);
    wa.events.emit('keys');
  }
  return {};
}

function keysOf(upload: BinaryNode): BotKeys {
  const key = (of: BinaryNode | undefined) => ({ keyId: bytes(of, 'id').readUIntBE(0, 3), publicKey: generateSignalPubKey(bytes(of, 'value')) });
  const signed = getBinaryNodeChild(upload, 'skey');
  return {
    registrationId: bytes(upload, 'registration').readUInt32BE(0), identity: bytes(upload, 'identity'),
    signedPreKey: { ...key(signed), signature: bytes(signed, 'signature') },
    preKeys: getBinaryNodeChildren(getBinaryNodeChild(upload, 'list'), 'key').map(key),
  };
}

/** Who is on WhatsApp, with which devices, under which LID. */
function usync(wa: Server, query: BinaryNode): BinaryNode {
  const protocols = new Set(getAllBinaryNodeChildren(getBinaryNodeChild(query, 'query') ?? query).map(({ tag }) => tag));
  const users = getBinaryNodeChildren(getBinaryNodeChild(query, 'list'), 'user').map((user) => {
    const jid = user.attrs['jid'] ?? `${(getBinaryNodeChildString(user, 'contact') ?? '').replace('+', '')}@s.whatsapp.net`;
    const person = find(wa, jid);
    const content: BinaryNode[] = [];
    if (protocols.has('contact')) content.push(node('contact', { type: person?.registered === true ? 'in' : 'out' }));
    if (protocols.has('devices') && person !== undefined) {
      const own = person === wa.phone ? [node('device', { id: `${wa.bot.device}`, 'key-index': '1' })] : [];
      content.push(node('devices', {}, [node('device-list', {}, [node('device', { id: '0' }), ...own])]));
    }
    if (protocols.has('lid') && person?.lid !== undefined && isPnUser(jid) === true) content.push(node('lid', { val: person.lid }));
    return node('user', { jid }, content);
  });
  return node('usync', { index: '0', last: 'true', sid: query.attrs['sid'] ?? '' }, [node('list', {}, users)]);
}

function groups(wa: Server, to: string, child: BinaryNode): Answered {
  if (child.tag === 'participating') return { content: [node('groups', {}, [...wa.groups.values()].map((each) => groupNode(wa, each)))] };
  const group = wa.groups.get(to);
  return group === undefined ? { error: { code: '404', text: 'item-not-found' } } : { content: [groupNode(wa, group)] };
}

function groupNode(wa: Server, { id, subject, members, addressing }: Group): BinaryNode {
  const participants = [...members, wa.phone].map(({ pn, lid }) => node('participant', addressing === 'lid' && lid !== undefined ? { jid: lid, phone_number: pn } : { jid: pn, ...(lid === undefined ? {} : { lid }) }));
  return node('group', { id: id.split('@')[0] ?? '', subject, s_t: `${nowSeconds()}`, creation: `${nowSeconds()}`, addressing_mode: addressing, size: `${members.length + 1}` }, participants);
}
