/** Starts what is measured, each in a process of its own: the built gateway, the skeleton, raw commits. Called by the runs of the bench and by the crash test. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The flags of `npm start`, and below its MALLOC_ARENA_MAX. */
const HEAP = ['--max-old-space-size=256', '--max-semi-space-size=8'];

export interface GatewaySetup {
  /** The project's root: `dist/src/main.js` below it. */
  readonly root: string;
  readonly varDir: string;
  readonly dataDir: string;
  readonly twilio: { readonly url: string; readonly accountSid: string; readonly authToken: string };
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** False: do not wait until it takes traffic (it will be killed while it starts). */
  readonly wait?: boolean;
}

export interface Running {
  readonly port: number;
  readonly pid: number;
  /** From the start of the process until it takes traffic. */
  readonly readyMs: number;
  /** Ends politely; resolves when it is gone. */
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

export const PUBLIC_URL = 'https://gw.example.org';
const READY_WITHIN_MS = 30_000;

/** @throws with the process's last words where it does not come up */
export async function startGateway(setup: GatewaySetup): Promise<Running> {
  mkdirSync(setup.varDir, { recursive: true });
  const port = setup.port ?? (await freePort());
  const log = join(setup.varDir, 'gateway.log');
  const began = performance.now();
  const child = spawn(process.execPath, [...HEAP, join(setup.root, 'dist', 'gateway', 'main.js')], {
    cwd: setup.root,
    env: {
      PATH: process.env['PATH'], NODE_ENV: 'production', MALLOC_ARENA_MAX: '2', PORT: String(port), HOST: '127.0.0.1', PUBLIC_URL, DATA_DIR: setup.dataDir, VAR_DIR: setup.varDir, WHATSAPP: 'twilio',
      TWILIO_ACCOUNT_SID: setup.twilio.accountSid, TWILIO_AUTH_TOKEN: setup.twilio.authToken, TWILIO_API_URL: setup.twilio.url, TWILIO_CONTENT_URL: setup.twilio.url,
      TWILIO_WHATSAPP_FROM: '+14155238886', TWILIO_VOICE_FROM: '+25825230000', ...setup.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const file = createWriteStream(log, { flags: 'a' });
  let last = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(file, { end: false });
    stream.on('data', (chunk: Buffer) => {
      last = (last + chunk.toString('utf8')).slice(-4000);
    });
  }
  const gone = exited(child);
  while (setup.wait !== false && !(await isReady(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the gateway ended (${child.exitCode ?? child.signalCode}):\n${last}`);
    if (performance.now() - began > READY_WITHIN_MS) {
      child.kill('SIGKILL');
      throw new Error(`the gateway is not ready after ${READY_WITHIN_MS} ms:\n${last}`);
    }
    await pause(10);
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await gone;
    file.end();
  };
  return { port, pid: child.pid ?? 0, readyMs: performance.now() - began, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** The skeleton says on its first line where it listens. @param script a compiled file of test/load */
export async function startSkeleton(script: string, args: readonly string[]): Promise<Running> {
  const began = performance.now();
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = exited(child);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8')));
    child.once('exit', () => reject(new Error('the skeleton ended')));
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  return { port: Number(/\d+/u.exec(line)?.[0]), pid: child.pid ?? 0, readyMs: performance.now() - began, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** Runs a script of test/load to its end. @returns the JSON of its last line */
export async function runScript<T>(script: string, args: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  await exited(child);
  if (child.exitCode !== 0) throw new Error(`${script} ended with ${child.exitCode}`);
  return JSON.parse(out.trim().split('\n').at(-1) ?? '') as T;
}

const exited = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('close', () => resolve()));

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = get({ host: '127.0.0.1', port, path: '/readyz', agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on('error', () => resolve(false));
    call.on('timeout', () => call.destroy());
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
