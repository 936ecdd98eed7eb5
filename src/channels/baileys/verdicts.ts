/** The server's word on what we sent: who waits for it, and what comes when nobody waits any more. Used by sender.ts. */
import type { LinkedBook } from '../../store/port-linked.js';

export type Verdict = { readonly kind: 'taken' } | { readonly kind: 'refused'; readonly code: string } | { readonly kind: 'none' };

export interface Verdicts {
  /** @param signal ends the waiting as `none` */
  wait(id: string, ms: number, signal?: AbortSignal): Promise<Verdict>;
  /** The line is gone, and with it what would have been said on it: nobody waits any longer. */
  lost(): void;
  /** @returns true where somebody waited for it */
  give(id: string, error: string | null): boolean;
}

export function createVerdicts(book: Pick<LinkedBook, 'verdict'>): Verdicts {
  const waiting = new Map<string, (verdict: Verdict) => void>();
  return {
    wait: (id, ms, signal) => new Promise<Verdict>((resolve) => {
      const end = (verdict: Verdict): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        if (waiting.get(id) === end) waiting.delete(id);
        resolve(verdict);
      };
      const abort = (): void => end({ kind: 'none' });
      const timer = setTimeout(abort, ms);
      timer.unref();
      signal?.addEventListener('abort', abort);
      waiting.set(id, end);
    }),
    lost() {
      for (const end of [...waiting.values()]) end({ kind: 'none' });
    },
    give(id, error) {
      book.verdict(id, error);
      const end = waiting.get(id);
      end?.(error === null ? { kind: 'taken' } : { kind: 'refused', code: error });
      return end !== undefined;
    },
  };
}
