/** A message that was on its way when the process died does not wait for its claim to run out, and is not sent again where Twilio lists it. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startApp } from '../support/app.js';
import type { App } from '../support/app.js';

const ANA = '+258841230601';

describe('an answer on its way at the end of the process', () => {
  let app: App;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.stop());

  /** As a dead process leaves it: claimed, the answer of the vendor never seen. */
  async function claimedAndGone(sent: boolean): Promise<void> {
    await app.twilio.down();
    await app.whatsapp(ANA, 'nao consigo sincronizar os dados');
    await app.ctx.settle();
    await app.ctx.outbox.stop();
    const at = (await app.ctx.store.nextDelivery(app.ctx.clock.now())) ?? app.ctx.clock.now();
    const [row] = await app.ctx.store.claim(at, 1, 3_600_000, 3_000);
    if (row === undefined || row.message.body.kind !== 'text') throw new Error('nothing was claimed');
    await app.twilio.up();
    if (sent) app.twilio.sentBefore(`whatsapp:${ANA}`, row.message.body.text);
    await app.restart();
    await app.advance('PT1M');
  }

  it('goes out within a minute of the next start', async () => {
    await claimedAndGone(false);
    expect(app.sentTo(ANA)).toHaveLength(1);
  });

  it('is not sent a second time where it reached Twilio', async () => {
    await claimedAndGone(true);
    expect(app.sentTo(ANA)).toHaveLength(1);
  });
});
