/** The channel contract over Twilio's WhatsApp. */
import { startApp } from '../support/app.js';
import { attached, quoting, SAMPLE_FILES } from '../support/twilio-forms.js';
import { channelContract } from './contract.js';
import type { ContractApp } from './contract.js';

export async function twilioContractApp(): Promise<ContractApp> {
  const app = await startApp();
  const seen = new Map<string, number>();
  const onWhatsapp = (phone: string) => app.sentTo(phone).filter(({ to }) => to.startsWith('whatsapp:'));
  const after = () => app.advance('PT10S');
  return {
    app,
    async says(phone, text, quoted) {
      await app.whatsapp(phone, { Body: text, ...(quoted === undefined ? {} : quoting(quoted)) });
      await after();
    },
    async photo(phone, caption) {
      const sid = app.newSid('MM');
      const { mime, bytes } = SAMPLE_FILES.image;
      await app.whatsapp(phone, attached('image', mime, app.twilio.addMedia(sid, bytes, mime), caption), sid);
      await after();
    },
    heard(phone) {
      const all = onWhatsapp(phone).map(({ sid, body }) => ({ id: sid, text: body ?? '' }));
      const fresh = all.slice(seen.get(phone) ?? 0);
      seen.set(phone, all.length);
      return fresh;
    },
    sms: (phone) => app.sentTo(phone).filter(({ to }) => !to.startsWith('whatsapp:')).map(({ body }) => body ?? ''),
    refuse: (phone) => app.twilio.trouble({ kind: 'answer', status: 400, code: 63003, only: `whatsapp:${phone}` }),
    async report(id, _phone, status) {
      await app.twilio.report(id, status);
      await app.settle();
    },
    stop: () => app.stop(),
  };
}

channelContract('Twilio', twilioContractApp);
