/** What stands beside the number in a command: a level, a priority, what is waited for, a name, a phone number. Pure; called by commands.ts. */
import { bare } from '../conversation/words.js';
import type { Level, Priority, WaitingFor } from './ticket.js';

const LEVELS: Readonly<Record<Level, string>> = {
  L1: 'l1 n1 monitor ml local',
  L2: 'l2 n2 helpdesk chai mesa',
  L3: 'l3 n3 egov india desenvolvimento',
  NMCP: 'nmcp pncm nodal programa',
};
const PRIORITIES: Readonly<Record<Priority, string>> = {
  low: 'baixa baixo low minima',
  medium: 'media medio medium normal',
  high: 'alta alto high elevada',
  critical: 'critica critico critical urgente urgentissima maxima urgent',
};
const WAITS: Readonly<Record<WaitingFor, string>> = {
  reporter: 'reporter registador registadora distribuidor distribuidora pessoa utilizador utilizadora usuario resposta informacao informacoes dados cliente user reply answer',
  backend: 'backend servidor server',
  apk_release: 'apk versao release aplicacao app build actualizacao atualizacao',
  device_push: 'push mdm dispositivo dispositivos device devices instalacao telemovel telemoveis tablet tablets',
};

const JOINTS = new Set(['para', 'pra', 'p', 'ao', 'a', 'o', 'as', 'os', 'de', 'do', 'da', 'pela', 'pelo', 'por', 'the', 'to', 'for', 'on', 'nivel', 'level', 'equipa', 'e', 'is', 'como', 'com', 'novo', 'nova', 'change', 'mudanca']);

function lookup<T extends string>(table: Readonly<Record<T, string>>): ReadonlyMap<string, T> {
  return new Map((Object.entries(table) as [T, string][]).flatMap(([value, words]) => words.split(' ').map((word): [string, T] => [word, value])));
}
const levels = lookup(LEVELS);
const priorities = lookup(PRIORITIES);
const waits = lookup(WAITS);

export interface Argument<T> {
  readonly value: T;
  /** What else is said. */
  readonly rest: string;
}

/** The first word that is in the table, with at most joints ("para o") before it; `far`: anywhere. */
function pick<T extends string>(said: string, table: ReadonlyMap<string, T>, far: boolean): Argument<T> | null {
  const words = [...said.matchAll(/[^\s,:;]+/gu)];
  for (const [index, word] of words.entries()) {
    const plain = bare(word[0]);
    const value = table.get(plain) ?? glued(plain, words[index + 1]?.[0], table);
    if (value !== undefined) {
      const spaced = !table.has(plain);
      const end = spaced ? (words[index + 1]?.index ?? 0) + (words[index + 1]?.[0].length ?? 0) : word.index + word[0].length;
      const kept = words.slice(0, index).filter((each) => !JOINTS.has(bare(each[0])));
      const before = kept.length === 0 ? '' : said.slice(kept[0]?.index ?? 0, word.index);
      return { value, rest: `${before}${said.slice(end)}`.replace(/^[\s:;,.–—-]+/u, '').trim() };
    }
    if (!far && !JOINTS.has(plain)) return null;
  }
  return null;
}

/** "L 3", "nível 3". */
function glued<T extends string>(plain: string, next: string | undefined, table: ReadonlyMap<string, T>): T | undefined {
  if (next === undefined || !/^[1-3]\W*$/u.test(next) || !['l', 'n', 'nivel', 'level'].includes(plain)) return undefined;
  return table.get(`l${bare(next)}`);
}

export const levelIn = (said: string): Argument<Level> | null => pick(said, levels, false);
export const priorityIn = (said: string): Argument<Priority> | null => pick(said, priorities, false);
export const waitIn = (said: string): Argument<WaitingFor> | null => pick(said, waits, false) ?? pick(said, waits, true);

/** "a Carla", "à Carla Exemplo", "para o Daniel": a name; null where the words are none. */
export function nameIn(said: string): string | null {
  const name = said.replace(/^(?:(?:a|à|ao|o|para|pra|p\/|to|the)\s+)+/iu, '').replace(/\s+(?:a|à|ao|o|para|to)$/iu, '').replace(/[\s.,!]+$/u, '').trim();
  return name === '' || /^(?:a|à|ao|o|para|to)$/iu.test(name) ? null : name;
}

/** Led by a preposition, or written with a capital, in few words: a name is meant, not an explanation. */
export const looksLikeName = (said: string): boolean => /^(?:(?:a|à|ao|para [oa]?|to)\s)?\s*\p{Lu}\p{L}+(?:\s+(?:d[aeo]s?\s+)?\p{Lu}\p{L}+){0,3}[.!]?$/u.test(said) || /^(?:a|à|ao|to)\s+\p{L}+[.!]?$/u.test(said);

export interface Dialled {
  /** E.164. */
  readonly phone: string;
  readonly rest: string;
}

/** The first phone number; Mozambican ones may be without the country. */
export function phoneIn(said: string): Dialled | null {
  const found = /(?:\+|\b00)?\d(?:[ .()-]?\d){7,14}/u.exec(said);
  if (found === null) return null;
  const digits = found[0].replace(/\D/gu, '').replace(/^00/u, '');
  const phone = /^8[2-7]\d{7}$/u.test(digits) ? `+258${digits}` : found[0].startsWith('+') || found[0].startsWith('00') || /^258\d{9}$/u.test(digits) ? `+${digits}` : null;
  if (phone === null) return null;
  const before = said.slice(0, found.index).replace(/^(?:(?:pedido|de|do|da|para|o|a|number|for)\b\s*)*/iu, '').trim();
  return { phone, rest: `${before} ${said.slice(found.index + found[0].length).replace(/^[\s:;,.–—-]+/u, '')}`.trim() };
}

const DUTY_ON = new Set(['entrar', 'entro', 'entrei', 'entrada', 'inicio', 'iniciar', 'comecar', 'in', 'on', 'start']);
const DUTY_OFF = new Set(['sair', 'saio', 'sai', 'saida', 'fim', 'terminar', 'acabar', 'out', 'off', 'end']);

/** @returns true = comes on duty, false = goes, null = neither is said */
export function dutyIn(said: string): boolean | null {
  for (const word of bare(said).split(' ')) {
    if (DUTY_ON.has(word)) return true;
    if (DUTY_OFF.has(word)) return false;
  }
  return null;
}
