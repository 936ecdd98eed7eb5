/** Every close code and what follows from it, as a table; what a whole row of closes leads to. */
import { describe, expect, it } from '@jest/globals';
import { STAYS_STOPPED, closeOf, reactionTo } from '../../../src/channels/baileys/closes.js';
import { createFailures } from '../../../src/channels/baileys/failures.js';

const WHATSAPP = 'Connection Failure';
const stop = (reason: string) => ({ kind: 'stop', reason });

describe('the close codes', () => {
  it.each([
    [515, 'Stream Errored (restart required)', { kind: 'now' }],
    [428, 'Connection Terminated', { kind: 'again' }],
    [428, 'Connection Terminated by Server', { kind: 'again' }],
    [408, 'Connection was lost', { kind: 'again' }],
    [408, 'QR refs attempts ended', stop('pairing_ended')],
    [503, 'Stream Errored (unknown)', { kind: 'again' }],
    [500, 'Stream Errored (xml-not-well-formed)', { kind: 'again' }],
    [440, 'Stream Errored (conflict)', { kind: 'replaced' }],
    [401, 'Stream Errored (conflict)', stop('logged_out')],
    [401, WHATSAPP, stop('logged_out')],
    [402, WHATSAPP, stop('banned_for_now')],
    [403, WHATSAPP, stop('locked')],
    [405, WHATSAPP, { kind: 'outdated' }],
    [406, WHATSAPP, stop('banned')],
    [409, WHATSAPP, stop('client_refused')],
    [411, 'Multi-device beta not joined', stop('phone_too_old')],
    [418, WHATSAPP, stop('client_refused')],
    [499, WHATSAPP, { kind: 'again' }],
    [null, 'no word from the socket', { kind: 'again' }],
  ])('%p "%s"', (code, message, reaction) => {
    expect(reactionTo({ code, message })).toEqual(reaction);
  });

  it.each([401, 403, 405, 402, 440])('%p of a proxy on the way is weather, not WhatsApp\'s word', (code) => {
    expect(reactionTo({ code, message: `WebSocket Error (Unexpected server response: ${code})` })).toEqual({ kind: 'again' });
  });

  it('Baileys hands along Booms, Errors, numbers and nothing', () => {
    expect(closeOf(Object.assign(new Error('Connection Failure'), { output: { statusCode: 403 } }))).toEqual({ code: 403, message: 'Connection Failure' });
    expect(closeOf(new Error('plain'))).toEqual({ code: null, message: 'plain' });
    expect(closeOf(1006)).toEqual({ code: null, message: '1006' });
    expect(closeOf(undefined)).toEqual({ code: null, message: '' });
  });

  it('a banned or unlinked account is not tried after a restart either; a clash of two programs is', () => {
    expect([...STAYS_STOPPED].sort()).toEqual(['banned', 'banned_for_now', 'locked', 'logged_out']);
  });
});

describe('a row of closes', () => {
  const cut = { code: 428, message: 'Connection Terminated' };
  const waits = (failures: ReturnType<typeof createFailures>, times: number, close = cut): (number | string)[] =>
    Array.from({ length: times }, () => {
      const step = failures.after(close);
      return step.kind === 'wait' ? step.ms : step.kind;
    });

  it('pauses grow and end at a minute', () => {
    expect(waits(createFailures(() => 1), 7)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    expect(waits(createFailures(() => 0), 3)).toEqual([1_000, 1_000, 1_000]);
  });

  it('only a connection that lasted begins anew', () => {
    const failures = createFailures(() => 1);
    waits(failures, 4);
    failures.opened();
    failures.lasted(2_000);
    expect(waits(failures, 1)).toEqual([60_000]);
    failures.lasted(60_000);
    expect(waits(failures, 1)).toEqual([5_000]);
  });

  it('replaced: three tries half a minute apart, then stop; forgotten after ten good minutes', () => {
    const failures = createFailures(() => 0);
    const replaced = { code: 440, message: 'Stream Errored (conflict)' };
    expect(waits(failures, 2, replaced)).toEqual([30_000, 30_000]);
    failures.lasted(600_000);
    expect(waits(failures, 4, replaced)).toEqual([30_000, 30_000, 30_000, 'stop']);
  });

  it('too old: a newer version at once, then every five minutes and told once', () => {
    const failures = createFailures(() => 0.5);
    const old = { code: 405, message: 'Connection Failure' };
    const steps = [1, 2, 3].map(() => failures.after(old));
    expect(steps).toEqual([
      { kind: 'wait', ms: 1_000, refresh: true, tell: false }, { kind: 'wait', ms: 300_000, refresh: true, tell: true }, { kind: 'wait', ms: 300_000, refresh: true, tell: false },
    ]);
  });

  it('restarts are followed at once, not for ever', () => {
    expect(waits(createFailures(() => 1), 6, { code: 515, message: 'Stream Errored (restart required)' })).toEqual(['connect', 'connect', 'connect', 'connect', 'connect', 5_000]);
  });
});
