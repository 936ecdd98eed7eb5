/** Floor (a) of the bench, in a process of its own: the same signed POST and the same durable commit (message and answer row) without thinking. Express 5, better-sqlite3, twilio's validateRequest. */
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import express from 'express';
import twilio from 'twilio';

const [folder = '', token = '', publicUrl = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const db = new Database(join(folder, 'skeleton.sqlite'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('foreign_keys = ON');
db.exec('CREATE TABLE message (sid TEXT PRIMARY KEY, sender TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL) STRICT; CREATE TABLE answer (id INTEGER PRIMARY KEY, sid TEXT NOT NULL REFERENCES message(sid), recipient TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL) STRICT; CREATE INDEX answer_by_recipient ON answer (recipient, id)');
const message = db.prepare('INSERT OR IGNORE INTO message (sid, sender, body, at) VALUES (?, ?, ?, ?)');
const answer = db.prepare('INSERT INTO answer (sid, recipient, body, at) VALUES (?, ?, ?, ?)');

interface Turn {
  readonly form: Readonly<Record<string, string>>;
  readonly done: () => void;
}

/** Group commit: what arrived during one turn of the event loop shares one disk flush. */
let waiting: Turn[] = [];
const write = db.transaction((turns: readonly Turn[]) => {
  for (const { form } of turns) {
    const at = Date.now();
    if (message.run(form['MessageSid'], form['From'], form['Body'], at).changes === 1) answer.run(form['MessageSid'], form['From'], `recebido: ${form['Body'] ?? ''}`, at);
  }
});
function flush(): void {
  const turns = waiting;
  waiting = [];
  write(turns);
  for (const turn of turns) turn.done();
}

const app = express();
app.disable('x-powered-by').disable('etag');
app.post('/twilio/whatsapp', express.urlencoded({ extended: false }), (req, res) => {
  const form = req.body as Record<string, string>;
  if (!twilio.validateRequest(token, String(req.headers['x-twilio-signature']), publicUrl + req.originalUrl, form)) return void res.sendStatus(403);
  if (waiting.push({ form, done: () => void res.type('text/xml').send('<?xml version="1.0" encoding="UTF-8"?><Response/>') }) === 1) setImmediate(flush);
});
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`listening ${(server.address() as AddressInfo).port}\n`));
process.on('SIGTERM', () => process.exit(0));
