/** 10,000 turns of arbitrary events with a store round trip between any two: never throws, never silent, never stuck; three strikes always leave the menu. */
import { describe, expect, it } from '@jest/globals';
import { machines } from '../../flows/index.js';
import type { Effect } from '../../flows/types.js';
import { catalogue, stored, turn } from './world.js';
import { over, wander } from './wander.js';

const TURNS = 10_000;
const SIZE_AT_MOST = 8_000;

const heardBy = (effects: readonly Effect[]): boolean => effects.some((each) => ['say', 'ask', 'end', 'sayNumber', 'dialDesk'].includes(each.type));

describe.each(machines(catalogue).map(({ id, machine }) => [id, machine] as const))('%s', (_id, machine) => {
  it(`never throws, is never silent and always waits for something in ${TURNS} random turns`, () => {
    const states = new Set<string>();
    wander(machine, 1, TURNS, (effects, { snapshot, world }, event) => {
      const where = `${String(snapshot.value)} after ${JSON.stringify(event).slice(0, 200)}`;
      states.add(String(snapshot.value));
      if (!heardBy(effects)) throw new Error(`silent in ${where}`);
      const ended = effects.some((each) => each.type === 'end');
      if (ended !== over(snapshot)) throw new Error(`end and state differ in ${where}`);
      if (ended && effects.at(-1)?.type !== 'end') throw new Error(`something after the end in ${where}`);
      const asks = effects.filter((each) => each.type === 'ask');
      if (asks.length > 1) throw new Error(`two questions in ${where}`);
      const { open } = snapshot.context as { open: { expect: { kind: string; choices?: readonly object[] } } | null };
      if (!ended && open === null && snapshot.value !== 'dialling') throw new Error(`nothing is waited for in ${where}`);
      /** One more photo of several keeps the question that is open. */
      const kept = open !== null && effects.some((each) => each.type === 'say' && each.key === 'anytime.got_more');
      if (!ended && !kept && !effects.some((each) => each.type === 'dialDesk') && asks.length === 0) throw new Error(`no question in ${where}`);
      if (!ended && world.medium === 'call' && (open?.expect.choices?.length ?? 0) > 5) throw new Error(`more than five keys in ${where}`);
      if (effects.some((each) => 'vars' in each && Object.values(each.vars ?? {}).some((value) => typeof value !== 'string' && typeof value !== 'number'))) throw new Error(`a value is no text in ${where}`);
      const size = JSON.stringify({ value: snapshot.value, context: snapshot.context }).length;
      if (size > SIZE_AT_MOST) throw new Error(`${size} characters of memory in ${where}`);
    });
    expect(states.size).toBeGreaterThan(28);
  });

  it('never opens two tickets in one turn, and never says a number that it did not file', () => {
    wander(machine, 2, TURNS, (effects) => {
      const opened = effects.filter((each) => each.type === 'openTicket').length;
      const numbers = effects.filter((each) => each.type === 'sayNumber').length;
      if (opened > 1 || numbers > opened) throw new Error(JSON.stringify(effects));
    });
    expect(true).toBe(true);
  });

  it('has a way out of every state it reached', () => {
    let seen = 0;
    wander(machine, 3, TURNS / 2, (_effects, { snapshot, world }) => {
      if (over(snapshot)) return;
      seen += 1;
      const gone = turn(machine, stored(machine, snapshot), { type: world.medium === 'call' ? 'HANGUP' : 'EXPIRE' }, world);
      if (!over(gone.snapshot)) throw new Error(`no end from ${String(snapshot.value)}`);
      let now = snapshot;
      for (let count = 0; count < 3 && !over(now); count += 1) now = turn(machine, stored(machine, now), { type: 'CANCEL' }, world).snapshot;
      if (!over(now)) throw new Error(`a person cannot leave ${String(snapshot.value)}`);
    });
    expect(seen).toBeGreaterThan(1000);
  });

  it.each(['SILENCE', 'NOMATCH'] as const)('leaves every phone menu after three times %s, and ends soon after', (type) => {
    let seen = 0;
    wander(machine, 4, TURNS / 2, (_effects, { snapshot, world }) => {
      if (over(snapshot) || world.medium !== 'call') return;
      seen += 1;
      let now = snapshot;
      for (let count = 0; count < 3 && !over(now); count += 1) now = turn(machine, stored(machine, now), { type }, world).snapshot;
      if (!over(now) && now.value !== 'voicemail') throw new Error(`still in ${String(now.value)}, begun in ${String(snapshot.value)}`);
      if (!over(now)) now = turn(machine, stored(machine, now), { type }, world).snapshot;
      if (!over(now)) throw new Error(`no end after the recording, begun in ${String(snapshot.value)}`);
    });
    expect(seen).toBeGreaterThan(500);
  });

  it('loses nothing that was said when the line goes dead or the person falls silent', () => {
    wander(machine, 5, TURNS / 2, (_effects, { snapshot, world }) => {
      const memory = snapshot.context as { text: string; files: number; ticket: string | null };
      if (over(snapshot) || memory.ticket !== null || memory.text === '') return;
      const gone = turn(machine, snapshot, { type: world.medium === 'call' ? 'HANGUP' : 'EXPIRE' }, world);
      const filed = gone.effects.find((each) => each.type === 'openTicket');
      if (filed?.type !== 'openTicket' || filed.draft.text !== memory.text) throw new Error(`lost in ${String(snapshot.value)}`);
    });
    expect(true).toBe(true);
  });
});
