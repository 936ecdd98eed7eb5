/** `npm run bench`: the built gateway under load beside its floors, in one run on one machine; only 127.0.0.1, bounded in time. Loaded by scripts/bench.mjs. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { parse, stringify } from 'yaml';
import { startFakeTwilio } from '../support/fake-twilio.js';
import type { FakeTwilio } from '../support/fake-twilio.js';
import { memory } from './measure.js';
import { turns } from './posts.js';
import { PUBLIC_URL, runScript, startGateway, startSkeleton } from './processes.js';
import type { Running } from './processes.js';
import { closedLoop, openLoop, phoneCalls, spike } from './runs.js';
import type { Load } from './runs.js';
import { median, printed } from './table.js';
import type { Figure } from './table.js';

export interface BenchOptions {
  readonly root: string;
  /** Where the compiled files of test/load are. */
  readonly compiled: string;
  readonly quick: boolean;
  readonly long: boolean;
  readonly big: boolean;
  readonly json: boolean;
}

interface Bench {
  readonly options: BenchOptions;
  readonly folder: string;
  readonly dataDir: string;
  readonly twilio: FakeTwilio;
  readonly figures: Figure[];
  readonly note: (text: string) => void;
}

const PERSONS = 1000;
const CONNECTIONS = 50;
const ROUNDS = 3;

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
  }
  const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? '?'}`;
  process.stdout.write(options.json ? `${JSON.stringify({ machine, quick: options.quick, figures: run.figures })}\n` : `${machine}${options.quick ? ' (quick: sizes too small to judge by)' : ''}\n\n${printed(run.figures)}\n`);
}

/** The shipped catalogues; only the limit of messages a minute is at its highest, since a person of the bench writes faster than any. */
function dataCopy(root: string, folder: string): string {
  const copy = join(folder, 'data');
  cpSync(join(root, 'data'), copy, { recursive: true, filter: (file) => !file.startsWith(join(root, 'data', 'var')) });
  const file = join(copy, 'options.yaml');
  writeFileSync(file, stringify({ ...(parse(readFileSync(file, 'utf8')) as object), rate_per_minute: 1000 }));
  return copy;
}

const gateway = (run: Bench, name: string): Promise<Running> =>
  startGateway({ root: run.options.root, varDir: join(run.folder, name), dataDir: run.dataDir, twilio: run.twilio });

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
  const source = turns(twilio, PERSONS);
  /** Vendors are slow: what is measured ends at the answer row (the aim); sending it is measured on its own below. */
  twilio.trouble({ kind: 'hold' });
  const gate: Load[] = [];
  const bare: Load[] = [];
  let posted = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    run.note(round === 0 ? 'closed loop: warming up' : `closed loop, round ${round} of ${ROUNDS}`);
    const posts = source.take(round === 0 ? PERSONS : count);
    posted += posts.length;
    const [mine, its] = [await closedLoop(up.port, posts, CONNECTIONS), await closedLoop(floor.port, posts, CONNECTIONS)];
    if (round === 0) continue;
    gate.push(mine);
    bare.push(its);
  }
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
  await phoneCalls(up.port, run.twilio, 50, 4, 0);
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

async function growth(run: Bench): Promise<void> {
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
async function past(run: Bench): Promise<void> {
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
