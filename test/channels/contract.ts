/** What every WhatsApp provider must do alike: the same stories over each of them. Run by twilio-contract.test.ts and baileys/contract.test.ts. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { App } from '../support/app.js';

/** A provider with the whole gateway behind it. */
export interface ContractApp {
  readonly app: App;
  /** A person writes and the gateway has answered. `quoted`: vendor id of a message of ours. */
  says(phone: string, text: string, quoted?: string): Promise<void>;
  photo(phone: string, caption: string): Promise<void>;
  /** What the person was sent on WhatsApp, since the last time of asking. */
  heard(phone: string): { readonly id: string; readonly text: string }[];
  sms(phone: string): string[];
  /** From now on the provider refuses messages to this number for good. */
  refuse(phone: string): void;
  /** The provider reports this state of a message, perhaps late or twice. */
  report(id: string, phone: string, status: 'delivered' | 'read' | 'sent'): Promise<void>;
  stop(): Promise<void>;
}

export const ABEL = '+258841230001';
const CARLA = '+258861230003';

export const STORY = ['a aplicação fecha sozinha', 'sim', 'não', 'saltar', 'saltar', 'saltar', 'uma pessoa', 'sim'] as const;

export async function ticketOf(on: ContractApp, phone: string): Promise<string> {
  for (const text of STORY) await on.says(phone, text);
  const number = on.app.numbers().at(-1);
  if (number === undefined) throw new Error(`no ticket:\n${on.heard(phone).map(({ text }) => text).join('\n---\n')}`);
  return number;
}

const last = <T>(list: readonly T[]): T => {
  const found = list.at(-1);
  if (found === undefined) throw new Error('nothing was heard');
  return found;
};

export function channelContract(name: string, make: () => Promise<ContractApp>): void {
  describe(`the channel contract over ${name}`, () => {
    let on: ContractApp;
    beforeEach(async () => {
      on = await make();
    });
    afterEach(() => on.stop());

    it('words in, an answer out, a ticket in the end', async () => {
      await on.says(ABEL, 'Bom dia');
      expect(on.heard(ABEL).length).toBeGreaterThan(0);
      const number = await ticketOf(on, ABEL);
      expect(on.heard(ABEL).map(({ text }) => text).join('\n')).toContain(number);
      const [dossier] = await on.app.ticketsOf(ABEL);
      expect(dossier?.ticket).toMatchObject({ number, channel: 'whatsapp', reporter: { phone: ABEL } });
    });

    it('a menu is answered by its digit or by its word', async () => {
      const menu = async (): Promise<string> => {
        await on.says(ABEL, 'menu');
        return last(on.heard(ABEL)).text;
      };
      const word = /^1\. (.+)$/mu.exec(await menu())?.[1] ?? '';
      await on.says(ABEL, '1');
      const byDigit = last(on.heard(ABEL)).text;
      await on.says(ABEL, 'cancelar');
      await menu();
      await on.says(ABEL, word.toUpperCase());
      expect(last(on.heard(ABEL)).text).toBe(byDigit);
    });

    it('a photo is kept on the ticket', async () => {
      await on.says(ABEL, 'a aplicação fecha sozinha');
      await on.photo(ABEL, 'é este o ecrã');
      for (const text of STORY.slice(1)) await on.says(ABEL, text);
      await on.app.settle();
      const dossiers = await on.app.ticketsOf(ABEL);
      expect(dossiers.flatMap(({ media }) => media).map(({ status, mime }) => ({ status, mime }))).toEqual([{ status: 'kept', mime: 'image/jpeg' }]);
    });

    it('quoting the message of one ticket means that ticket', async () => {
      const first = await ticketOf(on, ABEL);
      const about = on.heard(ABEL).findLast(({ text }) => text.includes(first));
      const second = await ticketOf(on, ABEL);
      on.heard(ABEL);
      expect(second).not.toBe(first);
      await on.says(ABEL, 'estado', about?.id);
      const answer = on.heard(ABEL).map(({ text }) => text).join('\n');
      expect(answer).toContain(first);
      expect(answer).not.toContain(second);
    });

    it('a number that is refused for good is told by SMS', async () => {
      const number = await ticketOf(on, ABEL);
      await on.says(CARLA, 'lista');
      on.refuse(ABEL);
      await on.says(CARLA, `resolver ${number} Actualize a aplicação`);
      await on.app.advance('PT5M');
      expect(on.sms(ABEL).join('\n')).toContain('Actualize a aplicação');
    });

    it('the state of a delivery only moves up', async () => {
      await on.says(ABEL, 'Bom dia');
      const { id } = last(on.heard(ABEL));
      const state = async (): Promise<string | undefined> => (await on.app.ctx.store.sentTo(`whatsapp:${ABEL}`, 0, 100)).find(({ vendorId }) => vendorId === id)?.status;
      await on.report(id, ABEL, 'read');
      expect(await state()).toBe('read');
      await on.report(id, ABEL, 'delivered');
      expect(await state()).toBe('read');
    });

    it('a person who stops gets nothing more, until he starts again', async () => {
      await on.says(ABEL, 'Bom dia');
      await on.says(ABEL, 'PARAR');
      on.heard(ABEL);
      await on.app.advance('P2D');
      expect(on.heard(ABEL)).toEqual([]);
      await on.says(ABEL, 'começar');
      expect(on.heard(ABEL).length).toBe(1);
    });
  });
}
