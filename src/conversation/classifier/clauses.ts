/** What a message stresses: courtesies left out, what is denied or only comes before a "but" counts less, and so does a second problem. Called by classify and train. */
import { plain, tokens } from './normalise.js';
import type { Token } from './normalise.js';

export interface Said {
  readonly tokens: readonly Token[];
  /** How much each token counts, 0..1. */
  readonly stress: readonly number[];
  /** The words of what is stressed, for the rules. */
  readonly main: readonly Token[];
  /** What stands after "e também", "além disso" and the like; null where nothing does. */
  readonly second: string | null;
  readonly asks: boolean;
}

/** Tuned by cross-validation on data/training. */
const SECOND = 0.3;
const BEFORE = 0.6;
const FINE = 0.3;
const DENIED = 0.35;

const COURTESY = new RegExp(`\\b(?:${[
  '(?:com os )?melhores cumprimentos', 'os? m(?:eu|inh)[oa]s? cumprimentos', 'agradec\\w+ (?:desde ja|antecipadamente)', 'desde ja (?:agradec\\w+|obrigad\\w)',
  'desculp\\w+ (?:o|pelo|a) (?:incomodo|hora|demora|transtorno)', 'com licenca', '(?:muito )?(?:bom dia|boa tarde|boa noite|boas|ola|oi)', 'espero que este(?:jam|ja) (?:todos )?bem',
  '(?:sera que )?(?:me |nos )?(?:podem|podiam|pode|podia|poderiam|poderia) (?:me |nos )?ajudar(?: me| nos)?', 'preciso (?:de )?ajuda', 'obrigad\\w(?: (?:pela atencao|desde ja|antecipadamente))?',
  'prezad\\w+', 'estimad\\w+', 'car[oa]s', 'excelentissim\\w+', 'venho (?:por este meio )?(?:comunicar|informar|reportar|pedir|solicitar)', 'equipa do helpdesk', '(?:senhor|sr|sra|senhora|caros?) (?:do )?(?:helpdesk|apoio)',
  'good (?:morning|afternoon|evening)', 'hello', 'thank you', 'thanks in advance', 'dear (?:team|sir|madam|colleagues)', 'sorry to (?:bother|disturb)(?: you)?', 'tudo bem', 'como estao?',
].join('|')})\\b`, 'gu');

const TURNS = 'mas|porem|so que|contudo|no entanto|but|however|o problema e';
const JOINS = 'e tambem|e tb|tambem|alem disso|outra coisa|ja agora|and also';
const CUT = new RegExp(`[.,;:!?()]+|\\s-\\s|(?=\\b(?:${TURNS}|${JOINS}|menos que)\\b)`, 'u');
const TURN = /^(?:mas|porem|so que|contudo|no entanto|agora|but|however|o problema|a questao|o que|menos|e que|e para|quero|only|the problem|the issue|simplesmente|e sim)\b/u;
const JOIN = /^(?:e (?:tambem|tb|tbm|ainda|outra)|tambem|alem d|outra coisa|outro |ja agora|aproveito|another|also|and also|por outro)/u;
const DENIAL = /^(?:nao (?:e|foi|estou|perguntei|pergunto|quero|se trata|esqueci|perdi|tenho queixa|ha queixa)|nenhuma queixa|no complaints?|it is not|its not|not |i am not|sem queixa)/u;
const WELL = /\b(?:bem|normal(?:mente)?|funciona|ok|boa?|certo|cheia|tudo|fine|works?|good|consegui|entrei)\b/u;
const NOT = /\bnao\b/u;

export function hear(text: string): Said {
  const whole = plain(text);
  const parts = whole.replace(COURTESY, ' , ').split(CUT).map((part) => part.trim()).filter((part) => /[a-z0-9]/u.test(part));
  const weights = weighed(parts);
  const said = parts.map((part) => tokens(part));
  const join = parts.findIndex((part, at) => at > 0 && JOIN.test(part));
  return {
    tokens: said.flat(), stress: said.flatMap((part, at) => part.map(() => weights[at] ?? 1)), main: said.filter((_, at) => (weights[at] ?? 1) >= BEFORE).flat(),
    second: join === -1 ? null : parts.slice(join).join(', '), asks: whole.includes('?'),
  };
}

function weighed(parts: readonly string[]): number[] {
  const weights = parts.map(() => 1);
  const lower = (at: number, to: number): void => void (weights[at] = Math.min(weights[at] ?? 1, to));
  parts.forEach((part, at) => {
    const next = parts[at + 1];
    if (at > 0 && JOIN.test(part)) for (let later = at; later < parts.length; later += 1) lower(later, SECOND);
    if (at > 0 && TURN.test(part)) for (let earlier = 0; earlier < at; earlier += 1) lower(earlier, WELL.test(parts[earlier] ?? '') && !NOT.test(parts[earlier] ?? '') ? FINE : BEFORE);
    if (next !== undefined && DENIAL.test(part) && !JOIN.test(next)) lower(at, DENIED);
  });
  return weights;
}
