/** All orders as people type them, in Portuguese and English: forgiving, several in one message, and talk that stays talk. */
import { describe, expect, it } from '@jest/globals';
import { command, orders, wordsOfChoice } from '../../src/helpdesk/commands.js';
import { ticketNumber } from '../../src/helpdesk/number.js';
import type { Order } from '../../src/helpdesk/order.js';

const N = '40713';
const M = ticketNumber(12);
const WRONG = '40714';
const faulty = (why: Extract<Order, { do: 'faulty' }>['why'], word: string): Order => ({ do: 'faulty', why, word });
const wait = (what: Extract<Order, { do: 'wait' }>['for'], text = ''): Order => ({ do: 'wait', number: N, for: what, text });
const priority = (level: Extract<Order, { do: 'prioritise' }>['priority']): Order => ({ do: 'prioritise', number: N, priority: level });
const forward = (level: Extract<Order, { do: 'forward' }>['level'], text = ''): Order => ({ do: 'forward', number: N, level, text });
const assign = (text: string): Order => ({ do: 'assign', number: N, text });

describe('one order', () => {
  const table: [string, Order | null][] = [
    // lists
    ['lista Moatize', { do: 'list', words: 'Moatize' }], ['LISTA l3', { do: 'list', words: 'l3' }], ['listar sync Moatize', { do: 'list', words: 'sync Moatize' }], ['lista 2', { do: 'list', words: '2' }], ['list overdue', { do: 'list', words: 'overdue' }],
    ['lista Carla por favor', { do: 'list', words: 'Carla' }], ['fila', { do: 'list', words: '' }], ['lista das famílias que faltam', null], ['lista errada no meu tablet desde ontem', null],
    ['minhas', { do: 'mine' }], ['os meus pedidos', { do: 'mine' }], ['Mine', { do: 'mine' }], ['minhas redes', null], ['pendentes', { do: 'callbacks' }], ['chamadas pendentes', { do: 'callbacks' }], ['callbacks', { do: 'callbacks' }], ['triagem', { do: 'triage' }],
    ['relatório', { do: 'report', words: '' }], ['relatorio ontem', { do: 'report', words: 'ontem' }], ['relatório de avaria', null], ['report', { do: 'report', words: '' }], ['desfazer', { do: 'undo' }], ['Desfaz, por favor', { do: 'undo' }], ['undo', { do: 'undo' }],
    ['sim', { do: 'confirm' }], ['SIM!', { do: 'confirm' }], ['Confirmo', { do: 'confirm' }], ['yes', { do: 'confirm' }], ['sim mas amanhã', null], ['não', { do: 'decline' }], ['nao', { do: 'decline' }], ['cancelar', { do: 'decline' }], ['não consigo entrar', null],
    // one ticket
    ['assume 40713', { do: 'take', number: N }], ['fico com o 40713', { do: 'take', number: N }], ['fico eu com o pedido 40713', { do: 'take', number: N }], ['asumir 40713', { do: 'take', number: N }], ['40713assumir', { do: 'take', number: N }], ['assumir#40713', { do: 'take', number: N }],
    ['assumiu 40713', null], ['encerrar 40713', { do: 'close', number: N }], ['fechou 40713', null], ['reabro o 40713', { do: 'reopen', number: N }], ['porquê 40713', { do: 'why', number: N }], ['ligar 40713', { do: 'call', number: N }], ['ligar ao 40713', { do: 'call', number: N }], ['call 40713', { do: 'call', number: N }],
    ['ligar o tablet', null], ['fim 40713', { do: 'end_talk', number: N }], ['fim da conversa 40713', { do: 'end_talk', number: N }], ['separar 40713', { do: 'unlink', number: N }], ['show 40713', { do: 'show', number: N }], ['detalhes do 40713', { do: 'show', number: N }],
    // with words
    ['resover 40713 senha reposta', { do: 'solve', number: N, text: 'senha reposta' }], ['done 40713 table fixed', { do: 'solve', number: N, text: 'table fixed' }], ['40713 feito, trocado o cabo', { do: 'solve', number: N, text: 'trocado o cabo' }],
    ['rejeitar 40713 repetido', { do: 'reject', number: N, text: 'repetido' }], ['drop 40713 duplicate', { do: 'reject', number: N, text: 'duplicate' }], ['rejeitar 40713', faulty('text_missing', 'rejeitar')], ['recuso o pedido 40713: não é nosso', { do: 'reject', number: N, text: 'não é nosso' }],
    ['adiar 40713 precisa de nova versão', { do: 'defer', number: N, text: 'precisa de nova versão' }], ['on hold 40713 after round two', { do: 'defer', number: N, text: 'after round two' }], ['Put on hold 40713: later', { do: 'defer', number: N, text: 'later' }],
    ['alteração 40713 ecrã maior', { do: 'change_request', number: N, text: 'ecrã maior' }], ['pedido de alteração 40713: ecrã maior', { do: 'change_request', number: N, text: 'ecrã maior' }], ['change request 40713 bigger font', { do: 'change_request', number: N, text: 'bigger font' }],
    ['dizer 40713 já pode tentar', { do: 'say', number: N, text: 'já pode tentar' }], ['responder 40713: bom dia', { do: 'say', number: N, text: 'bom dia' }], ['say 40713', faulty('text_missing', 'say')], ['digo-lhe já', null],
    ['tipo 40713 login', { do: 'retype', number: N, text: 'login' }], ['tipo 40713', faulty('type_missing', 'tipo')], ['ligou 40713 falei', { do: 'called', number: N, text: 'falei' }], ['liguei 40713 não atende', { do: 'called', number: N, text: 'não atende' }], ['ligou 40713', faulty('what_missing', 'ligou')], ['ligou ontem à noite', null],
    // assign
    ['atribuir 40713 a Carla', assign('Carla')], ['Atribuir o 40713 à Carla Exemplo', assign('Carla Exemplo')], ['atribuir a Carla o 40713', assign('Carla')], ['atribuir Daniel 40713', assign('Daniel')], ['assign 40713 to Jaya', assign('Jaya')], ['40713 atribuir a mim', assign('mim')],
    ['atribuir 40713', faulty('what_missing', 'atribuir')], ['passar 40713 ao Daniel', assign('Daniel')], ['atribuir a Carla', faulty('number_missing', 'atribuir')], ['atribuo culpas a ninguém', null],
    // forward
    ['encaminhar 40713 L3', forward('L3')], ['encaminhar 40713 para L3', forward('L3')], ['encaminhar para o L3 o 40713', forward('L3')], ['encaminhar 40713 nível 3', forward('L3')], ['encaminhar 40713 pncm', forward('NMCP')], ['Encaminhar 40713 à NMCP', forward('NMCP')],
    ['forward 40713 L2 please check', forward('L2', 'please check')], ['escalar 40713', forward(null)], ['passar 40713', forward(null)], ['passar 40713 já tentei tudo e nada', forward(null, 'já tentei tudo e nada')], ['encaminhar 40713 L3: erro 500 ao enviar', forward('L3', 'erro 500 ao enviar')], ['40713 encaminhar l3', forward('L3')],
    ['encaminhar L3', faulty('number_missing', 'encaminhar')], ['encaminhar 40714 L3', faulty('number_wrong', 'encaminhar')], ['passar a noite na escola', null], ['passo a passo', null],
    // priority
    ['prioridade 40713 alta', priority('high')], ['prioridade alta 40713', priority('high')], ['PRIORIDADE 40713 Crítica', priority('critical')], ['prioridade do 40713 para baixa', priority('low')], ['priority 40713 medium', priority('medium')], ['40713 prioridade urgente', priority('critical')],
    ['prioridade40713alta', priority('high')], ['prioridade 40713', faulty('what_missing', 'prioridade')], ['prioridade alta', faulty('number_missing', 'prioridade')], ['prioridade 40714 alta', faulty('number_wrong', 'prioridade')], ['prioridade é acabar hoje', null],
    // wait
    ['aguardar 40713 apk', wait('apk_release')], ['aguardar apk 40713', wait('apk_release')], ['aguardar 40713 backend', wait('backend')], ['aguardar 40713 push', wait('device_push')], ['aguardar 40713 pela nova versão', wait('apk_release')], ['aguardar 40713 pessoa qual é a versão?', wait('reporter', 'qual é a versão?')],
    ['esperar 40713 resposta do registador', wait('reporter', 'do registador')], ['apk 40713', wait('apk_release')], ['APK change 40713', wait('apk_release')], ['backend change 40713 new column', wait('backend', 'new column')], ['backend 40713', wait('backend')], ['device push 40713', wait('device_push')],
    ['wait 40713 reporter', wait('reporter')], ['aguardar 40713', faulty('what_missing', 'aguardar')], ['aguardar apk', faulty('number_missing', 'aguardar')], ['espera um pouco que já vejo', null], ['apk nova não instala', null], ['perguntar 40713 que telefone usa?', wait('reporter', 'que telefone usa?')],
    // others
    [`juntar 40713 ${M}`, { do: 'link', number: N, problem: M }], [`link 40713 to ${M}`, { do: 'link', number: N, problem: M }], ['juntar 40713', faulty('what_missing', 'juntar')],
    ['novo +258841230001 não consegue entrar', { do: 'file', phone: '+258841230001', text: 'não consegue entrar' }], ['novo 84 123 0001: tablet partido', { do: 'file', phone: '+258841230001', text: 'tablet partido' }], ['novo pedido de +258 84 123 0001 sem rede', { do: 'file', phone: '+258841230001', text: 'sem rede' }],
    ['novo +258841230001', faulty('text_missing', 'novo')], ['novo 12345', faulty('what_missing', 'novo')], ['novo telemóvel avariado', null],
    ['turno entrar', { do: 'duty', on: true }], ['entrar no turno', { do: 'duty', on: true }], ['Sair do turno', { do: 'duty', on: false }], ['turno sair', { do: 'duty', on: false }], ['duty in', { do: 'duty', on: true }], ['turno', faulty('what_missing', 'turno')], ['turno da noite sem ninguém na escola', null],
    ['incidente sync Moatize até 11:00', { do: 'incident', text: 'sync Moatize até 11:00' }], ['incidente', { do: 'incident', text: '' }], ['incidente 40713 resolvido já está', { do: 'incident', text: '40713 resolvido já está' }], ['incidente grave na estrada', null],
    ['pessoas', { do: 'people', text: '' }], ['pessoa remover Carla', { do: 'people', text: 'remover Carla' }], ['pessoa', null], ['pessoa caiu da mota', null], ['faq', { do: 'faq', text: '' }], ['faq nova sync', { do: 'faq', text: 'nova sync' }],
    ['constructor 40713', null], ['toString', null], ['obrigado 40713', null], ['o pedido 40713 já está feito?', null],
  ];
  it(`has more than 120 phrases (${table.length})`, () => expect(table.length).toBeGreaterThan(120));
  it.each(table)('%j', (text, order) => expect(command(text, null)).toEqual(order));
});

describe('in a quoted reply the number may be left out', () => {
  const table: [string, Order | null][] = [
    ['prioridade alta', priority('high')], ['aguardar apk', wait('apk_release')], ['apk', wait('apk_release')], ['backend change needed in table x', wait('backend', 'needed in table x')], ['encaminhar L3', forward('L3')], ['passar', forward(null)], ['atribuir a Carla', assign('Carla')], ['passar à Carla', assign('Carla')],
    ['rejeitar repetido', { do: 'reject', number: N, text: 'repetido' }], ['on hold until next round', { do: 'defer', number: N, text: 'until next round' }], ['ligar', { do: 'call', number: N }], ['ligou não atende', { do: 'called', number: N, text: 'não atende' }], ['dizer pode tentar agora', { do: 'say', number: N, text: 'pode tentar agora' }],
    ['fim', { do: 'end_talk', number: N }], [`juntar ${M}`, { do: 'link', number: N, problem: M }], [`prioridade ${M} alta`, { do: 'prioritise', number: M, priority: 'high' }], ['passar por aí logo', null], ['apk antiga no tablet dele', null],
  ];
  it.each(table)('%j', (text, order) => expect(command(text, N)).toEqual(order));
});

describe('several in one message', () => {
  const all = (text: string, quoted: string | null = null): Order[] => orders(text, quoted).map(({ order }) => order);
  const take = (number: string): Order => ({ do: 'take', number });
  it.each<[string, Order[]]>([
    ['assumir 40713; prioridade 40713 alta', [take(N), priority('high')]],
    ['assumir 40713\nprioridade 40713 alta', [take(N), priority('high')]],
    ['assumir 40713 e prioridade 40713 alta', [take(N), priority('high')]],
    ['assumir 40713 e prioridade alta', [take(N), priority('high')]],
    ['assumir e ver 40713', [take(N), { do: 'show', number: N }]],
    ['assumir e resolver 40713 senha reposta', [take(N), { do: 'solve', number: N, text: 'senha reposta' }]],
    ['assumir 40713 e resolver senha reposta', [take(N), { do: 'solve', number: N, text: 'senha reposta' }]],
    ['resolver 40713 senha reposta e fechar 40713', [{ do: 'solve', number: N, text: 'senha reposta' }, { do: 'close', number: N }]],
    [`assumir 40713, ${M}`, [take(N), take(M)]],
    [`assumir 40713 e ${M}`, [take(N), take(M)]],
    [`assumir 40713 e ${WRONG}`, [take(N), faulty('number_wrong', 'assumir')]],
    [`assumir 40713; assumir ${WRONG}`, [take(N), faulty('number_wrong', 'assumir')]],
    ['lista; minhas', [{ do: 'list', words: '' }, { do: 'mine' }]],
    [`ver 40713\nver ${M}\nlista`, [{ do: 'show', number: N }, { do: 'show', number: M }, { do: 'list', words: '' }]],
  ])('%j', (text, expected) => expect(all(text)).toEqual(expected));

  it.each<[string, Order[]]>([
    ['comentar 40713 já falei com ele e ver se tem rede', [{ do: 'comment', number: N, text: 'já falei com ele e ver se tem rede' }]],
    ['resolver 40713\nfechar a aplicação\nabrir outra vez', [{ do: 'solve', number: N, text: 'fechar a aplicação\nabrir outra vez' }]],
    ['resolver 40713 sair e entrar', [{ do: 'solve', number: N, text: 'sair e entrar' }]],
    ['comentar 40713 a lista; minhas dúvidas', [{ do: 'comment', number: N, text: 'a lista; minhas dúvidas' }]],
    ['não consigo sincronizar e assumir que está bem', []],
  ])('words of one order stay together: %j', (text, expected) => expect(all(text)).toEqual(expected));

  it('takes at most ten, and long talk costs nothing much', () => {
    expect(all(Array.from({ length: 15 }, () => 'assumir 40713').join('\n'))).toHaveLength(10);
    expect(all('bom dia e obrigado e '.repeat(190))).toEqual([]);
  });
});

it('buttons are words', () => {
  expect(wordsOfChoice('desk.take:40713')).toBe('assumir 40713');
  expect(command(wordsOfChoice('desk.show:40713') ?? '', null)).toEqual({ do: 'show', number: N });
  expect(command(wordsOfChoice('desk.confirm') ?? '', null)).toEqual({ do: 'confirm' });
  for (const other of ['yes', 'desk.constructor:40713', 'desk.take:abc', 'sync', 'desk.']) expect(wordsOfChoice(other)).toBeNull();
});
