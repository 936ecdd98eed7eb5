/** The small language of `incidente ...`: words -> what is to be done with a known problem. Pure; called by gateway/desk/incidents. */
import { DateTime } from 'luxon';
import { bare, nearest } from '../conversation/words.js';
import type { Content } from '../content/types.js';
import { locateNumbers } from './number.js';
import { versionIn } from './incidents.js';
import type { IncidentType } from './ticket.js';
import { typeNamed } from './type-words.js';

export type IncidentWords =
  | { readonly do: 'list' }
  | { readonly do: 'declare'; readonly type: IncidentType; readonly areas: readonly string[]; readonly appVersion: string | null; readonly expectedAt: number | null; readonly text: string }
  /** `number` null: not said; the only one there is, or the quoted one. */
  | { readonly do: 'confirm' | 'expect'; readonly number: string | null; readonly expectedAt: number | null; readonly text: string }
  | { readonly do: 'refuse' | 'show'; readonly number: string | null }
  | { readonly do: 'solve'; readonly number: string | null; readonly text: string }
  | { readonly do: 'extend'; readonly number: string | null; readonly areas: readonly string[] }
  | { readonly do: 'faulty'; readonly why: 'type' | 'place' | 'time_past' | 'time' | 'number_wrong' };

const VERBS: Readonly<Record<string, 'list' | 'confirm' | 'refuse' | 'expect' | 'solve' | 'extend' | 'show'>> = {
  lista: 'list', listar: 'list', todos: 'list', list: 'list', confirmar: 'confirm', confirmo: 'confirm', confirma: 'confirm', sim: 'confirm', declarar: 'confirm', confirm: 'confirm',
  recusar: 'refuse', recuso: 'refuse', rejeitar: 'refuse', nao: 'refuse', refuse: 'refuse', previsao: 'expect', prazo: 'expect', ate: 'expect', expect: 'expect',
  resolver: 'solve', resolvido: 'solve', resolvida: 'solve', solucao: 'solve', solve: 'solve', solved: 'solve', alargar: 'extend', juntar: 'extend', acrescentar: 'extend', extend: 'extend', ver: 'show', show: 'show',
};
const PUNCTUATION = /^[\s:;,.–—-]+/u;

type Known = Pick<Content, 'campaign' | 'timezone'>;

/** @param text what follows `incidente` @param now ms UTC */
export function incidentWords(text: string, content: Known, now: number): IncidentWords {
  const said = text.trim();
  if (said === '') return { do: 'list' };
  const [first = ''] = said.split(/\s/u, 1);
  const verb = VERBS[bare(first)];
  if (verb === undefined && /^\d/u.test(first)) return numberFirst(said, content, now);
  if (verb === undefined) return declared(said, content, now);
  const rest = said.slice(first.length).replace(PUNCTUATION, '');
  const [named] = locateNumbers(rest).filter((each) => each.from === 0);
  if (named !== undefined && !named.valid) return { do: 'faulty', why: 'number_wrong' };
  const number = named?.number ?? null;
  const tail = (named === undefined ? rest : rest.slice(named.to)).replace(PUNCTUATION, '');
  switch (verb) {
    case 'list':
      return { do: 'list' };
    case 'refuse':
    case 'show':
      return { do: verb, number };
    case 'solve':
      return { do: verb, number, text: tail };
    case 'extend': {
      const { areas } = placesAt(tail.split(/\s+/u), 0, content);
      return areas.length === 0 ? { do: 'faulty', why: 'place' } : { do: verb, number, areas };
    }
    case 'confirm':
    case 'expect': {
      const time = timeIn(bare(first) === 'ate' ? `até ${tail}` : tail, now, content.timezone);
      if (time === 'past') return { do: 'faulty', why: 'time_past' };
      if (time === null && verb === 'expect') return { do: 'faulty', why: 'time' };
      return { do: verb, number, expectedAt: time?.at ?? null, text: time === null ? tail : time.after };
    }
  }
}

/** "40713 resolvido ...", "40713 até 12:30", "40713". */
function numberFirst(said: string, content: Known, now: number): IncidentWords {
  const [named] = locateNumbers(said);
  if (named === undefined || named.from > 0 || !named.valid) return { do: 'faulty', why: 'number_wrong' };
  const tail = said.slice(named.to).replace(PUNCTUATION, '');
  const [first = ''] = tail.split(/\s/u, 1);
  return tail === '' || VERBS[bare(first)] === undefined ? { do: 'show', number: named.number } : incidentWords(`${first} ${named.number} ${tail.slice(first.length)}`, content, now);
}

function declared(said: string, content: Known, now: number): IncidentWords {
  const version = /\b(?:da\s+)?vers(?:[aã]o|ion)\s+v?\d+(?:\.\d+)+/iu.exec(said);
  const plain = version === null ? said : said.replace(version[0], ' ');
  const time = timeIn(plain, now, content.timezone);
  if (time === 'past') return { do: 'faulty', why: 'time_past' };
  const tokens = (time === null ? plain : time.before).split(/\s+/u).filter((each) => each !== '');
  const longest = [4, 3, 2, 1].find((count) => count <= tokens.length && typeNamed(tokens.slice(0, count).join(' ')) !== null);
  const type = longest === undefined ? null : typeNamed(tokens.slice(0, longest).join(' '));
  if (longest === undefined || type === null) return { do: 'faulty', why: 'type' };
  const { areas, next } = placesAt(tokens, longest, content);
  if (areas.length === 0 && version === null) return { do: 'faulty', why: 'place' };
  const text = [tokens.slice(next).join(' '), time?.after ?? ''].filter((each) => each !== '').join(' ').replace(PUNCTUATION, '');
  return { do: 'declare', type, areas: areas.length === 0 ? ['*'] : areas, appVersion: versionIn(version?.[0]), expectedAt: time?.at ?? null, text };
}

const BETWEEN = new Set('em no na nos nas de do da dos das e o a os as and in of distrito distritos provincia provincias'.split(' '));
const WHOLE = new Set('distritos provincias campanha pais districts provinces campaign country'.split(' '));
const EVERYWHERE = new Set('todos todas tudo geral campanha pais todo toda everywhere all'.split(' '));

/** Names of places one after the other from this word on: "Moatize, Marara e Cidade de Tete", "todo o Gaza". @returns `next`: the first word that is none */
export function placesAt(tokens: readonly string[], from: number, { campaign }: Pick<Content, 'campaign'>): { readonly areas: readonly string[]; readonly next: number } {
  const names = Object.entries(campaign.areas).flatMap(([province, districts]) => [...districts.map((district) => ({ plain: bare(district), area: `${province}/${district}` })), { plain: bare(province), area: province }]);
  const plains = names.map((each) => each.plain);
  const areas: string[] = [];
  let next = from;
  for (let at = from; at < tokens.length;) {
    const taken = [4, 3, 2, 1].map((count) => ({ count, found: at + count > tokens.length ? -1 : plains.indexOf(bare(tokens.slice(at, at + count).join(' '))) })).find((each) => each.found >= 0)
      ?? [2, 1].map((count) => ({ count, found: at + count > tokens.length ? -1 : nearest(bare(tokens.slice(at, at + count).join(' ')), plains) })).find((each) => each.found >= 0);
    const word = bare(tokens[at] ?? '');
    const place = names[taken?.found ?? -1];
    if (taken !== undefined && place !== undefined) {
      areas.push(place.area);
      at += taken.count;
      next = at;
    } else if (EVERYWHERE.has(word)) {
      /** "todo o distrito de Moatize" names a place all the same. */
      const after = placesAt(tokens, at + 1, { campaign });
      areas.push(...(after.areas.length === 0 ? ['*'] : after.areas));
      next = after.areas.length === 0 ? at + (/^\S+ (?:o|a|os|as|the) \S+$/u.test(bare(tokens.slice(at, at + 3).join(' '))) && WHOLE.has(bare(tokens[at + 2] ?? '')) ? 3 : 1) : after.next;
      at = next;
    } else if (BETWEEN.has(word) || word === '') at += 1;
    else break;
  }
  const unique = [...new Set(areas)];
  return { areas: unique.includes('*') ? ['*'] : unique.filter((area) => !unique.some((wider) => area.startsWith(`${wider}/`))), next };
}

export interface Time {
  /** Ms UTC. */
  readonly at: number;
  readonly before: string;
  readonly after: string;
}

const IN_A_WHILE = /\b(?:em|daqui a|dentro de|in)\s+(\d{1,3})\s*(minutos?|min|m|horas?|h|hours?|minutes?)\b/iu;
const CLOCK = /(?:\b(?:até|ate|by|until)\s+)?(?:(hoje|amanh[ãa]|today|tomorrow)\s*,?\s*)?(?:[àa]s?\s+|at\s+)?\b([01]?\d|2[0-3])(?:\s*[:h.]\s*([0-5]\d)|\s*h(?:oras?)?)(?!\p{L}|\d|\.\d)(?:\s+(?:de\s+)?(hoje|amanh[ãa]|today|tomorrow)(?!\p{L}))?/iu;
/** "até 11" needs the word before it, so that a number elsewhere is no time. */
const HOUR = /\b(?:até|ate|by|until)\s+(?:(hoje|amanh[ãa]|today|tomorrow)\s*,?\s*)?(?:[àa]s?\s+|at\s+)?([01]?\d|2[0-3])()(?![\p{L}\d])(?:\s+(?:de\s+)?(hoje|amanh[ãa]|today|tomorrow)(?!\p{L}))?/iu;

/** The first time named in the text ("até 11:00", "11h30", "amanhã às 8h", "em 2 horas"); `past` where it is over and no day is named. @param now ms UTC */
export function timeIn(text: string, now: number, timezone: string): Time | 'past' | null {
  const around = (match: RegExpExecArray, at: number): Time => ({ at, before: text.slice(0, match.index).trim(), after: text.slice(match.index + match[0].length).replace(PUNCTUATION, '').trim() });
  const soon = IN_A_WHILE.exec(text);
  if (soon !== null) return around(soon, now + Number(soon[1]) * (/^h/iu.test(soon[2] ?? '') ? 3_600_000 : 60_000));
  const match = CLOCK.exec(text) ?? HOUR.exec(text);
  if (match === null) return null;
  const day = bare(match[1] ?? match[4] ?? '');
  const today = DateTime.fromMillis(now, { zone: timezone });
  const tomorrow = day === 'amanha' || day === 'tomorrow';
  const at = today.startOf('day').plus({ days: tomorrow ? 1 : 0 }).set({ hour: Number(match[2]), minute: Number(match[3] === undefined || match[3] === '' ? 0 : match[3]) }).toMillis();
  return at <= now ? 'past' : around(match, at);
}
