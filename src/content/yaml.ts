/** Reads a catalogue in YAML into plain nodes that know their line; syntax faults and double keys are reported. Called by the readers of each file. */
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
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
    const root = document.contents === null ? null : new Walk(document, file, lineOf, report).node(document.contents, 1, 0);
    if (root?.map == null) {
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

/** Walks a document once; a class only because the budget of nodes is shared by the whole walk. */
class Walk {
  private nodes = 0;
  constructor(private readonly document: Document, private readonly file: string, private readonly lineOf: (offset: number) => number, private readonly report: Report) {}

  node(value: unknown, line: number, depth: number): YamlNode {
    const empty = { file: this.file, line, text: null, map: null, list: null };
    this.nodes += 1;
    if (depth > MAX_DEPTH || this.nodes > MAX_NODES) {
      this.report(this.file, line, 'goes too deep: a reference (*) that contains itself?');
      return empty;
    }
    if (isAlias(value)) return this.node(value.resolve(this.document) ?? null, line, depth + 1);
    if (isScalar(value)) {
      if (value.value === null) return { ...empty, line: this.place(value, line) };
      const text = typeof value.value === 'string' ? value.value : value.source ?? String(value.value);
      return { ...empty, line: this.place(value, line), text };
    }
    if (isMap(value)) {
      const map = new Map<string, YamlNode>();
      for (const { key, value: child } of value.items) {
        const at = this.place(key, line);
        const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : key.source ?? String(key.value)) : null;
        if (name === null) this.report(this.file, at, 'a key must be a word');
        else map.set(name, { ...this.node(child, at, depth + 1), line: at });
      }
      return { ...empty, line: map.values().next().value?.line ?? line, map };
    }
    if (isSeq(value)) return { ...empty, line: this.place(value, line), list: value.items.map((item) => this.node(item, this.place(item, line), depth + 1)) };
    return empty;
  }

  private place(value: unknown, otherwise: number): number {
    const range = (value as Node | null | undefined)?.range;
    return range == null ? otherwise : this.lineOf(range[0]);
  }
}
