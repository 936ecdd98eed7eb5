/** The channel contract over the linked device. */
import { channelContract } from '../contract.js';
import type { ContractApp } from '../contract.js';
import { startLinkedApp, until } from '../../support/linked-app.js';
import { SAMPLE_FILES } from '../../support/twilio-forms.js';

const { bytes, mime } = SAMPLE_FILES.image;

export async function linkedContractApp(): Promise<ContractApp> {
  const linked = await startLinkedApp();
  const { app, wa } = linked;
  const refused = new Set<string>();
  const seen = new Map<string, number>();
  wa.ackError = ({ to }) => (refused.has(to) ? 463 : null);
  const after = async (): Promise<void> => {
    await linked.settle();
    await app.advance('PT10S');
    await linked.settle();
  };
  return {
    app,
    async says(phone, text, quoted) {
      await linked.says(phone, quoted === undefined ? text : { extendedTextMessage: { text, contextInfo: { stanzaId: quoted, participant: wa.bot.pn, quotedMessage: { conversation: 'x' } } } });
      await after();
    },
    async photo(phone, caption) {
      await linked.says(phone, { imageMessage: { ...(await wa.hostMedia(Buffer.from(bytes), 'image', mime)), directPath: null, caption } });
      await after();
    },
    heard(phone) {
      const all = linked.got(phone).map(({ id, text }) => ({ id, text: text ?? '' }));
      const fresh = all.slice(seen.get(phone) ?? 0);
      seen.set(phone, all.length);
      return fresh;
    },
    sms: (phone) => app.sentTo(phone).map(({ body }) => body),
    refuse(phone) {
      const { pn, lid } = linked.person(phone);
      for (const jid of [pn, lid ?? pn]) refused.add(jid);
    },
    async report(id, phone, status) {
      const person = linked.person(phone);
      wa.receipt(person, id, status === 'read' ? { type: 'read' } : {});
      if (status === 'read') await until(() => app.ctx.store.handled('delivery', `${id}:read`), 'the report');
      await linked.settle();
    },
    stop: () => linked.stop(),
  };
}

channelContract('the linked device', linkedContractApp);
