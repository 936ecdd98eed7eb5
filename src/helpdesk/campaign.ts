/** The campaign's phases: before, training, campaign, days of grace, after (SOP L13: answers differ). Pure; called by facts. */
import { DateTime } from 'luxon';
import type { Facts } from '../../flows/types.js';
import type { Campaign } from '../content/types.js';

export type Phase = Facts['phase'];

interface Edges {
  readonly timezone: string;
  readonly training: number;
  readonly start: number;
  readonly end: number;
  readonly grace: number;
}

const memo = new WeakMap<Campaign, Edges>();

/** @param at ms UTC. Dates are whole days of the campaign's zone; the last day and the last day of grace count in full. */
export function phaseOf(campaign: Campaign, timezone: string, at: number): Phase {
  const edges = edgesOf(campaign, timezone);
  if (at >= edges.grace) return 'after';
  if (at >= edges.end) return 'grace';
  if (at >= edges.start) return 'campaign';
  return at >= edges.training ? 'training' : 'before';
}

function edgesOf(campaign: Campaign, timezone: string): Edges {
  const known = memo.get(campaign);
  if (known?.timezone === timezone) return known;
  const midnight = (iso: string, days: number): number => {
    const at = DateTime.fromISO(iso, { zone: timezone }).startOf('day').plus({ days }).toMillis();
    if (Number.isNaN(at)) throw new Error(`campaign: no date ${iso} in ${timezone}`);
    return at;
  };
  const edges: Edges = {
    timezone,
    training: midnight(campaign.trainingStart, 0),
    start: midnight(campaign.start, 0),
    end: midnight(campaign.end, 1),
    grace: midnight(campaign.end, 1 + campaign.graceDays),
  };
  memo.set(campaign, edges);
  return edges;
}
