/** The way out of the simulator; apart from its routes, so that a gateway on Twilio need not load them. Used by vendors and simulator. */
import type { OutMessage } from '../gateway/records.js';
import type { Sender } from './port.js';

/** The vendor id of a simulated message: what a quoted reply names. */
export const simulatedId = (message: Pick<OutMessage, 'id'>): string => `SIM${message.id}`;

/** Delivers at once: the outbox row itself is the inbox of the simulated person. */
export const simulatorSender: Sender = {
  send: (message) => Promise.resolve({ kind: 'delivered', vendorId: simulatedId(message) }),
  reconcile: (message) => Promise.resolve({ found: true, vendorId: simulatedId(message), status: 'delivered' }),
};
