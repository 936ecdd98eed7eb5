/** `npm run bench`: the built gateway under load beside its floors, in one run on one machine; only 127.0.0.1, bounded in time. Loaded by scripts/bench.mjs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { startFakeTwilio } from '../support/fake-twilio.js';
import { growth, past } from './bench-long.js';
import { CONNECTIONS, PERSONS, ROUNDS, dataCopy, gateway } from './bench-setup.js';
import type { Bench, BenchOptions } from './bench-setup.js';
import { cpuMs, memory } from './measure.js';
import { turns } from './posts.js';
import { PUBLIC_URL, runScript, startSkeleton } from './processes.js';
import { closedLoop, openLoop, phoneCalls, spike } from './runs.js';
import type { Load } from './runs.js';
import { median, printed } from './table.js';

export async function bench(options: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-bench-'));
  const twilio = await startFakeTwilio();
  const run: Bench = { options, folder, dataDir: dataCopy(options.root, folder), twilio, figures: [], note: (text) => void process.stderr.write(`${text}\n`) };
  try {
    await ready(run);
    await throughput(run);
    await schedule(run);
    await burst(run);
    await calls(run);
    if (options.long) await growth(run);
    if (options.big) await past(run);
  } finally {
    await twilio.close();
    rmSync(folder, { recursive: true, force: true });
    /** What was measured is told, also where a later part broke off. */
    print(run);
  }
}

function print({ options, figures }: Bench): void {
  const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? '?'}`;
  process.stdout.write(options.json ? `${JSON.stringify({ machine, quick: options.quick, figures })}\n` : `${machine}${options.quick ? ' (quick: sizes too small to judge by)' : ''}\n\n${printed(figures)}\n`);
}

async function ready(run: Bench): Promise<void> {
  run.note('start to ready');
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const up = await gateway(run, 'ready');
    times.push(up.readyMs);
    await up.stop();
  }
  run.figures.push({ what: 'start to ready, once built (median of 5)', value: median(times), unit: 'ms', aim: { text: 'under 1,000 ms', met: median(times) < 1000 } });
}

async function throughput(run: Bench): Promise<void> {
  const { options, twilio, figures } = run;
  const count = options.quick ? 1000 : 6000;
  const up = await gateway(run, 'closed');
  const floor = await startSkeleton(join(options.compiled, 'skeleton.js'), [join(run.folder, 'skeleton'), twilio.authToken, PUBLIC_URL]);
  const source = turns(twilio, PERSONS, true);
  /** Vendors are slow: what is measured ends at the answer row (the aim); sending it is measured on its own below. */
  twilio.trouble({ kind: 'hold' });
  const gate: Load[] = [];
  const bare: Load[] = [];
  let posted = 0;
  let [began, floorBegan] = [0, 0];
  for (let round = 0; round <= ROUNDS; round += 1) {
    run.note(round === 0 ? 'closed loop: warming up' : `closed loop, round ${round} of ${ROUNDS}`);
    /** Both sides are compiled by then: a first round is half again as dear. */
    const posts = source.take(count);
    posted += posts.length;
    const [mine, its] = [await closedLoop(up.port, posts, CONNECTIONS), await closedLoop(floor.port, posts, CONNECTIONS)];
    if (round === 0) {
      [began, floorBegan] = [cpuMs(up.pid), cpuMs(floor.pid)];
      continue;
    }
    gate.push(mine);
    bare.push(its);
  }
  const [cost, floorCost] = [(cpuMs(up.pid) - began) / (ROUNDS * count), (cpuMs(floor.pid) - floorBegan) / (ROUNDS * count)];
  const { perSecond: raw } = await runScript<{ perSecond: number }>(join(options.compiled, 'raw-commit.js'), [join(run.folder, 'raw'), options.quick ? '0.5' : '2']);
  const used = memory(up.pid);
  const [rate, floorRate] = [median(gate.map((each) => each.perSecond)), median(bare.map((each) => each.perSecond))];
  twilio.trouble(null);
  twilio.release();
  run.note('closed loop with sending');
  const sending = await closedLoop(up.port, source.take(count), CONNECTIONS);
  posted += count;
  await up.stop();
  await floor.stop();
  const kept = counts(join(run.folder, 'closed', 'helpdesk.sqlite'));
  figures.push(
    { what: `turns, ${PERSONS} persons, ${CONNECTIONS} connections (median of ${ROUNDS})`, value: rate, unit: '/s', floor: floorRate, aim: { text: 'at least 0.60 x the skeleton', met: rate >= 0.6 * floorRate } },
    { what: '  processor time of a turn', value: cost * 1000, unit: 'us', floor: floorCost * 1000 },
    { what: '  p50', value: median(gate.map((each) => each.latency.p50)), unit: 'ms', floor: median(bare.map((each) => each.latency.p50)) },
    { what: '  p99', value: median(gate.map((each) => each.latency.p99)), unit: 'ms', floor: median(bare.map((each) => each.latency.p99)) },
    { what: '  the same, all answers sent to Twilio meanwhile', value: sending.perSecond, unit: '/s', floor: floorRate },
    { what: '  the skeleton against raw group commit', value: floorRate, unit: '/s', floor: raw },
    { what: '  refused, failed or lost turns', value: [...gate, sending].reduce((sum, each) => sum + each.refused, 0) + kept.failed + posted - kept.handled, unit: '', aim: { text: 'none', met: kept.failed === 0 && kept.handled === posted } },
    { what: '  turns with an answer row', value: kept.answered / kept.handled, unit: '', aim: { text: 'all', met: kept.answered >= kept.handled } },
    { what: '  tickets filed', value: kept.tickets, unit: '' },
    { what: 'peak memory (RSS) after it', value: used.peakMb, unit: 'MB', aim: { text: 'under 180 MB', met: used.peakMb < 180 } },
  );
}

interface Counts {
  readonly handled: number;
  readonly failed: number;
  readonly answered: number;
  readonly tickets: number;
}

/** What is on disk afterwards. */
function counts(file: string): Counts {
  const db = new Database(file, { readonly: true });
  const one = (sql: string): number => Number(db.prepare(sql).pluck().get());
  const result = {
    handled: one("SELECT count(*) FROM ledger WHERE channel = 'whatsapp'"), failed: one('SELECT count(*) FROM failed'),
    answered: one("SELECT count(*) FROM outbox WHERE purpose = 'answer'"), tickets: one('SELECT count(*) FROM tickets'),
  };
  db.close();
  return result;
}

async function schedule(run: Bench): Promise<void> {
  run.note('open loop');
  const up = await gateway(run, 'open');
  const source = turns(run.twilio, PERSONS);
  await openLoop(up.port, source.take(300), 100);
  const load = await openLoop(up.port, source.take(run.options.quick ? 500 : 3000), 100);
  await up.stop();
  run.figures.push(
    { what: 'open loop, 100 webhooks/s on a fixed schedule: p50', value: load.latency.p50, unit: 'ms' },
    { what: '  p99', value: load.latency.p99, unit: 'ms', aim: { text: 'under 50 ms, none refused', met: load.latency.p99 < 50 && load.refused === 0 } },
    { what: '  worst', value: load.latency.max, unit: 'ms' },
  );
}

async function burst(run: Bench): Promise<void> {
  run.note('spike');
  const many = 500;
  const up = await gateway(run, 'spike');
  const source = turns(run.twilio, PERSONS);
  await openLoop(up.port, source.take(300), 200);
  await pause(run.options.quick ? 1000 : 5000);
  const before = run.twilio.messages.length;
  const result = await spike(up.port, source.take(many), () => run.twilio.messages.length - before >= many, 30_000);
  const probe = await openLoop(up.port, source.take(50), 50);
  await up.stop();
  run.figures.push(
    { what: `spike of ${many} at once: all acknowledged`, value: result.allAcknowledgedMs, unit: 'ms', aim: { text: 'no loss', met: result.refused === 0 } },
    { what: '  every answer taken by Twilio', value: result.recoveredMs, unit: 'ms', aim: { text: 'recovered within 10 s', met: result.recoveredMs < 10_000 && probe.latency.p99 < 50 } },
  );
}

async function calls(run: Bench): Promise<void> {
  run.note('calls');
  const up = await gateway(run, 'calls');
  /** Compiled by then, as after the first minutes of an evening. */
  await phoneCalls(up.port, run.twilio, 50, 20, 0);
  const people = await phoneCalls(up.port, run.twilio, 50, run.options.quick ? 8 : 40, 500);
  const flood = await phoneCalls(up.port, run.twilio, 50, run.options.quick ? 10 : 60, 0);
  await up.stop();
  run.figures.push(
    { what: '50 calls at once, a key every half second: p50 of a turn', value: people.latency.p50, unit: 'ms' },
    { what: '  p99', value: people.latency.p99, unit: 'ms', aim: { text: 'under 25 ms', met: people.latency.p99 < 25 && people.refused === 0 } },
    { what: '50 calls at once, keys without any pause: p99 of a turn', value: flood.latency.p99, unit: 'ms' },
    { what: '  turns', value: flood.perSecond, unit: '/s' },
  );
}
