/** Floor (b) of the bench, in a process of its own: nothing but group commits of 50 turns (message and answer row each), synchronous=FULL. Prints turns per second. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const [folder = '', seconds = '2'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const db = new Database(join(folder, 'raw.sqlite'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('CREATE TABLE message (sid TEXT PRIMARY KEY, sender TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL) STRICT; CREATE TABLE answer (id INTEGER PRIMARY KEY, sid TEXT NOT NULL, recipient TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL) STRICT');
const message = db.prepare('INSERT INTO message (sid, sender, body, at) VALUES (?, ?, ?, ?)');
const answer = db.prepare('INSERT INTO answer (sid, recipient, body, at) VALUES (?, ?, ?, ?)');
let serial = 0;
const group = db.transaction(() => {
  for (let index = 0; index < 50; index += 1) {
    const sid = `SM${String((serial += 1)).padStart(32, '0')}`;
    message.run(sid, 'whatsapp:+258841230001', 'nao consigo sincronizar', serial);
    answer.run(sid, 'whatsapp:+258841230001', 'recebido: nao consigo sincronizar', serial);
  }
});
const from = process.hrtime.bigint();
let passed = 0;
while (passed < Number(seconds)) {
  group();
  passed = Number(process.hrtime.bigint() - from) / 1e9;
}
process.stdout.write(`${JSON.stringify({ perSecond: serial / passed })}\n`);
