/**
 * What was opened is on disk before the server is told to forget it: Baileys receipts a message first and hands it on afterwards, so a kill in between would
 * lose it. Wraps the Signal repository of every socket; what was never handled is handed on at the next start. Made by talk.ts, put into the socket by line.ts.
 */
import { decodeMessageNode, proto, unpadRandomMax16 } from '@whiskeysockets/baileys';
import type { BinaryNode, SocketConfig, WAMessage, WASocket } from '@whiskeysockets/baileys';
import type { LinkedBook, Opened } from '../../store/port-linked.js';
import type { Me } from './inbound-mapper.js';

type MakeRepository = SocketConfig['makeSignalRepository'];

export interface Journal {
  /** Given to the socket in place of Baileys' own `makeSignalRepository`. */
  wrap(make: MakeRepository): MakeRepository;
  /** Before anything can arrive on a new socket. */
  watch(sock: Pick<WASocket, 'ws'>): void;
  /** These are handled, or nothing is to be done about them. */
  done(ids: readonly string[]): void;
  /** What was opened before this (ms UTC) and never handled, as Baileys would have handed it on. */
  left(me: Me, before: number): WAMessage[];
}

export interface JournalDeps {
  readonly book: Pick<LinkedBook, 'opened' | 'saveOpened' | 'dropOpened'>;
  readonly now: () => number;
  readonly fault: (error: unknown) => void;
}

export function createJournal({ book, now, fault }: JournalDeps): Journal {
  /** The sender and id of an encrypted part: the very object that Baileys hands to the repository. */
  const parts = new WeakMap<Uint8Array, BinaryNode['attrs']>();

  function keep(part: Uint8Array, plain: Uint8Array, padded: boolean): void {
    const attrs = parts.get(part);
    const id = attrs?.['id'];
    if (attrs === undefined || id === undefined) return;
    try {
      book.saveOpened({ id, stanza: JSON.stringify(attrs), plain: padded ? unpadRandomMax16(plain) : plain }, now());
    } catch (error) {
      fault(error);
    }
  }

  return {
    wrap: (make) => (...args) => {
      const repository = make(...args);
      const direct = repository.decryptMessage.bind(repository);
      const ofGroup = repository.decryptGroupMessage.bind(repository);
      repository.decryptMessage = async (part) => {
        const plain = await direct(part);
        keep(part.ciphertext, plain, true);
        return plain;
      };
      repository.decryptGroupMessage = async (part) => {
        const plain = await ofGroup(part);
        keep(part.msg, plain, true);
        return plain;
      };
      return repository;
    },
    watch({ ws }) {
      ws.on('CB:message', (node: BinaryNode) => {
        if (!Array.isArray(node.content)) return;
        for (const { tag, content } of node.content) {
          if (!(content instanceof Uint8Array) || (tag !== 'enc' && tag !== 'plaintext')) continue;
          parts.set(content, node.attrs);
          if (tag === 'plaintext') keep(content, content, false);
        }
      });
    },
    done: (ids) => {
      if (ids.length > 0) book.dropOpened(ids);
    },
    left(me, before) {
      const byId = new Map<string, WAMessage>();
      const unreadable: string[] = [];
      for (const row of book.opened(before)) {
        try {
          byId.set(row.id, together(byId.get(row.id), row, me));
        } catch (error) {
          unreadable.push(row.id);
          fault(error);
        }
      }
      if (unreadable.length > 0) book.dropOpened(unreadable);
      return [...byId.values()];
    },
  };
}

/** A message of several parts (a group's key and the words) is one. */
function together(before: WAMessage | undefined, { stanza, plain }: Opened, me: Me): WAMessage {
  const opened = proto.Message.decode(plain);
  const words = opened.deviceSentMessage?.message ?? opened;
  if (before !== undefined) return { ...before, message: { ...before.message, ...words } };
  const { fullMessage } = decodeMessageNode({ tag: 'message', attrs: JSON.parse(stanza) as BinaryNode['attrs'] }, me.pn, me.lid ?? '');
  return { ...fullMessage, message: words };
}
