/** Deadlines survive: after an hour off, what fell due meanwhile happens once and in order, and nothing happens again at the next start (DESIGN promise 5). */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startApp } from '../support/app.js';
import type { App } from '../support/app.js';

const ANA = '+258841230601';
const RUI = '+258841230602';
const HOUR = 3_600_000;

describe('off for an hour', () => {
  let app: App;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.stop());

  const reminders = (phone: string): number => app.sentTo(phone).filter(({ body }) => body.startsWith(app.text('anytime.remind') ?? 'Ainda está aí?')).length;

  it('reminds once of the conversation that stood still, and not again at the next start', async () => {
    await app.whatsapp(ANA, 'nao consigo sincronizar os dados');
    await app.settle();
    await app.restart(HOUR);
    expect(reminders(ANA)).toBe(1);
    await app.restart();
    await app.restart(60_000);
    expect(reminders(ANA)).toBe(1);
  });

  it('fires what is overdue in the order in which it was due', async () => {
    await app.whatsapp(RUI, 'a aplicação fecha sozinha');
    await app.advance('PT5M');
    await app.whatsapp(ANA, 'nao consigo sincronizar os dados');
    await app.settle();
    const before = app.twilio.messages.length;
    await app.restart(HOUR);
    expect(app.twilio.messages.slice(before).map(({ to }) => to).filter((to) => [RUI, ANA].some((phone) => to.endsWith(phone)))).toEqual([`whatsapp:${RUI}`, `whatsapp:${ANA}`]);
  });

  it('closes after the whole silence, counted through the time it was off, and keeps what was said as one ticket', async () => {
    await app.whatsapp(ANA, 'nao consigo sincronizar os dados');
    await app.settle();
    await app.restart(HOUR);
    await app.restart(5 * HOUR);
    await app.restart(HOUR);
    const tickets = await app.ticketsOf(ANA);
    expect(tickets.map(({ ticket }) => [ticket.status, ticket.description])).toEqual([['abandoned', 'nao consigo sincronizar os dados']]);
  });
});
