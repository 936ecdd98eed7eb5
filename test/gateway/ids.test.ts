/** Ids are UUIDs that sort by the time they were made at, and are never the same twice. */
import { expect, it } from '@jest/globals';
import { newId } from '../../src/gateway/ids.js';

it('are version 7, in order of time, all different', () => {
  const at = Date.UTC(2026, 10, 25, 20);
  const ids = Array.from({ length: 2000 }, (_, ms) => newId(at + ms));
  expect(ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u.test(id))).toEqual([]);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(Array.from({ length: 2000 }, () => newId(at))).size).toBe(2000);
  expect(parseInt(newId(at).replaceAll('-', '').slice(0, 12), 16)).toBe(at);
});
