import { describe, expect, it } from '@jest/globals';
import { deniesName, impactIn, otherName, roleIn, saysSolved, somebodyElse } from '../../flows/words.js';

describe('how many are stopped, in words', () => {
  it.each([['só eu', 'one'], ['apenas eu por enquanto', 'one'], ['only me', 'one'], ['não sou só eu', 'team'], ['somos cinco', 'team'], ['a minha equipa toda', 'team'], ['é o distrito todo', 'district'], ['não sei', null]])('%s', (text, impact) => expect(impactIn(text)).toBe(impact));
});

describe('who holds the handset', () => {
  it.each([['não sou o Abel, sou a Rita', 'Rita'], ['aqui é a Marta Sitoe, o tablet não liga', 'Marta Sitoe'], ['o meu nome é João da Costa', 'João da Costa']])('%s', (text, name) => expect(otherName(text, 'Abel Banda')).toBe(name));
  it.each(['sou o Abel', 'sou Supervisor em Moatize', 'sou de Moatize', 'a aplicação não abre'])('nobody else: %s', (text) => expect(somebodyElse(text, 'Abel Banda')).toBe(false));
  it('says outright who he is not', () => {
    expect(deniesName('Não sou o Abel', 'Abel Banda')).toBe(true);
    expect(deniesName('não sou o dono', 'Abel Banda')).toBe(false);
  });
});

describe('roles and solutions in words', () => {
  const roles = ['registador', 'distribuidor', 'monitor', 'supervisor', 'gestor_armazem', 'outro'];
  it.each([['sou registadora', 'registador'], ['Supervisora distrital', 'supervisor'], ['gestora do armazém', 'gestor_armazem'], ['enfermeira', null]])('%s', (text, role) => expect(roleIn(text, roles)).toBe(role));
  it.each([['era isso, obrigada', true], ['já deu', true], ['ainda falta', false], ['não é isso', false], ['o ecrã é azul', null]])('%s', (text, solved) => expect(saysSolved(text)).toBe(solved));
});
