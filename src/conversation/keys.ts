/** The phone's keys: which key means which choice. One table for render (what is read out) and understand (what was pressed). */
import type { Choice, Expect } from '../../flows/types.js';
import type { Content } from '../content/types.js';

export interface Key {
  readonly key: string;
  readonly id: string;
}

/** Keys 1 to 9; a menu for ears has five at most (domain.md), longer ones are the flow's fault and are cut here. */
const AT_MOST = 9;
/** Beyond this many places the caller keys two digits. */
const ONE_DIGIT_PLACES = 8;

export interface Keyed {
  readonly choices: readonly { readonly key: string; readonly choice: Choice }[];
  /** Digits per answer. */
  readonly digits: number;
}

export function keyed(expect: Expect, content: Content): Keyed {
  if (expect.kind === 'choice') {
    return { digits: 1, choices: expect.choices.slice(0, AT_MOST).map((choice, index) => ({ key: String(index + 1), choice })) };
  }
  if (expect.kind !== 'place') return { digits: 1, choices: [] };
  const places = content.catalogue.districts.map((name): Choice => ({ id: name, literal: name }));
  if (places.length <= ONE_DIGIT_PLACES) return { digits: 1, choices: places.map((choice, index) => ({ key: String(index + 1), choice })) };
  return { digits: 2, choices: places.slice(0, 89).map((choice, index) => ({ key: String(index + 11), choice })) };
}

/** 9 repeats, 0 reaches a person, * goes back, # skips: wherever the key has no choice on it. */
export function commonKeys(expect: Expect, content: Content): Key[] {
  const taken = new Set(keyed(expect, content).choices.map((each) => each.key));
  const common: Key[] = [
    ...(expect.kind === 'digits' ? [] : [{ key: '9', id: 'repeat' }, { key: '0', id: 'person' }]),
    { key: '*', id: 'back' },
    ...('skippable' in expect && expect.skippable ? [{ key: '#', id: 'skip' }] : []),
  ];
  return common.filter((each) => !taken.has(each.key));
}
