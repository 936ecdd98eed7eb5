/** The whole gateway with WHATSAPP=baileys against the fake WhatsApp: real sockets, an account that is linked already, the clock of the test. Used by the tests of the linked-device channel. */
import { rmSync } from 'node:fs';
import type { proto } from '@whiskeysockets/baileys';
import { startApp } from './app.js';
import type { App, AppOptions } from './app.js';
import { startFakeWhatsApp, trustFakeWhatsApp } from './fake-whatsapp/server.js';
import type { FakeOptions, FakeWhatsApp, Person, SayOptions, Sent } from './fake-whatsapp/server.js';
import { linkAccount, until } from './linked-account.js';
import { quickFolder } from './quick-folder.js';

export { until } from './linked-account.js';

export interface LinkedAppOptions extends AppOptions {
  readonly wa?: FakeOptions;
  /** Keeps what is there: the folder of an app before. */
  readonly varDir?: string;
}

export interface LinkedApp {
  readonly app: App;
  readonly wa: FakeWhatsApp;
  readonly varDir: string;
  /** The person with this number; made where not yet there. Every person has a hidden id as well. */
  person(phone: string, name?: string): Person;
  /** A person writes, and it is taken up. @returns the message's id */
  says(phone: string, message: string | proto.IMessage, options?: SayOptions): Promise<string>;
  /** Everything due runs and every message goes out. */
  settle(): Promise<void>;
  /** What a person's phone got from us, in order. */
  got(phone: string): readonly Sent[];
  texts(phone: string): string[];
  /** Texts since the last time of asking. */
  fresh(phone: string): string[];
  online(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLinkedApp(options: LinkedAppOptions = {}): Promise<LinkedApp> {
  trustFakeWhatsApp();
  const wa = await startFakeWhatsApp(options.wa);
  const varDir = options.varDir ?? quickFolder('linked-');
  linkAccount(varDir, wa);
  const app = await startApp({ ...options, config: { whatsapp: 'baileys', baileysUrl: wa.url, varDir, ...options.config } });
  const people = new Map<string, Person>();
  const seen = new Map<string, number>();

  const linked: LinkedApp = {
    app, wa, varDir,
    person(phone, name = `Pessoa ${phone.slice(-3)}`) {
      const person = people.get(phone) ?? wa.person({ pn: phone.slice(1), lid: `8100${phone.slice(-9)}`, name });
      people.set(phone, person);
      return person;
    },
    async says(phone, message, how = {}) {
      const id = await wa.say(linked.person(phone), message, { t: Math.floor(app.ctx.clock.now() / 1000), ...how });
      if (how.hold !== true && how.corrupt === undefined && wa.online) await until(() => app.ctx.store.handled('whatsapp', id), `message ${id} taken up`);
      return id;
    },
    async settle() {
      await app.settle();
      await app.ctx.settle();
    },
    got(phone) {
      const { pn, lid } = linked.person(phone);
      return wa.outbox.filter(({ to, accepted, duplicate }) => accepted && !duplicate && (to === pn || to === lid));
    },
    texts: (phone) => linked.got(phone).flatMap(({ text }) => (text === undefined ? [] : [text])),
    fresh(phone) {
      const all = linked.texts(phone);
      const news = all.slice(seen.get(phone) ?? 0);
      seen.set(phone, all.length);
      return news;
    },
    online: async () => {
      await until(async () => wa.online && wa.botKeys !== null && /^\w*whatsapp_open 1$/mu.test(await app.ctx.metrics.text()), 'the line');
    },
    async stop() {
      await app.stop();
      await wa.stop();
      if (options.varDir === undefined) rmSync(varDir, { recursive: true, force: true });
    },
  };
  await linked.online();
  return linked;
}
