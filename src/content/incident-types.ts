/** data/types.yaml: the incident types with their category, level, route, questions, deadlines and FAQ (SOP L61-71; contract "Types"). Called by load.ts. */
import type { TypeQuestion } from '../../flows/types.js';
import { INCIDENT_TYPES } from '../helpdesk/ticket.js';
import type { Category, IncidentType, Level, Priority } from '../helpdesk/ticket.js';
import { fieldsOf, flag, oneOf, whole, wordList, words } from './fields.js';
import type { Fields } from './fields.js';
import { PRIORITIES, URGENCIES } from './options.js';
import type { Report, Sources } from './sources.js';
import type { FaqEntry, IncidentTypeEntry } from './types.js';
import { readYaml } from './yaml.js';
import type { YamlNode } from './yaml.js';

export const CATEGORIES: readonly Category[] = ['technical', 'process', 'programmatic', 'grievance', 'feedback', 'general'];
const LEVELS: readonly Level[] = ['L1', 'L2', 'L3', 'NMCP'];
const FIELDS = ['category', 'level', 'route', 'urgency', 'confidential', 'thanks_only', 'ask_impact', 'notify_nmcp', 'first_answer', 'faq', 'questions'];
const MONTH_MINUTES = 31 * 24 * 60;
/** What a WhatsApp list holds with "skip", and what a caller can keep in mind (contract: five options at most). */
const MAX_CHOICES = 9;
const MAX_ON_PHONE = 5;

export interface TypesFile {
  readonly file: string;
  /** In the order of the menu. */
  readonly categories: readonly { readonly id: string; readonly types: readonly IncidentType[] }[];
  readonly types: Readonly<Record<IncidentType, IncidentTypeEntry>>;
  /** Line of each question's slot and choices, for faults about their texts. */
  readonly lines: ReadonlyMap<string, number>;
}

/** @param faq null where faq.yaml could not be read: then FAQ keys are not checked */
export function readTypes(sources: Sources, folder: string, faq: Readonly<Record<string, FaqEntry>> | null): TypesFile | null {
  const { report } = sources;
  const root = readYaml(sources, folder, 'types.yaml');
  const top = root === null ? null : fieldsOf(root, 'types.yaml', ['categories', 'first_answer', 'types'], report);
  const nodes = top?.need('types') ?? null;
  if (top === null || nodes === null) return null;
  const list = fieldsOf(nodes, 'types', INCIDENT_TYPES, report);
  if (list === null) return null;
  const scene: Scene = { report, faq, standard: deadlines(top.need('first_answer'), 'first_answer', null, report), lines: new Map() };
  const entries = INCIDENT_TYPES.flatMap((id) => {
    const node = list.need(id);
    return node === null ? [] : [entryOf(id, node, scene)];
  });
  const order = categories(top.need('categories'), entries, report);
  if (entries.length < INCIDENT_TYPES.length) return null;
  const types = Object.fromEntries(entries.map((entry) => [entry.id, entry])) as Record<IncidentType, IncidentTypeEntry>;
  return { file: nodes.file, types, lines: scene.lines, categories: order.map((id) => ({ id, types: entries.filter((entry) => entry.category === id).map((entry) => entry.id) })) };
}

interface Scene {
  readonly report: Report;
  readonly faq: Readonly<Record<string, FaqEntry>> | null;
  readonly standard: Readonly<Record<Priority, number>>;
  readonly lines: Map<string, number>;
}

function categories(node: YamlNode | null, entries: readonly IncidentTypeEntry[], report: Report): readonly string[] {
  const order = wordList(node, 'categories', report);
  for (const { text, line } of order) {
    if (!(CATEGORIES as readonly string[]).includes(text)) report(node?.file ?? '', line, `unknown category "${text}": known are ${CATEGORIES.join(', ')}`);
  }
  const missing = node === null ? [] : [...new Set(entries.map((entry) => entry.category))].filter((id) => !order.some(({ text }) => text === id));
  if (missing.length > 0) report(node?.file ?? '', node?.line ?? null, `categories: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing from the menu`);
  return order.map(({ text }) => text);
}

function entryOf(id: IncidentType, node: YamlNode, scene: Scene): IncidentTypeEntry {
  const { report } = scene;
  const what = `type "${id}"`;
  const fields = fieldsOf(node, what, FIELDS, report);
  const get = (name: string): YamlNode | null => fields?.get(name) ?? null;
  const need = (name: string): YamlNode | null => fields?.need(name) ?? null;
  const level = oneOf(need('level'), LEVELS, `${what}: level`, report) ?? 'L2';
  const route = oneOf(need('route'), ['helpdesk', 'nmcp'] as const, `${what}: route`, report) ?? 'helpdesk';
  if (fields !== null && (level === 'NMCP') !== (route === 'nmcp')) report(node.file, get('route')?.line ?? node.line, `${what}: level NMCP and route nmcp go together`);
  return {
    id,
    category: oneOf(need('category'), CATEGORIES, `${what}: category`, report) ?? 'general',
    level,
    route,
    urgency: oneOf(need('urgency'), URGENCIES, `${what}: urgency`, report) ?? 'medium',
    confidential: flag(get('confidential'), `${what}: confidential`, report),
    thanksOnly: flag(get('thanks_only'), `${what}: thanks_only`, report),
    askImpact: flag(get('ask_impact'), `${what}: ask_impact`, report),
    notifyNmcp: flag(get('notify_nmcp'), `${what}: notify_nmcp`, report),
    firstAnswer: deadlines(get('first_answer'), `${what}: first_answer`, scene.standard, report),
    faq: wordList(get('faq'), `${what}: faq`, report).map(({ text, line }) => {
      if (scene.faq !== null && !Object.hasOwn(scene.faq, text)) report(node.file, line, `${what}: unknown FAQ "${text}": faq.yaml has ${Object.keys(scene.faq).join(', ')}`);
      return text;
    }),
    questions: questions(get('questions'), what, scene),
  };
}

/** Minutes of opening time by priority; a more urgent one may not wait longer. */
function deadlines(node: YamlNode | null, what: string, standard: Readonly<Record<Priority, number>> | null, report: Report): Readonly<Record<Priority, number>> {
  const otherwise = standard ?? { low: 240, medium: 120, high: 60, critical: 20 };
  if (node === null) return otherwise;
  const fields = fieldsOf(node, what, PRIORITIES, report);
  const minutes = (priority: Priority): number => whole(fields?.need(priority) ?? null, 1, MONTH_MINUTES, `${what}: ${priority}`, report) ?? otherwise[priority];
  const read = { low: minutes('low'), medium: minutes('medium'), high: minutes('high'), critical: minutes('critical') };
  if (read.critical > read.high || read.high > read.medium || read.medium > read.low) report(node.file, node.line, `${what}: the more urgent must not wait longer (critical, high, medium, low)`);
  return read;
}

function questions(node: YamlNode | null, what: string, scene: Scene): readonly TypeQuestion[] {
  if (node === null) return [];
  if (node.list === null) {
    scene.report(node.file, node.line, `${what}: questions must be a list, each beginning with "- slot:"`);
    return [];
  }
  const slots = new Set<string>();
  return node.list.flatMap((item) => {
    const question = questionOf(item, `${what}: question`, scene);
    if (question !== null && slots.has(question.slot)) scene.report(item.file, item.line, `${what}: the slot "${question.slot}" is asked twice`);
    if (question !== null) slots.add(question.slot);
    return question === null ? [] : [question];
  });
}

function questionOf(node: YamlNode, what: string, { report, lines }: Scene): TypeQuestion | null {
  const fields: Fields | null = fieldsOf(node, what, ['slot', 'key', 'kind', 'choices', 'required', 'phone'], report);
  const slot = words(fields?.need('slot') ?? null, `${what}: slot`, report);
  if (fields === null || slot === null) return null;
  const named = `${what} "${slot}"`;
  if (!/^[a-z][a-z_]*$/u.test(slot)) report(node.file, node.line, `${named}: a slot is written in small letters and _`);
  if (/passw|senha|palavra_passe|pin$/u.test(slot)) report(node.file, node.line, `${named}: passwords are never asked for`);
  const kind = oneOf(fields.need('kind'), ['words', 'digits', 'choice'] as const, `${named}: kind`, report) ?? 'words';
  const choices = wordList(fields.get('choices'), `${named}: choices`, report);
  if (kind === 'choice' && (choices.length < 2 || choices.length > MAX_CHOICES)) report(node.file, fields.get('choices')?.line ?? node.line, `${named}: needs 2 to ${MAX_CHOICES} choices, has ${choices.length}`);
  if (kind !== 'choice' && choices.length > 0) report(node.file, fields.get('choices')?.line ?? node.line, `${named}: has choices, so its kind must be choice`);
  const required = flag(fields.get('required'), `${named}: required`, report);
  const phone = flag(fields.get('phone'), `${named}: phone`, report);
  const most = required ? MAX_ON_PHONE : MAX_ON_PHONE - 1;
  if (phone && choices.length > most) report(node.file, fields.get('choices')?.line ?? node.line, `${named}: is asked on the phone too: at most ${most} choices${required ? '' : ' beside "skip"'}`);
  const key = words(fields.get('key'), `${named}: key`, report) ?? slot;
  lines.set(`question.${key}`, fields.get('key')?.line ?? fields.get('slot')?.line ?? node.line);
  for (const { text, line } of choices) lines.set(`question.option.${text}`, line);
  return { slot, key, kind, choices: choices.map(({ text }) => text), required, phone };
}
