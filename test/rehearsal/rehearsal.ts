/**
 * The general rehearsal (`npm run rehearsal`): four campaign days in virtual time, 1,600 teams, evening bursts, an outage of sync in three districts, staff that answer late or never,
 * two restarts. It ends well when no ticket is without owner, no reporter untold and all totals agree.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { fieldOf } from './campaign.js';
import type { Team } from './campaign.js';
import { chanceOf } from './chance.js';
import type { Chance } from './chance.js';
import { examine, totalsAgree } from './checks.js';
import type { Check } from './checks.js';
import { atWork, person, sure } from './desk.js';
import type { Manner, Person } from './desk.js';
import { openDoor } from './gateway.js';
import type { Door } from './gateway.js';
import { page } from './page.js';
import { PROBLEMS, SYNC, callIn, pickUp, rate, report } from './worker.js';
import type { Problem, Reader } from './worker.js';

export interface Options {
  readonly root: string;
  readonly teams: number;
  readonly days: number;
  readonly seed: number;
  /** Keeps the folder with the database. */
  readonly keep: boolean;
}

const ZONE = 'Africa/Maputo';
const FIRST_DAY = '2026-10-05';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEP = 5 * MINUTE;
const NIGHT_STEP = 30 * MINUTE;
/** Share of teams with something to tell on a day, and on the phone. */
const TELLS = 0.22;
const PHONES = 0.15;
const OUTAGE = { day: 1, from: 18, to: 21, districts: ['Moatize', 'Angónia', 'Changara'], share: 0.35 };
const RESTARTS = [{ day: 1, hour: 19.5, off: 5 * MINUTE }, { day: 2, hour: 14, off: HOUR }];
/** After the last day the desk clears what is left. */
const SWEEP_HOURS = 15;
const AT_ONCE = 16;

interface Coming {
  readonly at: number;
  readonly team: Team;
  readonly problem: Problem;
  readonly phone: boolean;
}

export async function rehearse(options: Options): Promise<boolean> {
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-rehearsal-'));
  const varDir = join(folder, 'var');
  const day0 = DateTime.fromISO(FIRST_DAY, { zone: ZONE });
  const field = fieldOf(options.root, folder, { teams: options.teams, day: FIRST_DAY, end: day0.plus({ days: options.days - 1 }).toISODate() ?? FIRST_DAY, training: day0.minus({ days: 3 }).toISODate() ?? FIRST_DAY });
  const chance = chanceOf(options.seed);
  const door = await openDoor({ root: options.root, varDir, dataDir: field.dataDir, start: day0.plus({ hours: 7 }).toMillis() });
  const readers = new Map<string, Reader>();
  const readerOf = (phone: string): Reader => {
    const known = readers.get(phone) ?? { seq: 0 };
    readers.set(phone, known);
    return known;
  };
  const desk = deskPeople(field.monitors.map(({ phone }) => phone), chance);
  const coming = timetable(field.teams, day0, options.days, chance);
  const restarts = RESTARTS.filter(({ day }) => day < options.days).map(({ day, hour, off }) => ({ at: day0.plus({ days: day }).toMillis() + hour * HOUR, off }));
  const end = day0.plus({ days: options.days }).toMillis() + SWEEP_HOURS * HOUR;
  const told = { reports: 0, calls: 0, turns: 0, orders: 0, rated: 0 };
  /** Who reported in the last day: they look at their phones. */
  const waiting = new Map<string, number>();

  try {
    for (let next = 0; door.now() < end;) {
      const hour = DateTime.fromMillis(door.now(), { zone: ZONE }).hour;
      await door.advance(hour >= 23 || hour < 7 ? NIGHT_STEP : STEP);
      const restart = restarts.find(({ at }) => at <= door.now());
      if (restart !== undefined) {
        restarts.splice(restarts.indexOf(restart), 1);
        await door.restart(restart.off);
      }
      const now: Coming[] = [];
      for (; coming[next] !== undefined && (coming[next]?.at ?? 0) <= door.now(); next += 1) now.push(coming[next] as Coming);
      await inParallel(distinct(now), async ({ team, problem, phone }) => {
        told.turns += phone ? await callIn(team, door, chance) : await report(team, problem, readerOf(team.phone), door, chance);
        told[phone ? 'calls' : 'reports'] += 1;
        waiting.set(team.phone, door.now());
      });
      const news = door.news();
      await inParallel(desk, async (who) => void (told.orders += await atWork(who, news, door, chance)));
      await inParallel([...waiting.keys()].filter(() => chance.hit(0.15)), async (phone) => {
        if (await pickUp(phone, door, chance)) return;
        if ((await rate(phone, readerOf(phone), door, chance)) !== null) told.rated += 1;
        if (door.now() - (waiting.get(phone) ?? 0) > 24 * HOUR) waiting.delete(phone);
      });
      if (door.now() > day0.plus({ days: options.days }).toMillis() + 8 * HOUR) await sweep(desk, varDir, door);
    }
    await door.advance(STEP);
    const ledger = examine(varDir);
    const days = Array.from({ length: options.days + 1 }, (_, at) => day0.plus({ days: at }).toISODate() ?? '');
    const checks: Check[] = [...ledger.checks, totalsAgree(options.root, { DATA_DIR: field.dataDir, VAR_DIR: varDir }, days, ledger)];
    process.stdout.write(page({ ledger, checks, told, posts: door.posts(), seconds: (performance.now() - began) / 1000, options, days }));
    return checks.every(({ ok }) => ok);
  } finally {
    await door.stop();
    if (options.keep) process.stderr.write(`kept: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** One of the executives never answers, one is slow; a third of the monitors are silent. */
function deskPeople(monitors: readonly string[], chance: Chance): Person[] {
  const manners: readonly Manner[] = ['quick', 'slow', 'never', 'quick', 'quick'];
  return [
    ...manners.map((manner, at) => person(`+25886123000${at + 3}`, 'executive', manner)),
    person('+258861230001', 'manager', 'slow'), person('+258861230002', 'manager', 'quick'),
    person('+258861230010', 'l3', 'quick'), person('+258861230011', 'l3', 'slow'),
    person('+258861230012', 'nodal', 'slow'), person('+258861230013', 'nodal', 'quick'),
    ...monitors.map((phone) => person(phone, 'monitor', chance.pick<Manner>(['quick', 'slow', 'never']))),
  ];
}

/** Everybody comes in the evening, most around seven (SOP question 5). */
function timetable(teams: readonly Team[], day0: DateTime, days: number, chance: Chance): Coming[] {
  const coming: Coming[] = [];
  for (let day = 0; day < days; day += 1) {
    const midnight = day0.plus({ days: day }).toMillis();
    const at = (from: number, to: number): number => midnight + (from + ((chance.next() + chance.next()) / 2) * (to - from)) * HOUR;
    for (const team of teams) {
      if (chance.hit(TELLS)) coming.push({ at: chance.hit(0.85) ? at(16, 22.5) : at(8, 16), team, problem: chance.pick(PROBLEMS), phone: chance.hit(PHONES) });
      const dark = day === OUTAGE.day && OUTAGE.districts.includes(team.district);
      if (dark && chance.hit(OUTAGE.share)) coming.push({ at: at(OUTAGE.from, OUTAGE.to), team, problem: SYNC, phone: false });
    }
  }
  return coming.sort((one, other) => one.at - other.at);
}

/** A team talks of one thing at a time; the second waits for the next step. */
function distinct(coming: readonly Coming[]): readonly Coming[] {
  return [...new Map(coming.map((each) => [each.team.phone, each])).values()];
}

/** The last morning: the managers end what nobody ended (SOP L85: what cannot be solved goes to Group V). */
async function sweep(desk: readonly Person[], varDir: string, door: Door): Promise<void> {
  const manager = desk.find(({ role, manner }) => role === 'manager' && manner === 'quick');
  if (manager === undefined) return;
  const { tickets, problems } = examine(varDir);
  for (const number of problems.filter((each) => !manager.seen.has(`s${each}`))) {
    manager.seen.add(`s${number}`);
    await door.write(manager.phone, { text: `incidente resolver ${number} O servidor está a funcionar outra vez. Sincronize, por favor.` });
    await sure(manager, door);
  }
  for (const { number, status, assignee, incident } of tickets) {
    if (incident !== null || manager.seen.has(`s${number}`)) continue;
    if (status === 'open' || status === 'assigned' || status === 'waiting') {
      manager.seen.add(`s${number}`);
      if (assignee === null) await door.write(manager.phone, { text: `assumir ${number}` });
      await door.write(manager.phone, { text: `resolver ${number} Ficou resolvido com a nova versão. Obrigado pela paciência.` });
    }
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  }));
}
