/** The choices of every menu, cut into pages for the phone (at most five keys). Pure. */
import { onCall } from './memory.js';
import type { Memory } from './memory.js';
import type { Catalogue, Choice, Expect, Facts } from './types.js';

const KEYS = 5;

export const choice = (id: string): Choice => ({ id, label: `choice.${id}` });
export const choices = (...ids: string[]): Expect => ({ kind: 'choice', choices: ids.map(choice) });
export const listed = (all: readonly Choice[]): Expect => ({ kind: 'choice', choices: all });

/** On the phone five fit: longer menus are read four at a time with "more", which goes round. */
function paged(all: readonly Choice[], memory: Memory, facts: Facts): Expect {
  if (!onCall(facts) || all.length <= KEYS) return listed(all);
  const pages = Math.ceil(all.length / (KEYS - 1));
  const from = (memory.page % pages) * (KEYS - 1);
  return listed([...all.slice(from, from + KEYS - 1), choice('more')]);
}

export const mainMenu: Expect = choices('report', 'nmcp', 'status', 'person', 'language');

export function categoryMenu(memory: Memory, facts: Facts, catalogue: Catalogue): Expect {
  return paged(catalogue.categories.map(({ id }) => ({ id, label: `category.${id}` })), memory, facts);
}

export const typesOf = (catalogue: Catalogue, category: string | null): readonly string[] => catalogue.categories.find((each) => each.id === category)?.types ?? [];

export const typeChoice = (id: string): Choice => ({ id, label: `type.${id}` });

export function typeMenu(memory: Memory, facts: Facts, catalogue: Catalogue): Expect {
  return paged([...typesOf(catalogue, memory.category).map(typeChoice), choice('other')], memory, facts);
}

export const topicMenu = (memory: Memory, facts: Facts, catalogue: Catalogue): Expect =>
  paged(catalogue.programmaticTopics.map((id) => ({ id, label: `redirect.topic.${id}` })), memory, facts);

export const roleMenu = (memory: Memory, facts: Facts, catalogue: Catalogue): Expect =>
  paged(catalogue.roles.map((id) => ({ id, label: `type.role.${id}` })), memory, facts);

export function districtMenu(memory: Memory, facts: Facts, catalogue: Catalogue): Expect {
  if (!onCall(facts)) return { kind: 'place', slot: 'district', skippable: true };
  return paged([...catalogue.districts.map((name) => ({ id: name, literal: name })), choice('skip')], memory, facts);
}

export function ticketMenu(facts: Facts): Expect {
  const most = onCall(facts) ? KEYS : 9;
  return listed(facts.tickets.slice(0, most).map(({ number, type }) => ({ id: number, label: 'status.pick', vars: { number, type } })));
}
