/** The line's life against the fake WhatsApp, with real sockets: messages, every kind of end of a connection, and what follows from it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startRig } from './rig.js';
import type { Rig } from './rig.js';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.link();
});
beforeEach(() => rig.fresh());
afterAll(() => rig.close());

const MINUTE = 60_000;
let serial = 0;
/** Somebody new to every test. */
const maria = () => {
  serial += 1;
  return rig.wa.person({ pn: `2588412300${String(serial).padStart(2, '0')}`, lid: `810000000000${String(serial).padStart(2, '0')}`, name: 'Maria' });
};
/** Ends the connection as `code` and waits until the line has seen it. */
async function closed(code: number): Promise<void> {
  const before = rig.heard.states.length;
  rig.wa.close(code);
  await rig.until(() => rig.heard.states.length > before, `the close ${code}`);
}
/** Logs in again after the pause is over. */
async function back(): Promise<void> {
  await rig.untilState('backing_off');
  await rig.clock.advance(MINUTE);
  await rig.untilState('open');
}

/** Moves the clock to the next try, not further. */
async function nextTry(): Promise<void> {
  const { until } = await rig.untilState('backing_off');
  await rig.clock.advance(until - rig.clock.now());
}

describe('an open line', () => {
  it('reads what people write and is told of the server\'s word on what it sends', async () => {
    const person = maria();
    await rig.wa.say(person, 'Olá');
    await rig.until(() => rig.texts().includes('notify: Olá'));
    const sent = await rig.line.socket()?.sendMessage(person.pn, { text: 'Bom dia' });
    expect((await rig.wa.waitFor(({ id }) => id === sent?.key.id)).text).toBe('Bom dia');
    await rig.until(() => rig.heard.acks.some(({ id, error }) => id === sent?.key.id && error === null));
    expect(rig.line.state()).toEqual({ kind: 'open', me: { pn: '258861230000@s.whatsapp.net', lid: '70000000000001@lid' } });
    expect(rig.line.health()).toMatchObject({ state: 'open', unseen: 0, reconnects: 0, reason: null });
  });

  it('hands on the refusal of a message, and the call of a person', async () => {
    const person = maria();
    rig.wa.ackError = 463;
    const sent = await rig.line.socket()?.sendMessage(person.pn, { text: 'recusada' });
    await rig.until(() => rig.heard.acks.some(({ id, error }) => id === sent?.key.id && error === '463'));
    rig.wa.call(person);
    expect((await rig.until(() => rig.heard.calls[0])).status).toBe('offer');
  });

  it('what was said while it was away comes as append, all of it, and is told once', async () => {
    const person = maria();
    rig.wa.cut();
    await rig.untilState('backing_off');
    for (let index = 0; index < 30; index += 1) await rig.wa.say(person, `recado ${index}`);
    await back();
    await rig.until(() => rig.texts().length >= 30);
    expect(rig.texts()).toEqual(Array.from({ length: 30 }, (_, index) => `append: recado ${index}`));
    await rig.until(() => rig.wa.pending.length === 0);
  });

  it('a line that drops in the middle of the backlog loses nothing that was receipted', async () => {
    const person = maria();
    rig.wa.cut();
    await rig.untilState('backing_off');
    for (let index = 0; index < 10; index += 1) await rig.wa.say(person, `na fila ${index}`);
    rig.wa.cutBeforeOfflineEnd = true;
    await rig.clock.advance(MINUTE);
    await rig.until(() => rig.wa.pending.length === 0 && rig.line.state().kind === 'backing_off', 'receipted and cut');
    rig.wa.cutBeforeOfflineEnd = false;
    expect(rig.texts()).toHaveLength(10);
    await back();
    expect(rig.texts()).toHaveLength(10);
  });

  it('a new process on the same file logs in without pairing and reads on', async () => {
    const person = maria();
    await rig.wa.say(person, 'antes');
    await rig.until(() => rig.texts().includes('notify: antes'));
    await rig.restart();
    await rig.wa.say(person, 'entretanto');
    rig.line.start();
    await rig.untilState('open');
    await rig.until(() => rig.texts().includes('append: entretanto'));
  });

  it('stops without unlinking; nothing is heard afterwards', async () => {
    await rig.line.stop();
    expect(rig.wa.linked).toBe(true);
    expect(rig.line.state()).toEqual({ kind: 'idle' });
    const told = rig.heard.states.length;
    await rig.clock.advance(60 * MINUTE);
    expect(rig.heard.states).toHaveLength(told);
    expect(rig.wa.online).toBe(false);
  });
});

describe('ends of a connection', () => {
  it.each([428, 503, 500])('%p: backs off and comes back', async (code) => {
    await closed(code);
    expect(rig.line.state()).toMatchObject({ kind: 'backing_off', code });
    await back();
    expect(rig.auth.linked()).toBe(true);
    expect(rig.heard.troubles).toEqual([]);
  });

  it('515: comes back at once, without any pause', async () => {
    await closed(515);
    expect(rig.line.state().kind).toBe('connecting');
    await rig.untilState('open');
  });

  it.each([[401, 'logged_out'], [402, 'banned_for_now'], [403, 'locked'], [406, 'banned'], [409, 'client_refused'], [418, 'client_refused']])('%p: stops, tells once, keeps the account, never tries by itself', async (code, reason) => {
    await closed(code);
    expect(rig.line.state()).toEqual({ kind: 'stopped', reason, code });
    await rig.clock.advance(24 * 60 * MINUTE);
    expect(rig.heard.troubles).toEqual([{ kind: 'stopped', reason, code }]);
    expect(rig.line.state().kind).toBe('stopped');
    expect(rig.wa.online).toBe(false);
    expect(rig.auth.linked()).toBe(true);
    expect(rig.auth.stopReason()).toMatchObject({ reason, code });
  });

  it('a banned number stays stopped after a restart, until somebody asks for it', async () => {
    await closed(403);
    await rig.restart();
    rig.line.start();
    expect(rig.line.state()).toEqual({ kind: 'stopped', reason: 'locked', code: 403 });
    expect(rig.heard.troubles).toHaveLength(1);
    rig.line.retry();
    await rig.untilState('open');
    expect(rig.auth.stopReason()).toBeNull();
  });

  it('440: three more tries, half a minute apart or more, then stop', async () => {
    for (let tries = 0; tries < 3; tries += 1) {
      await closed(440);
      const state = await rig.untilState('backing_off');
      expect(state.until - rig.clock.now()).toBeGreaterThanOrEqual(30_000);
      await back();
    }
    await closed(440);
    expect(rig.line.state()).toEqual({ kind: 'stopped', reason: 'replaced', code: 440 });
    expect(rig.heard.troubles).toEqual([{ kind: 'stopped', reason: 'replaced', code: 440 }]);
  });

  it('405: asks for a newer version at once and is let in with it', async () => {
    rig.fetched = [2, 3000, 2_000_000_000];
    rig.wa.loginFailure = { reason: '405' };
    rig.wa.cut();
    await nextTry();
    expect(rig.line.state()).toMatchObject({ kind: 'backing_off', code: 405 });
    rig.wa.loginFailure = null;
    await nextTry();
    await rig.untilState('open');
    expect(rig.wa.lastPayload?.userAgent?.appVersion?.tertiary).toBe(2_000_000_000);
    expect(rig.auth.goodVersion()).toEqual([2, 3000, 2_000_000_000]);
    expect(rig.heard.troubles).toEqual([]);
  });

  it('405 that lasts: told once, tried every five minutes', async () => {
    rig.wa.loginFailure = { reason: '405' };
    rig.wa.cut();
    const refused = (): number => rig.heard.states.filter((state) => state.kind === 'backing_off' && state.code === 405).length;
    await nextTry();
    expect([refused(), rig.heard.troubles]).toEqual([1, []]);
    await nextTry();
    expect([refused(), rig.heard.troubles]).toEqual([2, [{ kind: 'outdated' }]]);
    await rig.clock.advance(5 * MINUTE - 1);
    expect(refused()).toBe(2);
    await rig.clock.advance(1);
    expect(refused()).toBe(3);
    expect(rig.heard.troubles).toHaveLength(1);
    rig.wa.loginFailure = null;
    await rig.clock.advance(5 * MINUTE);
    await rig.untilState('open');
  });

  it.each([['an HTTP 429', { upgradeStatus: 429 }], ['silence', { stalledUpgrade: true }]])('%s at the upgrade: the watchdog ends what would hang for ever', async (_name, knob) => {
    Object.assign(rig.wa, knob);
    rig.wa.cut();
    const { until } = await rig.untilState('backing_off');
    rig.settleMs = 0;
    await rig.clock.advance(until - rig.clock.now());
    expect(rig.line.state().kind).toBe('connecting');
    await rig.clock.advance(44_000);
    expect(rig.line.state().kind).toBe('connecting');
    await rig.clock.advance(1_000);
    expect(rig.line.state()).toMatchObject({ kind: 'backing_off', code: null });
    Object.assign(rig.wa, { upgradeStatus: null, stalledUpgrade: false });
    rig.settleMs = 6_000;
    await rig.clock.advance(MINUTE);
    await rig.untilState('open');
  });

  it('no connection for a quarter of an hour: told once, tried on', async () => {
    rig.wa.acceptConnections = false;
    rig.wa.cut();
    await rig.untilState('backing_off');
    for (let minutes = 0; minutes < 20; minutes += 1) {
      await rig.clock.advance(MINUTE);
      await rig.untilState('backing_off');
    }
    expect(rig.heard.troubles.map(({ kind }) => kind)).toEqual(['down']);
    rig.wa.acceptConnections = true;
    await rig.clock.advance(MINUTE);
    await rig.untilState('open');
  });
});

describe('care of an open line', () => {
  it('is made anew after some quiet hours; nothing said meanwhile is lost', async () => {
    const person = maria();
    await rig.wa.say(person, 'antes');
    await rig.until(() => rig.texts().length === 1);
    const logins = rig.wa.next('login');
    await rig.clock.advance(5 * 60 * MINUTE);
    await logins;
    await rig.wa.say(person, 'depois');
    await rig.until(() => rig.texts().some((text) => text.endsWith('depois')));
    expect(rig.line.health().recycles).toBe(1);
    expect(rig.heard.troubles).toEqual([]);
  });

  it('twenty drops in a row leave one socket and lose nothing', async () => {
    const person = maria();
    for (let round = 0; round < 20; round += 1) {
      await rig.wa.say(person, `r${round}`);
      rig.wa.cut();
      await rig.untilState('backing_off');
      await rig.clock.advance(MINUTE);
      await rig.untilState('open');
    }
    await rig.until(() => new Set(rig.texts().map((text) => text.split(': ')[1])).size === 20, 'all twenty');
    expect(rig.wa.online).toBe(true);
    expect(rig.line.health().reconnects).toBe(20);
  });
});
