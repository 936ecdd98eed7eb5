/** Reads a catalogue in YAML into plain nodes that know their line; syntax faults and double keys are reported. Called by the readers of each file. */
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Scalar } from 'yaml';
import type { Report, Sources } from './sources.js';

/** A value with its place. Exactly one of `text`, `map`, `list` is not null; all are null for an empty value. */
export interface YamlNode {
  readonly file: string;
  readonly line: number;
  /** A scalar as it is written: a bare +258... or 2026-09-01 stays what it says. */
  readonly text: string | null;
  readonly map: ReadonlyMap<string, YamlNode> | null;
  readonly list: readonly YamlNode[] | null;
}

/** Deeper or longer than any catalogue; stops references that go round or multiply. */
const MAX_DEPTH = 20;
const MAX_NODES = 50_000;

/** @returns null where the file cannot be used (faults say why) */
export function readYaml(sources: Sources, folder: string, file: string): YamlNode | null {
  const source = sources.text(folder, file);
  return source === null ? null : parseYaml(source.text, source.name, sources.report);
}

export function parseYaml(text: string, file: string, report: Report): YamlNode | null {
  const counter = new LineCounter();
  const lineOf = (offset: number): number => Math.max(1, counter.linePos(offset).line);
  try {
    const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
    for (const error of document.errors) report(file, lineOf(error.pos[0]), sentence(error.code, error.message));
    if (document.errors.length > 0) return null;
    const root = document.contents === null ? null : nodeOf(document.contents, 1, 0, { document, file, lineOf, report, nodes: 0 });
    if (root === null || root.map === null) {
      report(file, root?.line ?? 1, root === null ? 'is empty' : 'must be a list of "key: value" lines');
      return null;
    }
    return root;
  } catch (error) {
    report(file, null, `is no YAML: ${String((error as { message?: unknown }).message)}`);
    return null;
  }
}

/** The commonest slips in words that help. */
function sentence(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'a tab stands where blanks must be: indent with blanks';
  if (code === 'DUPLICATE_KEY') return 'the same key stands here twice';
  if (code === 'BAD_INDENT') return `wrong indentation: ${message}`;
  return message;
}

interface Walk {
  readonly document: Document;
  readonly file: string;
  readonly lineOf: (offset: number) => number;
  readonly report: Report;
  /** Nodes made so far. */
  nodes: number;
}

function nodeOf(value: unknown, line: number, depth: number, walk: Walk): YamlNode {
  const empty = { file: walk.file, line, text: null, map: null, list: null };
  walk.nodes += 1;
  if (depth > MAX_DEPTH || walk.nodes > MAX_NODES) {
    walk.report(walk.file, line, 'goes too deep: a reference (*) that contains itself?');
    return empty;
  }
  if (isAlias(value)) return nodeOf(value.resolve(walk.document) ?? null, line, depth + 1, walk);
  if (isScalar(value)) return { ...empty, line: lineAt(value, line, walk), text: textOf(value) };
  if (isSeq(value)) return { ...empty, line: lineAt(value, line, walk), list: value.items.map((item) => nodeOf(item, lineAt(item, line, walk), depth + 1, walk)) };
  if (!isMap(value)) return empty;
  const map = new Map<string, YamlNode>();
  for (const { key, value: child } of value.items) {
    const at = lineAt(key, line, walk);
    const name = isScalar(key) ? textOf(key) : null;
    if (name === null) walk.report(walk.file, at, 'a key must be a word');
    else map.set(name, { ...nodeOf(child, at, depth + 1, walk), line: at });
  }
  return { ...empty, line: map.values().next().value?.line ?? line, map };
}

/** As it is written: +258841230001 and 2026-09-01 without quotes are no numbers here. */
function textOf(scalar: Scalar): string | null {
  if (scalar.value === null || scalar.value === undefined) return null;
  return typeof scalar.value === 'string' ? scalar.value : scalar.source ?? JSON.stringify(scalar.value);
}

function lineAt(value: unknown, otherwise: number, walk: Walk): number {
  const range = (value as Node | null | undefined)?.range ?? null;
  return range === null ? otherwise : walk.lineOf(range[0]);
}
