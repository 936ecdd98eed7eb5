/** Decides a few turns of nobody and throws them away, so that machines, texts and the classifier are made before the first person waits for them. Called by start. */
import type { Content } from '../content/types.js';
import type { Before } from '../store/port.js';
import { decide } from './decide.js';
import type { Inbound, What } from './inbound.js';
import type { World } from './world.js';

const NOBODY: Before = { contact: null, addresses: [], conversation: null, call: null, callTurn: null, tickets: [], named: [], desk: [], message: null, media: null };
const WHATS: readonly (readonly [Inbound['channel'], What])[] = [
  ['whatsapp', { kind: 'text', text: 'olá' }],
  ['whatsapp', { kind: 'text', text: 'a aplicação não sincroniza' }],
  ['voice', { kind: 'call.start', callId: 'warm-up', direction: 'inbound' }],
];

/** Each in a turn of the event loop, so that nobody waits for all of them. Nothing is read or written. Never throws; a flow that is broken shows at the first real turn. */
export async function warmUp(content: Content, now: number): Promise<void> {
  const world: World = {
    now, newId: () => 'warm-up', peekTicket: () => '00000', takeTicket: () => '00000', via: null, ways: { whatsapp: false, sms: false, voice: false }, errorClass: () => 'retry',
  };
  for (const [channel, what] of WHATS) {
    try {
      decide(NOBODY, { channel, id: 'warm-up', via: 'simulator', from: channel === 'voice' ? 'tel:warm-up' : 'whatsapp:warm-up', at: now, receivedAt: now, what }, content, world);
    } catch {
      return;
    }
    await new Promise(setImmediate);
  }
}
