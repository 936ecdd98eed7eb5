/** Simulated phone: keys, words, recordings and hang-ups become Inbounds, and the stored turn is what the caller hears. Mounted by simulator.ts. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response, Router } from 'express';
import * as z from 'zod';
import type { CallWhat, Inbound } from '../gateway/inbound.js';
import type { Call, CallTurn, OutMessage } from '../gateway/records.js';
import type { SimulatorContext } from './simulator.js';
import { answer, faultOf, queryText } from './simulator-answer.js';
import { keepUpload } from './simulator-media.js';
import { caller, phoneOf } from './simulator-person.js';
import { simulatedId } from './simulator-sender.js';

/** How long a simulated talk with an executive lasts, and how sure the simulated speech recogniser is. */
const TALK_SECONDS = 60;
const SURE = 0.9;
const SOUND_SECONDS = 10;
const CHARACTERS_A_SECOND = 15;
const RINGS = 50;

const Start = z.object({
  from: z.string().max(200),
  id: z.string().regex(/^[\w-]{1,64}$/u, 'letters, digits and dashes only').optional(),
  /** Answers a call of ours: which one (GET /simulator/calls). */
  callbackId: z.string().max(100).optional(),
  /** `wait`: ringing the executives is answered by `{dial}`; else nobody takes the call, and the caller hears on. */
  dial: z.literal('wait').optional(),
});

const Go = z.object({
  digits: z.string().regex(/^[\d*#]{0,32}$/u, 'digits, * and # only').optional(),
  speech: z.string().max(2000).optional(),
  /** What is said after the tone: words, a data: URL of a sound, or true. */
  recording: z.union([z.literal(true), z.string().max(1_400_000)]).optional(),
  silence: z.literal(true).optional(),
  dial: z.enum(['answered', 'no-answer']).optional(),
  hangup: z.literal(true).optional(),
  /** A call of ours that still rings (GET /simulator/calls): taken, by a person unless it says `machine`; `{hangup}` refuses it. */
  answer: z.union([z.literal(true), z.literal('machine')]).optional(),
  /** The turn that this answers; makes a repeat harmless. The newest otherwise. */
  turn: z.number().int().min(0).optional(),
});
type Go = z.infer<typeof Go>;

interface Line {
  readonly ctx: SimulatorContext;
  readonly call: Call;
  readonly heard: CallTurn | null;
}

export function callRoutes(router: Router, parse: RequestHandler, ctx: SimulatorContext): void {
  /** Calls whose page plays the executive too. Forgotten at a restart: then nobody takes the call. */
  const waiting = new Set<string>();

  router.post('/simulator/calls', parse, answer(async (req, res) => {
    const body = Start.safeParse(req.body);
    if (!body.success) return void res.status(400).json({ error: faultOf(body.error) });
    const id = body.data.id ?? `SIMCALL${randomUUID()}`;
    const from = caller(body.data.from, id);
    if ('fault' in from) return void res.status(400).json({ error: from.fault });
    if (body.data.dial === 'wait') waiting.add(id);
    const callback = body.data.callbackId === undefined ? {} : { callbackId: body.data.callbackId };
    const now = ctx.clock.now();
    await ctx.receive({
      channel: 'voice', id: `${id}:0`, via: 'simulator', from: from.address, ...(from.phone === undefined ? {} : { phone: from.phone }), at: now, receivedAt: now,
      what: { kind: 'call.start', callId: id, direction: callback.callbackId === undefined ? 'inbound' : 'outbound', ...callback, ...(callback.callbackId === undefined ? {} : { answeredBy: 'human' as const }) },
    });
    await hear(id, 0, waiting, ctx, res);
  }));

  router.post('/simulator/calls/:id', parse, answer(async (req, res) => {
    const body = Go.safeParse(req.body ?? {});
    if (!body.success) return void res.status(400).json({ error: faultOf(body.error) });
    const ringing = await ringingOf(String(req.params['id']), ctx);
    if (ringing !== null && (body.data.answer !== undefined || body.data.hangup === true)) return taken(ringing, body.data, waiting, ctx, res);
    const line = await lineOf(String(req.params['id']), ctx);
    if (line === null) return void res.status(404).json({ error: 'no such call' });
    const { call } = line;
    if (body.data.hangup === true) {
      waiting.delete(call.id);
      const seconds = Math.max(0, Math.round((ctx.clock.now() - call.startedAt) / 1000));
      if (call.endedAt === null) await ctx.receive(inboundOf(line, `${call.id}:status:completed`, { kind: 'call.status', callId: call.id, status: 'completed', seconds }));
      return void res.json({ id: call.id, say: [], expects: { kind: 'end' }, ended: true });
    }
    if (call.endedAt !== null || line.heard?.expects.kind === 'end') return void res.json({ id: call.id, say: [], expects: { kind: 'end' }, ended: true });
    const what = await whatOf(body.data, line);
    if ('fault' in what) return void res.status(400).json({ error: what.fault });
    const turn = (body.data.turn ?? call.turn) + 1;
    if (body.data.dial === 'answered') await accept(line, turn);
    await ctx.receive(inboundOf(line, `${call.id}:${turn}`, what));
    await hear(call.id, turn, waiting, ctx, res);
  }));

  /** Our calls that still ring, to one person (`with`) or to all: taken or refused by their `id`, or by starting a call with their `callbackId`. */
  router.get('/simulator/calls', answer(async (req, res) => {
    const asked = queryText(req.query['with']);
    const phone = asked === '' ? null : phoneOf(asked);
    if (asked !== '' && phone === null) return void res.status(400).json({ error: 'with: write the number in E.164, as +258841234567' });
    const to = phone === null ? [...new Set((await ctx.store.callbacks(true)).flatMap((each) => each.phone ?? []))] : [phone];
    const rows = (await Promise.all(to.map((each) => ringsOf(each, ctx)))).flat();
    res.json(rows.map(({ id, to: address, createdAt, body }) => ({ id: `${RING}${id}`, direction: 'outbound', ringing: true, to: address.replace(/^tel:/u, ''), callbackId: body.callbackId, reason: body.reason, at: new Date(createdAt).toISOString() })));
  }));
}

/** The id of a call of ours before anybody took it: the outbox row behind this mark. */
const RING = 'ring-';
/** As long as the ledger waits for somebody to take it (gateway/owe.ts). */
const RING_MS = 5 * 60_000;
const GONE: ReadonlySet<OutMessage['status']> = new Set(['failed', 'dead', 'cancelled']);

type Ring = OutMessage & { readonly body: Extract<OutMessage['body'], { readonly kind: 'call' }> };
const isRing = (row: OutMessage): row is Ring => row.body.kind === 'call';

async function ringsOf(phone: string, ctx: SimulatorContext): Promise<Ring[]> {
  const taken = (await ctx.store.calls(RINGS * 10)).filter((call) => call.direction === 'outbound' && call.from === `tel:${phone}`).map((call) => call.startedAt);
  const latest = Math.max(0, ...taken);
  const rows = await ctx.store.sentTo(`tel:${phone}`, 0, RINGS * 10);
  return rows.filter(isRing).filter((row) => row.createdAt > latest && row.createdAt + RING_MS > ctx.clock.now() && !GONE.has(row.status));
}

async function ringingOf(id: string, ctx: SimulatorContext): Promise<Ring | null> {
  if (!id.startsWith(RING)) return null;
  const { message } = await ctx.store.load({ messageId: id.slice(RING.length) });
  return message !== null && isRing(message) && !GONE.has(message.status) ? message : null;
}

/** Somebody lifts the receiver, or does not. */
async function taken(ring: Ring, body: Go, waiting: Set<string>, ctx: SimulatorContext, res: Response): Promise<void> {
  const now = ctx.clock.now();
  const phone = phoneOf(ring.to);
  const base = { via: 'simulator', from: ring.to, ...(phone === null ? {} : { phone }), at: now, receivedAt: now } as const;
  const callId = `SIM${RING}${ring.id}`;
  if (body.hangup === true) {
    await ctx.receive({ ...base, channel: 'delivery', id: `${ring.id}:busy`, what: { kind: 'delivery', messageId: ring.id, vendorId: ring.vendorId ?? simulatedId(ring), status: 'failed', errorCode: 'busy' } });
    return void res.json({ id: callId, say: [], expects: { kind: 'end' }, ended: true });
  }
  const answeredBy = body.answer === 'machine' ? 'machine' : 'human';
  await ctx.receive({ ...base, channel: 'voice', id: `${callId}:0`, what: { kind: 'call.start', callId, direction: 'outbound', callbackId: ring.body.callbackId, answeredBy } });
  await hear(callId, 0, waiting, ctx, res);
}

async function lineOf(callId: string, ctx: SimulatorContext): Promise<Line | null> {
  const { call, callTurn } = await ctx.store.load({ callId, conversationId: `call:${callId}` });
  return call === null ? null : { ctx, call, heard: callTurn };
}

function inboundOf({ ctx, call }: Line, id: string, what: CallWhat): Inbound {
  const now = ctx.clock.now();
  const phone = phoneOf(call.from);
  return { channel: 'voice', id, via: 'simulator', from: call.from, ...(phone === null ? {} : { phone }), at: now, receivedAt: now, what };
}

async function whatOf(body: Go, line: Line): Promise<CallWhat | { readonly fault: string }> {
  const { call, heard } = line;
  const callId = call.id;
  if (heard?.expects.kind === 'dial') return { kind: 'call.dial', callId, status: body.dial === 'answered' ? 'completed' : 'no-answer', seconds: body.dial === 'answered' ? TALK_SECONDS : 0 };
  if (body.dial !== undefined) return { fault: 'dial: nobody is being rung' };
  const spoken = typeof body.recording === 'string' && !body.recording.startsWith('data:') ? body.recording : body.speech;
  if (heard?.expects.kind === 'record' && (body.recording !== undefined || spoken !== undefined)) return recordingOf(body.recording ?? spoken ?? true, line);
  if (spoken !== undefined && spoken.trim() !== '') return { kind: 'call.speech', callId, text: spoken, confidence: SURE };
  if (body.digits !== undefined && body.digits !== '') return { kind: 'call.keys', callId, digits: body.digits };
  return { kind: 'call.silence', callId };
}

/** Words that are said after the tone are kept as a text file in the recording's place. */
async function recordingOf(recording: string | true, { ctx, call }: Line): Promise<CallWhat | { readonly fault: string }> {
  const said = recording === true ? '(sound)' : recording;
  const sound = said.startsWith('data:');
  const media = await keepUpload(ctx.config.varDir, sound ? said : `data:text/plain,${encodeURIComponent(said)}`);
  if ('fault' in media) return media;
  const seconds = sound ? SOUND_SECONDS : Math.max(1, Math.round(said.length / CHARACTERS_A_SECOND));
  return { kind: 'call.recording', callId: call.id, url: media.url, sid: `SIMREC${randomUUID()}`, seconds, hungUp: false };
}

/** The first executive on the list presses 1. */
async function accept(line: Line, turn: number): Promise<void> {
  const { ctx, call, heard } = line;
  const staffPhone = heard?.expects.kind === 'dial' ? heard.expects.numbers[0] : undefined;
  if (staffPhone !== undefined) await ctx.receive(inboundOf(line, `${call.id}:accept:${turn}`, { kind: 'call.accept', callId: call.id, staffPhone }));
}

/** Answers what the caller hears now; where executives are rung and nobody plays them, nobody answers and the caller hears on. */
async function hear(callId: string, wanted: number, waiting: Set<string>, ctx: SimulatorContext, res: Response): Promise<void> {
  const say: string[] = [];
  let turn = await ctx.store.callTurn(callId, wanted);
  if (turn === null) turn = (await lineOf(callId, ctx))?.heard ?? null;
  if (turn === null) return void res.status(500).json({ error: 'the call could not be taken: see helpdesk failed' });
  say.push(...turn.prompts.map((prompt) => prompt.text));
  if (turn.expects.kind === 'dial' && !waiting.has(callId)) {
    const line = await lineOf(callId, ctx);
    if (line !== null) await ctx.receive(inboundOf(line, `${callId}:${turn.turn + 1}`, { kind: 'call.dial', callId, status: 'no-answer', seconds: 0 }));
    const next = await ctx.store.callTurn(callId, turn.turn + 1);
    if (next !== null) {
      turn = next;
      say.push(...next.prompts.map((prompt) => prompt.text));
    }
  }
  const ended = turn.expects.kind === 'end' || turn.expects.kind === 'reject';
  if (ended) waiting.delete(callId);
  res.json({ id: callId, turn: turn.turn, say, languages: turn.prompts.at(-1)?.language, expects: turn.expects, ended });
}
