/** Loads everything a campaign brings into one frozen Content, or says all that is wrong with it. Called at start, by the commands and by tests. */
import { join, resolve } from 'node:path';
import { readCalendars } from './calendars.js';
import { readCampaign } from './campaign.js';
import { readClassifier } from './classifier.js';
import { readDeskRules } from './desk-rules.js';
import { readFaq } from './faq.js';
import { readTypes } from './incident-types.js';
import { neededTexts } from './needed.js';
import { readNmcp } from './nmcp.js';
import { readOptions } from './options.js';
import { readRoster } from './roster.js';
import { openSources } from './sources.js';
import type { Sources } from './sources.js';
import { readStaff } from './staff.js';
import { readTemplates } from './templates.js';
import { readTexts } from './texts.js';
import { readTraining } from './training.js';
import type { Content, Fault } from './types.js';

export interface Loaded {
  /** Null as soon as there is one fault: a gateway does not start on half a campaign. */
  readonly content: Content | null;
  /** All of them, by file and line. */
  readonly faults: readonly Fault[];
}

/** Reads synchronously; never throws for what stands in the files. @param dataDir folder of the catalogues @param localesDir folder with pt/ and en/ */
export function loadContent({ dataDir, localesDir }: { readonly dataDir: string; readonly localesDir: string }): Loaded {
  const sources = openSources();
  const content = read(sources, dataDir, localesDir);
  const faults = sources.faults();
  return { content: content === null || faults.length > 0 ? null : deepFreeze(content), faults };
}

function read(sources: Sources, dataDir: string, localesDir: string): Content | null {
  const campaign = readCampaign(sources, dataDir);
  const calendars = readCalendars(sources, dataDir);
  const options = readOptions(sources, dataDir, calendars);
  const rules = readDeskRules(sources, dataDir, calendars);
  const faq = readFaq(sources, dataDir);
  const types = readTypes(sources, dataDir, faq);
  const templates = readTemplates(sources, dataDir);
  const areas = campaign?.areas ?? null;
  const staff = readStaff(sources, dataDir, areas, calendars);
  const roster = readRoster(sources, dataDir, areas, options?.roles ?? null, staff);
  const nmcp = readNmcp(sources, dataDir, areas, calendars, options?.topics ?? null);
  const training = readTraining(sources, dataDir);
  const classifier = readClassifier(sources, dataDir, training, isProject(sources, dataDir, localesDir));
  const audio = readAudio(sources, dataDir);
  const texts = readTexts(sources, localesDir);
  if (texts !== null && types !== null && options !== null) neededTexts(texts, types, options, sources.report);
  if (campaign === null || calendars === null || options === null || faq === null || types === null || rules === null || templates === null || texts === null) return null;
  const { timezone, ...named } = campaign;
  return {
    revision: sources.revision(),
    catalogue: {
      categories: types.categories, types: types.types, roles: options.roles, districts: Object.values(campaign.areas).flat(),
      programmaticTopics: options.topics, redirectMode: options.campaign.redirect, faqWords: Object.fromEntries(Object.values(faq).map(({ id, words }) => [id, words])),
    },
    types: types.types, faq, staff, roster, nmcp, calendars,
    campaign: { ...named, options: options.campaign },
    menus: templates.menus, templates: templates.templates,
    texts: texts.texts, training, classifier, audio,
    deskCalendar: options.deskCalendar, l3Calendar: options.l3Calendar, timezone, priority: options.priority, rules, problems: [], duty: {},
  };
}

/** The data folder of the program itself, not one that a campaign brings. */
function isProject(sources: Sources, dataDir: string, localesDir: string): boolean {
  const root = resolve(localesDir, '..');
  return resolve(root, 'data') === resolve(dataDir) && (sources.names(root, 'package.json') ?? []).length > 0;
}

/** Recordings are named after their text key: data/audio/<key>.mp3. No folder = none. */
function readAudio(sources: Sources, dataDir: string): ReadonlySet<string> {
  const folder = join(dataDir, 'audio');
  const names = sources.names(folder, '.mp3') ?? [];
  for (const name of names) sources.mark(dataDir, join('audio', name));
  return new Set(names.map((name) => name.slice(0, -'.mp3'.length)));
}

/** Plain objects, lists and the values of maps; each once. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  const parts: Iterable<unknown> = value instanceof Map || value instanceof Set ? value.values() : Object.values(value);
  for (const part of parts) deepFreeze(part);
  return value;
}
