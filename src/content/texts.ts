/** locales/<pt|en>/*.json: every word that people read or hear, flattened, and the same in both languages (parity). Called by load.ts. */
import { join } from 'node:path';
import { walkJson } from './json-lines.js';
import { shown } from './sources.js';
import type { Report, Sources } from './sources.js';
import type { Content } from './types.js';

export const LANGUAGES = ['pt', 'en'] as const;
type Language = (typeof LANGUAGES)[number];

interface Read {
  readonly places: Map<string, Place>;
  /** Files that could be read. */
  readonly files: Set<string>;
  /** Files and keys whose fault is told already; nobody else is blamed for them. */
  readonly faulty: Set<string>;
}

interface Place {
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

export interface Texts {
  readonly texts: Content['texts'];
  /** The file that should hold a key, whether it exists or not. */
  readonly fileOf: (language: Language, key: string) => string;
  /** Whether the file of a key exists. */
  readonly hasFile: (language: Language, key: string) => boolean;
  /** Whether the fault of a key, or of its whole file, is told already. */
  readonly told: (language: Language, key: string) => boolean;
}

export function readTexts(sources: Sources, localesDir: string): Texts | null {
  const pt = readLanguage(sources, localesDir, 'pt');
  const en = readLanguage(sources, localesDir, 'en');
  if (pt === null || en === null) return null;
  const read = { pt, en };
  const fileOf = (language: Language, key: string): string => shown(join(localesDir, language, `${prefixOf(key)}.json`));
  const hasFile: Texts['hasFile'] = (language, key) => read[language].files.has(prefixOf(key));
  const told: Texts['told'] = (language, key) => read[language].faulty.has(prefixOf(key)) || read[language].faulty.has(key);
  parity(pt, en, 'en', fileOf, sources.report);
  parity(en, pt, 'pt', fileOf, sources.report);
  sameVars(pt.places, en.places, sources.report);
  return { texts: { pt: plain(pt), en: plain(en) }, fileOf, hasFile, told };
}

function plain({ places }: Read): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, { text }] of places) texts[key] = text;
  return texts;
}

const stem = (file: string): string => file.slice(0, -'.json'.length);
const prefixOf = (key: string): string => (key.includes('.') ? key.slice(0, key.indexOf('.')) : key);

function readLanguage(sources: Sources, localesDir: string, language: Language): Read | null {
  const folder = join(localesDir, language);
  const names = sources.names(folder, '.json');
  if (names === null || names.length === 0) {
    sources.report(shown(folder), null, 'has no texts: the folder or its .json files are missing');
    return null;
  }
  const read: Read = { places: new Map(), files: new Set(), faulty: new Set() };
  const twin = sources.names(join(localesDir, language === 'pt' ? 'en' : 'pt'), '.json') ?? [];
  for (const name of twin.filter((each) => !names.includes(each))) {
    sources.report(shown(join(folder, name)), null, 'the file is missing; the other language has it');
    read.faulty.add(stem(name));
  }
  for (const name of names) {
    const source = sources.text(localesDir, join(language, name));
    if (source !== null && readFile(source, stem(name), read, sources.report)) read.files.add(stem(name));
    else read.faulty.add(stem(name));
  }
  return read;
}

function readFile({ name, text }: { name: string; text: string }, prefix: string, read: Read, report: Report): boolean {
  const parsed = parse(text, name, report);
  if (parsed === undefined) return false;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    report(name, 1, 'must be an object of texts');
    return false;
  }
  const walk = walkJson(text);
  for (const { key, line } of walk.twice) report(name, line, `the key "${prefix}.${key}" is there twice`);
  for (const { key, line, text: value } of walk.texts) {
    const full = `${prefix}.${key}`;
    const fault = faultOf(value);
    if (fault === null) read.places.set(full, { text: value ?? '', file: name, line });
    else {
      report(name, line, `"${full}" ${fault}`);
      read.faulty.add(full);
    }
  }
  return true;
}

function faultOf(value: string | null): string | null {
  if (value === null) return 'must be a text in quotes';
  if (value.trim() === '') return 'is empty';
  return varsOf(value) === null ? 'has brackets {{ }} that do not fit together' : null;
}

function parse(text: string, file: string, report: Report): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const message = String((error as { message?: unknown }).message);
    report(file, faultLine(text, message), `is no JSON: ${message.replace(/ in JSON at position.*$/u, '').replace(/\s+/gu, ' ')}`);
    return undefined;
  }
}

/** Newer and older Node tell the place differently, or only the unexpected word. */
function faultLine(text: string, message: string): number | null {
  const position = /position (\d+)/u.exec(message);
  if (position !== null) return text.slice(0, Number(position[1])).split('\n').length;
  if (/end of JSON/u.test(message)) return text.trimEnd().split('\n').length;
  const line = text.split('\n').findIndex((each) => /^\s*[^\s"{}[\]]|:\s*(?!true|false|null)[^\s"{[\d-]/u.test(each.replace(/"(?:[^"\\]|\\.)*"/gu, '""')));
  return line === -1 ? null : line + 1;
}

const NO_VARS: readonly string[] = [];

/** Names between {{ }}, sorted, each once; null where brackets are left over. */
export function varsOf(text: string): readonly string[] | null {
  if (!text.includes('{{') && !text.includes('}}')) return NO_VARS;
  const rest = text.replace(/\{\{\s*-?\s*[A-Za-z_][\w.]*\s*(?:,[^{}]*)?\}\}/gu, '');
  if (/\{\{|\}\}/u.test(rest)) return null;
  return [...new Set([...text.matchAll(/\{\{\s*-?\s*([A-Za-z_][\w.]*)/gu)].map((match) => match[1] ?? ''))].sort();
}

/** Portuguese has a plural form (many) that English lacks. */
const needsTwin = (key: string): boolean => !key.endsWith('_many');

function parity(one: Read, other: Read, language: Language, fileOf: Texts['fileOf'], report: Report): void {
  for (const [key, { file, line }] of one.places) {
    if (needsTwin(key) && !other.places.has(key) && !other.faulty.has(key) && !other.faulty.has(prefixOf(key))) report(file, line, `"${key}" is missing in ${fileOf(language, key)}`);
  }
}

function sameVars(pt: ReadonlyMap<string, Place>, en: ReadonlyMap<string, Place>, report: Report): void {
  const shownVars = (value: string): string => (varsOf(value) ?? NO_VARS).map((name) => `{{${name}}}`).join(' ') || 'none';
  for (const [key, { text, file, line }] of en) {
    const twin = pt.get(key);
    if (twin !== undefined && shownVars(twin.text) !== shownVars(text)) report(file, line, `"${key}" has the values ${shownVars(text)}, but ${shownVars(twin.text)} in ${twin.file}:${twin.line}`);
  }
}
