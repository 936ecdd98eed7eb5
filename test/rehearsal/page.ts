/** The rehearsal's one-page report. Called by rehearsal.ts. */
import type { Check, Ledger } from './checks.js';

interface Played {
  readonly ledger: Ledger;
  readonly checks: readonly Check[];
  readonly told: Readonly<Record<string, number>>;
  readonly posts: number;
  readonly seconds: number;
  readonly options: { readonly teams: number; readonly days: number; readonly seed: number };
  readonly days: readonly string[];
}

export function page({ ledger, checks, told, posts, seconds, options, days }: Played): string {
  const by = (of: 'status' | 'level' | 'channel' | 'type'): string => {
    const counts = new Map<string, number>();
    for (const ticket of ledger.tickets) counts.set(ticket[of], (counts.get(ticket[of]) ?? 0) + 1);
    return [...counts].sort((one, other) => other[1] - one[1]).map(([name, count]) => `${name} ${count}`).join(', ');
  };
  const lines = [
    `Rehearsal: ${options.teams} teams, ${options.days} days from ${days[0] ?? ''}, seed ${options.seed}; ${Math.round(seconds)} s of real time`,
    '',
    `In        ${told['reports'] ?? 0} reports in chat, ${told['calls'] ?? 0} calls, ${told['orders'] ?? 0} orders of the desk, ${told['rated'] ?? 0} answers to a solution; ${posts} messages and keys`,
    ...Object.entries(ledger.figures).filter(([name]) => name !== 'offShift').map(([name, value]) => `${name.padEnd(10)}${value}`),
    `status    ${by('status')}`,
    `level     ${by('level')}`,
    `channel   ${by('channel')}`,
    `type      ${by('type')}`,
    '',
    ...checks.map(({ what, ok, detail }) => `${ok ? 'ok   ' : 'FAIL '} ${what}${detail === '' ? '' : `: ${detail}`}`),
    '',
  ];
  return `${lines.join('\n')}\n`;
}
