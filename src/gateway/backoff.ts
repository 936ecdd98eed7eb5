/** How long to wait before the next try: exponential with full jitter, so that many who failed together do not come back together. Pure; used by outbox and media job. */

const SHORTEST_MS = 1_000;
const FIRST_MS = 5_000;
const LONGEST_MS = 900_000;

/** @param attempts tries made so far, 1 or more @param random 0..1 @returns ms between 1 s and min(15 min, 5 s * 2^(attempts-1)) */
export function backoff(attempts: number, random: number): number {
  return Math.max(SHORTEST_MS, Math.round(random * longest(attempts)));
}

export const longest = (attempts: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(Math.max(0, attempts - 1), 20));
