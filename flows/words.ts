/** Small readings of what a person wrote that no event says: did it solve it, is it somebody else, is a password in it, which topic. Pure. */

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

const NO = /^(nao|ainda nao|no\b|not yet|continua|continuo|persiste|mesmo problema|still)|\b(nao (resolveu|ficou|funciona|deu|esta)|ainda (nao|continua|esta)|does not|doesn't|not solved|not working)\b/u;
const YES = /^(sim|yes|ja (esta|deu|consegui|funciona|resolvi)|resolvido|resolveu|esta (bom|bem|resolvido)|funciona|consegui|solved|works)\b|\b(ficou resolvido|ja (resolveu|resolvi|consegui|funciona|esta resolvido)|it works|is solved)\b/u;

/** Answer to "is it solved?" in free words; null where it says neither. */
export function saysSolved(text: string): boolean | null {
  const words = plain(text);
  if (NO.test(words)) return false;
  return YES.test(words) ? true : null;
}

const SECRET = /(\b(?:senha|palavra[- ]passe|password|passe|pin|c[oó]digo)\b\s*(?:nova|antiga|minha)?\s*(?:é|e|:|=|is)\s*)(\S*[\d@#$%&*!]\S*)/giu;

/** A password never gets into a ticket: what looks like one is blotted out. */
export function withoutSecret(text: string): { readonly text: string; readonly hidden: boolean } {
  const safe = text.replace(SECRET, '$1***');
  return { text: safe, hidden: safe !== text };
}

/** Says so that another person than the known one holds the handset ("não sou o João", "aqui é a Marta"). */
export function somebodyElse(text: string, name: string | null): boolean {
  if (name === null) return false;
  const known = plain(name).split(/\s+/u);
  const words = plain(text);
  const denied = /\bnao sou (?:o |a )?(\p{L}+)/u.exec(words);
  if (denied?.[1] !== undefined && known.includes(denied[1])) return true;
  const said = /\b(?:aqui (?:e|fala)|o meu nome e|meu nome e|chamo-me|sou) (?:o |a )?(\p{Lu}\p{L}+)/u.exec(text.normalize('NFD').replace(/\p{M}/gu, ''))?.[1];
  return said !== undefined && !known.includes(said.toLowerCase());
}

/** A name is short and holds no digits; anything else said when a name is asked is about the problem. */
export const looksLikeName = (text: string): boolean => /^[^\d?!]{2,60}$/u.test(text.trim()) && text.trim().split(/\s+/u).length <= 6;

const NAMING = /^(?:(?:o )?meu nome (?:é|e)|chamo-me|me chamo|eu sou|sou|aqui (?:é|e|fala)|my name is|i am)\s+(?:o |a )?/iu;
export const nameIn = (text: string): string => text.trim().replace(NAMING, '').replace(/[.,;]+$/u, '').trim();

const TOPICS: readonly (readonly [string, RegExp])[] = [
  ['allocation', /quantas? (redes|mosquiteiros|rti)|redes? por (familia|agregado|pessoa|casa)|(how many|number of) nets|\d+ (redes|mosquiteiros) (por|para)/u],
  ['stock', /falt(a|am|ou|aram) (de )?(as |os )?(redes|mosquiteiros|rti|fardos)|\b(stock|estoque|acabaram|acabou|esgot\w+|poucas redes|nao temos (redes|mosquiteiros)|armazem)\b/u],
  ['transport', /\b(transporte|camiao|carro|mota|combustivel|rota|rotas|viatura|transport|truck|route)\b/u],
  ['materials', /\b(colete|coletes|giz|material|materiais|crachas?|vest|vests|chalk)\b/u],
  ['supervision', /\b(supervis\w+|plano de visita)\b/u],
  ['households', /\b(agregados?|familias?|casa fechada|ausentes?|recus\w+|nao (quer|querem|aceita|aceitam)|beneficiarios?|household|absent|refus\w+)\b/u],
];

/** The programmatic topic that the words point to, null where they do not. */
export function topicIn(text: string, topics: readonly string[]): string | null {
  const words = plain(text);
  return TOPICS.find(([topic, pattern]) => topics.includes(topic) && pattern.test(words))?.[0] ?? null;
}
