/**
 * A keep-alive HTTP/1.1 client over plain sockets, for the load runs: about 20 us a request, so that the second core suffices to saturate the gateway on the first.
 * autocannon drives the closed loop of the bench; it cannot hold a schedule (open loop), fire everything at once, or follow what a TwiML answer says next, so those runs use this.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export interface Client {
  /** Takes an idle connection, or waits for one. @throws when the connection breaks before the answer is whole */
  post(path: string, body: string, headers: string): Promise<Reply>;
  close(): void;
}

interface Line {
  socket: Socket | null;
  done: ((reply: Reply) => void) | null;
  failed: ((error: Error) => void) | null;
  buffer: Buffer;
}

export function createClient(port: number, connections: number): Client {
  const idle: Line[] = Array.from({ length: connections }, () => ({ socket: null, done: null, failed: null, buffer: Buffer.alloc(0) }));
  const all = [...idle];
  const waiting: ((line: Line) => void)[] = [];

  const free = (line: Line): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(line);
    else next(line);
  };

  function open(line: Line): Socket {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    line.socket = socket;
    line.buffer = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      line.buffer = line.buffer.length === 0 ? chunk : Buffer.concat([line.buffer, chunk]);
      const reply = whole(line.buffer);
      if (reply === null || line.done === null) return;
      const { done } = line;
      line.buffer = Buffer.alloc(0);
      line.done = null;
      line.failed = null;
      free(line);
      done(reply);
    });
    const broken = (error?: Error): void => {
      if (line.socket !== socket) return;
      line.socket = null;
      const { failed } = line;
      line.done = null;
      line.failed = null;
      if (failed !== null) {
        free(line);
        failed(error ?? new Error('the connection closed'));
      }
    };
    socket.on('error', broken);
    socket.on('close', () => broken());
    return socket;
  }

  return {
    async post(path, body, headers) {
      const line = idle.pop() ?? (await new Promise<Line>((resolve) => waiting.push(resolve)));
      return new Promise<Reply>((resolve, reject) => {
        line.done = resolve;
        line.failed = reject;
        const socket = line.socket ?? open(line);
        socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`);
      });
    },
    close() {
      for (const line of all) {
        const { socket } = line;
        line.socket = null;
        socket?.destroy();
      }
    },
  };
}

/** One answer at a time on a connection: whole once Content-Length bytes are there, or the last chunk. */
function whole(buffer: Buffer): Reply | null {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = buffer.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: (\d+)/iu.exec(head)?.[1];
  if (length !== undefined) {
    const from = end + 4;
    return buffer.length - from < Number(length) ? null : { status, body: buffer.toString('utf8', from, from + Number(length)) };
  }
  if (!/transfer-encoding: chunked/iu.test(head)) return { status, body: '' };
  const rest = buffer.toString('utf8', end + 4);
  if (!rest.endsWith('0\r\n\r\n')) return null;
  return { status, body: rest.replace(/(^|\r\n)[0-9a-f]+\r\n/giu, '') };
}
