/** The local monitors' groups over the simulator: silent unless called, one gesture makes a ticket, nothing else is kept (SOP L45-47). */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Inbound } from '../../src/gateway/inbound.js';
import type { TicketDossier } from '../../src/store/port.js';
import { startApp } from '../support/app.js';
import type { App } from '../support/app.js';

const GROUP = 'Moatize 1';
const ADELIA = '+258841230002';
const ALZIRA = '+258841230004';
/** Monitor of another group. */
const BENTO = '+258841230009';
const STRANGER = '+258841239999';

let app: App;
let serial = 0;

beforeEach(async () => {
  app = await startApp({ config: { whatsapp: 'off', twilio: null, simulator: true } });
});
afterEach(() => app.stop());

interface Seen {
  readonly id: string;
  readonly text: string;
}

async function say(from: string, body: Readonly<Record<string, unknown>>): Promise<string> {
  const id = `m${(serial += 1)}`;
  const answer = await fetch(`${app.target.base}/simulator/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ from, id, ...body }) });
  if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
  await app.settle();
  return id;
}

const inGroup = (from: string, text: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> => say(from, { group: GROUP, text, ...more });

async function seen(by: string): Promise<readonly Seen[]> {
  const answer = await fetch(`${app.target.base}/simulator/messages?with=${encodeURIComponent(by)}`);
  return (await answer.json()) as Seen[];
}

const textsOf = async (by: string): Promise<string[]> => (await seen(by)).map(({ text }) => text);
const groupSaw = (): Promise<string[]> => textsOf(`group:${GROUP}`);

describe('a group of a local monitor', () => {
  it('is left in peace: nothing is said, nothing is kept', async () => {
    await inGroup(ADELIA, 'bom dia a todos, hoje vamos à aldeia');
    await inGroup(ALZIRA, 'não consigo sincronizar');
    expect(await groupSaw()).toEqual([]);
    expect(await textsOf(ADELIA)).toEqual([]);
    expect(await app.tickets()).toEqual([]);
    expect(await app.ctx.store.addressRow(`whatsapp:${ADELIA}`)).toBeNull();
  });

  it('a quoted message with "escalar" is a ticket of its author; group, author and helpdesk hear of it', async () => {
    const id = await inGroup(ADELIA, 'a aplicação fecha sozinha quando abro o formulário', { mediaUrl: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==' });
    await inGroup(ALZIRA, 'Escalar, por favor: já reiniciou', { quoted: id });
    const [dossier, ...more] = await app.tickets();
    expect(more).toEqual([]);
    expect(dossier?.ticket).toMatchObject({ type: 'app_crash', level: 'L2', channel: 'whatsapp', description: 'a aplicação fecha sozinha quando abro o formulário', reporter: { phone: ADELIA, name: 'Adélia Mandlate' }, area: { district: 'Moatize' } });
    expect(dossier?.media).toHaveLength(1);
    expect(dossier?.events.find(({ by }) => by === 'Alzira Chirwa')?.text).toContain('já reiniciou');
    const number = dossier?.ticket.number ?? '';
    expect(await groupSaw()).toEqual([`Pedido ${number} aberto para Adélia Mandlate. O helpdesk já está avisado.`]);
    expect((await textsOf(ADELIA)).join()).toContain(number);
    expect((await textsOf('+258861230003')).join()).toContain(number);
  });

  it('the sign is as good as the word, and the same message is one ticket', async () => {
    const id = await inGroup(ADELIA, 'não consigo sincronizar desde ontem');
    await say(ALZIRA, { group: GROUP, reaction: { emoji: '🆘', to: id } });
    await inGroup(ALZIRA, 'escalar', { quoted: id });
    expect(await app.tickets()).toHaveLength(1);
    expect((await textsOf(ALZIRA)).at(-1)).toContain('já tem o pedido');
  });

  it('only the monitor of this group, or the helpdesk, can do it', async () => {
    const id = await inGroup(ADELIA, 'não consigo sincronizar');
    for (const other of [ADELIA, BENTO, STRANGER]) await inGroup(other, 'escalar', { quoted: id });
    expect(await app.tickets()).toEqual([]);
    await inGroup('+258861230003', 'escalar', { quoted: id });
    expect(await app.tickets()).toHaveLength(1);
  });

  it('"resolvido" counts a solution of the first level and is kept as one', async () => {
    const id = await inGroup(ADELIA, 'a aplicação não abre');
    await inGroup(ALZIRA, 'resolvido, reiniciou o telemóvel', { quoted: id });
    const [dossier] = await app.tickets();
    expect(dossier?.ticket).toMatchObject({ status: 'closed', level: 'L1', assignee: 'Alzira Chirwa', solution: 'reiniciou o telemóvel', reporter: { phone: ADELIA } });
    expect(await groupSaw()).toEqual([]);
    const counts = await app.ctx.store.counts(0, Number.MAX_SAFE_INTEGER);
    expect(counts.find(({ name }) => name === 'l1.solved')?.value).toBe(1);
  });

  it('a grievance leaves the group: no number, no word of it there', async () => {
    const id = await inGroup(ADELIA, 'o supervisor está a pedir dinheiro para nos pagar o subsídio, quero fazer uma queixa');
    await inGroup(ALZIRA, 'escalar', { quoted: id });
    const [dossier] = await app.tickets();
    expect(dossier?.ticket.confidential).toBe(true);
    expect(await groupSaw()).toEqual([]);
    expect((await textsOf(ALZIRA)).at(-1)).toContain('em privado');
  });

  it('who calls the helpdesk there is answered in his own chat', async () => {
    await inGroup(ADELIA, 'Ajuda helpdesk: não consigo sincronizar');
    expect(await groupSaw()).toEqual(['Adélia Mandlate, respondi em privado. Veja, por favor, a sua conversa com o helpdesk.']);
    expect((await textsOf(ADELIA)).join()).toMatch(/sincroniz/iu);
    expect((await textsOf(ADELIA)).join()).not.toContain('Ajuda helpdesk');
  });

  it('a group that is not in the roster does not exist for us', async () => {
    const id = await say(ADELIA, { group: 'Família', text: 'não consigo sincronizar' });
    await say(ALZIRA, { group: 'Família', text: 'escalar', quoted: id });
    await say(ADELIA, { group: 'Família', text: 'ajuda helpdesk' });
    expect(await app.tickets()).toEqual([]);
    expect(await textsOf('group:Família')).toEqual([]);
    expect(await textsOf(ADELIA)).toEqual([]);
  });
});

describe('signs in a person\'s own chat', () => {
  it('a thumb on the solution closes the ticket', async () => {
    const id = await inGroup(ADELIA, 'a aplicação fecha sozinha');
    await inGroup(ALZIRA, 'escalar', { quoted: id });
    const number = (await app.tickets())[0]?.ticket.number ?? '';
    await say('+258861230003', { text: `assumir ${number}` });
    await say('+258861230003', { text: `resolver ${number} Instale a versão nova, por favor.` });
    expect((await groupSaw()).at(-1)).toBe(`Pedido ${number} resolvido: Instale a versão nova, por favor.`);
    const told = (await seen(ADELIA)).find(({ text }) => text.includes('Instale a versão nova'));
    await say(ADELIA, { reaction: { emoji: '👍🏾', to: told?.id ?? '' } });
    expect((await app.tickets())[0]?.ticket.status).toBe('closed');
  });
});

describe('what happens beside a talk', () => {
  const heard = async (what: Inbound['what']): Promise<void> => {
    const now = app.ctx.clock.now();
    await app.ctx.receive({ channel: 'whatsapp', id: `x${(serial += 1)}`, via: 'simulator', from: `whatsapp:${ADELIA}`, phone: ADELIA, at: now, receivedAt: now, what });
    await app.settle();
  };

  async function filed(): Promise<TicketDossier | undefined> {
    const id = await inGroup(ADELIA, 'a aplicação fecha sozinha');
    await inGroup(ALZIRA, 'escalar', { quoted: id });
    return (await app.tickets())[0];
  }

  it('a colleague who types on the helpdesk\'s phone silences the bot for half an hour; "menu" calls it back', async () => {
    const ticket = await filed();
    await heard({ kind: 'human', text: 'Bom dia Adélia, sou a Carla. Já lhe ligo.' });
    const before = (await textsOf(ADELIA)).length;
    await say(ADELIA, { text: 'está bem, espero' });
    expect(await textsOf(ADELIA)).toHaveLength(before);
    expect((await app.ctx.store.tickets({ number: ticket?.ticket.number ?? '' }))[0]?.events.some(({ type, text }) => type === 'talk' && text?.includes('Já lhe ligo') === true)).toBe(true);
    await say(ADELIA, { text: 'menu' });
    expect((await textsOf(ADELIA)).length).toBeGreaterThan(before);
  });

  it('and by itself afterwards', async () => {
    await heard({ kind: 'human', text: 'Já lhe ligo.' });
    await app.advance('PT31M');
    await say(ADELIA, { text: 'não consigo sincronizar' });
    expect((await textsOf(ADELIA)).join()).toMatch(/sincroniz/iu);
  });

  it('corrected and withdrawn words are noted on the ticket, and the first ones stay', async () => {
    const ticket = await filed();
    await heard({ kind: 'edited', target: 'm1', text: 'a aplicação fecha sozinha no mapa' });
    await heard({ kind: 'deleted', target: 'm1' });
    const [after] = await app.ctx.store.tickets({ number: ticket?.ticket.number ?? '' });
    expect(after?.ticket.description).toBe('a aplicação fecha sozinha');
    expect(after?.events.filter(({ type }) => type === 'edited' || type === 'deleted').map(({ type, text }) => [type, text])).toEqual([['edited', 'a aplicação fecha sozinha no mapa'], ['deleted', null]]);
  });
});
