/** The monitors' groups over the linked device, with the real socket: what test/e2e/groups.test.ts tells over the simulator, and what only WhatsApp has (hidden ids, mentions, signs, sender keys). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startLinkedApp, until } from '../../support/linked-app.js';
import type { LinkedApp } from '../../support/linked-app.js';
import type { Group } from '../../support/fake-whatsapp/server.js';
import { SAMPLE_FILES } from '../../support/twilio-forms.js';

const ADELIA = '+258841230002';
const ALZIRA = '+258841230004';
const CARLA = '+258861230003';
const OURS = '120363000000000001@g.us';
const STRANGE = '120363000000000002@g.us';

let on: LinkedApp;
let group: Group;
let strange: Group;

beforeEach(async () => {
  on = await startLinkedApp();
  const members = [on.person(ADELIA, 'Adelia M'), on.person(ALZIRA, 'Alzira C')];
  group = on.wa.group(OURS, 'Moatize 1', members);
  strange = on.wa.group(STRANGE, 'Família', members);
});
afterEach(() => on.stop());

async function inGroup(phone: string, message: Parameters<LinkedApp['says']>[1], where = group): Promise<string> {
  const id = await on.says(phone, message, { group: where });
  await settle();
  return id;
}

async function settle(): Promise<void> {
  await on.settle();
  await on.app.advance('PT10S');
  await on.settle();
}

/** As a telephone quotes: the quoted message goes along, its author by the group's kind of address. */
const quoting = (text: string, id: string, author: string, quotedMessage: object = { conversation: 'não consigo sincronizar desde ontem' }): object => ({
  extendedTextMessage: { text, contextInfo: { stanzaId: id, participant: on.person(author).lid, quotedMessage } },
});
const sign = (emoji: string, id: string, author: string): object => ({ reactionMessage: { key: { remoteJid: OURS, fromMe: false, id, participant: on.person(author).lid }, text: emoji } });
const groupSaw = (jid = OURS): string[] => on.wa.outbox.flatMap(({ to, text }) => (to === jid && text !== undefined ? [text] : []));
const told = (phone: string): string => [...on.texts(phone), ...on.app.sentTo(phone).map(({ body }) => body)].join('\n');
const inFiles = (word: string): string[] => ['helpdesk.sqlite', 'helpdesk.sqlite-wal', 'whatsapp-book.sqlite', 'whatsapp-book.sqlite-wal'].filter((name) => read(name).includes(word));
function read(name: string): Buffer {
  try {
    return readFileSync(join(on.varDir, name));
  } catch {
    return Buffer.alloc(0);
  }
}

describe('a monitor\'s group', () => {
  it('is left in peace: nothing is said there, nobody of it is remembered', async () => {
    await inGroup(ADELIA, 'bom dia a todos, hoje vamos à aldeia');
    await inGroup(ALZIRA, 'não consigo sincronizar');
    expect(groupSaw()).toEqual([]);
    expect([told(ADELIA), told(ALZIRA)]).toEqual(['', '']);
    expect(await on.app.tickets()).toEqual([]);
    expect(await on.app.ctx.store.addressRow(`whatsapp:${ADELIA}`)).toBeNull();
    expect(inFiles('vamos à aldeia').filter((name) => name.startsWith('helpdesk'))).toEqual([]);
  });

  it('"escalar" on a quoted photo makes a ticket of its author, with words and file; the solution comes back to the group', async () => {
    await on.says(ADELIA, 'Bom dia');
    await on.says(CARLA, 'lista');
    await settle();
    on.fresh(ADELIA);
    const photo = { imageMessage: { ...(await on.wa.hostMedia(Buffer.from(SAMPLE_FILES.image.bytes), 'image', SAMPLE_FILES.image.mime)), directPath: null, caption: 'a aplicação fecha sozinha quando abro o formulário' } };
    const id = await inGroup(ADELIA, photo);
    await inGroup(ALZIRA, quoting('Escalar, por favor: já reiniciou', id, ADELIA, photo));
    const [dossier, ...more] = await on.app.tickets();
    expect(more).toEqual([]);
    expect(dossier?.ticket).toMatchObject({ type: 'app_crash', level: 'L2', description: 'a aplicação fecha sozinha quando abro o formulário', reporter: { phone: ADELIA } });
    expect(dossier?.media.map(({ status, mime }) => [status, mime])).toEqual([['kept', 'image/jpeg']]);
    const number = dossier?.ticket.number ?? '?';
    expect(groupSaw()).toEqual([`Pedido ${number} aberto para ${dossier?.ticket.reporter.name ?? '?'}. O helpdesk já está avisado.`]);
    expect(on.texts(ADELIA).join('\n')).toContain(number);
    await on.says(CARLA, `assumir ${number}`);
    await on.says(CARLA, `resolver ${number} Instale a versão nova, por favor.`);
    await settle();
    expect(groupSaw().at(-1)).toBe(`Pedido ${number} resolvido: Instale a versão nova, por favor.`);
    expect(on.wa.outbox.flatMap(({ groupError }) => groupError ?? [])).toEqual([]);
  });

  it('the sign is as good as the word, twice is once, and who never wrote to us hears of it by SMS', async () => {
    const id = await inGroup(ADELIA, 'não consigo sincronizar desde ontem');
    await inGroup(ALZIRA, sign(on.app.ctx.content.rules.groups.escalate, id, ADELIA));
    await inGroup(ALZIRA, quoting('escalar', id, ADELIA));
    const [dossier, ...more] = await on.app.tickets();
    expect(more).toEqual([]);
    expect(dossier?.ticket).toMatchObject({ description: 'não consigo sincronizar desde ontem', reporter: { phone: ADELIA } });
    await on.app.advance('PT2M');
    expect(on.got(ADELIA)).toEqual([]);
    expect(on.app.sentTo(ADELIA).map(({ body }) => body).join('\n')).toContain(dossier?.ticket.number ?? '?');
  });

  it('"resolvido" counts a solution of the first level', async () => {
    const id = await inGroup(ADELIA, 'a aplicação não abre');
    await inGroup(ALZIRA, quoting('resolvido, reiniciou o telemóvel', id, ADELIA, { conversation: 'a aplicação não abre' }));
    const counts = await on.app.ctx.store.counts(0, Number.MAX_SAFE_INTEGER);
    expect(counts.find(({ name }) => name === 'l1.solved')?.value).toBe(1);
    expect(groupSaw()).toEqual([]);
  });

  it('a mention by the hidden id is answered in private, and the group reads one line', async () => {
    const lid = on.wa.bot.lid.split('@')[0] ?? '';
    await inGroup(ADELIA, { extendedTextMessage: { text: `@${lid} não consigo sincronizar`, contextInfo: { mentionedJid: [on.wa.bot.lid] } } });
    await until(() => on.got(ADELIA).length > 0, 'the private answer');
    expect(on.texts(ADELIA).join('\n')).toMatch(/sincroniz/iu);
    expect(groupSaw()).toHaveLength(1);
    expect(groupSaw()[0]).toContain('respondi em privado');
    expect(groupSaw()[0]).not.toMatch(/sincroniz/iu);
  });

  it('who joins with a hidden id is known by number from then on', async () => {
    const bento = on.wa.person({ pn: '258841230077', lid: '81000000000777', name: 'Bento' });
    await inGroup(ADELIA, 'bom dia');
    group.members.push(bento);
    on.wa.groupEvent(group, { tag: 'add', attrs: {}, content: [{ tag: 'participant', attrs: { jid: bento.lid ?? '', phone_number: bento.pn } }] }, on.person(ALZIRA));
    await until(() => inFiles('81000000000777').length > 0, 'the pair');
  });
});

describe('a group that is not in the roster', () => {
  it('does not exist for us: no answer, no ticket, none of its people', async () => {
    const other = on.wa.person({ pn: '258841230078', lid: '81000000000778', name: 'Tia' });
    strange.members.push(other);
    const id = await on.wa.say(on.person(ADELIA), 'não consigo sincronizar', { group: strange });
    const asked = await on.wa.say(on.person(ALZIRA), quoting('escalar', id, ADELIA), { group: strange });
    const called = await on.wa.say(other, { extendedTextMessage: { text: 'ajuda helpdesk segredo-de-familia', contextInfo: { mentionedJid: [on.wa.bot.lid] } } }, { group: strange });
    /** A receipt, or WhatsApp's word for "not taken". */
    await until(() => [id, asked, called].every((each) => on.wa.nodes.some(({ tag, attrs }) => (tag === 'receipt' || tag === 'ack') && attrs['id'] === each)), 'the receipts');
    await settle();
    expect(groupSaw(STRANGE)).toEqual([]);
    expect(await on.app.tickets()).toEqual([]);
    expect(on.wa.outbox).toEqual([]);
    expect(['81000000000778', '258841230078', 'segredo-de-familia'].flatMap(inFiles)).toEqual([]);
    expect(await on.app.ctx.store.failed()).toEqual([]);
  });
});
