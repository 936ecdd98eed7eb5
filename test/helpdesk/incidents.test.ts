/** Known problems: when like reports are one problem, which tickets it touches, what the manager is shown, and his small language. */
import { describe, expect, it } from '@jest/globals';
import type { KnownProblem } from '../../src/helpdesk/standing.js';
import { incidentWords, timeIn } from '../../src/helpdesk/incident-words.js';
import { alike, evidenceOf, knownNow, rising, touches, versionIn, within } from '../../src/helpdesk/incidents.js';
import type { Ticket } from '../../src/helpdesk/ticket.js';
import { smallContent } from '../support/content.js';
import { ticket } from '../store/make.js';

const NOW = Date.parse('2026-10-02T10:00:00+02:00');
const MINUTE = 60_000;
const content = smallContent();
let serial = 10_000;
const report = (minutesAgo: number, over: Partial<Ticket> = {}): Ticket => ticket({ number: String((serial += 1)), openedAt: NOW - minutesAgo * MINUTE, contactId: `c${serial}`, ...over });
const many = (count: number, from: number, to: number, over: Partial<Ticket> = {}): Ticket[] => Array.from({ length: count }, (_, index) => report(from + ((to - from) * index) / Math.max(1, count - 1), over));
const inn = (district: string, province = 'Tete'): Partial<Ticket> => ({ area: { province, district } });
const problem = (over: Partial<KnownProblem> = {}): KnownProblem => ({
  number: '50019', type: 'sync', areas: ['Tete/Moatize'], appVersion: null, text: null, expectedAt: null, status: 'declared', evidence: [], by: 'Amélia', at: NOW, declaredAt: NOW, solvedAt: null, solution: null, ...over,
});
const found = (opened: readonly Ticket[], problems: readonly KnownProblem[] = []): string[] =>
  rising(opened, problems, content, NOW).map((rise) => `${rise.type} ${rise.areas.join('|')}${rise.appVersion === null ? '' : ` v${rise.appVersion}`}: ${rise.tickets.length}${rise.joins === null ? '' : ` joins ${rise.joins.number}`}`);

describe('rising', () => {
  it.each<[string, Ticket[], readonly KnownProblem[], string[]]>([
    ['six of one district in half an hour', many(6, 0, 25), [], ['sync Tete/Moatize: 6']],
    ['five are too few', many(5, 0, 25), [], []],
    ['six in an hour are too slow', many(6, 0, 60), [], []],
    ['six of six districts, one each, are no problem of one place', ['Moatize', 'Angónia', 'Marara', 'Mutarara', 'Changara', 'Dôa'].flatMap((each) => many(1, 5, 5, inn(each))), [], []],
    ['two districts together', [...many(3, 0, 20, inn('Moatize')), ...many(3, 0, 20, inn('Marara'))], [], ['sync Tete/Marara|Tete/Moatize: 6']],
    ['a straggler of a third district is not taken along', [...many(6, 0, 20), ...many(1, 3, 3, inn('Marara'))], [], ['sync Tete/Moatize: 6']],
    ['most districts of a province are the province', ['Angónia', 'Cahora-Bassa', 'Changara', 'Cidade de Tete', 'Dôa', 'Mágoè'].flatMap((each) => many(2, 0, 20, inn(each))), [], ['sync Tete: 12']],
    ['two provinces are two problems', [...many(6, 0, 20), ...many(6, 0, 20, inn('Chókwè', 'Gaza'))], [], ['sync Gaza/Chókwè: 6', 'sync Tete/Moatize: 6']],
    ['two types are two problems', [...many(6, 0, 20), ...many(7, 0, 20, { type: 'login' })], [], ['login Tete/Moatize: 7', 'sync Tete/Moatize: 6']],
    ['as many as always', [0, 1, 2, 3, 4, 5].flatMap((stretch) => many(6, stretch * 30 + 1, stretch * 30 + 28)), [], []],
    ['three times as many as always', [...many(12, 0, 28), ...[2, 3, 4].flatMap((stretch) => many(4, stretch * 30 + 1, stretch * 30 + 28))], [], ['sync Tete/Moatize: 12']],
    ['complaints are never counted', many(9, 0, 20, { type: 'grievance', confidential: true }), [], []],
    ['general questions are no like reports', many(9, 0, 20, { type: 'general' }), [], []],
    ['those already counted with a problem', many(9, 0, 20, { incident: '50019' }), [], []],
    ['redirected ones', many(9, 0, 20, { status: 'redirected' }), [], []],
    ['the same version, thinly spread', ['Moatize', 'Angónia', 'Marara', 'Mutarara', 'Changara', 'Dôa'].flatMap((each) => many(1, 5, 5, { ...inn(each), answers: { app_version: 'v1.4.2' } })), [], ['sync Tete v1.4.2: 6']],
    ['known already', many(9, 0, 20), [problem()], []],
    ['proposed already', many(9, 0, 20), [problem({ status: 'proposed' })], []],
    ['refused an hour ago', many(9, 0, 20), [problem({ status: 'refused', solvedAt: NOW - 60 * MINUTE })], []],
    ['refused yesterday', many(9, 0, 20), [problem({ status: 'refused', solvedAt: NOW - 1440 * MINUTE })], ['sync Tete/Moatize: 9']],
    ['another type is known', many(9, 0, 20), [problem({ type: 'login' })], ['sync Tete/Moatize: 9']],
    ['a known one spreads', many(9, 0, 20, inn('Marara')), [problem()], ['sync Tete/Marara: 9 joins 50019']],
    ['a known one of another province does not', many(9, 0, 20, inn('Chókwè', 'Gaza')), [problem()], ['sync Gaza/Chókwè: 9']],
  ])('%s', (_name, opened, problems, expected) => {
    expect(found(opened, problems)).toEqual(expected);
  });
});

describe('what a problem touches', () => {
  it.each<[readonly string[], string | undefined, boolean]>([
    [['*'], undefined, true], [['*'], 'Tete/Moatize', true], [['Tete'], 'Tete/Moatize', true], [['Tete'], 'Tete', true], [['Tete/Moatize'], 'Tete', false], [['Tete/Moatize'], 'Tete/Moatize', true],
    [['Tete/Moatize'], 'Tete/Marara', false], [['Gaza'], 'Tete/Moatize', false], [['Tete'], undefined, false],
  ])('%j and %j: %s', (areas, area, expected) => {
    expect(within(areas, area)).toBe(expected);
  });

  it('asks for the version where the problem has one', () => {
    expect(touches(problem({ appVersion: '1.4.2' }), ticket({ answers: { app_version: 'versão 1.4.2' } }))).toBe(true);
    expect(touches(problem({ appVersion: '1.4.2' }), ticket({ answers: {} }))).toBe(false);
    expect(versionIn('a 2.10.1 beta')).toBe('2.10.1');
    expect(versionIn('a nova')).toBeNull();
  });

  it('leaves alone what somebody waits for already, what is finished, linked, older or elsewhere', () => {
    const yes = report(10);
    const taken = report(10, { status: 'assigned', assignee: 'Carla' });
    const others = [report(90), report(5, { status: 'waiting', waitingFor: 'apk_release' }), report(5, { status: 'resolved' }), report(5, { incident: '1' }), report(5, inn('Marara')), report(5, { type: 'login' })];
    expect(alike(problem(), [yes, taken, ...others], NOW - 60 * MINUTE)).toEqual([yes, taken]);
  });

  it('becomes districts for the flows, and a time that is over is not told', () => {
    expect(knownNow([problem({ areas: ['Gaza', 'Tete/Moatize'], expectedAt: NOW - 1 }), problem({ status: 'proposed' }), problem({ areas: ['*'], expectedAt: NOW + 1 })], content, NOW)).toMatchObject([
      { districts: ['Chókwè', 'Xai-Xai', 'Moatize'], expectedAt: null }, { districts: null, expectedAt: NOW + 1 },
    ]);
  });
});

describe('the evidence', () => {
  it('tells how many, where, since when, and the words of three without names and numbers', () => {
    const opened = [
      report(20, { description: 'Sou a Ana Banda, ligue 84 123 0001: não sincroniza', reporter: { ...ticket().reporter, name: 'Ana Banda' } }), report(15, { description: 'os dados não saem' }), report(10, { ...inn('Marara'), description: '' }), report(5, { description: 'sem sincronização' }),
    ];
    const evidence = evidenceOf(opened, ['Carla Exemplo']);
    expect(evidence).toMatchObject({ count: 4, sinceAt: NOW - 20 * MINUTE, places: [{ place: 'Moatize', count: 3 }, { place: 'Marara', count: 1 }] });
    expect(evidence.words.map((each) => each.words)).toEqual(['Sou a NOME NOME, ligue 000: não sincroniza', 'os dados não saem', 'sem sincronização']);
  });
});

describe('incidente ...', () => {
  const at = (time: string): number => Date.parse(`2026-10-${time}+02:00`);
  it.each<[string, unknown]>([
    ['', { do: 'list' }],
    ['lista', { do: 'list' }],
    ['sync Moatize até 11:00', { do: 'declare', type: 'sync', areas: ['Tete/Moatize'], appVersion: null, expectedAt: at('02T11:00'), text: '' }],
    ['SYNC em Moatize, Marara e Cidade de Tete ate as 11h30 a rede da Movitel caiu', { do: 'declare', type: 'sync', areas: ['Tete/Moatize', 'Tete/Marara', 'Tete/Cidade de Tete'], appVersion: null, expectedAt: at('02T11:30'), text: 'a rede da Movitel caiu' }],
    ['sincronização moatise amanhã às 8h', { do: 'declare', type: 'sync', areas: ['Tete/Moatize'], appVersion: null, expectedAt: at('03T08:00'), text: '' }],
    ['login Gaza', { do: 'declare', type: 'login', areas: ['Gaza'], appVersion: null, expectedAt: null, text: '' }],
    ['login Tete e Moatize em 2 horas', { do: 'declare', type: 'login', areas: ['Tete'], appVersion: null, expectedAt: NOW + 120 * MINUTE, text: '' }],
    ['sync todos os distritos até 15', { do: 'declare', type: 'sync', areas: ['*'], appVersion: null, expectedAt: at('02T15:00'), text: '' }],
    ['app crash versão 1.40.2 Tete até 12:00 não actualizem', { do: 'declare', type: 'app_crash', areas: ['Tete'], appVersion: '1.40.2', expectedAt: at('02T12:00'), text: 'não actualizem' }],
    ['form versão 2.1', { do: 'declare', type: 'form', areas: ['*'], appVersion: '2.1', expectedAt: null, text: '' }],
    ['sync Moatize até 09:00', { do: 'faulty', why: 'time_past' }],
    ['sync até 11:00', { do: 'faulty', why: 'place' }],
    ['sync Maputo até 11:00', { do: 'faulty', why: 'place' }],
    ['xpto Moatize até 11:00', { do: 'faulty', why: 'type' }],
    ['confirmar 40713 até 11:00', { do: 'confirm', number: '40713', expectedAt: at('02T11:00'), text: '' }],
    ['confirmar 40713', { do: 'confirm', number: '40713', expectedAt: null, text: '' }],
    ['confirmar', { do: 'confirm', number: null, expectedAt: null, text: '' }],
    ['recusar 40713', { do: 'refuse', number: '40713' }],
    ['previsão 40713 12:30', { do: 'expect', number: '40713', expectedAt: at('02T12:30'), text: '' }],
    ['previsao 12h30', { do: 'expect', number: null, expectedAt: at('02T12:30'), text: '' }],
    ['até 12:30', { do: 'expect', number: null, expectedAt: at('02T12:30'), text: '' }],
    ['previsão 40713', { do: 'faulty', why: 'time' }],
    ['previsão 40713 9:00', { do: 'faulty', why: 'time_past' }],
    ['resolver 40713 o servidor já responde', { do: 'solve', number: '40713', text: 'o servidor já responde' }],
    ['40713 resolvido o servidor já responde', { do: 'solve', number: '40713', text: 'o servidor já responde' }],
    ['resolver o servidor já responde', { do: 'solve', number: null, text: 'o servidor já responde' }],
    ['alargar 40713 Marara e Gaza', { do: 'extend', number: '40713', areas: ['Tete/Marara', 'Gaza'] }],
    ['alargar 40713', { do: 'faulty', why: 'place' }],
    ['40713', { do: 'show', number: '40713' }],
    ['ver 40713', { do: 'show', number: '40713' }],
    ['recusar 40714', { do: 'faulty', why: 'number_wrong' }],
  ])('%j', (text, expected) => {
    expect(incidentWords(text, content, NOW)).toEqual(expected);
  });

  it.each<[string, number | 'past' | null]>([
    ['até 11', at('02T11:00')], ['11:05', at('02T11:05')], ['11h', at('02T11:00')], ['hoje às 23:59', at('02T23:59')], ['amanhã 0:00', at('03T00:00')], ['8:00 de amanhã', at('03T08:00')], ['daqui a 30 minutos', NOW + 30 * MINUTE], ['in 1 hour', NOW + 60 * MINUTE],
    ['10:00', 'past'], ['25:00', null], ['são 11 pessoas', null], ['40713', null], ['versão 1.4.2', null], ['', null],
  ])('time in %j', (text, expected) => {
    const time = timeIn(text, NOW, 'Africa/Maputo');
    expect(time === null || time === 'past' ? time : time.at).toBe(expected);
  });
});
