/** A line that stopped is told to the managers by another way within a minute, once, and never over WhatsApp; it shows in /readyz and /metrics. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AppOptions } from '../../support/app.js';
import { startLinkedApp, until } from '../../support/linked-app.js';
import type { LinkedApp } from '../../support/linked-app.js';

let on: LinkedApp;
afterEach(() => on.stop());

const managers = (): readonly string[] => on.app.ctx.content.staff.filter(({ role }) => role === 'manager').map(({ phone }) => phone);
const readyz = async (): Promise<{ status: number; linkedDevice: Record<string, unknown> }> => {
  const answer = await fetch(`${on.app.target.base}/readyz`);
  return { status: answer.status, ...(await answer.json() as { linkedDevice: Record<string, unknown> }) };
};

async function stopped(code: number, options: AppOptions = {}): Promise<void> {
  on = await startLinkedApp(options);
  on.wa.close(code);
  await until(async () => (await readyz()).linkedDevice['state'] === 'stopped', 'the stop');
  await until(async () => { await on.settle(); return on.app.twilio.sentTo(managers()[0] ?? '').length > 0 || on.app.twilio.calls.length > 0 || options.sms === false || null; }, 'the alarm');
}

describe('the line stops', () => {
  it('every manager has one SMS that says why and what to do; nothing goes over WhatsApp', async () => {
    await stopped(401);
    const out = on.wa.outbox.length;
    for (const phone of managers()) {
      const sent = on.app.sentTo(phone);
      expect(sent).toHaveLength(1);
      expect(sent[0]?.to).toBe(phone);
      expect(sent[0]?.body).toMatch(/desligou o nosso número \(código 401\)|unlinked our number \(code 401\)/u);
    }
    await on.app.advance('PT6H');
    for (const phone of managers()) expect(on.app.sentTo(phone)).toHaveLength(1);
    expect(on.wa.outbox).toHaveLength(out);
    const { status, linkedDevice } = await readyz();
    expect(status).toBe(200);
    expect(linkedDevice).toMatchObject({ state: 'stopped', reason: 'logged_out', code: 401 });
    expect(JSON.stringify(linkedDevice)).not.toContain('258');
    const metrics = await (await fetch(`${on.app.target.base}/metrics`)).text();
    expect(metrics).toMatch(/^helpdesk_whatsapp_open 0$/mu);
    expect(metrics).toMatch(/^helpdesk_whatsapp_stopped 1$/mu);
    expect(metrics).toMatch(/^helpdesk_whatsapp_closes_total\{code="401"\} 1$/mu);
  });

  it('without SMS the managers\' phones ring', async () => {
    await stopped(403, { sms: false });
    await until(async () => { await on.settle(); return (await on.app.ctx.store.health(on.app.ctx.clock.now())).outboxPending === 0 || null; }, 'nothing waits');
    expect(on.app.twilio.calls.map(({ to }) => to).sort()).toEqual([...managers()].sort());
    expect(on.app.sentTo(managers()[0] ?? '')).toEqual([]);
    const phone = await on.app.takeOurs(managers()[0] ?? '');
    expect(phone.said.join(' ')).toContain('O WhatsApp do helpdesk parou');
    expect(phone.ended).toBe(true);
    await phone.hangup();
    await on.app.settle();
    expect(await on.app.tickets()).toEqual([]);
    expect(await on.app.ctx.store.callbacks(true)).toEqual([]);
  });
});

describe('an open line', () => {
  it('shows as open, with nothing told to anybody', async () => {
    on = await startLinkedApp();
    await until(async () => (await readyz()).linkedDevice['state'] === 'open', 'open');
    expect((await readyz()).linkedDevice).toMatchObject({ state: 'open', reason: null, unseen: 0 });
    expect(await (await fetch(`${on.app.target.base}/metrics`)).text()).toMatch(/^helpdesk_whatsapp_open 1$/mu);
    expect((await fetch(`${on.app.target.base}/whatsapp/pair`)).status).toBe(200);
    expect(on.app.sentTo(managers()[0] ?? '')).toEqual([]);
  });
});
