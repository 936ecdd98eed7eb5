/** What the simulator page shows beside the talk: tickets, example people, kept files, the virtual clock. Mounted by simulator.ts. */
import { join } from 'node:path';
import type { RequestHandler, Router } from 'express';
import { DateTime, Duration } from 'luxon';
import type { Content, StaffMember } from '../content/types.js';
import { isoAt, ticketJson } from '../helpdesk/ticket-json.js';
import type { SimulatorContext } from './simulator.js';
import { answer, queryText } from './simulator-answer.js';
import { chatPerson } from './simulator-person.js';

/** A newcomer's first person: nobody the roster knows. */
const UNKNOWN = '+258841234567';
const FIELD_WORKERS = 4;
const EXECUTIVES = 3;
const TICKETS_SHOWN = 5;
/** A rehearsal may jump a campaign ahead, not years. */
const MAX_ADVANCE_MS = 366 * 24 * 3_600_000;

export function deskRoutes(router: Router, parse: RequestHandler, ctx: SimulatorContext): void {
  const { config, clock, store } = ctx;
  const stands = config.clock?.rate === 0;

  router.get('/simulator/tickets', answer(async (req, res) => {
    const person = chatPerson(queryText(req.query['with']));
    if ('fault' in person) return void res.status(400).json({ error: person.fault });
    const { tickets } = await store.load(person.phone === undefined ? { address: person.address } : { address: person.address, phone: person.phone });
    const dossiers = await Promise.all(tickets.slice(0, TICKETS_SHOWN).map(({ number }) => store.tickets({ number })));
    res.json(dossiers.flat().map((dossier) => ({
      ...ticketJson(dossier, config.timezone),
      impact: dossier.ticket.impact, answers: dossier.ticket.answers, evidence: dossier.ticket.evidence, confidence: dossier.ticket.confidence,
    })));
  }));

  router.get('/simulator/people', (_req, res) => {
    res.json(examplePeople(ctx.content));
  });

  router.get('/simulator/media/*file', (req, res, next) => {
    const file = (req.params as Record<string, string | string[]>)['file'];
    const path = (Array.isArray(file) ? file.join('/') : String(file)).replace(/^media\//u, '');
    res.set('Content-Security-Policy', "default-src 'none'; sandbox").set('X-Content-Type-Options', 'nosniff');
    res.sendFile(path, { root: join(config.varDir, 'media'), dotfiles: 'deny', maxAge: '1h' }, (fault) => {
      if (fault !== undefined && !res.headersSent) res.status(404).json({ error: 'no such file' });
      else if (fault !== undefined) next(fault);
    });
  });

  const time = (): object => ({ now: isoAt(clock.now(), config.timezone), virtual: clock.virtual, stands, rate: config.clock?.rate ?? 1 });

  router.get('/simulator/clock', (_req, res) => {
    res.json(time());
  });

  router.post('/simulator/clock', parse, answer(async (req, res) => {
    if (!stands || clock.advance === undefined) return void res.status(409).json({ error: 'the clock runs by itself: start with CLOCK_RATE=0 to move it by hand' });
    const ms = durationMs((req.body as { advance?: unknown } | undefined)?.advance);
    if (ms === null) return void res.status(400).json({ error: 'advance: an ISO 8601 duration of at most a year, as PT30M' });
    await clock.advance(ms);
    await ctx.settle();
    res.json(time());
  }));
}

/** @returns milliseconds, null where it is no duration that a clock can move by */
export function durationMs(text: unknown): number | null {
  if (typeof text !== 'string' || !/\d/u.test(text)) return null;
  const duration = Duration.fromISO(text);
  if (!duration.isValid) return null;
  const from = DateTime.fromMillis(0, { zone: 'utc' });
  const ms = from.plus(duration).toMillis();
  return Number.isFinite(ms) && ms >= 0 && ms <= MAX_ADVANCE_MS ? ms : null;
}

interface ExamplePerson {
  readonly phone: string;
  readonly name: string | null;
  readonly role: string | null;
  readonly district: string | null;
  readonly kind: 'field' | 'desk';
}

/** An unknown person, some of the roster (a local monitor among them), a manager and some executives. */
export function examplePeople(content: Pick<Content, 'roster' | 'staff'>): readonly ExamplePerson[] {
  const roster = [...content.roster.values()];
  const monitor = roster.find((entry) => entry.role === 'monitor');
  const field = [...roster.filter((entry) => entry !== monitor).slice(0, FIELD_WORKERS), ...(monitor === undefined ? [] : [monitor])];
  const role = (wanted: StaffMember['role']): StaffMember[] => content.staff.filter((member) => member.role === wanted);
  const desk = [...role('executive').slice(0, EXECUTIVES), ...role('manager').slice(0, 1), ...role('l3').slice(0, 1), ...role('nodal').slice(0, 1)];
  const unknown: ExamplePerson[] = content.roster.has(UNKNOWN) ? [] : [{ phone: UNKNOWN, name: null, role: null, district: null, kind: 'field' }];
  return [
    ...unknown,
    ...field.map(({ phone, name, role: work, district }): ExamplePerson => ({ phone, name, role: work, district, kind: 'field' })),
    ...desk.map(({ phone, name, role: work, areas }): ExamplePerson => ({ phone, name, role: work, district: areas.join(', '), kind: 'desk' })),
  ];
}
