/** What staff type in their own WhatsApp, and what is only talk. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { command } from '../../src/helpdesk/commands.js';
import type { Order } from '../../src/helpdesk/order.js';
import { ticketNumber } from '../../src/helpdesk/number.js';

const N = '40713';
const OTHER = ticketNumber(12);
const WRONG = '40714';

const on = (verb: 'show' | 'take' | 'close' | 'reopen'): Order => ({ do: verb, number: N });
const solved = (text: string): Order => ({ do: 'solve', number: N, text });
const noted = (text: string): Order => ({ do: 'comment', number: N, text });

describe('without a quoted alert', () => {
  const table: [string, Order | null][] = [
    ['ajuda', { do: 'help' }], ['AJUDA!', { do: 'help' }], ['comandos', { do: 'help' }], ['lista', { do: 'list', words: '' }], [' Lista por favor ', { do: 'list', words: '' }], ['abertos', { do: 'list', words: '' }], ['minhas', { do: 'mine' }],
    ['ver 40713', on('show')], ['VER 40713', on('show')], ['ver 4 0 7 1 3', on('show')], ['ver nº 40713', on('show')], ['ver o pedido 40713', on('show')], ['ver40713', on('show')], ['/ver 40713', on('show')], ['mostrar #40713', on('show')],
    ['assumir 40713', on('take')], ['Assumo 40.713', on('take')], ['assumir: 40713', on('take')], ['40713 assumir', on('take')], ['pedido 40713: assumo', on('take')], ['assumir 40713 já', on('take')],
    ['fechar 40713', on('close')], ['fechar o 40713', on('close')], ['reabrir 40713', on('reopen')], ['take 40713', on('take')],
    ['resolver 40713 reinstalada a aplicação', solved('reinstalada a aplicação')], ['resolvido 40713: senha reposta', solved('senha reposta')], ['Resolver 40713 - foi trocado o carregador', solved('foi trocado o carregador')],
    ['resolver 4 0 7 1 3 reposta', solved('reposta')], ['40713 resolver reposta', solved('reposta')], ['resolver 40713\nlinha um\nlinha dois', solved('linha um\nlinha dois')],
    ['comentar 40713 falei com ele, liga 841230001', noted('falei com ele, liga 841230001')], ['nota 40713 ver também 2 tablets', noted('ver também 2 tablets')], ['comentar já falei com ele sobre o 40713', noted('já falei com ele sobre o')],
    [`resolver 40713 igual ao ${OTHER}`, solved(`igual ao ${OTHER}`)],
    ['resolver 40713', { do: 'faulty', why: 'text_missing', word: 'resolver' }], ['comentar 40713 ', { do: 'faulty', why: 'text_missing', word: 'comentar' }], ['resolver 40713 ...', { do: 'faulty', why: 'text_missing', word: 'resolver' }],
    ['ver', { do: 'faulty', why: 'number_missing', word: 'ver' }], ['Assumir por favor', { do: 'faulty', why: 'number_missing', word: 'Assumir' }], ['ver 40714', { do: 'faulty', why: 'number_wrong', word: 'ver' }],
    [`resolver ${WRONG} reposta`, { do: 'faulty', why: 'number_wrong', word: 'resolver' }],
    ['', null], ['   ', null], ['bom dia', null], ['40713', null], ['o que há com o 40713?', null], ['ver se consigo amanhã', null], ['fechar a loja', null], ['lista de aldeias em falta', null], ['ajuda-me com a sincronização', null],
    ['resolver isto é difícil', null], ['constructor', null], ['constructor 40713', null], ['verdade 40713', null], ['1', null], ['40713 lista', null], ['40714 assumir', null], ['nao assumir 40713', null],
  ];
  it.each(table)('%j', (text, order) => expect(command(text, null)).toEqual(order));
});

describe('in a quoted reply to the alert of 40713', () => {
  const table: [string, Order | null][] = [
    ['assumir', on('take')], ['Assumo!', on('take')], ['assumo eu', on('take')], ['assumir por favor', on('take')], ['ver', on('show')], ['fechar', on('close')], ['fechar isto', on('close')],
    ['resolver senha reposta', solved('senha reposta')], ['resolvido: versão 20213 instalada', solved('versão 20213 instalada')], [`resolver igual ao ${OTHER}`, solved(`igual ao ${OTHER}`)], ['comentar não atende', noted('não atende')],
    [`assumir ${OTHER}`, { do: 'take', number: OTHER }], [`resolver ${OTHER} reposta`, { do: 'solve', number: OTHER, text: 'reposta' }],
    ['resolver', { do: 'faulty', why: 'text_missing', word: 'resolver' }], ['assumir 40714', { do: 'faulty', why: 'number_wrong', word: 'assumir' }],
    ['lista', { do: 'list', words: '' }], ['fechar só amanhã', null], ['ver com o João se há rede', null], ['obrigado', null], ['constructor', null],
  ];
  it.each(table)('%j', (text, order) => expect(command(text, N)).toEqual(order));
});

it('takes any words without throwing, and an order on a ticket always names a good one', () => {
  const start = fc.constantFrom('', 'ver ', 'resolver ', 'assumir 40713', '40713 nota ', 'ajuda ', 'fechar ');
  fc.assert(fc.property(start, fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(null, N), (head, rest, quoted) => {
    const order = command(head + rest, quoted);
    return order === null || !('number' in order) || /^[1-9]\d{4,6}$/u.test(order.number);
  }));
});
