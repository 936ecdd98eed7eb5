/** Reads the files of a campaign for load.ts: UTF-8 or a fault, one hash over all of them, and the list of faults that every reader adds to. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { Fault } from './types.js';

/** Where a reader reports what is wrong; `line` counts from 1, null = the file as a whole. */
export type Report = (file: string, line: number | null, message: string) => void;

export interface Sources {
  readonly report: Report;
  /** The file's text without byte order mark, with bare newlines; null after a fault. @param file relative to the folder */
  text(folder: string, file: string): { readonly name: string; readonly text: string } | null;
  /** Names of the files in a folder that end so, sorted; null where there is no such folder (no fault: the caller knows what it means). */
  names(folder: string, ending: string): readonly string[] | null;
  /** Takes a file's name and size into the revision without reading it (recordings). */
  mark(folder: string, file: string): void;
  /** sha256 (hex) over names and bytes of everything read so far. */
  revision(): string;
  /** All faults so far, by file and line, each once. */
  faults(): readonly Fault[];
}

export function openSources(): Sources {
  const faults = new Map<string, Fault>();
  const hash = createHash('sha256');
  const report: Report = (file, line, message) => void faults.set(`${file}\n${line}\n${message}`, { file, line, message });
  return {
    report,
    text: (folder, file) => {
      const name = shown(join(folder, file));
      try {
        const bytes = readFileSync(join(folder, file));
        hash.update(`${file}\0${bytes.length}\0`).update(bytes);
        const text = decode(bytes, (line, message) => report(name, line, message));
        return text === null ? null : { name, text };
      } catch (error) {
        report(name, null, unreadable(error));
        return null;
      }
    },
    names: (folder, ending) => {
      try {
        return readdirSync(folder).filter((name) => name.endsWith(ending) && !name.startsWith('.') && !name.startsWith('~')).sort();
      } catch {
        return null;
      }
    },
    mark: (folder, file) => {
      try {
        hash.update(`${file}\0${statSync(join(folder, file)).size}\0`);
      } catch (error) {
        report(shown(join(folder, file)), null, unreadable(error));
      }
    },
    revision: () => hash.copy().digest('hex'),
    faults: () => [...faults.values()].sort((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : (one.line ?? 0) - (other.line ?? 0))),
  };
}

/** As a person would type it: relative where it lies below the working folder. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near !== '' && !near.startsWith('..') && !isAbsolute(near) ? near : path;
}

function unreadable(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'ENOENT') return 'the file is missing';
  if (code === 'EISDIR') return 'is a folder, not a file';
  if (code === 'EACCES') return 'may not be read: check the permissions of the file';
  return `cannot be read: ${String(message ?? code)}`;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer, fault: (line: number | null, message: string) => void): string | null {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03) {
    fault(null, 'is an Excel workbook, not a text file: save it as "CSV UTF-8"');
    return null;
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    fault(null, 'is UTF-16 ("Unicode text"), not UTF-8: save it as "CSV UTF-8"');
    return null;
  }
  const text = decoded(bytes);
  if (text === null) {
    fault(badLine(bytes), 'is not UTF-8 (Excel saves Latin-1 when "CSV" is chosen): save the file as "CSV UTF-8"');
    return null;
  }
  return text.includes('\r') ? text.replace(/\r\n?/gu, '\n') : text;
}

/** A byte order mark is dropped by the decoder. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** The first line that does not decode by itself. */
function badLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from);
    const to = end === -1 ? bytes.length : end;
    if (decoded(bytes.subarray(from, to)) === null) return line;
    from = to + 1;
  }
  return line;
}
