/** Exactly one owner: whoever takes a ticket at the same moment, over real HTTP and in whatever order the turns commit. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startApp } from '../support/app.js';
import type { App } from '../support/app.js';

const ABEL = '+258841230001';
const TAKERS = [['+258861230003', 'Carla Exemplo'], ['+258861230004', 'Daniel Exemplo'], ['+258861230001', 'Amélia Exemplo'], ['+258861230009', 'Isabel Exemplo']] as const;

let app: App;

beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.stop());

async function filed(): Promise<string> {
  await app.whatsapp('+258861230003', `novo ${ABEL} não consigo sincronizar os dados desde ontem`);
  await app.settle();
  const number = app.numbers().at(-1);
  if (number === undefined) throw new Error(`no ticket:\n${app.sentTo('+258861230003').map(({ body }) => body).join('\n')}`);
  return number;
}

describe('four take the same ticket at once', () => {
  it('has one owner, and the others are told who', async () => {
    for (let round = 0; round < 3; round += 1) {
      const number = await filed();
      await app.settle();
      for (const [phone] of TAKERS) app.unseen(phone);
      await Promise.all(TAKERS.map(([phone]) => app.whatsapp(phone, `assumir ${number}`)));
      await app.settle();
      const [dossier] = await app.ctx.store.tickets({ number });
      const owner = dossier?.ticket.assignee ?? null;
      expect(TAKERS.map(([, name]) => name)).toContain(owner);
      expect(dossier?.events.filter(({ type, by }) => type === 'assigned' && by === owner)).toHaveLength(1);
      const answers = TAKERS.map(([phone, name]) => ({ name, said: app.unseen(phone).map(({ body }) => body).filter((body) => body.includes(number)).join('\n') }));
      for (const { name, said } of answers) {
        expect(said).not.toBe('');
        if (name !== owner) expect(said).toContain(owner ?? '?');
      }
      await app.whatsapp('+258861230001', `resolver ${number} Foi reposto, sincronize outra vez, por favor.`);
      await app.settle();
    }
  });
});
