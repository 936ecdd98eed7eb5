/** `helpdesk resend ID`: gives a dead message a new life; a running gateway sends it at its next look, else the next start does. */
import { FAULT, GOOD, complain, say, withStore } from './io.js';
import type { Io } from './io.js';

export async function resend(id: string, io: Io): Promise<number> {
  return withStore(io, async (store) => {
    if (!(await store.resend(id, io.now()))) {
      complain(io, `there is no dead message ${id}`);
      return FAULT;
    }
    say(io, `${id}: waits to be sent`);
    return GOOD;
  });
}
