/** Typed reading of YAML nodes: each function gives a value, or reports a fault at its line and gives null. Called by the readers of each catalogue. */
import type { Report } from './sources.js';
import type { YamlNode } from './yaml.js';

/** The fields of a map: looks them up by name and reports what nobody knows. */
export interface Fields {
  readonly node: YamlNode;
  readonly get: (name: string) => YamlNode | null;
  /** Reports a missing field. */
  readonly need: (name: string) => YamlNode | null;
}

const blank = (node: YamlNode): boolean => node.text === null && node.map === null && node.list === null;

/** @param what names the thing in faults, as `type "sync"` */
export function fieldsOf(node: YamlNode, what: string, known: readonly string[], report: Report): Fields | null {
  if (node.map === null) {
    report(node.file, node.line, `${what} must have the fields ${known.join(', ')}`);
    return null;
  }
  for (const [name, { line }] of node.map) {
    if (!known.includes(name)) report(node.file, line, `${what}: unknown field "${name}": known are ${known.join(', ')}`);
  }
  const get = (name: string): YamlNode | null => {
    const found = node.map?.get(name);
    return found === undefined || blank(found) ? null : found;
  };
  return {
    node, get,
    need: (name) => {
      const found = get(name);
      if (found === null) report(node.file, node.map?.get(name)?.line ?? node.line, `${what}: "${name}" is missing`);
      return found;
    },
  };
}

export function words(node: YamlNode | null, what: string, report: Report): string | null {
  if (node === null) return null;
  const text = node.text?.trim() ?? '';
  if (text !== '') return text;
  report(node.file, node.line, `${what} must be a text that is not empty`);
  return null;
}

export function oneOf<T extends string>(node: YamlNode | null, allowed: readonly T[], what: string, report: Report): T | null {
  if (node === null) return null;
  const found = allowed.find((each) => each === node.text);
  if (found !== undefined) return found;
  report(node.file, node.line, `${what} is "${shownValue(node)}": it must be ${allowed.length > 1 ? 'one of ' : ''}${allowed.join(', ')}`);
  return null;
}

export function whole(node: YamlNode | null, from: number, to: number, what: string, report: Report): number | null {
  if (node === null) return null;
  const value = /^\d{1,9}$/u.test(node.text ?? '') ? Number(node.text) : NaN;
  if (value >= from && value <= to) return value;
  report(node.file, node.line, `${what} is "${shownValue(node)}": it must be a whole number from ${from} to ${to}`);
  return null;
}

/** true or false; a missing field is false. */
export function flag(node: YamlNode | null, what: string, report: Report): boolean {
  return node !== null && oneOf(node, ['true', 'false'], what, report) === 'true';
}

/** A list of words; one word alone counts as a list of one. A missing field is an empty list. */
export function wordList(node: YamlNode | null, what: string, report: Report): readonly { readonly text: string; readonly line: number }[] {
  if (node === null) return [];
  const found: { text: string; line: number }[] = [];
  for (const item of node.list ?? [node]) {
    const text = words(item, `${what}: each entry`, report);
    if (text === null) continue;
    if (found.some((each) => each.text === text)) report(item.file, item.line, `${what}: "${text}" is there twice`);
    else found.push({ text, line: item.line });
  }
  return found;
}

/** The same text in both languages. */
export function bothLanguages(node: YamlNode | null, what: string, report: Report): Readonly<Record<'pt' | 'en', string>> | null {
  if (node === null) return null;
  const fields = fieldsOf(node, what, ['pt', 'en'], report);
  const pt = words(fields?.need('pt') ?? null, `${what}: pt`, report);
  const en = words(fields?.need('en') ?? null, `${what}: en`, report);
  return pt === null || en === null ? null : { pt, en };
}

const shownValue = (node: YamlNode): string => node.text ?? (node.map !== null ? 'a group of fields' : node.list !== null ? 'a list' : '');
