/** The one question after "it works": how was the help? Asked once for a ticket, and whoever says something else instead is listened to. A state of the intake. */
import { ask } from './asks.js';
import { end, goodbye } from './filing.js';
import { act, chose, kit, say } from './kit.js';
import type { Done } from './kit.js';
import { choices } from './menus.js';
import { onlyThanks } from './replies.js';

const leave = { target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [goodbye(facts), end('done')] })) };
/** Nobody is reminded of this. */
const quietly = { target: 'ended', actions: act((): Done => ({ effects: [end('done')] })) };

export const satisfiedStates = {
  satisfied: kit.createStateConfig({
    entry: act((memory): Done => ({
      effects: [{ type: 'satisfaction', number: memory.ticket ?? '', level: null }, ask('callback.satisfied', choices('satisfied_3', 'satisfied_2', 'satisfied_1'))],
    })),
    on: {
      CHOICE: [3, 2, 1].map((level) => ({
        guard: chose(`satisfied_${level}`), target: 'ended',
        actions: act((memory, { facts }): Done => ({ effects: [{ type: 'satisfaction', number: memory.ticket ?? '', level }, say('callback.thanks'), goodbye(facts), end('done')] })),
      })),
      TEXT: { guard: onlyThanks, target: 'ended', actions: act((): Done => ({ effects: [say('anytime.welcome'), end('done')] })) },
      START: { target: 'next' },
      SILENCE: leave, NOMATCH: leave, SKIP: leave, BACK: leave, CANCEL: leave, DIGITS: leave,
      HANGUP: quietly, REMIND: quietly, EXPIRE: quietly,
    },
  }),
};
