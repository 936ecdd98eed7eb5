/** Twilio's own OpenAPI served by Prism on a free port: refuses requests that Twilio's contract does not allow. Used by the sender's tests. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export interface Prism {
  readonly url: string;
  close(): Promise<void>;
}

const START_MS = 45_000;

/** @param document below fixtures/twilio/oai, e.g. `twilio_api_v2010.strict.json` */
export async function startPrism(document: string): Promise<Prism> {
  const port = await freePort();
  const binary = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
  const file = fileURLToPath(new URL(`../fixtures/twilio/oai/${document}`, import.meta.url));
  const child = spawn(process.execPath, [binary, 'mock', '-h', '127.0.0.1', '-p', String(port), '--errors', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Prism did not start: ${said}`)), START_MS);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!said.includes('is listening')) return;
      clearTimeout(late);
      resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`Prism ended (${code}): ${said}`)));
  }).catch((error: unknown) => {
    child.kill();
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.kill();
      await gone;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
