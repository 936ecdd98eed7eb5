/** Who is it, and where: asked once and remembered. On a shared handset a stranger's name goes into the ticket and nothing is remembered. */
import { entering } from './asks.js';
import { addOn } from './guess.js';
import { act, chose, kit, say, when } from './kit.js';
import type { Done } from './kit.js';
import { answer, mark } from './memory.js';
import type { Memory } from './memory.js';
import { pageOn } from './kind.js';
import { manners, openAgain, substance } from './replies.js';
import type { Catalogue, Effect, Facts } from './types.js';
import { looksLikeName, nameIn, otherName, roleIn } from './words.js';

type Learnt = Omit<Extract<Effect, { type: 'remember' }>, 'type'>;
const remember = (memory: Memory, learnt: Learnt): Effect[] => (memory.stranger ? [] : [{ type: 'remember', ...learnt }]);

function named(memory: Memory, text: string): Done {
  const name = nameIn(text).slice(0, 80);
  return { set: memory.stranger ? answer(memory, 'reporter_name', name, 'name') : mark(memory, 'name'), effects: remember(memory, { name }) };
}

/** Another person on a shared handset, by name where it was said. */
export const stranger = (memory: Memory, name: string): Partial<Memory> => {
  const known = { stranger: true, ...mark(memory, 'doubt', 'identity') };
  return name === '' ? known : { ...known, ...answer({ ...memory, ...known }, 'reporter_name', name.slice(0, 80), 'name') };
};

function placed(memory: Memory, facts: Facts, district: string): Done {
  const learn = memory.unknown === true || facts.who.district === null;
  return { set: { district, page: 0, ...mark(memory, 'district') }, effects: learn ? remember(memory, { district }) : [] };
}

const ofRole = (memory: Memory, role: string): Done => ({
  set: { page: 0, ...(memory.stranger ? answer(memory, 'reporter_role', role, 'role') : mark(memory, 'role')) }, effects: remember(memory, { role }),
});

const skip = (step: string) => ({ target: 'next', actions: act((memory): Done => ({ set: { page: 0, ...mark(memory, step) } })) });

export function whoStates(catalogue: Catalogue) {
  const isRole = when<'CHOICE'>('a role', (_memory, event) => catalogue.roles.includes(event.id));
  const isDistrict = when<'CHOICE'>('a district', (_memory, event) => catalogue.districts.includes(event.id));
  return {
    identity: kit.createStateConfig({
      entry: entering('identity', catalogue),
      on: {
        CHOICE: [
          { guard: chose('yes'), target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'identity') })) },
          { guard: chose('no'), target: 'next', actions: act((memory, { facts }): Done => ({ set: stranger(memory, otherName(memory.text, facts.who.name) ?? '') })) },
        ],
        SKIP: skip('identity'),
      },
    }),
    name: kit.createStateConfig({
      entry: entering('name', catalogue),
      on: {
        TEXT: [
          {
            guard: when<'TEXT'>('a name', (_memory, event) => substance(event) && looksLikeName(event.text)), target: 'next',
            actions: act<'TEXT'>((memory, event) => named(memory, event.text)),
          },
          {
            guard: when<'TEXT'>('more on the problem', (_memory, event) => substance(event)),
            actions: act<'TEXT'>((memory, event): Done => ({ set: addOn(memory, event.text, event.guess), effects: [...manners(event), say('report.added'), ...openAgain(memory)] })),
          },
        ],
        RECORDED: { guard: when<'RECORDED'>('still on the line', (_memory, event) => !event.hungUp), ...skip('name') },
        SKIP: skip('name'),
      },
    }),
    role: kit.createStateConfig({
      entry: entering('role', catalogue),
      on: {
        CHOICE: [
          pageOn,
          {
            guard: isRole, target: 'next',
            actions: act<'CHOICE'>((memory, event) => ofRole(memory, event.id)),
          },
        ],
        TEXT: [
          {
            guard: when<'TEXT'>('a known role in words', (_memory, event) => looksLikeName(event.text) && roleIn(event.text, catalogue.roles) !== null), target: 'next',
            actions: act<'TEXT'>((memory, event) => ofRole(memory, roleIn(event.text, catalogue.roles) ?? 'outro')),
          },
          {
          guard: when<'TEXT'>('a role in words', (_memory, event) => substance(event) && !event.guess.sure && looksLikeName(event.text)), target: 'next',
          actions: act<'TEXT'>((memory, event): Done => ({ set: { page: 0, ...answer(memory, 'reporter_role', event.text.trim(), 'role') }, effects: remember(memory, { role: 'outro' }) })),
          },
        ],
        SKIP: skip('role'),
      },
    }),
    area: kit.createStateConfig({
      entry: entering('area', catalogue),
      on: {
        CHOICE: [
          { guard: chose('yes'), target: 'next', actions: act((memory, { facts }): Done => ({ set: { district: memory.district ?? facts.who.district, ...mark(memory, 'area') } })) },
          { guard: chose('no'), target: 'next', actions: act((memory): Done => ({ set: { district: null, page: 0, ...mark(memory, 'area') } })) },
        ],
        TEXT: placeText(),
        SKIP: { target: 'next', actions: act((memory): Done => ({ set: mark(memory, 'area', 'district') })) },
      },
    }),
    district: kit.createStateConfig({
      entry: entering('district', catalogue),
      on: {
        CHOICE: [
          pageOn,
          { guard: isDistrict, target: 'next', actions: act<'CHOICE'>((memory, event) => placed(memory, event.facts, event.id)) },
          { guard: chose('skip'), ...skip('district') },
        ],
        TEXT: [
          ...placeText(),
          {
            guard: when<'TEXT'>('unknown place', (memory, event) => substance(event) && !event.guess.sure && !memory.done.includes('district_missed')),
            actions: act<'TEXT'>((memory): Done => ({ set: mark(memory, 'district_missed'), effects: [say('who.district_unknown'), ...openAgain(memory)] })),
          },
          {
            guard: when<'TEXT'>('place in words', (_memory, event) => substance(event) && !event.guess.sure), target: 'next',
            actions: act<'TEXT'>((memory, event): Done => ({ set: answer(memory, 'place', event.text.trim(), 'district') })),
          },
        ],
        SKIP: skip('district'),
      },
    }),
    number: kit.createStateConfig({
      entry: entering('number', catalogue),
      on: {
        DIGITS: {
          guard: when<'DIGITS'>('a phone number', (_memory, event) => event.digits.length >= 7), target: 'next',
          actions: act<'DIGITS'>((memory, event): Done => ({ set: answer(memory, 'callback_number', event.digits.slice(0, 15)) })),
        },
        TEXT: {
          guard: when<'TEXT'>('a phone number', (_memory, event) => digitsIn(event.text).length >= 7), target: 'next',
          actions: act<'TEXT'>((memory, event): Done => ({ set: answer(memory, 'callback_number', digitsIn(event.text).slice(0, 15)) })),
        },
        SKIP: skip('callback_number'),
      },
    }),
  };
}

const digitsIn = (text: string): string => text.replace(/\D/gu, '');

function placeText() {
  return [{
    guard: when<'TEXT'>('a place', (_memory, event) => event.place !== null), target: 'next',
    actions: act<'TEXT'>((memory, event) => placed(memory, event.facts, event.place ?? '')),
  }];
}
