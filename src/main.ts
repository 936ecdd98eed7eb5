/** The gateway's process: reads the configuration, starts, says where, and stops cleanly on a signal. Run by scripts/start.mjs and pm2. */
import { ConfigFault, readConfig } from './config.js';
import type { Config } from './config.js';
import type { Served } from './serve.js';

const FAULT = 1;
const WRONG_CONFIG = 2;
/** pm2 kills after 20 s (ecosystem.config.js). */
const STOP_MS = 18_000;
/** Ctrl-C under npm arrives twice, from the terminal and from npm: that is one wish. */
const SAME_WISH_MS = 1_000;
/** Faults that the operator reads without a stack. */
const PLAIN: ReadonlySet<string> = new Set(['ContentFault', 'StoreLocked', 'ConfigFault', 'AccountInUse']);

const complain = (text: string): void => void process.stderr.write(`${text}\n`);

function configured(): Config | null {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    complain(error.message);
    return null;
  }
}

function plainly(error: unknown, config: Config): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `PORT ${config.port} is taken by another program: stop it, or set PORT`;
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return `cannot listen on HOST ${config.host}, PORT ${config.port}: ${error.message}`;
  return PLAIN.has(error.name) ? error.message : error.stack ?? error.message;
}

async function run(): Promise<void> {
  const config = configured();
  if (config === null) {
    process.exitCode = WRONG_CONFIG;
    return;
  }
  try {
    const { serve } = await import('./serve.js');
    const served = await serve(config, { thread: true });
    guard(served);
    const simulator = config.simulator ? ', simulator on' : '';
    process.stdout.write(`Helpdesk gateway: ${served.address} (WhatsApp ${config.whatsapp}, phone ${config.twilio?.voiceFrom ? 'twilio' : 'off'}${simulator})\n`);
    process.send?.('ready');
  } catch (error) {
    complain(plainly(error, config));
    process.exit(FAULT);
  }
}

/** A signal stops it when what is in hand is done; a second one later on, or a fault nobody caught, at once. */
function guard({ ctx, stop }: Served): void {
  let since: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (since !== null && performance.now() - since > SAME_WISH_MS) process.exit(FAULT);
    if (since !== null) return;
    since = performance.now();
    ctx.log.info('stopping', { signal });
    const late = setTimeout(() => {
      ctx.log.error('stop took too long');
      process.exit(FAULT);
    }, STOP_MS);
    stop().then(
      () => {
        clearTimeout(late);
        ctx.log.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        ctx.log.error('stop failed', { error });
        process.exit(FAULT);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  const onFault = (error: unknown): void => {
    ctx.log.error('fault that nobody caught', { error });
    process.exit(FAULT);
  };
  process.on('unhandledRejection', (error: unknown) => {
    /** The linked device's library leaves promises of a lost connection to themselves: the line has seen the close and goes on. */
    if (isStray(error)) ctx.log.warn('stray fault of the linked device', { error });
    else onFault(error);
  });
  process.on('uncaughtException', onFault);
}

/** A Boom, or a bare close code, or thrown inside the library. */
function isStray(error: unknown): boolean {
  if (typeof error === 'number') return true;
  return error instanceof Error && (('isBoom' in error && error.isBoom === true) || /node_modules\/(?:@whiskeysockets\/baileys|ws)\//u.test(error.stack ?? ''));
}

void run();
