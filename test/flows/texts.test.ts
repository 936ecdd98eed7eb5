/** The texts of locales/: the same in both languages, none empty, titles short enough, and all that the flows can say. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Content } from '../../src/content/types.js';
import { renderNotice } from '../../src/conversation/render.js';
import { words } from '../../src/conversation/texts.js';
import { intake } from '../../flows/intake.js';
import type { Choice, Effect, Vars } from '../../flows/types.js';
import { NOW, catalogue } from './world.js';
import { wander } from './wander.js';

type Tree = { readonly [key: string]: string | Tree };
const LANGUAGES = ['pt', 'en'] as const;
const TITLE_MAX = 20;

function flat(tree: Tree, prefix: string): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => (typeof value === 'string' ? [[`${prefix}.${key}`, value]] : flat(value, `${prefix}.${key}`)));
}

const load = (language: string): Record<string, string> => Object.fromEntries(readdirSync(join('locales', language)).flatMap((file) => flat(JSON.parse(readFileSync(join('locales', language, file), 'utf8')) as Tree, file.replace('.json', ''))));
const texts = { pt: load('pt'), en: load('en') };
const content = { texts, faq: {}, timezone: 'Africa/Maputo' } as unknown as Content;
const varsOf = (text: string): string[] => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/gu)].map((match) => match[1] ?? ''))].sort();

let heard: Map<string, Vars> | null = null;

/** Everything said in many random conversations: key, values, where. The same for both languages. */
function said(): Map<string, Vars> {
  if (heard !== null) return heard;
  const all = new Map<string, Vars>();
  const choice = ({ label, id, literal, vars }: Choice): void => {
    if (literal === undefined) all.set(label ?? `choice.${id}`, vars ?? {});
  };
  const take = (effect: Effect): void => {
    if (effect.type === 'say' || effect.type === 'ask') all.set(effect.key, effect.vars ?? {});
    if (effect.type === 'sayNumber') all.set(effect.key, { number: effect.number });
    if (effect.type === 'ask' && effect.expect.kind === 'choice') effect.expect.choices.forEach(choice);
  };
  wander(intake(catalogue), 11, 6_000, (effects) => effects.forEach(take));
  heard = all;
  return all;
}

/** Keys of the test's own catalogue, which only data/ can give texts to. */
const OF_DATA = /^(?:faq\.|question\.)/u;

/** Counters, timers and changes that look like text keys. */
const NAMES = new Set(['callback.reached', 'callback.given_up', 'callback.owed', 'callback.due', 'incident.watch', 'incident.due', 'desk.alert']);

describe('texts', () => {
  it('are the same in both languages, with the same values in them, and none is empty', () => {
    expect(Object.keys(texts.en).sort()).toEqual(Object.keys(texts.pt).sort());
    for (const [key, text] of Object.entries(texts.pt)) {
      expect([key, varsOf(texts.en[key] ?? '')]).toEqual([key, varsOf(text)]);
      expect(text.trim()).not.toBe('');
      expect((texts.en[key] ?? '').trim()).not.toBe('');
    }
  });

  it.each(LANGUAGES)('have titles of at most 20 characters (%s)', (language) => {
    const titles = Object.entries(texts[language]).filter(([key]) => /^(?:choice|category|type|redirect\.topic|question\.option)\./u.test(key) && !key.endsWith('_voice') && !key.startsWith('type.priority'));
    expect(titles.filter(([, text]) => [...text].length > TITLE_MAX)).toEqual([]);
    expect(titles.length).toBeGreaterThan(60);
  });

  it.each(LANGUAGES)('cover everything that the flows say, with no value left open (%s)', (language) => {
    const missing: string[] = [];
    for (const [key, vars] of said()) {
      if (OF_DATA.test(key)) continue;
      if (texts[language][key] === undefined) missing.push(key);
      for (const voice of [false, true]) {
        const { text } = words({ content, language, voice, now: NOW }, key, vars);
        if (/\{\{|\$t\(|\}\}/u.test(text.replaceAll('$t(type.sync) {{x}}', ''))) missing.push(`${key}: ${text}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('cover every key that stands in the source of the flows', () => {
    const sources = readdirSync('flows').map((file) => readFileSync(join('flows', file), 'utf8')).join('\n');
    const keys = [...sources.matchAll(/'((?:anytime|call|choice|followup|greeting|intake|kind|redirect|report|status|who)\.[a-z_.]+)'/gu)].map((match) => match[1] ?? '').filter((key) => !key.endsWith('.js'));
    expect(keys.filter((key) => texts.pt[key] === undefined)).toEqual([]);
    const choices = [...sources.matchAll(/\bchoices?\(([^()]*)\)/gu)].flatMap((match) => [...(match[1] ?? '').matchAll(/'([a-z_]+)'/gu)].map((each) => `choice.${each[1] ?? ''}`));
    expect(choices.filter((key) => texts.pt[key] === undefined)).toEqual([]);
    expect(choices.length).toBeGreaterThan(20);
  });

  it('name the kind in the middle of a sentence', () => {
    expect(words({ content, language: 'pt', voice: false, now: NOW }, 'status.is.open', { number: '40713', type: 'sync' }).text).toBe('O pedido *40713* (Sincronização) está registado e à espera de um colega.');
    expect(words({ content, language: 'pt', voice: true, now: NOW }, 'status.is.open', { number: '40713', type: 'sync' }).text).toBe('O seu pedido 4, 0, 7, 1, 3, sobre problemas de sincronização, está registado e à espera de um colega.');
    expect(words({ content, language: 'en', voice: false, now: NOW }, 'report.summary_impact', { type: 'login', impact: 'team', district: 'Moatize', words: 'x' }).text).toContain('Stopped: One team');
  });

  it('cover what the gateway says', () => {
    const sources = readdirSync('src/gateway', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join('src/gateway', file), 'utf8')).join('\n');
    const keys = new Set([...sources.matchAll(/(?<!do: |do === |do !== |case )'((?:notice|desk|redirect|alert|callback|people|faqdesk|talk|incident|reportdesk|group)\.[a-z_]+(?:\.[a-z_]+)?)'/gu)].map((match) => match[1] ?? '').filter((key) => !/\.(?:js|lock)$/u.test(key)));
    expect([...keys].filter((key) => !NAMES.has(key) && texts.pt[key] === undefined && texts.pt[`${key}_other`] === undefined)).toEqual([]);
    expect(renderNotice(content, 'pt', 'notice.refused_alert', { count: 21 })).toContain('21');
  });
});
