/** What the linked-device channel remembers for itself, in files of their own beside the tickets: its account, and who is who, what was sent, what could not be read, what was opened and not yet handled. Written synchronously. */

/** The account, as opaque texts: what is in them only the channel knows. */
export interface LinkedAccount {
  creds(): string | null;
  saveCreds(value: string): void;
  key(type: string, id: string): string | null;
  /** All or nothing. `value` null = forget. */
  setKeys(rows: readonly { readonly type: string; readonly id: string; readonly value: string | null }[]): void;
  dropKeys(): void;
  /** Forgets credentials and keys at once; notes stay. */
  wipe(): void;
  note(name: string): string | null;
  /** @param value null = forget */
  setNote(name: string, value: string | null): void;
  close(): void;
}

/** Another process has the account: the gateway, or `helpdesk pair`. */
export class AccountInUse extends Error {
  override readonly name = 'AccountInUse';
}

/** A person of WhatsApp: the hidden id (`lid`) and the number (`pn`), digits only. */
export interface Pair {
  readonly lid: string;
  readonly pn: string | null;
  /** The gateway knows this person under the hidden id and has not yet been told the number. */
  readonly hidden: boolean;
  /** How the last message came: answers go the same way. */
  readonly mode: 'lid' | 'pn' | null;
}

/** A message of ours under WhatsApp's id. */
export interface SentMark {
  readonly id: string;
  /** Row of the outbox. */
  readonly message: string;
  readonly at: number;
  /** The server took it. */
  readonly taken: boolean;
  /** The server refused it, with this code. */
  readonly error: string | null;
}

/** A message that came and could not be opened; `value` is what the receiver needs to ask for it again. */
export interface Unreadable {
  readonly id: string;
  readonly at: number;
  readonly value: string;
}

/** A message that was opened and is not yet handled: the server forgets it as soon as it was receipted, we do not. */
export interface Opened {
  readonly id: string;
  /** Sender and kind, as the server wrote them. */
  readonly stanza: string;
  readonly plain: Uint8Array;
}

export interface LinkedBook {
  pairOfLid(lid: string): Pair | null;
  pairOfPn(pn: string): Pair | null;
  savePair(pair: Pair): void;
  /** This person wrote to our number. @param at ms UTC */
  wrote(address: string, at: number): void;
  hasWritten(address: string): boolean;
  /** The subject of a group as last heard; null = never heard. */
  groupName(jid: string): string | null;
  nameGroup(jid: string, name: string): void;
  sent(id: string): SentMark | null;
  sending(id: string, message: string, at: number): void;
  /** @param error null = taken */
  verdict(id: string, error: string | null): void;
  unreadable(): readonly Unreadable[];
  /** False when it is noted already. */
  saveUnreadable(row: Unreadable): boolean;
  /** False when it was not noted. */
  dropUnreadable(id: string): boolean;
  /** Those opened before this (ms UTC), oldest first. */
  opened(before: number): readonly Opened[];
  saveOpened(row: Opened, at: number): void;
  dropOpened(ids: readonly string[]): void;
  /** Forgets marks older than this (ms UTC). */
  prune(before: number): void;
  close(): void;
}
