/** Ids of what we make ourselves. Used by worlds.ts. */
import { randomUUID } from 'node:crypto';

/**
 * A UUID of version 7 (RFC 9562): the time in front, so that the rows of a batch stand together in their index and one page of it is written, not one for each.
 * @param now ms UTC
 */
export function newId(now: number): string {
  const time = Math.max(0, now).toString(16).padStart(12, '0').slice(-12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
