/** The command line (contract "Command line"): names the commands and loads the one that is asked for. Called by scripts/helpdesk.mjs and the tests. */
import { Command, CommanderError } from 'commander';
import { readConfig } from '../config.js';
import { CliFault, FAULT, GOOD, USAGE, complain } from './io.js';
import type { Io } from './io.js';

/** @returns the exit code: 0 good, 1 fault found, 2 wrong usage */
export async function run(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let code: number = GOOD;
  const program = commands(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? GOOD : USAGE;
    complain(io, error instanceof Error ? error.message : String(error));
    return error instanceof CliFault ? error.code : FAULT;
  }
}

function commands(io: Io, done: (code: number) => void): Command {
  const program = new Command('helpdesk').description('Helpdesk gateway: tickets, calls, reports and care of the store.');
  program.exitOverride().configureOutput({ writeOut: (text) => io.output.write(text), writeErr: (text) => io.errors.write(text) }).showHelpAfterError('(--help shows how)');
  const add = (usage: string, description: string): Command => program.command(usage).description(description);

  add('classify [text...]', 'what kind of problem a message is; without text reads JSON Lines {"id","text"} and writes a line each')
    .action(async (text: string[]) => done(await (await import('./classify.js')).classifyCommand(text, io)));
  add('tickets', 'tickets, newest first').option('--json', 'JSON Lines').option('--status <status>', 'only these').option('--level <level>', 'L1, L2, L3 or NMCP').option('--number <number>', 'one ticket with its history')
    .action(async (options: object) => done(await (await import('./tickets.js')).tickets(options, io)));
  add('calls', 'every call, redirected and abandoned ones too').option('--json', 'JSON Lines')
    .action(async (options: object) => done(await (await import('./calls.js')).calls(options, io)));
  add('chat', 'a conversation in the terminal, on the same path as a WhatsApp message').option('--as <number>', 'who writes', '+258841234567')
    .action(async (options: { as: string }) => done(await (await import('./chat.js')).chat(options, io)));
  add('check', 'all faults of flows, locales and data with file and line')
    .action(async () => done(await (await import('./check.js')).check(io)));
  add('report', 'the daily report and triage list').option('--day <date>', 'as 2026-11-24; today otherwise').option('--json', 'JSON')
    .action(async (options: object) => done(await (await import('./report.js')).report(options, io)));
  add('export <file>', 'tickets with their history into FILE.csv or FILE.xlsx').option('--pack <party>', 'one party\'s hand-over pack: egov, nmcp, chai or change-requests')
    .action(async (file: string, options: object) => done(await (await import('./export.js')).exportTickets(file, options, io)));
  add('backup <file>', 'consistent copy of the store, also while a gateway runs')
    .action(async (file: string) => done(await (await import('./backup.js')).backup(file, io)));
  add('restore <file>', 'puts a backup in the store\'s place; refuses while a gateway runs')
    .action(async (file: string) => done(await (await import('./restore.js')).restore(file, io)));
  add('failed', 'inputs that our own faults stopped').option('--json', 'JSON Lines')
    .action(async (options: object) => done(await (await import('./failed.js')).failed(options, io)));
  add('replay <id>', 'runs a failed input again')
    .action(async (id: string) => done(await (await import('./replay.js')).replay(id, io)));
  add('dead', 'messages that could not be delivered').option('--json', 'JSON Lines')
    .action(async (options: object) => done(await (await import('./dead.js')).dead(options, io)));
  add('resend <id>', 'tries a dead message again')
    .action(async (id: string) => done(await (await import('./resend.js')).resend(id, io)));
  add('train', 'learns from the training sentences and writes classifier.json')
    .action(async () => done(await (await import('./train.js')).trainCommand(io)));
  add('learn', 'what executives corrected (tipo 40713 login): proposes it for training').option('--apply', 'takes it over where no evaluation case gets worse').option('--json', 'JSON')
    .action(async (options: { apply?: boolean; json?: boolean }) => done(await (await import('./learn.js')).learn(options, io)));
  add('diagrams', 'Mermaid of every machine into docs/diagrams').option('--out <folder>', 'another folder')
    .action(async (options: object) => done(await (await import('./diagrams.js')).diagrams(options, io)));
  add('pair', 'links the WhatsApp number of WHATSAPP=baileys by a QR in the terminal').option('--code <number>', 'by a code instead: the helpdesk\'s number as +258...')
    .action(async (options: { code?: string }) => done(await (await import('./pair.js')).pair(options, io)));
  return program;
}

function processIo(): Io {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(GOOD);
    throw error;
  });
  return { input: process.stdin, output: process.stdout, errors: process.stderr, config: () => readConfig(), now: () => performance.timeOrigin + performance.now() };
}
