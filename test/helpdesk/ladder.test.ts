/** Who hears at which rung, the fair first choice, climbing, levels, provinces, nodal officers. */
import { describe, expect, it } from '@jest/globals';
import type { Content } from '../../src/content/types.js';
import { fairly } from '../../src/helpdesk/allocate.js';
import { firstMonitor, levelAbove, nextStep, peopleOn } from '../../src/helpdesk/ladder.js';
import type { Step } from '../../src/helpdesk/ladder.js';
import type { Ticket } from '../../src/helpdesk/ticket.js';
import { MINUTE, at, newTicket, person, shipped, ticketAt } from '../support/desk.js';

const TEN = at('2026-10-02T10:00');
const ana = person('Ana', 'executive', { areas: ['Tete'] });
const bia = person('Bia', 'executive');
const caio = person('Caio', 'executive', { areas: ['Gaza'] });
const noite = person('Noite', 'executive', { shift: 'night' });
const chefe = person('Chefe', 'manager');
const longe = person('Longe', 'l3', { languages: ['en'], shift: 'india' });
const foco = person('Foco', 'nodal', { areas: ['Tete'], shift: 'nmcp' });
const staff = [ana, bia, caio, noite, chefe, longe, foco];
const content: Content = shipped({ staff });

const names = (people: readonly { readonly name: string }[]): string[] => people.map((each) => each.name);
const after = (step: Step): { rung: string | null; people: string[]; proposed: string | null; level: string; minutes: number } => ({
  rung: step.rung, people: names(step.people).sort(), proposed: step.proposed?.name ?? null, level: step.ticket.level, minutes: ((step.ticket.desk.alertAt ?? 0) - now) / MINUTE,
});
let now = TEN;

/** The steps of a ticket that nobody ever takes. */
function climb(ticket: Ticket, steps: number, with_: Content = content, from = TEN): ReturnType<typeof after>[] {
  const seen: ReturnType<typeof after>[] = [];
  let current = ticket;
  now = from;
  for (let step = 0; step < steps; step += 1) {
    const next = nextStep(current, with_, now, []);
    seen.push(after(next));
    current = next.ticket;
    now = current.desk.alertAt ?? now;
  }
  return seen;
}

describe('nobody takes it', () => {
  it('executives, the next one, the manager, L3, and there it is heard of again and again', () => {
    const seen = climb(newTicket(content, TEN), 10);
    expect(seen.map(({ rung, level }) => `${level} ${rung}`)).toEqual(['L2 executives', 'L2 executives', 'L2 next', 'L2 next', 'L2 managers', 'L2 managers', 'L3 l3', 'L3 l3', 'L3 managers', 'L3 managers']);
    expect(seen[0]).toMatchObject({ people: ['Ana', 'Bia'] });
    expect(seen.map(({ minutes }) => minutes)).toEqual([10, 20, 30, 30, 30, 30, 10, 20, 30, 30]);
  });

  it('the next one is another than who was proposed first', () => {
    const [first, , next] = climb(newTicket(content, TEN), 3);
    expect(next?.people).toEqual([next?.proposed]);
    expect(next?.proposed).not.toBe(first?.proposed);
  });

  it('after L3 and its managers it stays with whoever hears', () => {
    expect(climb(newTicket(content, TEN), 20).slice(12).every(({ people, level }) => level === 'L3' && people.length > 0)).toBe(true);
  });

  it('alone on shift there is no next one: the manager', () => {
    const alone = { ...content, staff: [ana, chefe, longe] };
    expect(climb(newTicket(alone, TEN), 4, alone).map(({ rung }) => rung)).toEqual(['executives', 'executives', 'managers', 'managers']);
  });

  it('nobody on shift on a rung: the next rung at once', () => {
    const nobody = { ...content, staff: [noite, chefe] };
    expect(climb(newTicket(nobody, TEN), 1, nobody)[0]).toMatchObject({ rung: 'managers', people: ['Chefe'] });
  });

  it('nobody anywhere: looked at again when the first one comes', () => {
    const nobody = { ...content, staff: [noite] };
    const { ticket, people } = nextStep({ ...newTicket(nobody, TEN), desk: { ...newTicket(nobody, TEN).desk } }, nobody, at('2026-10-02T15:20'), []);
    expect(people).toEqual([]);
    expect(ticket.desk.alertAt).toBe(at('2026-10-02T15:30'));
  });

  it('nobody at all on the list: it is looked at again all the same', () => {
    const empty = { ...content, staff: [] };
    expect(nextStep(newTicket(empty, TEN), empty, TEN, []).ticket.desk.alertAt).toBe(TEN + 30 * MINUTE);
  });
});

describe('outside the hours', () => {
  it('quiet: the alert waits for the opening', () => {
    const step = nextStep(newTicket(content, at('2026-10-02T22:50')), content, at('2026-10-02T23:10'), []);
    expect([step.people, step.ticket.desk.alertAt]).toEqual([[], at('2026-10-03T08:00')]);
  });

  it('critical: the managers at once, on shift or not', () => {
    const step = nextStep(newTicket(content, at('2026-10-02T23:10'), { priority: 'critical' }), content, at('2026-10-02T23:10'), []);
    expect(names(step.people)).toEqual(['Chefe']);
    expect(step.ticket.desk.alertAt).toBe(at('2026-10-02T23:40'));
  });

  it('a level whose hours are over is not climbed to', () => {
    const process = newTicket(content, TEN, { category: 'process', type: 'app_usage' });
    const seen = climb(process, 12, content, at('2026-10-03T11:00'));
    expect(seen.some(({ level }) => level === 'NMCP')).toBe(false);
    expect(seen.at(-1)).toMatchObject({ rung: 'managers', level: 'L2' });
  });
});

describe('who is on shift', () => {
  const who = (ticket: Partial<Ticket>, moment: number, with_: Content = content): string[] => names(peopleOn('executives', ticketAt(TEN, ticket), with_, moment, [])).sort();
  it('by the calendar of the shift', () => {
    expect(who({}, TEN)).toEqual(['Ana', 'Bia']);
    expect(who({}, at('2026-10-02T16:00'))).toEqual(['Ana', 'Bia', 'Noite']);
  });

  it('"turno sair" and "turno entrar" stand before it, until they run out', () => {
    const duty = { [ana.phone]: { on: false, until: TEN + MINUTE }, [noite.phone]: { on: true, until: TEN + MINUTE } };
    expect(who({}, TEN, { ...content, duty })).toEqual(['Bia', 'Noite']);
    expect(who({}, TEN + MINUTE, { ...content, duty })).toEqual(['Ana', 'Bia']);
  });

  it.each<[string, Ticket['area'], string[]]>([
    ['Tete', { province: 'Tete', district: 'Moatize' }, ['Ana', 'Bia']], ['Gaza', { province: 'Gaza', district: 'Chókwè' }, ['Bia', 'Caio']], ['a province alone', { province: 'Gaza', district: null }, ['Bia', 'Caio']],
    ['an unknown place is everybody\'s', { province: null, district: null }, ['Ana', 'Bia', 'Caio']],
  ])('staff of one province never hear of another: %s', (_, area, expected) => expect(who({ area }, TEN)).toEqual(expected));

  it('those who speak his language, where any do', () => {
    const english = { ...content, staff: [ana, person('Eve', 'executive', { languages: ['pt', 'en'] })] };
    const reporter = { ...ticketAt(TEN).reporter, language: 'en' as const };
    expect(who({ reporter }, TEN, english)).toEqual(['Eve']);
    expect(who({ reporter }, TEN)).toEqual(['Ana', 'Bia']);
  });

  it('a grievance is the manager\'s, then the nodal officers\'', () => {
    const grievance = newTicket(content, TEN, { type: 'grievance', category: 'grievance', confidential: true });
    const seen = climb(grievance, 4);
    expect(seen.map(({ level, rung }) => `${level} ${rung}`)).toEqual(['L2 managers', 'L2 managers', 'NMCP nodal', 'NMCP nodal']);
  });
});

describe('fair shares', () => {
  const four = ['Um', 'Dois', 'Três', 'Quatro'].map((name) => person(name, 'executive'));
  const first = (load: Parameters<typeof fairly>[1], number = '10014'): string | undefined => fairly(four, load, number)[0]?.name;

  it('the one with the least live tickets, then who took one longest ago', () => {
    const load = four.map(({ name }, index) => ({ assignee: name, live: 3, lastTakenAt: 1000 - index }));
    expect(first(load)).toBe('Quatro');
    expect(first(load.map((each) => (each.assignee === 'Dois' ? { ...each, live: 2 } : each)))).toBe('Dois');
    expect(first(load.filter((each) => each.assignee !== 'Três'))).toBe('Três');
  });

  it('a burst is spread over all', () => {
    const proposed = Array.from({ length: 40 }, (_, index) => first([], `${1001 + index}4`));
    expect(four.map(({ name }) => proposed.filter((each) => each === name).length)).toEqual([10, 10, 10, 10]);
  });
});

describe('the local monitor', () => {
  const begins = { type: 'sync', priority: 'medium', confidential: false, level: 'L2', reporterPhone: '+258841230001' } as const;
  it.each<[string, Partial<Parameters<typeof firstMonitor>[0]>, string | null]>([
    ['of the roster has it first', {}, '+258841230004'], ['not what is critical', { priority: 'critical' }, null], ['not what is reserved', { confidential: true }, null], ['not a type without minutes', { type: 'user_account' }, null],
    ['not of a stranger', { reporterPhone: '+258841230999' }, null], ['not of somebody without a number', { reporterPhone: null }, null], ['not of the monitor himself', { reporterPhone: '+258841230004' }, null], ['not what is L3\'s', { level: 'L3' }, null],
  ])('%s', (_, over, monitor) => expect(firstMonitor({ ...begins, ...over }, content)).toBe(monitor));

  it('is alerted once; after the minutes of the type it is the helpdesk\'s', () => {
    const ticket = newTicket(content, TEN, { level: 'L1', desk: { monitorPhone: '+258841230004' } });
    expect(climb(ticket, 2)).toMatchObject([{ rung: 'monitor', people: ['Alzira Chirwa'], level: 'L1', minutes: 10 }, { rung: 'executives', level: 'L2' }]);
  });
});

describe('levels', () => {
  it.each<[Ticket['level'], Ticket['category'], string | null]>([['L1', 'technical', 'L2'], ['L2', 'technical', 'L3'], ['L3', 'technical', null], ['L1', 'process', 'L2'], ['L2', 'process', 'NMCP'], ['L2', 'general', 'NMCP'], ['NMCP', 'process', null]])('above %s, %s: %s', (level, category, above) => {
    expect(levelAbove({ level, category }, content)).toBe(above);
  });

  it.each<[Content['rules']['nodal'], string[], string | null]>([['assignee', ['Foco'], 'Foco'], ['member', ['Chefe', 'Foco'], null], ['external', ['Chefe'], null]])('nodal officers as %s', (nodal, people, proposed) => {
    const rules = { ...content.rules, nodal };
    const step = nextStep(newTicket(content, TEN, { level: 'NMCP', category: 'process', type: 'app_usage' }), { ...content, rules }, TEN, []);
    expect({ people: names(step.people).sort(), proposed: step.proposed?.name ?? null }).toEqual({ people, proposed });
  });

  it('a reopened ticket is its owner\'s first, then everybody\'s', () => {
    const again = newTicket(content, TEN, { assignee: 'Bia', status: 'assigned', desk: { reopened: 1 } });
    const [one, two] = climb(again, 2);
    expect(one?.people).toEqual(['Bia']);
    expect(two?.people).toEqual(['Ana', 'Bia']);
  });
});
