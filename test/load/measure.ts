/** Numbers of the load runs: percentiles, memory of a process, the disk. Called by the runs of the bench. */
import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** @param samples ms, any order */
export function spread(samples: readonly number[]): Spread {
  const sorted = Float64Array.from(samples).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: sorted[sorted.length - 1] ?? 0 };
}

export interface Memory {
  readonly nowMb: number;
  readonly peakMb: number;
}

/** Resident memory from /proc; zero where there is no /proc. */
export function memory(pid: number): Memory {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'mu').exec(status)?.[1] ?? 0) / 1024;
    return { nowMb: mb('VmRSS'), peakMb: mb('VmHWM') };
  } catch {
    return { nowMb: 0, peakMb: 0 };
  }
}

/** Processor time a process has used, ms; unlike rates it hardly depends on what else the machine does. Zero where there is no /proc. */
export function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0;
  }
}

/** @returns ms, monotonic */
export const now = (): number => performance.now();
