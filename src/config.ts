/** The only reader of the environment (contract.md "Environment"): raw values -> checked Config, or a fault that names the variable. Called by main and the command line. */
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { realNow } from './gateway/clock.js';

export interface TwilioConfig {
  readonly accountSid: string;
  /** First one signs REST calls, all verify (rotation). */
  readonly authTokens: readonly string[];
  readonly apiUrl: string | null;
  readonly contentUrl: string | null;
  /** E.164 without prefix, null = that way out is off. */
  readonly whatsappFrom: string | null;
  readonly voiceFrom: string | null;
  readonly smsFrom: string | null;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  /** No trailing slash. */
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly varDir: string;
  readonly whatsapp: 'twilio' | 'baileys' | 'off';
  readonly twilio: TwilioConfig | null;
  readonly simulator: boolean;
  /** `user:password`; needed where the simulator is on and HOST is not loopback. */
  readonly simulatorLogin: string | null;
  /** Virtual clock: start (ms UTC) and rate; null = real time. Rate 0 stands still until told. */
  readonly clock: { readonly start: number; readonly rate: number } | null;
  /** Where to connect instead of WhatsApp's own servers (WHATSAPP=baileys). */
  readonly baileysUrl?: string | null;
  readonly logLevel: string;
  readonly timezone: string;
}

/** Every variable that is wrong, with the reason; `variables` names them. */
export class ConfigFault extends Error {
  constructor(readonly faults: readonly { readonly variable: string; readonly message: string }[]) {
    super(`the configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map(({ variable, message }) => `  ${variable}: ${message}`).join('\n')}`);
    this.name = 'ConfigFault';
  }

  get variables(): readonly string[] {
    return this.faults.map(({ variable }) => variable);
  }
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);
const LOG_LEVELS = ['error', 'warn', 'info', 'http', 'verbose', 'debug', 'silly'] as const;
/** A rehearsal may run a day in a second, not faster. */
const FASTEST = 86_400;

const url = (protocols: RegExp, example: string) => z.string().refine((text) => URL.canParse(text) && protocols.test(new URL(text).protocol), { error: `must be a URL as ${example}` });
const web = (example: string) => url(/^https?:$/u, example).refine((text) => !/[?#]/u.test(text), { error: 'must have no ? and no #' }).transform((text) => text.replace(/\/+$/u, ''));
const sender = z.string().transform((text) => text.replace(/^whatsapp:/u, '')).pipe(z.string().regex(/^\+[1-9]\d{6,14}$/u, 'must be a number in E.164 as +14155238886'));
const wholeNumber = (text: string): number => (/^\d+$/u.test(text) ? Number(text) : Number.NaN);

const Variables = z.object({
  PORT: z.string().transform(wholeNumber).pipe(z.int('must be a whole number').min(0).max(65_535)).default(3000),
  HOST: z.string().regex(/^[\w.:[\]-]+$/u, 'must be a host name or an address').default('127.0.0.1'),
  PUBLIC_URL: web('https://helpdesk.example.org').optional(),
  DATA_DIR: z.string().default('data'),
  VAR_DIR: z.string().optional(),
  WHATSAPP: z.enum(['twilio', 'baileys', 'off'], { error: 'must be twilio, baileys or off' }).optional(),
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9A-Za-z]+$/u, 'must begin with AC').optional(),
  TWILIO_AUTH_TOKEN: z.string().transform((text) => text.split(',').map((each) => each.trim()))
    .pipe(z.array(z.string().regex(/^[^\s]+$/u, 'must be a token, or several with commas between')).min(1)).optional(),
  TWILIO_API_URL: web('https://api.twilio.com').optional(),
  TWILIO_CONTENT_URL: web('https://content.twilio.com').optional(),
  TWILIO_WHATSAPP_FROM: sender.optional(),
  TWILIO_VOICE_FROM: sender.optional(),
  TWILIO_SMS_FROM: sender.optional(),
  BAILEYS_URL: url(/^wss?:$/u, 'wss://web.whatsapp.com/ws/chat').optional(),
  SIMULATOR: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  SIMULATOR_LOGIN: z.string().regex(/^[^:\s]+:.{8,}$/u, 'must be user:password with at least 8 characters of password').optional(),
  CLOCK_START: z.iso.datetime({ offset: true, error: 'must be ISO 8601 with offset as 2026-08-28T09:00:00+02:00' }).transform((text) => Date.parse(text)).optional(),
  CLOCK_RATE: z.string().regex(/^\d+(\.\d+)?$/u, 'must be a number, 0 or more').transform(Number).pipe(z.number().max(FASTEST)).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  TZ_CAMPAIGN: z.string().refine(isZone, { error: 'must be a time zone as Africa/Maputo' }).default('Africa/Maputo'),
});
type Variables = z.infer<typeof Variables>;
type Fault = ConfigFault['faults'][number];

/**
 * @param env raw values; an empty one counts as not set
 * @throws ConfigFault that lists every faulty variable
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const names = Object.keys(Variables.shape);
  const given = Object.fromEntries(names.flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])));
  const read = Variables.safeParse(given);
  if (!read.success) {
    throw new ConfigFault(read.error.issues.map(({ path, message }) => ({ variable: String(path[0]), message })));
  }
  const config = configOf(read.data);
  const faults = together(read.data, config);
  if (faults.length > 0) throw new ConfigFault(faults);
  return config;
}

function configOf(read: Variables): Config {
  const twilio = twilioOf(read);
  const whatsapp = read.WHATSAPP ?? (twilio === null ? 'off' : 'twilio');
  const dataDir = resolve(read.DATA_DIR);
  const virtual = read.CLOCK_START !== undefined || read.CLOCK_RATE !== undefined;
  return {
    port: read.PORT,
    host: read.HOST.replace(/^\[(.*)\]$/u, '$1'),
    publicUrl: read.PUBLIC_URL ?? `http://localhost:${read.PORT}`,
    dataDir,
    varDir: read.VAR_DIR === undefined ? join(dataDir, 'var') : resolve(read.VAR_DIR),
    whatsapp, twilio,
    simulator: read.SIMULATOR === undefined ? twilio === null && whatsapp === 'off' : read.SIMULATOR === 'on',
    simulatorLogin: read.SIMULATOR_LOGIN ?? null,
    clock: virtual ? { start: read.CLOCK_START ?? realNow(), rate: read.CLOCK_RATE ?? 1 } : null,
    baileysUrl: read.BAILEYS_URL ?? null,
    logLevel: read.LOG_LEVEL,
    timezone: read.TZ_CAMPAIGN,
  };
}

function twilioOf(read: Variables): TwilioConfig | null {
  if (read.TWILIO_ACCOUNT_SID === undefined || read.TWILIO_AUTH_TOKEN === undefined) return null;
  return {
    accountSid: read.TWILIO_ACCOUNT_SID, authTokens: read.TWILIO_AUTH_TOKEN,
    apiUrl: read.TWILIO_API_URL ?? null, contentUrl: read.TWILIO_CONTENT_URL ?? null,
    whatsappFrom: read.TWILIO_WHATSAPP_FROM ?? null, voiceFrom: read.TWILIO_VOICE_FROM ?? null, smsFrom: read.TWILIO_SMS_FROM ?? null,
  };
}

/** What is right alone and wrong together. */
function together(read: Variables, config: Config): Fault[] {
  const faults: Fault[] = [];
  const fault = (variable: string, message: string): void => void faults.push({ variable, message });
  const { twilio } = config;
  if (read.TWILIO_ACCOUNT_SID !== undefined && read.TWILIO_AUTH_TOKEN === undefined) fault('TWILIO_AUTH_TOKEN', 'is missing: TWILIO_ACCOUNT_SID is set');
  if (read.TWILIO_ACCOUNT_SID === undefined && read.TWILIO_AUTH_TOKEN !== undefined) fault('TWILIO_ACCOUNT_SID', 'is missing: TWILIO_AUTH_TOKEN is set');
  if (config.whatsapp === 'twilio' && twilio === null) fault('WHATSAPP', 'twilio needs TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN');
  if (config.simulator && config.simulatorLogin === null && !LOOPBACK.has(config.host)) {
    fault('SIMULATOR', `is on and HOST ${config.host} can be reached from elsewhere: set SIMULATOR_LOGIN=user:password, or SIMULATOR=off`);
  }
  if (config.clock !== null) {
    const clock = read.CLOCK_START === undefined ? 'CLOCK_RATE' : 'CLOCK_START';
    if (twilio !== null && !local(twilio.apiUrl)) fault(clock, 'a rehearsal clock is refused with the real Twilio (TWILIO_API_URL is not on this machine)');
    if (config.whatsapp === 'baileys' && !local(config.baileysUrl ?? null)) fault(clock, 'a rehearsal clock is refused with the real WhatsApp (BAILEYS_URL is not on this machine)');
  }
  return faults;
}

const local = (address: string | null): boolean => address !== null && LOOPBACK.has(new URL(address).hostname);

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
