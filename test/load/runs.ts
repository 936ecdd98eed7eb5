/** The load runs: closed loop (autocannon), open loop on a fixed schedule, spike, phone calls. Called by bench.ts. */
import { setTimeout as pause } from 'node:timers/promises';
import autocannon from 'autocannon';
import type { FakeTwilio } from '../support/fake-twilio.js';
import { createClient } from './http-client.js';
import type { Client } from './http-client.js';
import { now, spread } from './measure.js';
import type { Spread } from './measure.js';
import { callPost, headersOf, phoneOf } from './posts.js';
import type { Account, Post } from './posts.js';

export interface Load {
  readonly perSecond: number;
  readonly latency: Spread;
  readonly refused: number;
}

/** As fast as `connections` keep-alive connections go. @param posts one each, in this order */
export async function closedLoop(port: number, posts: readonly Post[], connections: number): Promise<Load> {
  let next = 0;
  const samples: number[] = [];
  let refused = 0;
  const began = now();
  /** autocannon ends at its next whole second: what counts is the last answer. */
  let last = began;
  await new Promise<void>((resolve, reject) => {
    const run = autocannon(
      {
        url: `http://127.0.0.1:${port}`, connections, amount: posts.length, pipelining: 1, timeout: 30,
        requests: [{
          method: 'POST', path: '/twilio/whatsapp',
          setupRequest: (request) => {
            const post = posts[next % posts.length];
            next += 1;
            return { ...request, path: post?.path ?? '/', body: post?.body ?? '', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': post?.signature ?? '' } };
          },
        }],
      },
      (error: unknown) => (error === null || error === undefined ? resolve() : reject(error instanceof Error ? error : new Error('autocannon failed'))),
    );
    run.on('response', (_client: unknown, status: number, _bytes: number, ms: number) => {
      samples.push(ms);
      last = now();
      if (status !== 200) refused += 1;
    });
  });
  return { perSecond: samples.length / ((last - began) / 1000), latency: spread(samples), refused };
}

/** A fixed schedule whatever the answers do; latency counts from the scheduled time (no coordinated omission). */
export async function openLoop(port: number, posts: readonly Post[], perSecond: number): Promise<Load> {
  const client = createClient(port, 200);
  const samples: number[] = [];
  let refused = 0;
  const began = now() + 50;
  const running: Promise<void>[] = [];
  for (const [index, post] of posts.entries()) {
    const due = began + (index * 1000) / perSecond;
    const wait = due - now();
    if (wait > 1) await pause(wait - 0.5);
    running.push(client.post(post.path, post.body, headersOf(post)).then(
      (reply) => {
        samples.push(now() - due);
        if (reply.status !== 200) refused += 1;
      },
      () => {
        refused += 1;
      },
    ));
  }
  await Promise.all(running);
  const seconds = (now() - began) / 1000;
  client.close();
  return { perSecond: samples.length / seconds, latency: spread(samples), refused };
}

export interface Spike {
  readonly latency: Spread;
  readonly refused: number;
  readonly allAcknowledgedMs: number;
  /** Until `recovered` says so: everybody has the answer. */
  readonly recoveredMs: number;
}

/** Everything in the same instant, each post on a connection of its own. */
export async function spike(port: number, posts: readonly Post[], recovered: () => boolean | Promise<boolean>, withinMs: number): Promise<Spike> {
  const client = createClient(port, posts.length);
  const samples: number[] = [];
  let refused = 0;
  const began = now();
  await Promise.all(posts.map(async (post) => {
    try {
      const reply = await client.post(post.path, post.body, headersOf(post));
      if (reply.status !== 200) refused += 1;
      samples.push(now() - began);
    } catch {
      refused += 1;
    }
  }));
  const allAcknowledgedMs = now() - began;
  client.close();
  while (!(await recovered()) && now() - began < withinMs) await pause(20);
  return { latency: spread(samples), refused, allAcknowledgedMs, recoveredMs: now() - began };
}

export interface Calls extends Load {
  readonly calls: number;
  readonly turns: number;
}

/** @param thinkMs pause of a caller between hearing and pressing; 0 = none at all, far busier than people */
export async function phoneCalls(port: number, twilio: Vendor, atOnce: number, turnsEach: number, thinkMs: number): Promise<Calls> {
  const client = createClient(port, atOnce);
  const samples: number[] = [];
  let refused = 0;
  let calls = 0;
  const began = now();
  await Promise.all(Array.from({ length: atOnce }, async (_, caller) => {
    if (thinkMs > 0) await pause((thinkMs * caller) / atOnce);
    let done = 0;
    while (done < turnsEach) {
      calls += 1;
      done += await oneCall(client, twilio, caller, calls, turnsEach - done, thinkMs, (ms, status) => {
        samples.push(ms);
        if (status !== 200) refused += 1;
      });
    }
  }));
  const seconds = (now() - began) / 1000;
  client.close();
  return { perSecond: samples.length / seconds, latency: spread(samples), refused, calls, turns: samples.length };
}

/** Signs the callers' requests, and has what they recorded. */
type Vendor = Account & Pick<FakeTwilio, 'addRecording'>;

const RECORDED = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)]);

const attribute = (tag: string, name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`, 'u').exec(tag)?.[1]?.replaceAll('&amp;', '&');

/** Presses 1 wherever a key is asked for, speaks where a recording is. @returns turns taken */
async function oneCall(client: Client, twilio: Vendor, caller: number, serial: number, most: number, thinkMs: number, took: (ms: number, status: number) => void): Promise<number> {
  const callSid = `CA${serial.toString(16).padStart(16, '0')}${Math.floor(now()).toString(16).padStart(16, '0')}`;
  const from = phoneOf(caller + 1);
  let path = '/twilio/voice';
  let extra: Record<string, string> = { CallStatus: 'ringing' };
  for (let turn = 0; turn < most; turn += 1) {
    const post = callPost(twilio, path, callSid, from, extra);
    const sent = now();
    const reply = await client.post(post.path, post.body, headersOf(post));
    took(now() - sent, reply.status);
    const tag = /<(?:Gather|Record|Dial)\b[^>]*>/u.exec(reply.body)?.[0];
    const action = tag === undefined ? undefined : attribute(tag, 'action');
    if (tag === undefined || action === undefined || turn === most - 1) {
      const bye = callPost(twilio, '/twilio/voice/status', callSid, from, { CallStatus: 'completed', CallDuration: '60' });
      await client.post(bye.path, bye.body, headersOf(bye));
      return turn + 1;
    }
    path = new URL(action, `http://gw${path}`).pathname + new URL(action, `http://gw${path}`).search;
    extra = tag.startsWith('<Gather')
      ? { Digits: '1', msg: 'Gather End' }
      : tag.startsWith('<Record')
        ? { RecordingSid: `RE${callSid.slice(2)}`, RecordingUrl: twilio.addRecording(`RE${callSid.slice(2)}`, RECORDED), RecordingDuration: '6', Digits: '#' }
        : { DialCallStatus: 'no-answer', DialCallDuration: '0' };
    if (thinkMs > 0) await pause(thinkMs);
  }
  return most;
}
