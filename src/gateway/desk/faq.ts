/** `faq ...`: the manager keeps the known fixes from his chat, effective at once in every conversation (SOP L93-97, L118). Called by run.ts. */
import type { Content, FaqEntry } from '../../content/types.js';
import { renderNotice } from '../../conversation/render.js';
import { bare } from '../../conversation/words.js';
import { faqWords } from '../../helpdesk/faq-words.js';
import type { FaqPieces } from '../../helpdesk/faq-words.js';
import type { Order } from '../../helpdesk/order.js';
import { INCIDENT_TYPES } from '../../helpdesk/ticket.js';
import type { IncidentType } from '../../helpdesk/ticket.js';
import type { Change } from '../change.js';
import type { FaqRow } from '../../helpdesk/standing.js';
import { languageOfMember, reply } from './scene.js';
import type { DeskScene } from './scene.js';

/** One WhatsApp message with room for the question after it, as data/faq.yaml is checked. */
const MAX_TEXT = 1200;
const MAX_TITLE = 60;

export function faqOrder(order: Extract<Order, { do: 'faq' }>, scene: DeskScene): Change[] {
  const words = faqWords(order.text);
  switch (words.do) {
    case 'faulty':
      return reply(scene, `faqdesk.${words.why}`, { word: words.word, types: INCIDENT_TYPES.join(', ') });
    case 'list':
      return list(words.type, scene);
    case 'add':
      return add(words.type, words.pieces, scene);
    case 'show':
      return onEntry(words.id, scene, (entry) => show(entry, scene));
    case 'off':
    case 'on':
      return onEntry(words.id, scene, (entry) => switched(entry, words.do === 'on' ? 'on' : 'off', scene));
    case 'change':
      return onEntry(words.id, scene, (entry) => change(entry, words.pieces, scene));
  }
}

const isOn = (content: Content, id: string): boolean => INCIDENT_TYPES.some((type) => content.types[type].faq.includes(id));

/** By its name, a beginning of it that only one has, or its title. */
function onEntry(said: string, scene: DeskScene, then: (entry: FaqEntry) => Change[]): Change[] {
  const entries = Object.values(scene.content.faq);
  const plain = bare(said);
  const exact = entries.filter((each) => bare(each.id) === plain || bare(each.title.pt) === plain);
  const found = exact.length > 0 ? exact : entries.filter((each) => bare(each.id).startsWith(plain));
  const [entry] = found;
  if (entry === undefined || plain === '') return reply(scene, 'faqdesk.not_found', { said: said.slice(0, 40) });
  if (found.length > 1) return reply(scene, 'faqdesk.which', { names: found.map((each) => each.id).join(', ') });
  return then(entry);
}

/** How often an entry was shown and how often it solved, since the campaign's training began; null where it was not loaded. */
function counted(id: string, { before }: DeskScene): { readonly shown: number; readonly solved: number } | null {
  if (before.counts === undefined) return null;
  const of = (name: string): number => (before.counts ?? []).filter((each) => each.name === name && each.label === id).reduce((sum, each) => sum + each.value, 0);
  return { shown: of('faq.shown'), solved: of('faq.solved') };
}

function list(type: IncidentType | null, scene: DeskScene): Change[] {
  const { content } = scene;
  const language = languageOfMember(scene.member);
  const say = (key: string, vars: Readonly<Record<string, string | number>> = {}): string => renderNotice(content, language, key, vars);
  const groups = INCIDENT_TYPES.filter((each) => type === null || each === type).flatMap((each) => {
    const entries = Object.values(content.faq).filter((entry) => entry.type === each);
    if (entries.length === 0) return [];
    return [[`*${say(`type.${each}`)}*`, ...entries.map((entry) => {
      const count = counted(entry.id, scene);
      const state = isOn(content, entry.id) ? '' : ` (${say('faqdesk.is_off')})`;
      return say(count === null ? 'faqdesk.row' : 'faqdesk.row_counted', { id: entry.id, title: entry.title[language], state, ...count });
    })].join('\n')];
  });
  return groups.length === 0 ? reply(scene, 'faqdesk.list_none') : reply(scene, 'faqdesk.list', { groups: groups.join('\n\n') });
}

function show(entry: FaqEntry, scene: DeskScene): Change[] {
  const { content } = scene;
  const language = languageOfMember(scene.member);
  const say = (key: string, vars: Readonly<Record<string, string | number>> = {}): string => renderNotice(content, language, key, vars);
  const count = counted(entry.id, scene);
  const row = content.standing?.faq.find((each) => each.id === entry.id);
  const lines = [
    `*${entry.title.pt}*`, entry.text.pt, `*${entry.title.en}*`, entry.text.en, ...(entry.link === null ? [] : [entry.link]),
    [
      say('faqdesk.about', { id: entry.id, type: say(`type.${entry.type}`), state: say(isOn(content, entry.id) ? 'faqdesk.is_on' : 'faqdesk.is_off') }),
      ...(count === null ? [] : [say('faqdesk.counted', { ...count })]),
      ...(row === undefined ? [] : [say('faqdesk.changed_by', { by: row.by, changedAt: row.at })]),
    ].join(' '),
  ];
  return reply(scene, 'faqdesk.shown', { lines: lines.join('\n\n') });
}

function add(type: IncidentType, pieces: FaqPieces, scene: DeskScene): Change[] {
  const { title = '', text = '' } = pieces;
  const fault = faultOf(pieces);
  if (fault !== null) return reply(scene, `faqdesk.${fault.why}`, fault.vars);
  const id = idFor(title, type, scene.content);
  const row: FaqRow = {
    id, type, title: { pt: title, en: pieces.titleEn ?? title }, text: { pt: text, en: pieces.textEn ?? text }, link: pieces.link ?? null, state: 'active', by: scene.member.name, at: scene.world.now,
  };
  return [save(row), count('added', scene), ...reply(scene, pieces.textEn === undefined ? 'faqdesk.added_pt' : 'faqdesk.added', { id, title })];
}

/** Where the Portuguese words stood in for English ones, they go on doing so. */
function change(entry: FaqEntry, pieces: FaqPieces, scene: DeskScene): Change[] {
  const fault = faultOf(pieces);
  if (fault !== null) return reply(scene, `faqdesk.${fault.why}`, fault.vars);
  const both = (old: FaqEntry['text'], pt: string | undefined, en: string | undefined): FaqEntry['text'] => ({ pt: pt ?? old.pt, en: en ?? (old.en === old.pt ? pt ?? old.en : old.en) });
  const title = both(entry.title, pieces.title, pieces.titleEn);
  const text = both(entry.text, pieces.text, pieces.textEn);
  const row = rowOf({ ...entry, title, text, link: pieces.link === undefined ? entry.link : pieces.link }, isOn(scene.content, entry.id) ? 'active' : 'off', scene);
  const behind = (pieces.text !== undefined && text.en === entry.text.en) || (pieces.title !== undefined && title.en === entry.title.en);
  return [save(row), count('changed', scene), ...reply(scene, behind ? 'faqdesk.changed_pt' : 'faqdesk.changed', { id: entry.id })];
}

function switched(entry: FaqEntry, to: 'on' | 'off', scene: DeskScene): Change[] {
  if (isOn(scene.content, entry.id) === (to === 'on')) return reply(scene, `faqdesk.already_${to}`, { id: entry.id });
  return [save(rowOf(entry, to === 'on' ? 'active' : 'off', scene)), count(to, scene), ...reply(scene, `faqdesk.${to}`, { id: entry.id, title: entry.title[languageOfMember(scene.member)] })];
}

interface Fault {
  readonly why: 'link_wrong' | 'text_long' | 'title_long';
  readonly vars: Readonly<Record<string, string | number>>;
}

function faultOf({ title, titleEn, text, textEn, link }: FaqPieces): Fault | null {
  const longText = [text, textEn].find((each) => each !== undefined && each.length > MAX_TEXT);
  if (longText !== undefined) return { why: 'text_long', vars: { length: longText.length, most: MAX_TEXT } };
  const longTitle = [title, titleEn].find((each) => each !== undefined && each.length > MAX_TITLE);
  if (longTitle !== undefined) return { why: 'title_long', vars: { length: longTitle.length, most: MAX_TITLE } };
  if (link !== undefined && link !== null && !isGoodLink(link)) return { why: 'link_wrong', vars: { link: link.slice(0, 80) } };
  return null;
}

/** https alone: people open it on a phone that may be in anybody's network. */
function isGoodLink(link: string): boolean {
  if (!/^https:\/\/[^\s]+\.[^\s]+$/u.test(link) || link.length > 300 || !URL.canParse(link)) return false;
  const { username, password } = new URL(link);
  return username === '' && password === '';
}

/** "Sem rede no armazém" -> "sem_rede_no_armazem". Not `<type>_...`: those are offered only after a certain answer (data/types.yaml). */
function idFor(title: string, type: IncidentType, content: Content): string {
  const slug = bare(title).replace(/[^a-z0-9]+/gu, '_').slice(0, 30).replace(/^_+|_+$/gu, '');
  const free = slug.startsWith(`${type}_`) || slug === '' ? `faq_${slug}`.replace(/_+$/u, '') : slug;
  const taken = (id: string): boolean => Object.hasOwn(content.faq, id);
  if (!taken(free)) return free;
  let serial = 2;
  while (taken(`${free}_${serial}`)) serial += 1;
  return `${free}_${serial}`;
}

const rowOf = ({ id, type, title, text, link }: FaqEntry, state: FaqRow['state'], scene: DeskScene): FaqRow => ({ id, type, title, text, link, state, by: scene.member.name, at: scene.world.now });

const save = (row: FaqRow): Change => ({ do: 'faq.save', row });

const count = (label: string, { world }: DeskScene): Change => ({ do: 'count', name: 'faq.edited', label, at: world.now, by: 1 });
