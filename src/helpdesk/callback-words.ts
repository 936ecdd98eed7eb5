/** What an executive types after a call ("ligou 40713 não atende"): words -> outcome, the time he was asked to ring again, and his note. Pure; called by the desk's callback orders. */
import { DateTime } from 'luxon';
import { fold } from '../conversation/words.js';
import type { CallbackTry } from '../gateway/records.js';

export interface Called {
  readonly outcome: CallbackTry['outcome'];
  /** Ms UTC: when he is to be called again, where a time was said. */
  readonly later: number | null;
  /** As typed. */
  readonly note: string;
}

/** The order matters: "não falei, ocupado" is busy, "não atende, falar mais tarde" was not taken. */
const SAYS: readonly (readonly [CallbackTry['outcome'], RegExp])[] = [
  ['wrong_number', /\b(?:(?:numero|nr?|contacto) (?:errado|nao existe|trocado|de outra pessoa)|(?:e|era) outra pessoa|engano|nao existe|wrong (?:number|person)|enganad\w)\b/u],
  ['busy', /\b(?:ocupad\w|impedid\w|a falar|busy|engaged)\b/u],
  ['machine', /\b(?:gravador\w?|atendedor|voice ?mail|caixa (?:postal|de correio|de voz)|correio de voz|maquina|machine)\b/u],
  ['later', /\b(?:mais tarde|depois|logo|outra hora|amanha|later|call back|nao pode agora|agora nao|(?:ligar|liga) (?:a|as|pelas))\b/u],
  ['failed', /\b(?:desligad\w|sem rede|fora de (?:area|rede|servico)|nao (?:da|deu|chama|toca|liga)|indisponivel|falhou|unreachable|switched off|off)\b/u],
  ['no_answer', /\b(?:nao (?:atend\w+|respond\w+|falei|consegui\w*|quis|estava)|ninguem|sem resposta|no answer|not? (?:answer\w*|reached|there)|nada|na)\b/u],
  ['reached', /\b(?:fal(?:ei|amos|ado|ou)|disse|atend\w+|respond\w+|inform\w+|avis\w+|ok|okay|sim|conseg\w+|resolvid\w|feito|confirm\w+|spoke|talked|reached|told|done|yes)\b/u],
];

const TIME = /\b(?:as?|pelas?|at)?\s*(\d{1,2})(?:\s*[:h]\s*(\d{2})?|\s*horas?)\b/u;

/** @param now ms UTC @param zone of the campaign @returns null where the words say nothing of a call */
export function called(text: string, now: number, zone: string): Called | null {
  const plain = fold(text).replace(/\s+/gu, ' ').trim();
  const outcome = SAYS.find(([, pattern]) => pattern.test(plain))?.[0];
  if (outcome === undefined) return null;
  return { outcome, later: outcome === 'later' ? timeIn(plain, now, zone) : null, note: text.trim() };
}

/** "às 15h", "amanhã 9:30": the next time it is that late. */
function timeIn(plain: string, now: number, zone: string): number | null {
  const tomorrow = /\b(?:amanha|tomorrow)\b/u.test(plain);
  const [, hour, minute] = TIME.exec(plain) ?? [];
  const local = DateTime.fromMillis(now, { zone });
  if (hour === undefined || Number(hour) > 23) return tomorrow ? local.plus({ days: 1 }).set({ hour: 9, minute: 0, second: 0, millisecond: 0 }).toMillis() : null;
  const at = local.set({ hour: Number(hour), minute: Number(minute ?? '0'), second: 0, millisecond: 0 });
  return (tomorrow || at.toMillis() <= now ? at.plus({ days: 1 }) : at).toMillis();
}
