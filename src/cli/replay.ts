/** `helpdesk replay ID`: hands a failed input to `receive` again, after the fault was mended. */
import { CliFault, FAULT, GOOD, USAGE, complain, say, withContext } from './io.js';
import type { Io } from './io.js';

export async function replay(id: string, io: Io): Promise<number> {
  if (!/^\d+$/u.test(id)) throw new CliFault('replay: the id is a number of helpdesk failed', USAGE);
  return withContext(io, async (ctx) => {
    const inbound = await ctx.store.unfail(Number(id), ctx.clock.now());
    if (inbound === null) {
      complain(io, `there is no failed input ${id}, or it ran again already`);
      return FAULT;
    }
    const { status } = await ctx.receive(inbound);
    await ctx.settle();
    say(io, `${id}: ${status}`);
    return status === 'failed' ? FAULT : GOOD;
  });
}
