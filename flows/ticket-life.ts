/** The life of a ticket (SOP "Helpdesk Workflow" and its figure) as a machine that is only asked: may this verb happen here, by this role, and where does it lead? Called by helpdesk/life.ts and the diagrams. */
import { setup, transition } from 'xstate';

/** Who moves: the desk's roles, the reporter himself, or the gateway (time, silence). */
export type LifeRole = 'manager' | 'executive' | 'egov_onsite' | 'l3' | 'nodal' | 'monitor' | 'reporter' | 'gateway';

export const LIFE_VERBS = [
  'take', 'assign', 'forward', 'wait_reporter', 'wait_backend', 'wait_apk', 'wait_push', 'defer', 'change_request',
  'solve', 'reject', 'close', 'reopen', 'redirect', 'abandon', 'answer', 'works',
] as const;
export type LifeVerb = (typeof LIFE_VERBS)[number];

export type LifePlace =
  | 'open' | 'assigned' | 'waiting.reporter' | 'waiting.backend' | 'waiting.apk_release' | 'waiting.device_push'
  | 'deferred.group_v' | 'deferred.change_request' | 'resolved' | 'closed' | 'redirected' | 'rejected' | 'abandoned';

/** What the guards look at. `action`: something was done and written down; `told`: the reporter knows, or three tries failed. */
export interface LifeFacts {
  readonly owned: boolean;
  readonly solution: boolean;
  readonly call: boolean;
  readonly action: boolean;
  readonly told: boolean;
}

export interface LifeEvent {
  readonly type: LifeVerb;
  readonly by: LifeRole;
}

interface Asked {
  readonly context: LifeFacts;
  readonly event: LifeEvent;
}

const by = (...roles: LifeRole[]) => ({ event }: Asked): boolean => roles.includes(event.by);
const HELPDESK: LifeRole[] = ['manager', 'executive', 'egov_onsite'];
const written = ({ context }: Asked): boolean => context.solution && (!context.call || context.action);

const life = setup({
  types: { context: {} as LifeFacts, events: {} as LifeEvent },
  guards: {
    'the desk': by(...HELPDESK, 'l3', 'nodal', 'monitor'),
    'helpdesk, L3, nodal': by(...HELPDESK, 'l3', 'nodal'),
    'helpdesk or L3': by(...HELPDESK, 'l3'),
    helpdesk: by(...HELPDESK),
    'helpdesk or reporter': by(...HELPDESK, 'reporter'),
    'helpdesk or reporter, with owner': (asked: Asked): boolean => asked.context.owned && by(...HELPDESK, 'reporter')(asked),
    /** "Back to helpdesk": L3 does not speak to reporters. */
    'L3, back to the helpdesk': by('l3'),
    'answers the reporter': by(...HELPDESK, 'nodal', 'monitor'),
    /** Closed implies told; a call's ticket has action and solution (SOP L43). */
    'helpdesk, solution written, reporter told': (asked: Asked): boolean => by(...HELPDESK, 'gateway')(asked) && written(asked) && asked.context.told,
    reporter: by('reporter'),
    'reporter, with owner': (asked: Asked): boolean => asked.context.owned && asked.event.by === 'reporter',
    gateway: by('gateway'),
  },
});

const back = {
  reopen: [{ guard: 'helpdesk or reporter, with owner', target: '#life.assigned' }, { guard: 'helpdesk or reporter', target: '#life.open' }],
} as const;

/** What may happen to every ticket that is not finished. */
const live = {
  take: { guard: 'the desk', target: '#life.assigned' },
  assign: { guard: 'helpdesk or L3', target: '#life.assigned' },
  forward: { guard: 'the desk', target: '#life.open' },
  wait_reporter: { guard: 'helpdesk, L3, nodal', target: '#life.waiting.reporter' },
  wait_backend: { guard: 'helpdesk or L3', target: '#life.waiting.backend' },
  wait_apk: { guard: 'helpdesk or L3', target: '#life.waiting.apk_release' },
  wait_push: { guard: 'helpdesk or L3', target: '#life.waiting.device_push' },
  defer: { guard: 'helpdesk or L3', target: '#life.deferred.group_v' },
  change_request: { guard: 'helpdesk or L3', target: '#life.deferred.change_request' },
  solve: [{ guard: 'answers the reporter', target: '#life.resolved' }, { guard: 'L3, back to the helpdesk', target: '#life.open' }],
  reject: { guard: 'helpdesk or L3', target: '#life.rejected' },
  redirect: { guard: 'helpdesk', target: '#life.redirected' },
} as const;

export const ticketLife = life.createMachine({
  id: 'life',
  context: { owned: false, solution: false, call: false, action: false, told: false },
  initial: 'open',
  states: {
    open: { on: { ...live, abandon: { guard: 'gateway', target: '#life.abandoned' } } },
    assigned: { on: live },
    waiting: {
      initial: 'reporter',
      on: live,
      states: {
        reporter: { on: { answer: [{ guard: 'reporter, with owner', target: '#life.assigned' }, { guard: 'reporter', target: '#life.open' }] } },
        backend: {}, apk_release: {}, device_push: {},
      },
    },
    deferred: { initial: 'group_v', on: { ...live, ...back }, states: { group_v: {}, change_request: {} } },
    resolved: {
      on: {
        ...back,
        solve: { guard: 'answers the reporter', target: '#life.resolved', reenter: true },
        works: { guard: 'reporter', target: '#life.closed' },
        close: { guard: 'helpdesk, solution written, reporter told', target: '#life.closed' },
      },
    },
    closed: { on: back },
    redirected: { on: back },
    rejected: { on: back },
    abandoned: { on: back },
  },
});

function valueOf(place: LifePlace): string | Record<string, string> {
  const [first = 'open', second] = place.split('.');
  return second === undefined ? first : { [first]: second };
}

/** Where the verb leads; null = it may not happen here, by this role, with these facts. */
export function lifeAfter(place: LifePlace, facts: LifeFacts, event: LifeEvent): LifePlace | null {
  const snapshot = ticketLife.resolveState({ value: valueOf(place), context: facts });
  if (!snapshot.can(event)) return null;
  const [{ value }] = transition(ticketLife, snapshot, event);
  return (typeof value === 'string' ? value : Object.entries(value).map(([first, second]) => `${first}.${String(second)}`)[0] ?? 'open') as LifePlace;
}
