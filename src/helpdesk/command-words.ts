/** The words of the desk's commands, Portuguese and English, folded; and how a word or two at the start of a message become a verb. Pure; called by commands.ts. */
import { fold, nearest } from '../conversation/words.js';
import type { WaitingFor } from './ticket.js';

/** Nothing more is needed: anything after them makes the message ordinary talk. */
type Alone = 'help' | 'mine' | 'undo' | 'confirm' | 'decline' | 'callbacks' | 'triage';
/** A number is enough. */
type Plain = 'show' | 'take' | 'close' | 'reopen' | 'why' | 'call' | 'end_talk' | 'unlink';
/** A number and words. */
type Worded = 'comment' | 'solve' | 'retype' | 'reject' | 'defer' | 'change_request' | 'say' | 'called';
/** Each reads what follows in its own way. */
type Own = 'list' | 'assign' | 'forward' | 'prioritise' | 'wait' | 'link' | 'file' | 'duty' | 'report' | 'incident' | 'people' | 'faq';

export type Verb =
  | { readonly kind: 'alone'; readonly do: Alone } | { readonly kind: 'plain'; readonly do: Plain } | { readonly kind: 'worded'; readonly do: Worded }
  | { readonly kind: 'own'; readonly do: Own } | { readonly kind: 'waits'; readonly do: 'wait'; readonly for: WaitingFor };

const ALONE: Readonly<Record<Alone, string>> = {
  help: 'ajuda, comandos, help, commands, ajuda comandos',
  mine: 'minhas, meus, os meus, as minhas, meus pedidos, os meus pedidos, minhas tarefas, mine, my tickets',
  undo: 'desfazer, desfaz, desfaco, undo',
  confirm: 'sim, s, confirmo, confirmar, sim confirmo, yes, y, confirm',
  decline: 'nao, n, no, nao confirmo, cancelar, cancel, deixa estar',
  callbacks: 'pendentes, chamadas, chamadas pendentes, por ligar, callbacks, pending',
  triage: 'triagem, triage',
};
const PLAIN: Readonly<Record<Plain, string>> = {
  show: 'ver, vejo, veja, mostrar, mostra, detalhes, detalhe, show, view',
  take: 'assumir, assumo, assume, pegar, pego, fico com, fico eu com, take',
  close: 'fechar, fecho, fecha, encerrar, encerro, close',
  reopen: 'reabrir, reabro, reabre, reopen',
  why: 'porque, porq, why, por que',
  call: 'ligar, ligo, telefonar, telefono, chamar, call, phone',
  end_talk: 'fim, fim da conversa, fim de conversa, terminar conversa, acabar conversa, end, end talk',
  unlink: 'separar, desassociar, unlink',
};
const WORDED: Readonly<Record<Worded, string>> = {
  comment: 'comentar, comento, comentario, nota, anotar, comment, note',
  solve: 'resolver, resolvo, resolvi, resolvido, resolvida, resolve, solucao, feito, concluido, solve, solved, resolved, done, fixed',
  retype: 'tipo, type, retype',
  reject: 'rejeitar, rejeito, rejeitado, rejeitada, recusar, recuso, reject, drop, dropped',
  defer: 'adiar, adio, adiado, adiada, defer, on hold, hold, put on hold, postpone',
  change_request: 'pedido de alteracao, pedido de mudanca, alteracao, mudanca, melhoria, change request, cr',
  say: 'dizer, digo, diz, responder, respondo, say, tell, reply',
  called: 'ligou, liguei, telefonou, telefonei, called',
};
const OWN: Readonly<Record<Own, string>> = {
  list: 'lista, listar, liste, abertos, fila, list, queue',
  assign: 'atribuir, atribuo, atribui, assign',
  forward: 'encaminhar, encaminho, encaminha, passar, passo, escalar, escalo, subir, subo, forward, escalate',
  prioritise: 'prioridade, priority, prioritise, prioritize',
  wait: 'aguardar, aguardo, aguarda, a aguardar, esperar, espera, a espera, wait, waiting',
  link: 'juntar, junto, associar, link',
  file: 'novo, nova, novo pedido, new',
  duty: 'turno, entrar no turno, sair do turno, entro no turno, saio do turno, entrar de turno, sair de turno, shift, duty',
  report: 'relatorio, relatorio diario, report, daily report',
  incident: 'incidente, problema conhecido, incident, known problem',
  people: 'pessoa, pessoas, equipa, staff, people',
  faq: 'faq, faqs',
};
/** L3 in its own words: "backend change 40713", "apk 40713". */
const WAITS: Readonly<Record<WaitingFor, string>> = {
  reporter: 'perguntar, pergunto, ask',
  backend: 'backend, backend change, needs backend change, mudanca no servidor',
  apk_release: 'apk, apk change, apk release, new apk, needs apk change, release apk',
  device_push: 'push, device push, mdm, push apk',
};

const verbs = new Map<string, Verb>([
  ...entries(ALONE).map(([word, name]): [string, Verb] => [word, { kind: 'alone', do: name }]),
  ...entries(PLAIN).map(([word, name]): [string, Verb] => [word, { kind: 'plain', do: name }]),
  ...entries(WORDED).map(([word, name]): [string, Verb] => [word, { kind: 'worded', do: name }]),
  ...entries(OWN).map(([word, name]): [string, Verb] => [word, { kind: 'own', do: name }]),
  ...entries(WAITS).map(([word, name]): [string, Verb] => [word, { kind: 'waits', do: 'wait', for: name }]),
]);

function entries<Name extends string>(table: Readonly<Record<Name, string>>): [string, Name][] {
  return (Object.keys(table) as Name[]).flatMap((name) => table[name].split(', ').map((word): [string, Name] => [word, name]));
}

const LONGEST = 4;
/** A slip of the finger is forgiven in the long words only; "fechou", "assumiu" tell of somebody else. */
const SPELT = [...verbs.keys()].filter((word) => word.length >= 6 && !word.includes(' '));
const TELLS = /(?:ou|iu|eu|am|em|ava|ia)$/u;

export interface Begins {
  readonly verb: Verb;
  /** As typed: for the answer that says what is missing. */
  readonly word: string;
  readonly tail: string;
}

const plainWord = (word: string): string => fold(word).replace(/[^a-z]/gu, '');

/** The longest run of words at the start that is a verb. @param slips true = a misspelt long word counts too */
export function verbAt(text: string, slips = false): Begins | null {
  const words = [...text.matchAll(/\S+/gu)].slice(0, LONGEST);
  for (let count = words.length; count > 0; count -= 1) {
    const last = words[count - 1];
    if (last === undefined) continue;
    const end = last.index + last[0].length;
    const verb = verbs.get(words.slice(0, count).map(([word]) => plainWord(word)).join(' '));
    if (verb !== undefined) return { verb, word: text.slice(0, end).trim().replace(/[\s:;,.!?–—-]+$/u, ''), tail: text.slice(end).trim() };
  }
  const first = words[0]?.[0];
  if (!slips || first === undefined) return null;
  const word = plainWord(first);
  const meant = word.length < 6 || TELLS.test(word) ? undefined : SPELT[nearest(word, SPELT)];
  const verb = meant === undefined ? undefined : verbs.get(meant);
  return verb === undefined ? null : { verb, word: first, tail: text.slice(first.length).trim() };
}

/** What means nothing after a command. */
const COURTESY = /^(?:[\s,.!?]|\b(?:este|isto|esse|isso|aqui|eu|ja|agora|por favor|se faz favor|faz favor|pf|pfv|sff|please|pls|now|this|it|obrigad[oa])\b)*$/u;
export const isCourtesy = (text: string): boolean => COURTESY.test(fold(text));
