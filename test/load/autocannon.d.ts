/** The part of autocannon that the bench uses; the package ships no types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  interface Request {
    method?: string;
    path?: string;
    body?: string;
    headers?: Readonly<Record<string, string>>;
    setupRequest?: (request: Request) => Request;
  }
  interface Options {
    url: string;
    connections: number;
    amount: number;
    pipelining?: number;
    timeout?: number;
    requests: Request[];
  }
  export default function autocannon(options: Options, done: (error: unknown, result: unknown) => void): EventEmitter;
}
