/** Compares tickets and calls with what a transcript wishes of them, field by field, under the Portuguese names of the README. Called by transcript-run.ts. */
import type { Call } from '../../src/gateway/records.js';
import type { TicketDossier } from '../../src/store/port.js';
import type { TicketWish } from './transcript.js';
import { contains } from './transcript-words.js';

type Row = Readonly<Record<string, unknown>>;

/** Newest first. */
export function ticketFaults(rows: readonly (TicketDossier | Call)[], wish: TicketWish): string[] {
  if (wish.none) return rows.length === 0 ? [] : [`não devia haver nenhum registo, mas há ${rows.length}`];
  const { quantos, quantas, ...fields } = wish.fields;
  const count = quantos ?? quantas;
  if (count !== undefined && Number(count) !== rows.length) return [`devia haver ${Number(count)}, mas há ${rows.length}`];
  const newest = rows[0];
  if (newest === undefined) return Number(count) === 0 ? [] : ['não há nenhum registo'];
  const row = 'ticket' in newest && typeof newest.ticket === 'object' && newest.ticket !== null ? ticketRow(newest as TicketDossier) : callRow(newest as Call);
  return Object.entries(fields).flatMap(([name, wanted]) => fieldFaults(name, wanted, row));
}

function ticketRow({ ticket, events, media }: TicketDossier): Row {
  return {
    número: ticket.number, estado: ticket.status, espera: ticket.waitingFor, nível: ticket.level, categoria: ticket.category, tipo: ticket.type, rota: ticket.route, prioridade: ticket.priority,
    impacto: ticket.impact, canal: ticket.channel, nome: ticket.reporter.name, telefone: ticket.reporter.phone, papel: ticket.reporter.role, província: ticket.area.province, distrito: ticket.area.district,
    descrição: ticket.description, respostas: ticket.answers, reservado: ticket.confidential ? 'sim' : 'não', responsável: ticket.assignee, solução: ticket.solution,
    anexos: media.length, guardados: media.filter((each) => each.status === 'kept').length, eventos: events.map((each) => each.type), palavras: events.map((each) => each.text ?? '').join('\n'),
    prazo: ticket.dueAt === null ? 'não' : 'sim', avisado: ticket.informed.reporter === null ? 'não' : 'sim', 'monitor avisado': ticket.informed.monitor === null ? 'não' : 'sim',
  };
}

const callRow = (call: Call): Row => ({
  resultado: call.outcome, passo: call.lastStep, pedido: call.ticket, gravação: call.recording === null ? 'não' : 'sim', terminada: call.endedAt === null ? 'não' : 'sim', sentido: call.direction,
});

const INSIDE = new Set(['descrição', 'solução', 'palavras', 'passo', 'nome']);
const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? 'nada');

function fieldFaults(name: string, wanted: unknown, row: Row): string[] {
  if (!(name in row)) return [`não conheço o campo "${name}" (existem: ${Object.keys(row).join(', ')})`];
  const is = row[name];
  const differs = [`${name}: devia ser ${shown(wanted)}, mas é ${shown(is)}`];
  if (Array.isArray(is)) return inOrder(is.map(String), (Array.isArray(wanted) ? wanted : [wanted]).map(String)) ? [] : differs;
  if (typeof wanted === 'object' && wanted !== null && typeof is === 'object' && is !== null) {
    return Object.entries(wanted).flatMap(([slot, part]) => (contains(shown((is as Row)[slot] ?? ''), shown(part)) ? [] : [`${name}.${slot}: devia conter ${shown(part)}, mas é ${shown((is as Row)[slot])}`]));
  }
  const asText = typeof wanted === 'boolean' ? (wanted ? 'sim' : 'não') : shown(wanted);
  if (INSIDE.has(name)) return contains(shown(is), asText) ? [] : differs;
  return shown(is ?? 'nenhum') === asText || (is === null && asText === 'nada') ? [] : differs;
}

/** All of `wanted` happened in this order, whatever else happened in between. */
function inOrder(have: readonly string[], wanted: readonly string[]): boolean {
  let from = 0;
  return wanted.every((each) => {
    const at = have.indexOf(each, from);
    from = at + 1;
    return at >= 0;
  });
}
