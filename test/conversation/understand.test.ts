import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Choice, Expect, Facts, TurnEvent } from '../../flows/types.js';
import type { OpenQuestion } from '../../src/conversation/step.js';
import { optOutWord, understand } from '../../src/conversation/understand.js';
import type { CallWhat, ChatWhat } from '../../src/gateway/inbound.js';
import { DISTRICTS, smallContent, someFacts } from '../support/content.js';

const content = smallContent();
const choice = (id: string): Choice => ({ id, label: `choice.${id}` });
const open = (expectation: Expect): OpenQuestion => ({ key: 'q', expect: expectation });
const choices = (...ids: string[]): OpenQuestion => open({ kind: 'choice', choices: ids.map(choice) });

const QUESTIONS = {
  none: null,
  menu: choices('report', 'nmcp', 'status', 'person', 'language'),
  yesno: choices('yes', 'no'),
  impact: choices('one', 'team', 'district'),
  optional: choices('yes', 'no', 'skip'),
  words: open({ kind: 'words', slot: 'description', skippable: false }),
  wordsSkip: open({ kind: 'words', slot: 'since', skippable: true }),
  count: open({ kind: 'digits', slot: 'people', min: 1, max: 4, skippable: true }),
  phone: open({ kind: 'digits', slot: 'callback_number', min: 7, max: 15, skippable: true }),
  place: open({ kind: 'place', slot: 'district', skippable: true }),
  which: open({ kind: 'choice', choices: [{ id: '40713', label: 'status.pick', vars: { number: '40713', type: 'sync' } }, { id: '10006', label: 'status.pick', vars: { number: '10006', type: 'login' } }] }),
} satisfies Record<string, OpenQuestion | null>;
type Question = keyof typeof QUESTIONS;

const ticket = (number: string, channel: string): Facts['tickets'][number] => ({ number, channel, type: 'sync', status: 'open', dueAt: null, solution: null });
const TICKETS = [ticket('40713', 'whatsapp'), ticket('10006', 'voice')];

function hear(what: ChatWhat | CallWhat, question: Question, quotedTicket: string | null = null): TurnEvent {
  const medium = what.kind.startsWith('call.') ? 'call' : 'chat';
  return understand({ what, open: QUESTIONS[question], facts: someFacts({ medium, tickets: TICKETS }), content, quotedTicket, language: 'pt' });
}

/** "CHOICE yes", "STATUS 40713", "TEXT greeting", ... : what a table row says of an event. */
function told(event: TurnEvent): string {
  switch (event.type) {
    case 'CHOICE': return `CHOICE ${event.id}`;
    case 'DIGITS': return `DIGITS ${event.digits}`;
    case 'STATUS': return `STATUS ${event.ticket ?? '-'}`;
    case 'FOLLOWUP': return `FOLLOWUP ${event.ticket}`;
    case 'LANGUAGE': return `LANGUAGE ${event.language ?? '-'}`;
    case 'TEXT': return ['TEXT', ...(event.polite === null ? [] : [event.polite]), ...(event.place === null ? [] : [`@${event.place}`]), ...(event.ticket === null ? [] : [`#${event.ticket}`])].join(' ');
    default: return event.type;
  }
}

const TYPED: readonly (readonly [Question, string, string])[] = [
  // Numbers, titles, ids
  ['menu', '1', 'CHOICE report'], ['menu', '1.', 'CHOICE report'], ['menu', '1)', 'CHOICE report'], ['menu', ' 2 ', 'CHOICE nmcp'], ['menu', 'opção 1', 'CHOICE report'], ['menu', 'Opcao 3', 'CHOICE status'], ['menu', 'a 2', 'CHOICE nmcp'],
  ['menu', 'nº 2', 'CHOICE nmcp'], ['menu', 'número 4', 'CHOICE person'], ['menu', 'um', 'CHOICE report'], ['menu', 'uma', 'CHOICE report'], ['menu', 'dois', 'CHOICE nmcp'], ['menu', 'Duas', 'CHOICE nmcp'], ['menu', 'três', 'CHOICE status'],
  ['menu', 'primeiro', 'CHOICE report'], ['menu', 'a primeira', 'CHOICE report'], ['menu', 'o segundo', 'CHOICE nmcp'], ['menu', '1️⃣', 'CHOICE report'], ['menu', '3️⃣', 'CHOICE status'], ['menu', '１', 'CHOICE report'], ['menu', 'one', 'CHOICE report'],
  ['menu', 'quero a 1', 'CHOICE report'], ['menu', '2 por favor', 'CHOICE nmcp'], ['menu', '1. Comunicar problema', 'CHOICE report'], ['menu', 'Comunicar problema', 'CHOICE report'], ['menu', 'comunicar um problema', 'CHOICE report'], ['menu', 'report a problem', 'CHOICE report'],
  ['menu', 'comunicar problma', 'CHOICE report'], ['menu', 'problema', 'CHOICE report'], ['menu', 'Redes e distribuicao', 'CHOICE nmcp'], ['menu', 'redes', 'CHOICE nmcp'], ['menu', 'report', 'CHOICE report'], ['menu', 'falar com o helpdesk', 'CHOICE person'],
  ['menu', 'estado do meu pedido', 'CHOICE status'], ['menu', 'english', 'CHOICE language'], ['menu', '7', 'DIGITS 7'], ['menu', '0', 'DIGITS 0'], ['menu', '12', 'DIGITS 12'],
  ['impact', 'só eu', 'CHOICE one'], ['impact', 'equipa', 'CHOICE team'], ['impact', 'a minha equipe', 'CHOICE team'], ['impact', 'o distrito todo', 'CHOICE district'], ['impact', 'my team', 'CHOICE team'], ['impact', '2', 'CHOICE team'], ['impact', 'somos muitos parados', 'TEXT'],
  // Yes and no
  ['yesno', 'sim', 'CHOICE yes'], ['yesno', 'Sim!', 'CHOICE yes'], ['yesno', 's', 'CHOICE yes'], ['yesno', 'SIM, claro', 'CHOICE yes'], ['yesno', 'ok', 'CHOICE yes'], ['yesno', 'isso mesmo', 'CHOICE yes'], ['yesno', 'claro', 'CHOICE yes'], ['yesno', '👍', 'CHOICE yes'], ['yesno', '👍🏾', 'CHOICE yes'],
  ['yesno', '✔️', 'CHOICE yes'], ['yesno', 'yes', 'CHOICE yes'], ['yesno', 'ya', 'CHOICE yes'], ['yesno', 'sim por favor', 'CHOICE yes'], ['yesno', '1', 'CHOICE yes'], ['yesno', 'não', 'CHOICE no'], ['yesno', 'nao', 'CHOICE no'], ['yesno', 'N', 'CHOICE no'],
  ['yesno', 'não obrigado', 'CHOICE no'], ['yesno', 'ainda não', 'CHOICE no'], ['yesno', '👎', 'CHOICE no'], ['yesno', '❌', 'CHOICE no'], ['yesno', 'no', 'CHOICE no'], ['yesno', '2', 'CHOICE no'], ['yesno', 'nao consigo entrar', 'TEXT'], ['yesno', 'sim mas continua a falhar muito', 'TEXT'],
  ['optional', 'saltar', 'CHOICE skip'], ['optional', 'não sei', 'SKIP'], ['optional', 'skip', 'CHOICE skip'], ['menu', 'sim', 'CHOICE yes'], ['impact', 'não', 'CHOICE no'], ['impact', '1 pessoa', 'TEXT'], ['none', 'sim', 'TEXT'],
  // Always available, and only as the whole message
  ['words', 'menu', 'MENU'], ['words', 'MENU', 'MENU'], ['none', 'menu', 'MENU'], ['menu', 'Menu por favor', 'MENU'], ['words', 'início', 'MENU'], ['words', 'voltar ao menu', 'MENU'], ['words', 'voltar', 'BACK'], ['yesno', 'anterior', 'BACK'], ['count', 'voltar', 'BACK'],
  ['words', 'ajuda', 'HELP'], ['words', 'preciso de ajuda', 'HELP'], ['words', 'help', 'HELP'], ['words', 'cancelar', 'CANCEL'], ['yesno', 'desistir', 'CANCEL'], ['words', 'quero cancelar', 'CANCEL'], ['words', 'estado', 'STATUS -'], ['none', 'o meu pedido', 'STATUS -'],
  ['words', 'pessoa', 'PERSON'], ['none', 'quero falar com alguém', 'PERSON'], ['yesno', 'atendente', 'PERSON'], ['none', 'Preciso de falar com uma pessoa, por favor', 'PERSON'], ['words', 'língua', 'LANGUAGE -'], ['words', 'idioma', 'LANGUAGE -'],
  ['words', 'English', 'LANGUAGE en'], ['none', 'português', 'LANGUAGE pt'], ['none', 'in English please', 'LANGUAGE en'], ['words', 'repetir', 'REPEAT'], ['wordsSkip', 'saltar', 'SKIP'], ['wordsSkip', 'passar', 'SKIP'], ['wordsSkip', 'não sei', 'SKIP'], ['wordsSkip', 'nao', 'SKIP'], ['words', 'não', 'TEXT'],
  ['count', 'não sei', 'SKIP'], ['none', 'I need to speak to someone', 'PERSON'],
  ['words', 'o menu da aplicação não abre', 'TEXT'], ['none', 'a pessoa não recebeu a rede', 'TEXT'], ['none', 'não consigo voltar à página', 'TEXT'], ['none', 'o estado do registo não muda', 'TEXT'], ['none', 'preciso de ajuda com a sincronização', 'TEXT'],
  ['none', 'cancelar o registo de uma família', 'TEXT'], ['words', 'a língua da aplicação está em inglês', 'TEXT'], ['none', 'posso passar a rede a outra família?', 'TEXT'], ['words', 'falei com uma pessoa do distrito', 'TEXT'],
  // Numbers of tickets
  ['none', 'estado 40713', 'STATUS 40713'], ['menu', 'Estado 40713', 'STATUS 40713'], ['words', 'estado 40713', 'STATUS 40713'], ['none', '40713', 'STATUS 40713'], ['menu', '4 0 7 1 3', 'STATUS 40713'], ['none', 'pedido nº 40713', 'STATUS 40713'], ['none', 'status 40713', 'STATUS 40713'],
  ['none', 'como está o meu pedido 40713?', 'STATUS 40713'], ['none', '40714', 'STATUS 40714'], ['none', 'estado do 40714', 'STATUS 40714'], ['none', 'o do telefone', 'STATUS 10006'], ['menu', 'o pedido que fiz por telefone', 'STATUS 10006'], ['none', 'como está o da chamada?', 'STATUS 10006'],
  ['none', 'o 40713 continua a falhar na vila', 'FOLLOWUP 40713'], ['words', 'o 40713 continua a falhar na vila', 'TEXT #40713'], ['which', '1', 'CHOICE 40713'], ['which', '40713', 'CHOICE 40713'], ['which', 'sincronização', 'CHOICE 40713'], ['which', 'o do telefone', 'STATUS 10006'],
  ['words', 'recebi 40713 redes', 'TEXT'], ['none', 'o meu número é 841230001', 'TEXT'],
  // Greetings, thanks, anger
  ['none', 'bom dia', 'START'], ['none', 'Boa tarde!', 'START'], ['none', 'olá', 'START'], ['none', 'oi', 'START'], ['none', 'salama', 'START'], ['none', 'Bom dia a todos', 'START'], ['none', 'olá, bom dia, tudo bem?', 'START'], ['none', '👋', 'START'], ['none', 'hello', 'START'],
  ['menu', 'bom dia', 'TEXT greeting'], ['words', 'Boa noite colegas', 'TEXT greeting'], ['none', 'bom dia não consigo entrar', 'TEXT'], ['none', 'obrigado', 'TEXT thanks'], ['menu', 'Muito obrigada pela ajuda', 'TEXT thanks'], ['none', 'valeu', 'TEXT thanks'], ['none', 'thanks', 'TEXT thanks'],
  ['none', '👍', 'TEXT thanks'], ['none', '🙏🏿', 'TEXT thanks'], ['menu', 'ok', 'TEXT thanks'], ['none', 'ok obrigado', 'TEXT thanks'], ['none', 'obrigado mas ainda não funciona', 'TEXT'], ['none', 'isto é uma porcaria', 'TEXT anger'], ['words', 'estou farto de esperar', 'TEXT anger'], ['none', '😡', 'TEXT anger'], ['none', 'this is useless', 'TEXT anger'],
  // Places
  ['place', 'Moatize', 'TEXT @Moatize'], ['place', 'moatise', 'TEXT @Moatize'], ['place', 'sou de moatize', 'TEXT @Moatize'], ['place', 'distrito de angonia', 'TEXT @Angónia'], ['place', 'em Magoe', 'TEXT @Mágoè'], ['place', 'cahora bassa', 'TEXT @Cahora-Bassa'], ['place', 'Cahorabassa', 'TEXT @Cahora-Bassa'],
  ['place', 'doa', 'TEXT @Dôa'], ['place', 'tete', 'TEXT @Cidade de Tete'], ['place', 'cidade de tete', 'TEXT @Cidade de Tete'], ['place', 'mutarra', 'TEXT @Mutarara'], ['place', 'marava', 'TEXT'], ['place', 'xai xai', 'TEXT @Xai-Xai'], ['place', 'Maputo', 'TEXT'], ['place', 'saltar', 'SKIP'], ['place', 'menu', 'MENU'],
  ['none', 'sou de Moatize e não sincroniza', 'TEXT @Moatize'], ['none', 'estou em tete e não sincroniza', 'TEXT'], ['none', 'de Moatize para Angónia', 'TEXT'], ['none', 'a doa não chegou', 'TEXT'], ['none', 'não entra no distrito de changra', 'TEXT @Changara'],
  // Counts and numbers
  ['count', '5', 'DIGITS 5'], ['count', 'somos 5', 'DIGITS 5'], ['count', '5 pessoas', 'DIGITS 5'], ['count', 'cinco', 'DIGITS 5'], ['count', 'umas dez pessoas', 'DIGITS 10'], ['count', '0', 'DIGITS 0'], ['count', 'entre 5 e 10', 'TEXT'], ['phone', '84 123 0001', 'DIGITS 841230001'], ['phone', '+258 84-123-0001', 'DIGITS 258841230001'],
  ['count', 'muitas', 'TEXT'], ['words', '2', 'TEXT'], ['words', 'desde ontem', 'TEXT'],
  // Words stay words
  ['words', 'sim', 'TEXT'], ['words', 'a aplicação parou', 'TEXT'], ['none', 'the app does not open', 'TEXT'], ['none', '', 'UNKNOWN'], ['none', '\u0000\ud800', 'UNKNOWN'], ['none', '???', 'TEXT'],
];

describe('understand: chat', () => {
  it.each(TYPED)('%s: %j -> %s', (question, text, event) => expect(told(hear({ kind: 'text', text }, question))).toBe(event));

  it.each([
    ['menu', 'nmcp', 'Redes', 'CHOICE nmcp'], ['yesno', 'old_yes', 'Sim', 'CHOICE yes'], ['yesno', 'report', 'Comunicar problema', 'CHOICE report'], ['none', 'report', 'Comunicar problema', 'CHOICE report'],
    ['words', 'x', 'Menu', 'MENU'], ['words', 'x', 'Sim', 'CHOICE x'], ['yesno', 'x', 'Voltar', 'BACK'], ['none', 'x', 'Ajuda', 'HELP'],
  ] as const)('button %s: %s %s -> %s', (question, choiceId, title, event) => expect(told(hear({ kind: 'choice', choiceId, title }, question))).toBe(event));

  it.each([
    ['obrigado', 'TEXT thanks'], ['ainda não funciona', 'FOLLOWUP 40713'], ['estado', 'STATUS 40713'], ['como está?', 'STATUS 40713'], ['há novidades?', 'STATUS 40713'], ['a foto é esta', 'FOLLOWUP 40713'], ['menu', 'MENU'], ['estado 10006', 'STATUS 10006'],
  ] as const)('answer to a notice of 40713: %s -> %s', (text, event) => expect(told(hear({ kind: 'text', text }, 'none', '40713'))).toBe(event));

  it('takes files with their caption, never the name of a file', () => {
    const file = (kind: 'image' | 'document' | 'audio', caption: string, fileName?: string): ChatWhat => ({ kind: 'media', caption, media: [{ kind, url: 'u', mime: 'm', ...(fileName === undefined ? {} : { fileName }) }] });
    expect(hear(file('image', 'não consigo sincronizar'), 'none')).toMatchObject({ type: 'MEDIA', kind: 'image', count: 1, caption: 'não consigo sincronizar', guess: { type: expect.any(String) } });
    expect(hear(file('image', ''), 'menu')).toMatchObject({ type: 'MEDIA', caption: '', guess: null });
    expect(hear(file('document', 'erro de login.pdf', 'erro de login.pdf'), 'none')).toMatchObject({ type: 'MEDIA', kind: 'document', caption: '', guess: null });
    expect(hear(file('document', 'lista senha.xlsx'), 'none')).toMatchObject({ caption: '', guess: null });
    expect(hear(file('image', 'pedido 40713'), 'none')).toMatchObject({ type: 'FOLLOWUP', ticket: '40713' });
    expect(hear(file('audio', ''), 'none', '10006')).toMatchObject({ type: 'FOLLOWUP', ticket: '10006', text: '' });
  });

  it('takes places, other things and opt-out help', () => {
    expect(hear({ kind: 'location', latitude: -16.1, longitude: 33.6, label: 'Escola' }, 'menu')).toMatchObject({ type: 'LOCATION', latitude: -16.1, label: 'Escola' });
    expect(hear({ kind: 'unknown', type: 'poll' }, 'menu').type).toBe('UNKNOWN');
    expect(hear({ kind: 'unknown', type: 'poll' }, 'menu')).not.toHaveProperty('unopened');
    expect(hear({ kind: 'unknown', type: 'undecryptable' }, 'menu')).toMatchObject({ type: 'UNKNOWN', unopened: true });
    expect(hear({ kind: 'optout', word: 'help' }, 'menu').type).toBe('HELP');
  });

  it('keeps no password', () => {
    const event = hear({ kind: 'text', text: 'não entra, a minha senha é Tete2026' }, 'words');
    expect(event).toMatchObject({ type: 'TEXT', text: 'não entra, a minha senha é ***' });
    expect(JSON.stringify(event)).not.toContain('Tete2026');
  });

  it('gives words the opinion of the classifier and the facts of the turn', () => {
    const event = hear({ kind: 'text', text: 'não consigo sincronizar os dados' }, 'none');
    expect(event).toMatchObject({ type: 'TEXT', guess: { candidates: expect.any(Array), route: expect.stringMatching(/helpdesk|nmcp/u) }, facts: { nextTicket: '40713' } });
  });

  it.each([
    ['parar', 'stop'], ['PARAR', 'stop'], ['stop', 'stop'], ['Stop.', 'stop'], ['não quero mais mensagens', 'stop'], ['start', 'start'], ['retomar', 'start'],
    ['a aplicação vai parar', null], ['parou', null], ['cancelar', null], ['para', null], ['menu', null], ['', null],
  ] as const)('opt-out %j -> %s', (text, word) => expect(optOutWord(text)).toBe(word));
});

const call = { callId: 'CA1' };
const keys = (digits: string): CallWhat => ({ kind: 'call.keys', ...call, digits });
const speech = (text: string, confidence = 0.9): CallWhat => ({ kind: 'call.speech', ...call, text, confidence });

const CALLED: readonly (readonly [Question, CallWhat, string])[] = [
  ['menu', keys('1'), 'CHOICE report'], ['menu', keys('5'), 'CHOICE language'], ['menu', keys('9'), 'REPEAT'], ['menu', keys('0'), 'PERSON'], ['menu', keys('*'), 'BACK'], ['menu', keys('#'), 'SKIP'], ['menu', keys('7'), 'NOMATCH'], ['menu', keys('1#'), 'CHOICE report'], ['menu', keys(''), 'SILENCE'],
  ['yesno', keys('1'), 'CHOICE yes'], ['yesno', keys('2'), 'CHOICE no'], ['yesno', keys('3'), 'NOMATCH'], ['yesno', keys('11'), 'NOMATCH'], ['impact', keys('3'), 'CHOICE district'], ['which', keys('2'), 'CHOICE 10006'],
  ['count', keys('12#'), 'DIGITS 12'], ['count', keys('0'), 'DIGITS 0'], ['count', keys('9'), 'DIGITS 9'], ['count', keys('*'), 'BACK'], ['count', keys('#'), 'SKIP'], ['phone', keys('841230001'), 'DIGITS 841230001'],
  ['words', keys('#'), 'SKIP'], ['words', keys('9'), 'REPEAT'], ['words', keys('0'), 'PERSON'], ['words', keys('5'), 'NOMATCH'], ['none', keys('1'), 'NOMATCH'], ['none', keys('0'), 'PERSON'],
  ['place', keys('11'), `CHOICE ${DISTRICTS[0]}`], ['place', keys('19'), `CHOICE ${DISTRICTS[8]}`], ['place', keys('0'), 'PERSON'], ['place', keys('55'), 'NOMATCH'],
  ['menu', speech('um'), 'CHOICE report'], ['menu', speech('Comunicar um problema.'), 'CHOICE report'], ['menu', speech('dois', 0), 'CHOICE nmcp'], ['menu', speech('dois', 0.2), 'NOMATCH'], ['menu', speech(''), 'SILENCE'], ['menu', speech('não consigo sincronizar'), 'TEXT'],
  ['yesno', speech('sim'), 'CHOICE yes'], ['yesno', speech('não'), 'CHOICE no'], ['menu', speech('falar com uma pessoa'), 'PERSON'], ['menu', speech('repetir'), 'REPEAT'], ['menu', speech('quatro zero sete'), 'TEXT'], ['place', speech('Moatize'), 'TEXT @Moatize'],
  ['menu', { kind: 'call.silence', ...call }, 'SILENCE'], ['none', { kind: 'call.start', ...call, direction: 'inbound' }, 'START'], ['words', { kind: 'call.recording', ...call, url: 'u', sid: 's', seconds: 4, hungUp: false }, 'RECORDED'],
  ['none', { kind: 'call.dial', ...call, status: 'completed', seconds: 30 }, 'DIALLED'], ['menu', { kind: 'call.status', ...call, status: 'completed', seconds: 9 }, 'HANGUP'], ['menu', { kind: 'call.status', ...call, status: 'in-progress', seconds: 0 }, 'REPEAT'],
  ['menu', { kind: 'call.status', ...call, status: 'canceled', seconds: 0 }, 'HANGUP'], ['menu', { kind: 'call.other', ...call, note: 'redirect' }, 'REPEAT'],
];

describe('understand: phone', () => {
  it.each(CALLED)('%s: %j -> %s', (question, what, event) => expect(told(hear(what, question))).toBe(event));

  it('tells whether the desk was reached, and how a recording went', () => {
    expect(hear({ kind: 'call.dial', ...call, status: 'completed', seconds: 30 }, 'none')).toMatchObject({ reached: true });
    expect(hear({ kind: 'call.dial', ...call, status: 'no-answer', seconds: 0 }, 'none')).toMatchObject({ reached: false });
    expect(hear({ kind: 'call.dial', ...call, status: 'completed', seconds: 0 }, 'none')).toMatchObject({ reached: false });
    expect(hear({ kind: 'call.recording', ...call, url: 'u', sid: 's', seconds: 7, hungUp: true }, 'words')).toMatchObject({ type: 'RECORDED', seconds: 7, hungUp: true });
  });
});

it('has an event for whatever is written, said or pressed', () => {
  const questions = Object.keys(QUESTIONS) as Question[];
  const raw = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom('1', 'sim', 'menu', '40713', 'senha: x1y2', '*#0'));
  fc.assert(fc.property(raw, fc.constantFrom(...questions), (text, question) => {
    for (const what of [{ kind: 'text', text } as const, keys(text), speech(text), { kind: 'choice', choiceId: text, title: text } as const]) {
      const { facts: _facts, ...event } = hear(what, question);
      expect(typeof event.type).toBe('string');
      expect(JSON.parse(JSON.stringify(event))).toEqual(event);
    }
  }), { numRuns: 200 });
});
