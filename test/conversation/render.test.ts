import { describe, expect, it } from '@jest/globals';
import type { Choice, Effect } from '../../flows/types.js';
import { renderCall, renderChat, renderNotice } from '../../src/conversation/render.js';
import { NOW, smallContent } from '../support/content.js';

const content = smallContent();
const pt = { content, language: 'pt' as const, now: NOW };
const en = { content, language: 'en' as const, now: NOW };
const call = { ...pt, dial: [] };
const choice = (id: string): Choice => ({ id, label: `choice.${id}` });
const ask = (key: string, ...ids: string[]): Effect => ({ type: 'ask', key, expect: { kind: 'choice', choices: ids.map(choice) } });
const MENU = ask('intake.menu', 'report', 'nmcp', 'status', 'person', 'language');
const HOUR = 3_600_000;

describe('texts', () => {
  it.each([
    ['pt', NOW + 40 * 60_000, 'hoje às 10:40'], ['pt', NOW + 22 * HOUR, 'amanhã às 08:00'], ['pt', NOW - 20 * HOUR, 'ontem às 14:00'], ['pt', NOW + 15 * HOUR, 'amanhã à 01:00'],
    ['pt', NOW + 70 * HOUR, 'segunda-feira, 31 de Agosto, às 08:00'], ['pt', NOW + 24 * HOUR * 160, 'quinta-feira, 4 de Fevereiro de 2027, às 10:00'],
    ['en', NOW + 40 * 60_000, 'today at 10:40'], ['en', NOW + 22 * HOUR, 'tomorrow at 08:00'], ['en', NOW + 70 * HOUR, 'Monday 31 August at 08:00'],
  ] as const)('%s %d -> %s', (language, dueAt, words) => {
    const { messages } = renderChat([{ type: 'say', key: 'report.due', vars: { dueAt } }], { content, language, now: NOW });
    expect(messages[0]?.text).toBe(language === 'pt' ? `Respondemos até ${words}.` : `We answer by ${words}.`);
  });

  it('says date and weekday where the text may be read later', () => {
    expect(renderNotice(content, 'pt', 'report.due', { dueAt: NOW })).toBe('Respondemos até sexta-feira, 28 de Agosto, às 10:00.');
    expect(renderNotice(content, 'pt', 'report.due', { dueAt: '-' })).toBe('Respondemos até -.');
  });

  it('puts names of other keys in, but never what a person wrote', () => {
    expect(renderNotice(content, 'pt', 'intake.sure', { type: 'sync' })).toBe('Parece ser isto: sincronização. Está certo?');
    expect(renderNotice(content, 'pt', 'report.words', { words: '$t(type.sync) {{name}} $& <b>' })).toBe('Escreveu: $t(type.sync) {{name}} $& <b>');
  });

  it('falls back to the other language, then to the key, and is never empty', () => {
    expect(renderNotice(content, 'en', 'only.portuguese', {})).toBe('Só em português');
    expect(renderNotice(content, 'pt', 'nothing.is_here', {})).toBe('is here');
    expect(renderNotice(smallContent({ texts: { pt: { 'a.b': '  ' }, en: {} } }), 'pt', 'a.b', {})).not.toBe('');
    expect(renderCall([{ type: 'say', key: 'only.portuguese' }], { ...en, dial: [] }).prompts[0]?.language).toBe('pt');
  });

  it('counts, and takes the fixes from the catalogue', () => {
    expect(renderNotice(content, 'pt', 'count.people', { count: 1 })).toBe('1 pessoa');
    expect(renderNotice(content, 'en', 'count.people', { count: 4 })).toBe('4 people');
    expect(renderNotice(content, 'pt', 'faq.login_clock', {})).toBe('Acerte a *data*.\nhttps://exemplo.mz/data');
    expect(renderCall([{ type: 'say', key: 'faq.login_clock' }], call).prompts[0]?.text).toBe('Acerte a data do telemóvel.');
  });
});

describe('chat', () => {
  it('makes one message of what is said and the question, with a numbered list and buttons', () => {
    const { messages } = renderChat([{ type: 'say', key: 'intake.hello', vars: { name: 'Ana' } }, ask('intake.menu', 'report', 'long')], pt);
    expect(messages).toEqual([{
      text: 'Olá, Ana.\n\nEm que podemos ajudar?\n\n1. Comunicar problema\n2. Uma escolha com um título comprido demais',
      choices: [{ id: 'report', title: 'Comunicar problema' }, { id: 'long', title: 'Uma escolha com um…' }], menu: 'intake.menu',
    }]);
    expect(messages[0]?.choices?.every(({ title }) => title.length <= 20)).toBe(true);
  });

  it('says it in English too', () => {
    expect(renderChat([MENU], en).messages[0]?.text).toBe('How can we help?\n\n1. Report a problem\n2. Nets and distribution\n3. State of my ticket\n4. Talk to the helpdesk\n5. Português');
  });

  it('shows a number in bold, also where the text forgot it', () => {
    expect(renderChat([{ type: 'sayNumber', key: 'report.number', number: '40713' }], pt).messages[0]?.text).toBe('O número do seu pedido é *40713*.');
    expect(renderChat([{ type: 'sayNumber', key: 'report.bold', number: '40713' }], pt).messages[0]?.text).toBe('Número *40713*.');
    expect(renderChat([{ type: 'sayNumber', key: 'report.numberless', number: '40713' }], pt).messages[0]?.text).toContain('*40713*');
  });

  it('starts a new message where one would grow past the limit', () => {
    const long: Effect = { type: 'say', key: 'report.words', vars: { words: 'a'.repeat(900) } };
    const { messages } = renderChat([long, long, MENU], pt);
    expect(messages).toHaveLength(2);
    expect(messages.every(({ text }) => text.length <= 1600)).toBe(true);
    expect(messages[0]?.choices).toBeUndefined();
    expect(messages[1]?.text).toContain('5. English');
  });

  it('is silent where nothing is to be said, and asks words without a list', () => {
    expect(renderChat([{ type: 'end', outcome: 'done' }], pt).messages).toEqual([]);
    const words: Effect = { type: 'ask', key: 'report.words', vars: { words: 'x' }, expect: { kind: 'words', slot: 'description', skippable: true } };
    expect(renderChat([words], pt).messages).toEqual([{ text: 'Escreveu: x' }]);
  });
});

describe('phone', () => {
  it('says the purpose before the key, then repeat; the person only where no choice is one', () => {
    const { prompts, expects } = renderCall([MENU], call);
    expect(prompts.map(({ text }) => text)).toEqual([
      'Bem-vindo ao apoio técnico.', 'Para comunicar um problema, prima 1.', 'Para redes e distribuição, prima 2.', 'Para estado do meu pedido, prima 3.', 'Para falar com o helpdesk, prima 4.', 'Para English, prima 5.', 'Para repetir, prima 9.',
    ].map((text) => text.replace('English', 'english')));
    expect(expects).toEqual({
      kind: 'keys', digits: 1, speech: true, seconds: expect.any(Number),
      keys: [{ key: '1', id: 'report' }, { key: '2', id: 'nmcp' }, { key: '3', id: 'status' }, { key: '4', id: 'person' }, { key: '5', id: 'language' }, { key: '9', id: 'repeat' }, { key: '0', id: 'person' }, { key: '*', id: 'back' }],
    });
    expect(prompts[0]?.audio).toBe('intake.menu');
  });

  it('offers the person on other menus, and neither on a yes or no', () => {
    expect(renderCall([ask('intake.sure', 'one', 'team', 'district')], call).prompts.at(-1)?.text).toBe('Para falar com o helpdesk, prima 0.');
    expect(renderCall([ask('intake.sure', 'yes', 'no')], call).prompts.map(({ text }) => text).slice(1)).toEqual(['Para sim, prima 1.', 'Para não, prima 2.']);
  });

  it('speaks English', () => {
    const { prompts } = renderCall([ask('intake.menu', 'report', 'nmcp', 'status')], { ...en, dial: [] });
    expect(prompts.map(({ text }) => text)).toEqual(['Welcome to the helpdesk.', 'For report a problem, press 1.', 'For nets and distribution, press 2.', 'For state of my ticket, press 3.', 'To hear this again, press 9.', 'To speak to the helpdesk, press 0.']);
    expect(prompts.every(({ language, audio }) => language === 'en' && audio === undefined)).toBe(true);
  });

  it('never reads more than nine options', () => {
    const many: Effect = { type: 'ask', key: 'intake.menu', expect: { kind: 'choice', choices: Array.from({ length: 14 }, (_none, index) => ({ id: `d${index}`, literal: `Lugar ${index}` })) } };
    const { expects } = renderCall([many], call);
    expect(expects.kind === 'keys' && expects.keys.filter(({ id }) => id.startsWith('d'))).toHaveLength(9);
    expect(expects.kind === 'keys' && new Set(expects.keys.map(({ key }) => key)).size === expects.keys.length).toBe(true);
  });

  it('reads a number digit by digit, twice', () => {
    const { prompts } = renderCall([{ type: 'sayNumber', key: 'report.number', number: '40713' }], call);
    expect(prompts.map(({ text }) => text)).toEqual(['O número do seu pedido é 4, 0, 7, 1, 3.', 'Repito: 4, 0, 7, 1, 3.']);
    expect(prompts.every(({ audio }) => audio === undefined)).toBe(true);
  });

  it('reads phone numbers digit by digit, without the country', () => {
    expect(renderCall([{ type: 'say', key: 'redirect.contact', vars: { name: 'Rita', phone: '+258871230001' } }], call).prompts[0]?.text).toBe('Fale com Rita: 8, 7, 1, 2, 3, 0, 0, 0, 1.');
  });

  it('has no stars, emoji, addresses or line breaks for the ear', () => {
    const [first] = renderCall([{ type: 'say', key: 'report.stars' }], call).prompts;
    expect(first?.text).toBe('Atenção: veja. e volte');
  });

  it('uses a recording only for Portuguese texts that always say the same', () => {
    expect(renderCall([{ type: 'say', key: 'report.numberless' }], call).prompts[0]?.audio).toBe('report.numberless');
    expect(renderCall([{ type: 'say', key: 'report.number', vars: { number: '40713' } }], call).prompts[0]?.audio).toBeUndefined();
  });

  it('records words, takes many digits, dials and ends', () => {
    const expectsOf = (...effects: Effect[]) => renderCall(effects, call).expects;
    expect(expectsOf({ type: 'ask', key: 'intake.menu', expect: { kind: 'words', slot: 'description', skippable: false } })).toEqual({ kind: 'record', seconds: 120 });
    expect(expectsOf({ type: 'ask', key: 'intake.menu', expect: { kind: 'digits', slot: 'count', min: 1, max: 3, skippable: true } })).toMatchObject({ kind: 'keys', digits: 'many', keys: [{ key: '*', id: 'back' }, { key: '#', id: 'skip' }] });
    expect(expectsOf(MENU, { type: 'end', outcome: 'done' })).toEqual({ kind: 'end' });
    expect(renderCall([{ type: 'say', key: 'report.numberless' }], { ...call, dial: ['+258861230001'] }).expects).toEqual({ kind: 'dial', numbers: ['+258861230001'], seconds: 25, whisper: true });
    expect(expectsOf({ type: 'say', key: 'report.numberless' }).kind).toBe('record');
  });
});
