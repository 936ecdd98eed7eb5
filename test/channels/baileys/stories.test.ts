/** Whole-app stories over the linked device: many at once, lines that break, calls, and another provider by configuration. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startApp } from '../../support/app.js';
import type { App } from '../../support/app.js';
import { startLinkedApp, until } from '../../support/linked-app.js';
import type { LinkedApp } from '../../support/linked-app.js';
import { ABEL, STORY } from '../contract.js';
import { quickFolder } from '../../support/quick-folder.js';

/** The outcome asks for 500; fewer where the machine is busy with other things. */
const PERSONS = Number(process.env['PERSONS'] ?? 500);
const CARLA = '+258861230003';
const ALL = 1_000_000;
const phoneOf = (index: number): string => `+25884123${String(1000 + index)}`;

let on: LinkedApp | null = null;
afterEach(async () => {
  await on?.stop();
  on = null;
});

/** Moves the clock until the line is open again. */
async function reconnected({ wa, app }: LinkedApp): Promise<void> {
  await until(() => !wa.online, 'the cut');
  await until(async () => {
    if (wa.online) return true;
    await app.ctx.clock.advance?.(5_000);
    return false;
  }, 'the line again', 60_000);
}

/** Who is not in the roster is asked for more; null = nothing is asked any more. */
function asStranger(question: string): string | null {
  if (/nome e apelido/u.test(question)) return 'Ana Sitoe';
  if (/função/u.test(question)) return 'Registador';
  if (/Em que distrito/u.test(question)) return 'Moatize';
  return /Posso enviar/u.test(question) ? 'sim' : null;
}

async function takenUp({ app, wa }: LinkedApp, ids: readonly string[], ms?: number): Promise<void> {
  const left = [...ids];
  await until(async () => {
    /** A line that broke waits for its next try. */
    if (!wa.online) await app.ctx.clock.advance?.(1_000);
    while (left.length > 0 && (await app.ctx.store.handled('whatsapp', left[0] ?? ''))) left.shift();
    return left.length === 0;
  }, 'every message taken up', ms, 100);
}

describe('many at once', () => {
  it(`${PERSONS} persons write in the same moment, and each has one answer`, async () => {
    on = await startLinkedApp();
    const { app, wa } = on;
    const phones = Array.from({ length: PERSONS }, (_, index) => phoneOf(index));
    const t = Math.floor(app.ctx.clock.now() / 1000);
    const ids = await Promise.all(phones.map((phone) => wa.say(on?.person(phone) as Parameters<typeof wa.say>[0], 'a aplicação fecha sozinha', { t })));
    await takenUp(on, ids, 200_000);
    /** Where the line is slow some wait for their turn. */
    await until(async () => {
      await app.ctx.clock.advance?.(1_000);
      return new Set(wa.outbox.map(({ to }) => to)).size >= phones.length;
    }, 'an answer to everybody', 200_000, 100);
    await on.settle();
    expect(new Set(phones.map((phone) => on?.got(phone).length))).toEqual(new Set([1]));
    expect(new Set(wa.outbox.map(({ id }) => id)).size).toBe(wa.outbox.length);
    expect(wa.outbox.flatMap(({ copies }) => copies.flatMap(({ error }) => error ?? []))).toEqual([]);
    expect((await app.ctx.store.health(app.ctx.clock.now())).outboxPending).toBe(0);
  }, 300_000);
});

describe('a line that breaks', () => {
  it('twenty times in a row, while people write: nothing is lost, nothing doubled', async () => {
    on = await startLinkedApp();
    const { app, wa } = on;
    const phones = Array.from({ length: 10 }, (_, index) => phoneOf(index));
    const ids: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      const t = Math.floor(app.ctx.clock.now() / 1000);
      const said = phones.map((phone) => wa.say((on as LinkedApp).person(phone), `volta ${round}`, { t }).catch(() => ''));
      wa.cut();
      ids.push(...(await Promise.all(said)).filter((id) => id !== ''));
      await reconnected(on);
    }
    await takenUp(on, ids, 60_000);
    for (let round = 0; round < 10; round += 1) {
      await on.settle();
      await app.advance('PT30S');
    }
    expect(await app.ctx.store.failed()).toEqual([]);
    expect((await app.ctx.store.health(app.ctx.clock.now())).outboxPending).toBe(0);
    for (const phone of phones) expect(new Set(on.got(phone).map(({ id }) => id)).size).toBe(on.got(phone).length);
    expect(on.got(phoneOf(0)).length).toBeGreaterThan(0);
  }, 300_000);

  it('every ten minutes of a working day: every ticket is made, everybody has the number', async () => {
    on = await startLinkedApp({ start: Date.parse('2026-10-02T06:00:00+02:00') });
    const { app, wa } = on;
    const phones = Array.from({ length: 10 }, (_, index) => phoneOf(index));
    /** One after the other, the last one in the last hour. */
    const at = new Map(phones.map((phone, index) => [phone, -10 * index]));
    for (let step = 0; step < 120; step += 1) {
      for (const phone of phones) {
        const turn = at.get(phone) ?? 0;
        const words = turn < 0 ? null : STORY[turn] ?? asStranger(on.texts(phone).at(-1) ?? '');
        if (words !== null) await wa.say(on.person(phone), words, { t: Math.floor(app.ctx.clock.now() / 1000) });
        at.set(phone, turn + 1);
      }
      if (step % 2 === 1) {
        wa.cut();
        await reconnected(on);
      }
      await until(() => wa.online, 'the line');
      await on.settle();
      await app.advance('PT5M');
    }
    await on.settle();
    for (const phone of phones) {
      const [dossier, ...more] = await app.ticketsOf(phone);
      expect([dossier?.ticket.reporter.phone, more.length]).toEqual([phone, 0]);
      expect(on.texts(phone).join('\n')).toContain(dossier?.ticket.number ?? '?');
    }
    expect(await app.ctx.store.failed()).toEqual([]);
  }, 300_000);
});

describe('a message that does not open', () => {
  it('and is not sent again by its phone is asked for, once, before anything else', async () => {
    on = await startLinkedApp();
    const { app, wa } = on;
    await on.says(ABEL, 'Bom dia');
    await on.settle();
    on.fresh(ABEL);
    await on.says(ABEL, 'não consigo entrar', { corrupt: 'always', neverRetry: true });
    await until(async () => {
      await app.ctx.clock.advance?.(5_000);
      return on?.texts(ABEL).some((text) => text.includes('abrir'));
    }, 'the request');
    const [words = '', ...more] = on.fresh(ABEL);
    expect(words).toMatch(/^Não consegui abrir a sua mensagem\. Pode enviá-la outra vez, por favor\?/u);
    expect(more).toEqual([]);
    await app.advance('PT5M');
    expect(on.fresh(ABEL).filter((text) => text.includes('abrir'))).toEqual([]);
    expect(wa.online).toBe(true);
  });
});

describe('a call to the linked number', () => {
  it('is rejected, and answered in writing once an hour', async () => {
    on = await startLinkedApp();
    const { app, wa } = on;
    await on.says(ABEL, 'Bom dia');
    await on.settle();
    on.fresh(ABEL);
    wa.call(on.person(ABEL));
    await until(() => wa.nodes.some(({ tag, content }) => tag === 'call' && Array.isArray(content) && content[0]?.tag === 'reject'), 'the rejection');
    await on.settle();
    await until(() => on?.got(ABEL).some(({ text }) => text?.includes('chamadas pelo WhatsApp') === true), 'the words');
    wa.call(on.person(ABEL));
    await until(() => wa.nodes.filter(({ tag, content }) => tag === 'call' && Array.isArray(content) && content[0]?.tag === 'reject').length === 2, 'the second rejection');
    await on.settle();
    expect(on.fresh(ABEL)).toHaveLength(1);
    expect(on.texts(ABEL).join('\n')).toContain(app.ctx.content.campaign.helpline ?? 'Escreva aqui');
  });
});

describe('another provider by configuration', () => {
  it('keeps conversation, ticket and person, there and back', async () => {
    const folder = quickFolder('switch-');
    const varDir = join(folder, 'var');
    let start = Date.parse('2026-10-02T09:00:00+02:00');
    const twilio = (): Promise<App> => startApp({ start, config: { varDir } });
    const stop = async (app: App, all: { stop(): Promise<void> }): Promise<void> => {
      start = app.ctx.clock.now() + 60_000;
      await all.stop();
    };
    const over = async (app: App, text: string): Promise<void> => {
      serial += 1;
      await app.whatsapp(ABEL, text, `SM${String(serial).padStart(32, '0')}`);
      await app.advance('PT10S');
    };
    let serial = 0;
    const contactOf = async (app: App): Promise<string | undefined> => (await app.ctx.store.addressRow(`whatsapp:${ABEL}`))?.contactId;
    try {
      let app = await twilio();
      for (const text of STORY) await over(app, text);
      const first = (await app.ticketsOf(ABEL))[0]?.ticket.number ?? '?';
      const contact = await contactOf(app);
      await over(app, 'a aplicação fecha sozinha');
      await stop(app, app);

      on = await startLinkedApp({ varDir, start });
      await on.says(CARLA, 'lista');
      await on.settle();
      expect(on.fresh(CARLA).join('\n')).toContain(first);
      for (const text of STORY.slice(1)) {
        await on.says(ABEL, text);
        await on.settle();
        await on.app.advance('PT10S');
      }
      const numbers = (await on.app.ticketsOf(ABEL)).map(({ ticket }) => ticket.number);
      expect(numbers).toHaveLength(2);
      expect(numbers).toContain(first);
      expect(on.texts(ABEL).join('\n')).toContain(numbers.find((number) => number !== first));
      expect(await contactOf(on.app)).toBe(contact);
      await stop(on.app, on);
      on = null;

      app = await twilio();
      await over(app, 'estado');
      expect(app.sentTo(ABEL).map(({ body }) => body).join('\n')).toEqual(expect.stringContaining(first));
      expect(await contactOf(app)).toBe(contact);
      await app.stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  it('who wrote to the other number only is told by SMS', async () => {
    const folder = quickFolder('switch-');
    const varDir = join(folder, 'var');
    try {
      const app = await startApp({ config: { varDir } });
      for (const text of STORY) {
        await app.whatsapp(ABEL, text);
        await app.advance('PT10S');
      }
      const number = (await app.ticketsOf(ABEL))[0]?.ticket.number ?? '?';
      const { twilio } = app.ctx.config;
      await app.stop();
      on = await startLinkedApp({ varDir, config: { twilio: twilio === null ? null : { ...twilio, whatsappFrom: null } } });
      await on.says(CARLA, `resolver ${number} Actualize a aplicação`);
      await on.settle();
      await on.app.advance('PT5M');
      expect(on.got(ABEL)).toEqual([]);
      expect((await on.app.ctx.store.sentTo(`sms:${ABEL}`, 0, ALL)).map(({ body }) => ('text' in body ? body.text : '')).join('\n')).toContain('Actualize a aplicação');
    } finally {
      await on?.stop();
      on = null;
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
