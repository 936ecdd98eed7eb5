/** Small readings of what a person wrote that no event says: did it solve it, is it somebody else, is a password in it, which topic. Pure. */

export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

const NO = /^(nao|ainda nao|no\b|not yet|continua|continuo|persiste|mesmo problema|still)|\b(nao (resolveu|ficou|funciona|deu|esta)|ainda (nao|continua|esta|falta|da)|nao era|nao e isso|nao ajuda(ou)?|does not|doesn't|not solved|not working)\b/u;
const YES = /^(sim|yes|ja (esta|deu|consegui|funciona|resolvi)|resolvido|resolveu|(era|e) (isso|isto)|isso mesmo|ajudou|esta (bom|bem|resolvido)|funciona|consegui|solved|works)\b|\b(ficou resolvido|ja (resolveu|resolvi|consegui|funciona|esta resolvido)|it works|is solved)\b/u;

/** Answer to "is it solved?" in free words; null where it says neither. */
export function saysSolved(text: string): boolean | null {
  const words = plain(text);
  if (NO.test(words)) return false;
  return YES.test(words) ? true : null;
}

/** Passwords are blotted out before a flow sees them (conversation/clean.ts); the flow only says why. */
export const holdsSecret = (text: string): boolean => text.includes('***');

/** "Sou a Rita": the name that a person gives himself. Roles are no names. */
const SAYS_NAME = /(?:^|[^\p{L}])(?:[Aa]qui (?:é|e|fala)|[Mm]eu nome (?:é|e)|[Cc]hamo-me|[Ss]ou|[Mm]y name is|[Ii] am|[Ii]'m) (?:o |a )?(\p{Lu}\p{L}+(?: (?:d[aeo]s? )?\p{Lu}\p{L}+){0,3})/gu;
const NO_NAME = /^(?:registador|distribuidor|monitor|supervisor|gestor|chefe|coordenador|enfermeir|tecnic)/u;

const firstNames = (name: string | null): string[] => plain(name ?? '').split(/\s+/u);

/** The name given, where it is not the known person's; null where none is. */
export function otherName(text: string, name: string | null): string | null {
  const known = firstNames(name);
  const said = [...text.normalize('NFC').matchAll(SAYS_NAME)].map((each) => each[1] ?? '');
  return said.find((each) => !NO_NAME.test(plain(each)) && !known.includes(firstNames(each)[0] ?? '')) ?? null;
}

/** Says outright not to be the known person ("não sou o João"). */
export function deniesName(text: string, name: string | null): boolean {
  const denied = /\b(?:nao (?:e|sou)|i am not|i'm not) (?:o |a )?(\p{L}+)/u.exec(plain(text))?.[1];
  return name !== null && denied !== undefined && firstNames(name).includes(denied);
}

/** Says so that another person than the known one holds the handset ("não sou o João", "aqui é a Marta"). */
export const somebodyElse = (text: string, name: string | null): boolean => name !== null && (deniesName(text, name) || otherName(text, name) !== null);

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

const NOT_ONLY_ME = /\bnao (?:sou|e) so (?:eu|comigo)|\bnot only me\b/u;
const DISTRICT = /\b(?:distrito|provincia|district|province)\b/u;
const TEAM = /\b(?:equipas?|equipes?|grupo|brigadas?|colegas?|nos|todos|todas|toda a gente|somos|varias pessoas|team|teams|colleagues|everybody|everyone|all of us|we|us|[2-9]|\d{2,}|dois|duas|tres|quatro|cinco|seis|sete|oito|nove|dez)\b/u;
const ONE = /\b(?:eu|mim|comigo|uma pessoa|ninguem mais|me|myself|one person|nobody else)\b/u;
const IMPACT_WORDS = 10;

/** "Só eu", "a equipa toda", "somos cinco": how many are stopped; null where the words do not say. */
export function impactIn(text: string): 'one' | 'team' | 'district' | null {
  const words = plain(text);
  if (words.split(/\s+/u).length > IMPACT_WORDS) return null;
  if (DISTRICT.test(words)) return 'district';
  if (TEAM.test(words) || NOT_ONLY_ME.test(words)) return 'team';
  return ONE.test(words) ? 'one' : null;
}

/** Two matters in one message ("e também ..."). */
export const saysTwo = (text: string): boolean => /\b(?:e tambem|tambem|alem disso|outro (?:problema|assunto)|outra coisa|and also|also|another (?:problem|thing))\b/u.test(plain(text));

/** The role of the campaign that the words name, man or woman ("sou registadora"); null where none is. A role's id begins with the word for it. */
export function roleIn(text: string, roles: readonly string[]): string | null {
  const words = plain(text);
  return roles.find((role) => words.includes(role.split('_')[0] ?? role)) ?? null;
}
