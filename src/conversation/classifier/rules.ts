/** Rules that outvote what was learnt, where a few words settle it (incident-types.md "Boundaries"). Data; called by classify. */
import type { IncidentType } from '../../helpdesk/ticket.js';
import type { Token } from './normalise.js';

export interface Hit {
  readonly type: IncidentType;
  /** Added to the type's raw score. */
  readonly push: number;
  readonly evidence: string;
}

interface Rule {
  readonly type: IncidentType;
  readonly push: number;
  /** Matched on the stems (one space between). */
  readonly when: RegExp;
  readonly unless?: RegExp;
}

export const RULES: readonly Rule[] = [];

export function hits(tokens: readonly Token[]): Hit[] {
  const line = tokens.map((token) => token.stem).join(' ');
  const found: Hit[] = [];
  for (const { type, push, when, unless } of RULES) {
    const match = when.exec(line);
    if (match === null || unless?.test(line) === true) continue;
    const first = line.slice(0, match.index).split(' ').length - 1;
    const count = match[0].trim().split(' ').length;
    const evidence = tokens.slice(first, first + count).map((token) => token.said).join(' ');
    found.push({ type, push, evidence });
  }
  return found;
}
