/** The small language of `pessoa ...`: what the manager wants done with whom; fields are known by their shape, in any order. Pure; called by gateway/desk/people.ts. */
import type { StaffMember } from '../content/types.js';
import { fold, nearest } from '../conversation/words.js';

export type Role = StaffMember['role'];
export type FieldName = 'name' | 'phone' | 'role' | 'areas' | 'shift' | 'languages';

/** What was said of a person. `phone` as typed, not checked. */
export interface Said {
  readonly name?: string;
  readonly phone?: string;
  readonly role?: Role;
  readonly areas?: readonly string[];
  readonly shift?: string;
  readonly languages?: readonly ('pt' | 'en')[];
}

/** `unknown`: words after "turno", "área" ... that mean nothing here, and words that belong to nothing. */
export type PeopleWords =
  | { readonly do: 'list'; readonly said: Said; readonly paused: boolean }
  | { readonly do: 'show' | 'pause' | 'resume' | 'remove'; readonly who: string }
  | { readonly do: 'add'; readonly said: Said; readonly unknown: readonly string[] }
  | { readonly do: 'change'; readonly who: string; readonly said: Said; readonly unknown: readonly string[] };

/** What words are read against: the campaign's places and the names of the shifts. */
export interface Ground {
  readonly areas: Readonly<Record<string, readonly string[]>>;
  readonly shifts: readonly string[];
}

type Verb = 'list' | 'show' | 'add' | 'change' | 'pause' | 'resume' | 'remove';

const table = <Value extends string>(words: Readonly<Record<Value, string>>): ReadonlyMap<string, Value> =>
  new Map((Object.entries(words) as [Value, string][]).flatMap(([value, all]) => all.split(',').map((word) => [word.trim(), value] as const)));

const VERBS = table<Verb>({
  list: 'lista, listar, todos, todas, list', show: 'ver, mostrar, quem, show',
  add: 'nova, novo, adicionar, acrescentar, juntar, criar, registar, add, new', change: 'mudar, alterar, editar, trocar, corrigir, mudanca, change, edit',
  pause: 'pausar, pausa, suspender, parar, pause', resume: 'retomar, activar, ativar, reactivar, reativar, voltar, regressar, resume', remove: 'remover, apagar, tirar, retirar, eliminar, remove, delete',
});
const ROLES = table<Role>({
  manager: 'gestor, gestora, gestores, chefe, manager, gerente', executive: 'executivo, executiva, executivos, executivas, operador, operadora, operadores, atendente, executive',
  egov_onsite: 'egov, egov onsite, egov_onsite, egov no local, egov local, onsite', l3: 'l3, nivel 3, egov india', nodal: 'nodal, ponto focal, pontos focais, nodal officer, oficial nodal',
  monitor: 'monitor, monitora, monitores, monitor local, monitora local',
});
const LANGUAGES = table<'pt' | 'en'>({ pt: 'pt, portugues, portuguesa, portuguese', en: 'en, ingles, inglesa, english' });
/** Where the campaign has a shift of that name. */
const SHIFTS = table<string>({
  day: 'day, dia, diurno, manha', night: 'night, noite, nocturno, noturno', always: 'always, sempre', india: 'india', nmcp: 'nmcp, pncm', helpdesk: 'helpdesk',
});
const EVERYWHERE = new Set(['*', 'todas', 'todas as areas', 'todas as provincias', 'todo o pais', 'tudo', 'nacional', 'everywhere', 'all']);
const KEYS = table<FieldName>({
  name: 'nome, name', phone: 'numero, telefone, telemovel, contacto, tel, phone, number', role: 'papel, funcao, cargo, role', areas: 'area, areas, zona, zonas, provincia, provincias, distrito, distritos',
  shift: 'turno, horario, shift', languages: 'lingua, linguas, idioma, idiomas, language',
});
const FILLER = new Set(['pessoa', 'chamada', 'chamado', 'com', 'para', 'em', 'na', 'no', 'como', 'agora', 'favor', 'por', 'pf', 'sff', 'ao', 'a', 'o', 'is', 'to', 'as', 'novo', 'nova', 'para:', '-', ':', '=']);
/** Parts of names, and joints between fields. */
const JOINTS = new Set(['de', 'da', 'do', 'das', 'dos', 'e', 'and', '+', 'van', 'von']);
const PAUSED = /^(?:(?:em )?pausa|pausad[oa]s?|paused)$/u;
const PHONE = /(?<![\p{L}\d])\(?\+?\d[\d\s().-]{5,}\d/u;
/** Words of the longest place or role. */
const LONGEST = 4;

/** @param text what follows the word `pessoa` */
export function peopleWords(text: string, ground: Ground): PeopleWords {
  const trimmed = text.trim().replace(/^[:,.\-–—]+\s*/u, '');
  const words = trimmed.split(/\s+/u).filter((each) => each !== '');
  const first = VERBS.get(plain(words[0] ?? ''));
  /** "pessoa Carla pausar". */
  const last = words.length > 1 ? VERBS.get(plain(words.at(-1) ?? '')) : undefined;
  if (first !== undefined && first !== 'list') return ordered(first, trimmed.slice((words[0] ?? '').length), ground);
  if (first === undefined && (last === 'pause' || last === 'resume' || last === 'remove')) return ordered(last, words.slice(0, -1).join(' '), ground);
  const rest = first === 'list' ? words.slice(1) : words;
  const paused = rest.some((word) => PAUSED.test(plain(word)));
  const read = readFields(rest.filter((word) => !PAUSED.test(plain(word))).join(' '), ground);
  const [who] = read.runs;
  if (who === undefined || first === 'list') return read.said.phone !== undefined && first === undefined ? { do: 'show', who: read.said.phone } : { do: 'list', said: read.said, paused };
  return Object.keys(read.said).length === 0 && read.unknown.length === 0 ? { do: 'show', who } : changed(read);
}

function ordered(verb: Exclude<Verb, 'list'>, tail: string, ground: Ground): PeopleWords {
  if (verb === 'show' || verb === 'pause' || verb === 'resume' || verb === 'remove') return { do: verb, who: whole(tail) };
  const read = readFields(tail, ground);
  if (verb === 'change') return changed(read);
  const [name, ...others] = read.runs;
  return { do: 'add', said: { ...(name === undefined ? {} : { name: capitalised(name) }), ...read.said }, unknown: [...read.unknown, ...others] };
}

function changed({ said, runs, unknown }: Read): PeopleWords {
  const [who, ...others] = runs;
  if (who !== undefined || said.phone === undefined) return { do: 'change', who: who ?? '', said, unknown: [...unknown, ...others] };
  const { phone, ...rest } = said;
  return { do: 'change', who: phone, said: rest, unknown };
}

/** A name without courtesies around it. */
const whole = (tail: string): string => tail.trim().replace(/^(?:[ao]|pessoa)\s+/iu, '').replace(/[\s,.!]+(?:por favor|pf|sff)?[\s,.!]*$/iu, '').trim();

interface Read {
  readonly said: Said;
  /** Words that are no field, as they stood together: names. */
  readonly runs: readonly string[];
  readonly unknown: readonly string[];
}

const plain = (word: string): string => fold(word).replace(/[^\p{L}\p{N}/*_+ ]/gu, '').trim();

interface Found {
  readonly field: Exclude<FieldName, 'name' | 'phone'>;
  readonly value: string;
}

/** Exact; after a key word ("turno noite") small slips are forgiven. */
function meaning(said: string, ground: Ground, key: FieldName | null): Found | null {
  const options: readonly [Found['field'], ReadonlyMap<string, string>][] = [['role', ROLES], ['languages', LANGUAGES], ['shift', shiftsOf(ground)], ['areas', areasOf(ground)]];
  for (const [field, words] of options) {
    if (key !== null && key !== field) continue;
    const value = words.get(said) ?? (key === null ? undefined : words.get([...words.keys()][nearest(said, [...words.keys()])] ?? ''));
    if (value !== undefined) return { field, value };
  }
  return null;
}

const shiftsOf = ({ shifts }: Ground): ReadonlyMap<string, string> =>
  new Map([...[...SHIFTS].filter(([, shift]) => shifts.includes(shift)), ...shifts.map((each) => [plain(each), each] as const)]);

function areasOf({ areas }: Ground): ReadonlyMap<string, string> {
  const places = Object.entries(areas).flatMap(([province, districts]) => districts.flatMap((district) => [[plain(district), `${province}/${district}`], [plain(`${province}/${district}`), `${province}/${district}`]] as const));
  return new Map<string, string>([...places, ...Object.keys(areas).map((province) => [plain(province), province] as const), ...[...EVERYWHERE].map((word) => [word, '*'] as const)]);
}

/** Walks over the words once: the longest thing that means something, else a part of a name. */
function readFields(text: string, ground: Ground): Read {
  const phone = PHONE.exec(text)?.[0].trim();
  const tokens = (phone === undefined ? text : text.replace(phone, ' ¶ ')).split(/[\s,;|]+/u).filter((each) => each !== '');
  const found: Found[] = [];
  const unknown: string[] = [];
  const runs: string[][] = [[]];
  let key: FieldName | null = null;
  let newName: string[] | null = null;
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at] ?? '';
    const word = plain(token);
    const named = KEYS.get(word);
    if (token === '¶' || named !== undefined) {
      if (named === 'name' && runs.some((run) => run.length > 0)) newName = [];
      key = named ?? null;
      runs.push([]);
      at += 1;
      continue;
    }
    const [meant, length] = longest(tokens, at, ground, key);
    if (meant !== null) {
      found.push(meant);
      key = key === 'areas' || key === 'languages' ? key : null;
      runs.push([]);
      at += length;
      continue;
    }
    at += 1;
    if (newName !== null && key === 'name') newName.push(token);
    else if (key !== null && key !== 'name' && key !== 'phone' && !JOINTS.has(word) && !FILLER.has(word)) {
      if (!found.some((each) => each.field === key)) unknown.push(token);
      else (runs.at(-1) ?? []).push(token);
      key = null;
    } else if (JOINTS.has(word) || !FILLER.has(word)) (runs.at(-1) ?? []).push(token);
    else if ((runs.at(-1) ?? []).length > 0) runs.push([]);
  }
  const name = newName === null ? undefined : capitalised(bareName(newName));
  return { said: said(found, phone, name), runs: runs.map(bareName).filter((run) => run !== ''), unknown };
}

function longest(tokens: readonly string[], at: number, ground: Ground, key: FieldName | null): readonly [Found | null, number] {
  for (let length = Math.min(LONGEST, tokens.length - at); length > 0; length -= 1) {
    const words = plain(tokens.slice(at, at + length).join(' '));
    const meant = words === '' ? null : meaning(words, ground, null) ?? (key === null || key === 'name' || key === 'phone' || length > 1 ? null : meaning(words, ground, key));
    if (meant !== null) return [meant, length];
  }
  return [null, 1];
}

function said(found: readonly Found[], phone: string | undefined, name: string | undefined): Said {
  const of = (field: Found['field']): string[] => [...new Set(found.filter((each) => each.field === field).map((each) => each.value))];
  const role = of('role').at(0) as Role | undefined;
  const areas = of('areas');
  const [shift] = of('shift');
  const languages = of('languages') as ('pt' | 'en')[];
  return {
    ...(name === undefined || name === '' ? {} : { name }), ...(phone === undefined ? {} : { phone: phone.startsWith('+') ? phone.replace(/[\s().-]/gu, '') : phone }), ...(role === undefined ? {} : { role }),
    ...(areas.length === 0 ? {} : { areas: areas.includes('*') ? ['*'] : areas }), ...(shift === undefined ? {} : { shift }), ...(languages.length === 0 ? {} : { languages }),
  };
}

/** "da Silva" inside a name stays; a joint at its edge belonged to a field. */
function bareName(run: readonly string[]): string {
  const words = run.map((each) => each.replace(/^[("']+|[)"'.!:]+$/gu, '')).filter((each) => each !== '');
  let from = 0;
  let to = words.length;
  while (from < to && JOINTS.has(plain(words[from] ?? ''))) from += 1;
  while (to > from && JOINTS.has(plain(words[to - 1] ?? ''))) to -= 1;
  return words.slice(from, to).join(' ');
}

/** "ana da silva" is typed in a hurry. */
const capitalised = (name: string): string =>
  (name !== name.toLowerCase() ? name : name.split(' ').map((word) => (JOINTS.has(plain(word)) ? word : word.charAt(0).toUpperCase() + word.slice(1))).join(' '));

/**
 * Whom a name means: the very name, else everybody whose name has all these words, or words that begin so, else the nearest spelling.
 * @returns none, one, or all who may be meant
 */
export function whoIs<Person extends { readonly name: string; readonly phone: string }>(said: string, people: readonly Person[]): readonly Person[] {
  const digits = said.replace(/[^\d+]/gu, '');
  if (digits.length >= 6) return people.filter((each) => each.phone === digits || each.phone.endsWith(digits.replace(/^\+/u, '')));
  const wanted = plain(said);
  if (wanted === '') return [];
  const same = people.filter((each) => plain(each.name) === wanted);
  if (same.length > 0) return same;
  const parts = wanted.split(' ');
  const having = (fits: (word: string, part: string) => boolean): Person[] => people.filter((each) => parts.every((part) => plain(each.name).split(' ').some((word) => fits(word, part))));
  const words = having((word, part) => word === part);
  if (words.length > 0) return words;
  const begun = wanted.length < 2 ? [] : having((word, part) => word.startsWith(part));
  if (begun.length > 0) return begun;
  return having((word, part) => nearest(part, [word]) === 0);
}
