/** Counts webhooks without a valid signature (promise 7); many in a short time and the managers are told, once an hour. Handed to the Twilio router. */
import type { Clock, Metrics } from '../context.js';
import type { Alarms } from './alarms.js';

const WINDOW_MS = 600_000;
/** A probe now and then is the internet; this many in the window is a wrong token or somebody knocking. */
export const MANY = 20;

export function createRefusals({ clock, metrics, alarms }: { readonly clock: Clock; readonly metrics: Metrics; readonly alarms: Alarms }): () => void {
  const seen: number[] = [];
  return () => {
    metrics.count('refused_webhooks');
    const now = clock.now();
    seen.push(now);
    /** Older than the window, or more than are needed to decide. */
    while (seen.length > MANY + 1 || (seen[0] ?? now) <= now - WINDOW_MS) seen.shift();
    if (seen.length > MANY) void alarms.raise('refusals', 'notice.refused_alert', { count: seen.length });
  };
}
