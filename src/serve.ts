/** The gateway behind a port: what main runs. `createContext` (start.ts) alone is for commands. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { closeServer, listen } from './app.js';
import type { Config } from './config.js';
import { createContext } from './start.js';
import type { ContextOptions, Gateway } from './start.js';

export interface Served {
  readonly ctx: Gateway;
  readonly server: Server;
  /** Where it listens, for people. */
  readonly address: string;
  /** Stops accepting, finishes what is in hand, closes the store. */
  readonly stop: () => Promise<void>;
}

/** @throws as createContext, or when the port is taken */
export async function serve(config: Config, options: ContextOptions = {}): Promise<Served> {
  const ctx = await createContext(config, options);
  if (ctx.app === null) throw new Error('serve needs http');
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 30_000, headersTimeout: 15_000 }, ctx.app);
  try {
    await listen(server, config);
  } catch (error) {
    await ctx.stop();
    throw error;
  }
  ctx.start();
  let stopping: Promise<void> | null = null;
  return {
    ctx, server, address: addressOf(server, config),
    stop: () => (stopping ??= stopServed()),
  };
  async function stopServed(): Promise<void> {
    ctx.leave();
    await closeServer(server);
    await ctx.stop();
  }
}

function addressOf(server: Server, config: Config): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.port;
  const host = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host;
  return `http://${host}:${port}/`;
}
