/** The main menu and the kind of problem: "it seems to be X", the likeliest few, the categories, the types of one. */
import { entering } from './asks.js';
import { act, chose, kit, when } from './kit.js';
import type { Done } from './kit.js';
import { entryOf, mark, nmcpType, onCall } from './memory.js';
import type { Memory } from './memory.js';
import { languageSaid } from './replies.js';
import { typesOf } from './menus.js';
import { phonePersons } from './phone.js';
import { statusChosen } from './status.js';
import type { Catalogue } from './types.js';
import { saysTwo } from './words.js';

/** Choices of the main menu; also taken by the very first turn. */
export function menuChoices(catalogue: Catalogue) {
  return [
    {
      guard: chose('report'), target: 'next',
      actions: act((memory): Done => ({ set: { purpose: 'report', ...(entryOf(catalogue, memory.type)?.route === 'nmcp' ? { type: null, confirmed: false, category: null, candidates: [] } : {}) } })),
    },
    { guard: chose('nmcp'), target: 'next', actions: act((): Done => ({ set: { purpose: 'report', type: nmcpType(catalogue), category: 'programmatic', confirmed: true } })) },
    ...statusChosen,
    ...phonePersons('', 'person'),
    { guard: chose('language'), target: 'next', actions: act<'CHOICE'>((_memory, event): Done => ({ effects: languageSaid(event) })) },
  ];
}

const pick = (type: string, memory: Memory, catalogue: Catalogue): Partial<Memory> => ({
  type, category: entryOf(catalogue, type)?.category ?? memory.category, confirmed: true, candidates: [], page: 0,
});

/** Two problems told at once: the other one is offered when this one is filed. */
function secondOf(memory: Memory, type: string, catalogue: Catalogue): Partial<Memory> {
  const other = memory.candidates.find((each) => each !== type && entryOf(catalogue, each)?.route === 'helpdesk');
  return other !== undefined && saysTwo(memory.text) ? { second: { type: other, text: memory.text.slice(0, 500) } } : {};
}

/** "None of these": filed as a general question for the desk, which sorts it. */
const other = (memory: Memory): Partial<Memory> => ({ type: 'general', confirmed: true, candidates: [], page: 0, ...mark(memory, 'where', 'faq') });

const next = (doer: (memory: Memory, id: string) => Partial<Memory>) => act<'CHOICE'>((memory, event) => ({ set: doer(memory, event.id) }));
export const pageOn = { guard: chose('more'), target: 'next', actions: next((memory) => ({ page: memory.page + 1 })) };

export function kindStates(catalogue: Catalogue) {
  const isType = when<'CHOICE'>('a type', (_memory, event) => catalogue.types[event.id] !== undefined);
  const isCategory = when<'CHOICE'>('a category', (_memory, event) => catalogue.categories.some((each) => each.id === event.id));
  const byCategory = (memory: Memory, id: string): Partial<Memory> => {
    const [only, ...more] = typesOf(catalogue, id);
    return only !== undefined && more.length === 0 ? { ...pick(only, memory, catalogue), category: id } : { category: id, page: 0 };
  };
  const confirmed = (): Partial<Memory> => ({ confirmed: true, candidates: [] });
  const refused = (memory: Memory): Partial<Memory> => {
    const denied = memory.type === null ? memory.denied : [...memory.denied, memory.type];
    return { denied, type: null, category: null, candidates: memory.candidates.filter((each) => !denied.includes(each)) };
  };
  return {
    menu: kit.createStateConfig({ entry: entering('menu', catalogue), on: { CHOICE: menuChoices(catalogue) } }),
    confirm: kit.createStateConfig({
      entry: entering('confirm', catalogue),
      on: {
        CHOICE: [{ guard: chose('yes'), target: 'next', actions: next(confirmed) }, { guard: chose('no'), target: 'next', actions: next(refused) }],
        SKIP: { target: 'next', actions: act(() => ({ set: confirmed() })) },
      },
    }),
    offer: kit.createStateConfig({
      entry: entering('offer', catalogue),
      on: {
        CHOICE: [
          { guard: isType, target: 'next', actions: next((memory, id) => ({ ...pick(id, memory, catalogue), ...mark(memory, 'offer'), ...secondOf(memory, id, catalogue) })) },
          { guard: chose('other'), target: 'next', actions: next((memory) => ({ ...mark(memory, 'offer'), candidates: [] })) },
        ],
        SKIP: { target: 'next', actions: act((memory): Done => ({ set: { ...mark(memory, 'offer'), candidates: [] } })) },
      },
    }),
    category: kit.createStateConfig({
      entry: entering('category', catalogue),
      on: {
        CHOICE: [pageOn, { guard: isCategory, target: 'next', actions: next(byCategory) }, { guard: isType, target: 'next', actions: next((memory, id) => pick(id, memory, catalogue)) }],
        SKIP: { target: 'next', actions: act((memory): Done => ({ set: other(memory) })) },
        RECORDED: { guard: when<'RECORDED'>('spoke', (_memory, event) => event.seconds > 0 && !event.hungUp && onCall(event.facts)), target: 'next', actions: act((memory): Done => ({ set: { ...other(memory), ...mark(memory, 'where', 'faq', 'describe'), files: memory.files + 1 } })) },
      },
    }),
    types: kit.createStateConfig({
      entry: entering('types', catalogue),
      on: {
        CHOICE: [pageOn, { guard: isType, target: 'next', actions: next((memory, id) => pick(id, memory, catalogue)) }, { guard: chose('other'), target: 'next', actions: next(other) }],
        SKIP: { target: 'next', actions: act((memory): Done => ({ set: other(memory) })) },
      },
    }),
  };
}
