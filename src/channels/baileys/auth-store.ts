/**
 * The account of the linked device: credentials and Signal keys as Baileys wants them, over the account's file. Synchronous on purpose: a slow store makes
 * messages undecryptable (baileys.md 3). Made by channel.ts and link-account.ts.
 */
import { BufferJSON, initAuthCreds, proto } from '@whiskeysockets/baileys';
import type { AuthenticationCreds, AuthenticationState, SignalDataSet, SignalDataTypeMap } from '@whiskeysockets/baileys';
import type { LinkedAccount } from '../../store/port-linked.js';
import type { StopReason } from './line-port.js';

export type Version = readonly [number, number, number];

export interface AuthStore {
  /** The credentials object is changed in place by Baileys; `save` writes it whole. */
  readonly state: AuthenticationState;
  save(): void;
  /** An account is linked. */
  linked(): boolean;
  /** Forgets the account: the next connection offers a QR. */
  wipe(): void;
  /** Why the line stopped: survives a restart, so that a banned number is not tried again by itself. */
  stopReason(): Stopped | null;
  setStopReason(stopped: Stopped | null): void;
  /** The version of WhatsApp Web that last worked. */
  goodVersion(): Version | null;
  setGoodVersion(version: Version): void;
  close(): void;
}

export interface Stopped {
  readonly reason: StopReason;
  readonly code: number | null;
  /** Ms UTC. */
  readonly at: number;
}

export function createAuthStore(account: LinkedAccount): AuthStore {
  const kept = account.creds();
  const state: { creds: AuthenticationCreds; keys: AuthenticationState['keys'] } = {
    creds: kept === null ? initAuthCreds() : decode<AuthenticationCreds>(kept),
    keys: { get, set, clear: () => account.dropKeys() },
  };

  function get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]): Record<string, SignalDataTypeMap[T]> {
    const found: Record<string, SignalDataTypeMap[T]> = {};
    for (const id of ids) {
      const value = account.key(type, id);
      if (value !== null) found[id] = keyOf(type, value);
    }
    return found;
  }

  /** All or nothing: half a ratchet step is worse than none. */
  function set(data: SignalDataSet): void {
    account.setKeys(Object.entries(data).flatMap(([type, values]) => Object.entries(values ?? {}).map(([id, value]: [string, unknown]) => ({ type, id, value: value === null || value === undefined ? null : encode(value) }))));
  }

  const note = <T>(name: string): T | null => {
    const value = account.note(name);
    return value === null ? null : decode<T>(value);
  };
  const setNote = (name: string, value: unknown): void => account.setNote(name, value === null ? null : encode(value));

  return {
    state,
    save: () => account.saveCreds(encode(state.creds)),
    linked: () => state.creds.me?.id !== undefined && state.creds.account !== undefined,
    wipe: () => {
      account.wipe();
      state.creds = initAuthCreds();
    },
    stopReason: () => note<Stopped>('stopped'),
    setStopReason: (stopped) => setNote('stopped', stopped),
    goodVersion: () => note<Version>('version'),
    setGoodVersion: (version) => setNote('version', version),
    close: () => account.close(),
  };
}

const encode = (value: unknown): string => JSON.stringify(value, BufferJSON.replacer);
const decode = <T>(text: string): T => JSON.parse(text, BufferJSON.reviver) as T;

function keyOf<T extends keyof SignalDataTypeMap>(type: T, text: string): SignalDataTypeMap[T] {
  const value = decode<SignalDataTypeMap[T]>(text);
  return (type === 'app-state-sync-key' ? proto.Message.AppStateSyncKeyData.fromObject(value as Record<string, unknown>) : value) as SignalDataTypeMap[T];
}
