/** data/templates.yaml: WhatsApp templates for after the 24-hour window, and the content sids of menus (twilio.md). Called by load.ts. */
import { bothLanguages, fieldsOf } from './fields.js';
import type { Report, Sources } from './sources.js';
import type { Content, TemplateEntry } from './types.js';
import { readYaml } from './yaml.js';
import type { YamlNode } from './yaml.js';

/** How many values the gateway sends with each template it uses (gateway/alerts, desk, effects, call). */
const SENT: Readonly<Record<string, number>> = { alert: 3, ticket_solved: 2, ticket_filed: 1, official: 2, callback_missed: 0, relay: 1, late_answer: 2, ticket_news: 2, report: 1 };
/** A campaign's file may be older than these. */
const OPTIONAL: ReadonlySet<string> = new Set(['relay', 'late_answer', 'ticket_news', 'report']);

export type TemplatesFile = Pick<Content, 'templates' | 'menus'>;

export function readTemplates(sources: Sources, folder: string): TemplatesFile | null {
  const { report } = sources;
  const root = readYaml(sources, folder, 'templates.yaml');
  const top = root === null ? null : fieldsOf(root, 'templates.yaml', ['templates', 'menus'], report);
  const nodes = top?.need('templates') ?? null;
  if (top === null || nodes === null) return null;
  const list = fieldsOf(nodes, 'templates', Object.keys(SENT), report);
  const templates = Object.entries(SENT).flatMap(([key, vars]) => {
    const node = (OPTIONAL.has(key) ? list?.get(key) : list?.need(key)) ?? null;
    const entry = node === null ? null : entryOf(key, vars, node, report);
    return entry === null ? [] : [[key, entry] as const];
  });
  return { templates: Object.fromEntries(templates), menus: menusOf(top.get('menus'), report) };
}

function entryOf(key: string, vars: number, node: YamlNode, report: Report): TemplateEntry | null {
  const what = `template "${key}"`;
  const fields = fieldsOf(node, what, ['sid', 'text'], report);
  const textNode = fields?.need('text') ?? null;
  const text = bothLanguages(textNode, `${what}: text`, report);
  for (const [language, child] of textNode?.map ?? []) checkText(child, vars, `${what}: ${language}`, report);
  return text === null ? null : { key, vars, text, sid: sidsOf(fields?.get('sid') ?? null, `${what}: sid`, report) };
}

/** WhatsApp refuses texts that begin or end with a value; the values are counted 1, 2, 3. */
function checkText(node: YamlNode, vars: number, what: string, report: Report): void {
  const text = node.text?.trim() ?? '';
  const found = [...new Set([...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/gu)].map((match) => match[1] ?? ''))].sort();
  const wanted = Array.from({ length: vars }, (_, at) => String(at + 1));
  if (found.join() !== wanted.join()) {
    report(node.file, node.line, `${what} has the values ${shown(found)}, the gateway sends ${shown(wanted)}`);
  }
  if (/^\{\{|\}\}$/u.test(text)) report(node.file, node.line, `${what} begins or ends with a value: WhatsApp refuses that`);
}

const shown = (vars: readonly string[]): string => (vars.length === 0 ? 'none' : vars.map((each) => `{{${each}}}`).join(' '));

function sidsOf(node: YamlNode | null, what: string, report: Report): TemplateEntry['sid'] {
  if (node === null) return {};
  const fields = fieldsOf(node, what, ['pt', 'en'], report);
  const sid = (language: 'pt' | 'en'): TemplateEntry['sid'] => {
    const child = fields?.get(language) ?? null;
    if (child === null) return {};
    if (/^HX[0-9a-f]{32}$/iu.test(child.text ?? '')) return { [language]: child.text };
    report(child.file, child.line, `${what}: ${language} is "${child.text ?? ''}": a content sid is HX and 32 characters 0-9 a-f`);
    return {};
  };
  return { ...sid('pt'), ...sid('en') };
}

function menusOf(node: YamlNode | null, report: Report): Content['menus'] {
  if (node === null) return {};
  if (node.map === null) {
    report(node.file, node.line, 'menus: write a line for each menu with its content sids');
    return {};
  }
  return Object.fromEntries([...node.map].map(([key, child]) => [key, sidsOf(child, `menu "${key}"`, report)]));
}
