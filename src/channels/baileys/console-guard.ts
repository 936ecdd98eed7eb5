/** Keeps libsignal from printing private keys: it writes whole sessions through console.*. Imported before anything that loads Baileys; the count goes to /metrics. */

/** How its lines begin (baileys.md 9). */
const LEAKS = /^(?:Closing (?:open |stale open )?session|Opening session|Removing old closed session|Migrating session|Session (?:already|error)|Decrypted message with closed session|Failed to decrypt message|Duplicate PreKeyMessage|V1 session storage|Session storage)/iu;
const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;
const GUARDED = Symbol.for('helpdesk.console-guard');

type Console = Record<(typeof METHODS)[number], (...args: unknown[]) => void>;
let dropped = 0;

/** Lines kept back since the start of the process. */
export const droppedLines = (): number => dropped;

export const isLeak = (first: unknown): boolean => typeof first === 'string' && LEAKS.test(first);

/** @returns undoes it (tests) */
export function guardConsole(target: Console & { [GUARDED]?: true } = console): () => void {
  if (target[GUARDED] === true) return () => undefined;
  target[GUARDED] = true;
  const originals = METHODS.map((method) => [method, target[method]] as const);
  for (const [method, original] of originals) {
    target[method] = (...args) => {
      if (isLeak(args[0])) dropped += 1;
      else original.apply(target, args);
    };
  }
  return () => {
    for (const [method, original] of originals) target[method] = original;
    delete target[GUARDED];
  };
}

guardConsole();
