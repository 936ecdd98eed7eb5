/** The catalogues as a start needs them: whole, or a fault that lists all that is wrong. Called by start. */
import { loadContent } from './load.js';
import type { Content, Fault } from './types.js';

/** The catalogues have faults: all of them, by file and line. */
export class ContentFault extends Error {
  override readonly name = 'ContentFault';
  constructor(readonly faults: readonly Fault[]) {
    super(`the catalogues have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map(({ file, line, message }) => `  ${file}${line === null ? '' : `:${line}`}: ${message}`).join('\n')}`);
  }
}

/** @throws ContentFault */
export function checkedContent(folders: Parameters<typeof loadContent>[0]): Content {
  const { content, faults } = loadContent(folders);
  if (content === null) throw new ContentFault(faults);
  return content;
}
