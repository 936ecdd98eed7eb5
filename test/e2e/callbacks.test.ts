/** Whole-app stories of our own calls that a transcript cannot tell: repeated webhooks, what the vendor thinks who answered, keys 0 and 2, a message that never arrives, hidden callers. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { ledgerOf } from '../../src/helpdesk/callback.js';
import type { Ticket } from '../../src/helpdesk/ticket.js';
import { startApp } from '../support/app.js';
import type { App, AppOptions } from '../support/app.js';
import { phone as exchangePhone } from '../support/call-walker.js';
import { OUR_VOICE, quoting, tapped } from '../support/twilio-forms.js';

const GIL = '+258841230120';
const CARLA = '+258861230003';
const DANIEL = '+258861230004';

let app: App;
afterEach(() => app.stop());

/** A caller's ticket, taken and solved by Carla. @returns its number */
async function solved(from = GIL, options: AppOptions = {}): Promise<string> {
  app = await startApp(options);
  const call = await app.call(from);
  await call.press('0');
  await call.answer(false);
  await call.record(12);
  await app.settle();
  const [number = ''] = app.numbers();
  await app.whatsapp(CARLA, `assumir ${number}`);
  await app.settle();
  await app.whatsapp(CARLA, `resolver ${number} Abra a aplicação outra vez`);
  await app.advance('PT3M');
  return number;
}

const ticket = async (): Promise<Ticket> => {
  const [row] = await app.tickets();
  if (row === undefined) throw new Error('no ticket');
  return row.ticket;
};
const outcomes = async (): Promise<readonly string[]> => (await app.ctx.store.callbacks(false)).filter((each) => each.reason === 'solved').flatMap((each) => ledgerOf(each).tries.map((one) => one.outcome));

describe('our call', () => {
  it('gets the same bytes at every repeated webhook, in valid TwiML, and moves nothing twice', async () => {
    await solved();
    const [rings] = app.twilio.calls;
    const exchange = { baseUrl: app.target.base, publicUrl: app.target.publicUrl, accountSid: app.twilio.accountSid, authToken: app.twilio.authToken, to: OUR_VOICE };
    const call = await exchangePhone(exchange).call({ from: GIL, answers: rings?.url ?? '', answeredBy: 'human' });
    expect(await call.repeat()).toBe(call.documents.at(-1));
    for (const turn of [() => call.press('9'), () => call.silence(), () => call.press('1'), () => call.press('3')]) {
      await turn();
      expect(await call.repeat()).toBe(call.documents.at(-1));
    }
    expect(call.waits).toBe('over');
    await app.settle();
    expect(await outcomes()).toEqual(['reached']);
    expect((await app.tickets())[0]?.events.filter(({ type }) => type === 'closed')).toHaveLength(1);
    expect((await ticket()).answers['satisfaction']).toBe('1');
  });

  it.each<[string, string | undefined, readonly string[], boolean]>([
    ['a person who hears it twice and presses nothing is told', 'human', ['reached'], true],
    ['where nobody knows who listens, silence is no answer', undefined, ['no_answer'], false],
    ['the same where the vendor is unsure', 'unknown', ['no_answer'], false],
  ])('%s', async (_, by, expected, told) => {
    await solved();
    const call = await app.takeOurs(GIL, by);
    await call.silence();
    expect(call.unheard().join(' ')).toContain('Não ouvi nenhuma tecla. Vou repetir');
    await call.silence();
    expect(call.unheard().join(' ')).toContain('Fica assim por agora');
    expect(call.ended).toBe(true);
    await app.settle();
    expect([await outcomes(), (await ticket()).informed.reporter !== null, (await ticket()).status]).toEqual([expected, told, 'resolved']);
    await app.advance('PT20M');
    expect(app.twilio.calls).toHaveLength(told ? 1 : 2);
  });

  it('who hangs up at once was not reached and is called again', async () => {
    await solved();
    await (await app.takeOurs(GIL, 'human')).hangup();
    await app.settle();
    expect([await outcomes(), (await ticket()).informed.reporter]).toEqual([['no_answer'], null]);
  });

  it('"not yet" opens it again at the same owner, more urgent, with his words recorded; the owner hears of it', async () => {
    const number = await solved();
    const before = await ticket();
    const seen = app.sentTo(CARLA).length;
    const call = await app.takeOurs(GIL, 'human');
    await call.press('2');
    expect(call.unheard().join(' ')).toContain('Depois do sinal, diga o que ainda não funciona');
    await call.record(9);
    expect(call.unheard().join(' ')).toContain('está outra vez com o apoio técnico');
    await app.settle();
    const now = await ticket();
    expect([now.status, now.assignee, now.priority, now.solution, now.informed.reporter, now.desk.reopened]).toEqual(['assigned', 'Carla Exemplo', before.priority === 'low' ? 'medium' : 'high', null, null, 1]);
    expect((await app.tickets())[0]?.media).toHaveLength(2);
    expect(app.sentTo(CARLA).slice(seen).map(({ body }) => body).join('\n')).toContain(number);
    await app.advance('PT5H');
    expect(app.twilio.calls).toHaveLength(1);
  });

  it('0 rings the executives on shift; where nobody answers, a person owes a call', async () => {
    const number = await solved();
    const call = await app.takeOurs(GIL, 'human');
    await call.press('0');
    expect(call.expects).toBe('dial');
    await call.answer(false);
    expect(call.unheard().join(' ')).toContain('Um colega vai ligar-lhe');
    await app.settle();
    expect((await app.ctx.store.callbacks(true)).map(({ reason, ticket: of }) => [reason, of])).toEqual([['person', number]]);
    const seen = app.sentTo(CARLA).length;
    await app.advance('PT20M');
    const [reminder] = app.sentTo(CARLA).slice(seen).filter(({ body, contentVariables }) => `${body}${contentVariables ?? ''}`.includes(number));
    expect(reminder?.body).toContain(`ligar ${number}`);
  });

  it('the solution that was taken back within two minutes is never read out', async () => {
    app = await startApp();
    const call = await app.call(GIL);
    await call.press('0');
    await call.answer(false);
    await call.record(12);
    await app.settle();
    const [number = ''] = app.numbers();
    for (const words of [`assumir ${number}`, `resolver ${number} Engano meu`]) {
      await app.whatsapp(CARLA, words);
      await app.settle();
    }
    await app.advance('PT1M');
    await app.whatsapp(CARLA, 'desfazer');
    await app.advance('PT2H');
    expect(app.twilio.calls).toEqual([]);
    expect((await ticket()).status).toBe('assigned');
  });
});

describe('a caller without a number', () => {
  it('cannot be called: the history says so, and the ticket may be closed', async () => {
    const number = await solved('anonymous');
    expect(app.twilio.calls).toEqual([]);
    await app.whatsapp(CARLA, `comentar ${number} sem contacto`);
    await app.settle();
    await app.whatsapp(CARLA, `fechar ${number}`);
    await app.settle();
    const [row] = await app.tickets();
    expect(row?.events.some(({ type, text }) => type === 'callback' && text === 'sem número para ligar')).toBe(true);
    expect(row?.ticket.status).toBe('closed');
  });
});

describe('words that never arrive', () => {
  it('go by SMS, and where that fails too a person calls: the next shift as well', async () => {
    app = await startApp({ data: { 'desk.yaml': { callback: { automatic: true } } } });
    const ABEL = '+258841230001';
    for (const words of ['não consigo sincronizar', 'sim', 'não', '1', 'sim', 'saltar', '1', '1']) {
      await app.whatsapp(ABEL, words);
      await app.settle();
    }
    const [number = ''] = app.numbers();
    expect(number).not.toBe('');
    await app.whatsapp(DANIEL, `assumir ${number}`);
    await app.settle();
    await app.whatsapp(DANIEL, `resolver ${number} Sincronize outra vez`);
    await app.ctx.settle();
    const told = (): readonly { sid: string; to: string }[] => app.sentTo(ABEL).filter(({ body }) => body.includes('Sincronize outra vez'));
    const first = told().at(-1);
    await app.twilio.report(first?.sid ?? '', 'undelivered', 63024);
    await app.ctx.settle();
    const second = told().at(-1);
    expect([first?.to, second?.to]).toEqual([`whatsapp:${ABEL}`, ABEL]);
    await app.twilio.report(second?.sid ?? '', 'undelivered', 30005);
    await app.settle();
    await app.advance('PT1M');
    expect((await ticket()).informed.reporter).toBeNull();
    expect((await app.ctx.store.callbacks(true)).map(({ reason, phone, ledger }) => [reason, phone, ledger?.mode])).toEqual([['solved', ABEL, 'person']]);
    await app.whatsapp(DANIEL, `ligou ${number} falei`);
    await app.settle();
    expect((await ticket()).informed.reporter).not.toBeNull();
    expect(await app.ctx.store.callbacks(true)).toEqual([]);
  });
});

describe('a call that is owed without a ticket', () => {
  it('is reminded of by its number, joined and struck off by it', async () => {
    app = await startApp();
    const call = await app.call(GIL);
    await call.press('0');
    await call.answer(false);
    await call.silence();
    await app.settle();
    expect((await app.ctx.store.callbacks(true)).map(({ ticket: of, phone }) => [of, phone])).toEqual([[null, GIL]]);
    await app.whatsapp(CARLA, 'minhas');
    await app.advance('PT16M');
    expect(app.sentTo(CARLA).at(-1)?.body).toContain(`ligar ${GIL}`);
    await app.whatsapp(CARLA, `ligar ${GIL}`);
    await app.settle();
    const bridge = await app.takeOurs(CARLA, 'human');
    await bridge.press('1');
    expect(bridge.expects).toBe('dial');
    await bridge.answer(true);
    await app.settle();
    expect(app.sentTo(CARLA).at(-1)?.body).toContain(`ligou ${GIL}`);
    await app.whatsapp(CARLA, `ligou ${GIL} não atende`);
    await app.settle();
    expect(app.sentTo(CARLA).at(-1)?.body).toContain('A próxima tentativa é');
    await app.whatsapp(CARLA, `ligou ${GIL.slice(4)} falei com ele`);
    await app.settle();
    expect(await app.ctx.store.callbacks(true)).toEqual([]);
  });
});

describe('told in chat', () => {
  const ABEL = '+258841230001';
  const MONITOR = '+258841230004';

  it('the local monitor hears of it too; the button speaks of its ticket in the middle of another report', async () => {
    app = await startApp();
    for (const words of ['não consigo sincronizar', 'sim', 'não', '1', 'sim', 'saltar', '1', '1']) {
      await app.whatsapp(ABEL, words);
      await app.settle();
    }
    const [number = ''] = app.numbers();
    await app.whatsapp(DANIEL, `assumir ${number}`);
    await app.settle();
    await app.whatsapp(DANIEL, `resolver ${number} Sincronize outra vez`);
    await app.settle();
    await app.advance('PT1M');
    const told = await ticket();
    expect([told.informed.reporter !== null, told.informed.monitor !== null]).toEqual([true, true]);
    expect(app.sentTo(MONITOR).some(({ body, contentVariables }) => `${body}${contentVariables ?? ''}`.includes('Sincronize outra vez'))).toBe(true);
    const sid = app.sentTo(ABEL).findLast(({ body }) => body.includes('Sincronize outra vez'))?.sid ?? '';
    await app.whatsapp(ABEL, 'a aplicação fecha sozinha');
    await app.settle();
    await app.whatsapp(ABEL, { ...tapped('yes', 'Sim, resolvido'), ...quoting(sid) });
    await app.settle();
    expect((await app.ticketsOf(ABEL)).find((each) => each.ticket.number === number)?.ticket.status).toBe('closed');
    expect(app.sentTo(ABEL).at(-1)?.body).toContain('Está certo?');
  });
});
