/** Baileys' log in ours: only warnings and errors, and of them only the words; its objects hold keys, numbers and what people wrote. Used by socket.ts. */
import type { UserFacingSocketConfig } from '@whiskeysockets/baileys';
import type { Logger } from 'winston';

type BaileysLog = NonNullable<UserFacingSocketConfig['logger']>;

export function baileysLog(log: Pick<Logger, 'warn'>): BaileysLog {
  const quiet = (): void => undefined;
  const tell = (severity: 'warn' | 'error') => (details: unknown, message?: string): void => {
    const words = typeof details === 'string' ? details : message ?? '';
    log.warn('whatsapp library', { severity, says: words.slice(0, 200), ...faultOf(details) });
  };
  const own: BaileysLog = { level: 'warn', child: () => own, trace: quiet, debug: quiet, info: quiet, warn: tell('warn'), error: tell('error') };
  return own;
}

function faultOf(details: unknown): { readonly fault?: string } {
  if (typeof details !== 'object' || details === null) return {};
  const { err, error } = details as { err?: unknown; error?: unknown };
  const fault = err ?? error;
  return fault instanceof Error ? { fault: fault.message.slice(0, 200) } : {};
}
