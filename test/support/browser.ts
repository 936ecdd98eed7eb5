/** A real Chromium for the page's tests, where the machine has one. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const hasBrowser = existsSync(CHROMIUM);
export const whyNoBrowser = `skipped: there is no ${CHROMIUM} on this machine`;

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained of: errors and warnings of the console, uncaught faults, refusals of the page's policy. */
  readonly complaints: readonly string[];
}

/** The profile is a temporary one of playwright's, gone with the browser. */
export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: QUIET });

export async function openPage(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'pt-PT', ...options })).newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText ?? ''}`));
  await page.goto(address);
  await page.waitForSelector('body[data-ready]');
  return { page, complaints };
}
