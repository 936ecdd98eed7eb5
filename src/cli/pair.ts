/** `helpdesk pair`: links the WhatsApp number of WHATSAPP=baileys from a terminal, by QR or by code. Where a gateway runs, it has the account: its page does it. Called by main.ts. */
import type { Writable } from 'node:stream';
import { createClock } from '../gateway/clock.js';
import { createLog } from '../log.js';
import type { Config } from '../config.js';
import { CliFault, FAULT, GOOD, USAGE, complain, say } from './io.js';
import type { Io } from './io.js';
import type { LineState } from '../channels/baileys/line-port.js';

const PHONE = /^\+?[1-9]\d{7,14}$/u;

/** @param code the helpdesk's number, to link by a code instead of the QR */
export async function pair({ code }: { readonly code?: string }, io: Io): Promise<number> {
  const config = io.config();
  if (config.whatsapp !== 'baileys') {
    complain(io, `pair belongs to WHATSAPP=baileys; this gateway has WHATSAPP=${config.whatsapp}, which needs no pairing`);
    return FAULT;
  }
  if (code !== undefined && !PHONE.test(code)) throw new CliFault('--code takes the number of the helpdesk as +258841234567', USAGE);
  const [{ linkAccount }, { accountFile, openLinkedAccount }, { AccountInUse }, { toString: qrText }] = await Promise.all([
    import('../channels/baileys/link-account.js'), import('../store/linked-auth.js'), import('../store/port-linked.js'), import('qrcode'),
  ]);
  const log = createLog({ level: 'silent' });
  try {
    const end = await linkAccount({
      account: openLinkedAccount(accountFile(config.varDir)), url: config.baileysUrl ?? null, clock: createClock(null), log,
      how: code === undefined ? { kind: 'qr' } : { kind: 'code', phone: code },
      show: (state) => void shown(state, io, async (qr) => qrText(qr, { type: 'terminal', small: true, errorCorrectionLevel: 'L' })),
    });
    return told(end, io);
  } catch (error) {
    if (!(error instanceof AccountInUse)) throw error;
    complain(io, `a gateway runs on ${config.varDir} and has the account: open ${pageOf(config)} and link it there${config.simulatorLogin === null && !LOOPBACK.has(config.host) ? ' (set SIMULATOR_LOGIN first: without it the page does not exist)' : ''}`);
    return FAULT;
  }
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

const pageOf = ({ simulatorLogin, publicUrl, port }: Config): string => (simulatorLogin === null ? `http://localhost:${port}/whatsapp/pair` : `${publicUrl}/whatsapp/pair`);

async function shown(state: LineState, io: Io, draw: (qr: string) => Promise<string>): Promise<void> {
  if (state.kind === 'pairing' && state.qr !== null) {
    write(io.output, `${await draw(state.qr)}\nOn the phone: WhatsApp, Linked devices, Link a device. If it says it could not link, scan the next QR here once more.\n`);
  } else if (state.kind === 'pairing' && state.code !== null) {
    write(io.output, `Code: ${state.code.slice(0, 4)}-${state.code.slice(4)}\nOn the phone: Linked devices, Link with phone number. No answer within 2 minutes: use the QR (helpdesk pair).\n`);
  }
}

const write = (output: Writable, text: string): void => void output.write(text);

function told(end: LineState | 'linked before', io: Io): number {
  if (end === 'linked before') {
    complain(io, 'an account is linked already; unlink it on the pairing page of the gateway first');
    return FAULT;
  }
  if (end.kind === 'open') {
    say(io, `linked: +${end.me.pn.split('@')[0] ?? ''}. Start the gateway now.`);
    return GOOD;
  }
  complain(io, end.kind === 'stopped' ? `not linked: ${end.reason}${end.code === null ? '' : ` (${end.code})`}` : 'not linked');
  return FAULT;
}
