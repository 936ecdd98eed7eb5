/** Fills a store with a campaign's past, straight in SQL through the product's own schema: persons with their messages, tickets with their history, calls. Run by bench.ts as a process: `big-store.js FILE PERSONS`. */
import Database from 'better-sqlite3';
import { ticketNumber } from '../../src/helpdesk/number.js';
import { openStore } from '../../src/store/open.js';

/** Of every person: 50 messages in and out, 5 tickets, one call. 20,000 persons are 1,000,000 messages and 100,000 tickets. */
export const MESSAGES_EACH = 25;
export const TICKETS_EACH = 5;
const MONTH_MS = 30 * 86_400_000;

/** The persons of the past have numbers of their own: +258 85 2 ...... */
export const pastPhone = (person: number): string => `+25885${String(2_300_000 + person).padStart(7, '0')}`;

const series = (count: string): string => `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})`;
const person = (of: string): string => `(${of} % :persons)`;
const contact = (of: string): string => `'past-' || ${person(of)}`;
const address = (of: string): string => `'whatsapp:+25885' || (2300000 + ${person(of)})`;
/** Spread over the month before now, oldest first. */
const at = (of: string, count: string): string => `CAST(:now - ${MONTH_MS} + ${of} * (${MONTH_MS}.0 / ${count}) AS INTEGER)`;

const STATEMENTS: readonly string[] = [
  `${series(':persons')} INSERT INTO contacts (id, phone, name, role, province, district, language, source, created_at, version) SELECT 'past-' || i, '+25885' || (2300000 + i), 'Pessoa ' || i, 'registador', 'Tete', 'Moatize', 'pt', 'asked', :now - ${MONTH_MS}, 1 FROM n`,
  `${series(':persons')} INSERT INTO addresses (address, contact_id, via, last_inbound_at, opted_out_at) SELECT 'whatsapp:+25885' || (2300000 + i), 'past-' || i, 'twilio', :now - 86400000, NULL FROM n`,
  `${series(':messages')} INSERT INTO ledger (channel, id, via, at, turn_id, kind) SELECT 'whatsapp', 'SMpast' || printf('%026d', i), 'twilio', ${at('i', ':messages')}, 'past-' || i, 'text' FROM n`,
  `${series(':messages')} INSERT INTO outbox (id, to_address, contact_id, channel, via, body, template, fallback, ticket, purpose, status, attempts, next_at, vendor_id, error_code, created_at, settled_at, token, due_at, head)
   SELECT 'past-' || i, ${address('i')}, ${contact('i')}, 'whatsapp', 'twilio', '{"kind":"text","text":"Obrigado. Já tenho o seu pedido sobre a sincronização da aplicação. Quantas pessoas não conseguem trabalhar por causa disto? 1. Só eu 2. A minha equipa 3. O distrito"}',
     NULL, NULL, NULL, 'answer', 'delivered', 1, ${at('i', ':messages')}, 'SMout' || printf('%027d', i), NULL, ${at('i', ':messages')}, ${at('i', ':messages')}, NULL, ${at('i', ':messages')}, 0 FROM n`,
  `${series(':tickets')} INSERT INTO tickets (number, status, waiting_for, level, category, type, route, priority, impact, channel, contact_id, reporter, area, description, answers, confidential, confidence, evidence, assignee, incident, opened_at, due_at, resolved_at, closed_at, solution, informed, version)
   SELECT ticket_number(i + 1), CASE WHEN i % 20 = 0 THEN 'open' ELSE 'closed' END, NULL, 'L2', 'technical', 'sync', 'helpdesk', 'medium', 'one', 'whatsapp', ${contact('i')},
     json_object('address', ${address('i')}, 'phone', '+25885' || (2300000 + ${person('i')}), 'name', 'Pessoa', 'role', 'registador'), '{"province":"Tete","district":"Moatize"}',
     'nao consigo sincronizar os dados desde ontem, aparece erro de rede', '{"version":"2.1","since":"ontem"}', 0, 0.9, '["sincronizar"]', 'Carla Exemplo', NULL,
     ${at('i', ':tickets')}, ${at('i', ':tickets')} + 3600000, NULL, NULL, CASE WHEN i % 20 = 0 THEN NULL ELSE 'Actualizar a aplicação e sincronizar outra vez' END, '{"reporter":null,"monitor":null}', 3 FROM n`,
  `${series(':tickets * 3')} INSERT INTO ticket_events (ticket, at, type, by_whom, channel, text)
   SELECT ticket_number(i / 3 + 1), ${at('i', '(:tickets * 3)')}, CASE i % 3 WHEN 0 THEN 'opened' WHEN 1 THEN 'assigned' ELSE 'comment' END, 'reporter', 'whatsapp', 'nao consigo sincronizar' FROM n`,
  `${series(':persons')} INSERT INTO calls (id, contact_id, from_address, to_number, direction, started_at, ended_at, last_step, turn, outcome, ticket, recording, version) SELECT 'CApast' || printf('%026d', i), 'past-' || i, 'tel:+25885' || (2300000 + i), '+25825230000', 'inbound', ${at('i', ':persons')}, ${at('i', ':persons')} + 60000, 'summary', 8, 'ticket', NULL, NULL, 9 FROM n`,
  `${series(':persons * 8')} INSERT INTO call_turns (call_id, turn, prompts, expects, at) SELECT 'CApast' || printf('%026d', i / 8), i % 8, '[{"text":"Para comunicar um problema, prima 1.","language":"pt"}]', '{"kind":"keys","keys":[{"key":"1","id":"report"}],"digits":1,"speech":false,"seconds":8}', :now FROM n`,
  "UPDATE sequences SET next = :tickets + 1 WHERE name = 'ticket'",
];

export async function fillStore(file: string, persons: number, now: number): Promise<void> {
  await (await openStore({ file })).close();
  const db = new Database(file);
  db.pragma('synchronous = OFF');
  db.function('ticket_number', { deterministic: true }, (sequence: unknown) => ticketNumber(Number(sequence)));
  const values = { persons, now, messages: persons * MESSAGES_EACH * 2, tickets: persons * TICKETS_EACH };
  db.transaction(() => {
    /** Bound as integers: a JavaScript number would be a REAL, and `past-5.0` nobody. */
    for (const sql of STATEMENTS) db.prepare(sql).run(Object.fromEntries(Object.entries(values).filter(([name]) => sql.includes(`:${name}`)).map(([name, value]) => [name, BigInt(value)])));
  })();
  db.exec('ANALYZE');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

const [file, persons] = process.argv.slice(2);
if (process.argv[1]?.endsWith('big-store.js') && file !== undefined) {
  await fillStore(file, Number(persons), Date.now());
  process.stdout.write('{}\n');
}
