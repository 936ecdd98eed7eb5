/** Carries out what is due of a ticket (helpdesk/plan.ts): alerts and the ladder, warnings, breaches, the apology for a promise. After hours of standstill each once, in order. Called by due. */
import type { Content, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { deadlineFrom, heardFrom, isTaken, placeOf, toLevel, waitsForReporter } from '../helpdesk/deadlines.js';
import type { Deadline } from '../helpdesk/deadlines.js';
import { hands, laterBy, levelAbove, managersOf, nextStep, slower, waitAfter } from '../helpdesk/ladder.js';
import type { Step } from '../helpdesk/ladder.js';
import { pickContact } from '../helpdesk/nmcp.js';
import { inStep, moments, stuck } from '../helpdesk/plan.js';
import type { Why } from '../helpdesk/plan.js';
import { onShift } from '../helpdesk/staff.js';
import type { Ticket, TicketEventType } from '../helpdesk/ticket.js';
import type { Before } from '../store/port.js';
import { alertPeople, tellNmcp } from './alerts.js';
import type { AlertReason } from './alerts.js';
import type { Change } from './change.js';
import { saveTicket } from './desk/save.js';
import type { Due } from './due.js';
import { queueWords, recipientOfPhone, templateUse } from './outgoing.js';
import { talkAsleep } from './relay.js';
import type { World } from './world.js';

interface Scene {
  readonly before: Before;
  readonly content: Content;
  readonly world: World;
}

/** What the due moments made of the ticket. */
interface Done {
  readonly ticket: Ticket;
  readonly changes: readonly Change[];
  readonly whys: ReadonlySet<Why>;
}

export function ticketDue(before: Before, what: Due, content: Content, world: World): Change[] {
  const given = before.named.find((each) => each.number === what.key);
  if (given === undefined) return [];
  const scene: Scene = { before, content, world };
  const ticket = inStep(given, content, world.now);
  const due = moments(ticket, content).filter(({ at }) => at <= world.now).map(({ why }) => why);
  if (due.length === 0) return saveTicket(ticket, content, world);
  let done: Done = { ticket, changes: [], whys: new Set(due) };
  for (const why of due) done = carriedOut(why, done, scene);
  const told = due.every((why) => why === 'talk') ? { ticket: done.ticket, changes: [] } : alerted(done, scene);
  return [...done.changes, ...told.changes, ...saveTicket(later(told.ticket, scene), content, world)];
}

function carriedOut(why: Why, done: Done, scene: Scene): Done {
  const { ticket } = done;
  if (why === 'alert') return done;
  if (why === 'promise') return broken(done, scene);
  if (why === 'talk') return { ...done, ticket: { ...ticket, desk: { ...ticket.desk, talk: null } }, changes: [...done.changes, ...talkAsleep(ticket, scene)] };
  const [what = 'warned', deadline = ''] = why.split('.');
  const tells: Ticket = { ...ticket, desk: { ...ticket.desk, told: [...ticket.desk.told, why] } };
  return { ...done, ticket: tells, changes: [...done.changes, event(ticket, what === 'breached' ? 'breached' : 'warned', deadline, scene)] };
}

/** "até às 10:40" was not kept: he hears it from us, with a new time: each promise is longer than the one before. After so many of them nobody believes another: "as soon as possible", and then only news. */
function broken(done: Done, { content, world }: Scene): Done {
  const { ticket } = done;
  const before = ticket.desk.told.filter((each) => each.startsWith('broken.')).length;
  const kinds: readonly Deadline[] = ['answer', 'progress', 'solve'];
  const dueAt = before + 1 < content.rules.promises ? deadlineFrom(kinds[Math.min(before, 2)] ?? 'answer', ticket, world.now, content) : null;
  const later: Ticket = { ...ticket, dueAt, desk: { ...ticket.desk, told: [...ticket.desk.told, `broken.${before + 1}`] } };
  return { ...done, ticket: later, changes: [...done.changes, event(ticket, 'breached', 'promise', { world }), ...apology(later, content, world)] };
}

function apology({ number, dueAt, reporter, contactId }: Ticket, content: Content, world: World): Change[] {
  const { address, phone, language } = reporter;
  const chat = address.startsWith('whatsapp:') || address.startsWith('sms:');
  const to = chat && world.via !== null ? { address, contactId, via: world.via, fallback: phone !== null && world.ways.sms && !address.startsWith('sms:') ? `sms:${phone}` : null } : recipientOfPhone(phone, contactId, world);
  if (to === null) return [];
  const say = (key: string): string => renderNotice(content, language, dueAt === null ? `alert.${key}_open` : `alert.${key}`, { number, dueAt: dueAt ?? 0 });
  return queueWords(to, { text: say('apology') }, { purpose: 'notice', ticket: number, template: templateUse(content, 'late_answer', [number, say('time')], language) }, world);
}

interface Told {
  readonly ticket: Ticket;
  readonly changes: readonly Change[];
}

/** Who hears of it now, and what the ladder makes of it. One message to each, with the gravest that is due. */
function alerted(done: Done, scene: Scene): Told {
  const { ticket } = done;
  if (waitsForReporter(ticket)) return reminded(ticket, scene);
  if (isTaken(ticket)) return ofOwner(done, scene);
  const { content, world, before } = scene;
  const climb = ['breached.answer', 'breached.solve', 'promise'].some((why) => done.whys.has(why as Why));
  const reason = gravest(done);
  if (!climb && !done.whys.has('alert')) return send(ticket, reason, hands(ticket, content, world.now, load(before)), null, null, scene);
  const first = ticket.desk.round === 0 && ticket.desk.rung === 0;
  const step = nextStep(ticket, content, world.now, load(before), climb);
  const ups = step.ups.map((level, at) => event(ticket, 'level', `${at === 0 ? ticket.level : step.ups[at - 1] ?? ''} > ${level}`, scene));
  const sent = send(step.ticket, climb && step.ups.length === 0 ? reason : reasonOf(step, ticket, first), step.people, step.proposed, step.rung, scene);
  return { ticket: sent.ticket, changes: [...ups, ...(step.ups.includes('NMCP') || (first && ticket.level === 'NMCP') ? outside(step.ticket, scene) : []), ...sent.changes] };
}

function reasonOf(step: Step, was: Ticket, first: boolean): AlertReason {
  if (step.ups.length > 0) return { why: 'level' };
  if (first) return { why: was.desk.reopened > 0 ? 'reopened' : 'new' };
  return { why: step.ticket.desk.round > 1 ? 'repeat' : 'climbed' };
}

function gravest({ ticket, whys }: Done): AlertReason {
  if (whys.has('promise')) return { why: 'promise' };
  if (whys.has('breached.progress') || (whys.has('alert') && stuck(ticket.desk))) return { why: 'stuck' };
  const of = (what: 'breached' | 'warned'): Deadline | undefined => (['solve', 'answer', 'progress'] as const).find((each) => whys.has(`${what}.${each}`));
  const breached = of('breached');
  return breached === undefined ? { why: 'warned', deadline: of('warned') ?? 'answer' } : { why: 'breached', deadline: breached };
}

/** Acknowledged is not solved: its owner is warned; at a breach the managers hear too, again and again until there is news. What the local monitor keeps goes to the helpdesk. */
function ofOwner(done: Done, scene: Scene): Told {
  const { content, world, before } = scene;
  const { ticket } = done;
  const { now } = world;
  const reason = gravest(done);
  const owner = hands(ticket, content, now, load(before));
  if (reason.why === 'warned') return send(ticket, reason, owner, null, null, scene);
  const above = ticket.level === 'L1' ? levelAbove(ticket, content) : null;
  if (above !== null) {
    const step = nextStep(toLevel(ticket, above, content, now), content, now, load(before));
    const sent = send(step.ticket, reason, step.people, step.proposed, step.rung, scene);
    return { ticket: sent.ticket, changes: [event(ticket, 'level', `${ticket.level} > ${above}`, scene), ...sent.changes] };
  }
  const opensAt = heardFrom(ticket, now, content);
  if (opensAt > now) return { ticket: { ...ticket, desk: { ...ticket.desk, alertAt: opensAt } }, changes: [] };
  const managers = ticket.priority === 'critical' ? managersOf(ticket, content) : onShift(content, now, { role: 'manager', area: placeOf(ticket.area) });
  const round = ticket.desk.round + 1;
  const { repeat } = content.rules;
  const again = laterBy(waitAfter(round, ticket.priority, repeat) * slower(round - repeat[ticket.priority].length), ticket, content, now);
  return send({ ...ticket, desk: { ...ticket.desk, round, alertAt: stuck(ticket.desk) ? again : null } }, reason, [...owner, ...managers], null, 'managers', scene);
}

/** The reporter was asked something long ago. */
function reminded(ticket: Ticket, scene: Scene): Told {
  const { content, world, before } = scene;
  const again: Ticket = { ...ticket, desk: { ...ticket.desk, alertAt: deadlineFrom('solve', ticket, world.now, content) } };
  return send(again, { why: 'waited' }, hands(ticket, content, world.now, load(before)), null, null, scene);
}

function send(ticket: Ticket, reason: AlertReason, people: readonly StaffMember[], proposed: StaffMember | null, rung: string | null, scene: Scene): Told {
  const { content, world, before } = scene;
  if (heardFrom(ticket, world.now, content) > world.now) return { ticket, changes: [] };
  const all = ticket.priority === 'critical' ? [...people, ...managersOf(ticket, content)] : people;
  const messages = alertPeople({ ticket, reason, people: all, proposed, alerts: before.alerts }, content, world);
  if (messages.length === 0) return { ticket, changes: [] };
  const names = [...new Set(all.map((each) => each.name))].join(', ');
  return { ticket, changes: [...messages, event(ticket, 'alerted', rung === null ? names : `${rung}: ${names}`, scene)] };
}

/** Where the nodal officers are no members, NMCP's contact is told that a ticket is there for it. */
function outside(ticket: Ticket, { content, world }: Scene): Change[] {
  if (content.rules.nodal !== 'external' || content.nmcp.length === 0) return [];
  const { province, district } = ticket.area;
  const { contact } = pickContact(content, { topic: 'other', province, district, at: world.now });
  return tellNmcp(contact, { name: ticket.reporter.name, phone: ticket.reporter.phone, district }, 'other', ticket.confidential ? '-' : ticket.description, content, world, 'alert.external', { number: ticket.number, type: renderNotice(content, 'pt', `type.${ticket.type}`, {}) });
}

/** Never due twice at one moment. */
function later(ticket: Ticket, { content, world }: Scene): Ticket {
  const { alertAt } = ticket.desk;
  if (alertAt === null || alertAt > world.now) return ticket;
  return { ...ticket, desk: { ...ticket.desk, alertAt: laterBy(waitAfter(ticket.desk.round, ticket.priority, content.rules.repeat), ticket, content, world.now) } };
}

const load = (before: Before): NonNullable<Before['load']> => before.load ?? [];

const event = (ticket: Ticket, type: TicketEventType, text: string, { world }: Pick<Scene, 'world'>): Change =>
  ({ do: 'ticket.event', event: { ticket: ticket.number, at: world.now, type, by: 'gateway', channel: ticket.channel, text } });
