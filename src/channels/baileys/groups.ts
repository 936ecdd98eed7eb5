/** What is known of the groups we are in: members with their numbers and who administers them, kept up by events, so that no send asks the server. Made by talk.ts. */
import type { GroupMetadata, GroupParticipant, WASocket } from '@whiskeysockets/baileys';
import type { Logger } from 'winston';
import { fold } from '../../conversation/words.js';
import type { Address } from '../../gateway/inbound.js';
import type { LinkedBook } from '../../store/port-linked.js';
import type { Identity } from './identity.js';
import { groupAddress, isGroup, named, GROUP } from './jids.js';
import type { GroupEvent } from './line-port.js';

export interface Member {
  readonly address: Address;
  /** E.164 where known. */
  readonly phone: string | null;
  readonly admin: boolean;
}

export interface Groups {
  /** For every send to a group. */
  metadata(jid: string): Promise<GroupMetadata | undefined>;
  event(event: GroupEvent): void;
  /** Asks for all groups once, when the line opens. Never throws. */
  refresh(socket: Pick<WASocket, 'groupFetchAllParticipating'>): Promise<void>;
  /** Asks for one group of which nothing was heard yet. Never throws. */
  ensure(jid: string, socket: Pick<WASocket, 'groupMetadata'> | null): Promise<void>;
  /** The subject; also of an earlier run. Null = never heard of it. */
  name(jid: string): string | null;
  members(group: Address): readonly Member[];
  /** Groups that we are in, by address, with their names. */
  list(): readonly { readonly address: Address; readonly name: string }[];
  /** Is this person (address or number) an administrator of the group? */
  isAdmin(group: Address, who: string): boolean;
}

export interface GroupsDeps {
  readonly identity: Identity;
  readonly book: Pick<LinkedBook, 'groupName' | 'nameGroup'>;
  /** On the list of the campaign: of the people of other groups nothing is kept. */
  readonly ours: (jid: string, name: string) => boolean;
  readonly log: Logger;
}

export function createGroups({ identity, book, ours, log }: GroupsDeps): Groups {
  const known = new Map<string, GroupMetadata>();

  function keep(group: GroupMetadata): void {
    if (!isGroup(group.id)) return;
    known.set(group.id, group);
    if (book.groupName(group.id) !== group.subject) book.nameGroup(group.id, group.subject);
    if (ours(group.id, group.subject)) learn(group.participants);
  }

  function learn(participants: readonly GroupParticipant[]): void {
    for (const { id, lid, phoneNumber } of participants) {
      identity.learn(id, phoneNumber);
      identity.learn(lid, phoneNumber ?? id);
    }
  }

  function change({ id, participants, action }: Extract<GroupEvent, { kind: 'participants' }>['update']): void {
    const name = known.get(id)?.subject ?? book.groupName(id);
    if (name !== null && ours(id, name)) learn(participants);
    const group = known.get(id);
    if (group === undefined) return;
    const names = new Set(participants.map((each) => each.id));
    const others = group.participants.filter((each) => !names.has(each.id));
    const inside = group.participants.filter((each) => names.has(each.id));
    if (action === 'remove') known.set(id, { ...group, participants: others });
    else if (action === 'add') known.set(id, { ...group, participants: [...others, ...participants] });
    else if (action === 'promote' || action === 'demote') {
      const admin = action === 'promote' ? ('admin' as const) : null;
      known.set(id, { ...group, participants: [...others, ...inside.map((each) => ({ ...each, admin }))] });
    }
  }

  const members: Groups['members'] = (address) => {
    const name = named(address);
    const group = name?.kind === 'group' ? known.get(name.id + GROUP) : undefined;
    return (group?.participants ?? []).flatMap(({ id, phoneNumber, lid, admin }) => {
      const who = identity.who(id, phoneNumber ?? lid);
      return who === null ? [] : [{ address: who.from, phone: who.phone ?? null, admin: admin === 'admin' || admin === 'superadmin' }];
    });
  };

  return {
    metadata: (jid) => Promise.resolve(known.get(jid)),
    members,
    name: (jid) => known.get(jid)?.subject ?? book.groupName(jid),
    async ensure(jid, socket) {
      if (socket === null || known.has(jid) || book.groupName(jid) !== null) return;
      try {
        keep(await socket.groupMetadata(jid));
      } catch (error) {
        log.warn('a group could not be asked for', { error: error instanceof Error ? error.message : String(error) });
      }
    },
    event(event) {
      if (event.kind === 'upsert') event.groups.forEach(keep);
      else if (event.kind === 'participants') change(event.update);
      else for (const update of event.updates) {
        const group = update.id === undefined ? undefined : known.get(update.id);
        if (group === undefined && isGroup(update.id) && update.subject !== undefined) book.nameGroup(update.id, update.subject);
        if (group !== undefined) keep({ ...group, ...update, participants: update.participants ?? group.participants });
      }
    },
    async refresh(socket) {
      try {
        const all = await socket.groupFetchAllParticipating();
        known.clear();
        Object.values(all).forEach(keep);
      } catch (error) {
        log.warn('the groups could not be asked for', { error: error instanceof Error ? error.message : String(error) });
      }
    },
    list: () => [...known.values()].map(({ id, subject }) => ({ address: groupAddress(id), name: subject })).sort((one, other) => (fold(one.name) < fold(other.name) ? -1 : 1)),
    isAdmin: (group, who) => members(group).some((each) => each.admin && (each.address === who || each.phone === who)),
  };
}
