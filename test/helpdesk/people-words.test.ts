/** The words of `pessoa ...` and `faq ...`: fields by their shape in any order, names that stay names, and whom a name means. */
import { describe, expect, it } from '@jest/globals';
import { faqWords } from '../../src/helpdesk/faq-words.js';
import { peopleWords, whoIs } from '../../src/helpdesk/people-words.js';
import type { Said } from '../../src/helpdesk/people-words.js';

const ground = { areas: { Tete: ['Moatize', 'Cidade de Tete', 'Angónia'], Gaza: ['Xai-Xai', 'Chókwè'] }, shifts: ['helpdesk', 'india', 'nmcp', 'always', 'day', 'night'] };
const NEW: Said = { name: 'Ana Exemplo', phone: '+258861230099', role: 'executive', areas: ['Tete'], shift: 'day', languages: ['pt'] };

describe('pessoa nova', () => {
  it.each([
    'nova Ana Exemplo +258861230099 executivo Tete turno dia pt',
    'Nova Ana Exemplo, +258 86 123 0099, executiva, Tete, turno: dia, língua pt',
    'nova executivo de Tete, turno dia, português: Ana Exemplo +258861230099',
    'adicionar pt dia tete EXECUTIVO +258861230099 Ana Exemplo',
    'nova pessoa nome Ana Exemplo telefone +258861230099 papel executivo área Tete turno dia língua pt',
    'criar ana exemplo com o número +258861230099 como operadora em Tete no turno dia pt por favor',
  ])('%s', (text) => expect(peopleWords(text, ground)).toEqual({ do: 'add', said: NEW, unknown: [] }));
  it.each<[string, Partial<Said>]>([
    ['nova Maria da Costa e Silva +258861230099', { name: 'Maria da Costa e Silva' }], ['nova Rui executivo Moatize e Xai-Xai', { areas: ['Tete/Moatize', 'Gaza/Xai-Xai'] }], ['nova Rui Tete/Moatize', { areas: ['Tete/Moatize'] }],
    ['nova Rui cidade de tete', { areas: ['Tete/Cidade de Tete'] }], ['nova Rui todas as áreas', { areas: ['*'] }], ['nova Rui *', { areas: ['*'] }], ['nova Rui pt|en', { languages: ['pt', 'en'] }], ['nova Rui português e inglês', { languages: ['pt', 'en'] }],
    ['nova Rui ponto focal pncm', { role: 'nodal', shift: 'nmcp' }], ['nova Rui egov no local', { role: 'egov_onsite' }], ['nova Rui L3 índia en', { role: 'l3', shift: 'india', languages: ['en'] }], ['nova Rui monitor local Moatize', { role: 'monitor', areas: ['Tete/Moatize'] }],
    ['nova Rui turno noitte', { shift: 'night' }], ['nova Nestor gestor', { name: 'Nestor', role: 'manager' }], ['nova Rui 84 123 0001', { phone: '84 123 0001' }],
  ])('%s', (text, fields) => expect(peopleWords(text, ground)).toMatchObject({ do: 'add', said: fields, unknown: [] }));
  it('says what it does not know rather than making it a name', () => {
    expect(peopleWords('nova Rui turno madrugada', ground)).toMatchObject({ unknown: ['madrugada'] });
    expect(peopleWords('nova Rui área Niassa', ground)).toMatchObject({ unknown: ['Niassa'] });
    expect(peopleWords('nova Rui +258861230099 amanhã executivo', ground)).toMatchObject({ said: { name: 'Rui' }, unknown: ['amanhã'] });
  });
});

describe('the other words', () => {
  it.each<[string, unknown]>([
    ['', { do: 'list', said: {}, paused: false }], ['lista', { do: 'list', said: {}, paused: false }], ['lista Gaza', { do: 'list', said: { areas: ['Gaza'] }, paused: false }], ['monitores', { do: 'list', said: { role: 'monitor' }, paused: false }],
    ['lista em pausa', { do: 'list', said: {}, paused: true }], ['executivos de Tete', { do: 'list', said: { role: 'executive', areas: ['Tete'] }, paused: false }],
    ['Carla Exemplo', { do: 'show', who: 'Carla Exemplo' }], ['ver Carla', { do: 'show', who: 'Carla' }], ['quem Carla', { do: 'show', who: 'Carla' }], ['+258861230003', { do: 'show', who: '+258861230003' }],
    ['pausar Carla', { do: 'pause', who: 'Carla' }], ['Carla pausar', { do: 'pause', who: 'Carla' }], ['suspender a Carla Exemplo, por favor', { do: 'pause', who: 'Carla Exemplo' }], ['retomar carla', { do: 'resume', who: 'carla' }], ['REMOVER Carla.', { do: 'remove', who: 'Carla' }],
    ['mudar Carla área Gaza', { do: 'change', who: 'Carla', said: { areas: ['Gaza'] }, unknown: [] }], ['mudar Carla turno noite', { do: 'change', who: 'Carla', said: { shift: 'night' }, unknown: [] }], ['Carla turno noite', { do: 'change', who: 'Carla', said: { shift: 'night' }, unknown: [] }],
    ['mudar Carla papel gestor', { do: 'change', who: 'Carla', said: { role: 'manager' }, unknown: [] }], ['mudar Carla Exemplo número +258861230077', { do: 'change', who: 'Carla Exemplo', said: { phone: '+258861230077' }, unknown: [] }],
    ['mudar Carla língua en', { do: 'change', who: 'Carla', said: { languages: ['en'] }, unknown: [] }], ['mudar Carla Exemplo nome Carla da Graça', { do: 'change', who: 'Carla Exemplo', said: { name: 'Carla da Graça' }, unknown: [] }],
    ['mudar turno noite da Carla Exemplo', { do: 'change', who: 'Carla Exemplo', said: { shift: 'night' }, unknown: [] }], ['mudar +258861230003 turno noite', { do: 'change', who: '+258861230003', said: { shift: 'night' }, unknown: [] }],
    ['mudar Carla áreas Tete, Gaza e turno dia', { do: 'change', who: 'Carla', said: { areas: ['Tete', 'Gaza'], shift: 'day' }, unknown: [] }], ['mudar Carla turno madrugada', { do: 'change', who: 'Carla', said: {}, unknown: ['madrugada'] }], ['mudar', { do: 'change', who: '', said: {}, unknown: [] }],
  ])('%s', (text, words) => expect(peopleWords(text, ground)).toEqual(words));
});

describe('whom a name means', () => {
  const people = ['Carla Exemplo', 'Carla Macuácua', 'Carlos Nhaca', 'Amélia Exemplo', 'Ana', 'Anabela Sitoe'].map((name, index) => ({ name, phone: `+25886123000${index + 1}` }));
  it.each<[string, readonly string[]]>([
    ['carla exemplo', ['Carla Exemplo']], ['Carla', ['Carla Exemplo', 'Carla Macuácua']], ['macuacua', ['Carla Macuácua']], ['Ana', ['Ana']], ['anab', ['Anabela Sitoe']], ['amelia', ['Amélia Exemplo']], ['Exemplo', ['Carla Exemplo', 'Amélia Exemplo']],
    ['Amellia', ['Amélia Exemplo']], ['+258861230003', ['Carlos Nhaca']], ['861230003', ['Carlos Nhaca']], ['Zé', []], ['', []],
  ])('%s', (said, names) => expect(whoIs(said, people).map(({ name }) => name)).toEqual(names));
});

describe('faq', () => {
  it.each<[string, unknown]>([
    ['', { do: 'list', type: null }], ['lista', { do: 'list', type: null }], ['sync', { do: 'list', type: 'sync' }], ['lista telemóvel', { do: 'list', type: 'device' }], ['ver sync_steps', { do: 'show', id: 'sync_steps' }], ['sync_steps', { do: 'show', id: 'sync_steps' }],
    ['desligar sync_steps', { do: 'off', id: 'sync_steps' }], ['Ligar sync_steps', { do: 'on', id: 'sync_steps' }], ['desligar', { do: 'faulty', why: 'id_missing', word: 'desligar' }],
    ['nova sync Sem rede: Ligue os dados.\nEspere um minuto.', { do: 'add', type: 'sync', pieces: { title: 'Sem rede', text: 'Ligue os dados.\nEspere um minuto.' } }],
    ['nova sincronização: Sem rede: Ligue os dados.', { do: 'add', type: 'sync', pieces: { title: 'Sem rede', text: 'Ligue os dados.' } }],
    ['nova sync Sem rede: Ligue os dados. en: No network: Switch on data.', { do: 'add', type: 'sync', pieces: { title: 'Sem rede', text: 'Ligue os dados.', titleEn: 'No network', textEn: 'Switch on data.' } }],
    ['nova sync Sem rede: Ligue os dados. link https://exemplo.mz/a', { do: 'add', type: 'sync', pieces: { title: 'Sem rede', text: 'Ligue os dados.', link: 'https://exemplo.mz/a' } }],
    ['nova app crash Fecha: Reinicie.', { do: 'add', type: 'app_crash', pieces: { title: 'Fecha', text: 'Reinicie.' } }],
    ['nova foguetão Sem rede: texto', { do: 'faulty', why: 'type_missing', word: 'foguetão' }], ['nova sync só um título', { do: 'faulty', why: 'title_missing', word: 'sync' }], ['nova', { do: 'faulty', why: 'type_missing', word: '' }],
    ['mudar sync_steps texto: Faça assim: um, dois.', { do: 'change', id: 'sync_steps', pieces: { text: 'Faça assim: um, dois.' } }], ['mudar sync_steps título: Passos', { do: 'change', id: 'sync_steps', pieces: { title: 'Passos' } }],
    ['mudar sync_steps titulo: Passos. texto: Um.', { do: 'change', id: 'sync_steps', pieces: { title: 'Passos', text: 'Um.' } }], ['mudar sync_steps en: Do this.', { do: 'change', id: 'sync_steps', pieces: { textEn: 'Do this.' } }],
    ['mudar sync_steps link https://exemplo.mz/a', { do: 'change', id: 'sync_steps', pieces: { link: 'https://exemplo.mz/a' } }], ['mudar sync_steps sem link', { do: 'change', id: 'sync_steps', pieces: { link: null } }], ['mudar sync_steps link http://x.mz', { do: 'change', id: 'sync_steps', pieces: { link: 'http://x.mz' } }],
    ['mudar sync_steps', { do: 'faulty', why: 'change_missing', word: 'sync_steps' }],
  ])('%s', (text, words) => expect(faqWords(text)).toEqual(words));
});
