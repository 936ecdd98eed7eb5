/** What each end of a connection means and what follows from it (baileys.md 5), as one table. Pure; used by line.ts. */
import type { StopReason } from './line-port.js';

export interface Close {
  /** `output.statusCode` of Baileys' error; null where it has none. */
  readonly code: number | null;
  readonly message: string;
}

export type Reaction =
  /** At once, not counted as a failure. */
  | { readonly kind: 'now' }
  /** With growing pauses. */
  | { readonly kind: 'again' }
  /** Another program has the account: a few tries far apart, then stop. */
  | { readonly kind: 'replaced' }
  /** Our version of WhatsApp Web is too old: ask for a newer one, then with long pauses. */
  | { readonly kind: 'outdated' }
  /** Waits for a person: every further try makes it worse. */
  | { readonly kind: 'stop'; readonly reason: StopReason };

/** Only what WhatsApp itself says counts; a proxy or a captive portal also answers 401 and 403 (`WebSocket Error (...)`). */
const FROM_WHATSAPP = /^(?:Stream Errored|Connection Failure|Multi-device beta not joined)/u;
const QR_ENDED = /^QR refs attempts ended/u;

const STOPS: Readonly<Record<number, StopReason>> = {
  401: 'logged_out', 402: 'banned_for_now', 403: 'locked', 406: 'banned', 409: 'client_refused', 411: 'phone_too_old', 418: 'client_refused',
};

/** Codes without a row here (408, 428, 500, 503, none, unknown ones) are weather: again. 500 is no proof of a bad session, so nothing is ever wiped. */
export function reactionTo({ code, message }: Close): Reaction {
  if (QR_ENDED.test(message)) return { kind: 'stop', reason: 'pairing_ended' };
  if (code === null || !FROM_WHATSAPP.test(message)) return { kind: 'again' };
  const reason = STOPS[code];
  if (reason !== undefined) return { kind: 'stop', reason };
  if (code === 515) return { kind: 'now' };
  if (code === 440) return { kind: 'replaced' };
  if (code === 405) return { kind: 'outdated' };
  return { kind: 'again' };
}

/** After a restart of the gateway too: connecting by itself would make it worse, or is senseless. */
export const STAYS_STOPPED: ReadonlySet<StopReason> = new Set<StopReason>(['logged_out', 'banned_for_now', 'locked', 'banned']);

/** @param error what Baileys hands along with a close: a Boom, an Error, sometimes a bare number */
export function closeOf(error: unknown): Close {
  if (typeof error === 'number') return { code: null, message: String(error) };
  if (typeof error !== 'object' || error === null) return { code: null, message: '' };
  const { message, output } = error as { message?: unknown; output?: { statusCode?: unknown } };
  const code = output?.statusCode;
  return { code: typeof code === 'number' ? code : null, message: typeof message === 'string' ? message : '' };
}
