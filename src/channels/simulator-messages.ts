/** Simulated WhatsApp: what a person writes becomes an Inbound, and the outbox rows are what he reads. Mounted by simulator.ts. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Router } from 'express';
import * as z from 'zod';
import type { AsideWhat, ChatWhat, Inbound } from '../gateway/inbound.js';
import type { OutMessage } from '../gateway/records.js';
import type { SimulatorContext } from './simulator.js';
import { simulatedGroups } from './simulator-group.js';
import { chatPerson } from './simulator-person.js';
import type { Person } from './simulator-person.js';
import { keepUpload } from './simulator-media.js';
import { answer, faultOf } from './simulator-answer.js';

const PAGE = 500;

const Location = z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180), label: z.string().max(1000).optional() });

const Message = z.object({
  from: z.string().max(200),
  /** Makes a repeat of the same post harmless; ours otherwise. */
  id: z.string().regex(/^[\w.-]{1,64}$/u, 'letters, digits, dots and dashes only').optional(),
  profileName: z.string().max(200).optional(),
  text: z.string().max(65_536).optional(),
  choice: z.object({ id: z.string().max(200), title: z.string().max(200) }).optional(),
  mediaUrl: z.string().max(1_400_000).optional(),
  mediaType: z.string().regex(/^[\w.+-]+\/[\w.+-]+(\s*;.*)?$/u, 'as image/jpeg').optional(),
  fileName: z.string().max(255).optional(),
  location: Location.optional(),
  /** A group's name, as in the roster. */
  group: z.string().trim().min(1).max(100).optional(),
  /** A sign put on a message: its `id`. An empty emoji takes it back. */
  reaction: z.object({ emoji: z.string().max(20), to: z.union([z.string().max(200), z.number().int().positive()]) }).optional(),
  /** Our message that this one answers: its `id`, or its `seq`. */
  quoted: z.union([z.string().max(200), z.number().int().positive()]).optional(),
});
type Message = z.infer<typeof Message>;

const Read = z.object({ with: z.string().max(200), after: z.coerce.number().int().min(0).default(0) });

export function messageRoutes(router: Router, parse: RequestHandler, ctx: SimulatorContext): void {
  const inGroup = simulatedGroups();
  router.post('/simulator/messages', parse, answer(async (req, res) => {
    const body = Message.safeParse(req.body);
    if (!body.success) return void res.status(400).json({ error: faultOf(body.error) });
    const person = chatPerson(body.data.from);
    if ('fault' in person) return void res.status(400).json({ error: person.fault });
    const id = body.data.id ?? `SIM${randomUUID()}`;
    const what = await whatOf(body.data, person, ctx);
    if ('fault' in what) return void res.status(400).json({ error: what.fault });
    const alone = chatInbound(person, id, what, ctx.clock.now(), body.data.profileName);
    const inbound = body.data.group === undefined ? alone : inGroup(alone, body.data.group);
    await ctx.receive(inbound);
    /** Where the clock stands still, nobody waits for what follows at once. */
    if (ctx.config.clock?.rate === 0) await ctx.settle();
    res.status(202).json({ id, at: new Date(inbound.at).toISOString() });
  }));

  router.get('/simulator/messages', answer(async (req, res) => {
    const query = Read.safeParse(req.query);
    if (!query.success) return void res.status(400).json({ error: faultOf(query.error) });
    const group = /^group:.{1,100}$/u.exec(query.data.with)?.[0];
    const person = group === undefined ? chatPerson(query.data.with) : { address: group };
    if ('fault' in person) return void res.status(400).json({ error: person.fault });
    const addresses = [person.address, ...(person.phone === undefined ? [] : [`sms:${person.phone}`])];
    const rows = await Promise.all(addresses.map((address) => ctx.store.sentTo(address, query.data.after, PAGE)));
    res.json(rows.flat().filter((row) => row.status !== 'cancelled').sort((one, other) => one.seq - other.seq).map(readable));
  }));
}

export function chatInbound(person: Person, id: string, what: ChatWhat | AsideWhat, now: number, profileName?: string): Inbound {
  return {
    channel: 'whatsapp', id, via: 'simulator', from: person.address, at: now, receivedAt: now, what,
    ...(person.phone === undefined ? {} : { phone: person.phone }),
    ...(profileName === undefined ? {} : { profileName }),
  };
}

async function whatOf(body: Message, person: Person, ctx: SimulatorContext): Promise<ChatWhat | AsideWhat | { readonly fault: string }> {
  if (body.reaction !== undefined) {
    const { emoji, to } = body.reaction;
    return { kind: 'reaction', emoji, target: typeof to === 'number' ? await idOfSeq(person, to, ctx) ?? '' : to };
  }
  const quoted = typeof body.quoted === 'number' ? await idOfSeq(person, body.quoted, ctx) : body.quoted;
  const reply = quoted === undefined ? {} : { quoted };
  if (body.mediaUrl !== undefined) {
    const media = await keepUpload(ctx.config.varDir, body.mediaUrl, body.mediaType, body.fileName);
    return 'fault' in media ? media : { kind: 'media', media: [media], caption: body.text ?? '', ...reply };
  }
  if (body.location !== undefined) return { kind: 'location', ...body.location, ...reply };
  if (body.choice !== undefined) return { kind: 'choice', choiceId: body.choice.id, title: body.choice.title, ...reply };
  if (body.text !== undefined) return { kind: 'text', text: body.text, ...reply };
  return { fault: 'nothing said: text, choice, mediaUrl or location is needed' };
}

async function idOfSeq(person: Person, seq: number, ctx: SimulatorContext): Promise<string | undefined> {
  const [row] = await ctx.store.sentTo(person.address, seq - 1, 1);
  return row?.seq === seq ? vendorIdOf(row) : undefined;
}

const vendorIdOf = (row: OutMessage): string => row.vendorId ?? `SIM${row.id}`;

/** An outbox row as the person sees it. */
function readable(row: OutMessage): object {
  const base = { seq: row.seq, id: vendorIdOf(row), at: new Date(row.createdAt).toISOString(), ...(row.channel === 'sms' ? { channel: 'sms' } : {}) };
  switch (row.body.kind) {
    case 'text':
      return { ...base, text: row.body.text, ...(row.body.choices === undefined ? {} : { choices: row.body.choices }) };
    case 'card':
      return { ...base, text: row.body.text, media: [{ kind: 'contact', name: row.body.name, phone: row.body.phone }] };
    case 'call':
      return { ...base, text: '' };
  }
}
