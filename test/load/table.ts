/** What the bench prints: a line per figure, with its floor, ratio and aim. Called by bench.ts. */

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it is measured against, from the same run. */
  readonly floor?: number;
  readonly aim?: { readonly text: string; readonly met: boolean };
}

const short = (value: number): string => (value >= 1000 ? Math.round(value).toLocaleString('en') : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

export function printed(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, unit, floor, aim }) => [
    what, `${short(value)} ${unit}`, floor === undefined ? '' : short(floor), floor === undefined || floor === 0 ? '' : `${(value / floor).toFixed(2)} x`, aim === undefined ? '' : `${aim.text}: ${aim.met ? 'met' : 'NOT MET'}`,
  ]);
  const all = [['', 'measured', 'against', 'ratio', 'aim'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) => row.map((cell, column) => (column === 0 || column === 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd()).join('\n');
}

export const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
