/** Whole-app stories of what goes out: windows and templates, other ways, a vendor in trouble, opt-out, dead messages, what was missed while we were off. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { startApp } from '../support/app.js';
import type { App, AppOptions } from '../support/app.js';
import { attached, OUR_WHATSAPP } from '../support/twilio-forms.js';

const ABEL = '+258841230001';
const AMELIA = '+258861230001';
const CARLA = '+258861230003';
const SOLVED_SID = `HX${'a'.repeat(32)}`;
const WITH_TEMPLATE = { 'templates.yaml': { templates: { ticket_solved: { sid: { pt: SOLVED_SID } } } } };

let app: App;
afterEach(() => app.stop());

const begin = async (options: AppOptions = {}): Promise<void> => {
  app = await startApp(options);
};
const says = async (who: string, text: string): Promise<void> => {
  await app.whatsapp(who, text);
  await app.advance('PT10S');
};
const bodies = (phone: string): string[] => app.sentTo(phone).map(({ body }) => body);
const fresh = (phone: string): string[] => app.unseen(phone).map(({ body }) => body);

/** Abel has an open ticket. @returns its number */
async function ticketOfAbel(): Promise<string> {
  for (const text of ['a aplicação fecha sozinha', 'sim', 'não', 'saltar', 'saltar', 'saltar', 'uma pessoa', 'sim']) await says(ABEL, text);
  const number = app.numbers().at(-1);
  if (number === undefined) throw new Error(`no ticket:\n${bodies(ABEL).join('\n')}`);
  app.unseen(ABEL);
  return number;
}

/** What tells of the solution; the promises that nobody kept meanwhile are another story. */
const ofSolution = () => app.unseen(ABEL).filter(({ contentSid, body }) => contentSid !== null || body.includes('Actualize'));

describe('the 24-hour window', () => {
  it('sends the approved template to a person who wrote days ago', async () => {
    await begin({ data: WITH_TEMPLATE });
    const number = await ticketOfAbel();
    await app.advance('P2D');
    await says(CARLA, `resolver ${number} Actualize a aplicação`);
    const sent = ofSolution();
    expect(sent.map(({ contentSid }) => contentSid)).toEqual([SOLVED_SID]);
    expect(JSON.parse(sent[0]?.contentVariables ?? '{}')).toEqual({ 1: number, 2: 'Actualize a aplicação' });
  });

  it('sends the words themselves to a person who wrote today', async () => {
    await begin({ data: WITH_TEMPLATE });
    const number = await ticketOfAbel();
    await app.advance('PT20H');
    await says(CARLA, `resolver ${number} Actualize a aplicação`);
    expect(ofSolution()).toEqual([expect.objectContaining({ contentSid: null, body: expect.stringContaining('Actualize a aplicação') })]);
  });

  it('sends the template after all when 63016 comes late', async () => {
    await begin({ data: WITH_TEMPLATE });
    const number = await ticketOfAbel();
    await app.advance('PT20H');
    await app.whatsapp(CARLA, `resolver ${number} Actualize a aplicação`);
    await app.ctx.settle();
    const [words] = ofSolution();
    expect(words?.contentSid).toBeNull();
    await app.twilio.report(words?.sid ?? '', 'undelivered', 63016);
    await app.advance('PT1M');
    expect(ofSolution().map(({ contentSid }) => contentSid)).toEqual([SOLVED_SID]);
  });

  it('shows an executive the words of an alert that came as a template, whatever he answers', async () => {
    await begin();
    const number = await ticketOfAbel();
    /** His monitor had it first. */
    await app.advance('PT11M');
    expect(fresh(CARLA)).toEqual([expect.stringContaining(`Novo pedido ${number}`)]);
    await says(CARLA, 'ok');
    expect(fresh(CARLA)).toEqual([expect.stringMatching(new RegExp(`Pedido \\*${number}\\*[^]*Abel Banda[^]*a aplicação fecha sozinha`, 'u'))]);
    await says(CARLA, `assumir ${number}`);
    expect(fresh(CARLA).join()).not.toContain('fecha sozinha');
  });
});

describe('another way', () => {
  it('tells a caller without WhatsApp (63003) the number by SMS', async () => {
    await begin();
    app.twilio.trouble({ kind: 'answer', status: 400, code: 63003, only: `whatsapp:${ABEL}` });
    const call = await app.call(ABEL);
    await call.press('4');
    await call.answer(false);
    await call.record(9);
    await app.settle();
    const [number] = app.numbers();
    expect(app.sentTo(ABEL).map(({ to, body }) => [to, body.includes(number ?? '?')])).toEqual([[ABEL, true]]);
  });

  it('does so when the refusal comes late', async () => {
    await begin();
    const call = await app.call(ABEL);
    await call.press('4');
    await call.answer(false);
    await call.record(9);
    await app.ctx.settle();
    const [first] = app.sentTo(ABEL);
    await app.twilio.report(first?.sid ?? '', 'undelivered', 63003);
    await app.settle();
    expect(app.sentTo(ABEL).map(({ to }) => to)).toEqual([`whatsapp:${ABEL}`, ABEL]);
  });

  it('tells the manager of a message that nobody can deliver', async () => {
    await begin({ sms: false });
    app.twilio.trouble({ kind: 'answer', status: 400, code: 21211, only: `whatsapp:${ABEL}` });
    await says(ABEL, 'olá');
    await app.advance('PT5M');
    expect(bodies(ABEL)).toEqual([]);
    expect((await app.ctx.store.dead()).map(({ to, errorCode }) => [to, errorCode])).toEqual([[`whatsapp:${ABEL}`, '21211']]);
    expect(bodies(AMELIA)).toEqual([expect.stringContaining('Não foi possível entregar')]);
    app.twilio.trouble(null);
    await says(ABEL, 'olá');
    expect(bodies(ABEL)).toHaveLength(1);
  });
});

describe('opt-out', () => {
  it('confirms PARAR once, then is silent until the person writes again', async () => {
    await begin();
    const number = await ticketOfAbel();
    await says(ABEL, 'PARAR');
    expect(fresh(ABEL)).toEqual([expect.stringContaining('Não recebe mais mensagens nossas')]);
    await says(CARLA, `resolver ${number} Actualize a aplicação`);
    await app.advance('PT10M');
    expect(fresh(ABEL)).toEqual([]);
    await says(ABEL, 'estado');
    expect(fresh(ABEL).join('\n')).toContain('Actualize a aplicação');
  });

  it('takes 21610 for an opt-out and leaves the person in peace', async () => {
    await begin();
    const number = await ticketOfAbel();
    app.twilio.trouble({ kind: 'answer', status: 400, code: 21610, only: ABEL, times: 1 });
    await says(CARLA, `resolver ${number} Actualize`);
    await app.advance('PT30M');
    await says(CARLA, `reabrir ${number}`);
    await says(CARLA, `resolver ${number} Actualize mesmo`);
    expect(fresh(ABEL)).toEqual([]);
    await says(ABEL, 'estado');
    expect(fresh(ABEL).join('\n')).toContain('Actualize mesmo');
  });
});

describe('a vendor in trouble', () => {
  it('waits as long as 429 asks, and sends once', async () => {
    await begin();
    app.twilio.trouble({ kind: 'answer', status: 429, code: 20429, retryAfter: 60, times: 1 });
    await says(ABEL, 'não consigo sincronizar');
    await app.advance('PT40S');
    expect(bodies(ABEL)).toEqual([]);
    await app.advance('PT1M');
    expect(bodies(ABEL)).toEqual([expect.stringContaining('sincronização')]);
  });

  it.each([['503', { kind: 'answer', status: 503, code: 20503, times: 1 }], ['a broken line', { kind: 'break', times: 1 }]] as const)('sends again after %s, once', async (_, trouble) => {
    await begin();
    app.twilio.trouble(trouble);
    await says(ABEL, 'não consigo sincronizar');
    await app.advance('PT5M');
    await says(ABEL, 'sim');
    await app.advance('PT5M');
    expect(bodies(ABEL)).toEqual([expect.stringContaining('Está certo?'), expect.stringContaining('Isto resolveu?')]);
  });

  it('asks before it repeats what may have been sent: nothing twice', async () => {
    await begin();
    app.twilio.trouble({ kind: 'swallow', times: 1 });
    await says(ABEL, 'não consigo sincronizar');
    await app.advance('PT5M');
    expect(bodies(ABEL)).toHaveLength(1);
    await says(ABEL, 'sim');
    expect(bodies(ABEL)).toEqual([expect.stringContaining('Está certo?'), expect.stringContaining('Isto resolveu?')]);
  });

  it('keeps what was answered while it was down, over a restart, in order', async () => {
    await begin();
    await app.twilio.down();
    await says(ABEL, 'não consigo sincronizar');
    await says(ABEL, 'sim');
    await app.restart();
    await says(ABEL, 'não');
    expect(bodies(ABEL)).toEqual([]);
    await app.twilio.up();
    await app.advance('PT30M');
    expect(bodies(ABEL).slice(0, 3).map((text) => /Está certo|Isto resolveu|Desde quando/u.exec(text)?.[0])).toEqual(['Está certo', 'Isto resolveu', 'Desde quando']);
    expect(new Set(bodies(ABEL)).size).toBe(bodies(ABEL).length);
  });
});

describe('catch-up', () => {
  /** It asks the vendor beside everything else: waits until its answer is there. */
  const answered = async (count: number): Promise<void> => {
    for (const began = performance.now(); performance.now() - began < 5_000; await new Promise(setImmediate)) {
      await app.settle();
      if (app.sentTo(ABEL).length >= count) return;
    }
  };
  const missed = (text: string, agoMs: number): void => void app.twilio.missed(`whatsapp:${ABEL}`, `whatsapp:${OUR_WHATSAPP}`, text, undefined, app.ctx.clock.now() + agoMs);

  it('answers a backlog once, as one message, with a word about the delay', async () => {
    await begin();
    await says(CARLA, 'ajuda');
    missed('bom dia', 60_000);
    missed('a aplicação fecha sozinha', 120_000);
    missed('desde ontem', 180_000);
    await app.restart(3_600_000);
    await answered(1);
    expect(bodies(ABEL)).toEqual([expect.stringMatching(/só chegou agora\. Pedimos desculpa[^]*aplicação não abre[^]*Está certo\?/u)]);
    await says(ABEL, 'sim');
    await app.advance('PT12M');
    expect(bodies(ABEL)).toHaveLength(2);
  });

  it('finds within minutes what was missed while we were on, and takes nothing twice', async () => {
    await begin();
    await says(ABEL, 'não consigo sincronizar');
    app.unseen(ABEL);
    missed('sim', 0);
    await app.advance('PT6M');
    await answered(2);
    await app.advance('PT6M');
    expect(fresh(ABEL)).toEqual([expect.stringContaining('Isto resolveu?')]);
  });
});

describe('files that cannot be kept', () => {
  const sends = async (type: string, mime: string, bytes: Uint8Array): Promise<string> => {
    const sid = app.newSid('MM');
    await app.whatsapp(ABEL, attached(type, mime, app.twilio.addMedia(sid, bytes, mime), ''), sid);
    await app.advance('PT10S');
    return fresh(ABEL).join('\n');
  };

  it('says so when one is too big', async () => {
    await begin();
    expect(await sends('video', 'video/mp4', Buffer.alloc(17 * 1024 * 1024))).toContain('demasiado grande');
    expect(app.twilio.leaked).toEqual([]);
  });

  it('says so when it is none that we keep, whatever it is called', async () => {
    await begin();
    expect(await sends('image', 'image/jpeg', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]))).toContain('Não podemos guardar esse tipo de ficheiro');
  });
});
