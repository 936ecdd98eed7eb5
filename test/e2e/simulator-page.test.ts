/** The simulator's page in a real Chromium, before the whole gateway: what a newcomer sees, taps, hears and reads. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { readConfig } from '../../src/config.js';
import { serve } from '../../src/serve.js';
import type { Served } from '../../src/serve.js';
import { hasBrowser, launch, openPage, whyNoBrowser } from '../support/browser.js';
import type { OpenPage } from '../support/browser.js';

/** A red square of 8 x 8. */
const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC', 'base64');
const TAP_MS = 2_000;
const MOST_TURNS = 20;

if (!hasBrowser) console.warn(whyNoBrowser);

(hasBrowser ? describe : describe.skip)(hasBrowser ? 'the simulator page' : `the simulator page (${whyNoBrowser})`, () => {
  let browser: Browser;
  let folder: string;
  let served: Served;
  let opened: OpenPage[];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    opened = [];
    folder = mkdtempSync(join(tmpdir(), 'helpdesk-page-'));
    served = await serve({ ...readConfig({ VAR_DIR: folder, CLOCK_START: '2026-10-02T09:00:00+02:00', CLOCK_RATE: '0' }), port: 0, logLevel: 'silent' });
  });
  afterEach(async () => {
    for (const { page } of opened) await page.context().close();
    await served.stop();
    rmSync(folder, { recursive: true, force: true });
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const one = await openPage(browser, served.address, options);
    opened.push(one);
    return one.page;
  }

  /** Those elements for which the condition holds (JavaScript of the browser: `each`, its rectangle `box`). */
  const html = (page: Page, selector: string, condition: string): Promise<unknown> => page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].filter((each) => { const box = each.getBoundingClientRect(); return ${condition}; }).map((each) => each.outerHTML)`);
  const write = async (page: Page, room: string, text: string): Promise<void> => {
    await page.fill(`${room} textarea`, text);
    await page.press(`${room} textarea`, 'Enter');
  };
  const theirs = (page: Page, room = '#chat') => page.locator(`${room} .says:not(.mine)`);
  const lastOf = (page: Page): Promise<string> => theirs(page).last().innerText();
  /** Waits until there is an answer behind the newest words of the person. */
  const answered = (page: Page): Promise<unknown> => page.locator('#chat .log > .mine:last-child, #chat .log > .empty').first().waitFor({ state: 'detached' });

  /** Answers whatever is asked, with a button where one is offered and else in words, until the ticket stands beside the talk. */
  async function toTicket(page: Page): Promise<string> {
    let taps = 0;
    let words = 0;
    for (let turn = 0; turn < MOST_TURNS && (await page.locator('#tickets details.ticket').count()) === 0; turn += 1) {
      await answered(page);
      const asked = await lastOf(page);
      if (/número do seu pedido/u.test(asked)) break;
      const buttons = page.locator('#chat .choices:not(.past) button');
      if ((await buttons.count()) > 0) {
        /** A second answer may come meanwhile: then the buttons are past, and what is asked now is read again. */
        const tapped = await buttons.nth(/resolveu/u.test(asked) ? 1 : 0).click({ timeout: TAP_MS }).then(() => true, () => false);
        if (tapped) taps += 1;
      } else {
        await write(page, '#chat', /chama/u.test(asked) ? 'Rita Sitoe' : /distrito/u.test(asked) ? 'Moatize' : /[Qq]uantos/u.test(asked) ? '12' : /versão/u.test(asked) ? '1.4.2' : 'desde ontem à tarde');
        words += 1;
      }
    }
    await page.waitForSelector('#tickets details.ticket');
    expect(taps).toBeGreaterThan(1);
    expect(words).toBeGreaterThan(1);
    return page.locator('#tickets .number').first().innerText();
  }

  it('from "nao consigo sincronizar" to a ticket, an executive who solves it, and a person who is told', async () => {
    const page = await open();
    await write(page, '#chat', 'nao consigo sincronizar');
    const number = await toTicket(page);
    expect(number).toMatch(/^\d{5,}$/u);
    expect(await page.locator('#chat .log').innerText()).toContain(number);
    expect(await page.locator('#tickets .words').innerText()).toContain('nao consigo sincronizar');
    expect(await page.locator('#tickets').innerText()).toContain('Moatize');

    await page.locator('#desk').getByRole('button', { name: 'Assumir', exact: true }).click();
    await page.waitForSelector('#tickets .badge.assigned');
    expect(await page.locator('#desk .log').innerText()).toContain(number);
    await write(page, '#desk', `resolver ${number} Ligar o Wi-Fi e sincronizar outra vez`);
    await page.waitForSelector('#tickets .badge.resolved');
    await theirs(page).last().filter({ hasText: 'Ligar o Wi-Fi' }).waitFor();
    const executive = await page.locator('#desk select option:checked').innerText();
    const history = await page.locator('#tickets ol.history').innerText();
    expect(history).toContain(executive.split(' · ')[0] ?? '?');
    expect(history.indexOf('Aberto')).toBeLessThan(history.indexOf('Assumido'));
    expect(history.indexOf('Assumido')).toBeLessThan(history.indexOf('Resolvido'));
    expect(await page.locator('#tickets .told').textContent()).toContain([...number].join(' '));
  });

  it('a call by keys shows what is heard and ends with the number; a recording is said in words', async () => {
    const page = await open();
    await page.click('#dial');
    await page.waitForSelector('#heard p:not(.empty)');
    expect(await page.locator('#heard').innerText()).toMatch(/prima 1/u);
    for (let turn = 0; turn < MOST_TURNS && !/terminada/u.test(await page.locator('#line').innerText()); turn += 1) {
      const before = await page.locator('#heard p:not(.you)').count();
      if (await page.locator('#record').isVisible()) {
        await page.fill('#words', 'A aplicação fecha sozinha quando abro a lista');
        await page.press('#words', 'Enter');
      } else {
        const heard = await page.locator('#heard p:not(.old):not(.you)').allInnerTexts();
        const key = /resolveu/u.test(heard.join(' ')) ? '2' : '1';
        await page.click(`#keys [data-key="${key}"].offered`);
      }
      await page.locator('#heard p:not(.you)').nth(before).waitFor();
    }
    await page.waitForSelector('#tickets details.ticket');
    const number = await page.locator('#tickets .number').innerText();
    expect(await page.locator('#heard').innerText()).toContain([...number].join(', '));
    expect(await page.locator('#tickets').innerText()).toContain('telefone');
    expect(await page.locator('#dial').innerText()).toBe('Ligar');
  });

  it('several persons have their own talk; a new number is added, a wrong one is refused', async () => {
    const page = await open();
    await write(page, '#chat', 'olá');
    await answered(page);
    const first = await page.locator('#chat .number').innerText();
    await page.click('.add');
    await page.fill('.adding input', '12');
    await page.press('.adding input', 'Enter');
    await page.waitForSelector('.adding .fault:not(:empty)');
    await page.fill('.adding input', '+258 84 123 0777');
    await page.press('.adding input', 'Enter');
    await page.waitForSelector('#chat .log .empty');
    expect(await page.locator('#chat .number').innerText()).toBe('+258841230777');
    await page.locator('#chat .empty button').first().click();
    await answered(page);
    await page.selectOption('#chat select', first);
    await theirs(page).first().waitFor();
    expect(await page.locator('#chat .mine').allInnerTexts()).toEqual([expect.stringContaining('olá')]);
    await page.reload();
    await page.waitForSelector('body[data-ready]');
    await page.waitForSelector('#chat .mine');
    expect(await page.locator('#chat select option').allInnerTexts()).toContain('+258841230777');
  });

  it('a photo is seen in the talk and is kept on the ticket', async () => {
    const page = await open();
    await page.fill('#chat textarea', 'a aplicação não sincroniza');
    await page.setInputFiles('#chat input[type=file]', { name: 'ecra.png', mimeType: 'image/png', buffer: PHOTO });
    await page.waitForSelector('#chat .mine img');
    await toTicket(page);
    await page.waitForSelector('#tickets .files img');
    expect(await page.evaluate("document.querySelector('#tickets .files img').decode().then(() => 'shown')")).toBe('shown');
  });

  it('the language of the page changes with one press and is remembered', async () => {
    const page = await open();
    await page.click('#language');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.locator('h1').innerText()).toBe('Helpdesk simulator');
    expect(await page.locator('#dial').innerText()).toBe('Call');
    expect(await page.locator('body').innerText()).not.toMatch(/\b(simulator|chat|phone|ticket)\.[a-z]+/u);
    await page.reload();
    await page.waitForSelector('body[data-ready]');
    expect(await page.locator('h1').innerText()).toBe('Helpdesk simulator');
    await page.click('#language');
    expect(await page.locator('h1').innerText()).toBe('Simulador do helpdesk');
  });

  it('works with the keyboard alone, and says what is new to who listens', async () => {
    const page = await open();
    const focused = (): Promise<unknown> => page.evaluate('document.activeElement.id || document.activeElement.tagName');
    const tabTo = async (what: RegExp): Promise<void> => {
      for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press('Tab');
        if (what.test(String(await focused()))) return;
      }
      throw new Error(`the keyboard never reaches ${what.source}`);
    };
    for (let step = 0; step < 10 && (await focused()) !== 'TEXTAREA'; step += 1) await page.keyboard.press('Tab');
    await page.keyboard.type('quantas redes por família?');
    await page.keyboard.press('Enter');
    await answered(page);
    await tabTo(/^dial$/u);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#keys .offered');
    await page.keyboard.press('1');
    await page.waitForSelector('#heard .you');
    for (const log of ['#chat .log', '#desk .log', '#heard']) {
      expect(await page.locator(log).getAttribute('role')).toBe('log');
      expect(await page.locator(log).getAttribute('aria-live')).toBe('polite');
    }
    expect(await page.locator('#tickets .told').getAttribute('role')).toBe('status');
    expect(await html(page, 'button, input:not([type=file]), select, textarea', "!each.closest('[hidden]') && !(each.textContent.trim() || each.getAttribute('aria-label') || each.closest('label'))")).toEqual([]);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`on a small telephone (${colorScheme}) nothing is wider than the screen, every target is big enough, every room is one tap away`, async () => {
      const page = await open({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme });
      await write(page, '#chat', 'nao consigo sincronizar');
      await answered(page);
      for (const room of ['chat', 'phone', 'desk', 'tickets']) {
        await page.tap(`nav [data-tab=${room}]`);
        if (room === 'phone') {
          await page.tap('#dial');
          await page.waitForSelector('#keys .offered');
        }
        expect(await page.locator(`#${room}`).isVisible()).toBe(true);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
        expect(await html(page, 'button, select, textarea, .says', 'box.width > 0 && (box.left < 0 || box.right > 360)')).toEqual([]);
        expect(await html(page, 'button, select, textarea, input:not(.unseen):not([type=checkbox])', 'box.width > 0 && box.height > 0 && Math.min(box.width, box.height) < 43.5')).toEqual([]);
      }
    });
  }

  it('moves a clock that stands still: the reminder of an unfinished talk comes with a press', async () => {
    const page = await open();
    await write(page, '#chat', 'nao consigo sincronizar');
    await answered(page);
    const before = await theirs(page).count();
    await page.click('[data-advance="PT3H"]');
    await theirs(page).nth(before).waitFor();
    expect(await page.locator('#now').innerText()).toBe('02/10 12:00');
  });

  it('lets no foreign script, style or frame in', async () => {
    const page = await open();
    const policy = (await page.request.get(served.address)).headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/u);
    const refused = await page.evaluate(`new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.body.append(script);
    })`);
    expect(refused).toMatch(/^script-src/u);
    expect(await page.title()).not.toBe('taken over');
    /** The browser's own word on the attempt is the only complaint. */
    opened = opened.map((each) => ({ ...each, complaints: each.complaints.filter((text) => !/Content Security Policy/u.test(text)) }));
  });
});
