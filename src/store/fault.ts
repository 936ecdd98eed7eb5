/** Tells a sick database (full, locked, unreadable: everybody's problem) from a wrong row (one turn's problem). Used by group.ts, lock.ts and sqlite.ts. */
import { StoreUnavailable } from './port.js';

const SICK = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|NOMEM|PROTOCOL|CORRUPT|NOTADB|AUTH|PERM)/u;

/** By shape, not by class: the native module makes its errors in whichever realm loaded it first. */
const isError = (error: unknown): error is Error & { readonly code?: unknown } => typeof error === 'object' && error !== null && 'message' in error;
export const asError = (error: unknown): Error => (isError(error) ? error : new Error(String(error)));

/** SQLite's extended result code, '' where the error is not SQLite's. */
export function codeOf(error: unknown): string {
  if (!isError(error)) return '';
  if (typeof error.code === 'string' && error.code.startsWith('SQLITE_')) return error.code;
  return error.cause === undefined ? '' : codeOf(error.cause);
}

export function asUnavailable(error: unknown): StoreUnavailable | null {
  if (error instanceof StoreUnavailable) return error;
  // better-sqlite3 has no code for this.
  if (isError(error) && error.message.includes('connection is not open')) return new StoreUnavailable('the store is closed', 'CLOSED', { cause: error });
  const code = codeOf(error);
  return SICK.test(code) ? new StoreUnavailable(`the store cannot write or read now: ${code}`, code, { cause: error }) : null;
}
