/** The HTTP face of a context: which routers are mounted by configuration; listening and closing. Called by start. */
import { randomUUID } from 'node:crypto';
import type { RequestListener, Server } from 'node:http';
import type { Router } from 'express';
import type { Door } from './channels/twilio-answer.js';
import type { LinkedLine } from './channels/linked-port.js';
import type { Config } from './config.js';
import type { Context } from './context.js';
import type { Alarms } from './gateway/alarms.js';
import type { World } from './gateway/world.js';

/** Who still talks to us after this is cut off. */
const PATIENCE_MS = 5_000;
const SWEEP_MS = 25;
/** What was sent before anybody could know of the stop still gets its answer; new answers say that the connection closes (http.ts). */
const GRACE_MS = 50;

export interface AppParts {
  readonly alarms: Alarms;
  readonly ways: World['ways'];
  readonly linked: LinkedLine | null;
  readonly ready: () => boolean;
}

/** The modules of what the configuration asks for; `createApp` finds them loaded. */
export function loadApp({ twilio, simulator }: Pick<Config, 'twilio' | 'simulator'>) {
  return Promise.all([
    import('./gateway/http.js'), twilio === null ? null : import('./channels/twilio.js'), twilio === null ? null : import('./gateway/refusals.js'), simulator ? import('./channels/simulator.js') : null,
  ]);
}

export async function createApp(ctx: Context, { alarms, ways, linked, ready }: AppParts): Promise<RequestListener> {
  const { config, clock, content, store, receive, log, metrics } = ctx;
  const routers: Router[] = [];
  let door: Door | null = null;
  const [{ createHttp, withDoor }, twilio, refusals, simulator] = await loadApp(config);
  if (twilio !== null && refusals !== null) {
    routers.push(twilio.twilioAudio(config));
    door = twilio.twilioDoor({ config, clock, content, store, receive, log, metrics, onRefused: refusals.createRefusals({ clock, metrics, alarms }) });
  }
  if (simulator !== null) routers.push(simulator.createSimulator(ctx).router);
  if (linked?.router) routers.push(linked.router);
  const app = createHttp({ config, clock, log, metrics, content, store, ways, ready, newId: randomUUID, routers, ...(linked === null ? {} : { linked: () => linked.health() }) });
  return door === null ? (req, res) => void app(req, res) : withDoor(app, door, ready);
}

export function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, 1024, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

/** Stops accepting; resolves when the last request has its answer. */
export async function closeServer(server: Server): Promise<void> {
  const connections = await new Promise<number>((resolve) => {
    server.getConnections((_error, count) => resolve(count));
  });
  if (connections > 0) await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  /** A keep-alive connection falls idle when its last answer is out. */
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(patience);
}
