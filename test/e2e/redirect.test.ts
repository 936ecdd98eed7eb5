/** Whole-app stories of queries that NMCP answers: what each mode logs, and that a fault of the app is never sent away. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SqliteStore } from '../../src/store/sqlite.js';
import { startApp } from '../support/app.js';
import type { App } from '../support/app.js';

const ABEL = '+258841230001';
const QUITERIA = '+258871230004';

let app: App;
afterEach(() => app.stop());

const QUERY = 'quantas redes devo dar a uma família de cinco pessoas?';

describe.each([['redirect', 0, 0], ['redirect+count', 1, 0], ['redirect+ticket', 1, 1]] as const)('%s', (mode, counted, filed) => {
  it(`names the contact and tells him, counts ${counted} and files ${filed}`, async () => {
    app = await startApp({ data: { 'options.yaml': { redirect: mode } } });
    await app.whatsapp(ABEL, QUERY);
    await app.settle();
    expect(app.sentTo(ABEL).map(({ body }) => body).join('\n')).toContain(QUITERIA);
    expect(app.sentTo(QUITERIA)).toHaveLength(1);
    await app.whatsapp(QUITERIA, 'ok');
    await app.settle();
    expect(app.sentTo(QUITERIA).at(-1)?.body).toContain(QUERY);
    const counts = await (app.ctx.store as SqliteStore).counts(0, Number.MAX_SAFE_INTEGER);
    expect(counts.filter(({ name }) => name === 'redirected')).toEqual(counted === 1 ? [{ name: 'redirected', label: 'allocation', value: 1 }] : []);
    expect((await app.tickets()).map(({ ticket }) => ticket.status)).toEqual(filed === 1 ? ['redirected'] : []);
  });
});

describe('a technical fault is not sent away', () => {
  it.each(['a aplicação fecha quando registo as redes', 'não consigo sincronizar os registos da distribuição', 'o formulário das redes dá erro ao gravar'])('%s', async (text) => {
    app = await startApp();
    await app.whatsapp(ABEL, text);
    await app.settle();
    const heard = app.sentTo(ABEL).map(({ body }) => body).join('\n');
    expect(heard).toContain('Está certo?');
    expect(heard).not.toContain('PNCM');
    expect(app.sentTo(QUITERIA)).toEqual([]);
  });

  it('stays with the helpdesk when the person says so after all', async () => {
    app = await startApp();
    for (const text of [QUERY, 'é erro da aplicação', 'o ecrã do registo dá erro ao gravar', 'sim']) {
      await app.whatsapp(ABEL, text);
      await app.advance('PT10S');
    }
    expect(app.unseen(ABEL).at(-1)?.body).not.toContain('PNCM');
    expect(app.sentTo(QUITERIA)).toHaveLength(1);
  });
});
