/** A stateful Twilio on 127.0.0.1: REST for messages, calls, media and recordings, signed status callbacks on demand, and every trouble a vendor can make. Used by the whole-app, crash and load tests. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { FakeTwilio, FakeTwilioOptions, Trouble } from './fake-twilio-types.js';
import { callJson, fault, filtered, mediaJson, messageJson, page } from './twilio-resources.js';
import type { FakeCall, FakeMessage } from './twilio-resources.js';
import { OUR_WHATSAPP } from './twilio-forms.js';
import { postSigned } from './twilio-sign.js';
import type { Answer, Form, Target } from './twilio-sign.js';

interface Kept {
  readonly bytes: Uint8Array;
  readonly mime: string;
}

export async function startFakeTwilio(options: FakeTwilioOptions = {}): Promise<FakeTwilio> {
  const accountSid = options.accountSid ?? `AC${'0'.repeat(32)}`;
  const authToken = options.authToken ?? 'test_auth_token_0123456789abcdef';
  const now = options.now ?? ((): number => Date.now());
  const messages: FakeMessage[] = [];
  /** Number -> what it was sent, on WhatsApp and by SMS. */
  const mailbox = new Map<string, FakeMessage[]>();
  const calls: FakeCall[] = [];
  const requests: string[] = [];
  const leaked: string[] = [];
  const files = new Map<string, Kept>();
  const held = new Set<() => void>();
  const sockets = new Set<Socket>();
  let target: Target | null = null;
  let trouble: Trouble | null = null;
  let left = 0;
  let serial = 0;
  const sid = (prefix: string): string => prefix + (serial += 1).toString(16).padStart(32, '0');

  const cdn = createServer((req, res) => {
    if (req.headers.authorization !== undefined) leaked.push(req.headers.authorization);
    const file = files.get((req.url ?? '').slice(1));
    if (file === undefined) return void res.writeHead(404).end();
    res.writeHead(200, { 'Content-Type': file.mime, 'Content-Length': file.bytes.byteLength }).end(file.bytes);
  });
  const api = createServer((req, res) => void serve(req, res));
  api.keepAliveTimeout = 60_000;
  api.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const cdnPort = await listen(cdn, 0);
  const port = await listen(api, 0);
  const url = `http://127.0.0.1:${port}`;
  const root = `/2010-04-01/Accounts/${accountSid}`;

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of req) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const at = new URL(req.url ?? '/', url);
    if (options.forget !== true) requests.push(`${req.method ?? ''} ${at.pathname}`);
    if (!authorized(req)) return json(res, 401, fault(401, 20003, 'Authenticate'));
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
    if (req.method === 'POST' && (at.pathname === `${root}/Messages.json` || at.pathname === `${root}/Calls.json`)) return create(at.pathname, form, res);
    if (req.method === 'GET') return read(at, res);
    json(res, 200, { success: true });
  }

  function authorized(req: IncomingMessage): boolean {
    return req.headers.authorization === `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  }

  function create(path: string, form: URLSearchParams, res: ServerResponse): void {
    const wrong = troubleFor(form.get('To') ?? '');
    if (wrong?.kind === 'answer') {
      if (wrong.retryAfter !== undefined) res.setHeader('Retry-After', String(wrong.retryAfter));
      return json(res, wrong.status, fault(wrong.status, wrong.code, 'made to fail'));
    }
    if (wrong?.kind === 'break') return void res.socket?.destroy();
    const take = (): void => {
      const [status, answer] = path.endsWith('/Calls.json') ? takeCall(form) : takeMessage(form);
      if (wrong?.kind === 'swallow') return void res.socket?.destroy();
      json(res, status, answer);
    };
    if (wrong?.kind === 'hold') return void held.add(take);
    if (wrong?.kind === 'slow') return void setTimeout(take, wrong.ms);
    take();
  }

  function troubleFor(to: string): Trouble | null {
    if (trouble === null || (trouble.only !== undefined && !to.endsWith(trouble.only))) return null;
    const mine = trouble;
    left -= 1;
    if (left <= 0) trouble = null;
    return mine;
  }

  function takeMessage(form: URLSearchParams): [number, object] {
    const to = form.get('To');
    const from = form.get('From') ?? form.get('MessagingServiceSid');
    const body = form.get('Body') ?? '';
    const mediaUrls = form.getAll('MediaUrl');
    if (to === null || to === '') return [400, fault(400, 21604, "A 'To' phone number is required.")];
    if (from === null) return [400, fault(400, 21603, "A 'From' phone number is required.")];
    if (body === '' && mediaUrls.length === 0 && !form.has('ContentSid')) return [400, fault(400, 21619, 'A text message body or media urls must be specified.')];
    if ([...body].length > 1600) return [400, fault(400, 21617, 'The concatenated message body exceeds the 1600 character limit.')];
    const message: FakeMessage = {
      sid: sid('SM'), to, from, body, direction: 'outbound-api', contentSid: form.get('ContentSid'), contentVariables: form.get('ContentVariables'), mediaUrls,
      statusCallback: form.get('StatusCallback'), at: now(), status: 'queued', errorCode: null,
    };
    if (options.forget !== true) keep(message);
    return [201, messageJson(accountSid, message)];
  }

  function keep(message: FakeMessage): void {
    const phone = message.to.replace(/^whatsapp:/u, '');
    messages.push(message);
    mailbox.set(phone, [...(mailbox.get(phone) ?? []), message]);
  }

  function takeCall(form: URLSearchParams): [number, object] {
    const call: FakeCall = {
      sid: sid('CA'), to: form.get('To') ?? '', from: form.get('From') ?? '', url: form.get('Url'), twiml: form.get('Twiml'), statusCallback: form.get('StatusCallback'), at: now(),
    };
    calls.push(call);
    return [201, callJson(accountSid, call)];
  }

  function read(at: URL, res: ServerResponse): void {
    if (at.pathname === `${root}/Messages.json`) return json(res, 200, page(at.pathname, 'messages', filtered(messages, at.searchParams).map((each) => messageJson(accountSid, each)), at.searchParams));
    if (at.pathname === `${root}/Calls.json`) return json(res, 200, page(at.pathname, 'calls', calls.map((each) => callJson(accountSid, each)), at.searchParams));
    const recording = /\/Recordings\/(RE\w+)(?:\.(?:mp3|wav))?$/u.exec(at.pathname)?.[1];
    const kept = recording === undefined ? undefined : files.get(recording);
    if (kept !== undefined) return void res.writeHead(200, { 'Content-Type': kept.mime }).end(kept.bytes);
    const list = /\/Messages\/(\w+)\/Media\.json$/u.exec(at.pathname)?.[1];
    if (list !== undefined) {
      const rows = [...files].filter(([key]) => key.startsWith(`${list}-`)).map(([key, file]) => mediaJson(accountSid, list, key.slice(list.length + 1), file.mime));
      return json(res, 200, page(at.pathname, 'media_list', rows, at.searchParams));
    }
    const [, owner, media] = /\/Messages\/(\w+)\/Media\/(ME\w+)$/u.exec(at.pathname) ?? [];
    if (owner !== undefined && files.has(`${owner}-${media}`)) return void res.writeHead(307, { Location: `http://localhost:${cdnPort}/${owner}-${media}` }).end();
    const one = messages.find((each) => at.pathname === `${root}/Messages/${each.sid}.json`);
    if (one !== undefined) return json(res, 200, messageJson(accountSid, one));
    json(res, 404, fault(404, 20404, `The requested resource ${at.pathname} was not found`));
  }

  async function report(messageSid: string, status: string, errorCode?: number): Promise<Answer | null> {
    const message = messages.find((each) => each.sid === messageSid);
    if (message === undefined) throw new Error(`no message ${messageSid}`);
    message.status = status;
    message.errorCode = errorCode ?? null;
    if (message.statusCallback === null || target === null) return null;
    const form: Form = {
      AccountSid: accountSid, ApiVersion: '2010-04-01', From: message.from, MessageSid: messageSid, MessageStatus: status, SmsSid: messageSid, SmsStatus: status, To: message.to,
      ...(message.to.startsWith('whatsapp:') ? { ChannelPrefix: 'whatsapp', ChannelToAddress: `${message.to.slice(0, -4)}XXXX` } : {}),
      ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode) }),
    };
    return postSigned(target, message.statusCallback.slice(target.publicUrl.length).split('#')[0] ?? '', form);
  }

  return {
    url, accountSid, authToken, messages, calls, requests, leaked,
    sentTo: (phone) => mailbox.get(phone.replace(/^whatsapp:/u, '')) ?? [],
    missed: (from, to, body, own, at) => {
      const message: FakeMessage = { sid: own ?? sid('SM'), to, from, body, direction: 'inbound', contentSid: null, contentVariables: null, mediaUrls: [], statusCallback: null, at: at ?? now(), status: 'received', errorCode: null };
      messages.push(message);
      return message;
    },
    sentBefore: (to, body) => {
      const message: FakeMessage = { sid: sid('SM'), to, from: `whatsapp:${OUR_WHATSAPP}`, body, direction: 'outbound-api', contentSid: null, contentVariables: null, mediaUrls: [], statusCallback: null, at: now(), status: 'sent', errorCode: null };
      keep(message);
      return message;
    },
    addMedia: (owner, bytes, mime) => {
      const media = sid('ME');
      files.set(`${owner}-${media}`, { bytes, mime });
      return `${url}${root}/Messages/${owner}/Media/${media}`;
    },
    addRecording: (recording, bytes) => {
      files.set(recording, { bytes, mime: 'audio/mpeg' });
      return `${url}${root}/Recordings/${recording}`;
    },
    trouble: (next) => {
      trouble = next;
      left = next?.times ?? Number.POSITIVE_INFINITY;
    },
    release: () => {
      const waiting = [...held];
      held.clear();
      for (const take of waiting) take();
    },
    down: async () => {
      const closed = new Promise((resolve) => api.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    up: async () => void (await listen(api, port)),
    connect: (next) => {
      target = next;
    },
    report,
    reportAll: async () => {
      let posted = 0;
      for (const message of messages.filter((each) => each.direction === 'outbound-api' && each.status === 'queued')) {
        for (const status of ['sent', 'delivered']) if ((await report(message.sid, status)) !== null) posted += 1;
      }
      return posted;
    },
    close: async () => {
      held.clear();
      for (const socket of sockets) socket.destroy();
      cdn.closeAllConnections();
      await Promise.all([api, cdn].map((each) => new Promise((resolve) => each.close(resolve))));
    },
  };
}

function json(res: ServerResponse, status: number, body: object): void {
  if (res.destroyed) return;
  const text = JSON.stringify(body);
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

export type { FakeTwilio, FakeTwilioOptions, Trouble };
