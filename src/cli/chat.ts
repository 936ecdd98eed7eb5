/** `helpdesk chat`: a conversation in the terminal on the same path as a WhatsApp message; reads lines from a person or from a pipe. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { createInterface } from 'node:readline';
import { chatInbound } from '../channels/simulator-messages.js';
import { keepUpload } from '../channels/simulator-media.js';
import { chatPerson } from '../channels/simulator-person.js';
import type { Person } from '../channels/simulator-person.js';
import type { Context } from '../context.js';
import type { ChatWhat } from '../gateway/inbound.js';
import { ALL, CliFault, GOOD, USAGE, complain, say, withContext } from './io.js';
import type { Io } from './io.js';

const HELP = 'Write a message and press Enter. /photo FILE sends a file, /exit ends.';
const MIME: Readonly<Record<string, string>> = { '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.png': 'image/png', '.ogg': 'audio/ogg', '.mp3': 'audio/mpeg', '.mp4': 'video/mp4', '.pdf': 'application/pdf' };

export async function chat(options: { readonly as: string }, io: Io): Promise<number> {
  const person = chatPerson(options.as);
  if ('fault' in person) throw new CliFault(`--as: ${person.fault}`, USAGE);
  return withContext(io, async (ctx) => {
    const live = io.input.isTTY === true;
    const reader = createInterface({ input: io.input, crlfDelay: Infinity, ...(live ? { output: io.output, prompt: '> ' } : {}) });
    if (live) say(io, `${HELP}\n`);
    let seen = (await ctx.store.sentTo(person.address, 0, ALL)).at(-1)?.seq ?? 0;
    if (live) reader.prompt();
    for await (const line of reader) {
      if (['/exit', '/sair', '/quit'].includes(line.trim())) break;
      const what = whatOf(line);
      if (what !== null) seen = await turn(await what, person, seen, ctx, io);
      if (live) reader.prompt();
    }
    reader.close();
    return GOOD;
  });

  function whatOf(line: string): Promise<ChatWhat | { readonly fault: string }> | null {
    const text = line.trim();
    const file = /^\/(?:photo|foto|file)\s+(.+)$/u.exec(text)?.[1];
    if (file !== undefined) return attach(file, io);
    return text === '' ? null : Promise.resolve({ kind: 'text', text });
  }
}

async function turn(what: ChatWhat | { readonly fault: string }, person: Person, seen: number, ctx: Context, io: Io): Promise<number> {
  if ('fault' in what) {
    complain(io, what.fault);
    return seen;
  }
  await ctx.receive(chatInbound(person, `CHAT${randomUUID()}`, what, ctx.clock.now()));
  await ctx.settle();
  const answers = await ctx.store.sentTo(person.address, seen, ALL);
  for (const { body } of answers) if (body.kind !== 'call') say(io, body.kind === 'card' ? `${body.text}\n[${body.name}, ${body.phone}]\n` : `${body.text}\n`);
  return answers.at(-1)?.seq ?? seen;
}

async function attach(file: string, io: Io): Promise<ChatWhat | { readonly fault: string }> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return { fault: `${file}: cannot be read` };
  }
  const mime = MIME[extname(file).toLowerCase()] ?? 'application/octet-stream';
  const media = await keepUpload(io.config().varDir, `data:${mime};base64,${bytes.toString('base64')}`, mime, basename(file));
  return 'fault' in media ? media : { kind: 'media', media: [media], caption: '' };
}
