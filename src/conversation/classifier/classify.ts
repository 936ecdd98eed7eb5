/** The classifier: what kind of problem a message is, with how much confidence and because of which words. Pure; called by understand and `helpdesk classify`. */
import type { Guess } from '../../../flows/types.js';
import type { Content } from '../../content/types.js';
import { INCIDENT_TYPES } from '../../helpdesk/ticket.js';
import type { IncidentType } from '../../helpdesk/ticket.js';
import { once } from '../once.js';
import { unpack } from './artefact.js';
import { deciding, nearestOf, saidWords } from './evidence.js';
import { languageOf } from './language.js';
import { HOLLOW } from './lexicon.js';
import { CLASSES, example, scores, softmax } from './linear.js';
import type { Example, Vocabulary } from './linear.js';
import { nearestIn } from './nearest.js';
import type { Near, Nearest } from './nearest.js';
import { NUMBER } from './normalise.js';
import type { Token } from './normalise.js';
import { nearFeatures, train, unpacked, vocabulary, work } from './train.js';
import type { Learnt, Worked } from './train.js';

/** What was learnt, as it is multiplied. */
export interface Ready {
  readonly known: Vocabulary;
  readonly weights: Float32Array;
  readonly nearest: Nearest;
}

export interface Model {
  /** Unpacks the artefact at the first call; a campaign that has none is learnt then (some seconds). */
  readonly ready: () => Ready;
  readonly training: Content['training'];
  readonly kinds: Readonly<Record<IncidentType, Pick<Content['types'][IncidentType], 'category' | 'route'>>>;
}

/** What classify may know beside the words; may grow. */
export interface ClassifyContext {
  readonly model: Model;
  readonly language?: 'pt' | 'en';
}

/** The nearest sentences' voice beside the linear part, and how much a rule adds beyond what was learnt of it; tuned by cross-validation on data/training. */
export const NEAREST = 0.4;
export const RULED = 0.1;
const FLOOR = 0.02;
/** Scores are divided by this, so that 0.9 is right about nine times in ten; fitted on out-of-fold guesses (docs/classifier.md). */
export const TEMPERATURE = 1.2;
/** From here on a guess is `sure`: at least 97 % of such guesses were right in cross-validation (test/conversation/classifier.test.ts). */
export const SURE = 0.93;
/** How many candidates a guess names at least; more where they are likely enough. */
const FEWEST = 3;
const LIKELY = 0.02;
/** Words never seen count as meant when their letters point this clearly to one type ("sicronisa"). */
const RESEMBLES = 0.5;
/** A second problem is named when its own words say this much. */
const SECOND = 0.5;
const FALLBACK: IncidentType = 'general';

export function buildModel(content: Pick<Content, 'training' | 'types' | 'classifier'>): Model {
  let ready: Ready | null = null;
  const { training, classifier } = content;
  return { ready: () => (ready ??= readied(classifier === undefined || classifier === null ? train(training) : unpack(classifier))), training, kinds: content.types };
}

export function readied(learnt: Learnt): Ready {
  return { known: vocabulary(learnt), weights: unpacked(learnt.weights), nearest: nearestIn(learnt.sentences, learnt.slots.length + 1) };
}

/** Raw scores of all types, before the temperature. */
export function judge(worked: Worked, { known, weights, nearest }: Ready): { readonly raw: Float64Array; readonly near: Near; readonly words: Example } {
  const words = example(worked.features, known);
  const raw = scores(words, weights);
  const near = nearest(example(nearFeatures(worked), known));
  for (let type = 0; type < CLASSES; type += 1) raw[type] = (raw[type] ?? 0) + NEAREST * Math.log((near.shares[type] ?? 0) + FLOOR);
  for (const { type, push } of worked.hits) raw[INCIDENT_TYPES.indexOf(type)] = (raw[INCIDENT_TYPES.indexOf(type)] ?? 0) + RULED * push;
  return { raw, near, words };
}

/** @param text anything; empty or meaningless text is 'general', not sure, with all types about as likely */
export function classify(text: string, { model }: ClassifyContext): Guess {
  const ready = model.ready();
  const worked = work(text);
  const { said, hits } = worked;
  const { raw, near, words } = judge(worked, ready);
  const shares = softmax(raw, TEMPERATURE);
  const nothing = hits.length === 0 && saysNothing(said.tokens, ready.known, Math.max(...shares));
  const ranked = rank(nothing ? shares.fill(1 / CLASSES) : shares);
  const { type, confidence } = ranked[0] ?? { type: FALLBACK, confidence: 0 };
  const { category, route } = model.kinds[type];
  // Why, is asked only where the guess is taken up.
  const evidence = once(() => {
    if (nothing) return [];
    const ruled = hits.filter((hit) => hit.type === type).map((hit) => hit.evidence);
    return [...deciding(text, worked, ready.known, words, ready.weights, INCIDENT_TYPES.indexOf(type), ruled), ...nearestOf(near, model.training, type)];
  });
  const second = nothing || said.second === null ? undefined : secondIn(said.second, type, ready);
  const language = languageOf(saidWords(said.tokens));
  return {
    type, category, route, confidence,
    sure: confidence >= SURE && understood(said.tokens, ready.known),
    candidates: ranked.filter((each, at) => at < FEWEST || each.confidence >= LIKELY),
    get evidence() { return evidence(); },
    ...(second === undefined ? {} : { second }), ...(language === undefined ? {} : { language }),
  };
}

/** What the words after "e também" are about, if that is clear and something else. */
function secondIn(words: string, first: IncidentType, ready: Ready): IncidentType | undefined {
  const worked = work(words);
  if (worked.said.tokens.filter((token) => !HOLLOW.has(token.word)).length < 2) return undefined;
  const [best] = rank(softmax(judge(worked, ready).raw, TEMPERATURE));
  return best === undefined || best.type === first || best.type === FALLBACK || best.confidence < SECOND ? undefined : best.type;
}

/** Most likely first; among equals the fallback. */
function rank(shares: Float64Array): { type: IncidentType; confidence: number }[] {
  return INCIDENT_TYPES.map((type, at) => ({ type, confidence: rounded(shares[at] ?? 0) }))
    .sort((one, other) => other.confidence - one.confidence || Number(other.type === FALLBACK) - Number(one.type === FALLBACK));
}

/** Rounded down, so that all together never pass 1. */
const rounded = (share: number): number => Math.floor(share * 10_000) / 10_000;

/** Nothing beyond greetings and "I have a problem", or only words that are unknown and resemble no known one much. */
function saysNothing(said: readonly Token[], { rows }: Vocabulary, highest: number): boolean {
  const telling = said.filter((token) => token.word.length > 1 && token.stem !== NUMBER && !HOLLOW.has(token.word));
  const known = telling.some((token) => (rows[token.slot] ?? 0) > 0 || token.concepts.length > 0);
  return telling.length === 0 || (!known && highest < RESEMBLES);
}

/** Of a message whose words are mostly unknown nothing is sure. */
function understood(said: readonly Token[], { rows }: Vocabulary): boolean {
  const known = said.filter((token) => (rows[token.slot] ?? 0) > 0).length;
  return known >= 2 && known * 2 >= said.length;
}
