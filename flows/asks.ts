/** The question of each step: its text key, its values and what it waits for. Pure; called when a step is entered. */
import { act, say } from './kit.js';
import { asked, districtOf, entryOf, has, mark, onCall, tread } from './memory.js';
import type { Memory } from './memory.js';
import { categoryMenu, choice, choices, districtMenu, listed, mainMenu, roleMenu, topicMenu, typeChoice, typeMenu } from './menus.js';
import { answersQuestion, knownOf, questionOf } from './steps.js';
import type { Step } from './steps.js';
import type { Catalogue, Effect, Expect, Facts, TypeEntry, TypeQuestion, Vars } from './types.js';

type Ask = Extract<Effect, { type: 'ask' }>;

export const ask = (key: string, expect: Expect, vars?: Vars): Ask => (vars === undefined ? { type: 'ask', key, expect } : { type: 'ask', key, vars, expect });
const words = (slot: string, skippable: boolean): Expect => ({ kind: 'words', slot, skippable });

/** All that is said when a step is entered: the question, before it the known fix, and before the first question of a private matter the assurance (SOP L70). */
export function entering(step: Step, catalogue: Catalogue) {
  return act((memory, { facts }) => {
    const question = askOf(step, memory, facts, catalogue);
    const entry = entryOf(catalogue, memory.type);
    const slot = step === 'question' ? questionOf(memory, entry, facts)?.slot : undefined;
    const trail = tread(memory, slot === undefined ? step : `q:${slot}`);
    if (question === null) return { set: trail };
    if (step === 'faq') return { set: trail, effects: [...knownFix(memory, entry), question] };
    if (step === 'known') return { set: trail, effects: [...deskWords(memory, facts), question] };
    if (entry?.confidential !== true || !memory.confirmed || has(memory, 'assured')) return { set: trail, effects: [question] };
    return { set: { ...trail, ...mark(memory, 'assured') }, effects: [say('report.assurance'), question] };
  });
}

/** What the desk itself says about a known problem. */
function deskWords(memory: Memory, facts: Facts): Effect[] {
  const words = knownOf(memory, facts)?.text ?? null;
  return words === null ? [] : [say('incident.known_words', { words: plainly(words) })];
}

function knownAsk(memory: Memory, facts: Facts): Ask | null {
  const known = knownOf(memory, facts);
  if (known === undefined) return null;
  const { number, expectedAt } = known;
  const ways = listed([{ id: 'known_ok', label: 'incident.ok' }, { id: 'mine_differs', label: 'incident.other' }]);
  return expectedAt === null ? ask('incident.known_no_time', ways, { number }) : ask('incident.known', ways, { number, expectedAt });
}

/** The fix's words are the text `faq.<id>`; counted once however often they are repeated. */
function knownFix(memory: Memory, entry: TypeEntry | undefined): Effect[] {
  const id = memory.fix ?? entry?.faq[0];
  if (id === undefined) return [];
  const shown: Effect[] = asked(memory, 'faq') ? [] : [{ type: 'faq', id, outcome: 'shown' }];
  return [...shown, say(`faq.${id}`)];
}

function askOf(step: Step, memory: Memory, facts: Facts, catalogue: Catalogue): Ask | null {
  switch (step) {
    case 'menu': return ask('intake.menu', mainMenu);
    case 'words': return ask('anytime.person', words('description', true));
    case 'identity': return ask('who.identity', choices('yes', 'no'), { name: facts.who.name ?? '-' });
    case 'describe': return ask(describeKey(memory, facts, catalogue), words('description', !onCall(facts) && memory.type === null));
    case 'offer': return ask('kind.offer', listed([...memory.candidates.map(typeChoice), choice('other')]));
    case 'category': return ask(memory.text !== '' && !asked(memory, 'category') && !has(memory, 'wrong_kind') ? 'kind.category_unsure' : 'kind.category', categoryMenu(memory, facts, catalogue));
    case 'types': return ask('kind.types', typeMenu(memory, facts, catalogue));
    case 'confirm': return ask(`kind.confirm.${memory.type ?? 'general'}`, choices('yes', 'no'));
    case 'topic': return ask('redirect.which', topicMenu(memory, facts, catalogue));
    case 'area': return ask('who.area', choices('yes', 'no'), { district: districtOf(memory, facts) ?? '-' });
    case 'district': return ask(memory.page > 0 ? 'who.district_more' : 'who.district', districtMenu(memory, facts, catalogue));
    case 'known': return knownAsk(memory, facts);
    case 'fix': return ask('report.fix', listed([...(entryOf(catalogue, memory.type)?.faq ?? []).slice(0, 4).map((id) => ({ id, label: `faq.${id}.title` })), choice('none')]));
    case 'faq': return ask(answersQuestion(entryOf(catalogue, memory.type)) ? 'report.answered' : 'report.solved', choices('yes', 'no'));
    case 'where': return ask('kind.where', choices('nmcp_contact', 'desk'));
    case 'question': return questionAsk(questionOf(memory, entryOf(catalogue, memory.type), facts));
    case 'impact': return ask('report.impact', choices('one', 'team', 'district'));
    case 'name': return ask('who.name', words('name', true));
    case 'role': return ask('who.role', roleMenu(memory, facts, catalogue));
    case 'number': return ask('who.number', { kind: 'digits', slot: 'callback_number', min: 7, max: 15, skippable: true });
    case 'summary': return summary(memory, facts, catalogue);
    case 'handover':
    case 'redirect':
    case 'file': return null;
  }
}

function describeKey(memory: Memory, facts: Facts, catalogue: Catalogue): string {
  const entry = entryOf(catalogue, memory.type);
  if (entry?.confidential) return 'report.describe_private';
  if (entry?.thanksOnly) return 'report.describe_feedback';
  if (onCall(facts)) return memory.unknown === true ? 'report.describe_unknown' : 'report.describe';
  if (memory.files > 0) return 'report.describe_media';
  return memory.type === null ? 'report.describe' : 'report.describe_more';
}

/** Questions come from data: `question.<key>`. Only optional ones can be skipped at once. */
function questionAsk(question: TypeQuestion | undefined): Ask | null {
  if (question === undefined) return null;
  const { slot, kind, required } = question;
  const key = `question.${question.key}`;
  if (kind === 'choice') return ask(key, listed([...question.choices.map((id) => ({ id, label: `question.option.${id}` })), ...(required ? [] : [choice('skip')])]));
  if (kind === 'digits') return ask(key, { kind: 'digits', slot, min: 1, max: 12, skippable: !required });
  return ask(key, words(slot, !required));
}

const SHOWN = 300;

/** The person's words inside a text: signs that the text engine would read are taken out. */
const plainly = (words: string): string => words.replaceAll('$t(', '(').replace(/\{\{|\}\}/gu, '');

/** What was typed or keyed as an answer, without the choices. */
function told(memory: Memory, entry: TypeEntry | undefined): string {
  return (entry?.questions ?? []).filter((each) => each.kind !== 'choice').map((each) => memory.answers[each.slot] ?? '').filter((each) => each !== '').join('; ');
}

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

function summary(memory: Memory, facts: Facts, catalogue: Catalogue): Ask {
  const entry = entryOf(catalogue, memory.type);
  const lines = [cut(memory.text), cut(told(memory, entry)), memory.files > 0 ? `📎 ${memory.files}` : ''].filter((each) => each !== '');
  const text = lines.length === 0 ? '-' : plainly(lines.join('\n'));
  const vars = { type: memory.type ?? 'general', words: text, district: districtOf(memory, facts) ?? '-', ...(memory.impact === null ? {} : { impact: memory.impact }), files: memory.files };
  const key = entry?.askImpact === true && memory.impact !== null ? 'report.summary_impact' : 'report.summary';
  return ask(key, listed([{ id: 'yes', label: 'choice.send' }, choice('correct'), choice('cancel')]), vars);
}
