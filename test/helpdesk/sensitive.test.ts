/** Incidents that weigh more than their type: what a person writes decides, not how long the queue is. */
import { describe, expect, it } from '@jest/globals';
import { lostDevice, seesOthersRecords } from '../../src/helpdesk/sensitive.js';

const said = (type: string, text: string, answers: Record<string, string> = {}) => ({ type, text, answers });

describe('a lost or stolen device', () => {
  it.each([
    ['roubaram o meu telefone ontem no mercado'],
    ['perdi o tablet'],
    ['o celular da equipa foi roubado'],
    ['o aparelho desapareceu do armazém'],
    ['my phone was stolen'],
  ])('%s', (text) => expect(lostDevice(said('device', text))).toBe(true));

  it.each([
    ['o telefone não carrega'],
    ['perdi a ligação à rede'],
    ['partiu-se o ecrã do tablet'],
  ])('is not: %s', (text) => expect(lostDevice(said('device', text))).toBe(false));

  it('counts when it was only chosen, and only for devices', () => {
    expect(lostDevice(said('device', 'problema', { what_happened: 'lost_stolen' }))).toBe(true);
    expect(lostDevice(said('sync', 'perdi os dados do telefone'))).toBe(false);
  });
});

describe("other people's records", () => {
  it.each([
    ['vejo os registos de outra equipa'],
    ['aparecem as famílias de outro distrito na minha lista'],
    ['I see the records of another team'],
  ])('%s', (text) => expect(seesOthersRecords(said('master_data', text))).toBe(true));

  it('is no privacy incident when a village is missing', () => {
    expect(seesOthersRecords(said('master_data', 'falta a aldeia de Nhampende na lista'))).toBe(false);
    expect(seesOthersRecords(said('sync', 'vejo os registos de outra equipa'))).toBe(false);
  });
});
