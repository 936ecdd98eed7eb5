/** The classifier: what kind of problem a message is, with how much confidence and because of which words. Pure; called by understand and `helpdesk classify`. */
import type { Guess } from '../../../flows/types.js';
import type { Content } from '../../content/types.js';
import { INCIDENT_TYPES } from '../../helpdesk/ticket.js';
import type { IncidentType } from '../../helpdesk/ticket.js';
import { features } from './features.js';
import type { Features } from './features.js';
import { HOLLOW } from './lexicon.js';
import { NUMBER, tokens } from './normalise.js';
import type { Token } from './normalise.js';
import { hits } from './rules.js';
import { CLASSES, example, scores, softmax, train } from './train.js';
import type { Learnt } from './train.js';

export interface Model {
  /** Learns at the first call (100 to 200 ms of work for 2,600 sentences), then remembers. */
  readonly learnt: () => Learnt;
  readonly kinds: Readonly<Record<IncidentType, Pick<Content['types'][IncidentType], 'category' | 'route'>>>;
}

/** What classify may know beside the words; may grow. */
export interface ClassifyContext {
  readonly model: Model;
  readonly language?: 'pt' | 'en';
}

/** Scores are divided by this, so that 0.9 is right about nine times in ten; fitted by cross-validation on data/training. */
export const TEMPERATURE = 1;
/** From here on a guess is `sure`: at least 97 % of such guesses were right in cross-validation (test/conversation/classifier.test.ts). */
export const SURE = 0.85;
/** How many candidates a guess names at least; more where they are likely enough. */
const FEWEST = 3;
const LIKELY = 0.02;
const EVIDENCE = 3;
/** Words never seen count as meant when their letters point this clearly to one type ("sicronisa"). */
const RESEMBLES = 0.35;
const FALLBACK: IncidentType = 'general';

export function buildModel(content: Content): Model {
  let learnt: Learnt | null = null;
  return { learnt: () => (learnt ??= train(content.training)), kinds: content.types };
}

/** @param text anything; empty or meaningless text is 'general', not sure, with all types about as likely */
export function classify(text: string, { model }: ClassifyContext): Guess {
  const learnt = model.learnt();
  const said = tokens(text);
  const made = features(said);
  const found = hits(said);
  const raw = scores(example(made, learnt.rows), learnt.weights);
  const learntBest = raw.indexOf(Math.max(...raw));
  for (const hit of found) raw[INCIDENT_TYPES.indexOf(hit.type)] = (raw[INCIDENT_TYPES.indexOf(hit.type)] ?? 0) + hit.push;
  const shares = softmax(raw, TEMPERATURE);
  const nothing = found.length === 0 && saysNothing(said, learnt, Math.max(...shares));
  const ranked = rank(nothing ? shares.fill(1 / CLASSES) : shares);
  const { type, confidence } = ranked[0] ?? { type: FALLBACK, confidence: 0 };
  const best = INCIDENT_TYPES.indexOf(type);
  const { category, route } = model.kinds[type];
  return {
    type, category, route, confidence,
    sure: confidence >= SURE && learntBest === best && understood(said, learnt),
    candidates: ranked.filter((each, at) => at < FEWEST || each.confidence >= LIKELY),
    evidence: nothing ? [] : evidence(said, gains(made, learnt, best), found.filter((hit) => hit.type === type).map((hit) => hit.evidence)),
  };
}

/** Most likely first; among equals the fallback. */
function rank(shares: Float64Array): { type: IncidentType; confidence: number }[] {
  return INCIDENT_TYPES.map((type, at) => ({ type, confidence: rounded(shares[at] ?? 0) }))
    .sort((one, other) => other.confidence - one.confidence || Number(other.type === FALLBACK) - Number(one.type === FALLBACK));
}

/** Rounded down, so that all together never pass 1. */
const rounded = (share: number): number => Math.floor(share * 10_000) / 10_000;

/** Nothing beyond greetings and "I have a problem", or only words that are unknown and resemble no known one much. */
function saysNothing(said: readonly Token[], { rows }: Learnt, highest: number): boolean {
  const telling = said.filter((token) => token.word.length > 1 && token.stem !== NUMBER && !HOLLOW.has(token.word));
  const known = telling.some((token) => (rows[token.slot] ?? 0) > 0 || token.concepts.length > 0);
  return telling.length === 0 || (!known && highest < RESEMBLES);
}

/** Of a message whose words are mostly unknown nothing is sure. */
function understood(said: readonly Token[], { rows }: Learnt): boolean {
  const known = said.filter((token) => (rows[token.slot] ?? 0) > 0).length;
  return known >= 2 && known * 2 >= said.length;
}

/** Per token: how much its features speak for one type rather than for the average one. */
function gains({ slots, weights: counts, tokens: from }: Features, { rows, weights }: Learnt, best: number): Map<number, number> {
  const gained = new Map<number, number>();
  slots.forEach((slot, at) => {
    const base = (rows[slot] ?? 0) * CLASSES;
    if (base === 0) return;
    let sum = 0;
    for (let type = 0; type < CLASSES; type += 1) sum += weights[base + type] ?? 0;
    const token = from[at] ?? 0;
    gained.set(token, (gained.get(token) ?? 0) + (counts[at] ?? 0) * ((weights[base + best] ?? 0) - sum / CLASSES));
  });
  return gained;
}

/** The words that decided: what the rules saw, then the words that weighed most, folded but not corrected. */
function evidence(said: readonly Token[], gained: ReadonlyMap<number, number>, ruled: readonly string[]): string[] {
  const words = [...gained].filter(([, gain]) => gain > 0).sort(([one, gain], [other, more]) => more - gain || one - other).map(([token]) => said[token]?.said ?? '');
  const fresh = words.filter((word, at) => word.length > 1 && words.indexOf(word) === at && !ruled.some((phrase) => phrase.split(' ').includes(word)));
  return [...new Set([...ruled, ...fresh])].slice(0, Math.max(EVIDENCE, ruled.length));
}
