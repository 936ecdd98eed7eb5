/** The long runs of the bench: memory over 60,000 turns, and a store with a campaign's past. Called by bench.ts for --long and --big. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CONNECTIONS, PERSONS, ROUNDS, gateway } from './bench-setup.js';
import type { Bench } from './bench-setup.js';
import { memory } from './measure.js';
import { turns } from './posts.js';
import { runScript } from './processes.js';
import { closedLoop } from './runs.js';
import { median } from './table.js';

export async function growth(run: Bench): Promise<void> {
  const up = await gateway(run, 'long');
  const source = turns(run.twilio, PERSONS);
  run.twilio.trouble({ kind: 'hold' });
  const sizes: number[] = [];
  for (let round = 1; round <= 10; round += 1) {
    run.note(`memory: ${round * 6000} turns`);
    await closedLoop(up.port, source.take(6000), CONNECTIONS);
    await pause(500);
    sizes.push(memory(up.pid).nowMb);
  }
  const { peakMb } = memory(up.pid);
  run.twilio.trouble(null);
  run.twilio.release();
  await up.stop();
  const [first = 0, last = 0] = [sizes[0], sizes.at(-1)];
  run.figures.push(
    { what: 'memory (RSS) after 60,000 turns, against 6,000', value: last, unit: 'MB', floor: first, aim: { text: 'no growth (within 10 %)', met: last <= first * 1.1 } },
    { what: '  peak', value: peakMb, unit: 'MB', aim: { text: 'under 180 MB', met: peakMb < 180 } },
  );
}

function best(into: Record<string, number>, fresh: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(fresh)) into[name] = Math.min(into[name] ?? Number.POSITIVE_INFINITY, value);
}

/** A campaign's end: 1,000,000 messages and 100,000 tickets, against an empty store (rate) and one of a twentieth of the size (queries). */
export async function past(run: Bench): Promise<void> {
  const { options, figures } = run;
  const persons = options.quick ? 2000 : 20_000;
  const script = (name: string): string => join(options.compiled, name);
  const file = (name: string): string => join(run.folder, name, 'helpdesk.sqlite');
  run.note(`filling a store with ${persons * 50} messages and ${persons * 5} tickets`);
  await runScript(script('big-store.js'), [file('big'), String(persons)]);
  await runScript(script('big-store.js'), [file('small'), String(persons / 20)]);
  run.note('hot queries');
  const rounds = options.quick ? '500' : '3000';
  const small: Record<string, number> = {};
  const large: Record<string, number> = {};
  /** In turns, the best median of each: what else the machine does hits one or the other. */
  for (let round = 0; round < ROUNDS; round += 1) {
    best(small, await runScript<Record<string, number>>(script('hot-queries.js'), [file('small'), String(persons / 20), rounds]));
    best(large, await runScript<Record<string, number>>(script('hot-queries.js'), [file('big'), String(persons), rounds]));
  }
  const [full, empty] = [await gateway(run, 'big'), await gateway(run, 'empty')];
  const source = turns(run.twilio, PERSONS);
  run.twilio.trouble({ kind: 'hold' });
  const rates: [number, number][] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    run.note(`full store against empty store, round ${round}`);
    const posts = source.take(round === 0 ? PERSONS : options.quick ? 1000 : 6000);
    const pair: [number, number] = [(await closedLoop(full.port, posts, CONNECTIONS)).perSecond, (await closedLoop(empty.port, posts, CONNECTIONS)).perSecond];
    if (round > 0) rates.push(pair);
  }
  run.twilio.trouble(null);
  run.twilio.release();
  await full.stop();
  await empty.stop();
  const [rate, base] = [median(rates.map(([each]) => each)), median(rates.map(([, each]) => each))];
  figures.push({ what: `turns with ${(persons * 50).toLocaleString('en')} past messages, ${(persons * 5).toLocaleString('en')} tickets, against an empty store`, value: rate, unit: '/s', floor: base, aim: { text: 'at least 0.80 x', met: rate >= 0.8 * base } });
  for (const [name, value] of Object.entries(large)) {
    const floor = small[name] ?? 0;
    figures.push({ what: `  ${name}, against a store 1/20 of the size`, value, unit: 'us', floor, aim: { text: 'within 1.5 x', met: value <= floor * 1.5 } });
  }
}
