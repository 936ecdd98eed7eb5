/**
 * Reads a catalogue in CSV (contract "Catalogues"): comma or semicolon, quoted cells, header line, `#` lines. Called by the readers of each file.
 * Written out because every fault needs the physical line of its row, also after quoted newlines, and reading must go on after a broken quote.
 */
import type { Report, Sources } from './sources.js';

export interface Row {
  /** Physical line of the row's first character. */
  readonly line: number;
  /** The trimmed cell, '' where it is empty or the column is missing. */
  readonly cell: (column: string) => string;
  /** The parts of a list cell between `|`, without empty ones. */
  readonly list: (column: string) => readonly string[];
  readonly fault: (message: string) => void;
}

/** @returns the rows; null where the file cannot be used at all (faults say why) */
export function readCsv(sources: Sources, folder: string, file: string, columns: readonly string[], optional: readonly string[] = []): { readonly name: string; readonly rows: readonly Row[] } | null {
  const source = sources.text(folder, file);
  if (source === null) return null;
  const { name } = source;
  const [header, ...records] = split(source.text, (line, message) => sources.report(name, line, message));
  if (header === undefined) {
    sources.report(name, 1, `is empty: the first line names the columns ${columns.join(',')}`);
    return null;
  }
  const names = header.cells.map((cell) => cell.trim().toLowerCase());
  if (!goodHeader(names, header.line, name, columns, optional, sources.report)) return null;
  return { name, rows: records.filter(({ cells }) => cells.some((cell) => cell !== '' && cell.trim() !== '')).map((record) => rowOf(record, names, name, sources.report)) };
}

function goodHeader(names: readonly string[], line: number, file: string, columns: readonly string[], optional: readonly string[], report: Report): boolean {
  const known = [...columns, ...optional];
  for (const [at, column] of names.entries()) {
    if (column === '') continue;
    if (!known.includes(column)) report(file, line, `unknown column "${column}": known are ${known.join(', ')}`);
    else if (names.indexOf(column) !== at) report(file, line, `the column "${column}" is there twice`);
  }
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) report(file, line, `missing ${missing.length === 1 ? 'column' : 'columns'} ${missing.map((column) => `"${column}"`).join(', ')}`);
  return missing.length === 0;
}

function rowOf({ line, cells }: Cells, names: readonly string[], file: string, report: Report): Row {
  const fault = (message: string): void => report(file, line, message);
  if (cells.length > names.length && cells.slice(names.length).some((cell) => cell.trim() !== '')) fault(`has ${cells.length} cells, the header names ${names.length}: put a cell that holds a separator into quotes`);
  const cell = (column: string): string => cells[names.indexOf(column)]?.trim() ?? '';
  return { line, cell, fault, list: (column) => cell(column).split('|').map((part) => part.trim()).filter((part) => part !== '') };
}

interface Cells {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Blank lines, `#` lines (Excel puts one with a comma into quotes) and Excel's own `sep=;`. */
const ignored = (line: string): boolean => line.trim() === '' || line.startsWith('#') || line.startsWith('"#') || /^\s*sep=.\s*$/iu.test(line);

/** The separator that the header line has more of. */
function separatorOf(text: string): string {
  const header = text.split('\n', 200).find((line) => !ignored(line)) ?? '';
  const count = (mark: string): number => header.split(mark).length;
  return count(';') > count(',') ? ';' : ',';
}

function split(text: string, fault: (line: number, message: string) => void): Cells[] {
  const separator = separatorOf(text);
  const records: Cells[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const whole = text.slice(at, end);
    if (ignored(whole)) {
      at = end + 1;
      line += 1;
      continue;
    }
    /** Nearly every line: nothing in quotes. */
    if (!whole.includes('"')) {
      records.push({ line, cells: whole.split(separator) });
      at = end + 1;
      line += 1;
      continue;
    }
    const first = line;
    const cells: string[] = [];
    for (let more = true; more;) {
      const cell = text[at] === '"' ? quoted(text, at) : plain(text, at, separator);
      if (cell === null) {
        fault(line, 'a quote is opened here and never closed');
        return records;
      }
      cells.push(cell.value);
      line += cell.newlines;
      at = cell.end;
      while (text[at] === ' ') at += 1;
      if (at < text.length && text[at] !== separator && text[at] !== '\n') {
        fault(line, 'something follows a closed quote: write a quote inside a cell twice ("")');
        at = Math.min(...[separator, '\n'].map((mark) => text.indexOf(mark, at)).map((found) => (found === -1 ? text.length : found)));
      }
      more = text[at] === separator;
      at += 1;
    }
    records.push({ line: first, cells });
    line += 1;
  }
  return records;
}

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
};

interface Cell {
  readonly value: string;
  readonly end: number;
  readonly newlines: number;
}

function plain(text: string, from: number, separator: string): Cell {
  const line = lineEnd(text, from);
  const next = text.slice(from, line).indexOf(separator);
  const end = next === -1 ? line : from + next;
  return { value: text.slice(from, end), end, newlines: 0 };
}

/** Null where the quote is never closed. */
function quoted(text: string, from: number): Cell | null {
  let close = from + 1;
  for (;;) {
    close = text.indexOf('"', close);
    if (close === -1) return null;
    if (text[close + 1] !== '"') break;
    close += 2;
  }
  const value = text.slice(from + 1, close).replaceAll('""', '"');
  return { value, end: close + 1, newlines: value.split('\n').length - 1 };
}
