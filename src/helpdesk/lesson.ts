/** What the classifier may learn from a ticket that an executive re-typed: its words without numbers and names. Pure; called by the desk for `tipo`. */
import { bare, fold } from '../conversation/words.js';
import type { Lesson } from '../gateway/records.js';
import type { IncidentType, Ticket } from './ticket.js';

/** Parts of names that are ordinary words, in lists that name people by what they do. */
const ORDINARY = new Set('registador registadora distribuidor distribuidora monitor monitora supervisor supervisora gestor gestora executivo executiva tecnico tecnica equipa helpdesk local distrital provincial nacional armazem teste exemplo example manager ponto focal posto centro dos das'.split(' '));
const SHORTEST = 3;
const LONGEST = 600;
/** A phone number however it is spaced, or any run of three digits and more. */
const DIGITS = /\+?\d(?:[\d\s.()-]*\d){2,}/gu;
const MAIL = /\S+@\S+\.\S+/gu;

/** @param names full names of the reporter and of the staff */
export function masked(words: string, names: readonly string[]): string {
  const parts = new Set(names.flatMap((name) => bare(name).split(' ')).filter((part) => part.length >= SHORTEST && !ORDINARY.has(part)));
  return words.slice(0, LONGEST).replace(MAIL, '000').replace(DIGITS, '000')
    .replace(/\p{L}[\p{L}\p{M}]*/gu, (word) => (parts.has(fold(word)) ? 'NOME' : word)).replace(/\s+/gu, ' ').trim();
}

/** Null where nobody said anything that could teach. @param at ms UTC */
export function lessonOf(ticket: Ticket, type: IncidentType, by: string, names: readonly string[], at: number): Lesson | null {
  const words = masked(ticket.description, names);
  return /\p{L}{2}/u.test(words) ? { ticket: ticket.number, words, guessed: ticket.type, confidence: ticket.confidence, type, by, at } : null;
}
