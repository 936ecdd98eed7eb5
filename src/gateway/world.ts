/** World: the only things a pure decision may take from outside: time, ids, the next ticket number, and which ways out exist. */
import type { ErrorClass } from '../channels/port.js';
import type { Via } from './inbound.js';

export interface World {
  /** Ms UTC. */
  readonly now: number;
  newId(): string;
  /** The number that the next `takeTicket` will return. */
  peekTicket(): string;
  takeTicket(): string;
  /** Who carries first messages to people we have not heard from (executives' alerts); null = nobody. */
  readonly via: Via | null;
  readonly ways: { readonly whatsapp: boolean; readonly sms: boolean; readonly voice: boolean };
  /** The class of a vendor's delivery error code. */
  errorClass(code: string): ErrorClass;
}
