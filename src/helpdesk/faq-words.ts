/** The small language of `faq ...`: list, see, write anew, change, switch off and on. Pure; called by gateway/desk/faq.ts. */
import { fold } from '../conversation/words.js';
import type { IncidentType } from './ticket.js';
import { typeNamed } from './type-words.js';

/** Pieces of an entry as they were written; `link` null = it is to go. */
export interface FaqPieces {
  readonly title?: string;
  readonly text?: string;
  readonly titleEn?: string;
  readonly textEn?: string;
  readonly link?: string | null;
}

export type FaqWords =
  | { readonly do: 'list'; readonly type: IncidentType | null }
  | { readonly do: 'show' | 'off' | 'on'; readonly id: string }
  | { readonly do: 'add'; readonly type: IncidentType; readonly pieces: FaqPieces }
  | { readonly do: 'change'; readonly id: string; readonly pieces: FaqPieces }
  | { readonly do: 'faulty'; readonly why: 'id_missing' | 'type_missing' | 'title_missing' | 'change_missing'; readonly word: string };

const VERBS: ReadonlyMap<string, 'list' | 'show' | 'add' | 'change' | 'off' | 'on'> = new Map(Object.entries({
  list: 'lista listar todas list', show: 'ver mostrar show', add: 'nova novo adicionar acrescentar criar add new', change: 'mudar alterar editar corrigir change edit',
  off: 'desligar desactivar desativar apagar remover off', on: 'ligar activar ativar reactivar on',
}).flatMap(([verb, words]) => words.split(' ').map((word) => [word, verb as 'list'] as const)));

/** @param text what follows the word `faq` */
export function faqWords(text: string): FaqWords {
  const trimmed = text.trim();
  const [first = ''] = trimmed.split(/[\s:]/u, 1);
  const verb = VERBS.get(fold(first));
  const tail = (verb === undefined ? trimmed : trimmed.slice(first.length)).replace(/^[\s:,.-]+/u, '');
  if (verb === undefined) return tail === '' ? { do: 'list', type: null } : listOrShow(tail);
  switch (verb) {
    case 'list':
      return { do: 'list', type: tail === '' ? null : typeNamed(tail) };
    case 'add':
      return addition(tail);
    case 'show':
    case 'off':
    case 'on':
      return tail === '' ? { do: 'faulty', why: 'id_missing', word: first } : { do: verb, id: tail };
    case 'change': {
      const [id = ''] = tail.split(/[\s:]/u, 1);
      if (id === '') return { do: 'faulty', why: 'id_missing', word: first };
      const pieces = piecesOf(tail.slice(id.length).replace(/^[\s:,.-]+/u, ''));
      return Object.keys(pieces).length === 0 ? { do: 'faulty', why: 'change_missing', word: id } : { do: 'change', id, pieces };
    }
  }
}

/** "faq sync" lists a type, "faq sync_steps" shows an entry. */
function listOrShow(tail: string): FaqWords {
  const type = tail.includes('_') ? null : typeNamed(tail);
  return type === null ? { do: 'show', id: tail } : { do: 'list', type };
}

/** "sync Título: texto", with `link https://...` and `en: Title: text` where they are given. The type may be two words. */
function addition(tail: string): FaqWords {
  const words = tail.split(/\s+/u);
  const size = [2, 1].find((count) => typeNamed(words.slice(0, count).join(' ').replace(/:$/u, '')) !== null && exactly(words.slice(0, count)));
  const type = size === undefined ? null : typeNamed(words.slice(0, size).join(' ').replace(/:$/u, ''));
  if (type === null || size === undefined) return { do: 'faulty', why: 'type_missing', word: words[0] ?? '' };
  const rest = afterWords(tail, size).replace(/^[\s:,-]+/u, '');
  const { main, english, link } = split(rest);
  const whole = titled(main);
  if (whole === null) return { do: 'faulty', why: 'title_missing', word: type };
  return { do: 'add', type, pieces: { title: whole.title, text: whole.text, ...englishOf(english), ...(link === undefined ? {} : { link }) } };
}

/** In "sync Sem rede: ..." the second word is the title's, though "sync sem" is near to a type. */
const exactly = (words: readonly string[]): boolean => words.length === 1 || /^(?:user account|master data|app usage|app crash|conta de)$/u.test(fold(words.join(' ')));

const afterWords = (text: string, count: number): string => text.replace(new RegExp(`^(?:\\S+\\s*){${count}}`, 'u'), '');

/** Cut at `en:` where a line or a sentence begins, and at `link`. */
function split(text: string): { main: string; english: string | null; link: string | null | undefined } {
  const found = /(?:^|\s)link\s*:?\s*(\S+)/iu.exec(text);
  const said = found?.[1];
  const without = found === null ? text : `${text.slice(0, found.index)}\n${text.slice(found.index + found[0].length)}`;
  const cut = /(?:^|[\s.;])en\s*:\s*/iu.exec(without);
  return {
    main: (cut === null ? without : without.slice(0, cut.index + (/^[.]/u.test(cut[0]) ? 1 : 0))).trim(),
    english: cut === null ? null : without.slice(cut.index + cut[0].length).trim(),
    link: said === undefined ? undefined : /^(?:nao|sem|nenhum|no|none|-)$/u.test(fold(said)) ? null : said.replace(/[.,;]+$/u, ''),
  };
}

function titled(text: string): { title: string; text: string } | null {
  const match = /^([^:\n]+?)\s*(?::|\n)\s*(\S[\s\S]*)$/u.exec(text);
  return match === null ? null : { title: (match[1] ?? '').trim(), text: (match[2] ?? '').trim() };
}

/** "Title: text", or the text alone. */
function englishOf(english: string | null): FaqPieces {
  if (english === null || english === '') return {};
  const whole = titled(english);
  return whole !== null && whole.title.split(/\s+/u).length <= 8 ? { titleEn: whole.title, textEn: whole.text } : { textEn: english };
}

const PIECE = /(?:^|[\s.;])(t[ií]tulo|title|texto|text|en)(\s+en)?\s*:\s*/giu;

/** `título: ...`, `texto: ...`, `en: ...`, `título en: ...`, `link https://...` in any order. */
function piecesOf(text: string): FaqPieces {
  const found = /(?:^|\s)(?:sem\s+link|link\s*:?\s*(\S+))/iu.exec(text);
  const link = found === null ? undefined : found[1] === undefined || /^(?:nao|sem|nenhum|no|none|-)$/u.test(fold(found[1])) ? null : found[1].replace(/[.,;]+$/u, '');
  const rest = found === null ? text : `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`;
  const marks = [...rest.matchAll(PIECE)];
  const pieces: Record<string, string> = {};
  marks.forEach((mark, index) => {
    const value = rest.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? rest.length).trim();
    const name = fold(mark[1] ?? '');
    const field = name === 'en' ? 'textEn' : `${name.startsWith('tit') ? 'title' : 'text'}${mark[2] === undefined ? '' : 'En'}`;
    if (value !== '') pieces[field] = field.startsWith('title') ? value.replace(/\.$/u, '') : value;
  });
  return { ...pieces, ...(link === undefined ? {} : { link }) };
}
