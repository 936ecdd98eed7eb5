/** Counters, histograms and gauges for Prometheus (`helpdesk_*`), in a registry of their own. Made by start, read at /metrics. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Metrics } from './context.js';

/** Seconds: turns take milliseconds, a vendor's answer up to half a minute. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface OwnMetrics extends Metrics {
  /** Figures that are asked for when somebody reads /metrics. */
  gauges(read: () => Promise<Readonly<Record<string, number>>>): void;
}

/** `turns`, `helpdesk_turns` and `helpdesk_turns_total` are the same counter. A metric's label names are those of its first use. */
export function createMetrics(options: { readonly process?: boolean } = {}): OwnMetrics {
  const registry = new Registry();
  if (options.process !== false) collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  const gauges = new Map<string, Gauge>();
  let read: () => Promise<Readonly<Record<string, number>>> = () => Promise.resolve({});

  const base = (name: string): string => `helpdesk_${name.replace(/^helpdesk_/u, '').replace(/_total$/u, '').replace(/\W/gu, '_')}`;
  const made = <T>(kept: Map<string, T>, name: string, make: () => T): T => {
    const found = kept.get(name) ?? make();
    kept.set(name, found);
    return found;
  };
  const help = (name: string): string => name.replace(/^helpdesk_/u, '').replaceAll('_', ' ');

  return {
    count(name, labels = {}, by = 1) {
      const full = `${base(name)}_total`;
      made(counters, full, () => new Counter({ name: full, help: help(full), labelNames: Object.keys(labels), registers: [registry] })).inc(labels, by);
    },
    observe(name, value, labels = {}) {
      const full = base(name);
      made(histograms, full, () => new Histogram({ name: full, help: help(full), labelNames: Object.keys(labels), buckets: BUCKETS, registers: [registry] })).observe(labels, value);
    },
    gauges(given) {
      read = given;
    },
    async text() {
      /** A sick store must not take the other figures with it. */
      const figures = await read().catch(() => ({}));
      for (const [name, value] of Object.entries<number>(figures)) {
        const full = base(name);
        made(gauges, full, () => new Gauge({ name: full, help: help(full), registers: [registry] })).set(value);
      }
      return registry.metrics();
    },
  };
}
