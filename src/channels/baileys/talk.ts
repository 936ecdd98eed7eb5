/** Everything that is said over the linked device, in both directions: the parts of this folder put together, apart from the socket's life (line.ts). Made by channel.ts. */
import type { GroupMetadata, proto, WAMessageKey } from '@whiskeysockets/baileys';
import type { Logger } from 'winston';
import type { Config } from '../../config.js';
import type { Clock, Received } from '../../context.js';
import type { Content } from '../../content/types.js';
import type { Change } from '../../gateway/change.js';
import type { Address, Inbound } from '../../gateway/inbound.js';
import type { FetchMedia } from '../../gateway/media-job.js';
import type { World } from '../../gateway/world.js';
import { staffByPhone } from '../../helpdesk/staff.js';
import type { LinkedBook } from '../../store/port-linked.js';
import type { Store } from '../../store/port.js';
import type { Sender } from '../port.js';
import { createCalls } from './calls.js';
import { createHeld } from '../held.js';
import { createGroups } from './groups.js';
import type { Groups } from './groups.js';
import { createIdentity } from './identity.js';
import type { Me } from './inbound-mapper.js';
import { groupAddress, isChatJid, isGroup } from './jids.js';
import { createJournal } from './journal.js';
import type { Journal } from './journal.js';
import type { Line, LineListener } from './line-port.js';
import { createLinkedMedia } from './media.js';
import { createReceiver } from './receiver.js';
import { createSender } from './sender.js';

const DAY_MS = 86_400_000;
/** Marks of what was sent and kept: longer than any telephone asks again. */
const KEEP_MS = 30 * DAY_MS;

export interface TalkDeps {
  readonly config: Pick<Config, 'varDir' | 'baileysUrl'>;
  readonly content: () => Content;
  readonly store: Pick<Store, 'handled' | 'load' | 'commit' | 'addressRow'>;
  readonly book: LinkedBook;
  readonly receive: (inbound: Inbound) => Promise<Received>;
  readonly world: () => World;
  readonly committed: (changes: readonly Change[]) => void;
  readonly line: () => Pick<Line, 'socket' | 'state'>;
  /** Groups on the list of the campaign: no word of another one gets through. */
  readonly isRegisteredGroup: (group: Address, name: string) => boolean;
  readonly clock: Clock;
  /** 0..1 */
  readonly random: () => number;
  readonly log: Logger;
}

export interface Talk {
  readonly listener: Required<Omit<LineListener, 'trouble'>>;
  readonly sender: Sender;
  readonly fetchMedia: FetchMedia;
  readonly groups: Groups;
  /** For LineDeps. */
  readonly journal: Pick<Journal, 'wrap' | 'watch'>;
  getMessage(key: WAMessageKey): Promise<proto.IMessage | undefined>;
  cachedGroupMetadata(jid: string): Promise<GroupMetadata | undefined>;
  ignore(jid: string): boolean;
  /** Whose account it is, from the credentials: what an earlier run left is taken up without waiting for the line. */
  known(me: Me): void;
  /** What came is taken up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createTalk(deps: TalkDeps): Talk {
  const { book, clock, log, isRegisteredGroup } = deps;
  const socket = () => deps.line().socket();
  const identity = createIdentity(book);
  const journal = createJournal({ book, now: () => clock.now(), fault: (error) => log.error('an opened message could not be kept', { error }) });
  const groups = createGroups({ identity, book, log, ours: (jid, name) => isRegisteredGroup(groupAddress(jid), name) });
  const registeredGroup = (jid: string): string | null => {
    const name = groups.name(jid);
    return name !== null && isRegisteredGroup(groupAddress(jid), name) ? name : null;
  };
  const apart = ({ phone }: Inbound): boolean => phone !== undefined && staffByPhone(deps.content(), phone) !== undefined;
  const held = createHeld();
  const receiver = createReceiver({ ...deps, receive: (inbound) => deps.receive(held.through(inbound)), identity, journal, socket, apart, registeredGroup, ensureGroup: (jid) => groups.ensure(jid, socket()) });
  const sender = createSender({ ...deps, identity, socket, state: () => deps.line().state(), isRegisteredGroup: (address) => registeredGroup(identity.jidOf(address) ?? '') !== null });
  const calls = createCalls({ ...deps, identity, socket });
  let prune: { cancel(): void } | null = null;

  function pruneDaily(): void {
    book.prune(clock.now() - KEEP_MS);
    prune = clock.after(DAY_MS, pruneDaily);
  }
  pruneDaily();

  return {
    listener: {
      messages: (batch) => receiver.messages(batch),
      updates: (updates) => sender.updates(updates),
      receipts: (updates) => sender.receipts(updates),
      /** Each comes as a message as well, with an id of its own. */
      reactions: () => undefined,
      calls: (events) => calls.calls(events),
      groups: (event) => groups.event(event),
      lidPairs: (pairs) => pairs.forEach(({ lid, pn }) => identity.learn(lid, pn)),
      ack: (verdict) => sender.ack(verdict),
      state(state) {
        if (state.kind !== 'open') return sender.lost();
        receiver.known(state.me);
        const open = socket();
        if (open !== null) void groups.refresh(open);
      },
      reachout: (lock) => sender.reachout(lock),
    },
    sender, groups, journal,
    fetchMedia: createLinkedMedia({ varDir: deps.config.varDir, socket, local: (deps.config.baileysUrl ?? null) !== null }),
    getMessage: (key) => sender.getMessage(key),
    cachedGroupMetadata: (jid) => groups.metadata(jid),
    ignore: (jid) => jid !== '' && (isGroup(jid) ? groups.name(jid) !== null && registeredGroup(jid) === null : !isChatJid(jid) && /@(broadcast|newsletter|g\.us)$/u.test(jid)),
    known: (me) => receiver.known(me),
    async idle() {
      await receiver.idle();
      await Promise.all([sender.idle(), calls.idle()]);
    },
    async stop() {
      prune?.cancel();
      await receiver.stop();
      await Promise.all([sender.idle(), calls.idle()]);
    },
  };
}
