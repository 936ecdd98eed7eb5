/** How long the store's hot calls take on a given database. Run by bench.ts as a process: `hot-queries.js FILE PERSONS ROUNDS` on a store that big-store.ts filled. Prints JSON: name -> median microseconds. */
import { ticketNumber } from '../../src/helpdesk/number.js';
import { openStore } from '../../src/store/open.js';
import { TICKETS_EACH, pastPhone } from './big-store.js';

const [file = '', persons = '1000', rounds = '3000'] = process.argv.slice(2);
const store = await openStore({ file });
const people = Number(persons);
/** All over the table, the same sequence every time. */
const any = (index: number, of: number): number => (index * 7919) % of;
const now = Date.now();

const HOT: Readonly<Record<string, (index: number) => Promise<unknown>>> = {
  'load of a person': (index) => store.load({ address: `whatsapp:${pastPhone(any(index, people))}`, phone: pastPhone(any(index, people)) }),
  'load with a ticket number': (index) => store.load({ address: `whatsapp:${pastPhone(any(index, people))}`, tickets: [ticketNumber(1 + any(index, people * TICKETS_EACH))] }),
  'load by a quoted message': (index) => store.load({ address: `whatsapp:${pastPhone(any(index, people))}`, vendorId: `SMout${String(any(index, people)).padStart(27, '0')}` }),
  'load of an executive': (index) => store.load({ address: `whatsapp:${pastPhone(any(index, people))}`, desk: 30 }),
  'was it handled': (index) => store.handled('whatsapp', `SMpast${String(any(index, people)).padStart(26, '0')}`),
  'new call': (index) => store.load({ address: `tel:${pastPhone(any(index, people))}`, phone: pastPhone(any(index, people)), callId: `CAnew${index}`, conversationId: `call:CAnew${index}` }),
  'due timers': () => store.dueTimers(now, 100),
  'due messages': () => store.claim(now, 20, 60_000, 3000),
  'next delivery': () => store.nextDelivery(now),
  'last inbound': () => store.lastInboundAt('twilio', 'whatsapp'),
  'open tickets, 50': () => store.tickets({ status: 'open', limit: 50 }),
};

const result: Record<string, number> = {};
for (const [name, query] of Object.entries(HOT)) {
  const count = name.startsWith('open tickets') ? Math.ceil(Number(rounds) / 20) : Number(rounds);
  for (let index = 0; index < count / 5; index += 1) await query(index);
  const samples: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const began = process.hrtime.bigint();
    await query(index);
    samples.push(Number(process.hrtime.bigint() - began) / 1000);
  }
  samples.sort((one, other) => one - other);
  result[name] = samples[Math.floor(samples.length / 2)] ?? 0;
}
await store.close();
process.stdout.write(`${JSON.stringify(result)}\n`);
