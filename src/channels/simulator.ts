/** The simulator: WhatsApp and the phone without a vendor, for newcomers, rehearsals and tests (contract "HTTP"). Called by start and the command line. */
import { Router, json } from 'express';
import type { Context } from '../context.js';
import type { MediaFile } from '../gateway/records.js';
import type { Sender } from './port.js';
import { callRoutes } from './simulator-calls.js';
import { deskRoutes } from './simulator-desk.js';
import { guard } from './simulator-guard.js';
import { fetchSimulatorMedia } from './simulator-media.js';
import type { Fetched } from './simulator-media.js';
import { messageRoutes } from './simulator-messages.js';
import { pageRoutes } from './simulator-page.js';
import { simulatorSender } from './simulator-sender.js';

/** What the simulator needs of the one context. */
export type SimulatorContext = Pick<Context, 'config' | 'log' | 'clock' | 'content' | 'store' | 'receive' | 'settle'>;

export interface Simulator {
  readonly router: Router;
  readonly sender: Sender;
  readonly fetchMedia: (media: MediaFile) => Promise<Fetched>;
}

export function createSimulator(ctx: SimulatorContext): Simulator {
  const router = Router();
  const parse = json({ limit: '1mb' });
  router.use(['/simulator', /^\/$/u], guard(ctx.config));
  pageRoutes(router, ctx);
  messageRoutes(router, parse, ctx);
  callRoutes(router, parse, ctx);
  deskRoutes(router, parse, ctx);
  return { router, sender: simulatorSender, fetchMedia: (media) => fetchSimulatorMedia(ctx.config.varDir, media) };
}
