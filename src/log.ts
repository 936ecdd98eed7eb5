/** The logger: JSON lines on stderr; phone numbers and secrets are masked wherever they stand, words of people never appear at info. Made by start. */
import { Writable } from 'node:stream';
import { createLogger, format, transports } from 'winston';
import type { Logger } from 'winston';
import { realNow } from './gateway/clock.js';

const HIDDEN = '[hidden]';
const SECRET_KEY = /token|password|passwd|secret|authorization|signature|cookie|login$/iu;
/** What people said, or what was said to them: only at debug. */
const WORDS_KEY = /^(text|body|caption|words|speech|description|transcript)$/iu;
const DETAILED: ReadonlySet<string> = new Set(['debug', 'silly']);
const DEEPEST = 8;
/** A level for tests: nothing at all. */
const SILENT = 'silent';

const PHONES: readonly RegExp[] = [
  /(?:\+|%2B|\b00(?=[1-9]))\d(?:[\s().-]{0,2}\d){6,14}/giu,
  /(?<![\w.-])258[\s.-]?8\d(?:[\s.-]?\d){7}(?![\w-])/gu,
  /(?<![\w.-])8[2-7][\s.-]?\d{3}[\s.-]?\d{4}(?![\w-])/gu,
];
const SECRETS: readonly RegExp[] = [
  /(?<=\b(?:Basic|Bearer)\s)[\w+/=.~-]{8,}/giu,
  /(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/gu,
  /(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])/gu,
];

/** `+258841230067` -> `+2588412*****67`: who works on a case recognises it, nobody can call it. */
export function maskPhone(number: string): string {
  const plus = /^(\+|%2B)/iu.exec(number)?.[0] ?? '';
  const digits = number.slice(plus.length).replace(/\D/gu, '');
  return `${plus}${digits.slice(0, Math.max(0, Math.min(7, digits.length - 5)))}*****${digits.slice(-2)}`;
}

/** @param secrets exact strings that must never be seen (tokens, the simulator's login) */
export function maskText(text: string, secrets: readonly string[] = []): string {
  let masked = text;
  for (const secret of secrets) if (secret !== '' && masked.includes(secret)) masked = masked.replaceAll(secret, HIDDEN);
  if (!/\d|:\/\/|Basic|Bearer/iu.test(masked)) return masked;
  for (const pattern of SECRETS) masked = masked.replace(pattern, HIDDEN);
  for (const pattern of PHONES) masked = masked.replace(pattern, maskPhone);
  return masked;
}

/** A copy without numbers, secrets and (unless `words`) what people said. */
export function maskValue(value: unknown, secrets: readonly string[], words: boolean, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value, secrets);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return '[deep]';
  if (value instanceof Error) return maskValue({ name: value.name, message: value.message, stack: value.stack, ...(value.cause === undefined ? {} : { cause: value.cause }) }, secrets, words, depth + 1);
  if (Array.isArray(value)) return value.map((each) => maskValue(each, secrets, words, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => {
    const name = maskText(key, secrets);
    if (SECRET_KEY.test(key) && each !== null && each !== undefined) return [name, HIDDEN];
    if (!words && WORDS_KEY.test(key)) return [name, HIDDEN];
    return [name, maskValue(each, secrets, words, depth + 1)];
  }));
}

/** Where winston looks for what is written. */
const LINE = Symbol.for('message');

/** The line as it is written: time, mask and JSON in one go, since each turn writes one. */
const lines = format((info, options) => {
  const { secrets } = options as { secrets: readonly string[] };
  const words = DETAILED.has(info.level);
  const line: Record<string, unknown> = { level: info.level };
  for (const [key, value] of Object.entries(info)) {
    if (key === 'level') continue;
    const hidden = key !== 'message' && ((SECRET_KEY.test(key) && value !== null && value !== undefined) || (!words && WORDS_KEY.test(key)));
    line[maskText(key, secrets)] = hidden ? HIDDEN : maskValue(value, secrets, words);
  }
  line['timestamp'] = new Date(realNow()).toISOString();
  info[LINE] = JSON.stringify(line);
  return info;
});

export interface LogOptions {
  /** A winston level. */
  readonly level: string;
  readonly secrets?: readonly string[];
  /** Where lines go; the process's stderr otherwise. */
  readonly stream?: NodeJS.WritableStream;
}

export function createLog({ level, secrets = [], stream }: LogOptions): Logger {
  return createLogger({
    level,
    silent: level === SILENT,
    format: lines({ secrets }),
    transports: [new transports.Stream({ stream: stream ?? (toStderr ??= gathered(process.stderr)) })],
    exitOnError: false,
  });
}

let toStderr: Writable | null = null;

/** What is logged in one turn of the event loop goes out in one write, the last of it when the process ends. */
function gathered(out: NodeJS.WritableStream): Writable {
  let waiting = '';
  const flush = (): void => {
    if (waiting === '') return;
    const all = waiting;
    waiting = '';
    out.write(all);
  };
  process.once('exit', flush);
  return new Writable({
    decodeStrings: false,
    write: (line: string, _encoding, done) => {
      if (waiting === '') setImmediate(flush);
      waiting += line;
      done();
    },
  });
}
