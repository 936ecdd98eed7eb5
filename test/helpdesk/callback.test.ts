/** The callback ledger: what comes after each outcome and when, when it is given up, what counts as told or tried; and the words of "ligou". */
import { describe, expect, it } from '@jest/globals';
import { called } from '../../src/helpdesk/callback-words.js';
import { alsoWritten, attemptsOf, calling, done, isCalling, ledgerOf, nextTry, owed, toldOrTried, tried, withinHours } from '../../src/helpdesk/callback.js';
import type { Callback, CallbackTry } from '../../src/gateway/records.js';
import { NOW, smallContent } from '../support/content.js';

const MINUTE = 60_000;
const small = smallContent();
const desk = { ...small, rules: { ...small.rules, callback: { automatic: true, tries: 3, every: [15, 60, 180], calendar: 'desk' } } };
const fresh = (change: Partial<Callback> = {}): Callback => ({
  ...owed({ id: 'c1', contactId: 'p1', phone: '+258841230001', reason: 'solved', ticket: '40713', callId: null, mode: 'automatic', assignee: 'Carla' }, desk, NOW), ...change,
});
const at = (local: string): number => Date.parse(`2026-08-28T${local}:00+02:00`);
const after = (outcomes: readonly CallbackTry['outcome'][], from: number = NOW): Callback =>
  outcomes.reduce((row, outcome) => tried(row, { at: ledgerOf(row).nextAt ?? from, by: 'gateway', outcome }, desk), fresh());

describe('what comes after a try', () => {
  it.each<[string, readonly CallbackTry['outcome'][], string | null, string]>([
    ['not taken: in 15 minutes', ['no_answer'], '10:15', 'open'],
    ['busy, the second time: in an hour', ['no_answer', 'busy'], '11:15', 'open'],
    ['a machine counts as not reached', ['machine'], '10:15', 'open'],
    ['the network too', ['failed'], '10:15', 'open'],
    ['three in vain: given up', ['no_answer', 'machine', 'busy'], null, 'given_up'],
    ['reached: over', ['busy', 'reached'], null, 'reached'],
    ['later counts no try: in an hour', ['later'], '11:00', 'open'],
    ['later, twice, and still three tries', ['later', 'busy', 'later', 'busy'], '13:15', 'open'],
    ['a wrong number: as not reached', ['wrong_number'], '10:15', 'open'],
  ])('%s', (_, outcomes, next, outcome) => {
    const row = after(outcomes);
    expect([ledgerOf(row).nextAt, ledgerOf(row).outcome]).toEqual([next === null ? null : at(next), outcome]);
    expect(row.doneAt === null).toBe(next !== null);
    expect(ledgerOf(row).tries.every((each) => each.at >= NOW && each.by === 'gateway')).toBe(true);
  });

  it('a wrong number is no machine\'s business any more', () => {
    expect(ledgerOf(after(['wrong_number'])).mode).toBe('person');
    expect(ledgerOf(after(['busy'])).mode).toBe('automatic');
  });

  it('is called again when he asked to be', () => {
    expect(ledgerOf(tried(fresh(), { at: NOW, by: 'Carla', outcome: 'later', later: at('16:30') }, desk)).nextAt).toBe(at('16:30'));
  });

  it('a try that was wrongly written down as reached is put right', () => {
    const wrong = after(['reached']);
    const right = tried(wrong, { at: NOW + MINUTE, by: 'Carla', outcome: 'no_answer' }, desk);
    expect([right.doneAt, ledgerOf(right).outcome, ledgerOf(right).nextAt]).toEqual([null, 'open', at('10:16')]);
  });

  it('a call on its way leaves one entry, its outcome', () => {
    const rings = calling(fresh(), 'gateway', NOW, NOW + 5 * MINUTE);
    expect([isCalling(rings), ledgerOf(rings).nextAt]).toEqual([true, NOW + 5 * MINUTE]);
    expect(ledgerOf(tried(rings, { at: NOW + MINUTE, by: 'gateway', outcome: 'busy' }, desk)).tries).toEqual([{ at: NOW + MINUTE, by: 'gateway', outcome: 'busy' }]);
  });

  it('a row from before the ledger is a person\'s', () => {
    const { ledger: _, ...old } = fresh();
    expect(ledgerOf(old)).toMatchObject({ mode: 'person', outcome: 'open', tries: [] });
    expect(ledgerOf({ ...old, doneAt: NOW })).toMatchObject({ nextAt: null, outcome: 'reached' });
  });
});

describe('the hours of calls', () => {
  it.each([
    ['open', '12:00', '12:00'], ['the minute of opening', '08:00', '08:00'], ['the minute of closing', '23:00', '32:00'], ['at night', '23:30', '32:00'], ['before opening', '07:59', '08:00'],
  ])('%s', (_, from, to) => {
    const [hour = 0, minute = 0] = to.split(':').map(Number);
    expect(withinHours(desk, at(from))).toBe(at('00:00') + (hour * 60 + minute) * MINUTE);
  });

  it('what an evening\'s try leaves of the interval goes on next morning: the next shift has it', () => {
    expect(nextTry(desk, 2, at('22:30'))).toBe(at('08:30') + 24 * 60 * MINUTE);
    expect(nextTry(desk, 9, at('10:00'))).toBe(at('13:00'));
  });

  it('is due at once within them, and in the morning otherwise', () => {
    const row = { id: 'c', contactId: 'p', phone: null, reason: 'person' as const, ticket: null, callId: null, mode: 'person' as const, assignee: null };
    expect(ledgerOf(owed(row, desk, at('22:59'), 2 * MINUTE)).nextAt).toBe(at('08:00') + 24 * 60 * MINUTE);
    expect(ledgerOf(owed(row, desk, at('22:50'), null)).nextAt).toBe(at('08:05') + 24 * 60 * MINUTE);
  });
});

describe('told, or three dated attempts', () => {
  const ticket = { number: '40713', resolvedAt: NOW, informed: { reporter: null, monitor: null } };
  const three = after(['no_answer', 'busy', 'machine']);
  it.each<[string, Parameters<typeof toldOrTried>, boolean]>([
    ['told', [{ ...ticket, informed: { reporter: NOW, monitor: null } }, []], true],
    ['only the monitor told', [{ ...ticket, informed: { reporter: null, monitor: NOW } }, []], false],
    ['nothing', [ticket, []], false],
    ['two attempts', [ticket, [after(['no_answer', 'busy'])]], false],
    ['three attempts', [ticket, [three]], true],
    ['three, then in writing', [ticket, [alsoWritten(three, NOW)]], true],
    ['three "later"', [ticket, [after(['later', 'later', 'later'])]], false],
    ['three for another ticket', [ticket, [{ ...three, ticket: '40721' }]], false],
    ['three for an earlier solution', [{ ...ticket, resolvedAt: NOW + MINUTE }, [three]], false],
    ['three that were about something else', [ticket, [{ ...three, reason: 'voicemail' }]], false],
    ['a hidden number that nobody can call', [ticket, [done(fresh({ phone: null }), 'given_up', NOW)]], true],
    ['a known number given up without a try', [ticket, [done(fresh(), 'given_up', NOW)]], false],
    ['cancelled', [ticket, [done(fresh({ phone: null }), 'cancelled', NOW)]], false],
  ])('%s', (_, given, expected) => {
    expect(toldOrTried(...given)).toBe(expected);
  });
  it('counts only what did not reach him', () => {
    expect(attemptsOf(after(['later', 'busy', 'later'])).map((each) => each.outcome)).toEqual(['busy']);
  });
});

describe('"ligou 40713 ..."', () => {
  it.each<[string, CallbackTry['outcome'] | null]>([
    ['falei', 'reached'], ['Falei com ele, já funciona', 'reached'], ['atendeu e está tudo bem', 'reached'], ['ok', 'reached'], ['avisei a senhora', 'reached'], ['spoke to him', 'reached'], ['done', 'reached'],
    ['não atende', 'no_answer'], ['NAO ATENDEU', 'no_answer'], ['nao atendem o telefone', 'no_answer'], ['ninguém', 'no_answer'], ['não consegui falar', 'no_answer'], ['no answer', 'no_answer'], ['sem resposta', 'no_answer'],
    ['ocupado', 'busy'], ['está sempre ocupado', 'busy'], ['busy', 'busy'], ['linha impedida', 'busy'],
    ['número errado', 'wrong_number'], ['numero errado!', 'wrong_number'], ['engano', 'wrong_number'], ['wrong number', 'wrong_number'], ['era outra pessoa', 'wrong_number'],
    ['mais tarde', 'later'], ['pediu para ligar depois', 'later'], ['amanhã', 'later'], ['later', 'later'], ['ligar às 15h', 'later'],
    ['gravador', 'machine'], ['caixa postal', 'machine'], ['voicemail', 'machine'],
    ['telefone desligado', 'failed'], ['sem rede', 'failed'], ['não chama', 'failed'], ['fora de área', 'failed'],
    ['blá blá', null], ['', null], ['uma coisa qualquer', null],
  ])('%s', (text, outcome) => {
    expect(called(text, NOW, 'Africa/Maputo')?.outcome ?? null).toBe(outcome);
  });

  it.each<[string, string | null, number]>([
    ['mais tarde às 15h', '15:00', 0], ['mais tarde, 15:30', '15:30', 0], ['ligar às 9h', '09:00', 1], ['amanhã', '09:00', 1], ['amanhã às 14 horas', '14:00', 1], ['mais tarde', null, 0], ['later at 16:00', '16:00', 0],
  ])('the time in "%s"', (text, time, days) => {
    expect(called(text, NOW, 'Africa/Maputo')?.later ?? null).toBe(time === null ? null : at(time) + days * 24 * 60 * MINUTE);
  });

  it('keeps what was typed', () => {
    expect(called('  Falei com o irmão dele ', NOW, 'Africa/Maputo')?.note).toBe('Falei com o irmão dele');
  });
});
