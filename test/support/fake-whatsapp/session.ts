/** One connection of a client: handshake, login or pairing, the offline queue, and what comes over it. Used by server.ts. */
import { randomBytes } from 'node:crypto';
import { S_WHATSAPP_NET, getBinaryNodeChild, getBinaryNodeChildren } from '@whiskeysockets/baileys';
import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import type { WebSocket } from 'ws';
import { deliver, sendAgain } from './deliver.js';
import { uploadAgain } from './media.js';
import { createNoise } from './noise.js';
import { outbound } from './outbound.js';
import { answer } from './queries.js';
import { deviceLid, nowSeconds } from './types.js';
import type { Server, Session } from './types.js';

export function openSession(wa: Server, ws: WebSocket): void {
  const noise = createNoise();
  const session: Session = {
    ws, noise, step: 'hello', loggedIn: false,
    send: (node) => ws.send(noise.seal(node)),
  };
  let chain: Promise<void> = Promise.resolve();
  ws.on('message', (data: Buffer) => {
    for (const frame of noise.frames(Buffer.from(data))) {
      chain = chain.then(() => onFrame(wa, session, frame)).catch((error: unknown) => {
        wa.fault(error);
        ws.terminate();
      });
    }
  });
  ws.on('close', () => {
    if (wa.live === session) wa.live = null;
    wa.events.emit('offline');
  });
  ws.on('error', () => undefined);
}

async function onFrame(wa: Server, session: Session, frame: Buffer): Promise<void> {
  if (session.step === 'hello') {
    session.ws.send(session.noise.hello(frame));
    session.step = 'finish';
  } else if (session.step === 'finish') {
    session.step = 'open';
    await onLogin(wa, session, session.noise.finish(frame));
  } else {
    const node = await session.noise.open(frame);
    wa.nodes.push(node);
    wa.events.emit('node', node);
    await onNode(wa, session, node);
  }
}

async function onLogin(wa: Server, session: Session, payload: proto.ClientPayload): Promise<void> {
  wa.lastPayload = payload;
  const before = wa.live;
  wa.live = session;
  if (!payload.username) return offerQr(wa, session);
  const failure = wa.loginFailure ?? (wa.strict && !wa.linked ? { reason: '401', location: 'frc' } : null);
  if (failure !== null) {
    session.send({ tag: 'failure', attrs: { ...failure } });
    return;
  }
  /** The same account twice: the older one has to go. */
  if (before !== null && before !== session && before.loggedIn) before.send({ tag: 'stream:error', attrs: {}, content: [{ tag: 'conflict', attrs: { type: 'replaced' } }] });
  session.loggedIn = true;
  wa.bot.device = payload.device ?? wa.bot.device;
  session.send({ tag: 'success', attrs: { t: `${nowSeconds()}`, lid: deviceLid(wa), creation: `${nowSeconds()}` } });
  wa.events.emit('login');
  await replay(wa, session);
}

function offerQr(wa: Server, session: Session): void {
  wa.qrRefs = Array.from({ length: wa.qrCount }, () => `2@${randomBytes(12).toString('base64url')}`);
  session.send({ tag: 'iq', attrs: { from: S_WHATSAPP_NET, type: 'set', id: wa.nextId(), xmlns: 'md' }, content: [{ tag: 'pair-device', attrs: {}, content: wa.qrRefs.map((ref) => ({ tag: 'ref', attrs: {}, content: Buffer.from(ref) })) }] });
}

/** What waits is delivered first; then its end is told. */
async function replay(wa: Server, session: Session): Promise<void> {
  const queue = wa.deaf ? [] : [...wa.pending];
  if (queue.length > 0) session.send({ tag: 'ib', attrs: {}, content: [{ tag: 'offline_preview', attrs: { count: `${queue.length}`, message: `${queue.length}` } }] });
  for (const entry of queue) {
    if (wa.live !== session) return;
    await deliver(wa, entry, true);
  }
  if (wa.cutBeforeOfflineEnd) {
    const watch = setInterval(() => {
      if (wa.pending.some((entry) => queue.includes(entry)) && wa.live === session) return;
      clearInterval(watch);
      session.ws.terminate();
    }, 5);
    return;
  }
  session.send({ tag: 'ib', attrs: {}, content: [{ tag: 'offline', attrs: { count: `${queue.length}` } }] });
  wa.events.emit('ready');
}

async function onNode(wa: Server, session: Session, node: BinaryNode): Promise<void> {
  const { attrs } = node;
  if (node.tag === 'message') return outbound(wa, session, node);
  if (node.tag === 'iq') return onQuery(wa, session, node);
  if (node.tag === 'receipt') {
    await onReceipt(wa, node);
    session.send({ tag: 'ack', attrs: { class: 'receipt', id: attrs['id'] ?? '', from: attrs['to'] ?? '', ...(attrs['type'] === undefined ? {} : { type: attrs['type'] }) } });
    return;
  }
  if (node.tag === 'ack' && attrs['class'] === 'message' && attrs['error'] !== '500') wa.pending = wa.pending.filter((entry) => entry.options.id !== attrs['id']);
}

async function onReceipt(wa: Server, node: BinaryNode): Promise<void> {
  const id = node.attrs['id'] ?? '';
  if (node.attrs['type'] === 'retry') {
    wa.events.emit('retry', id);
    return sendAgain(wa, node);
  }
  if (node.attrs['type'] === 'server-error') return uploadAgain(wa, node);
  const ids = new Set([id, ...getBinaryNodeChildren(getBinaryNodeChild(node, 'list'), 'item').map(({ attrs }) => attrs['id'] ?? '')]);
  wa.pending = wa.pending.filter((entry) => !ids.has(entry.options.id));
}

async function onQuery(wa: Server, session: Session, node: BinaryNode): Promise<void> {
  const { type, id = '', to } = node.attrs;
  if (type === 'result' || type === 'error') {
    if (getBinaryNodeChild(node, 'pair-device-sign') !== undefined) {
      wa.linked = true;
      session.send({ tag: 'stream:error', attrs: { code: '515' } });
    }
    return;
  }
  if (!wa.answerIqs) return;
  const { content, error } = await answer(wa, node);
  session.send({
    tag: 'iq', attrs: { from: to ?? S_WHATSAPP_NET, id, type: error === undefined ? 'result' : 'error' },
    ...(error !== undefined ? { content: [{ tag: 'error', attrs: error }] } : content === undefined ? {} : { content }),
  });
}
