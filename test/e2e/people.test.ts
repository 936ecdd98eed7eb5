/** Whole-app stories of the desk's people: who leaves frees his tickets, changes hold at once and across a restart, provinces stay apart, talks reach those who can be reached. */
import { afterEach, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { join } from 'node:path';
import { startApp } from '../support/app.js';
import type { App } from '../support/app.js';

const AMELIA = '+258861230001';
const CARLA = '+258861230003';
const DANIEL = '+258861230004';
const FABIO = '+258861230006';
const GRACA = '+258861230007';
/** A store keeper in Gaza/Chókwè and one in Tete: without a local monitor, so that their tickets begin at the helpdesk. */
const SERGIO = '+258841230057';
const ABEL = '+258841230001';

let app: App;
afterEach(() => app.stop());
const begin = async (start?: number): Promise<void> => {
  app = await startApp(start === undefined ? {} : { start });
};
/** What he is told in answer, and what the others hear meanwhile stays unseen. */
async function types(from: string, text: string): Promise<string> {
  app.unseen(from);
  await app.whatsapp(from, text);
  await app.settle();
  return app.unseen(from).map(({ body }) => body).join('\n');
}
const heard = (phone: string): string => app.unseen(phone).map(({ body }) => body).join('\n');
const ticket = async (number: string) => (await app.tickets()).find((each) => each.ticket.number === number);
/** A ticket at L2, logged by a member of staff. */
async function filed(by: string, phone: string, words = 'conta: precisa de um utilizador novo'): Promise<string> {
  await types(by, `novo ${phone} ${words}`);
  return app.numbers().at(-1) ?? '';
}

describe('who leaves', () => {
  it('a paused person\'s ticket is nobody\'s again and alerted anew to the others, with its event', async () => {
    await begin();
    const number = await filed(CARLA, ABEL);
    await types(DANIEL, 'lista');
    await types(CARLA, 'lista');
    expect(await types(DANIEL, `assumir ${number}`)).toContain(number);
    heard(CARLA);
    expect(await types(AMELIA, 'pessoa pausar Daniel')).toMatch(/Daniel Exemplo está em pausa\. 1 pedido ficou sem dono/u);
    await app.advance('PT5M');
    const after = await ticket(number);
    expect(after?.ticket).toMatchObject({ status: 'open', assignee: null });
    expect(after?.events.filter((each) => each.type === 'assigned').at(-1)).toMatchObject({ by: 'Amélia Exemplo', text: 'Daniel Exemplo > -' });
    expect(heard(CARLA)).toContain(number);
    expect(await types(DANIEL, `assumir ${number}`)).not.toMatch(/é seu/u);
    expect((await ticket(number))?.ticket.assignee).toBeNull();
  });
  it('who is moved to another province keeps only what he may still work on', async () => {
    await begin();
    const number = await filed(CARLA, ABEL);
    await types(DANIEL, `assumir ${number}`);
    await types(AMELIA, 'pessoa mudar Daniel área Gaza');
    expect((await ticket(number))?.ticket.assignee).toBeNull();
    expect(await types(DANIEL, `ver ${number}`)).toContain('não é da sua área');
  });
  it('a new name takes the tickets along', async () => {
    await begin();
    const number = await filed(CARLA, ABEL);
    await types(DANIEL, `assumir ${number}`);
    await types(AMELIA, 'pessoa mudar Daniel Exemplo nome Daniel da Costa');
    expect((await ticket(number))?.ticket).toMatchObject({ assignee: 'Daniel da Costa', status: 'assigned' });
  });
  it('a removal waits for "sim", also across a restart, and is in the log for good', async () => {
    await begin();
    expect(await types(AMELIA, 'pessoa remover Daniel')).toContain('Tirar Daniel Exemplo da equipa?');
    expect(await types(DANIEL, 'lista')).toContain('Não há pedidos');
    await app.restart();
    expect(await types(AMELIA, 'sim')).toContain('Daniel Exemplo já não está na equipa');
    await app.restart();
    expect(await types(DANIEL, 'lista')).not.toContain('Não há pedidos');
    expect(await types(AMELIA, 'pessoa ver Daniel')).toMatch(/já não está na equipa[\s\S]*Amélia Exemplo: tirou da equipa/u);
    const db = new Sqlite(join(app.varDir, 'helpdesk.sqlite'), { readonly: true });
    expect(db.prepare('SELECT name, state, by_whom AS who FROM staff_log').all()).toEqual([{ name: 'Daniel Exemplo', state: 'removed', who: 'Amélia Exemplo' }]);
    db.close();
  });
  it('with a new number the old one gives no more orders', async () => {
    await begin();
    await types(AMELIA, 'pessoa mudar Daniel número +258861230088');
    expect(await types('+258861230088', 'lista')).toContain('Não há pedidos');
    expect(await types(DANIEL, 'lista')).not.toContain('Não há pedidos');
  });
  it('a local monitor of the roster may be paused as well', async () => {
    await begin();
    const orlando = '+258841230049';
    expect(await types(orlando, 'minhas')).not.toContain('Em que posso ajudar');
    expect(await types(AMELIA, 'pessoa pausar Orlando Bila')).toContain('Orlando Bila está em pausa');
    expect(await types(orlando, 'minhas')).not.toContain('Não há pedidos');
  });
});

describe('several provinces share a helpdesk', () => {
  it('alerts, lists and orders stay apart; the manager has both', async () => {
    await begin();
    const gaza = await filed(CARLA, SERGIO);
    const tete = await filed(CARLA, ABEL);
    await app.advance('PT2M');
    const [ofGraca, ofDaniel] = [heard(GRACA), heard(DANIEL)];
    expect(ofGraca).not.toContain(tete);
    expect(ofDaniel).not.toContain(gaza);
    await types(GRACA, 'lista').then((words) => (expect(words).toContain(gaza), expect(words).not.toContain(tete)));
    await types(DANIEL, 'lista').then((words) => (expect(words).toContain(tete), expect(words).not.toContain(gaza)));
    await types(AMELIA, 'lista').then((words) => (expect(words).toContain(tete), expect(words).toContain(gaza)));
    expect(await types(GRACA, `assumir ${tete}`)).toContain('não é da sua área');
    expect(await types(GRACA, `assumir ${gaza}`)).toContain(gaza);
    expect((await ticket(gaza))?.ticket.assignee).toBe('Graça Exemplo');
  });
});

describe('duty', () => {
  it('who comes is alerted and who goes is not, until the time that was said', async () => {
    await begin();
    await types(FABIO, 'turno entrar');
    await types(DANIEL, 'turno sair');
    await types(CARLA, 'turno sair');
    const number = await filed(AMELIA, ABEL);
    await app.advance('PT2M');
    expect(heard(FABIO)).toContain(number);
    expect(heard(DANIEL)).not.toContain(number);
    /** The next morning, Daniel's own shift. */
    await app.advanceTo(Date.parse('2026-10-03T08:30:00+02:00'));
    heard(DANIEL);
    const next = await filed(AMELIA, ABEL);
    await app.advance('PT30M');
    expect(heard(DANIEL)).toContain(next);
  });
});

describe('talking through a ticket', () => {
  it('who only called is offered a call instead', async () => {
    await begin();
    const phone = await app.call(SERGIO);
    await phone.press('1');
    for (const wanted of ['technical', 'sync', 'no']) {
      const choice = (await phone.choices()).find(({ id }) => id === wanted);
      if (choice !== undefined) await phone.press(choice.key);
    }
    await phone.record(5);
    await phone.hangup();
    await app.settle();
    const number = app.numbers().at(-1) ?? '';
    expect(number).not.toBe('');
    heard(SERGIO);
    expect(await types(CARLA, `dizer ${number} Bom dia`)).toContain(`ligar ${number}`);
    expect(heard(SERGIO)).toBe('');
  });
  it('outside the 24 hours the member is told so; the words come with the reporter\'s answer', async () => {
    await begin();
    const number = await filed(CARLA, ABEL);
    heard(ABEL);
    expect(await types(CARLA, `dizer ${number} Ligue os dados móveis, por favor.`)).toContain('não escreve há mais de 24 horas');
    const first = heard(ABEL);
    expect(first).toContain(`uma mensagem sobre o seu pedido ${number}`);
    expect(first).not.toContain('Ligue os dados');
    heard(CARLA);
    const shown = await types(ABEL, 'ok');
    expect(shown).toContain('Helpdesk (Carla): Ligue os dados móveis, por favor.');
    expect(heard(CARLA)).toContain('ok');
  });
  it('stop ends it and the member hears of it', async () => {
    await begin();
    await types(ABEL, 'bom dia');
    const number = await filed(CARLA, ABEL);
    await types(CARLA, `dizer ${number} Olá`);
    heard(CARLA);
    await types(ABEL, 'parar');
    expect(heard(CARLA)).toContain('terminou');
    expect((await ticket(number))?.ticket.desk.talk).toBeNull();
    expect(await types(CARLA, `dizer ${number} Ainda aí?`)).toContain('pediu para não receber mensagens');
  });
  it('a question that was open waits and is not reminded of during the talk', async () => {
    await begin();
    await types(ABEL, 'nao consigo sincronizar');
    const number = await filed(CARLA, ABEL);
    await types(CARLA, `dizer ${number} Olá`);
    for (let quarter = 0; quarter < 3; quarter += 1) {
      await app.advance('PT20M');
      expect(heard(ABEL)).not.toContain('Ainda');
      await types(ABEL, `mensagem ${quarter}`);
    }
    expect(heard(CARLA)).toContain('mensagem 2');
    await types(CARLA, `fim ${number}`);
    expect(await types(ABEL, 'sim')).not.toBe('');
  });
  it('solving ends it: what he writes then goes to the system again', async () => {
    await begin();
    await types(ABEL, 'bom dia');
    const number = await filed(CARLA, ABEL);
    await types(CARLA, `dizer ${number} Olá`);
    await types(CARLA, `resolver ${number} reiniciou o telemóvel`);
    heard(CARLA);
    expect(await types(ABEL, 'estado')).not.toBe('');
    expect(heard(CARLA)).not.toContain('estado');
  });
});
