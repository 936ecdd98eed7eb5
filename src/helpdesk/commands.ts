/** Commands that staff type in their own WhatsApp: words -> Orders (contract.md "What executives type"). Pure; case, accents and order of number do not matter. Called by gateway/needs, person and desk. */
import { bare } from '../conversation/words.js';
import { dutyIn, levelIn, looksLikeName, nameIn, phoneIn, priorityIn, waitIn } from './command-args.js';
import { splitOrders } from './command-split.js';
import type { Typed } from './command-split.js';
import { apart, isLead, subject, withoutPunctuation } from './command-subject.js';
import { isCourtesy, verbAt } from './command-words.js';
import type { Begins, Verb } from './command-words.js';
import { locateNumbers } from './number.js';
import type { Order } from './order.js';
import { typeNamed } from './type-words.js';

export type { Typed } from './command-split.js';

/** @param quoted the ticket of the alert that is quoted, if any; then the number may be left out. Null = not a command. Of two in one message the first. */
export const command = (text: string, quoted: string | null): Order | null => orders(text, quoted)[0]?.order ?? null;

/** All orders of one message, each with its own words; none = it is talk. */
export function orders(text: string, quoted: string | null): readonly Typed[] {
  return splitOrders(unglued(text.trim()), quoted, one);
}

/** "ver40713", "40713ver", "assumir#40713". */
const unglued = (text: string): string => text.replace(/^([^\s\d]*\p{L})[#:.-]*(?=\d)/u, '$1 ').replace(/^(\P{N}*\d{5,7})(?=\p{L})/u, '$1 ');

/** Buttons on alerts and questions: `desk.take:40713` is "assumir 40713". Null = no button of the desk. */
export function wordsOfChoice(id: string): string | null {
  const [, name = '', number = ''] = /^desk\.([a-z_]+)(?::(\d{5,7}))?$/u.exec(id) ?? [];
  const word = Object.hasOwn(CHOICES, name) ? CHOICES[name] : undefined;
  return word === undefined ? null : `${word} ${number}`.trim();
}

const CHOICES: Readonly<Record<string, string>> = {
  take: 'assumir', show: 'ver', close: 'fechar', reopen: 'reabrir', why: 'porque', call: 'ligar', confirm: 'sim', decline: 'não', undo: 'desfazer', list: 'lista', mine: 'minhas', callbacks: 'pendentes', forward: 'encaminhar', end_talk: 'fim',
};

const one = (text: string, quoted: string | null): Order | null => verbFirst(text, quoted) ?? numberFirst(text);

function verbFirst(text: string, quoted: string | null): Order | null {
  const begins = verbAt(text) ?? (leadsWithNumber(text) ? verbAt(text, true) : null);
  return begins === null ? null : ordered(begins, quoted);
}

/** A misspelt verb counts where a good number follows at once. */
function leadsWithNumber(text: string): boolean {
  const [, tail = ''] = /^\S+\s+([\s\S]*)$/u.exec(text) ?? [];
  const [first] = locateNumbers(tail);
  return first !== undefined && first.valid && isLead(tail.slice(0, first.from));
}

/** "40713 assumir": the same with the number in front. */
function numberFirst(text: string): Order | null {
  const [first] = locateNumbers(text);
  if (first === undefined || !first.valid || !isLead(text.slice(0, first.from))) return null;
  const begins = verbAt(withoutPunctuation(text.slice(first.to)));
  if (begins === null || begins.verb.kind === 'alone' || (begins.verb.kind === 'own' && !TAKES_NUMBER.has(begins.verb.do))) return null;
  return ordered(begins, first.number);
}

const TAKES_NUMBER: ReadonlySet<string> = new Set(['assign', 'forward', 'prioritise', 'wait', 'link']);

function ordered({ verb, word, tail }: Begins, quoted: string | null): Order | null {
  switch (verb.kind) {
    case 'alone':
      return isCourtesy(tail) ? { do: verb.do } : null;
    case 'plain': {
      const dialled = verb.do === 'call' ? phoneIn(tail) : null;
      if (dialled !== null && isCourtesy(dialled.rest)) return { do: 'call', number: dialled.phone };
      const meant = subject(tail, quoted);
      if (meant === 'wrong') return { do: 'faulty', why: 'number_wrong', word };
      if (meant === null) return isCourtesy(tail) ? { do: 'faulty', why: 'number_missing', word } : null;
      return !meant.named && !isCourtesy(tail) ? null : { do: verb.do, number: meant.number };
    }
    case 'worded': {
      const dialled = verb.do === 'called' ? phoneIn(tail) : null;
      if (dialled !== null) return dialled.rest === '' ? { do: 'faulty', why: 'what_missing', word } : { do: 'called', number: dialled.phone, text: dialled.rest };
      const meant = subject(tail, quoted);
      if (meant === 'wrong') return { do: 'faulty', why: 'number_wrong', word };
      if (meant === null) return isCourtesy(tail) ? { do: 'faulty', why: 'number_missing', word } : null;
      if (meant.said !== '') return { do: verb.do, number: meant.number, text: meant.said };
      return { do: 'faulty', why: verb.do === 'retype' ? 'type_missing' : verb.do === 'called' ? 'what_missing' : 'text_missing', word };
    }
    case 'waits':
      return direct(verb, word, tail, quoted);
    case 'own':
      return own(verb.do, word, tail, quoted);
  }
}

/** "apk 40713", "backend change 40713 note". */
function direct(verb: Extract<Verb, { kind: 'waits' }>, word: string, tail: string, quoted: string | null): Order | null {
  const meant = subject(tail, quoted);
  if (meant === 'wrong') return { do: 'faulty', why: 'number_wrong', word };
  if (meant === null) return isCourtesy(tail) ? { do: 'faulty', why: 'number_missing', word } : null;
  if (!meant.named && !isCourtesy(tail) && !word.includes(' ') && verb.for !== 'reporter') return null;
  if (verb.for === 'reporter' && meant.said === '') return { do: 'faulty', why: 'text_missing', word };
  return { do: 'wait', number: meant.number, for: verb.for, text: isCourtesy(meant.said) ? '' : meant.said };
}

function own(name: Extract<Verb, { kind: 'own' }>['do'], word: string, tail: string, quoted: string | null): Order | null {
  switch (name) {
    case 'list':
      return listed(tail);
    case 'duty': {
      const on = dutyIn(`${word} ${tail}`);
      if (bare(tail).split(' ').length > 3) return null;
      return on === null ? (isCourtesy(tail) ? { do: 'faulty', why: 'what_missing', word } : null) : { do: 'duty', on };
    }
    case 'report':
      return bare(tail).split(' ').length > 4 || /^(?:de|do|da)\s+(?!hoje|ontem|dia|campanha)/iu.test(tail) ? null : { do: 'report', words: isCourtesy(tail) ? '' : tail };
    case 'file': {
      const dialled = phoneIn(tail);
      if (dialled === null) return /^\+?\d/u.test(tail) ? { do: 'faulty', why: 'what_missing', word } : null;
      return dialled.rest === '' ? { do: 'faulty', why: 'text_missing', word } : { do: 'file', phone: dialled.phone, text: dialled.rest };
    }
    case 'incident':
      return aboutIncident(tail) ? { do: 'incident', text: tail } : null;
    case 'people':
      return PEOPLE.test(tail) || looksLikeName(tail) || (/s$|equipa|staff|people/iu.test(word) && (tail === '' || CHOSEN.test(tail))) ? { do: 'people', text: tail } : null;
    case 'faq':
      return { do: 'faq', text: tail };
    default:
      return argued(name, word, tail, quoted);
  }
}

const PEOPLE = /^(?:listar?|list|todos|todas|ver|mostrar|quem|show|nov[ao]|adicionar|add|juntar|acrescentar|criar|registar|new|mudar|mudan[çc]a|alterar|change|editar|edit|trocar|corrigir|pausar|pausa|pause|suspender|parar|retomar|re?act?ivar|act?ivar|voltar|regressar|resume|remover|retirar|tirar|apagar|eliminar|remove|delete)(?![\p{L}])/iu;
/** "pessoas monitores", "equipa em pausa". */
const CHOSEN = /^(?:monitor|executiv|gestor|nodal|pontos? foca|l3|egov|de turno|em pausa|pausad)\p{L}*(?:\s+\S+){0,3}$/iu;
const INCIDENTS = /^(?:listar?|list|todos|ver|show|sim|yes|n[ãa]o|no|confirm[ao]?r?|declarar|declare|aprovar|recus[ao]r?|refuse|rejeitar|resolvid[oa]|resolver|solu[çc][ãa]o|solved?|previs[ãa]o|prazo|expect|at[ée]|until|alargar|juntar|acrescentar|extend)(?![\p{L}])/iu;

/** "incidente sync Moatize até 11:00", "incidente 40713 resolvido ...": a type or a number comes first; anything else is somebody telling of an incident. */
function aboutIncident(tail: string): boolean {
  if (isCourtesy(tail) || INCIDENTS.test(tail)) return true;
  const [first] = locateNumbers(tail);
  if (first !== undefined && isLead(tail.slice(0, first.from))) return true;
  const words = tail.split(/\s+/u);
  return [1, 2, 3].some((count) => count <= words.length && typeNamed(words.slice(0, count).join(' ')) !== null);
}

/** Words to choose by are few; "lista de aldeias em falta" is somebody's trouble. */
function listed(tail: string): Order | null {
  if (isCourtesy(tail)) return { do: 'list', words: '' };
  const words = tail.replace(/[.!?]+$/u, '').replace(/\s+(?:por favor|sff|pf|please)$/iu, '').trim();
  const begins = /^(?:de|do|da|dos|das|com|of|the)\s/iu.test(words);
  return begins || bare(words).split(' ').length > 3 ? null : { do: 'list', words };
}

function argued(name: 'assign' | 'forward' | 'prioritise' | 'wait' | 'link', word: string, tail: string, quoted: string | null): Order | null {
  const meant = apart(tail, quoted);
  if (meant === 'wrong') return isArgument(name, tail) ? { do: 'faulty', why: 'number_wrong', word } : null;
  if (meant === null) return isCourtesy(tail) || isArgument(name, tail) ? { do: 'faulty', why: 'number_missing', word } : null;
  const { number, said, named } = meant;
  switch (name) {
    case 'assign': {
      const name = nameIn(said);
      return name === null ? { do: 'faulty', why: 'what_missing', word } : { do: 'assign', number, text: name };
    }
    case 'forward': {
      const level = levelIn(said);
      if (level !== null) return { do: 'forward', number, level: level.value, text: level.rest };
      const who = looksLikeName(said) ? nameIn(said) : null;
      if (who !== null) return { do: 'assign', number, text: who };
      return named || isCourtesy(said) ? { do: 'forward', number, level: null, text: isCourtesy(said) ? '' : said } : null;
    }
    case 'prioritise': {
      const priority = priorityIn(said);
      return priority === null ? { do: 'faulty', why: 'what_missing', word } : { do: 'prioritise', number, priority: priority.value };
    }
    case 'wait': {
      const what = waitIn(said);
      if (what === null) return named || isCourtesy(said) ? { do: 'faulty', why: 'what_missing', word } : null;
      return { do: 'wait', number, for: what.value, text: what.rest };
    }
    case 'link': {
      const [first, second] = locateNumbers(tail).filter((each) => each.valid);
      if (first !== undefined && second !== undefined) return { do: 'link', number: first.number, problem: second.number };
      return first !== undefined && quoted !== null && quoted !== first.number ? { do: 'link', number: quoted, problem: first.number } : { do: 'faulty', why: 'what_missing', word };
    }
  }
}

/** Words that can only be a command whose number is missing or wrong: "prioridade alta", "aguardar apk". */
function isArgument(name: string, tail: string): boolean {
  const said = tail.replace(/(?<![\p{L}\d])\d{5,7}(?!\d)/gu, ' ').trim();
  if (said === '' || isCourtesy(said) || isLead(said)) return true;
  if (name === 'prioritise') return priorityIn(said) !== null;
  if (name === 'forward') return levelIn(said)?.rest === '' || (levelIn(said) !== null && said !== tail);
  if (name === 'wait') return waitIn(said)?.rest === '';
  return name === 'assign' ? looksLikeName(said) : false;
}
