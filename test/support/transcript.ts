/** Reads a transcript (test/transcripts/README.md): YAML that a Portuguese-speaking manager writes -> checked steps, every fault with its step. Called by test/transcripts.test.ts. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'yaml';

export interface TicketWish {
  readonly none: boolean;
  readonly fields: Readonly<Record<string, string | number | readonly string[] | Readonly<Record<string, string>>>>;
}

export type Step = { readonly line: string } & (
  | { readonly do: 'say' | 'write' | 'choose' | 'tap' | 'press' | 'speak'; readonly who: string; readonly text: string }
  | { readonly do: 'send'; readonly who: string; readonly kind: MediaName; readonly caption: string }
  | { readonly do: 'quote'; readonly who: string; readonly phrase: string; readonly text: string }
  | { readonly do: 'hear' | 'read' | 'hearNot'; readonly who: string; readonly phrases: readonly string[] }
  | { readonly do: 'call' | 'hangup' | 'silence'; readonly who: string }
  | { readonly do: 'nothing'; readonly who: string; readonly written: boolean }
  | { readonly do: 'record'; readonly who: string; readonly seconds: number }
  | { readonly do: 'answer'; readonly who: string; readonly reached: boolean }
  | { readonly do: 'takeOurs'; readonly who: string; readonly by: 'human' | 'machine' | 'unknown' }
  | { readonly do: 'refuseOurs'; readonly who: string; readonly status: string }
  | { readonly do: 'ticket' | 'callLog'; readonly who: string; readonly wish: TicketWish }
  | { readonly do: 'advance'; readonly duration: string }
  | { readonly do: 'until'; readonly at: number }
  | { readonly do: 'restart' }
  | { readonly do: 'vendor'; readonly down: boolean }
);

export const MEDIA_NAMES = ['foto', 'voz', 'video', 'documento', 'contacto', 'localização', 'desconhecido'] as const;
export type MediaName = (typeof MEDIA_NAMES)[number];

export interface Transcript {
  readonly file: string;
  readonly title: string;
  /** Ms UTC. */
  readonly start: number;
  /** name -> number in E.164, an opaque WhatsApp id, or `anonymous`; the first one is who calls. */
  readonly people: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** The same as a phone call: the same steps, steps of its own, or not at all. */
  readonly phone: readonly Step[] | null;
  /** False where the transcript is a phone call and nothing else. */
  readonly chat: boolean;
  /** What is different in this campaign: file -> what is merged over it. */
  readonly data: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const NAMES: Readonly<Record<string, Step['do']>> = {
  diz: 'say', escreve: 'write', escolhe: 'choose', toca: 'tap', prime: 'press', fala: 'speak', envia: 'send', cita: 'quote', ouve: 'hear', 'lê': 'read', 'não ouve': 'hearNot',
  liga: 'call', desliga: 'hangup', 'cala-se': 'silence', grava: 'record', atende: 'answer', 'não atende': 'answer', 'atende a nossa chamada': 'takeOurs', 'não atende a nossa chamada': 'refuseOurs',
};
const VERBS = Object.keys(NAMES).sort((one, other) => other.length - one.length);
const KEYS = ['titulo', 'hora', 'pessoas', 'telefone', 'campanha', 'opções', 'mesa', 'passos'];

class TranscriptFault extends Error {}

export function readTranscript(file: string): Transcript {
  const raw = parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const fail = (what: string): never => {
    throw new TranscriptFault(`${basename(file)}: ${what}`);
  };
  for (const key of Object.keys(raw)) if (!KEYS.includes(key)) fail(`não conheço o campo "${key}" (existem: ${KEYS.join(', ')})`);
  const people = Object.fromEntries(Object.entries(raw['pessoas'] ?? {}).map(([name, number]) => [name, String(number)]));
  if (Object.keys(people).length === 0) fail('faltam as pessoas');
  if (!Array.isArray(raw['passos'])) fail('faltam os passos');
  const start = Date.parse(textOf(raw['hora']) || '2026-10-02T09:00:00+02:00');
  if (Number.isNaN(start)) fail('hora: escreva como 2026-10-02T09:00:00+02:00');
  const read = (list: unknown): Step[] => (list as unknown[]).map((each, index) => readStep(each, people, (what) => fail(`passo ${index + 1}: ${what}`)));
  const steps = read(raw['passos']);
  const phone = raw['telefone'] ?? false;
  const calls = Array.isArray(phone) ? read(phone) : isYes(phone) || phone === 'só' ? steps : null;
  return {
    file: basename(file), title: textOf(raw['titulo']) || basename(file), start, people, steps, phone: calls, chat: phone !== 'só',
    data: { 'campaign.yaml': (raw['campanha'] ?? {}) as Record<string, unknown>, 'options.yaml': (raw['opções'] ?? {}) as Record<string, unknown>, 'desk.yaml': (raw['mesa'] ?? {}) as Record<string, unknown> },
  };
}

/** YAML reads `1` as a number and `sim` as a text. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '');
const isYes = (value: unknown): boolean => value === true || value === 'sim';
const list = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

function readStep(raw: unknown, people: Readonly<Record<string, string>>, fail: (what: string) => never): Step {
  const [head, value] = typeof raw === 'string' ? [raw, null] : Object.entries(raw as object)[0] ?? fail('vazio');
  const line = value === null ? head : `${head}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  if (head === 'passa') return { line, do: 'advance', duration: duration(String(value), fail) };
  if (head === 'até') {
    const at = Date.parse(String(value));
    return Number.isNaN(at) ? fail('até: escreva como 2026-10-02T09:00:00+02:00') : { line, do: 'until', at };
  }
  if (head === 'reinicia') return { line, do: 'restart' };
  if (head === 'twilio') return { line, do: 'vendor', down: value === 'em baixo' };
  const about = /^(pedido|chamada) de (\S+)$/u.exec(head);
  if (about !== null) return { line, do: about[1] === 'pedido' ? 'ticket' : 'callLog', who: person(about[2] ?? ''), wish: wish(value) };
  const verb = VERBS.find((each) => head.endsWith(` ${each}`)) ?? fail(`não percebo "${head}" (verbos: ${VERBS.join(', ')})`);
  return said(verb, person(head.slice(0, -verb.length - 1)), value, line, fail);

  function person(name: string): string {
    return name in people ? name : fail(`"${name}" não está na lista das pessoas`);
  }
}

function said(verb: string, who: string, value: unknown, line: string, fail: (what: string) => never): Step {
  const kind = NAMES[verb];
  switch (kind) {
    case 'say': case 'write': case 'choose': case 'tap': case 'press': case 'speak':
      return { line, do: kind, who, text: textOf(value) };
    case 'hear': case 'read': case 'hearNot':
      return kind !== 'hearNot' && value === 'nada' ? { line, do: 'nothing', who, written: kind === 'read' } : { line, do: kind, who, phrases: list(value) };
    case 'send': {
      const given = (typeof value === 'string' ? { [value]: '' } : value) as Record<string, string>;
      const name = MEDIA_NAMES.find((each) => each in given) ?? fail(`envia: um destes: ${MEDIA_NAMES.join(', ')}`);
      return { line, do: 'send', who, kind: name, caption: given['legenda'] ?? given[name] ?? '' };
    }
    case 'quote': {
      const given = value as Record<string, string>;
      return { line, do: 'quote', who, phrase: given['frase'] ?? fail('cita: falta a frase'), text: given['diz'] ?? fail('cita: falta o que diz') };
    }
    case 'record':
      return { line, do: 'record', who, seconds: Number(value ?? 8) };
    case 'answer':
      return { line, do: 'answer', who, reached: verb === 'atende' };
    case 'takeOurs':
      return { line, do: kind, who, by: value === 'gravador' ? 'machine' : value === 'não se sabe' ? 'unknown' : 'human' };
    case 'refuseOurs':
      return { line, do: kind, who, status: value === 'ocupado' ? 'busy' : value === 'sem rede' ? 'failed' : 'no-answer' };
    case 'call': case 'hangup': case 'silence':
      return { line, do: kind, who };
    default:
      return fail(`não percebo "${verb}"`);
  }
}

function wish(value: unknown): TicketWish {
  return value === 'nenhum' || value === 'nenhuma' ? { none: true, fields: {} } : { none: false, fields: (value ?? {}) as TicketWish['fields'] };
}

const UNITS: Readonly<Record<string, (n: number) => string>> = {
  segundo: (n) => `PT${n}S`, minuto: (n) => `PT${n}M`, hora: (n) => `PT${n}H`, dia: (n) => `P${n}D`,
};

/** "30 minutos" -> PT30M; ISO durations stay as they are. */
function duration(text: string, fail: (what: string) => never): string {
  if (/^P/u.test(text)) return text;
  const [, count, unit] = /^(\d+) (segundo|minuto|hora|dia)s?$/u.exec(text) ?? [];
  return UNITS[unit ?? '']?.(Number(count)) ?? fail('passa: escreva como "30 minutos", "2 horas" ou "1 dia"');
}
