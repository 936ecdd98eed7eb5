/** "Já sabemos deste problema": the person is counted with a problem that the desk knows of, or says that his is another one (peers.md 4.5). */
import { entering } from './asks.js';
import { end, fileReport, goodbye, openTicket } from './filing.js';
import { act, chose, kit, say, when } from './kit.js';
import type { Done } from './kit.js';
import { mark } from './memory.js';
import type { Event, Memory } from './memory.js';
import { knownOf } from './steps.js';
import type { Catalogue, Effect } from './types.js';

/** Solved meanwhile: his own goes on. */
function accepted(memory: Memory, { facts }: Event): Done {
  const known = knownOf(memory, facts);
  return known === undefined ? { effects: [say('incident.over')] } : { set: { incident: known.number, ...mark(memory, `known:${known.number}`) } };
}

function refused(memory: Memory, { facts }: Event): Done {
  const known = knownOf(memory, facts);
  return known === undefined ? {} : { set: mark(memory, `known:${known.number}`), effects: [say('incident.differs')] };
}

export function knownStates(catalogue: Catalogue) {
  const accept = { target: 'next', actions: act(accepted) };
  /** He has heard what he called for. */
  const counted = (memory: Memory, event: Event): Memory => ({ ...memory, incident: knownOf(memory, event.facts)?.number ?? null });
  const number = ({ facts }: Event): Effect[] => (facts.phone === null ? [] : [{ type: 'writeTicket', number: facts.nextTicket }]);
  return {
    known: kit.createStateConfig({
      entry: entering('known', catalogue),
      on: {
        CHOICE: [{ guard: chose('known_ok', 'yes'), ...accept }, { guard: chose('mine_differs', 'no'), target: 'next', actions: act(refused) }],
        TEXT: { guard: when<'TEXT'>('thanks', (_memory, event) => event.polite === 'thanks'), ...accept },
        SKIP: accept,
        EXPIRE: { target: 'ended', actions: act((memory, event): Done => ({ effects: [...fileReport(counted(memory, event), event.facts, catalogue), goodbye(event.facts), end('ticket')] })) },
        HANGUP: { target: 'ended', actions: act((memory, event): Done => ({ effects: [openTicket(counted(memory, event), event.facts, { partial: true }), ...number(event), end('ticket')] })) },
      },
    }),
  };
}
